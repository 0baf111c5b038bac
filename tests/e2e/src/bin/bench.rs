//! Times the benchmark's Wasm in a worker in Chromium and prints JSON: `bench FOLDER [peers]`, with the page in FOLDER. Then how
//! long the built page takes from an edit to its marks. For `cargo xtask bench`.

use std::path::Path;
use std::time::{Duration, Instant};
use wayward_e2e::server::Site;
use wayward_e2e::{Page, Value, json};

/// Longer than all of it takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(600);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, peers) = match &arguments[..] {
        [folder] => (folder, ""),
        [folder, peers] if peers == "peers" => (folder, "?peers"),
        _ => panic!("bench FOLDER [peers]"),
    };
    let mut found = timings(Path::new(folder), peers);
    found["edit_to_marks_ms"] = edit_to_marks();
    println!("{found}");
}

fn timings(folder: &Path, peers: &str) -> Value {
    // Without the policy, which holds for our page and not for the libraries that it is compared with.
    let mut page = Page::of(Site { policy: false, ..Site::new(folder) }, &[]);
    // TensorFlow.js asks for WebGL, which a worker without a graphics card lacks.
    page.allow_console("");
    page.open(&format!("index.html{peers}"));
    let (begun, mut last) = (Instant::now(), Value::Null);
    loop {
        let found = page.evaluate("return found");
        if !found.is_null() {
            return found;
        }
        let progress = page.evaluate("return document.querySelector('#progress').textContent");
        if progress != last {
            eprintln!("chromium: {}", progress.as_str().unwrap_or_default());
            last = progress;
        }
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for the worker; it was at {last}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// From the event of an edit in 8 KiB of text to marks that are in the page and laid out, in milliseconds: the least, the middle
/// and the most of several edits, for a slip in one line and for slips in every line. `painted`: the middle of the times until
/// the frame that shows them has been drawn, with all that the page does before.
fn edit_to_marks() -> Value {
    const LINES: usize = 78;
    let page = Page::new();
    page.open("#preset=cheese-corner");
    page.wait_started();
    let line = |i: usize| {
        format!("let a{} = if bumped {{ a{i} - 0.01 }} else {{ a{i} + 0.1 * (was(distance_to_cheese) - distance_to_cheese) }};\n", i + 1)
    };
    let text = format!("let a0 = 0.01;\n{}a{LINES}", (0..LINES).map(line).collect::<String>());
    assert!((7_000..8_190).contains(&text.len()), "{} bytes", text.len());
    let measure = |wrong: String| {
        let times = page.evaluate_async(&format!(
            "const field = document.querySelector('#reward'), times = [], frames = [];
             const task = () => new Promise((done) => {{
                 const {{port1, port2}} = new MessageChannel();
                 port1.onmessage = done;
                 port2.postMessage(0);
             }});
             const right = {}, wrong = {};
             const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
             const marks = () => document.querySelector('.m-error') !== null;
             // The edits come and go; the first one of all brings the whole text and is not counted.
             for (let i = 0; i < 25; i++) {{
                 const slip = i % 2 === 1;
                 const begun = performance.now();
                 set.call(field, slip ? wrong : right);
                 field.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
                 while (marks() !== slip) {{
                     if (performance.now() - begun > 5000) throw new Error('no marks');
                     await task();
                 }}
                 field.getBoundingClientRect();
                 if (slip) times.push(performance.now() - begun);
                 await new Promise(requestAnimationFrame);
                 await task();
                 if (slip) frames.push(performance.now() - begun);
                 await new Promise((done) => setTimeout(done, 100));
             }}
             return [times, frames];",
            json!(text),
            json!(wrong)
        ));
        let sorted = |times: &Value| {
            let mut times: Vec<f64> = times.as_array().expect("a list").iter().filter_map(Value::as_f64).collect();
            times.sort_by(f64::total_cmp);
            times
        };
        let (times, frames) = (sorted(&times[0]), sorted(&times[1]));
        let middle = times.len() / 2;
        json!({"min": times[0], "median": times[middle], "max": times[times.len() - 1], "painted": frames[middle]})
    };
    let one = measure(text.replace("bumped { a77 ", "bumpt { a77 "));
    let every = measure(text.replace("distance_to_cheese)", "distnace_to_chese)"));
    json!({"one_slip": one, "slips_in_every_line": every})
}
