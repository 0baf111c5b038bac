//! How long the framings take that a person asks for, of four agents: `asked` for `cargo xtask visit`. Times are told and fail nothing.

use std::time::Instant;

use wayward_e2e::Page;

/// Presets, and the seconds within which their four populations should be there.
const CAUSES: [(&str, f64); 2] = [("cheese-corner", 10.0), ("newspaper-dog", 30.0)];
/// Seconds for pulls, those along training included.
const PULLS: f64 = 2.0;

fn main() {
    println!("framings of four agents, asked for on the page:");
    for (preset, wanted) in CAUSES {
        let page = Page::new();
        page.record_long_tasks();
        page.open(&format!("?bench=full#preset={preset}&seeds=4&amount=1"));
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.set_value("#speed", "fast");
        page.click("#train");
        page.wait_for("#verdict[data-agents='4']");
        // What blocked it before is another story.
        page.evaluate("__longTasks.take(__longTasks.observer.takeRecords()); __longTasks.list.length = 0");
        let ask = |framing: &str, question: &str| {
            page.click(&format!("#framing-{framing}"));
            page.click(&format!("[data-ask={question}]"));
            let begun = Instant::now();
            page.wait_for(".framing-panel[data-answered=true]");
            begun.elapsed().as_secs_f64()
        };
        println!("  {preset}: four populations {:.1} s (wanted: {wanted} s)", ask("cause", "cause"));
        println!("  {preset}: pulls, also along training {:.2} s (wanted: {PULLS} s)", ask("aim", "pulls"));
        println!("  {preset}: tasks of the page over 50 ms: {:.0?}", page.long_tasks());
    }
}
