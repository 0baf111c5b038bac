//! Many agents on the page: trained by a pool of workers, judged together, looked at one by one and at any moment of training.

use engine::experiment::{Experiment, Population, Report, behavior, population};
use engine::judge::Verdict;
use engine::scenario::Scenario;
use engine::share::decode;
use wayward::ui::worst::sentences;
use wayward_e2e::runs::{cheese_corner, natively};
use wayward_e2e::{Engine, Page, json};

/// Cores that the page believes to have.
fn opened(cores: u32) -> Page {
    let page = Page::new();
    page.on_new_document(&format!("Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{value: {cores}}})"));
    page.record_workers();
    page.open_ready();
    page.set_value("#seed", "1000");
    page.set_value("#speed", "live");
    page
}

fn all_judged(page: &Page, agents: u32) {
    page.wait_until(&format!(
        "(({{agents, judged}}) => agents === '{agents}' && judged === agents)(document.querySelector('#run-figures').dataset)"
    ));
    page.wait_for("#verdict[data-verdict]");
}

fn expected(agents: u32) -> Population {
    let scenario = cheese_corner(&[]);
    let outcome = |seed| natively(&Scenario { seed, ..scenario.clone() }).report;
    let reports: Vec<Report> = (1000..1000 + agents).map(outcome).collect();
    population(&scenario, &reports.iter().collect::<Vec<_>>())
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let expected = expected(4);
    for cores in [1, 3] {
        let page = opened(cores);
        page.set_value("#seeds", "4");
        page.set_value("#shift", "100");
        page.click("#train");
        all_judged(&page, 4);
        assert_eq!(page.evaluate("return __workers.length"), json!(cores), "as many workers as cores");
        let digest = page.attribute("#verdict", "data-digest").expect("a digest");
        println!("4 agents, {cores} workers: digest {digest}, natively {}", expected.digest);
        assert_eq!(digest, expected.digest);
        assert_eq!(page.attribute("#verdict", "data-verdict").as_deref(), expected.headline.map(Verdict::name));
        assert_eq!(page.attribute("#verdict", "data-goal"), expected.goal);
        assert_eq!(page.count("#agents [data-agent]"), 4);
    }
}

/// What the page finds is what a search finds that runs here, and it can be painted.
#[test]
fn the_worst_level_is_found_and_kept() {
    let scenario = cheese_corner(&[]);
    let net = |seed: u32| {
        let mut experiment = Experiment::new(Scenario { seed, ..scenario.clone() }, 1.0).expect("a good scenario");
        while experiment.is_training() {
            experiment.advance(&mut Vec::new());
        }
        experiment.net().clone()
    };
    let nets = [net(1000), net(1001)];
    // From whichever level the board shows by then.
    let found = |number: u64| {
        let mut search = behavior::worst(&scenario, 0.0, number).expect("a good scenario").expect("something is at stake");
        while !search.advance(&nets[0]) {}
        search.report(&[&nets[1]])
    };

    let page = opened(2);
    page.set_value("#seeds", "2");
    // It is good where it has learned, and is led astray there.
    page.click("#train");
    all_judged(&page, 2);
    page.click("#agents [data-agent='0']");
    page.click("[data-fold=worst] summary");
    page.click("#worst [data-measure=worst]");
    let said = page.wait_for_text("#worst", |text| text.contains("trained with other seeds"));
    let expected = (0..12).map(found).find(|found| sentences(found).iter().all(|sentence| said.contains(sentence)));
    let expected = expected.unwrap_or_else(|| panic!("no search that runs here has found this: {said}"));
    // It stays while the boards go on to other levels.
    page.wait_until("document.querySelectorAll('.worst-boards svg').length === 2");
    page.assert_accessible_within("#worst");
    let before = page.evaluate("return location.hash");
    page.click("#worst-keep");
    page.wait_for_text("#worst", |text| text.contains("among the painted levels"));
    // The address follows a moment later.
    page.wait_until(&format!("location.hash !== {before}"));
    let kept = decode(page.evaluate("return location.hash").as_str().expect("a text")).expect("a link").shared.scenario;
    assert_eq!(kept.painted.list(true), [expected.after.picture]);
}

#[test]
fn firefox_trains_the_same_population() {
    let page = Page::in_engine(Engine::Firefox);
    page.open_ready();
    for (field, value) in [("#seed", "1000"), ("#speed", "live"), ("#seeds", "2"), ("#shift", "100")] {
        page.set_value(field, value);
    }
    page.click("#train");
    all_judged(&page, 2);
    assert_eq!(page.attribute("#verdict", "data-digest"), Some(expected(2).digest));
}

#[test]
fn each_agent_can_be_looked_at() {
    let page = opened(2);
    page.set_value("#seeds", "3");
    page.set_value("#shift", "100");
    page.click("#train");
    all_judged(&page, 3);
    let all = page.attribute("#verdict", "data-digest").expect("a digest");
    let says = page.text(".verdict-unmet");
    assert!(says.contains("they saw at once something they had never met") && page.count(".verdict-split") == 1, "{says}");
    // What else would explain them, measured when somebody asks.
    assert_eq!(page.attribute("#verdict", "data-goal").as_deref(), Some("corner"));
    page.click("[data-fold=rivals] summary");
    page.wait_for("#rivals [data-measure=rivals]");
    page.click("#rivals [data-measure=rivals]");
    let words = page.wait_for_text("#rivals", |text| text.contains("On mirrored levels"));
    for part in ["“corner”, “as far up and right as it goes” and “the cell in column 11, row 1” are the same", "In rooms of 15 "]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!(page.count("#rivals tbody tr"), 4);
    page.wait_until("document.activeElement === document.querySelector('[data-measure=rivals]')");
    // It stays while it is folded.
    page.click("[data-fold=rivals] summary");
    page.wait_until("!document.querySelector('[data-fold=rivals]').open");
    page.click("[data-fold=rivals] summary");
    assert_eq!(page.count("#rivals tbody tr"), 4);
    page.assert_accessible_within("#rivals");
    page.click("#agents [data-agent='2']");
    page.wait_until("document.querySelector('#verdict').dataset.agents === '1'");
    let says = page.text("#verdict");
    assert!(says.contains("seed 1002"), "{says}");
    assert_eq!(page.attribute("#run-figures", "data-digest"), page.attribute("#verdict", "data-digest"));
    // What is known of all is not said of one.
    page.wait_for("#rivals [data-measure=rivals]:not([aria-disabled])");
    assert_eq!(page.count("#rivals tbody"), 0);
    page.click("#agents [data-do=all]");
    page.wait_for_attribute("#verdict", "data-digest", |digest| digest == all);
    // Moving the shift judges all of them anew.
    page.set_value("#shift", "0");
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "cannot_tell");
    assert_eq!(page.attribute("#verdict", "data-agents").as_deref(), Some("3"));
    page.assert_accessible();
}

#[test]
fn stop_keeps_what_is_finished() {
    let page = opened(1);
    page.set_value("#seeds", "16");
    page.click("#train");
    page.wait_until("+document.querySelector('#run-figures').dataset.judged >= 2");
    page.click("#stop");
    page.wait_until(
        "(({agents, judged}) => +agents >= 2 && +agents < 16 && judged === agents)(document.querySelector('#run-figures').dataset)",
    );
}

#[test]
fn any_moment_of_training_can_be_judged_and_branched_from() {
    let page = opened(2);
    page.set_value("#seeds", "1");
    page.set_value("#shift", "100");
    page.click("#train");
    all_judged(&page, 1);
    let last = page.attribute("#verdict", "data-digest").expect("a digest");
    page.set_value("#scrub", "4096");
    let early = page.wait_for_attribute("#verdict", "data-digest", |digest| digest != last);
    assert_eq!(page.attribute("#verdict", "data-verdict").as_deref(), Some("not_trained"));
    page.wait_for_text("#board-train", |text| text.contains("after 4,096 steps"));
    // Back at the end everything is as it was.
    page.set_value("#scrub", "98304");
    page.wait_for_attribute("#verdict", "data-digest", |digest| digest == last);

    page.set_value("#scrub", "4096");
    page.wait_for_attribute("#verdict", "data-digest", |digest| digest == early);
    page.set_value("#train-disagree", "0.1");
    page.click("#branch");
    page.wait_for_attribute("#run-figures", "data-digest", |digest| digest != last && !digest.is_empty());
    page.wait_for_attribute("#verdict", "data-verdict", |verdict| verdict == "aligned");
}

#[test]
fn settings_are_checked_and_can_be_put_back() {
    let page = opened(1);
    page.set_value("#seeds", "65");
    let words = page.wait_for_text("#seeds-problem", |text| !text.is_empty());
    assert!(words.contains("from 1 to 64"), "{words}");
    page.wait_for("#train[disabled]");
    page.set_value("#seeds", "1");
    page.click("#agent-settings summary");
    page.set_value("#agent-hidden_size", "20");
    let words = page.wait_for_text("#agent-hidden_size-problem", |text| !text.is_empty());
    assert!(words.contains("multiple of 8"), "{words}");
    page.set_value("#agent-gamma", "2");
    let words = page.wait_for_text("#agent-gamma-problem", |text| !text.is_empty());
    assert!(words.contains("0.999"), "{words}");
    page.click("#agent-reset");
    page.wait_for("#train:not([disabled])");
    assert_eq!(page.evaluate("return document.querySelector('#agent-hidden_size').value"), json!("64"));

    // A run that diverges says so, names the setting, and the page goes on.
    page.set_value("#reward", "3e38");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-state", |state| state == "failed");
    let words = page.wait_for_text("#reward-problems", |text| text.contains("diverged"));
    assert!(words.contains("learning_rate"), "{words}");
    page.set_value("#reward", "reached_cheese");
    page.click("#train");
    all_judged(&page, 1);
}

/// What a person holds, writes and unfolds stays as it is while the page goes on telling of agents that learn.
#[test]
fn agents_that_learn_disturb_nobody() {
    let page = opened(2);
    page.set_value("#seeds", "4");
    page.set_value("#agent-total_timesteps", "5000000");
    page.click("#train");
    page.wait_for(".curves-chart");
    let told = || page.attribute("#run-figures", "data-step").expect("a step");
    let goes_on = || {
        let before = told();
        page.wait_for_attribute("#run-figures", "data-step", |step| step != before);
    };

    // A slider in the hand: it stays where the hand is, whatever is told meanwhile.
    let place = page.evaluate(
        "const it = document.querySelector('#shift');
         it.scrollIntoView({block: 'center'});
         const {left, width, top, height} = it.getBoundingClientRect();
         return [left, width, top + height / 2]",
    );
    let [left, width, y] = [0, 1, 2].map(|at| place[at].as_f64().expect("a number"));
    let mouse = |kind: &str, part: f64| {
        page.devtools(
            "Input.dispatchMouseEvent",
            json!({"type": kind, "x": left + width * part, "y": y, "button": "left", "buttons": 1, "clickCount": 1}),
        );
    };
    mouse("mousePressed", 0.1);
    for part in [0.3, 0.5, 0.7] {
        mouse("mouseMoved", part);
        let shown = page.evaluate("return document.querySelector('#shift').value");
        goes_on();
        assert_eq!(page.evaluate("return document.querySelector('#shift').value"), shown, "it stays in the hand");
        assert_eq!(page.text("output"), format!("{} %", shown.as_str().expect("a value")));
    }
    mouse("mouseReleased", 0.7);

    // A field: its caret stays in the middle of what is written.
    page.evaluate("const field = document.querySelector('#seed'); field.focus(); field.setSelectionRange(1, 1)");
    for letter in ["2", "3"] {
        page.keys(letter);
        goes_on();
    }
    assert_eq!(
        page.evaluate("const it = document.activeElement; return [it.id, it.value, it.selectionStart]"),
        json!(["seed", "123000", 3])
    );

    // What is unfolded stays so, and what is in it follows.
    page.click("[data-fold=inside] summary");
    page.click("#agent-settings summary");
    page.wait_for("[data-fold=inside] .curves-small");
    // Read in one go: an element that was found may be another one by then.
    let before = page.evaluate("return document.querySelector('[data-fold=inside] .curves-small-name').innerText");
    page.wait_until(&format!("document.querySelector('[data-fold=inside] .curves-small-name').innerText !== {before}"));
    assert_eq!(page.count("[data-fold=inside][open], #agent-settings[open]"), 2);
}
