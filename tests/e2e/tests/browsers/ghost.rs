//! What a perfect optimizer of the words does, shown before anything is trained and following every edit.

use std::time::Instant;

use engine::env::display::{SHIFTED, TRAINING};
use engine::experiment::{Optimal, optimal};
use wayward_e2e::runs::cheese_corner;
use wayward_e2e::{GLANCE, PATIENCE, Page, json};

const BOARDS: [(&str, u64); 2] = [("#board-train", TRAINING), ("#board-deploy", SHIFTED)];

fn opened() -> Page {
    let page = Page::new();
    page.record_long_tasks();
    page.record_workers();
    page.open_ready();
    page.set_value("#seeds", "1");
    page
}

/// Waits until the board shows what is natively the optimum on the level on view, which may change any moment.
fn shows_the_optimum(page: &Page, board: &str, stream: u64, reward: &str, amount: f64) -> Optimal {
    let scenario = cheese_corner(&[("reward", reward)]);
    let amount = if stream == SHIFTED { amount } else { 0.0 };
    let start = Instant::now();
    loop {
        let shown = page.evaluate(&format!(
            "const {{level, ghostSteps, ghostLeast, ghostMost, ghostReturn}} = document.querySelector({board:?}).dataset;
             return [level, ghostSteps, ghostLeast, ghostMost, ghostReturn].map(Number)"
        ));
        let number = shown[0].as_u64().expect("a level");
        let optimal = optimal(&scenario, amount, stream, number);
        let wanted = [(optimal.path.len() - 1) as f64, optimal.least, optimal.most, optimal.reward];
        if (1..).zip(wanted).all(|(at, wanted)| shown[at].as_f64() == Some(wanted)) {
            return optimal;
        }
        assert!(start.elapsed() < PATIENCE, "{board} shows {shown}, wanted {wanted:?}");
        std::thread::sleep(GLANCE);
    }
}

/// The place where the dotted way ends is the center of this thing's drawing.
fn way_ends_at(page: &Page, board: &str, thing: &str) {
    page.wait_until(&format!(
        "(() => {{
            const board = document.querySelector({board:?});
            const way = board.querySelector('.ghost-way')?.points, thing = board.querySelector({thing:?});
            if (!way?.numberOfItems) return false;
            const end = way.getItem(way.numberOfItems - 1), at = thing.closest('g[transform]').transform.baseVal[0].matrix;
            return end.x === at.e && end.y === at.f;
        }})()"
    ));
}

/// Milliseconds from an edit at one stroke to the board's new attribute.
fn answer_time(page: &Page, reward: &str) -> f64 {
    page.evaluate_async(&format!(
        "const field = document.querySelector('#reward'), board = document.querySelector('#board-deploy'), before = board.dataset.ghostReturn;
         Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, {reward:?});
         return await new Promise((done, fail) => {{
             const start = performance.now();
             new MutationObserver(() => {{ if (board.dataset.ghostReturn !== before) done(performance.now() - start); }})
                 .observe(board, {{attributes: true}});
             setTimeout(() => fail('no answer'), 5000);
             field.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
         }});"
    ))
    .as_f64()
    .expect("a time")
}

fn told(page: &Page, when: &str) {
    let mut times: Vec<f64> = (0..12).map(|i| answer_time(page, &format!("{} * reached_cheese", 2 + i))).collect();
    times.sort_by(f64::total_cmp);
    println!("{when}: from the edit to the new numbers {:.0} ms (median), {:.0} ms (longest of 12)", times[6], times[11]);
}

#[test]
fn before_any_training_it_goes_where_the_words_send_it() {
    let page = opened();
    let preset = cheese_corner(&[]).reward;
    for (board, stream) in BOARDS {
        let optimal = shows_the_optimum(&page, board, stream, &preset, 0.0);
        assert_eq!((optimal.reward, optimal.least), (1.0, 1.0));
        page.wait_for(&format!("{board} .ghost[transform]"));
        way_ends_at(&page, board, ".cheese-top");
        let words = page.wait_for_text(&format!("{board} .board-ghost"), |text| text.contains("the cheese in"));
        assert!(words.contains("Your reward 1.00, what you meant 1.00"), "{words}");
    }

    page.set_value("#shift", "100");
    page.set_value("#reward", "reached_corner");
    for (board, stream) in BOARDS {
        let optimal = shows_the_optimum(&page, board, stream, "reached_corner", 1.0);
        assert!(stream == TRAINING || optimal.least < 0.5 * optimal.most, "{optimal:?}");
        way_ends_at(&page, board, ".corner rect");
    }
    let words = page.wait_for_text("#board-deploy .board-ghost", |text| text.contains("the corner in"));
    assert!(words.contains("what you meant 0.00 to 1.00"), "{words}");

    // What does not compile leaves the ghost, and the words say whose it is.
    page.set_value("#reward", "reached_corner +");
    let words = page.wait_for_text("#board-deploy .board-ghost", |text| text.contains("Before this mistake"));
    assert!(words.contains("the corner in"), "{words}");
    page.set_value("#reward", "1 / (x - x)");
    page.wait_for_text("#board-deploy .board-ghost", |text| text.contains("not a number everywhere"));
    assert_eq!(page.count("#board-deploy .ghost"), 0);
    page.set_value("#reward", "reached_corner");
    page.wait_for("#board-deploy .ghost-way");

    page.click("#ghost");
    page.wait_until("!document.querySelector('.ghost, .ghost-way') && document.querySelector('#board-deploy').dataset.ghostSteps === ''");
    page.click("#ghost");
    page.wait_for("#board-deploy .ghost-way");
    page.assert_accessible();
    told(&page, "idle");
    println!("tasks of the page over 50 ms: {:.0?}", page.long_tasks());
}

#[test]
fn training_at_the_same_time_does_not_stop_it() {
    let page = opened();
    page.set_value("#seeds", "16");
    page.click("#train");
    page.wait_until("document.querySelector('#run-figures').dataset.state === 'training'");
    told(&page, "while training");
    assert_eq!(page.evaluate("return document.querySelector('#run-figures').dataset.judged === '16'"), json!(false), "still at work");
    page.set_value("#reward", "reached_corner");
    page.wait_until("+document.querySelector('#board-deploy').dataset.ghostReturn === 1");
    // Paused, too.
    page.click("#pause");
    told(&page, "paused");
    page.click("#reset");
}

#[test]
fn a_dead_worker_takes_nothing_with_it() {
    let page = opened();
    page.wait_for("#board-deploy .ghost-way");
    assert_eq!(page.terminate_workers(), 1);
    page.set_value("#reward", "3 * reached_cheese");
    page.wait_for_text("#notice", |text| text.contains("worker"));
    page.set_value("#reward", "4 * reached_cheese");
    page.wait_until("document.querySelector('#board-deploy').dataset.ghostReturn === '4'");
}

#[test]
fn nothing_moves_for_those_who_ask_for_it() {
    let page = Page::new();
    page.prefer(false, true);
    page.open("");
    page.wait_started();
    page.wait_for("#board-train .ghost[transform]");
    let at = "(() => {
        const way = document.querySelector('#board-train .ghost-way').points, end = way.getItem(way.numberOfItems - 1);
        const {e, f} = document.querySelector('#board-train .ghost').transform.baseVal[0].matrix;
        return Math.abs(e - end.x) + Math.abs(f - end.y) < 0.01;
    })()";
    page.wait_until(at);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(page.evaluate(&format!("return {at}")), json!(true));
}
