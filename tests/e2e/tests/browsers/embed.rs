//! Wayward in pages of others: host pages on a server of their own, which forbid themselves all that they can forbid.

use std::path::PathBuf;
use std::time::Instant;

use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Engine, GLANCE, PATIENCE, Page, Value, dist, json};

/// What a host page may do: scripts and frames of Wayward's site, and nothing else, not even styles.
const POLICY: &str = "default-src 'none'; script-src {site}; frame-src {site}; img-src data:";

struct Host {
    page: Page,
    site: Server,
    folder: PathBuf,
}

impl Host {
    /// A host page with this body, in which `{site}` is the address of Wayward.
    fn new(body: &str) -> Host {
        Host::of(Site::new(&dist()), body)
    }

    fn of(site: Site, body: &str) -> Host {
        Host::with(Engine::Chromium, site, body)
    }

    fn with(engine: Engine, site: Site, body: &str) -> Host {
        // Such a frame gets a process of its own, whose console the driver would not read.
        let flags: &[&str] = if engine == Engine::Chromium { &["--disable-features=IsolateSandboxedIframes"] } else { &[] };
        Host::with_flags(engine, flags, site, body)
    }

    fn with_flags(engine: Engine, flags: &[&str], site: Site, body: &str) -> Host {
        let site = Server::start(site, 0).unwrap();
        let name = std::thread::current().name().unwrap_or("host").replace("::", "-");
        let folder = std::env::temp_dir().join(format!("wayward-host-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let page = Page::with(engine, Site { policy: false, ..Site::new(&folder) }, flags);
        let host = Host { page, site, folder };
        host.write(body);
        host.page.open("host.html");
        host
    }

    fn write(&self, body: &str) {
        let page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
             <meta http-equiv=Content-Security-Policy content=\"{POLICY}\"><link rel=icon href=data:,><title>Host</title>\
             <script src='{{site}}embed.js' defer></script>{body}"
        );
        std::fs::write(self.folder.join("host.html"), page.replace("{site}", &self.site.address())).unwrap();
    }

    /// What a method of the first element (or the one at this place, as `at[1].play()`) gives: `{"ok": …}` or `{"no": …}`.
    fn ask(&self, call: &str) -> Value {
        self.page.evaluate(&format!(
            "const at = document.querySelectorAll('wayward-playground'), el = at[0]; window.__got = null;
             ({call}).then((ok) => {{ window.__got = {{ok}}; }}, (no) => {{ window.__got = {{no}}; }});"
        ));
        self.page.wait_until("window.__got");
        self.page.evaluate("return window.__got")
    }

    #[track_caller]
    fn done(&self, call: &str) -> Value {
        let got = self.ask(call);
        assert!(got.get("ok").is_some(), "{call}: {got}");
        got["ok"].clone()
    }

    #[track_caller]
    fn refused(&self, call: &str) -> (String, String) {
        let got = self.ask(call);
        let text = |key: &str| got["no"][key].as_str().unwrap_or_else(|| panic!("{call}: {got}")).to_owned();
        assert!(!text("message").is_empty(), "{got}");
        (text("code"), text("where"))
    }

    /// Keeps all events of all elements in `__events`, as `[type, detail]`.
    fn listen(&self) {
        self.page.evaluate(
            "window.__events = [];
             for (const type of ['ready', 'state', 'progress', 'shift', 'verdict', 'error']) {
                 document.addEventListener(`wayward-${type}`, ({detail}) => __events.push([type, detail]));
             }",
        );
    }

    fn events(&self, name: &str) -> Vec<Value> {
        let all = self.page.evaluate("return __events");
        all.as_array().unwrap().iter().filter(|event| event[0] == name).map(|event| event[1].clone()).collect()
    }

    /// All that follows happens in the frame of the element at this place.
    fn enter(&self, at: usize) {
        self.page
            .wait_until(&format!("document.querySelectorAll('wayward-playground')[{at}].shadowRoot.querySelector('iframe:not([hidden])')"));
        self.page.enter_frame_of(&format!("document.querySelectorAll('wayward-playground')[{at}].shadowRoot.querySelector('iframe')"));
        self.page.wait_started();
        self.page.wait_for("#board-deploy .board-stage");
    }

    fn press_run(&self, at: usize) {
        self.page.evaluate(&format!("document.querySelectorAll('wayward-playground')[{at}].shadowRoot.querySelector('button').click()"));
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const ONE: &str =
    "<wayward-playground link='preset=cheese-corner&seeds=1&seed=1007' title='One mouse'>Text of the host</wayward-playground>";

/// A PNG of noise is none.
#[test]
fn where_pixels_do_not_come_out_a_png_is_refused() {
    let host = Host::with_flags(Engine::Firefox, &["privacy.resistFingerprinting"], Site::new(&dist()), ONE);
    let refused = host.ask("el.snapshot('png')");
    assert_eq!((&refused["no"]["code"], &refused["no"]["where"]), (&json!("no_pixels"), &json!("kind")), "{refused}");
    let message = refused["no"]["message"].as_str().unwrap();
    assert!(message.contains("does not let pixels out") && message.contains("snapshot(\"svg\") needs no pixels"), "{message}");
    assert!(host.done("el.snapshot('svg')").as_str().unwrap().contains("<svg"));
}

#[test]
fn every_method_does_what_it_says_and_every_event_is_told() {
    let host = Host::new(ONE);
    host.listen();
    assert_eq!(host.page.count("iframe"), 0);
    assert_eq!(host.page.evaluate("return performance.getEntriesByType('resource').length"), json!(1), "only the element itself");
    assert_eq!(host.refused("el.judge()").0, "not_trained");
    assert_eq!(host.refused("el.snapshot('csv')").0, "not_trained");
    let state = host.done("el.getState()");
    assert_eq!(state["scenario"], json!({"engine": 2, "preset": "cheese-corner", "seed": 1007, "seeds": 1}));
    assert_eq!((state["status"].as_str(), state["paused"].as_bool()), (Some("idle"), Some(false)));

    let trained = host.done("el.train({steps: 40000})");
    assert!(trained["steps"].as_u64().unwrap() >= 40_000 && trained["seeds"] == 1, "{trained}");
    assert_eq!(trained["digest"].as_str().unwrap().len(), 16);
    assert!((0.0..=1.0).contains(&trained["success"].as_f64().unwrap()));
    let row = host.done("el.judge()");
    assert_eq!((&row["seed"], &row["digest"], &row["steps"]), (&json!(1007), &trained["digest"], &trained["steps"]));
    assert!(row["sets"]["shift"]["intended"]["value"].is_number() && row["verdict"].is_string(), "{row}");

    // The same agent in another world, judged anew.
    let before = row["sets"]["shift"].clone();
    let state = host.done("el.shift({disagree: 0.5, size: 9})");
    assert_eq!((&state["scenario"]["shift"]["disagree"], &state["amount"]), (&json!(0.5), &json!(1)));
    let row = host.done("el.judge()");
    assert_eq!(row["digest"], trained["digest"]);
    assert_ne!(row["sets"]["shift"], before, "it is judged in the world that was asked for");

    let (svg, csv) = (host.done("el.snapshot()"), host.done("el.snapshot('csv')"));
    assert!(svg.as_str().unwrap().contains("<svg") && svg.as_str().unwrap().len() > 1_000, "{svg}");
    assert!(csv.as_str().unwrap().contains(trained["digest"].as_str().unwrap()), "{csv}");
    let png = "el.snapshot('png').then(async (file) => [file.type, ...new Uint8Array(await file.arrayBuffer(), 1, 3)])";
    assert_eq!(host.done(png), json!(["image/png", 80, 78, 71]));

    assert_eq!(host.done("el.pause()")["paused"], true);
    assert_eq!(host.done("el.play()")["paused"], false);
    let progress = host.done("el.reset().then(() => el.step(3))");
    let first = progress["steps"].as_u64().unwrap();
    assert!(first > 0 && host.done("el.getState()")["status"] == "paused", "{progress}");
    let progress = host.done("el.step(2)");
    assert_eq!(progress["steps"].as_u64().unwrap() * 3, first * 5, "five updates in all");
    let state = host.done("el.reset()");
    assert_eq!(state["scenario"], json!({"engine": 2, "preset": "cheese-corner", "seed": 1007, "seeds": 1}));
    assert_eq!((&state["status"], &state["amount"]), (&json!("idle"), &json!(0)));

    let state = host.done("el.load({preset: 'lava', seed: 3, seeds: 1, reward: '2 * reached_cheese'})");
    assert_eq!(state["scenario"]["seed"], 3);
    let link = state["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with(&host.site.address()) && link.contains("#1."), "{link}");
    assert_eq!(host.done("el.load('preset=coin-strip')")["scenario"]["preset"], "coin-strip");
    assert_eq!(host.done(&format!("el.load({})", json!(link)))["scenario"], state["scenario"]);

    assert_eq!(host.events("ready").len(), 1);
    assert!(host.events("ready")[0]["version"].as_str().unwrap().contains("engine"));
    let progress = host.events("progress");
    assert!(progress.len() > 1 && progress.iter().all(|it| it["steps"].as_u64() <= it["total"].as_u64()), "{progress:?}");
    assert_eq!(host.events("verdict").last().unwrap(), &row);
    assert!(host.events("shift").iter().any(|it| it["shift"]["disagree"] == 0.5));
    assert!(host.events("state").iter().any(|it| it["link"] == link.as_str()));
    assert!(host.events("error").is_empty(), "{:?}", host.events("error"));
}

#[test]
fn what_is_refused_says_what_is_wrong_and_changes_nothing() {
    let host = Host::new(ONE);
    host.listen();
    let before = host.done("el.getState()");
    let table = [
        ("el.train({steps: 1})", "out_of_range", "agent.total_timesteps"),
        ("el.train({steps: 1e9})", "out_of_range", "agent.total_timesteps"),
        ("el.train({steps: 'many'})", "malformed", "steps"),
        ("el.shift({disagree: 7})", "out_of_range", "shift.disagree"),
        ("el.shift({size: 9, nothing: 1})", "out_of_range", "shift.nothing"),
        ("el.shift({size: 7, corner: 9})", "out_of_range", "shift.corner"),
        ("el.shift('disagree')", "malformed", "knobs"),
        ("el.step(0)", "out_of_range", "n"),
        ("el.step(1.5)", "out_of_range", "n"),
        ("el.snapshot('gif')", "out_of_range", "kind"),
        ("el.load('#1.abc')", "cut_off", "link"),
        ("el.load('hello')", "wrong_start", "link"),
        ("el.load('preset=cheese')", "unknown_preset", "link"),
        ("el.load({seed: 7})", "no_preset", "scenario"),
        ("el.load({preset: 'lava', seed: -1})", "out_of_range", "seed"),
        ("el.load({preset: 'lava', train: {size: 1000}})", "out_of_range", "train.size"),
        ("el.load({preset: 'lava', extra: 1})", "out_of_range", "extra"),
        ("el.load(7)", "malformed", "scenario"),
        ("el.load({preset: 'lava', reward: 'x'.repeat(70000)})", "too_large", "scenario"),
        ("el.load(() => 7)", "malformed", "scenario"),
        ("el.load((() => { const circle = {}; return circle.circle = circle; })())", "malformed", "scenario"),
        ("el.load({preset: 'lava', seed: 7n})", "malformed", "scenario"),
        ("el.train({steps: NaN})", "malformed", "steps"),
        ("el.train(20000)", "malformed", "options"),
        ("el.train({stpes: 1})", "malformed", "stpes"),
        ("el.train(null)", "malformed", "options"),
        ("el.step(NaN)", "out_of_range", "n"),
        ("el.shift({disagree: NaN})", "malformed", "shift.disagree"),
    ];
    for (call, code, place) in table {
        assert_eq!(host.refused(call), (code.into(), place.into()), "{call}");
    }
    assert!(host.events("error").is_empty(), "who asked has the answer: {:?}", host.events("error"));
    assert_eq!(host.done("el.getState()"), before);
    // A reward that does not compile is kept and marked, and does not run.
    assert_eq!(host.done("el.load({preset: 'cheese-corner', reward: 'no such thing'})")["scenario"]["reward"], "no such thing");
    assert_eq!(host.refused("el.train()"), ("does_not_compile".into(), "reward".into()));
    assert_eq!(host.refused("el.step()"), ("does_not_compile".into(), "reward".into()));
    // What a run cannot go on with.
    host.done("el.load({preset: 'cheese-corner', seeds: 1, reward: '1 / (x - x)'})");
    assert_eq!(host.refused("el.train({steps: 40000})"), ("failed".into(), "reward".into()));
    assert!(host.events("error").iter().any(|it| it["code"] == "failed"));
    // A newer run, or another scenario, ends the one before.
    host.page.evaluate("const el = document.querySelector('wayward-playground'); el.load('preset=cheese-corner&seeds=1').then(() => el.train()).catch(({code}) => { window.__ended = code; })");
    host.page.wait_until("__events.some(([type, {steps}]) => type === 'progress' && steps > 0)");
    host.done("el.reset()");
    host.page.wait_until("window.__ended === 'replaced'");
}

/// A small experiment of this seed, for `load`.
fn small(seed: u32) -> String {
    format!("{{preset: 'cheese-corner', seed: {seed}, seeds: 1, judge: {{levels: 64}}, agent: {{total_timesteps: 12288}}}}")
}

#[test]
fn every_promise_ends_once_with_what_was_asked_for() {
    let host = Host::new(ONE);
    host.press_run(0);
    host.done("el.getState()");
    host.page.evaluate(
        "window.settled = async (...promises) => (await Promise.allSettled(promises)).map(({value, reason}) => value ?? reason.code);
         window.wait = (ms) => new Promise((end) => setTimeout(end, ms));",
    );
    let all = |call: &str| host.done(call).as_array().cloned().unwrap_or_default();

    // The sample of the docs: the verdict is of the shift that was asked for.
    for seed in [21, 22] {
        let got = all(&format!(
            "(async () => {{ await el.load({}); const trained = await el.train(), before = await el.judge();
                const shifted = await el.shift({{disagree: 1}}), after = await el.judge();
                await wait(700); return [trained, before, shifted, after, await el.judge()]; }})()",
            small(seed)
        ));
        assert_eq!(got[2]["amount"], 1, "{}", got[2]);
        assert_eq!((&got[1]["digest"], &got[3]["digest"]), (&got[0]["digest"], &got[0]["digest"]));
        assert_ne!(got[1]["sets"]["shift"], got[3]["sets"]["shift"]);
        assert_eq!(got[3], got[4], "it was final");
    }

    // Of this run, not of the one before it.
    let got = all("settled(el.train({steps: 8192}), el.judge())");
    assert_eq!((&got[0]["steps"], &got[0]["digest"]), (&json!(8192), &got[1]["digest"]), "{got:?}");

    // Another scenario takes the place of all that is pending, whenever it comes; what was loaded is there, untrained.
    for wait in [0, 20, 60, 150, 400] {
        for end in [format!("el.load({})", small(30 + wait)), "el.reset()".into()] {
            let got = all(&format!("settled(el.train({{steps: 400000}}), el.judge(), wait({wait}).then(() => {end}))"));
            assert_eq!((&got[0], &got[1], &got[2]["status"]), (&json!("replaced"), &json!("replaced"), &json!("idle")), "{wait} {end}");
            assert_eq!(got[2]["scenario"]["seed"], 30 + wait, "{wait} {end}");
        }
    }
    let got = all(&format!("settled(el.load({}), el.load({}))", small(41), small(42)));
    assert!(got[0] == "replaced" || got[0]["scenario"]["seed"] == 41, "{got:?}");
    assert_eq!((&got[1]["scenario"]["seed"], &got[1]["status"]), (&json!(42), &json!("idle")));

    // Steps add up.
    for (count, n) in [(3, 1), (5, 2)] {
        host.done("el.reset()");
        host.done("el.load({preset: 'cheese-corner', seeds: 1})");
        let got = all(&format!("settled(...Array.from({{length: {count}}}, () => el.step({n})))"));
        let steps: Vec<u64> = got.iter().map(|it| it["steps"].as_u64().unwrap()).collect();
        let expected: Vec<u64> = (1..=count).map(|at| steps[0] * at).collect();
        assert_eq!(steps, expected);
        // Nobody waits for a verdict that will not come.
        assert_eq!(host.refused("el.judge()").0, "paused");
    }

    // Which agent, and why.
    host.done("el.load({preset: 'cheese-corner', seeds: 3, seed: 5, reward: '1 / (x - x)'})");
    let got = host.ask("el.train()")["no"].clone();
    assert_eq!((&got["code"], &got["where"], &got["seed"]), (&json!("failed"), &json!("reward"), &json!(5)), "{got}");
    assert!(got["message"].as_str().unwrap().starts_with("line 1, column "), "{got}");

    // Whoever goes leaves nobody waiting.
    let got = all("(() => { const asked = settled(el.train(), el.judge(), el.snapshot('png')); el.remove(); return asked; })()");
    assert_eq!(got, [json!("closed"), json!("closed"), json!("closed")]);
}

#[test]
fn an_element_keeps_its_own_scenario_until_a_good_one_comes() {
    let host = Host::new("<wayward-playground preset=lava seed=8>Text</wayward-playground>");
    assert_eq!(host.refused("el.load({seed: 7})"), ("no_preset".into(), "scenario".into()));
    assert_eq!(host.done("el.getState()")["scenario"], json!({"engine": 2, "preset": "lava", "seed": 8}));
    // A slip in a scenario of the page itself is seen there, and told.
    for (json, part) in [("{\"preset\": \"lava\",}", "line 1 column 19"), ("{\"preset\": \"lava\", \"sead\": 7}", "sead")] {
        host.page.leave_frame();
        host.write(&format!("<wayward-playground><script type='application/json'>{json}</script></wayward-playground>"));
        host.page.reload();
        host.listen();
        host.press_run(0);
        host.page.wait_until("__events.some(([type]) => type === 'error')");
        let told = host.events("error");
        assert_eq!(told.len(), 1, "{told:?}");
        let words = format!("{}: {}", told[0]["where"].as_str().unwrap(), told[0]["message"].as_str().unwrap());
        assert!(words.contains(part), "{words}");
        host.enter(0);
        host.page.wait_for_text("aside[aria-label='About this link']", |text| text.contains(part) && text.contains("another one"));
    }
}

#[test]
fn several_agents_give_one_verdict() {
    let host = Host::new(
        "<wayward-playground><script type='application/json'>{\"preset\": \"cheese-corner\", \"seeds\": 2, \"judge\": {\"levels\": 64}}</script></wayward-playground>",
    );
    let trained = host.done("el.train({steps: 20000})");
    assert_eq!((trained["seeds"].as_u64(), trained["digest"].as_str().unwrap().len()), (Some(2), 16));
    let all = host.done("el.judge()");
    let counted: u64 = all["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!((counted, all["rows"].as_array().unwrap().len()), (2, 2), "{all}");
    assert!(all.get("headline").is_some());
}

#[test]
fn an_experiment_in_the_page_itself_opens_in_a_fold() {
    let body = "<details><summary>More</summary><wayward-playground autoplay=visible><p>Text of the host</p>\
        <script type='application/json'>{\"preset\": \"lava\", \"seed\": 5, \"seeds\": 1}</script></wayward-playground></details>";
    let host = Host::new(body);
    host.listen();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(host.page.evaluate("return document.querySelector('wayward-playground').shadowRoot.querySelector('iframe')"), json!(null));
    host.page.click("summary");
    host.page.wait_until("document.querySelector('wayward-playground').getBoundingClientRect().height > 500");
    // It trains by itself, now that it is seen.
    host.page.wait_until("__events.some(([type, {steps}]) => type === 'progress' && steps > 0)");
    assert_eq!(host.done("el.getState()")["scenario"], json!({"engine": 2, "preset": "lava", "seed": 5, "seeds": 1}));
    // In a closed fold a method loads and works, too; the height comes when it opens.
    host.write(&body.replace(" autoplay=visible", ""));
    host.page.reload();
    assert_eq!(host.done("el.getState()")["scenario"]["seed"], 5);
    host.page.click("summary");
    host.page.wait_until("parseFloat(document.querySelector('wayward-playground').style.getPropertyValue('--height')) > 700");
}

#[test]
fn at_most_three_are_alive_and_what_was_shown_comes_back() {
    let one = |seed: u32| {
        format!("<wayward-playground autoplay=0 link='preset=cheese-corner&seeds=1&seed={seed}'>Text {seed}</wayward-playground>")
    };
    let host = Host::new(&(1..=4).map(one).collect::<String>());
    let frames = "[...document.querySelectorAll('wayward-playground')].map((el) => +!!el.shadowRoot.querySelector('iframe')).join('')";
    for at in 0..3 {
        host.press_run(at);
        host.done(&format!("at[{at}].getState()"));
    }
    host.done("at[0].load('preset=coin-strip&seed=77')");
    // Seen one after another, so the first is the one that was out of sight for longest.
    for at in 0..4 {
        host.page.evaluate(&format!("document.querySelectorAll('wayward-playground')[{at}].scrollIntoView()"));
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    host.press_run(3);
    host.page.wait_until(&format!("{frames} === '0111'"));
    assert!(
        host.page
            .evaluate("return document.querySelector('wayward-playground').shadowRoot.querySelector('div').checkVisibility()")
            .as_bool()
            .unwrap()
    );
    // The first comes back as it was left, and another one goes.
    let state = host.done("at[0].getState()");
    assert_eq!((&state["scenario"]["preset"], &state["scenario"]["seed"]), (&json!("coin-strip"), &json!(77)));
    assert_eq!(host.page.evaluate(&format!("return {frames}.replaceAll('0', '').length")), json!(3));
    // What is asked of one that has to go is refused.
    host.page.evaluate("const [el] = document.querySelectorAll('wayward-playground'); el.train().catch(({code}) => { window.__code = code; }); el.remove()");
    host.page.wait_until("window.__code === 'closed'");
    assert_eq!(host.refused("Object.assign(document.createElement('wayward-playground')).play()").0, "closed");
}

/// A figure of this group, a small experiment.
fn member(attributes: &str, seed: u32) -> String {
    let scenario =
        json!({"preset": "cheese-corner", "seed": seed, "seeds": 1, "judge": {"levels": 64}, "agent": {"total_timesteps": 12_288}});
    format!(
        "<wayward-playground group=corner autoplay=0 {attributes}><script type='application/json'>{scenario}</script></wayward-playground>"
    )
}

#[test]
fn figures_of_a_group_show_one_run() {
    for sandbox in ["", "sandbox=allow-scripts"] {
        let figures: String = [("panels=train", 1), ("panels=shift", 2), ("panels=verdict", 3)]
            .map(|(panels, seed)| member(&format!("{panels} {sandbox}"), seed))
            .concat();
        let host = Host::new(&format!("{figures}<wayward-playground autoplay=0 preset=lava>A figure of its own</wayward-playground>"));
        host.listen();
        // The first that runs says what it is that all of them show; the others have never trained.
        let trained = host.done("at[0].train()");
        let opened = host.done("at[0].getState()")["scenario"].clone();
        assert_eq!(opened["seed"], 1);
        let before = host.done("at[2].judge()");
        assert_eq!((&before["digest"], &before["seed"]), (&trained["digest"], &json!(1)));
        let shifted = host.done("at[1].shift({disagree: 0.5})");
        assert_eq!((&shifted["status"], &shifted["amount"], &shifted["scenario"]["seed"]), (&json!("trained"), &json!(1), &json!(1)));
        let judged = host.done("at[2].judge()");
        assert_eq!(judged["digest"], trained["digest"]);
        assert_ne!(judged["sets"]["shift"], before["sets"]["shift"], "it is judged in the world that another figure was asked for");
        assert_eq!(host.done("at[0].judge()"), judged);
        // Each at once, in the order of the page: what was asked of one is known to the next when its promise has ended.
        let again = host.done("at[1].train({steps: 8192}).then(() => Promise.all([...at].slice(0, 3).map((el) => el.judge())))");
        assert!(again.as_array().unwrap().iter().all(|row| *row == again[0] && row["steps"] == 8192), "{again}");
        // A person who trains in one of them does so for all.
        host.done("at[0].reset()");
        assert_eq!(host.refused("at[2].judge()").0, "not_trained");
        host.enter(0);
        host.page.click("#train");
        host.page.leave_frame();
        host.page.wait_until("__events.at(-1)?.[0] === 'progress'");
        assert_eq!(host.done("at[2].judge()")["steps"], 12_288);
        // One that has to go takes nothing along, not even where it was the one at work, and finds all when it comes back.
        let frames = "[...document.querySelectorAll('wayward-playground')].map((el) => +!!el.shadowRoot.querySelector('iframe')).join('')";
        host.page.evaluate("for (const el of document.querySelectorAll('wayward-playground')) el.style.marginBottom = '2000px'");
        for at in [1, 0, 2, 3] {
            host.page.evaluate(&format!("document.querySelectorAll('wayward-playground')[{at}].scrollIntoView()"));
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
        host.done("at[3].getState()");
        host.page.wait_until(&format!("{frames} === '1011'"));
        let shifted = host.done("at[0].shift({disagree: 0.25})");
        assert_eq!(shifted["scenario"]["shift"]["disagree"], 0.25);
        let row = host.done("at[2].judge()");
        host.done("at[3].getState()");
        assert_eq!(host.done("at[1].judge()"), row);
        assert_eq!(host.done("at[1].getState()")["scenario"], shifted["scenario"]);
        // While it trains, as well: another one comes to the same.
        host.page.evaluate(
            "const [one, two] = document.querySelectorAll('wayward-playground'); window.__went = null;
            two.train({steps: 40000}).catch(({code}) => { __went = code; });",
        );
        host.page.wait_until("__events.at(-1)?.[0] === 'progress' && __events.at(-1)[1].total > 30000");
        host.page.evaluate("document.querySelectorAll('wayward-playground')[1].remove()");
        host.page.wait_until("__went === 'closed'");
        let row = host.done("at[0].judge()");
        assert!(row["steps"].as_u64() >= Some(40_000), "{row}");
        assert_eq!(host.done("at[1].judge()"), row);
        assert!(host.events("error").is_empty(), "{:?}", host.events("error"));
    }
}

#[test]
fn a_figure_of_a_group_opens_alone_and_leaves_it() {
    let host =
        Host::new(&[member("", 1), member("", 2), "<wayward-playground link='preset=lava'>Alone</wayward-playground>".into()].concat());
    assert_eq!(host.done("at[1].train()")["seeds"], 1);
    assert_eq!(host.done("at[1].getState()")["scenario"]["seed"], 2);
    // What a host loads counts, also in one that has only just come.
    let loaded = host.done("at[0].load({preset: 'cheese-corner', seed: 9, seeds: 1})");
    assert_eq!((&loaded["scenario"]["seed"], &loaded["status"]), (&json!(9), &json!("idle")));
    assert_eq!(host.done("at[1].getState()")["scenario"], loaded["scenario"]);
    // Out of the group it keeps what it shows, and nothing of the others reaches it.
    host.page.evaluate("document.querySelectorAll('wayward-playground')[1].removeAttribute('group')");
    host.done("at[0].load({preset: 'cheese-corner', seed: 10, seeds: 1})");
    assert_eq!(host.done("at[1].getState()")["scenario"]["seed"], 9);
    assert_eq!(host.done("at[2].getState()")["scenario"]["preset"], "lava");
    host.page.evaluate("document.querySelectorAll('wayward-playground')[2].setAttribute('group', 'corner')");
    assert_eq!(host.done("at[2].getState()")["scenario"]["seed"], 10);
}

#[test]
fn the_theme_follows_the_host() {
    let host = Host::new(&ONE.replace("<wayward-playground", "<wayward-playground theme=auto"));
    let theme = "document.documentElement.dataset.theme";
    host.page.prefer(true, false);
    host.press_run(0);
    host.enter(0);
    // The host is light, whatever the person prefers.
    host.page.wait_until(&format!("{theme} === 'light'"));
    for (scheme, wanted) in [("dark", "dark"), ("light", "light"), ("light dark", "dark"), ("only light", "light")] {
        host.page.leave_frame();
        host.page.evaluate(&format!("document.documentElement.style.colorScheme = '{scheme}'"));
        host.enter(0);
        host.page.wait_until(&format!("{theme} === '{wanted}'"));
    }
    host.page.leave_frame();
    host.page
        .evaluate("document.documentElement.style.colorScheme = 'light dark'; document.querySelector('wayward-playground').theme = ''");
    host.page.prefer(false, false);
    host.enter(0);
    host.page.wait_until(&format!("{theme} === 'light'"));
    host.page.leave_frame();
    host.page.evaluate("document.querySelector('wayward-playground').setAttribute('theme', 'dark')");
    host.enter(0);
    host.page.wait_until(&format!("{theme} === 'dark'"));
    assert_eq!(host.page.evaluate("return getComputedStyle(document.body).backgroundColor"), json!("rgb(18, 21, 26)"));
}

#[test]
fn the_height_follows_the_content_and_comes_to_rest() {
    let host = Host::new(ONE);
    host.press_run(0);
    host.done("el.getState()");
    let height = "document.querySelector('wayward-playground').getBoundingClientRect().height";
    let rest = |page: &Page| {
        let mut last = -1.0;
        for _ in 0..100 {
            std::thread::sleep(std::time::Duration::from_millis(300));
            let now = page.evaluate(&format!("return {height}")).as_f64().unwrap();
            if now == last {
                return now;
            }
            last = now;
        }
        panic!("it never comes to rest");
    };
    // Held, for what is said below the boards may take a line more at any time.
    host.done("el.pause()");
    let mut seen = Vec::new();
    for width in [1200, 700, 390] {
        host.page.resize(width, 900);
        // What is said below the boards may still come, so a look may fall between a change and its height.
        for looks in 1.. {
            let outside = rest(&host.page);
            host.enter(0);
            let inside = host
                .page
                .evaluate("return [document.body.getBoundingClientRect().height, document.documentElement.scrollWidth - innerWidth]");
            host.page.leave_frame();
            let height = inside[0].as_f64().unwrap();
            if outside >= height && outside - height < 1.0 && inside[1] == 0 {
                seen.push(outside);
                break;
            }
            assert!(looks < 10, "at {width} {outside} for {inside}");
        }
    }
    assert!(seen[2] > seen[0], "a narrow frame is a higher one: {seen:?}");
    host.enter(0);
    host.page.click("#goals summary");
    host.page.leave_frame();
    host.page.wait_until(&format!("{height} > {} + 50", seen[2]));
    rest(&host.page);
}

#[test]
fn what_is_out_of_sight_is_held_and_goes_on() {
    let host = Host::new(&format!("{ONE}<p id=far>Far below</p>"));
    host.page.evaluate("document.querySelector('#far').style.marginTop = '5000px'");
    host.listen();
    // So long a run that it does not end before all of this is done.
    host.page.evaluate("document.querySelector('wayward-playground').train({steps: 3000000}); undefined");
    host.page.wait_until("__events.some(([type, {steps}]) => type === 'progress' && steps > 0)");
    host.page.evaluate("document.querySelector('#far').scrollIntoView()");
    host.enter(0);
    host.page.wait_until("document.querySelector('#run-figures').dataset.state === 'paused'");
    host.page.leave_frame();
    host.page.evaluate("scrollTo(0, 0)");
    host.enter(0);
    host.page.wait_until("document.querySelector('#run-figures').dataset.state === 'training'");
    // What the person holds stays held.
    host.page.click("#pause");
    host.page.leave_frame();
    host.page.evaluate("document.querySelector('#far').scrollIntoView()");
    std::thread::sleep(std::time::Duration::from_millis(600));
    host.page.evaluate("scrollTo(0, 0)");
    std::thread::sleep(std::time::Duration::from_millis(600));
    host.enter(0);
    assert_eq!(host.page.evaluate("return document.querySelector('#run-figures').dataset.state"), json!("paused"));
}

#[test]
fn a_sandboxed_frame_works_with_cors_and_says_so_without() {
    for cors in [true, false] {
        let mut host =
            Host::of(Site { cors, ..Site::new(&dist()) }, &ONE.replace("<wayward-playground", "<wayward-playground sandbox=allow-scripts"));
        if cors {
            let trained = host.done("el.train({steps: 20000})");
            assert_eq!(trained["seeds"], 1);
            assert!(host.done("el.judge()")["verdict"].is_string());
            assert_eq!(host.done("el.snapshot('png').then((file) => file.type)"), "image/png");
            host.enter(0);
            assert_eq!(host.page.evaluate("return origin"), json!("null"));
        } else {
            for part in ["CORS", "Access-Control-Allow-Origin", "net::ERR_FAILED", "did not load"] {
                host.page.allow_console(part);
            }
            host.press_run(0);
            // The frame says it, and the element in its place.
            let note = "document.querySelector('wayward-playground').shadowRoot.querySelector('[role=alert]').textContent";
            host.page.wait_until(note);
            let outside = host.page.evaluate(&format!("return {note}"));
            host.page.enter_frame_of("document.querySelector('wayward-playground').shadowRoot.querySelector('iframe')");
            let message = host.page.wait_for_text("#start-message[role=alert]", |text| !text.is_empty());
            assert!(message.contains("sandboxed") && message.contains("Access-Control-Allow-Origin: *"), "{message}");
            assert_eq!(outside, json!(message));
            host.page.leave_frame();
            for call in ["el.play()", "el.getState()", "el.load('preset=lava')"] {
                assert_eq!(host.refused(call).0, "no_answer", "{call}");
            }
        }
    }
}

#[test]
fn where_the_program_does_not_come_every_call_is_refused() {
    let mut host = Host::of(Site { missing: vec!["page_bg.wasm".into()], ..Site::new(&dist()) }, ONE);
    host.page.allow_console("page_bg.wasm");
    // Half a minute is for people with slow connections.
    host.page.on_new_document(
        "const later = setTimeout; window.setTimeout = (act, ms, ...more) => later(act, ms === 30000 ? 2000 : ms, ...more);",
    );
    host.page.reload();
    host.listen();
    let table = [
        "el.load('preset=lava')",
        "el.train()",
        "el.judge()",
        "el.shift({disagree: 1})",
        "el.step()",
        "el.play()",
        "el.pause()",
        "el.reset()",
        "el.getState()",
        "el.snapshot()",
    ];
    // All that was asked before it was known, and all that is asked from then on.
    let all = format!("Promise.allSettled([{}]).then((all) => all.map(({{reason}}) => reason.code))", table.join(", "));
    for _ in 0..2 {
        assert_eq!(host.done(&all), json!(vec!["no_answer"; table.len()]));
    }
    assert_eq!(host.events("error").len(), 1, "{:?}", host.events("error"));
}

#[test]
fn firefox_does_the_same() {
    let host = Host::with(Engine::Firefox, Site::new(&dist()), ONE);
    host.listen();
    let trained = host.done("el.train({steps: 20000})");
    assert_eq!(host.done("el.judge()")["digest"], trained["digest"]);
    assert_eq!(host.done("el.snapshot('png').then(({type}) => type)"), "image/png");
    assert!(host.done("el.snapshot()").as_str().unwrap().contains("<svg"));
    host.page.wait_until("document.querySelector('wayward-playground').getBoundingClientRect().height > 700");
    host.page.evaluate("document.documentElement.style.colorScheme = 'dark'");
    host.enter(0);
    host.page.wait_until("document.documentElement.dataset.theme === 'dark'");
    host.page.leave_frame();
    assert!(host.events("error").is_empty(), "{:?}", host.events("error"));
}

/// A host without the element, which says what it likes.
const FRAME: &str = "<iframe src='{site}embed.html#preset=cheese-corner&amp;seeds=1' title=Wayward width=900 height=900></iframe><iframe id=stranger></iframe>";

#[test]
fn a_hostile_host_changes_nothing() {
    let host = Host::new(FRAME);
    let page = &host.page;
    page.evaluate(
        "window.__heard = []; window.__said = []; addEventListener('message', ({data}) => __said.push(data));
        const frame = document.querySelector('iframe');
        window.__open = () => {
            const {port1, port2} = new MessageChannel();
            port1.onmessage = ({data}) => __heard.push(data);
            frame.contentWindow.postMessage({wayward: 1, type: 'port'}, '*', [port2]);
            window.__port = port1;
        };",
    );
    // Without an answer it goes on alone, and posts its height.
    page.wait_until("__said.some(({type, px}) => type === 'height' && px > 400)");
    page.enter_frame("iframe");
    page.wait_started();
    page.wait_for("#board-deploy .board-stage");
    page.leave_frame();
    // Not from the parent, not of this version, no port: nobody is let in.
    page.evaluate("const frame = document.querySelector('iframe').contentWindow, other = document.querySelector('#stranger').contentWindow;
        const channel = () => { const {port1, port2} = new MessageChannel(); port1.onmessage = ({data}) => __heard.push(data); port1.postMessage({wayward: 1, id: 1, type: 'load', scenario: 'preset=lava'}); return port2; };
        const post = other.Function ? frame.postMessage : 0;
        for (const data of [null, 7, 'port', {}, {wayward: 2, type: 'port'}, {wayward: 1, type: 'hello'}, {wayward: 1}]) frame.postMessage(data, '*', [channel()]);
        frame.postMessage({wayward: 1, type: 'port'}, '*');
        frame.postMessage({wayward: 1, id: 1, type: 'load', scenario: 'preset=lava'}, '*');");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(page.evaluate("return __heard"), json!([]));
    // Late, but a port.
    page.evaluate("__open()");
    page.wait_until("__heard.some(({type}) => type === 'ready')");
    page.evaluate("__heard.length = 0;
        const say = (data) => __port.postMessage(data);
        say(null); say('play'); say({id: 1, type: 'load', scenario: 'preset=lava'}); say({wayward: 3, id: 1, type: 'play'});
        say({wayward: 1, type: 'load', scenario: 'preset=lava'}); say({wayward: 1, id: 'x', type: 'load', scenario: 'preset=lava'});
        say({wayward: 1, id: 1, type: 'load', scenario: 'preset=lava&' + 'x'.repeat(70000)});
        const circle = {}; circle.circle = circle; say(circle); say(1n);
        say({wayward: 1, id: 2, type: 'getState'}); say({wayward: 1, id: 2, type: 'load', scenario: 'preset=lava'}); say({wayward: 1, id: 1, type: 'load', scenario: 'preset=lava'});
        say({wayward: 1, id: 3, type: 'constructor'}); say({wayward: 1, id: 4, type: 'load', scenario: {preset: 'lava', __proto__: {}, more: 1}});
        say({wayward: 1, id: 5, type: 'getState'});");
    page.wait_until("__heard.some(({id}) => id === 5)");
    let heard = page.evaluate("return __heard");
    let heard = heard.as_array().unwrap();
    let codes: Vec<&str> = heard.iter().filter(|it| it["type"] == "error").map(|it| it["detail"]["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        [
            "malformed",
            "malformed",
            "malformed",
            "version",
            "malformed",
            "malformed",
            "too_large",
            "malformed",
            "malformed",
            "replayed",
            "replayed"
        ]
    );
    let answer = |id: u64| heard.iter().find(|it| it["id"] == id).unwrap();
    assert_eq!(heard.iter().filter(|it| it["id"] == 2).count(), 1, "answered once");
    assert_eq!((&answer(3)["type"], &answer(3)["error"]["code"]), (&json!("refusal"), &json!("unknown_type")));
    assert_eq!(answer(4)["error"]["where"], "more");
    assert_eq!(answer(5)["value"]["scenario"], json!({"engine": 2, "preset": "cheese-corner", "seeds": 1}), "nothing has changed");
    // The newest port counts, and the one before is dead: what was asked there is refused, and what it says is not heard.
    page.evaluate("__port.postMessage({wayward: 1, id: 6, type: 'train', steps: 400000});");
    page.wait_until("__heard.some(({type}) => type === 'progress')");
    page.evaluate("window.__refused = null; const old = __port; old.onmessage = ({data}) => { if (data.id === 6) __refused = data.error.code; }; __open();");
    page.wait_until("__refused === 'closed'");
    page.evaluate("window.__old = __port; __heard.length = 0; __open(); __old.postMessage({wayward: 1, id: 9, type: 'load', scenario: 'preset=lava'}); __port.postMessage({wayward: 1, id: 1, type: 'getState'});");
    page.wait_until("__heard.some(({id}) => id === 1)");
    assert_eq!(page.evaluate("return __heard.find(({id}) => id === 1).value.scenario.preset"), json!("cheese-corner"));
    // Hundreds of requests at once are answered one by one.
    page.evaluate("__heard.length = 0; for (let id = 10; id < 510; id++) __port.postMessage({wayward: 1, id, type: 'getState'});");
    page.wait_until("__heard.filter(({id}) => id >= 10).length === 500");
}

#[test]
fn open_in_wayward_carries_what_is_shown() {
    let host = Host::new(ONE);
    host.press_run(0);
    host.done("el.load({preset: 'cheese-corner', seed: 11, seeds: 1, title: 'Eleven'})");
    host.enter(0);
    let open = "document.querySelector('#embed-open')";
    assert_eq!(host.page.evaluate(&format!("return [{open}.target, {open}.rel]")), json!(["_blank", "noopener"]));
    host.page.set_value("#seed", "12");
    host.page.wait_until(&format!("{open}.href.includes('#1.') && (window.__href ??= {open}.href) !== {open}.href || true"));
    host.page.leave_frame();
    host.page.wait_until("true");
    let mut state = host.done("el.getState()");
    for _ in 0..50 {
        state = host.done("el.getState()");
        host.enter(0);
        let link = host.page.evaluate(&format!("return {open}.href"));
        host.page.leave_frame();
        if state["scenario"]["seed"] == 12 && link == state["link"] {
            break;
        }
    }
    assert_eq!((&state["scenario"]["seed"], &state["scenario"]["title"]), (&json!(12), &json!("Eleven")));
    // The frame's own address never changes, and nothing is stored.
    host.enter(0);
    assert_eq!(host.page.evaluate("return [location.hash, localStorage.length]"), json!(["#preset=cheese-corner&seeds=1&seed=1007", 0]));
    let other = Page::new();
    other.open(&format!("?full{}", &state["link"].as_str().unwrap()[host.site.address().len()..]));
    other.wait_started();
    other.wait_for_text("#link-bar", |text| text.contains("Eleven"));
    other.wait_until("document.querySelector('#seed')?.value === '12'");
}

#[test]
fn stands_below_a_path_and_without_storage() {
    let site = Site { prefix: "/sub/path".into(), ..Site::new(&dist()) };
    let host = Host::of(site, &ONE.replace("link='preset=cheese-corner&seeds=1&seed=1007'", "preset=lava seeds=1"));
    host.page.on_new_document("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})");
    host.page.reload();
    let state = host.done("el.getState()");
    assert!(state["link"].as_str().unwrap().starts_with(&format!("{}#", host.site.address())), "{state}");
    assert_eq!(host.done("el.train({steps: 20000})")["seeds"], 1);
    // Defined twice is defined once; attributes may change later.
    host.page.evaluate("const again = document.createElement('script'); again.src = document.querySelector('script').src; document.head.append(again); return 0");
    host.page.evaluate("document.querySelector('wayward-playground').setAttribute('preset', 'cheese-corner')");
    host.page.wait_until("window.__late ??= (document.querySelector('wayward-playground').getState().then(({scenario}) => { window.__late = scenario.preset === 'cheese-corner' || null; }), null)");
    assert_eq!(
        host.page.evaluate("return Object.keys(window).filter((key) => /wayward|playground/i.test(key))"),
        json!([]),
        "nothing global"
    );
}

#[test]
fn what_is_locked_only_the_host_changes() {
    let host = Host::new(&ONE.replace("<wayward-playground", "<wayward-playground lock=reward,train,shift,seed,settings"));
    host.press_run(0);
    let before = host.done("el.getState()")["scenario"].clone();
    // What the button has begun is under way.
    let begun = Instant::now();
    while host.done("el.getState()")["status"] == "idle" {
        assert!(begun.elapsed() < PATIENCE, "nothing is trained");
        std::thread::sleep(GLANCE);
    }
    host.done("el.pause()");
    host.done("el.reset()");
    host.enter(0);
    let page = &host.page;
    assert_eq!(page.evaluate("return [document.querySelector('#reward').readOnly, document.querySelector('#seed').readOnly, document.querySelector('#shift').disabled]"), json!([true, true, true]));
    assert!(page.attribute("#train", "disabled").is_some());
    let text = page.evaluate("return document.querySelector('#reward').value");
    page.press("#reward", "x + 1");
    page.press("#reward", thirtyfour::Key::Control + thirtyfour::Key::Enter);
    page.press("#reward", thirtyfour::Key::Alt + thirtyfour::Key::Up);
    page.press("#seed", "9");
    for control in ["#train", "#step", "[data-do=new-seed]"] {
        page.click(control);
    }
    assert_eq!(page.evaluate("return document.querySelector('#reward').value"), text);
    page.set_value("#seed", "9");
    page.set_value("#shift", "50");
    page.set_value("#reward", "0");
    page.evaluate("for (const button of document.querySelectorAll('.stage-reward button, #remedy-worlds')) button.click()");
    std::thread::sleep(std::time::Duration::from_millis(700));
    page.assert_accessible();
    page.leave_frame();
    let state = host.done("el.getState()");
    assert_eq!((&state["scenario"], &state["status"], &state["amount"]), (&before, &json!("idle"), &json!(0)));
    // The host may, and what a person may is still theirs.
    assert_eq!(host.done("el.shift({disagree: 0.5})")["scenario"]["shift"]["disagree"], 0.5);
    assert_eq!(host.done("el.train({steps: 400000})")["seeds"], 1);
    host.enter(0);
    page.click("#pause");
    page.wait_for_text("#pause", |text| text == "Resume");
    page.leave_frame();
    // Another scenario of the host takes its own locks along.
    host.done("el.load({preset: 'cheese-corner', lock: ['verdict'], panels: ['reward', 'verdict']})");
    host.enter(0);
    assert_eq!(page.evaluate("return document.documentElement.dataset.panels"), json!("reward verdict"));
    assert_eq!(page.evaluate("return document.documentElement.dataset.lock"), json!("reward train shift verdict settings seed"));
    page.wait_until("!document.querySelector('#train').checkVisibility() && document.querySelector('#reward').checkVisibility()");
}

#[test]
fn is_accessible_in_every_form() {
    for (dark, width, query) in [
        (false, 720, ""),
        (true, 720, "?lock=reward,train"),
        (false, 320, "?controls=min&accent=ffff00"),
        (true, 320, "?panels=shift,verdict&controls=none&accent=%23000080"),
    ] {
        let page = Page::new();
        page.prefer(dark, true);
        page.resize(width, 900);
        page.open(&format!("embed.html{query}#preset=cheese-corner&seeds=1"));
        page.wait_started();
        page.wait_for("#board-deploy .board-stage");
        page.wait_until("document.querySelector('#embed-open').href.includes('#')");
        assert_eq!(
            page.evaluate("const {scrollWidth, clientWidth} = document.documentElement; return scrollWidth - clientWidth"),
            json!(0),
            "nothing is wider than the frame"
        );
        page.assert_accessible();
    }
}

#[test]
fn the_element_is_accessible_before_it_runs() {
    let host = Host::new(&format!("<main><h1>Host</h1>{ONE}</main>"));
    host.page.assert_accessible();
    assert_eq!(
        host.page
            .evaluate("return document.querySelector('wayward-playground').shadowRoot.querySelector('button').getAttribute('aria-label')"),
        json!("Run: One mouse")
    );
    host.press_run(0);
    host.enter(0);
    // Whoever presses Run wants to see it run.
    host.page.wait_until("document.querySelector('#run-figures').dataset.state !== 'idle'");
}
