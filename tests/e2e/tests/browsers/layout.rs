//! What is seen together on a projector, on a phone and on paper, and what fingers and clickers do there.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use thirtyfour::{Key, TypingData};
use wayward_e2e::{Page, Value, engines, is_full, json};

/// Few agents that learn for a moment: what matters here is not what is learned.
const SMALL: [(&str, &str); 3] = [("#seeds", "16"), ("#agent-total_timesteps", "16384"), ("#speed", "live")];

fn make_small(page: &Page) {
    for (field, value) in SMALL {
        page.set_value(field, value);
    }
}

fn train(page: &Page) {
    page.click("#train");
    page.wait_for("#verdict[data-verdict]");
}

fn amount(page: &Page) -> String {
    page.evaluate("return document.querySelector('#shift').value").as_str().expect("a number").to_owned()
}

fn present(page: &Page) {
    page.click("[data-do=view]");
    page.click("#view[open] #view-present");
    page.wait_for("html[data-presenter] #presenter");
    page.wait_until("document.activeElement.id === 'presenter'");
}

fn start_lesson(page: &Page, name: &str) {
    page.click("[data-do=lessons]");
    page.click(&format!("#lessons[open] #start-{name}"));
    page.wait_for("#lesson-heading");
}

/// What of this is not wholly seen: outside of the window, below what lies over the page, or under something else.
const UNSEEN: &str = r#"
const [wanted] = arguments, bad = [];
const below = Math.min(innerHeight, ...[...document.querySelectorAll('#presenter:not([hidden]), .dock')].map((over) => over.getBoundingClientRect().top));
for (const css of wanted) {
    const parts = [...document.querySelectorAll(css)].filter((part) => part.checkVisibility());
    if (!parts.length) bad.push(`there is no ${css}`);
    for (const part of parts) {
        const box = part.getBoundingClientRect(), bottom = part.closest('.dock') ? innerHeight : below;
        if (box.top < -1 || box.left < -1 || box.right > innerWidth + 1 || box.bottom > bottom + 1)
            bad.push(`${css} lies at ${box.left | 0} ${box.top | 0} to ${box.right | 0} ${box.bottom | 0} of ${innerWidth} ${bottom | 0}`);
    }
}
return bad"#;

#[track_caller]
fn assert_seen(page: &Page, wanted: &[&str], state: &str) {
    let found = page.evaluate(&UNSEEN.replace("[wanted] = arguments", &format!("wanted = {}", json!(wanted))));
    assert_eq!(found, json!([]), "{state}");
}

/// Words and buttons of the heads of boards, of headings and of the page's head that lie over each other; chips that are cut off or
/// have become discs.
const HEADS: &str = r#"
const bad = [], name = (each) => `${each.localName} ${(each.textContent.trim() || each.title).slice(0, 30)}`;
const inside = (outer, inner) => outer.left - 1 <= inner.left && inner.right <= outer.right + 1;
for (const head of document.querySelectorAll('.board-head, .top, .stage h2, .verdict-headline, .controls')) {
    const parts = [...head.querySelectorAll('h1, h2, h3, .board-label, .board-subtitle, button, select, .question, .verdict-word, .verdict-sure, .switch')]
        .filter((part) => part.checkVisibility() && getComputedStyle(part.closest('.top') ?? part).clipPath === 'none');
    const boxes = parts.map((part) => part.getBoundingClientRect());
    boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other, j) => {
        const over = [Math.min(one.right, other.right) - Math.max(one.left, other.left), Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)];
        if (parts[i].contains(parts[i + 1 + j])) return;
        if (one.width && other.width && over[0] > 1 && over[1] > 1) bad.push(`${name(parts[i])} and ${name(parts[i + 1 + j])} lie over each other`);
    }));
    parts.forEach((part, i) => { if (boxes[i].width && !inside({left: 0, right: innerWidth}, boxes[i])) bad.push(`${name(part)} leaves the window`); });
}
for (const chip of document.querySelectorAll('.board-label')) {
    const box = chip.getBoundingClientRect(), range = document.createRange();
    range.selectNodeContents(chip);
    const words = range.getBoundingClientRect(), round = parseFloat(getComputedStyle(chip).borderTopLeftRadius);
    if (!inside(box, words) || words.top < box.top - 1 || words.bottom > box.bottom + 1) bad.push(`${name(chip)} is cut off`);
    if (!inside(chip.closest('.board').getBoundingClientRect(), box)) bad.push(`${name(chip)} leaves its board`);
    if (2 * round > box.width - 8 || box.width < 1.3 * box.height) bad.push(`${name(chip)} is a disc of ${box.width | 0} by ${box.height | 0}`);
}
return bad"#;

#[track_caller]
fn assert_heads(page: &Page, state: &str) {
    assert_eq!(page.evaluate(HEADS), json!([]), "{state}");
}

/// Chips wrap at every width, whatever they say, upright and across.
#[test]
fn chips_keep_clear_of_buttons_at_every_width() {
    let page = Page::new();
    page.open_ready();
    page.wait_for("#board-deploy .recorded");
    let walk = |state: &str, step: usize| {
        for width in (320..=2560).step_by(step) {
            page.resize(width, if width < 1000 { 390 } else { 900 });
            assert_heads(&page, &format!("{state}, {width} px"));
        }
    };
    walk("recorded", 20);
    make_small(&page);
    page.set_value("#seeds", "1");
    page.wait_for_text("#board-deploy .board-label", |text| text == "untrained");
    walk("untrained", 20);
    train(&page);
    page.set_value("#shift", "100");
    page.wait_for("#verdict[data-amount='1']");
    walk("trained and shifted", 20);
    // The longest that a chip says.
    page.evaluate("for (const chip of document.querySelectorAll('.board-label')) chip.textContent = 'recording · after 2,000,896 steps'");
    page.click("#pause");
    walk("of a long training", if is_full() { 1 } else { 7 });
}

/// A window of this size, and what depends on it drawn.
fn resize(page: &Page, (width, height): (u32, u32)) {
    page.resize(width, height);
    page.evaluate_async("for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)");
}

const CLASS: [(u32, u32); 2] = [(1024, 768), (1280, 720)];
/// What a class has to see at once.
const BENCH: [&str; 5] = ["#board-train .board-view", "#board-deploy .board-view", ".board-head", "#shift", ".stage-verdict"];

/// What a class looks at stands on one screen of a projector: the least size of a picture, and of type.
fn assert_for_a_class(page: &Page, state: &str) {
    for size in CLASS {
        resize(page, size);
        let state = format!("{state}, {size:?}");
        assert_seen(page, &BENCH, &state);
        assert_heads(page, &state);
        let small = page.evaluate(
            "const bad = [];
             for (const view of document.querySelectorAll('.boards .board-view')) {
                 const {width, height} = view.getBoundingClientRect();
                 if (Math.max(width, height) < 299.5 || width < 299.5) bad.push(`a board of ${width | 0} by ${height | 0}`);
             }
             for (const each of document.querySelectorAll('.bench *')) {
                 const words = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
                 if (!words || !each.checkVisibility() || each.closest('.sr-only, .editor-spoken, svg, .tally-comma, .agents-state')) continue;
                 if (parseFloat(getComputedStyle(each).fontSize) < 17.5) bad.push(`${each.className} has type of ${getComputedStyle(each).fontSize}`);
             }
             if (document.querySelector('#presenter p').checkVisibility()) bad.push('the keys are unfolded');
             return bad",
        );
        assert_eq!(small, json!([]), "{state}");
    }
}

#[test]
fn a_class_sees_both_boards_shift_and_verdict() {
    let page = Page::new();
    page.prefer(false, true);
    page.open_ready();
    present(&page);
    // Square levels and wide ones.
    let worlds: &[&str] = if is_full() { &["coin-strip", "keys-and-chests", "cheese-corner"] } else { &["coin-strip", "cheese-corner"] };
    for world in worlds {
        page.set_value("#preset", world);
        make_small(&page);
        page.wait_for("#train:not([disabled])");
        assert_for_a_class(&page, &format!("{world}, untrained"));
        page.evaluate("document.activeElement.blur()");
        page.keys("r");
        page.wait_for("#verdict[data-verdict]");
        page.keys(Key::Right + "");
        page.wait_for("#verdict[data-amount='0.1']");
        assert_for_a_class(&page, &format!("{world}, trained"));
    }
    page.assert_accessible();
    // What has just changed comes into sight, wherever the page was.
    resize(&page, (1024, 600));
    page.evaluate("scrollTo(0, 9999); document.activeElement.blur()");
    page.keys("n");
    assert_seen(&page, &["#board-train .board-view", "#board-deploy .board-view"], "after a key");
    // The keys unfold over the page.
    let boards = "return document.querySelector('.boards').getBoundingClientRect().top";
    let before = page.evaluate(boards);
    page.click("#presenter summary");
    page.wait_until("document.querySelector('#presenter p').checkVisibility()");
    assert_eq!(page.evaluate(boards), before, "nothing moves");
    page.click("#presenter summary");

    page.resize(1024, 768);
    start_lesson(&page, "cheese");
    assert_for_a_class(&page, "a lesson begins");
    page.keys(Key::PageDown + "");
    page.wait_for_text("#lesson-heading", |text| text == "Let it learn");
    make_small(&page);
    train(&page);
    assert_for_a_class(&page, "a lesson, trained");
    page.assert_accessible();
}

/// Keys of clickers go on and back, whatever has the focus but a text, and never scroll what is projected.
#[test]
fn clickers_go_on_and_back() {
    for &engine in engines() {
        let page = Page::in_engine(engine);
        // Lower than its content, so that it could scroll.
        page.resize(1024, 500);
        page.open_ready();
        // Only in the presenter view.
        page.keys(Key::PageDown + "");
        page.wait_until("scrollY > 0");
        assert_eq!(amount(&page), "0");
        page.evaluate("scrollTo(0, 0)");
        present(&page);
        let press = |keys: TypingData, wanted: &str| {
            page.evaluate("scrollTo(0, 60)");
            page.keys(keys);
            page.wait_until(&format!("document.querySelector('#shift').value === '{wanted}'"));
        };
        // Where the focus is from the beginning, nothing is pressed by it.
        press(" ".into(), "25");
        press(Key::PageUp + "", "0");
        let blur = || page.evaluate("document.activeElement.blur()");
        blur();
        press(Key::PageDown + "", "25");
        press(" ".into(), "50");
        page.press("body", Key::Shift + " ");
        page.wait_until("document.querySelector('#shift').value === '25'");
        // On a slider and on a list, which have these keys themselves.
        for focus in ["#shift", "#preset", "#train", "#pause"] {
            page.evaluate(&format!("document.querySelector('{focus}').focus()"));
            press(Key::PageDown + "", "50");
            press(Key::PageUp + "", "25");
        }
        assert_eq!(page.evaluate("return document.querySelector('#preset').value"), json!("cheese-corner"));
        // At either end it stays, and so does the page.
        blur();
        press(Key::PageUp + "", "0");
        let listen = "window.__scrolls = []; document.addEventListener('scroll', () => __scrolls.push(scrollY))";
        page.evaluate(&format!("scrollTo(0, 0); {listen}"));
        page.keys(Key::PageUp + "");
        for wanted in ["25", "50", "75", "100", "100"] {
            page.keys(Key::PageDown + "");
            page.wait_until(&format!("document.querySelector('#shift').value === '{wanted}'"));
        }
        std::thread::sleep(Duration::from_millis(300));
        let most = page.evaluate("return Math.max(0, ...__scrolls, scrollY)").as_f64().expect("a number");
        assert!(most < 200.0, "{engine:?}: the projected page went away by {most} px");
        assert_seen(&page, &["#board-train .board-view"], "after all this");
        // In a text these keys are the text's.
        page.evaluate("document.querySelector('#reward').focus()");
        page.keys(Key::PageUp + "");
        page.keys(Key::PageDown + "");
        std::thread::sleep(Duration::from_millis(100));
        assert_eq!(amount(&page), "100");
        // In a lesson they turn its steps.
        page.resize(1024, 768);
        start_lesson(&page, "cheese");
        page.keys(Key::PageDown + "");
        page.wait_for_text("#lesson-heading", |text| text == "Let it learn");
        // It waits for a training, and says so.
        page.keys(Key::PageDown + "");
        page.wait_for_text("#lesson-said", |text| !text.is_empty());
        page.keys(Key::PageUp + "");
        page.wait_for_text("#lesson-heading", |text| text == "Asked and meant are the same");
        assert_eq!(amount(&page), "0");
    }
}

const PHONES: [(u32, u32); 2] = [(390, 844), (360, 640)];

fn phone((width, height): (u32, u32)) -> Page {
    let page = Page::new();
    page.be_a_phone(width, height);
    page.prefer(false, true);
    page.open_ready();
    page
}

fn center(page: &Page, css: &str) -> (f64, f64) {
    let found = page.evaluate(&format!(
        "const box = document.querySelector({css:?}).getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]"
    ));
    (found[0].as_f64().expect("a place"), found[1].as_f64().expect("a place"))
}

/// What one presses stays in sight, and with it what that moves.
#[test]
fn on_a_phone_controls_and_boards_are_seen_together() {
    const TOGETHER: [&str; 6] = ["#train", "#shift", ".first-line", "#board-train .board-view", "#board-deploy .board-view", ".board-head"];
    for size in PHONES {
        let page = phone(size);
        make_small(&page);
        page.evaluate("document.activeElement.blur()");
        for place in ["0", "document.documentElement.scrollHeight"] {
            page.evaluate(&format!("scrollTo(0, {place})"));
            assert_seen(&page, &["#train", "#shift", ".first-line"], "wherever the page is");
        }
        page.tap_at(center(&page, "#train"));
        page.wait_for(".stage-reward.is-folded");
        assert_seen(&page, &TOGETHER, &format!("{size:?}: after Train"));
        page.wait_for("#verdict[data-verdict]");
        // From anywhere: the press on the slider shows what it moves.
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
        let (x, y) = center(&page, "#shift");
        page.tap_at((x + 20.0, y));
        page.wait_until("Number(document.querySelector('#shift').value) > 50");
        assert_seen(&page, &TOGETHER, &format!("{size:?}: while the slider moves"));
        page.set_value("#shift", "100");
        page.wait_for("#verdict[data-amount='1']");
        page.wait_until(
            "document.querySelector('.first-line .verdict-word').innerText === document.querySelector('#verdict .verdict-word').innerText",
        );
        page.assert_accessible_within(".dock");
        page.assert_accessible_within(".stage-reward");
        // The line unfolds and folds by a press, and takes the focus over from the text that goes.
        assert_eq!(page.text(".reward-fold code"), "if reached_cheese { 1 } else { 0 }");
        page.click(".reward-fold");
        page.wait_for(".stage-reward:not(.is-folded) #reward");
        page.press("#reward", Key::Control + Key::Enter);
        page.wait_for(".stage-reward.is-folded .reward-fold:focus");
        page.wait_for("#verdict[data-verdict]");
        // What does not compile stays open.
        page.click(".reward-fold");
        page.set_value("#reward", "reached_chese");
        page.wait_for(".reward-fold:disabled");
        page.set_value("#reward", "reached_cheese");
        page.wait_for(".reward-fold:not(:disabled)");
        // A button or a slider of a name is there once; and in the wide window where it was.
        let twice = "const names = [...document.querySelectorAll('#train, #shift, [data-do=train]')].map((each) => each.id); return names.sort().join()";
        assert_eq!(page.evaluate(twice), json!("shift,train"));
        page.resize(1440, 900);
        page.wait_for(".stage-train #train");
        assert_eq!(page.evaluate(twice), json!("shift,train"));
        assert_eq!(page.count(".dock, .reward-fold, .stage-train #train, .stage-shift #shift"), 2);
    }
}

/// In a lesson the panel and the dock stand below the boards.
#[test]
fn on_a_phone_a_lesson_leaves_room_for_both_boards() {
    for size in PHONES {
        let page = phone(size);
        start_lesson(&page, "cheese");
        page.click("#lesson-next");
        page.wait_for_text("#lesson-heading", |text| text == "Let it learn");
        make_small(&page);
        page.tap_at(center(&page, "#train"));
        page.wait_for("#verdict[data-verdict]");
        assert_seen(
            &page,
            &["#train", "#shift", "#lesson-next", "#board-train .board-view", "#board-deploy .board-view"],
            &format!("{size:?}"),
        );
        page.click("#lesson-fold");
        page.wait_for("#lesson.is-folded");
        assert_seen(&page, &["#train", "#shift", "#lesson-next", "#lesson-fold"], &format!("{size:?}, folded"));
    }
}

/// Steps a number by finger: text, where the caret is put, what is pressed and how often, and what comes of it.
const STEPS: [(&str, usize, &str, usize, &str); 4] = [
    ("if reached_cheese { 1 } else { 0 }", 20, "Increase", 2, "if reached_cheese { 3 } else { 0 }"),
    ("0.05 * reached_cheese", 4, "Decrease", 1, "0.04 * reached_cheese"),
    ("reached_cheese\n  - 0.9", 21, "Increase", 1, "reached_cheese\n  - 1.0"),
    ("0", 0, "Decrease", 3, "-3"),
];

#[test]
fn a_number_is_stepped_by_finger() {
    let page = phone(PHONES[0]);
    let text = || page.evaluate("return document.querySelector('#reward').value").as_str().expect("a text").to_owned();
    let places = "return [...document.querySelectorAll('.stage-reward > *, .editor-bar > *, .boards')].map((part) => part.getBoundingClientRect().top)";
    for (source, caret, does, times, wanted) in STEPS {
        page.set_value("#reward", source);
        page.evaluate("scrollTo(0, 0)");
        // Warnings come when the levels are tried, soon or late.
        page.evaluate("document.querySelector('#reward-problems').style.display = 'none'");
        // A finger puts the caret there.
        let place = |caret: usize| {
            let at = page.evaluate(&format!(
                "const layer = document.querySelector('#reward-layer'), range = document.createRange();
                 let left = {caret};
                 for (const walk = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT); walk.nextNode();) {{
                     const {{data}} = walk.currentNode;
                     if (left < data.length) {{ range.setStart(walk.currentNode, left); range.setEnd(walk.currentNode, left + 1); break; }}
                     left -= data.length;
                 }}
                 const box = range.getBoundingClientRect();
                 return [box.left + box.width / 4, box.top + box.height / 2]"
            ));
            (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"))
        };
        // With the focus more may be in sight; what is looked at is what the number adds.
        page.evaluate("document.querySelector('#reward').focus()");
        page.keys(Key::Home + "");
        page.evaluate_async("await new Promise(requestAnimationFrame)");
        let before = page.evaluate(places);
        page.tap_at(place(caret));
        page.wait_for("#reward-editor .editor-stepper button");
        let number = page.attribute("#reward-editor .editor-stepper button", "aria-label").expect("a name");
        assert!(number.starts_with("Decrease "), "{number}");
        assert_eq!(page.evaluate(places), before, "{source}: nothing moves");
        let button = format!("#reward-editor .editor-stepper button[aria-label^={does}]");
        let at = center(&page, &button);
        let size = page
            .evaluate(&format!("const box = document.querySelector({button:?}).getBoundingClientRect(); return [box.width, box.height]"));
        assert!(size.as_array().is_some_and(|size| size.iter().all(|side| side.as_f64() >= Some(44.0))), "{size}");
        let mut texts = vec![text()];
        for _ in 0..times {
            let last = text();
            // The same place each time: they stay where they are.
            page.tap_at(at);
            page.wait_until(&format!("document.querySelector('#reward').value !== {}", json!(last)));
            texts.push(text());
        }
        assert_eq!(text(), wanted);
        // The focus, and with it the keyboard on the screen, stays in the text, and the caret in its number.
        assert_eq!(page.evaluate("return document.activeElement.id"), json!("reward"), "{source}");
        page.wait_for("#reward-editor .editor-stepper");
        // Each press is undone by itself.
        for wanted in texts.into_iter().rev().skip(1) {
            page.press("#reward", Key::Control + "z");
            page.wait_until(&format!("document.querySelector('#reward').value === {}", json!(wanted)));
        }
        page.assert_accessible_within(".stage-reward");
        page.evaluate("document.activeElement.blur()");
        page.wait_until("!document.querySelector('.editor-stepper')");
    }
    // Not where nothing may be written, and not on a name.
    page.set_value("#reward", "reached_cheese");
    page.tap_at(center(&page, "#reward-layer .editor-line > *"));
    page.wait_until("document.activeElement.id === 'reward'");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(page.count(".editor-stepper"), 0);
    // Who has a mouse drags.
    page.evaluate("document.activeElement.blur()");
    let page = Page::new();
    page.open_ready();
    page.evaluate("const reward = document.querySelector('#reward'); reward.focus(); reward.setSelectionRange(20, 20)");
    page.press("#reward", Key::Right + "");
    page.wait_for("#reward-editor .editor-stepper");
    assert_eq!(page.evaluate("return document.querySelector('.editor-stepper').checkVisibility()"), json!(false));
}

/// What stands in a PDF, page by page: the addresses of its links, which the test has put at the edges of cards.
fn links_by_page(pdf: &[u8]) -> Vec<Vec<String>> {
    let text: String = pdf.iter().map(|&byte| char::from(byte)).collect();
    let object = |reference: &str| {
        let start = text.find(&format!("\n{reference} 0 obj"))?;
        Some(&text[start..start + text[start..].find("endobj")?])
    };
    let between = |text: &str, from: &str, to: &str| {
        let start = text.find(from)? + from.len();
        Some(text[start..start + text[start..].find(to)?].to_owned())
    };
    let pages = text.split("endobj").filter(|part| part.contains("/Type /Page\n"));
    let links = |page: &str| {
        let annotations = between(page, "/Annots [", "]").unwrap_or_default();
        let references: Vec<String> = annotations.split(" 0 R").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        references.iter().filter_map(|reference| between(object(reference)?, "/URI (", ")")).collect()
    };
    pages.map(links).collect()
}

/// Light, without what is pressed, each card on one page, and with verdict, link and QR code: whatever the page looks like.
#[test]
fn a_print_has_whole_cards_verdict_and_link() {
    let page = Page::new();
    page.open_ready();
    page.set_value("#preset", "cheese-corner");
    make_small(&page);
    train(&page);
    page.set_value("#shift", "100");
    page.wait_for("#verdict[data-amount='1']");
    page.wait_for("#paper");
    let marks = "for (const card of document.querySelectorAll('.stage')) {
                     for (const edge of ['first', 'last']) {
                         const mark = document.createElement('a');
                         mark.href = `https://example.org/${card.classList[1]}/${edge}`;
                         mark.className = 'edge';
                         mark.textContent = '.';
                         card[edge === 'first' ? 'prepend' : 'append'](mark);
                     }
                 }";
    let before = |state: &str| match state {
        "dark" | "contrast" | "projector" => page.evaluate(&format!("document.documentElement.dataset.theme = {state:?}")),
        "presenter" => {
            present(&page);
            Value::Null
        }
        "phone" => {
            page.resize(390, 844);
            Value::Null
        }
        "lesson" => {
            page.resize(1440, 900);
            start_lesson(&page, "cheese");
            Value::Null
        }
        other => panic!("{other}"),
    };
    for state in ["dark", "contrast", "projector", "presenter", "phone", "lesson"] {
        before(state);
        page.devtools("Emulation.setEmulatedMedia", json!({"media": "print"}));
        page.evaluate("dispatchEvent(new Event('beforeprint'))");
        page.wait_until("!document.querySelector('.dock')");
        let found = page.evaluate(
            "const bad = [], shown = (each) => each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().width > 1;
             for (const each of document.querySelectorAll('button:not(.what), .what.is-sign, input, select, textarea, summary, dialog, #lesson, #presenter, #toast'))
                 if (shown(each) && !each.closest('.agents-tile')) bad.push(`${each.localName} ${each.id} ${each.textContent.slice(0, 30)} is printed`);
             for (const css of ['.paper-title', '.paper-link', '#paper svg', '#reward-layer', '#intended-layer', '.board-view', '.stage-shift output'])
                 if (![...document.querySelectorAll(css)].some(shown)) bad.push(`${css} is not printed`);
             const light = (color) => color.match(/[0-9.]+/g).slice(0, 3).every((part) => part > 200);
             const floor = document.querySelector('.board .floor');
             if (!light(getComputedStyle(floor).fill) || light(getComputedStyle(document.body).color)) bad.push('it is dark');
             return bad",
        );
        assert_eq!(found, json!([]), "{state}");
        if state != "lesson" {
            let verdict = page.evaluate("return document.querySelector('#verdict .verdict-word').checkVisibility()");
            assert_eq!(verdict, json!(true), "{state}: the verdict is printed");
        }
        // Title and result may be in it, too; what it opens is what the address opens.
        let scenario = |link: &str| engine::share::decode(link).unwrap_or_else(|error| panic!("{state}: {link}: {error}")).shared.scenario;
        let address = page.evaluate("return location.href");
        if state != "lesson" {
            assert_eq!(scenario(&page.text(".paper-link")), scenario(address.as_str().expect("an address")), "{state}");
        }
        // On paper itself.
        page.evaluate(marks);
        for (width, height) in [(8.27, 11.69), (8.5, 11.0), (11.69, 8.27)] {
            let printed = page.devtools("Page.printToPDF", json!({"paperWidth": width, "paperHeight": height, "printBackground": false}));
            let pages = links_by_page(&BASE64_STANDARD.decode(printed["data"].as_str().expect("a PDF")).expect("base64"));
            let page_of = |link: &str| pages.iter().position(|links| links.iter().any(|it| it == link));
            for card in ["stage-reward", "stage-train", "stage-shift", "stage-verdict", "stage-curves"] {
                let edges = ["first", "last"].map(|edge| page_of(&format!("https://example.org/{card}/{edge}")));
                assert_eq!(edges[0], edges[1], "{state}, {width} by {height}: {card} is cut: {pages:?}");
                // The curves this lesson hides.
                assert!(edges[0].is_some() || card == "stage-curves" && state == "lesson", "{state}: {card} is not printed: {pages:?}");
            }
            assert!(pages.len() >= 2, "{state}: {pages:?}");
        }
        page.evaluate("for (const edge of document.querySelectorAll('.edge')) edge.remove()");
        page.devtools("Emulation.setEmulatedMedia", json!({"media": ""}));
    }
}

/// Where that stands which is in use.
const USED: &str = "return ['#train', '.board-view', '#speed', '#shift', '#correct-reward', '.verdict-headline'].map((css) => {
    const {left, top} = document.querySelector(css).getBoundingClientRect();
    return `${css} at ${Math.round(left + scrollX)}, ${Math.round(top + scrollY)}`;
})";

/// What unfolds lies over the page: it moves nothing, and can be read where it is.
#[test]
fn what_unfolds_moves_nothing() {
    let page = Page::new();
    page.prefer(false, true);
    page.open_ready();
    make_small(&page);
    train(&page);
    page.set_value("#shift", "100");
    page.wait_for("#verdict[data-amount='1']");
    // Words that come and go with an episode stand still.
    page.click("#pause");
    for (width, height) in [(1440, 900), (1024, 768)] {
        resize(&page, (width, height));
        let before = page.evaluate(USED);
        let folds = page.count(".drawers > details");
        assert!(folds >= 8, "{folds}");
        for at in 0..folds {
            let fold = format!("document.querySelectorAll('.drawers > details')[{at}]");
            page.evaluate(&format!("{fold}.querySelector('summary').click()"));
            page.wait_until(&format!("{fold}.open"));
            let title = page.evaluate(&format!("return {fold}.querySelector('summary').innerText"));
            assert_eq!(page.evaluate(USED), before, "{title} at {width} px");
            let seen = page.evaluate(&format!(
                "const body = {fold}.querySelector('.fold-body');
                 body.scrollIntoView({{block: 'nearest'}});
                 const {{left, top, width, height}} = body.getBoundingClientRect();
                 const met = document.elementFromPoint(left + width / 2, top + 12);
                 scrollTo(0, 0);
                 return height > 20 && width > 200 && (body === met || body.contains(met))"
            ));
            assert_eq!(seen, json!(true), "{title} at {width} px lies below something");
            page.evaluate(&format!("{fold}.querySelector('summary').click()"));
        }
    }
}

/// Whatever is wrong with a text for a moment, and however it is put right.
#[test]
fn typing_moves_no_board() {
    for size in [(1440, 900), (1024, 768), (390, 844)] {
        let page = Page::new();
        if size.0 < 400 {
            page.be_a_phone(size.0, size.1);
        } else {
            page.resize(size.0, size.1);
        }
        page.open_ready();
        page.set_value("#seeds", "1");
        let top = || {
            let top = page.evaluate("return document.querySelector('.board-view').getBoundingClientRect().top + scrollY");
            top.as_f64().expect("a number")
        };
        page.click("#reward");
        let before = top();
        for (text, words) in [
            ("if reached_cheese { 1 } els { 0 }", "did you mean else?"),
            ("1 +", ""),
            ("reached_cheese + reached_chese + bump", ""),
            ("if reached_cheese { 1 } else { 0 }", ""),
            ("1", ""),
        ] {
            page.type_into("#reward", text);
            page.wait_until("document.querySelector('#train').disabled === (document.querySelector('#reward').ariaInvalid === 'true')");
            // The first thing that is said is what helps.
            page.wait_for_text("#reward-problems", |said| said.lines().next().unwrap_or_default().contains(words));
            // A pixel is rounding.
            assert!((top() - before).abs() < 1.5, "{size:?}: {text}: {before} and {}", top());
        }
    }
}
