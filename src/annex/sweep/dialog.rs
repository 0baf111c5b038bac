//! The dialog "Over disagreement", and the workers that train for it. They live while it goes on, and no longer than the dialog is
//! open; what is finished stays.

use std::cell::RefCell;
use std::fmt::Write as _;

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlDialogElement, HtmlSelectElement, KeyboardEvent, PointerEvent};
use yew::Callback;

use super::figure::{self, Points};
use super::plan::{EACH, KEY, SHARES, Sweep};
use crate::annex::dom::CLOSE;
use crate::annex::export::{self, File, picture};
use crate::annex::{address, dom, page};
use crate::ui::chart::{KEYS, lead};
use crate::ui::draft::Draft;
use crate::ui::link::Heard;
use crate::ui::markup::{escape, when};
use crate::ui::pool::Pool;
use crate::ui::timer::now;
use crate::ui::words::percent;
use engine::decimal::fixed;
use engine::scenario::ENGINE;
use engine::share::Shared;
use gloo_timers::callback::Interval;

/// How often the progress is told anew.
const TELL_MS: u32 = 250;
/// Agents at every share, unless the person chooses.
const USUAL: u32 = 4;

/// What is on view in the dialog.
struct Shown {
    sweep: Sweep,
    points: Points,
    /// While it goes on.
    at_work: Option<AtWork>,
    /// Seconds of work before that.
    before: f64,
    /// The share whose values are read.
    read: Option<usize>,
    /// A worker has died; the next one that does ends it.
    died: bool,
}

struct AtWork {
    pool: Pool,
    since: f64,
    _clock: Interval,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// Opens the dialog for the experiment on the page.
pub fn open() {
    let Some((draft, amount)) = page::hand_out().and_then(|handout| Draft::restore(&handout.draft)) else { return };
    if dom::by_css("#sweep").is_none() && make().is_none() {
        return page::say("This browser does not let the page open a dialog.");
    }
    // Where nothing is shifted, nothing could be told.
    let amount = if amount > 0.0 { amount } else { 1.0 };
    let base = draft.frozen();
    let same = |shown: &Shown| {
        shown.sweep.amount == amount && shown.sweep.base == (engine::scenario::Scenario { seeds: shown.sweep.base.seeds, ..base.clone() })
    };
    let kept = SHOWN.with_borrow(|shown| shown.as_ref().is_some_and(same));
    let mut said = String::new();
    if !kept {
        let sweep = Sweep::new(&base, amount, USUAL).filter(|_| draft.blocker().is_none());
        if sweep.is_none() {
            said = match draft.blocker() {
                Some(error) => format!("Nothing can be trained as the page stands: {}: {}", error.place.label(), error.message),
                None => format!("This world has no share of training levels to vary ({KEY})."),
            };
        }
        SHOWN.replace(sweep.map(|sweep| {
            let points = sweep.points();
            Shown { sweep, points, at_work: None, before: 0.0, read: None, died: false }
        }));
    }
    set("#sweep-about", &about(amount));
    if let Some(dialog) = dom::by_css("#sweep") {
        let _ = dialog.unchecked_into::<HtmlDialogElement>().show_modal();
    }
    say(&said);
    draw();
}

fn about(amount: f64) -> String {
    format!(
        "<p>Agents learn anew where goal and proxy part ways in none, some or all training levels ({KEY}), with the same seeds at every share; \
         all else is as on the page. Each is then judged in the world shifted by {}.</p>",
        percent(amount)
    )
}

fn make() -> Option<()> {
    let mut markup = format!(
        "<form method='dialog' class='share-head'><h2>Over disagreement</h2><button class='quiet' aria-label='Close'>{CLOSE}</button></form>\
         <div id='sweep-about'></div><div class='bar-buttons'><label class='field'>Agents at every share<select id='sweep-each'>"
    );
    for each in EACH {
        let _ = write!(markup, "<option{}>{each}</option>", when(each == USUAL, " selected"));
    }
    markup += "</select></label><button type='button' class='primary' data-sweep='go'></button>\
               <button type='button' data-sweep='stop'>Stop</button><span id='sweep-progress'></span></div>\
               <p id='sweep-said' role='status'></p><div id='sweep-body'></div>";
    let dialog = dom::place("dialog", "sweep", "Over disagreement", &markup, true)?;
    dialog.set_class_name("annex-dialog");
    dom::on(&dialog, "click", |target, _| {
        if let Some(what) = target.closest("[data-sweep]").ok().flatten().and_then(|button| button.get_attribute("data-sweep")) {
            press(&what);
        }
    });
    dom::on(&dialog, "change", |target, _| {
        if target.id() == "sweep-each" {
            let each = target.unchecked_ref::<HtmlSelectElement>().value().parse().unwrap_or(USUAL);
            begin_anew(each);
        }
    });
    dom::on(&dialog, "close", |_, _| stop("Stopped: the dialog was closed."));
    dom::on(&dialog, "keydown", |target, event| {
        let key = event.unchecked_ref::<KeyboardEvent>().key();
        if target.class_name() == "sweep-frame" && KEYS.contains(&key.as_str()) && (key != "Escape" || is_read()) {
            event.prevent_default();
            read(|at| lead(&key, at, SHARES.len() - 1));
        }
    });
    for name in ["pointermove", "pointerdown"] {
        dom::on(&dialog, name, |target, event| {
            if let Ok(Some(frame)) = target.closest(".sweep-frame") {
                let place = frame.get_bounding_client_rect();
                let x = f64::from(event.unchecked_ref::<PointerEvent>().client_x()) - place.left();
                read(|_| Some(figure::nearest(x, place.width())));
            }
        });
    }
    Some(())
}

fn is_read() -> bool {
    SHOWN.with_borrow(|shown| shown.as_ref().is_some_and(|shown| shown.read.is_some()))
}

/// Moves the cursor.
fn read(to: impl Fn(Option<usize>) -> Option<usize>) {
    let moved = SHOWN.with_borrow_mut(|shown| {
        let Some(shown) = shown else { return false };
        let now = to(shown.read);
        std::mem::replace(&mut shown.read, now) != now
    });
    if moved {
        draw();
    }
}

fn press(what: &str) {
    match what {
        "go" => go(),
        "stop" => stop("Stopped. What is finished stays; it can go on."),
        _ => say(&save(what)),
    }
}

/// The same with another number of agents, none of them trained yet.
fn begin_anew(each: u32) {
    SHOWN.with_borrow_mut(|shown| {
        if let Some(shown) = shown
            && let Some(sweep) = Sweep::new(&shown.sweep.base, shown.sweep.amount, each)
        {
            *shown = Shown { points: sweep.points(), sweep, at_work: None, before: 0.0, read: None, died: false };
        }
    });
    say("");
    draw();
}

fn go() {
    let began = SHOWN.with_borrow_mut(|shown| {
        let Some(shown) = shown.as_mut().filter(|shown| shown.at_work.is_none() && shown.sweep.next().is_some()) else { return false };
        // A worker's words come in the middle of its own callback, which must be over before that worker may go.
        let mut pool = Pool::new(Callback::from(|(place, heard)| spawn_local(async move { hear(place, heard) })));
        if let Err(why) = pool.grow() {
            say(&format!("This browser gives no worker to train in: {why}."));
            return false;
        }
        shown.died = false;
        shown.at_work = Some(AtWork { pool, since: now(), _clock: Interval::new(TELL_MS, tell) });
        true
    });
    if began {
        say("Training.");
        draw();
    }
}

fn stop(words: &str) {
    let stopped = SHOWN.with_borrow_mut(|shown| {
        let Some(shown) = shown else { return false };
        let Some(work) = shown.at_work.take() else { return false };
        shown.before += (now() - work.since) / 1_000.0;
        shown.sweep.halt();
        true
    });
    if stopped {
        say(words);
        draw();
    }
}

/// From the worker at this place.
fn hear(place: usize, heard: Heard) {
    let mut words = None;
    let (changed, over) = SHOWN.with_borrow_mut(|shown| {
        let Some(Shown { sweep, points, at_work: Some(work), died, .. }) = shown else { return (false, false) };
        let mut changed = false;
        match heard {
            Heard::Ready => work.pool.ready(place),
            Heard::Output(job, output) => {
                if output.is_last() {
                    work.pool.release(job);
                }
                if sweep.tell(job, output) {
                    *points = sweep.points();
                    changed = true;
                }
            }
            Heard::Dead(why) => {
                if let Some(job) = work.pool.job_of(place) {
                    sweep.lose(job);
                }
                let again = if *died { Err("a second one".to_owned()) } else { work.pool.open(place) };
                if again.is_err() {
                    words = Some(format!("Stopped: a worker died again ({why}). What is finished stays."));
                    return (false, true);
                }
                *died = true;
                words = Some(format!("A worker died ({why}) and was started anew; its agent is trained again."));
            }
        }
        while let Some(job) = sweep.next() {
            let Some(place) = work.pool.free() else {
                if !work.pool.is_growing() {
                    // Where the browser gives no more, those that are there do it all.
                    let _ = work.pool.grow();
                }
                break;
            };
            sweep.take(job.id);
            work.pool.assign(place, job);
        }
        let (done, all) = sweep.progress();
        if done == all && changed {
            words = Some(match sweep.failed() {
                None => format!("Done: {all} agents."),
                Some((why, failed)) => format!("Done: {all} agents, {failed} of which could not be trained: {why}."),
            });
            return (true, true);
        }
        (changed, false)
    });
    if over {
        stop("");
    }
    if let Some(words) = words {
        say(&words);
    }
    if changed || over {
        draw();
    }
}

fn say(words: &str) {
    set("#sweep-said", &escape(words));
}

fn set(css: &str, markup: &str) {
    if let Some(element) = dom::by_css(css) {
        element.set_inner_html(markup);
    }
}

/// The progress, in words.
fn tell() {
    let words = SHOWN.with_borrow(|shown| {
        let Some(Shown { sweep, at_work: Some(work), before, .. }) = shown else { return String::new() };
        let (done, all) = sweep.progress();
        let left = sweep.seconds_left(before + (now() - work.since) / 1_000.0);
        let left = left.map_or(String::new(), |left| format!(", about {} s left", fixed(left, 0)));
        format!("<progress class='bar' value='{done}' max='{all}' aria-label='Agents judged'></progress> {done} of {all} agents{left}")
    });
    set("#sweep-progress", &words);
}

fn draw() {
    let Some(body) = dom::by_css("#sweep-body") else { return };
    let width = f64::from(body.client_width()).max(260.0);
    let (markup, go, at_work) = SHOWN.with_borrow(|shown| {
        let Some(shown) = shown else { return (String::new(), None, false) };
        let (done, all) = shown.sweep.progress();
        let words = if done == 0 { format!("Train {all} agents") } else { "Go on".to_owned() };
        (figure_of(shown, width), Some(words).filter(|_| done < all && shown.at_work.is_none()), shown.at_work.is_some())
    });
    // The focus and what is unfolded stay as they are.
    let is = |css: &str| body.query_selector(css).ok().flatten().is_some();
    let (focused, open) = (is(".sweep-frame:focus"), is("details[open]"));
    body.set_inner_html(&markup);
    let inside = |css: &str| body.query_selector(css).ok().flatten();
    if focused && let Some(frame) = inside(".sweep-frame") {
        let _ = frame.unchecked_into::<web_sys::HtmlElement>().focus();
    }
    if open && let Some(details) = inside("details") {
        let _ = details.set_attribute("open", "");
    }
    enable("[data-sweep=go]", go.is_some());
    enable("[data-sweep=stop]", at_work);
    enable("#sweep-each", !at_work);
    if let Some(go) = go {
        set("[data-sweep=go]", &go);
    }
    tell();
}

/// A button that is disabled under the finger loses the focus to nowhere; it goes to the dialog's other one.
fn enable(css: &str, on: bool) {
    let Some(element) = dom::by_css(&format!("#sweep {css}")) else { return };
    let focused = dom::document().active_element().is_some_and(|active| active == element);
    let _ = if on { element.remove_attribute("disabled") } else { element.set_attribute("disabled", "") };
    if focused
        && !on
        && let Some(other) = dom::by_css("#sweep .share-head button")
    {
        let _ = other.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

fn figure_of(shown: &Shown, width: f64) -> String {
    let Shown { sweep, points, read, .. } = shown;
    let proxies = sweep.proxies();
    let known = points.iter().any(Option::is_some);
    if !known {
        return String::new();
    }
    let at = read.or(points.iter().rposition(Option::is_some)).unwrap_or(0);
    format!(
        "<figure class='sweep-figure'><figcaption>{}</figcaption>{}<div class='sweep-frame' tabindex='0' role='slider' \
         aria-label='Read the curve at a share of training levels' aria-valuemin='0' aria-valuemax='{}' aria-valuenow='{at}' aria-valuetext='{}'>{}</div>\
         </figure><details class='fold'><summary>As a table</summary><div class='compare-scroll' tabindex='0' role='region' aria-label='The curve as a table'>\
         {}</div></details><p class='why'>0: the better of random and the best constant action. 1: the best possible. Means over agents, with 95 % intervals \
         over levels and seeds.</p><div class='bar-buttons'><button type='button' data-sweep='csv'>Save rows <small>CSV</small></button>\
         <button type='button' data-sweep='svg'>Save drawing <small>SVG</small></button></div>",
        figure::sentence(points, sweep.amount),
        figure::legend(points, &proxies, *read),
        SHARES.len() - 1,
        escape(&figure::spoken(points, &proxies, at)),
        figure::draw(points, &proxies, *read, width),
        figure::table(points, &proxies),
    )
}

/// Gives out a file; the words for how that went.
fn save(form: &str) -> String {
    let Some(file) = SHOWN.with_borrow(|shown| file(shown.as_ref()?, form)) else { return "There is nothing to save yet.".into() };
    if export::hand(&file) { format!("Saved {}.", file.name) } else { "This browser does not let the page give out files.".into() }
}

fn file(shown: &Shown, form: &str) -> Option<File> {
    let base = &shown.sweep.base;
    let link = format!("{}#{}", address::site(), address::fragment(&Shared::from(base.clone())));
    let line = format!(
        "Made with Wayward, engine {ENGINE}: {link} {KEY} takes the values {}; seeds {} to {}. The shift stands at {}.",
        SHARES.join(", "),
        base.seed,
        base.seed.wrapping_add(base.seeds - 1),
        percent(shown.sweep.amount)
    );
    let name = format!("wayward-{}-disagree-seed{}.{form}", base.preset, base.seed);
    match form {
        "csv" => Some(File { name, kind: "text/csv", bytes: format!("# {line}\n{}", shown.sweep.csv()).into_bytes() }),
        _ => {
            let figure: Element = dom::by_css(".sweep-figure")?;
            let picture = picture::of(&figure, "Over disagreement, Wayward", &line, &link)?;
            Some(File { name, kind: "image/svg+xml", bytes: picture.markup.into_bytes() })
        }
    }
}
