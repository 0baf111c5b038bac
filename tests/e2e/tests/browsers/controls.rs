//! Every control is pressed by a pointer, and something comes of it. What there is to press is found by what it is and by how it
//! looks, never by a list that somebody wrote.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use thirtyfour::Key;
use wayward_e2e::{GLANCE, Page, Value, json};

/// Two agents that learn for a moment: what matters here is not what is learned.
const SMALL: [(&str, &str); 2] = [("#seeds", "2"), ("#agent-total_timesteps", "16384")];
/// So long nothing has changed by itself when something is pressed.
const REST: Duration = Duration::from_millis(300);
/// What moves by itself.
const MOVES: &str = ".board, .board-view, .framing-progress, .feature-now, #run-figures";
/// What still changes after so long is at work, and not looked at for this press.
const WORK: Duration = Duration::from_secs(20);

/// Looks for controls, and at what becomes of the page.
const SCRIPT: &str = r#"
window.controls ??= (() => {
    const CONTROLS = 'button, select, input, textarea, summary, a[href], [tabindex]:not([tabindex^="-"]), [contenteditable], ' +
        ':is([role=button], [role=option], [role=application], [role=slider], [role=switch], [role=radio], [role=checkbox], [role=tab])';
    const CURSORS = ['pointer', 'crosshair', 'cell', 'grab', 'ew-resize', 'ns-resize'];
    const cursor = (element) => getComputedStyle(element).cursor;
    // By its cursor it looks as if it could be pressed.
    const looksPressable = (element) => CURSORS.includes(cursor(element)) && !CURSORS.includes(cursor(element.parentElement ?? element));
    const isShown = (element) => {
        const box = element.getBoundingClientRect();
        return box.width >= 1 && box.height >= 1 && element.checkVisibility({visibilityProperty: true}) && !element.closest('[inert]') &&
            getComputedStyle(element).pointerEvents !== 'none';
    };
    // Of several, the one that is chosen already is not chosen again.
    const isDisabled = (element) => element.matches(':disabled, [aria-disabled=true], [readonly], [type=radio]:checked, [data-agent][aria-pressed=true]');
    const words = (element) => (element.getAttribute('aria-label') || element.labels?.[0]?.innerText || element.innerText || element.title || element.id)
        .trim().replace(/\s+/g, ' ').replace(/[0-9]+/g, '#').replace(/^(Error|Warning|Stopped).*/, '$1').slice(0, 60);
    const place = (element) => {
        const around = element.parentElement?.closest('dialog, aside, figure, section, header, [popover]');
        return around ? around.id || around.getAttribute('aria-labelledby') || around.getAttribute('aria-label') || around.className : 'page';
    };
    const name = (element) => `${place(element)}: ${element.localName} ${words(element)}`;
    // Where a pointer meets it: in its middle, or else beside what stands there.
    const point = (element) => {
        for (const box of element.getClientRects()) {
            for (const [x, y] of [[.5, .5], [.5, .25], [.25, .5], [.75, .5], [.5, .75], [.1, .5], [.9, .5], [.1, .1], [.9, .9]]) {
                const at = [box.left + x * box.width, box.top + y * box.height];
                const met = document.elementFromPoint(...at);
                const inner = met?.closest(CONTROLS);
                if (met && (element.contains(met) && (!inner || inner.contains(element)) || [...element.labels ?? []].some((label) => label.contains(met)))) return at;
            }
        }
        return null;
    };
    const list = (root) => {
        const modal = document.querySelector('dialog:modal');
        const all = [...(modal ?? document).querySelectorAll(root ? `${root} *` : '*')].filter((element) => element.closest('body'));
        const controls = all.filter((element) => element.matches(CONTROLS));
        const others = all.filter((element) => !element.matches(CONTROLS) && !element.matches('label') && !element.closest(CONTROLS + ', label') && looksPressable(element));
        return [...controls, ...others].filter(isShown);
    };

    const values = new WeakMap();
    // The attributes that were written since the last question, as they were before.
    const before = new Map();
    let seen = [], noise = '';
    const note = (what, element) => { if (seen.length < 50) seen.push([what, element?.closest?.('[id]')?.id ?? '']); };
    const isNoise = (element) => noise && element.closest?.(noise);
    new MutationObserver((records) => {
        for (const {type, target, attributeName, oldValue} of records) {
            const element = target.closest ? target : target.parentElement;
            if (!element || isNoise(element)) continue;
            if (type === 'attributes') {
                // What nobody sees is no change, but for what the root says to the style sheets.
                if (attributeName.startsWith('data-') && target !== document.documentElement) continue;
                if (!before.has(target)) before.set(target, new Map());
                const old = before.get(target);
                if (!old.has(attributeName)) old.set(attributeName, oldValue);
                continue;
            }
            note(`${type} of ${element.outerHTML.slice(0, 100)}`, element);
        }
    }).observe(document, {subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true});
    for (const kind of ['input', 'toggle', 'close']) addEventListener(kind, (event) => { if (!isNoise(event.target)) note(kind, event.target); }, true);
    addEventListener('change', (event) => { if (event.target === window.controls.aimed) note('change'); }, true);
    // Where a press began and where it ended; the page hears nothing of it.
    let began = null, ended = null, deaf = false, met = false;
    const spot = (event) => {
        const {aimed} = window.controls, {left, top} = aimed.getBoundingClientRect();
        const meets = aimed.contains(event.target) || [...aimed.labels ?? []].some((label) => label.contains(event.target));
        return {left, top, meets};
    };
    addEventListener('pointerdown', (event) => {
        if (deaf) began = spot(event);
        if (window.controls.aimed) met = spot(event).meets;
    }, true);
    // A slider takes the press of a finger without a click.
    addEventListener('pointerup', (event) => { if (deaf && event.target.matches('[type=range]')) ended ??= spot(event); }, true);
    addEventListener('input', (event) => { if (deaf) event.stopImmediatePropagation(); }, true);
    addEventListener('click', (event) => {
        if (!deaf) return;
        ended ??= spot(event);
        event.preventDefault();
        event.stopImmediatePropagation();
    }, true);
    addEventListener('click', (event) => {
        // Nobody leaves the page here; that the press arrives at the link is enough.
        const link = event.target.closest?.('a[href]');
        if (link) { event.preventDefault(); note(`link to ${link.href}`); }
    }, true);
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => { note('a file'); return create.call(URL, blob); };

    return {
        // What has changed since the last question.
        seen: (ignored) => {
            noise = ignored;
            for (const field of document.querySelectorAll('input, select, textarea')) {
                const value = field.matches('[type=checkbox], [type=radio]') ? field.checked : field.value;
                if (values.has(field) && values.get(field) !== value && !isNoise(field)) note(`the value of ${name(field)}`, field);
                values.set(field, value);
            }
            for (const [element, old] of before) {
                for (const [attribute, value] of old) {
                    // Nor is what stands there as it did.
                    if (element.getAttribute(attribute) !== value) note(`${attribute} of ${element.outerHTML.slice(0, 100)}`, element);
                }
            }
            before.clear();
            const all = seen;
            seen = [];
            return all;
        },
        list: (root, ignored) => list(root).filter((element) => !ignored || !element.closest(ignored)).map((element) => [name(element), isDisabled(element)]),
        // Brings a control into view, and says where it is and what kind of thing.
        aim: (wanted, root, keepsFocus) => {
            const element = list(root).find((element) => name(element) === wanted && !isDisabled(element));
            // It went while the page came to rest.
            if (!element) return 'gone';
            window.controls.aimed = element;
            met = false;
            if (!keepsFocus) document.activeElement.blur();
            element.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
            return point(element);
        },
        // Folds up what lies over what was aimed at.
        uncover: () => {
            const box = window.controls.aimed.getBoundingClientRect();
            const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.closest('details[open]');
            if (!over || over.contains(window.controls.aimed)) return false;
            over.open = false;
            return true;
        },
        // The press began on what was aimed at.
        met: () => met,
        // From now on, or no longer, the page hears no presses.
        deafen: (on) => { [began, ended, deaf] = [null, null, on]; },
        // Where the press began and ended; nothing as long as it is under way.
        ended: () => ended && {moved: Math.max(Math.abs(began.left - ended.left), Math.abs(began.top - ended.top)), meets: ended.meets},
        // The focus went where it is of use: into a field or a part that scrolls, or from the control to somewhere else.
        movedFocus: () => {
            const [now, aimed] = [document.activeElement, window.controls.aimed];
            const takes = 'textarea, select, input:not([type=checkbox], [type=radio], [type=range]), [tabindex], [contenteditable]';
            return now !== document.body && (now === aimed ? aimed.matches(takes) : !now.contains(aimed));
        },
    };
})();
"#;

struct Walk<'a> {
    page: &'a Page,
    /// The parts that are walked; empty: all of the page.
    root: &'a str,
    /// What is not walked, and moves by itself.
    ignored: &'a str,
    pressed: BTreeSet<String>,
    silent: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(page: &'a Page, root: &'a str, ignored: &'a str) -> Walk<'a> {
        page.evaluate(SCRIPT);
        Walk { page, root, ignored, pressed: BTreeSet::new(), silent: Vec::new() }
    }

    /// What has changed since the last look, outside of what is ignored: in words, and the id of the part around it.
    fn seen(&self, ignored: &str) -> Vec<(String, String)> {
        let seen = self.page.evaluate(&format!("return controls.seen({})", json!(ignored)));
        let text = |value: &Value| value.as_str().unwrap_or_default().replace('\n', " ");
        seen.as_array().expect("a list").iter().map(|seen| (text(&seen[0]), text(&seen[1]))).collect()
    }

    /// Waits until nothing changes by itself, and returns what is ignored until then.
    fn wait_for_rest(&self) -> String {
        let mut ignored = self.ignored.to_owned();
        let (mut start, mut last, mut longest) = (Instant::now(), Instant::now(), Duration::ZERO);
        // Where the machine is busy, changes come more slowly one after another.
        while last.elapsed() < REST.max(3 * longest) {
            std::thread::sleep(GLANCE);
            let seen = self.seen(&ignored);
            if seen.is_empty() {
                continue;
            }
            longest = longest.max(last.elapsed()).min(3 * REST);
            last = Instant::now();
            if start.elapsed() > WORK {
                for (what, id) in seen {
                    assert!(!id.is_empty(), "this never rests: {what}");
                    ignored += &format!(", #{id}");
                }
                start = Instant::now();
            }
        }
        ignored
    }

    /// What can be pressed now within these parts.
    fn names(&self) -> Vec<String> {
        let list = self.page.evaluate(&format!("return controls.list({}, {})", json!(self.root), json!(self.ignored)));
        let list = list.as_array().expect("a list");
        list.iter().filter(|control| control[1] == json!(false)).map(|control| control[0].as_str().expect("a name").to_owned()).collect()
    }

    /// What of that was not pressed yet.
    fn next(&self, but: &[&str]) -> Option<String> {
        self.names().into_iter().find(|name| !self.pressed.contains(name) && !but.iter().any(|but| name.contains(but)))
    }

    /// Presses one control, and looks whether anything comes of it.
    fn press(&mut self, name: &str) {
        // One of them takes others away.
        self.page.evaluate("if (document.documentElement.dataset.bench) document.querySelector('[data-do=bench]').click()");
        // Some of the controls bring back what the preset has, which takes longer.
        for (field, value) in SMALL.into_iter().filter(|_| self.root.is_empty()) {
            if self.page.evaluate(&format!("return document.querySelector('{field}').value")) != json!(value) {
                self.page.set_value(field, value);
            }
        }
        // What goes with the focus goes before the page rests, so that nothing moves between aim and press.
        self.page.evaluate("document.activeElement.blur()");
        let ignored = self.wait_for_rest();
        self.pressed.insert(name.to_owned());
        let (mut x, mut y);
        let mut tries = 0;
        loop {
            let aimed = self.page.evaluate(&format!("return controls.aim({}, {})", json!(name), json!(self.root)));
            if aimed == json!("gone") {
                return;
            }
            let point = aimed[0].as_f64().zip(aimed[1].as_f64());
            // What was unfolded may lie over it: a person folds that up again.
            if point.is_none() && tries < 3 && self.page.evaluate("return controls.uncover()") == json!(true) {
                tries += 1;
                continue;
            }
            let Some(point) = point.filter(|_| tries < 3) else {
                self.silent.push(format!("{name}: no pointer reaches it"));
                return;
            };
            (x, y) = point;
            self.seen(&ignored);
            self.page.press_at(point);
            // It moved while the browser was told where to press; a person would look again.
            if self.page.evaluate("return controls.met()") == json!(true) {
                break;
            }
            tries += 1;
        }
        let start = Instant::now();
        loop {
            let seen = self.seen(&ignored);
            if !seen.is_empty() || self.page.evaluate("return controls.movedFocus()") == json!(true) {
                println!("{name}: {}", seen.first().map_or("the focus moved", |(what, _)| what));
                break;
            }
            if start.elapsed() > Duration::from_secs(5) {
                let there = self.page.evaluate(&format!("return document.elementFromPoint({x}, {y})?.outerHTML.slice(0, 100)"));
                println!("{name}: nothing; what is there: {there}");
                self.silent.push(name.to_owned());
                break;
            }
            std::thread::sleep(GLANCE);
        }
        if name.contains(": select ") {
            // The list that the browser has opened.
            self.page.press(":focus", Key::Escape);
        }
    }

    /// Presses all there is, and what comes into sight by that. A dialog is opened again until nothing in it is left.
    fn all(&mut self) {
        // By dialog: what opened it, and what was seen in it.
        let mut dialogs: Vec<(String, String, BTreeSet<String>)> = Vec::new();
        let mut last = String::new();
        loop {
            self.wait_for_rest();
            let dialog = self.dialog();
            if let Some(id) = &dialog {
                if !dialogs.iter().any(|(known, ..)| known == id) {
                    dialogs.push((id.clone(), last.clone(), BTreeSet::new()));
                }
                let names = self.names();
                dialogs.iter_mut().filter(|(known, ..)| known == id).for_each(|(.., seen)| seen.extend(names.clone()));
            }
            if let Some(name) = self.next(&["button Close"]).or_else(|| self.next(&[])) {
                self.press(&name);
                last = name;
            } else if dialog.is_some() {
                self.page.press("dialog[open]", Key::Escape);
                self.page.wait_until("!document.querySelector('dialog[open]')");
            } else {
                let unfinished = dialogs.iter_mut().find(|(.., seen)| seen.iter().any(|name| !self.pressed.contains(name)));
                let Some((_, opener, seen)) = unfinished else { return };
                // What is no longer there when it is opened again is not missed.
                seen.clear();
                let opener = opener.clone();
                self.press(&opener);
                last = opener;
            }
        }
    }

    /// The dialog on view.
    fn dialog(&self) -> Option<String> {
        self.page.evaluate("return document.querySelector('dialog:modal')?.id ?? null").as_str().map(str::to_owned)
    }

    fn end(self) {
        assert!(self.silent.is_empty(), "pressed by a pointer, these do nothing: {:#?}", self.silent);
    }
}

fn opened() -> Page {
    let page = Page::new();
    page.prefer(false, true);
    page.devtools("Page.setInterceptFileChooserDialog", json!({"enabled": true}));
    page.open_ready();
    for (field, value) in SMALL {
        page.set_value(field, value);
    }
    page
}

fn train(page: &Page) {
    page.set_value("#speed", "live");
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn every_control_of_the_page_and_its_dialogs_answers_a_pointer() {
    let page = opened();
    let mut walk = Walk::new(&page, "", MOVES);
    walk.all();
    // The walk has left a goal without words, words that are no reward, and perhaps a lesson. With an experiment that can be trained
    // more can be pressed.
    if page.evaluate("return !!document.querySelector('#lesson')") == json!(true) {
        page.click("#lesson-leave");
        page.wait_until("!document.querySelector('#lesson')");
    }
    page.click("[data-do=start-over]");
    for (field, value) in SMALL {
        page.set_value(field, value);
    }
    train(&page);
    walk.all();
    println!("{} controls", walk.pressed.len());
    assert!(walk.pressed.len() > 150, "{:#?}", walk.pressed);
    walk.end();
}

#[test]
fn every_control_of_the_boards_answers_a_pointer() {
    let page = opened();
    train(&page);
    // Otherwise they move by themselves.
    page.click("#pause");
    let mut walk = Walk::new(&page, ".boards", "");
    walk.all();
    // What is left is there only while they move, and shows another room.
    page.click("#pause");
    page.set_value("#speed", "slow");
    let rooms = "return [...document.querySelectorAll('.boards .wall')].map((wall) => wall.getAttribute('d')).join()";
    while let Some(name) = walk.next(&[]) {
        walk.pressed.insert(name.clone());
        let at = page.evaluate(&format!("return controls.aim({}, '.boards')", json!(name)));
        let before = page.evaluate(rooms);
        page.press_at((at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place")));
        let start = Instant::now();
        while page.evaluate(rooms) == before {
            assert!(start.elapsed() < Duration::from_secs(5), "{name} shows no other room");
            std::thread::sleep(GLANCE);
        }
    }
    assert!(walk.pressed.len() >= 4, "{:#?}", walk.pressed);
    walk.end();
}

/// What leads to another step, to another lesson, or out of it.
const STEPS: [&str; 8] = [
    "button Leave",
    "button Back",
    "button Next",
    "button Skip",
    "button Finish",
    "button On to",
    "button Go on from here",
    "button Take along",
];

#[test]
#[ignore = "takes minutes: the full set has it"]
fn every_control_of_the_lessons_answers_a_pointer() {
    let page = opened();
    page.click("[data-do=lessons]");
    page.wait_for("#lessons[open] .lessons-list button");
    let lessons = page.count("#lessons .lessons-list button");
    let mut pressed = 0;
    for lesson in 0..lessons {
        page.open("");
        page.wait_started();
        page.wait_for("#train:not([disabled])");
        page.click("[data-do=lessons]");
        page.wait_for("#lessons[open] .lessons-list button");
        page.evaluate(&format!("document.querySelectorAll('#lessons .lessons-list button')[{lesson}].click()"));
        page.wait_for("#lesson-heading");
        let mut walk = Walk::new(&page, "#lesson", MOVES);
        loop {
            // First all that stays in this step.
            while let Some(name) = walk.next(&STEPS) {
                walk.press(&name);
            }
            pressed += walk.pressed.len();
            walk.pressed.clear();
            let on = ["button Next", "button Skip"].into_iter().find_map(|on| walk.names().into_iter().find(|name| name.contains(on)));
            let Some(on) = on else { break };
            walk.press(&on);
        }
        walk.press(&walk.names().into_iter().find(|name| name.contains("button Take along")).expect("a way to the dialog"));
        page.wait_for("#share-menu[open] h2:focus");
        page.press(":focus", Key::Escape);
        page.wait_until("!document.querySelector('#share-menu')");
        // By turns, for either ends the lesson.
        let ends = if lesson % 2 == 0 { &["button Back", "button Leave"][..] } else { &["button Go on from here"] };
        for end in ends {
            let name = walk.names().into_iter().find(|name| name.contains(end)).unwrap_or_else(|| panic!("there is no {end}"));
            walk.press(&name);
        }
        page.wait_until("!document.querySelector('#lesson')");
        walk.end();
    }
    assert!(pressed > 30, "{pressed}");
}

/// Puts the focus into a field, then presses every control in turn: the press ends where it began, on the control.
fn nothing_moves(page: &Page, field: &str, finger: bool) {
    let walk = Walk::new(page, "", ".board");
    let press = |at: (f64, f64)| if finger { page.tap_at(at) } else { page.press_at(at) };
    let center = format!(
        "const field = document.querySelector('{field}');
         field.scrollIntoView({{block: 'center', behavior: 'instant'}});
         const box = field.getBoundingClientRect();
         return [box.left + box.width / 2, box.top + box.height / 2]"
    );
    let place = |found: &Value| Some((found[0].as_f64()?, found[1].as_f64()?));
    let (mut missed, mut pressed) = (Vec::new(), BTreeSet::new());
    while let Some(name) = walk.names().into_iter().find(|name| !pressed.contains(name)) {
        pressed.insert(name.clone());
        let press_once = || {
            press(place(&page.evaluate(&center)).expect("a field"));
            page.wait_until(&format!("document.activeElement === document.querySelector('{field}')"));
            let Some(at) = place(&page.evaluate(&format!("return controls.aim({}, '', true)", json!(name)))) else {
                return json!("out of reach");
            };
            page.evaluate("controls.deafen(true)");
            press(at);
            let start = Instant::now();
            let came = loop {
                let came = page.evaluate("return controls.ended()");
                if !came.is_null() || start.elapsed() > Duration::from_secs(3) {
                    break came;
                }
                std::thread::sleep(GLANCE);
            };
            page.evaluate("controls.deafen(false)");
            if name.contains(": select ") {
                page.press(":focus", Key::Escape);
            }
            came
        };
        // Fractions of a pixel come and go.
        let stays = |came: &Value| came["meets"] == json!(true) && came["moved"].as_f64().is_some_and(|moved| moved <= 2.0);
        // The words below the boards change by themselves, and may move what stands below them once. What the focus moves, it
        // moves each time.
        let mut tries = (0..3).map(|_| press_once());
        if let Some(last) = tries.by_ref().take_while(|came| !stays(came)).nth(2) {
            missed.push(format!("{name}: {last}"));
        }
    }
    println!("{} controls", pressed.len());
    assert!(
        pressed.len() > 25 && missed.is_empty(),
        "after {field} had the focus, of {} these went away from the press: {missed:#?}",
        pressed.len()
    );
}

#[test]
fn on_a_phone_nothing_moves_under_the_finger() {
    let page = Page::new();
    page.be_a_phone(390, 844);
    page.prefer(false, true);
    page.open_ready();
    page.wait_for("#reward-problems button");
    nothing_moves(&page, "#reward", true);
}

#[test]
#[ignore = "takes minutes: the full set has it"]
fn nothing_moves_under_the_mouse() {
    let page = opened();
    page.wait_for("#reward-problems button");
    nothing_moves(&page, "#reward", false);
    // Another program of one's own, and a field in which something is wrong.
    page.click("#goals > summary");
    nothing_moves(&page, "#proxy-1", false);
    page.type_into("#seed", "x");
    nothing_moves(&page, "#seed", false);
}
