//! How long a first visit takes on a slow connection: `visit` for `cargo xtask visit`, which serves the site packed.
//!
//! A fresh browser a visit, so nothing is cached. DevTools slow it down; the processor only for the page itself, not for its
//! workers. Other work on the machine makes everything slower, so these times compare builds, and fail nothing.

use wayward_e2e::{Page, Value, json};

const VISITS: usize = 5;
const MEGABITS: f64 = 1.6;
const LATENCY_MS: u32 = 150;
const SLOWER: f64 = 4.0;

/// What is waited for from the address on, and the time by which it should be there, in seconds.
const MOMENTS: [(&str, f64); 3] = [("text is painted", 0.9), ("the editor can be typed into", 3.5), ("Train can be pressed", 4.8)];
/// What is pressed for the first time, and what then opens.
const USES: [(&str, &str); 5] = [
    ("[data-do=share]", "#share-menu[open]"),
    ("[data-do=compare]", "#compare[open]"),
    ("[data-do=lessons]", "#lessons[open] .lessons-list button"),
    ("[data-do=view]", "#view[open]"),
    ("[data-do=board-deploy]", "#reading[open]"),
];
const USE: f64 = 1.5;

const LOOK: &str = "window.__seen = {};
    const look = () => {
        for (const [name, css] of [['editor', '#reward:not([disabled])'], ['train', '#train:not([disabled])']])
            if (!(name in __seen) && document.querySelector(css)) __seen[name] = performance.now();
        if (!('train' in __seen)) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    // What it keeps for later would be there before it is asked for.
    delete Navigator.prototype.serviceWorker;";

fn main() {
    let visits: Vec<Vec<f64>> = (0..VISITS).map(|_| visit()).collect();
    println!("a first visit: {MEGABITS} Mbps, {LATENCY_MS} ms, processor {SLOWER} times slower; medians of {VISITS}:");
    let uses = USES.map(|(button, _)| (format!("{button} is pressed for the first time"), USE));
    for (place, (what, goal)) in MOMENTS.map(|(what, goal)| (what.to_owned(), goal)).into_iter().chain(uses).enumerate() {
        let mut times: Vec<f64> = visits.iter().map(|visit| visit[place]).collect();
        times.sort_by(f64::total_cmp);
        println!("  {what}: {:.2} s (wanted: {goal} s; from {:.2} to {:.2})", times[VISITS / 2], times[0], times[VISITS - 1]);
    }
}

fn visit() -> Vec<f64> {
    let page = Page::new();
    page.on_new_document(LOOK);
    page.devtools("Network.enable", json!({}));
    let bytes_a_second = MEGABITS * 1e6 / 8.0;
    let slow = json!({"offline": false, "latency": LATENCY_MS, "downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second});
    page.devtools("Network.emulateNetworkConditions", slow);
    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": SLOWER}));
    page.open("");
    page.wait_until("'train' in __seen && performance.getEntriesByName('first-contentful-paint').length");
    let seen = page.evaluate("return [performance.getEntriesByName('first-contentful-paint')[0].startTime, __seen.editor, __seen.train]");
    let mut times: Vec<f64> = seen.as_array().expect("a list").iter().filter_map(Value::as_f64).collect();
    for (button, opens) in USES {
        let took = page.evaluate_async(&format!(
            "const start = performance.now();
             document.querySelector({button:?}).click();
             while (!document.querySelector({opens:?})) await new Promise(requestAnimationFrame);
             await new Promise(requestAnimationFrame);
             const took = performance.now() - start;
             document.querySelector('dialog[open]').close();
             return took"
        ));
        times.push(took.as_f64().expect("a time"));
    }
    times.iter().map(|time| time / 1e3).collect()
}
