//! A participant of a workshop: a nickname gives the seed, and the verdict at the full shift gives a code to pass on.

use std::cell::{Cell, RefCell};

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, HtmlDialogElement, HtmlDocument, HtmlInputElement};

use super::code::{self, Outcome};
use crate::annex::lesson::measure::Measured;
use crate::annex::{dom, page};
use crate::ui::handout::Handout;
use crate::ui::markup::escape;
use crate::ui::paper;
use engine::judge::Verdict;

/// For this tab only, so that a reload does not ask again.
const NICKNAME: &str = "wayward.nickname";
const LOOK_MS: i32 = 400;
/// Letters of a nickname.
const LONGEST: usize = 40;

thread_local! {
    static SEATED: RefCell<Option<String>> = const { RefCell::new(None) };
    static LOOKS: Cell<bool> = const { Cell::new(false) };
}

/// Whoever comes by a workshop's link is asked for a nickname, once.
pub fn arrive() {
    let kept = dom::window().session_storage().ok().flatten().and_then(|storage| storage.get_item(NICKNAME).ok().flatten());
    match kept.filter(|name| !name.is_empty()) {
        Some(name) => sit(&name),
        None => ask(),
    }
}

fn ask() {
    let markup = format!(
        "<h2>Welcome to the workshop</h2><p>All of you get the same experiment, and everybody gets agents of their own: chance begins from \
         a number that is made of your nickname. The nickname stays on this device.</p>\
         <form method='dialog' id='seat-form'><label>Nickname<input id='seat-name' type='text' maxlength='{LONGEST}' autocomplete='nickname' required></label>\
         <p class='bar-buttons'><button class='primary'>Begin</button></p></form>"
    );
    let Some(dialog) = dom::place("dialog", "seat", "Workshop", &markup, true) else { return };
    dialog.set_class_name("annex-dialog");
    let dialog: HtmlDialogElement = dialog.unchecked_into();
    dom::on(&dialog, "close", |target, _| {
        if let Some(name) = dom::by_css("#seat-name").map(|field| field.unchecked_into::<HtmlInputElement>().value())
            && target.id() == "seat"
        {
            target.remove();
            sit(&name);
        }
    });
    let _ = dialog.show_modal();
}

fn sit(name: &str) {
    let name: String = name.trim().chars().take(LONGEST).collect();
    // Whoever closed the question without an answer takes the experiment as it is in the link.
    if name.is_empty() {
        return;
    }
    if let Ok(Some(storage)) = dom::window().session_storage() {
        let _ = storage.set_item(NICKNAME, &name);
    }
    let seed = code::seed(&name);
    page::set("seed", seed.to_string());
    let markup = format!(
        "<p><b>Workshop.</b> {}, your first seed is {seed}. Train, move the world to its full shift, and pass your code on.</p>\
         <p class='bar-buttons'><output id='seat-code' role='status'>No result yet</output>\
         <button type='button' data-seat='copy' disabled>Copy the code</button>\
         <button type='button' class='quiet' data-seat='other'>Another nickname</button></p>",
        escape(&name)
    );
    if let Some(old) = dom::by_css("#workshop") {
        old.remove();
    }
    let Some(bar) = dom::place("aside", "workshop", "Workshop", &markup, false) else { return };
    dom::on(&bar, "click", |target, _| match target.get_attribute("data-seat").as_deref() {
        Some("copy") => copy(target),
        Some("other") => ask(),
        _ => {}
    });
    SEATED.set(Some(String::new()));
    if !LOOKS.replace(true) {
        let look = Closure::<dyn Fn()>::new(look).into_js_value();
        let _ = dom::window().set_interval_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), LOOK_MS);
    }
}

/// What was measured at the full shift. None: not yet, or the agents went on from others.
pub fn outcome(handout: &Handout) -> Option<Outcome> {
    let (measured, scenario) = (Measured::of(handout), handout.scenario.as_ref()?);
    if !measured.is_current || handout.amount < 1.0 {
        return None;
    }
    let agents = measured.rows.len();
    let count = |verdict: &Verdict| measured.count(*verdict);
    let most = Verdict::ALL
        .into_iter()
        .map(|verdict| (count(&verdict), verdict))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (most.0 > 0).then(|| Outcome {
        seed: scenario.seed,
        // As the headline of a population: at least two thirds share it.
        verdict: (3 * most.0 >= 2 * agents).then_some(most.1),
        count: most.0 as u32,
        agents: agents as u32,
        scenario: code::fingerprint(scenario),
    })
}

fn look() {
    let Some(place) = dom::by_css("#seat-code") else { return };
    // What is cheap to see first; the code is there only as long as what it says is on view.
    let verdict = dom::by_css("#verdict[data-verdict][data-amount='1']");
    let glimpse = verdict.map_or_else(String::new, |verdict| {
        let seeds = dom::by_css("#seed").map_or_else(String::new, |field| field.unchecked_into::<HtmlInputElement>().value());
        ["data-digest", "data-agents"].map(|name| verdict.get_attribute(name).unwrap_or_default()).join(" ") + &seeds
    });
    if SEATED.with_borrow(|seen| seen.as_deref() == Some(&glimpse)) {
        return;
    }
    let code = if glimpse.is_empty() { None } else { page::hand_out().and_then(|handout| code::encode(&outcome(&handout)?)) };
    place.set_text_content(Some(code.as_deref().unwrap_or("No result yet")));
    if let Some(button) = dom::by_css("[data-seat=copy]") {
        let _ = if code.is_some() { button.remove_attribute("disabled") } else { button.set_attribute("disabled", "") };
    }
    SEATED.set(Some(glimpse));
}

/// By way of a selection: that works in files and in frames, too.
fn copy(button: &Element) {
    let (Some(place), Ok(Some(selection))) = (dom::by_css("#seat-code"), dom::window().get_selection()) else { return };
    let _ = selection.select_all_children(&place);
    let copied = dom::document().unchecked_into::<HtmlDocument>().exec_command("copy").unwrap_or(false);
    button.set_text_content(Some(if copied { "Copied" } else { "It is selected: copy it" }));
}

/// The seed of the experiment on the page, without which a scenario is the same for all.
pub fn shown_fingerprint() -> Option<u32> {
    paper::scenario(&page::hand_out()?.draft).map(|scenario| code::fingerprint(&scenario))
}
