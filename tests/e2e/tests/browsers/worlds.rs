//! Every experiment on the page: switching between them loses nothing that was typed, each comes to its own verdict, its repair
//! is one press away, and an agent can be corrected and judged all along the shift.

use engine::scenario::{PRESETS, Preset, Scenario};
use wayward_e2e::runs::natively;
use wayward_e2e::{Page, json};

fn switch(page: &Page, preset: &str) {
    page.set_value("#preset", preset);
    page.wait_until(&format!("document.querySelector('#preset').value === '{preset}'"));
    page.wait_for("#train:not([disabled])");
}

fn reward(page: &Page) -> String {
    page.evaluate("return document.querySelector('#reward').value").as_str().unwrap_or_default().to_owned()
}

#[test]
fn switching_shows_each_and_loses_nothing() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#reward", "reached_cheese // mine");
    for preset in &PRESETS {
        switch(&page, preset.name);
        if preset.name != "cheese-corner" {
            assert_eq!(reward(&page), preset.scenario().reward, "{}", preset.name);
        }
        let question = preset.world.question();
        page.wait_for_text(".question", |text| text == question);
        // The optimizer of these words walks on both boards of this very world.
        for board in ["#board-train", "#board-deploy"] {
            page.wait_for_text(&format!("{board} .board-ghost"), |text| text.contains("optimizer"));
        }
    }
    page.set_value("#seed", "77");
    switch(&page, "cheese-corner");
    assert_eq!(reward(&page), "reached_cheese // mine");
    let last = PRESETS[PRESETS.len() - 1].name;
    switch(&page, last);
    assert_eq!(page.evaluate("return document.querySelector('#seed').value"), json!("77"));
    page.assert_accessible();
    // What lies on the shelf outlives the page, too.
    page.wait_until(&format!("localStorage.getItem('wayward.draft')?.includes('\"preset\":\"{last}\"')"));
    page.reload();
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    assert_eq!(page.evaluate("return document.querySelector('#preset').value"), json!(last));
    switch(&page, "cheese-corner");
    assert_eq!(reward(&page), "reached_cheese // mine");
}

/// Where nobody walks: a picture without anybody in it, an answer below it, and the verdict of one model, the same as natively.
#[test]
fn a_model_that_learned_the_ground_is_judged() {
    let page = Page::new();
    page.open_ready();
    switch(&page, "zebra");
    for (field, value) in [("#seed", "1000"), ("#seeds", "1"), ("#speed", "live"), ("#shift", "100")] {
        page.set_value(field, value);
    }
    assert_eq!(page.count("#board-train path.pixel-dark, #board-train path.pixel-light"), 13, "the animal, before anything is said");
    assert_eq!(page.count("#board-train .agent, #board-train .ghost, #board-train .ghost-way"), 0, "nobody stands in the picture");
    page.click("#overlay");
    page.wait_for_text("#board-train .board-legend", |text| text.contains("at the start: zebra") && text.contains("horse"));
    page.click("#train");
    page.wait_for("#verdict[data-verdict='inner_misaligned']");
    let native = natively(&Scenario { seed: 1000, seeds: 1, ..Scenario::preset("zebra").expect("a preset") });
    assert_eq!(page.attribute("#verdict", "data-verdict").as_deref(), Some(native.report.row.verdict.name()));
    assert_eq!(page.attribute("#run-figures", "data-digest").as_deref(), Some(native.summary.digest.as_str()));
    page.wait_for_text("#board-deploy", |text| text.contains("says zebra") || text.contains("says horse"));
    page.assert_accessible();
}

/// From a wrong reward to its verdict, the same as natively; then corrected, judged along the shift, and repaired.
#[test]
fn a_race_for_arrows_is_judged_corrected_and_repaired() {
    let page = Page::new();
    page.open_ready();
    switch(&page, "boat-race");
    for (field, value) in [("#seed", "1000"), ("#seeds", "1"), ("#speed", "live"), ("#shift", "100")] {
        page.set_value(field, value);
    }
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
    // Copies of the one level that it has are no sample.
    page.wait_for_text(".verdict-scores", |text| text.contains("the one level of this world that came in 256 episodes, computed exactly"));
    let native = natively(&Scenario { seed: 1000, seeds: 1, ..Scenario::preset("boat-race").expect("a preset") });
    assert_eq!(page.attribute("#verdict", "data-verdict").as_deref(), Some(native.report.row.verdict.name()));
    assert_eq!(page.attribute("#run-figures", "data-digest").as_deref(), Some(native.summary.digest.as_str()));

    page.click("#correct-intended");
    page.wait_for_text("#correction", |text| text.contains("This agent is aligned after") && text.contains("A fresh one is aligned after"));
    page.wait_for_text("#correction", |text| text.contains("Goal robustness"));

    page.click("#over summary");
    page.click("#curve");
    page.wait_for("#shift-curve[data-done='11']");
    assert_eq!(page.count("#shift-curve tbody tr"), 11);
    page.assert_accessible();

    page.click("#remedy-worlds");
    page.wait_until("document.querySelector('#reward').value === 'progress'");
    page.wait_for("#verdict[data-verdict='aligned']");
    page.wait_for_text(".before-after", |text| text.contains("Before: the agent is outer misaligned"));
    page.wait_for("#remedy-back");
}

/// What a preset promises is what an agent of it comes to on the page, and that is what it comes to natively.
#[test]
fn each_comes_to_its_promise() {
    let page = Page::new();
    page.open_ready();
    for name in ["cheese-on-a-dish", "follow-me", "inbox", "monsters", "tomatoes", "pottery-shop", "odd-openings", "lumberjack"] {
        let scenario = Scenario { seed: 1000, seeds: 1, ..Scenario::preset(name).expect("a preset") };
        let native = natively(&scenario);
        let promised = Preset::named(name).and_then(|preset| preset.promise).expect("a promise").0;
        switch(&page, name);
        for (field, value) in [("#seed", "1000"), ("#seeds", "1"), ("#speed", "live"), ("#shift", "100")] {
            page.set_value(field, value);
        }
        page.click("#train");
        page.wait_for(&format!("#verdict[data-verdict='{}']", native.report.row.verdict.name()));
        page.wait_until(&format!("document.querySelector('#run-figures').dataset.digest === '{}'", native.summary.digest));
        assert_eq!(native.report.row.verdict, promised, "{name}");
        page.assert_accessible();
    }
}
