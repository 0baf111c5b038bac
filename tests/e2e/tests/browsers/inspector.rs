//! What a step was worth: values in the texts while everything is held, live values beside the features; and the goals that the
//! agent never sees, in editors of their own.

use std::rc::Rc;

use engine::env::{World, display};
use engine::lang;
use engine::scenario::Scenario;
use thirtyfour::Key;
use wayward::ui::player::Episode;
use wayward_e2e::{Page, Value, json};

const SHAPED: &str = "if reached_cheese { 1 } else { 0.01 * (was(distance_to_cheese) - distance_to_cheese) - 0.1 * bumped }";

fn opened() -> Page {
    let page = Page::new();
    page.open_ready();
    page.set_value("#seeds", "1");
    page
}

fn value_of(page: &Page, css: &str) -> String {
    page.evaluate(&format!("return document.querySelector({css:?}).value")).as_str().expect("a text").into()
}

/// Holds everything, then makes the boards move to this step of an episode.
fn held_at(page: &Page, step: usize) {
    page.click("#pause");
    // A step that is gone by comes again in the next episode.
    loop {
        let place = page.wait_for_text("#inspect-where", |text| !text.is_empty());
        if place.ends_with(&format!("step {step}")) {
            return;
        }
        page.press_button("#inspector", "Next move");
        page.wait_for_text("#inspect-where", |text| *text != place);
    }
}

/// The way of the agent on the training board as the page draws it, played again natively: the board shows cells, and in this
/// world the next cell says which move led there.
fn natively(page: &Page) -> Episode {
    let scenario = Scenario::preset("cheese-corner").expect("a preset");
    let number = page.attribute("#board-train", "data-level").and_then(|number| number.parse().ok()).expect("a number");
    let (level, _) = display::level(&scenario.levels(0.0), display::TRAINING, number);
    let points = page.attribute("#board-train .wall + .trail", "points").expect("a trail");
    let at = page.attribute("#board-train .agent", "transform").expect("a place");
    let at = at.trim_start_matches("translate(").trim_end_matches(')');
    // The trail ends where the agent came from.
    let numbers: Vec<usize> = (points.split_whitespace().chain(at.split_whitespace()))
        .map(|number| number.parse::<f64>().expect("columns and rows in turn") as usize)
        .collect();
    let cells: Vec<u16> = numbers.chunks(2).map(|pair| level.cell(pair[1], pair[0])).collect();
    let mut states = vec![World::CheeseCorner.start(&level)];
    assert_eq!(cells[0], states[0].agent, "the whole way is on view");
    for &cell in &cells[1..] {
        let before = states[states.len() - 1];
        let led = (0..4).map(|action| World::CheeseCorner.step(&level, before, action).state).find(|state| state.agent == cell);
        states.push(led.expect("a move leads there"));
    }
    Episode { level: Rc::new(level), states }
}

/// The values that stand in a text, in order.
fn values(page: &Page, css: &str) -> Vec<String> {
    let found =
        page.evaluate(&format!("return [...document.querySelectorAll('{css} .value')].map((value) => value.lastChild.textContent)"));
    found.as_array().expect("a list").iter().map(|value| value.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn the_last_step_is_shown_in_the_texts_and_summed() {
    let page = opened();
    page.set_value("#reward", SHAPED);
    let step = 3;
    held_at(&page, step);
    page.wait_for_attribute("#board-train", "data-steps", |now| now == step.to_string());
    let episode = natively(&page);
    assert_eq!(episode.steps(), step);
    let program = lang::compile(SHAPED, &Scenario::preset("cheese-corner").unwrap().schema()).0.expect("a program");
    let reward = |step: usize| {
        let features = episode.features(step, true);
        program.evaluate_row(&features.now, &features.was)
    };

    // By hand: the branch taken is the second one.
    let features = episode.features(step, true);
    let (cheese, closer, bumped) = (features.now[5], features.was[3] - features.now[3], features.now[7]);
    assert_eq!(cheese, 0.0, "a step on the way");
    let expected: Vec<String> = [
        cheese,
        features.was[3],
        features.now[3],
        closer,
        0.01 * closer,
        bumped,
        0.1 * bumped,
        0.01 * closer - 0.1 * bumped,
        0.01 * closer - 0.1 * bumped,
    ]
    .map(lang::shown)
    .into();
    assert_eq!(values(&page, "#reward-values"), expected);
    assert_eq!(reward(step), 0.01 * closer - 0.1 * bumped);
    let untaken = page.text("#reward-values .untaken");
    assert_eq!(untaken.split_whitespace().collect::<Vec<_>>(), ["not", "asked:", "1"], "and in words for who does not see it");
    assert_eq!(values(&page, "#intended-values"), ["0"]);

    let paid = page.text("#inspect-paid");
    let sum = (1..=step).fold(0.0, |sum, step| sum + reward(step));
    let line = |last: f64, sum: f64| format!("{} for this step, {} so far", lang::shown(last), lang::shown(sum));
    assert!(paid.contains(&line(reward(step), sum)) && paid.contains(&line(0.0, 0.0)), "{paid}");
    page.assert_accessible();

    // One move on, one step more.
    page.press_button("#inspector", "Next move");
    page.wait_for_text("#inspect-where", |text| text.ends_with(&format!("step {}", step + 1)));
    // The other board has an episode of its own.
    page.press_button("#inspector", "Other board");
    page.wait_for_text("#inspect-where", |text| text.starts_with("Shifted world"));
    page.click("#board-train .board-view");
    page.wait_for_text("#inspect-where", |text| text.starts_with("Training world"));
}

#[test]
fn typing_a_press_and_going_on_lead_back_to_the_text() {
    let page = opened();
    page.set_value("#reward", "2 * x");
    held_at(&page, 1);
    page.wait_until("document.querySelector('#reward-values').checkVisibility() && !document.querySelector('#reward').checkVisibility()");
    // What is typed there goes into the text, and can be undone.
    page.press("#reward-values", "+ y");
    page.wait_until("document.querySelector('#reward').value === '2 * x+ y' && document.activeElement.id === 'reward'");
    // The browser says what is one stroke.
    for _ in 0..4 {
        if value_of(&page, "#reward") != "2 * x" {
            page.press("#reward", Key::Control + "z");
        }
    }
    assert_eq!(value_of(&page, "#reward"), "2 * x");
    assert_eq!(page.text("#pause"), "Resume", "the boards are still held");
    page.press_button("#inspector", "Values / text");
    page.wait_until("document.querySelector('#reward-values').checkVisibility()");
    page.click("#reward-values");
    page.wait_until("document.querySelector('#reward').checkVisibility() && document.activeElement.id === 'reward'");
    page.press_button("#inspector", "Values / text");
    page.click("#pause");
    page.wait_until("document.querySelector('#reward').checkVisibility() && !document.querySelector('#inspector')");
    assert_eq!(value_of(&page, "#reward"), "2 * x");
}

#[test]
fn features_show_their_values_while_the_boards_move() {
    let page = opened();
    page.evaluate("for (const fold of document.querySelectorAll('.fold')) fold.open ||= !!fold.querySelector('.features')");
    page.wait_for_text("#now-steps", |text| !text.is_empty());
    let first = page.text("#now-steps");
    page.wait_for_text("#now-steps", |text| text != first);
    // Held, they are those of the last step.
    let step = 2;
    held_at(&page, step);
    page.wait_for_text("#now-steps", |text| text.ends_with(&format!("{} → {step}", step - 1)));
    let x = page.text("#now-x");
    page.set_value("#reward", "x");
    page.press_button("#inspector", "Values / text");
    page.wait_until("document.querySelectorAll('#reward-values .value').length === 1");
    assert!(x.ends_with(&values(&page, "#reward-values")[0]), "{x}");
}

#[test]
fn the_intended_goal_is_locked_and_can_be_unlocked_and_edited() {
    let page = opened();
    assert_eq!(value_of(&page, "#intended"), "reached_cheese");
    assert_eq!(page.evaluate("return document.querySelector('#intended').readOnly"), json!(true));
    assert!(page.text(".meant").contains("The agent never sees this"));
    page.set_value("#speed", "live");
    page.click("#train");
    page.wait_for_attribute("#run-figures", "data-judged", |judged| judged == "1");
    page.press_button(".meant", "Unlock");
    page.wait_until("!document.querySelector('#intended').readOnly");
    page.type_into("#intended", "reached_chese");
    page.wait_until("document.querySelector('#intended-layer .m-error')?.textContent === 'reached_chese'");
    page.wait_for_text("#intended-problems", |text| text.contains("reached_cheese"));
    page.wait_for_text("#train-problem", |text| text.contains("what you meant"));
    page.assert_accessible();
    page.type_into("#intended", "reached_corner");
    page.wait_until("document.querySelector('#train-problem').textContent === ''");
    page.wait_for_text("#verdict", |text| text.contains("Of an earlier text or earlier settings"));

    // It comes back as it was typed, and locked.
    page.wait_until("Object.values(localStorage).some((saved) => saved.includes('\"intended\":\"reached_corner\"'))");
    page.reload();
    page.wait_started();
    page.wait_until("document.querySelector('#intended')?.value === 'reached_corner'");
    assert_eq!(page.evaluate("return document.querySelector('#intended').readOnly"), json!(true));
    page.set_value("#seeds", "1");
    page.set_value("#speed", "live");
    page.set_value("#shift", "100");
    page.wait_for("#train:not([disabled])");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    assert_ne!(page.attribute("#verdict", "data-verdict").as_deref(), Some("inner_misaligned"), "the corner is meant now");
}

#[test]
fn a_proxy_goal_of_ones_own_is_judged() {
    let page = opened();
    page.click("#goals > summary");
    assert_eq!(page.count(".goal"), 1);
    assert_eq!(value_of(&page, ".goal input"), "corner");
    page.press_button("#goals", "Add a goal");
    page.wait_until("document.querySelectorAll('.goal').length === 2");
    let id = page.evaluate("return document.querySelectorAll('.goal textarea')[1].id").as_str().expect("an id").to_owned();
    let (text, name, problem) = (format!("#{id}"), format!("#{id}-name"), format!("#{id}-name-problem"));
    page.wait_until("document.querySelector('#train').disabled");

    // A name says what is wrong with it where it stands.
    for (typed, wanted) in [("corner", "another goal"), ("left wall", "letters"), ("", "1 to 20")] {
        page.set_value(&name, typed);
        page.wait_for_text(&problem, |text| text.contains(wanted));
        assert_eq!(page.attribute(&name, "aria-invalid").as_deref(), Some("true"));
    }
    // Whatever it is called, what keeps Train from working is named as this goal: its text is still empty.
    for name_of_ours in ["seed", "seeds", "wall_lover"] {
        page.set_value(&name, name_of_ours);
        page.wait_for_text("#train-problem", |text| text.contains(&format!("proxy goal “{}”", name_of_ours.replace('_', " "))));
        page.wait_for_text(&problem, str::is_empty);
        assert_eq!(page.evaluate("return document.querySelector('#train').disabled"), json!(true));
    }
    // Names are completed here as they are in the reward.
    page.press(&text, "bum");
    page.wait_for(&format!("#{id}-words [role=option][aria-selected=true]"));
    page.assert_accessible();
    page.press(&text, Key::Enter);
    page.wait_until(&format!("document.querySelector('{text}').value === 'bumped'"));
    page.wait_for("#train:not([disabled])");

    page.set_value("#speed", "live");
    page.set_value("#shift", "100");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    page.wait_for_text("#verdict .verdict-scores", |text| text.contains("Wall lover") && text.contains("Corner"));

    // Kept, renamed and taken away again; each marks the shown run as that of an earlier text.
    page.set_value(&name, "bumper");
    page.wait_for_text("#verdict", |text| text.contains("Of an earlier text or earlier settings"));
    page.wait_until("Object.values(localStorage).some((saved) => saved.includes('\"name\":\"bumper\"'))");
    page.reload();
    page.wait_started();
    page.wait_until("document.querySelectorAll('.goal').length === 2");
    let kept: Value = page.evaluate("return [...document.querySelectorAll('.goal')].map((goal) => [goal.querySelector('input').value, goal.querySelector('textarea').value])");
    assert_eq!(kept, json!([["corner", "reached_corner"], ["bumper", "bumped"]]));
    page.evaluate("document.querySelector('#goals').open = true");
    page.press_button("#goals .goal:nth-of-type(1)", "Remove");
    page.wait_until("document.querySelectorAll('.goal').length === 1");
    assert_eq!(value_of(&page, ".goal input"), "bumper");
    page.press_button("#goals", "Restore");
    page.wait_until("document.querySelector('.goal input').value === 'corner'");
}
