//! Embedded experiments at home in pages of others: whatever theme, layout and way of loading those have, and where parts are missing.
//! These hosts forbid nothing, have styles of their own, and say what they are made of.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use thirtyfour::Key;
use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Page, Value, copy, dist, json};

/// What an article shows.
const FIGURE: &str = "<wayward-playground preset=cheese-corner seeds=1 seed=1007 panels=train,shift,verdict amount=1 title=Mouse>Words of the host</wayward-playground>";

struct Host {
    page: Page,
    site: Server,
    folder: PathBuf,
}

impl Host {
    fn new(name: &str, html: &str) -> Host {
        Host::of(name, Site::new(&dist()), &[], html)
    }

    /// In `html`, `{site}` is the address of Wayward; `headers` are those of the host's page.
    fn of(name: &str, site: Site, headers: &[(&'static str, &'static str)], html: &str) -> Host {
        let site = Server::start(site, 0).unwrap();
        let folder = std::env::temp_dir().join(format!("wayward-home-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let page =
            Page::of(Site { policy: false, more: headers.into(), ..Site::new(&folder) }, &["--disable-features=IsolateSandboxedIframes"]);
        let host = Host { page, site, folder };
        host.show(html);
        host
    }

    fn show(&self, html: &str) {
        let head = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><link rel=icon href=data:,><title>Host</title>";
        fs::write(self.folder.join("host.html"), format!("{head}{html}").replace("{site}", &self.site.address())).unwrap();
        self.page.leave_frame();
        self.page.open("host.html");
    }

    /// Of the first element; in the code, `el` is that, `box` its poster and `button` its button.
    fn of_element(&self, code: &str) -> Value {
        self.page.evaluate(&format!("{ELEMENT} return {code}"))
    }

    fn wait(&self, condition: &str) {
        self.page.wait_until(&format!("(() => {{ {ELEMENT} return {condition}; }})()"));
    }

    fn press_run(&self) {
        self.of_element("button.click()");
    }

    /// What a method of the first element gives: `{"ok": …}` or `{"no": …}`.
    fn ask(&self, call: &str) -> Value {
        self.page
            .evaluate(&format!("{ELEMENT} window.got = null; el.{call}.then((ok) => {{ got = {{ok}}; }}, (no) => {{ got = {{no}}; }});"));
        self.page.wait_until("window.got");
        self.page.evaluate("return got")
    }

    fn enter(&self) {
        self.wait("el.shadowRoot.querySelector('iframe:not([inert])')");
        self.page.enter_frame_of("document.querySelector('wayward-playground').shadowRoot.querySelector('iframe')");
        self.page.wait_started();
        self.page.wait_for("#board-deploy .board-stage");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const ELEMENT: &str = "const el = document.querySelector('wayward-playground'), [box, button, note] = ['div', 'button', '[role=alert]'].map((css) => el.shadowRoot.querySelector(css));";
const SCRIPT: &str = "<script src='{site}embed.js' async></script>";

#[test]
fn the_theme_is_found_as_hosts_set_it_and_followed() {
    // What hosts do to every element keeps nobody from watching.
    let hard = "*, *::before, *::after { transition: none !important; animation: none !important; caret-color: teal !important; }";
    let style = format!(
        "<style>{hard} .paper {{ background: #fff; color: #222; }} .night {{ background: #111; color: #ddd; }}
         @media (prefers-color-scheme: dark) {{ .both {{ background: #111; color: #ddd; }} }}</style>"
    );
    let host = Host::new("theme", &format!("{style}{SCRIPT}<body>{FIGURE}"));
    let page = &host.page;
    host.press_run();
    host.enter();
    let mut seen = false;
    let mut check = |what: &str, wanted: &str| {
        page.leave_frame();
        host.wait(&format!("box.style.colorScheme === '{wanted}' || console.log({}, box.style.colorScheme)", json!(what)));
        page.enter_frame_of("document.querySelector('wayward-playground').shadowRoot.querySelector('iframe')");
        page.wait_until(&format!("document.documentElement.dataset.theme === '{wanted}'"));
        page.leave_frame();
        seen |= wanted == "dark";
    };
    // Each ends with what undoes it.
    let table = [
        ("root.style.colorScheme = 'dark'", "dark", "root.style.colorScheme = ''"),
        ("root.dataset.theme = 'dark'", "dark", "delete root.dataset.theme"),
        ("document.body.dataset.theme = 'dark'", "dark", "delete document.body.dataset.theme"),
        ("root.dataset.bsTheme = 'dark'", "dark", "delete root.dataset.bsTheme"),
        ("root.className = 'a dark'", "dark", "root.className = ''"),
        ("document.body.className = 'dark'", "dark", "document.body.className = ''"),
        ("document.body.className = 'night'", "dark", "document.body.className = 'paper'"),
        ("el.parentNode.style.color = '#eee'", "dark", "el.parentNode.style.color = ''"),
        ("el.setAttribute('theme', 'dark')", "dark", "el.removeAttribute('theme')"),
    ];
    for dark in [false, true] {
        page.prefer(dark, false);
        check("nothing", "light");
        for (set, wanted, back) in table {
            page.evaluate(&format!("{ELEMENT} const root = document.documentElement; {set}"));
            check(set, wanted);
            page.evaluate(&format!("{ELEMENT} const root = document.documentElement; {back}"));
            check(back, "light");
        }
        let preferred = if dark { "dark" } else { "light" };
        for (set, back) in [
            ("document.documentElement.style.colorScheme = 'light dark'", "document.documentElement.style.colorScheme = ''"),
            ("document.body.className = 'both'", "document.body.className = ''"),
        ] {
            page.evaluate(set);
            check(set, preferred);
            page.evaluate(back);
            check(back, "light");
        }
    }
    // A switch of the host outdoes the system, and the element's own attribute the host.
    page.evaluate("document.documentElement.style.colorScheme = 'light dark'; document.documentElement.dataset.theme = 'light'");
    check("a switch", "light");
    page.evaluate("document.querySelector('wayward-playground').setAttribute('theme', 'dark')");
    check("theme", "dark");
    page.prefer(false, false);
    check("theme", "dark");
    page.evaluate("document.querySelector('wayward-playground').setAttribute('theme', 'auto')");
    check("theme", "light");
    assert!(seen);
}

#[test]
fn a_figure_of_an_article_is_one_look() {
    let host = Host::new(
        "look",
        &format!("<style>main {{ max-width: 640px; margin: 0 auto; }} body {{ margin: 0 10px; }}</style>{SCRIPT}<main>{FIGURE}</main>"),
    );
    let page = &host.page;
    page.draw_all_frames();
    for (width, most) in [(900, 900.0), (390, 1100.0)] {
        page.be_a_phone(width, 844);
        host.show(&format!(
            "<style>main {{ max-width: 640px; margin: 0 auto; }} body {{ margin: 0 10px; }}</style>{SCRIPT}<main>{FIGURE}</main>"
        ));
        host.wait("customElements.get('wayward-playground') && button");
        // All heights and what is seen, until it can train.
        page.evaluate(&format!(
            "{ELEMENT} window.heights = []; window.odd = []; window.ready = null;
             new ResizeObserver(() => {{ if (ready === null) heights.push(el.offsetHeight); }}).observe(el);
             const look = () => {{
                 const frame = el.shadowRoot.querySelector('iframe');
                 if (box.hidden && (!frame || frame.hasAttribute('inert'))) odd.push('nothing is seen');
                 if (ready === null) requestAnimationFrame(look);
             }};
             look();
             el.addEventListener('wayward-ready', () => requestAnimationFrame(() => requestAnimationFrame(() => {{ ready = box.hidden; }})));
             button.focus();"
        ));
        page.keys(Key::Enter);
        page.wait_until("window.ready !== null");
        assert_eq!(
            page.evaluate("return [ready, odd, heights.length <= 2]"),
            json!([true, [], true]),
            "{}",
            page.evaluate("return heights")
        );
        // Who pressed a key is where the button was.
        assert_eq!(host.of_element("[document.activeElement === el, el.shadowRoot.activeElement.localName]"), json!([true, "iframe"]));
        let row = host.ask("judge()");
        let (state, verdict) = (host.ask("getState()")["ok"].clone(), row["ok"]["verdict"].clone());
        assert_eq!((&state["amount"], &verdict), (&json!(1), &json!("inner_misaligned")), "{row}");
        let height = host.of_element("el.offsetHeight").as_f64().unwrap();
        host.enter();
        page.wait_for("#verdict .verdict-headline");
        let across = page
            .evaluate(
                "const at = (css) => document.querySelector(css).getBoundingClientRect();
                 const parts = ['#board-train', '#board-deploy', '#shift', '#verdict .verdict-headline'].map(at);
                 return Math.max(...parts.map(({bottom}) => bottom)) - Math.min(...parts.map(({top}) => top))",
            )
            .as_f64()
            .unwrap();
        page.assert_accessible();
        page.leave_frame();
        println!("{width} px: {height} px high, {across} px from boards to verdict");
        assert!(height <= most && across <= 600.0, "{width}: {height}, {across}");
    }
}

#[test]
fn what_does_not_come_gives_the_poster_back() {
    let poster = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'><rect width='2' height='1' fill='teal'/></svg>";
    let empty = std::env::temp_dir().join(format!("wayward-empty-{}", std::process::id()));
    fs::create_dir_all(&empty).unwrap();
    fs::copy(dist().join("embed.js"), empty.join("embed.js")).unwrap();
    let figure = format!("<main><h1>Host</h1>{}</main>", FIGURE.replace("title", "poster=poster.svg title"));
    let mut host = Host::of("missing", Site::new(&empty), &[], &format!("{SCRIPT}{figure}"));
    for part in ["404", "Refused", "ERR_", "Content Security Policy", "Failed to load"] {
        host.page.allow_console(part);
    }
    fs::write(host.folder.join("poster.svg"), poster).unwrap();
    let gone = {
        let server = Server::start(Site::new(&dist()), 0).unwrap();
        server.address()
    };
    let hangs = TcpListener::bind("127.0.0.1:0").unwrap();
    let hangs_at = format!("http://{}/", hangs.local_addr().unwrap());
    let script = SCRIPT.replace("{site}", &host.site.address());
    let forbidden = "<meta http-equiv=Content-Security-Policy content=\"frame-src 'none'\">";
    for (html, base) in [
        (format!("{script}{figure}"), host.site.address()),
        (format!("{script}{}", figure.replace("title", &format!("base={gone} title"))), gone.clone()),
        (format!("{forbidden}{script}{figure}"), host.site.address()),
    ] {
        host.show(&html);
        host.wait("box");
        host.press_run();
        host.wait("note.textContent");
        let told = host.of_element(
            "[box.checkVisibility(), note.textContent, button.textContent, el.shadowRoot.querySelector('img').naturalWidth > 0]",
        );
        assert_eq!((&told[0], &told[2], &told[3]), (&json!(true), &json!("Try again"), &json!(true)), "{told}");
        assert!(told[1].as_str().unwrap().contains(&base), "{told}");
        assert_eq!(host.ask("play()")["no"]["code"], "no_answer");
        host.page.assert_accessible();
    }
    // What came meanwhile is there at the next press.
    host.show(&format!("{script}{figure}"));
    host.wait("box");
    host.press_run();
    host.wait("note.textContent");
    copy(&dist(), &empty);
    host.press_run();
    host.enter();
    host.page.leave_frame();
    assert_eq!(host.of_element("[box.hidden, note.textContent]"), json!([true, ""]));
    assert_eq!(host.ask("getState()")["ok"]["amount"], 1);

    // A server that says nothing holds no page back, wherever that stands: `open` waits for it to be loaded.
    let import = format!("<script type=module>import('{hangs_at}embed.js')</script>");
    host.show(&format!("{import}<p id=end>The end"));
    assert_eq!(host.page.text("#end"), "The end");
    host.show(&format!("{script}{}<p id=end>The end", figure.replace("title", &format!("autoplay=1 base={hangs_at} title"))));
    assert_eq!(host.page.text("#end"), "The end");
    host.wait("el.shadowRoot.querySelector('iframe')");
    assert!(host.of_element("box.checkVisibility()").as_bool().unwrap());
    fs::remove_dir_all(&empty).unwrap();
}

#[test]
fn a_host_with_an_embedder_policy_has_it_too() {
    let isolated = [("Cross-Origin-Embedder-Policy", "require-corp"), ("Cross-Origin-Opener-Policy", "same-origin")];
    let html = format!("<script src='{{site}}embed.js' crossorigin async></script>{FIGURE}");
    for (policy, headers) in [(true, &isolated[..1]), (true, &isolated), (false, &isolated)] {
        let site = Site { policy, ..Site::new(&dist()) };
        let host = Host::of(&format!("coep-{policy}-{}", headers.len()), site, headers, &html);
        assert_eq!(host.page.evaluate("return crossOriginIsolated"), json!(headers.len() == 2));
        assert_eq!(host.ask("getState()")["ok"]["status"], "idle", "{policy}");
    }
}

#[test]
fn it_loads_in_every_way() {
    let host = Host::new("ways", &format!("{SCRIPT}{FIGURE}"));
    let text = fs::read_to_string(dist().join("embed.js")).unwrap();
    // In the middle of somebody else's module.
    fs::write(host.folder.join("bundle.js"), format!("export const a = 1;\n{text}")).unwrap();
    fs::write(host.folder.join("cell.txt"), &text).unwrap();
    let based = FIGURE.replace("title", "base={site} title");
    for (way, html) in [
        ("classic", format!("<script src='{{site}}embed.js'></script>{FIGURE}")),
        ("defer", format!("<script src='{{site}}embed.js' defer></script>{FIGURE}")),
        ("async", format!("{SCRIPT}{FIGURE}")),
        (
            "late",
            format!(
                "{FIGURE}<script>onload = () => {{ const late = document.createElement('script'); late.src = '{{site}}embed.js'; document.head.append(late); }}</script>"
            ),
        ),
        ("module", format!("<script type=module src='{{site}}embed.js'></script>{FIGURE}")),
        ("import", format!("{FIGURE}<script type=module>import('{{site}}embed.js')</script>")),
        ("bundle", format!("{based}<script type=module src=bundle.js></script>")),
        ("notebook", format!("{based}<script>fetch('cell.txt').then((cell) => cell.text()).then((text) => Function(text)())</script>")),
        (
            "twice",
            format!(
                "<script src='{{site}}embed.js'></script><script src='bundle.js' type=module></script><script src='{{site}}embed.js?v=2' defer></script>{FIGURE}"
            ),
        ),
    ] {
        host.show(&html);
        host.page.wait_until("customElements.get('wayward-playground')");
        host.press_run();
        host.wait("el.shadowRoot.querySelector('iframe')");
        let address = host.of_element("el.shadowRoot.querySelector('iframe').src");
        assert!(address.as_str().unwrap().starts_with(&format!("{}embed.html?", host.site.address())), "{way}: {address}");
        assert_eq!(host.ask("getState()")["ok"]["scenario"]["seed"], 1007, "{way}");
    }
    // Where nothing says from where, that is said.
    host.show(&format!("{FIGURE}<script type=module src=bundle.js></script>"));
    host.page.wait_until("customElements.get('wayward-playground')");
    host.press_run();
    host.wait("note.textContent.includes('base')");
}

#[test]
fn it_keeps_its_size_its_settings_and_its_place() {
    let figures = [
        ("flex", "display: flex"),
        ("grid", "display: grid; justify-items: start"),
        ("column", "display: flex; flex-direction: column; align-items: center"),
    ];
    let figures = figures.map(|(id, style)| format!("<div id={id} style='{style}'>{FIGURE}</div>")).concat();
    let host = Host::new("place", &format!("{SCRIPT}{figures}"));
    let page = &host.page;
    let widths = "[...document.querySelectorAll('wayward-playground')].map((el) => el.getBoundingClientRect().width)";
    page.wait_until("customElements.get('wayward-playground')");
    let before = page.evaluate(&format!("return {widths}"));
    assert!(before.as_array().unwrap().iter().all(|width| width.as_f64().unwrap() > 500.0), "{before}");
    page.evaluate("for (const el of document.querySelectorAll('wayward-playground')) el.shadowRoot.querySelector('button').click()");
    page.wait_until("[...document.querySelectorAll('wayward-playground')].every((el) => el.shadowRoot.querySelector('div').hidden)");
    assert_eq!(page.evaluate(&format!("return {widths}")), before);

    // Put elsewhere, and off and on again.
    host.ask("load({preset: 'lava', seed: 77, seeds: 1})");
    host.ask("shift({})");
    for put in ["document.querySelector('#flex').append(el)", "el.remove(); document.body.prepend(el)"] {
        page.evaluate(&format!("{ELEMENT} {put}; undefined"));
        let state = host.ask("getState()")["ok"].clone();
        assert_eq!(
            (&state["scenario"]["preset"], &state["scenario"]["seed"], &state["amount"]),
            (&json!("lava"), &json!(77), &json!(1)),
            "{put}"
        );
        host.wait("box.hidden");
    }
    // Another attribute is another scenario.
    page.evaluate(&format!("{ELEMENT} el.remove(); el.setAttribute('seed', '9'); document.body.prepend(el); undefined"));
    let state = host.ask("getState()")["ok"].clone();
    assert_eq!((&state["scenario"]["preset"], &state["scenario"]["seed"]), (&json!("cheese-corner"), &json!(9)), "{state}");
}

#[test]
fn a_host_hears_the_keys_that_it_asks_for() {
    let host = Host::new("keys", &format!("{SCRIPT}{}", FIGURE.replace("title", "keys='PageDown Escape' title")));
    let page = &host.page;
    page.evaluate("window.keys = []; addEventListener('wayward-key', ({detail}) => keys.push(detail.key))");
    host.press_run();
    host.enter();
    // The slider has a use for it; a dialog has one for Escape.
    page.press("#shift", Key::PageDown);
    page.press("#train", Key::PageDown);
    page.press("#train", Key::PageUp);
    page.click("#board-train [data-do=board-train]");
    page.wait_for("dialog[open]");
    page.keys(Key::Escape);
    page.wait_until("!document.querySelector('dialog[open]')");
    page.press("#train", Key::Escape);
    page.leave_frame();
    page.wait_until("keys.includes('Escape')");
    assert_eq!(page.evaluate("return keys"), json!(["PageDown", "Escape"]));
}

#[test]
fn on_paper_there_are_poster_words_and_link() {
    let html = format!(
        "{SCRIPT}{}",
        FIGURE
            .replace("Words of the host", "<img src=poster.svg alt='Mouse' width=400 height=200><a href='https://example.org/'>Words</a>")
    );
    let host = Host::new("paper", "");
    fs::write(
        host.folder.join("poster.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200' viewBox='0 0 2 1'><rect width='2' height='1'/></svg>",
    )
    .unwrap();
    host.show(&html);
    host.press_run();
    host.enter();
    host.page.leave_frame();
    host.page.devtools("Emulation.setEmulatedMedia", json!({"media": "print"}));
    host.wait("matchMedia('print').matches");
    let told = host.of_element(
        "[box.checkVisibility(), button.checkVisibility(), el.shadowRoot.querySelector('iframe').checkVisibility(),
          el.querySelector('a').checkVisibility(), el.offsetHeight - el.querySelector('img').offsetHeight]",
    );
    assert_eq!(told.as_array().unwrap()[..4], [json!(true), json!(false), json!(false), json!(true)], "{told}");
    assert!(told[4].as_f64().unwrap() < 100.0, "the box is as high as what is in it: {told}");
}

/// The examples in this folder as they are, with Wayward's own address.
#[test]
fn the_page_of_recipes_shows_what_it_says() {
    let host = Host::new("recipes", "<title>Recipes</title>");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/recipes.html");
    let text = fs::read_to_string(file).unwrap().replace("https://example.org/wayward/", &host.site.address());
    fs::write(host.folder.join("recipes.html"), text).unwrap();
    host.page.open("recipes.html");
    host.page.wait_until("customElements.get('wayward-playground')");
    let count = host.page.count(".recipe");
    assert!(count >= 6, "{count}");
    // Its source is that of the very figure below it.
    let same = "[...document.querySelectorAll('.recipe')].every((recipe) => {
        const shown = document.createElement('div');
        shown.innerHTML = recipe.querySelector('pre > code').textContent;
        const live = recipe.querySelector('.live > wayward-playground').cloneNode(true);
        live.removeAttribute('style');
        const [told] = shown.children;
        told.removeAttribute('style');
        return told.isEqualNode(live);
    })";
    host.page.wait_until(same);
    host.page.assert_accessible();
    for at in 0..count {
        let el = format!("document.querySelectorAll('.live > wayward-playground')[{at}]");
        host.page.evaluate(&format!("window.got = null; {el}.getState().then((ok) => {{ got = {{ok}}; }}, (no) => {{ got = {{no}}; }})"));
        host.page.wait_until("window.got");
        let got = host.page.evaluate("return got");
        assert_eq!(got["ok"]["status"], "idle", "{at}: {got}");
    }
}
