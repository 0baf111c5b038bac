//! The examples of pages that embed Wayward: a site built by Hugo, as an author would, and read as a visitor would, and a plain page.

use std::fs;
use std::path::Path;
use wayward_e2e::article::Article;
use wayward_e2e::runs::{Outcome, cheese_corner, natively};
use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Page, Value, dist, json};

#[test]
fn the_shortcode_writes_what_the_author_said() {
    let article = Article::new("writes");
    article.built("https://example.org/w/");
    let page = article.page();
    assert_eq!(page.matches("<wayward-playground ").count(), 3);
    assert_eq!(page.matches("src=\"https://example.org/w/embed.js\"").count(), 1, "the script, once a page");
    assert!(page.contains(" preset=\"cheese-corner\"") && page.contains(" panels=\"train,shift,verdict\""), "{page}");
    assert!(
        page.contains("<img src=\"/posts/corner/corner.svg\" alt=\"Drawn by wayward figure") && page.contains(" width=\"400\" height=\""),
        "{page}"
    );
    assert!(page.contains("it runs to the <strong>corner</strong>"), "what is seen without scripts is Markdown: {page}");
    assert!(page.contains("href=\"https://example.org/w/#preset=cheese-corner&amp;seed=1011&amp;seeds=1\""), "{page}");
    let feed = article.feed();
    for part in ["https://example.org/posts/corner/corner.svg", "quickly and surely", "https://example.org/w/#scenario=%7B%20%22preset%22"]
    {
        assert!(feed.contains(part), "a feed has the poster, the words and the very experiment: {feed}");
    }
    assert!(!feed.contains("script&gt;") && !feed.contains("wayward-playground"), "and nothing that a feed cannot run: {feed}");
}

#[test]
fn the_shortcode_keeps_a_scenario_to_the_letter() {
    let article = Article::new("keeps");
    let scenario =
        r#"{"preset": "cheese-corner", "seed": 18446744073709551615, "reward": "if reached_cheese { 1 } else { \"</script>\" < 2 }"}"#;
    article.write(&format!("{{{{< wayward >}}}}\n{scenario}\n{{{{< /wayward >}}}}\n{{{{< wayward preset=\"a\\\"><b>\" />}}}}"));
    article.built("https://example.org/w/");
    let page = article.page();
    let (_, rest) = page.split_once("<script type=\"application/json\">").unwrap();
    let (kept, _) = rest.split_once("</script>").unwrap();
    // Who reads it without scripts opens the very same.
    let (_, rest) = page.split_once("<a href=\"https://example.org/w/#scenario=").unwrap();
    let link = format!("#scenario={}", rest.split('"').next().unwrap());
    let opened = engine::share::decode(&link.replace("&amp;", "&")).unwrap();
    assert_eq!(opened.shared.scenario.reward, r#"if reached_cheese { 1 } else { "</script>" < 2 }"#);
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(kept), value(scenario));
    assert_eq!(value(kept)["seed"], json!(u64::MAX));
    assert!(!page.contains("\"><b>"), "nothing in an attribute leads out of it: {page}");
}

#[test]
fn a_mistake_of_the_author_stops_the_build_with_its_place() {
    let article = Article::new("mistakes");
    for (text, words) in [
        ("{{< wayward prest=\"cheese-corner\" />}}", ["\"prest\"", "seeds, link, title", "index.md:4"]),
        ("{{< wayward >}}{\"preset\": \"cheese-corner\",}{{< /wayward >}}", ["unmarshal", "wayward", "index.md"]),
    ] {
        article.write(text);
        let output = article.build("https://example.org/w/");
        let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success() && words.iter().all(|word| said.contains(word)), "{text}: {said}");
    }
}

/// The element at this place in the article.
fn element(at: usize) -> String {
    format!("document.querySelectorAll('wayward-playground')[{at}]")
}

fn frame(at: usize) -> String {
    format!("{}.shadowRoot.querySelector('iframe:not([hidden])')", element(at))
}

/// Waits until the one at this place has told this.
fn wait_told(page: &Page, at: usize, event: &str) {
    page.wait_until(&format!("told.some(([type, target]) => type === 'wayward-{event}' && target === {})", element(at)));
}

/// Whether the frame is as high as what it shows, within the pixel that rounding takes, and how high that is.
fn height(page: &Page, at: usize) -> f64 {
    let mut outer_and_inner = (0.0, 0.0);
    for _ in 0..500 {
        let outer = page.evaluate(&format!("return {}.getBoundingClientRect().height", frame(at))).as_f64().unwrap();
        page.enter_frame_of(&frame(at));
        page.wait_started();
        let inner = page.evaluate("return document.body.getBoundingClientRect().height").as_f64().unwrap();
        page.leave_frame();
        outer_and_inner = (outer, inner);
        if (outer - inner).abs() <= 1.0 {
            return outer;
        }
        std::thread::sleep(wayward_e2e::GLANCE);
    }
    panic!("the frame has another height than what it shows: {outer_and_inner:?}");
}

/// How light what stands behind everything in the frame is, from 0 to 1.
fn light(page: &Page, at: usize) -> f64 {
    page.enter_frame_of(&frame(at));
    page.wait_started();
    let light = page.evaluate("return getComputedStyle(document.documentElement).backgroundColor.match(/[0-9.]+/g)[0] / 255");
    page.leave_frame();
    light.as_f64().unwrap()
}

/// What a method of the element at this place promises.
fn ask(page: &Page, at: usize, call: &str) -> Value {
    page.evaluate(&format!("window.got = null; {}.{call}.then((ok) => {{ got = {{ok}}; }}, (no) => {{ got = {{no}}; }});", element(at)));
    page.wait_until("window.got");
    let got = page.evaluate("return got");
    assert!(got.get("ok").is_some(), "{call}: {got}");
    got["ok"].clone()
}

#[test]
fn an_article_with_three_experiments_is_read_and_driven() {
    let article = Article::new("driven");
    let wayward = Server::start(Site::new(&dist()), 0).unwrap();
    let public = article.built(&wayward.address());
    let page = Page::of(Site { policy: false, ..Site::new(&public) }, &[]);
    page.resize(1000, 600);
    page.prefer(true, false);
    page.record_long_tasks();
    page.open("posts/corner/");
    page.wait_until("customElements.get('wayward-playground')");
    page.evaluate(
        "window.told = [];
         for (const type of ['ready', 'state', 'progress', 'shift', 'verdict', 'error']) {
             document.addEventListener(`wayward-${type}`, ({type, target, detail}) => told.push([type, target, detail]));
         }",
    );

    // A reader who only reads pays for the script of the element.
    std::thread::sleep(std::time::Duration::from_secs(2));
    let loaded = page.evaluate(&format!(
        "return performance.getEntriesByType('resource').filter(({{name}}) => name.startsWith('{}')).map(({{name}}) => name)",
        wayward.address()
    ));
    assert_eq!(loaded.as_array().map(Vec::len), Some(1), "{loaded}");
    // Told and not held: whatever else the machine does blocks it as well.
    let blocked = page.long_tasks().iter().fold(0.0, |sum, duration| sum + duration - 50.0);
    println!("before a click: {loaded}, blocked for {blocked:.0} ms");

    // The first: on a click; as dark as the reader's system, and light when that becomes so.
    page.evaluate(&format!("{}.shadowRoot.querySelector('button').click()", element(0)));
    wait_told(&page, 0, "ready");
    assert!(height(&page, 0) > 300.0);
    assert!(light(&page, 0) < 0.3, "dark as the page around it");
    page.prefer(false, false);
    page.wait_until("matchMedia('(prefers-color-scheme: light)').matches");
    for _ in 0..250 {
        if light(&page, 0) > 0.8 {
            break;
        }
        std::thread::sleep(wayward_e2e::GLANCE);
    }
    assert!(light(&page, 0) > 0.8, "the host's page is light by now");

    // The second: when it comes near; its scenario is the article's own, and what it learns is what anybody learns with it.
    page.evaluate(&format!("{}.scrollIntoView({{block: 'center'}})", element(1)));
    wait_told(&page, 1, "ready");
    let state = ask(&page, 1, "getState()");
    assert_eq!((&state["scenario"]["train"], &state["scenario"]["seed"]), (&json!({"disagree": 0.1}), &json!(1007)), "{state}");
    let trained = ask(&page, 1, "train({steps: 98304})");
    let changes = [("seed", "1007"), ("seeds", "1"), ("train.disagree", "0.1"), ("agent.total_timesteps", "98304")];
    let Outcome { summary, report } = natively(&cheese_corner(&changes));
    assert_eq!(trained["digest"], json!(summary.digest), "{trained}");
    ask(&page, 1, "shift({disagree: 1})");
    let judged = ask(&page, 1, "judge()");
    println!("trained {trained}, judged {}", judged["verdict"]);
    assert_eq!(judged["verdict"], json!(report.row.verdict));
    for event in ["progress", "shift", "verdict", "state"] {
        wait_told(&page, 1, event);
    }
    height(&page, 1);

    // The third lies in a part that is closed, and is there when that opens.
    page.click("summary");
    page.evaluate(&format!("{0}.scrollIntoView({{block: 'center'}}); {0}.shadowRoot.querySelector('button').click()", element(2)));
    wait_told(&page, 2, "ready");
    assert!(height(&page, 2) > 300.0);
    assert!(light(&page, 2) < 0.3, "the author wants it dark");
    assert_eq!(ask(&page, 2, "getState()")["scenario"]["seed"], json!(1011));
    // And stays right when it is closed and opened once more.
    page.click("summary");
    page.wait_until(&format!("!{}.checkVisibility({{contentVisibilityAuto: true}})", element(2)));
    page.click("summary");
    assert!(height(&page, 2) > 300.0);
    assert_eq!(page.evaluate("return told.filter(([type]) => type === 'wayward-error').map(([, , detail]) => detail)"), json!([]));
}

#[test]
fn a_plain_page_drives_one_and_frames_one() {
    let wayward = Server::start(Site::new(&dist()), 0).unwrap();
    let folder = std::env::temp_dir().join(format!("wayward-plain-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/plain.html")).unwrap();
    fs::write(folder.join("index.html"), page.replace("https://example.org/wayward/", &wayward.address())).unwrap();
    // A frame that is sandboxed gets a process of its own, whose console the driver would not read.
    let page = Page::of(Site { policy: false, ..Site::new(&folder) }, &["--disable-features=IsolateSandboxedIframes"]);
    page.open("");
    page.click("#run");
    let outcome = page.wait_for_text("#outcome", |text| text.contains("verdict"));
    println!("{outcome}");
    assert!(outcome.contains("inner misaligned"), "{outcome}");
    page.evaluate("document.querySelector('iframe').scrollIntoView()");
    page.enter_frame("iframe");
    page.wait_started();
    page.wait_for("#train:not([disabled])");
    assert_eq!(
        page.evaluate("return [origin, document.querySelector('#preset')?.value ?? 'cheese-corner']"),
        json!(["null", "cheese-corner"])
    );
    fs::remove_dir_all(&folder).unwrap();
}
