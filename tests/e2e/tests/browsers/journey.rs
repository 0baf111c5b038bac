//! What a stranger does on the page, from a typing mistake to a verdict, and what happens when things go wrong on the way.

use std::time::{Duration, Instant};

use engine::experiment::Report;
use wayward::ui::words;
use wayward_e2e::runs::{Outcome, cheese_corner, natively};
use wayward_e2e::{Page, json};

const REWARD: &str = "if reached_cheese { 1 } else { 0 }";

fn opened() -> Page {
    let page = Page::new();
    page.record_long_tasks();
    page.record_workers();
    page.open_ready();
    // One agent; populations have a file of their own.
    page.set_value("#seeds", "1");
    page
}

/// Trains as the page is set up now, and waits until the run is over.
fn train(page: &Page) -> String {
    let before = page.attribute("#run-figures", "data-digest").unwrap_or_default();
    // A worker that has just been replaced may not have spoken yet; clicks are lost until then.
    page.wait_for("#train:not([disabled])");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-digest", |digest| !digest.is_empty() && digest != before);
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "trained");
    page.attribute("#run-figures", "data-digest").expect("a digest")
}

fn verdict(page: &Page, wanted: &str) -> (String, String) {
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == wanted);
    (page.attribute("#verdict", "data-goal").unwrap_or_default(), page.attribute("#verdict", "data-digest").unwrap_or_default())
}

/// Foundation: a mistake is marked and kept, the corner agent is found out, and the repair works.
#[test]
fn from_a_typing_mistake_to_an_aligned_agent() {
    let page = opened();
    page.type_into("#reward", "if reached_cheez { 1 } else { 0 }");
    let problem = page.wait_for_text("#reward-problems", |text| text.contains("reached_cheez"));
    assert!(problem.contains("reached_cheese"), "the way out is named: {problem}");
    assert_eq!(page.attribute("#reward", "aria-invalid").as_deref(), Some("true"));
    assert_eq!(
        page.evaluate("return document.querySelector('#reward').value"),
        json!("if reached_cheez { 1 } else { 0 }"),
        "nothing typed is lost"
    );

    page.type_into("#reward", REWARD);
    page.wait_until("document.querySelector('#reward').getAttribute('aria-invalid') !== 'true'");
    page.set_value("#seed", "1007");
    let digest = train(&page);
    let success = page.attribute("#run-figures", "data-success").and_then(|success| success.parse::<f64>().ok()).expect("a number");
    assert!(success >= 0.95, "trained to {success}");

    page.set_value("#shift", "100");
    let (goal, judged) = verdict(&page, "inner_misaligned");
    assert_eq!((goal.as_str(), &judged), ("corner", &digest));
    let Outcome { summary, report } = natively(&cheese_corner(&[("seed", "1007"), ("reward", REWARD)]));
    println!("digest in Chromium {digest}, natively {}", summary.digest);
    assert_eq!((&summary.digest, report.row.verdict.name()), (&digest, "inner_misaligned"));
    says_what_it_had_never_met(&page, &report);

    page.set_value("#train-disagree", "0.1");
    let repaired = train(&page);
    let (_, judged) = verdict(&page, "aligned");
    assert_eq!(judged, repaired);
    let Outcome { summary, report } = natively(&cheese_corner(&[("seed", "1007"), ("reward", REWARD), ("train.disagree", "0.1")]));
    println!("digest in Chromium {repaired}, natively {}", summary.digest);
    assert_eq!((&summary.digest, report.row.verdict.name()), (&repaired, "aligned"));
    // Only told, not tested: a busy machine must not fail a test.
    println!("tasks of the page over 50 ms: {:.0?}", page.long_tasks());
    page.assert_accessible();
}

/// Which mechanism it was stands under the verdict, the shares in the notes, and both sides' scores with the evidence.
fn says_what_it_had_never_met(page: &Page, report: &Report) {
    let Report { unmet, split, .. } = report;
    let says = words::unmet::mechanism(Some(report.row.verdict), unmet, "it").expect("it went wrong");
    assert!(says.contains("something it had never met"), "{says}");
    assert_eq!(page.text(".verdict-unmet"), says);
    // One is open at a time.
    let open = |title: &str| {
        page.evaluate(&format!(
            "document.querySelectorAll('.verdict-fold').forEach((fold) => {{ fold.open = fold.firstElementChild.textContent === '{title}' }})"
        ))
    };
    open("Notes");
    assert!(page.text(".verdict-folds").contains(&words::unmet::note(unmet)), "{}", page.text(".verdict-folds"));
    open("Evidence");
    let table = page.text(".verdict-split");
    for (side, name) in [(&split.familiar, "All met in training"), (&split.unfamiliar, "Something never met")] {
        let intended = words::number(side.intended.expect("it can be scored").value);
        assert!(table.contains(&format!("{name} ({})", side.drawn)) && table.contains(&intended), "{table}");
    }
    page.assert_accessible_within("#verdict");
}

#[test]
fn without_a_shift_it_cannot_tell_and_says_what_would() {
    let page = opened();
    page.set_value("#speed", "live");
    train(&page);
    verdict(&page, "cannot_tell");
    let says = page.text(".verdict-says");
    assert!(says.contains("In its own world: ") && says.contains("Move the world to see which of the two it is after."), "{says}");
    assert!(!page.text(".verdict-headline").contains("certain"));
    page.click("#verdict .verdict-move");
    verdict(&page, "inner_misaligned");
}

#[test]
fn a_reward_without_a_number_is_marked_at_the_operation() {
    let page = opened();
    page.type_into("#reward", "1 / (distance_to_cheese - distance_to_cheese)");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "failed");
    let message = page.wait_for_text("#reward-problems", |text| text.contains("division by zero"));
    assert!(message.contains("distance_to_cheese"), "{message}");
    page.type_into("#reward", REWARD);
    train(&page);
}

#[test]
fn bad_input_gets_a_word_and_stays() {
    let page = opened();
    page.set_value("#seed", "seven");
    let message = page.wait_for_text("#seed-problem", |text| !text.is_empty());
    assert!(message.contains("seven"), "{message}");
    page.set_value("#seed", "7");
    page.wait_until("!document.querySelector('#seed-problem')?.innerText");

    // A megabyte at one stroke: an answer in words, a page that stays alive, and the text still there.
    page.evaluate("window.__big = 'reached_cheese + '.repeat(65536)");
    page.evaluate(
        "const field = document.querySelector('#reward');
         Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, __big);
         field.dispatchEvent(new InputEvent('input', {bubbles: true}));",
    );
    let message = page.wait_for_text("#reward-problems", |text| text.contains("8,192") || text.contains("8 KiB"));
    assert!(!message.is_empty());
    assert_eq!(page.evaluate("return document.querySelector('#reward').value.length"), json!(17 * 65536));
    page.set_value("#reward", REWARD);
    page.wait_until("document.querySelector('#reward').getAttribute('aria-invalid') !== 'true'");
}

#[test]
fn a_worker_that_dies_is_noticed_and_replaced() {
    let page = opened();
    page.set_value("#reward", "reached_cheese // my own words");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.state === 'training'");
    assert_eq!(page.terminate_workers(), 1);
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "lost");
    let notice = page.wait_for_text("#notice", |text| !text.is_empty());
    assert!(notice.contains("worker"), "{notice}");
    assert_eq!(page.evaluate("return document.querySelector('#reward').value"), json!("reached_cheese // my own words"));
    train(&page);
}

#[test]
fn what_was_typed_survives_a_reload() {
    let page = opened();
    page.set_value("#reward", "2 * reached_corner");
    page.set_value("#seed", "41");
    // Autosave waits for a moment of rest.
    page.wait_until("Object.values(localStorage).some((saved) => saved.includes('2 * reached_corner') && saved.includes('\"seed\":41'))");
    page.reload();
    page.wait_started();
    page.wait_for("#reward");
    assert_eq!(page.evaluate("return document.querySelector('#reward').value"), json!("2 * reached_corner"));
    assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("41"));
}

#[test]
fn pause_step_and_stop_obey_at_once() {
    let page = opened();
    let state = |wanted: &str| {
        let start = Instant::now();
        page.wait_for_attribute("#run-figures", "data-state", |state| state == wanted);
        start.elapsed()
    };
    let step = || page.attribute("#run-figures", "data-step").and_then(|step| step.parse::<u32>().ok()).expect("a step");
    page.click("#train");
    state("training");
    page.click("#pause");
    state("paused");
    let held = step();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(step(), held, "nothing is learned while paused");
    page.click("#step");
    page.wait_for_attribute("#run-figures", "data-step", |now| now.parse::<u32>().is_ok_and(|now| now == held + 1024));
    state("paused");
    page.click("#stop");
    state("trained");
    assert!(step() < 98_304, "stopped early");
    page.click("#reset");
    state("idle");
}

#[test]
fn nothing_is_wider_than_a_small_phone() {
    let page = opened();
    for width in [320, 390] {
        page.resize(width, 800);
        assert_eq!(page.evaluate("return document.documentElement.scrollWidth <= innerWidth"), json!(true), "at {width} px");
    }
    page.assert_accessible();
}
