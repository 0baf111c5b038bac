//! The dialog "Over disagreement", and the workers that train for it. They live while it goes on, and no longer than the dialog is
//! open; what is finished stays, as long as the experiment is the same.

mod shown;

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::figure::{self, Points};
use super::plan::{EACH, KEY, SHARES, Sweep};
use crate::features::export::{File, hand, picture};
use crate::features::focus;
use crate::ui::chart::{KEYS, lead};
use crate::ui::dom::site;
use crate::ui::link::Heard;
use crate::ui::markup::show;
use crate::ui::pool::Pool;
use crate::ui::sharing::fragment;
use crate::ui::state::{self, State};
use crate::ui::store::{Handle, Store, Subscription};
use crate::ui::timer::now;
use crate::ui::words::percent;
use crate::views::dialog::Dialog;
use engine::decimal::fixed;
use engine::scenario::{ENGINE, Scenario};
use engine::share::Shared;

use shown::{AtWork, Shown};

/// How often the progress is told anew.
const TELL_MS: u32 = 250;
/// Agents at every share, unless the person chooses.
const USUAL: u32 = 4;

pub struct SweepDialog {
    is_open: bool,
    shown: Option<Shown>,
    said: String,
    /// How far the shift goes.
    amount: f64,
    /// Pixels for the figure; 0: not known yet.
    width: f64,
    body: NodeRef,
    _subscription: Option<Subscription>,
}

pub enum Msg {
    /// The state is another one.
    Changed,
    Each(u32),
    Go,
    Stop,
    /// From the worker at this place.
    Heard(usize, Heard),
    /// The progress is told anew.
    Tell,
    Read(Option<usize>),
    /// A file of this form.
    Save(&'static str),
}

impl Component for SweepDialog {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> SweepDialog {
        let changed = ctx.link().callback(|()| Msg::Changed);
        let store = store(ctx);
        let subscription = store.as_ref().map(|store| {
            let was_open = Cell::new(is_open(&store.state()));
            store.subscribe(move |store: &Store| {
                let is_open = is_open(&store.state());
                if was_open.replace(is_open) != is_open {
                    changed.emit(());
                }
            })
        });
        let mut dialog = SweepDialog {
            is_open: false,
            shown: None,
            said: String::new(),
            amount: 1.0,
            width: 0.0,
            body: NodeRef::default(),
            _subscription: subscription,
        };
        // It was asked for before its chunk was there.
        if let Some(state) = store.as_ref().map(|store| store.state()).filter(|state| is_open(state)) {
            dialog.is_open = true;
            dialog.open(&state);
        }
        dialog
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Changed => {
                let Some(store) = store(ctx) else { return false };
                let state = store.state();
                self.is_open = is_open(&state);
                if self.is_open {
                    self.open(&state)
                } else {
                    self.stop("")
                }
                true
            }
            Msg::Each(each) => {
                // None of them is trained yet.
                let sweep = self.shown.as_ref().and_then(|shown| Sweep::new(&shown.sweep.base, shown.sweep.amount, each));
                self.shown = sweep.map(Shown::new).or(self.shown.take());
                self.said.clear();
                true
            }
            Msg::Go => self.go(ctx),
            Msg::Stop => {
                self.stop("Stopped. What is finished stays; it can go on.");
                true
            }
            Msg::Heard(place, heard) => self.hear(place, heard),
            Msg::Tell => true,
            Msg::Read(read) => {
                let Some(shown) = &mut self.shown else { return false };
                std::mem::replace(&mut shown.read, read) != read
            }
            Msg::Save(form) => {
                self.said = match self.shown.as_ref().and_then(|shown| file(shown, &self.body, form)) {
                    None => "There is nothing to save yet.".to_owned(),
                    Some(file) if hand(&file) => format!("Saved {}.", file.name),
                    Some(_) => "This browser does not let the page give out files.".to_owned(),
                };
                true
            }
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        let Some(body) = self.body.cast::<Element>().filter(|_| self.is_open) else { return };
        if let Ok(Some(dialog)) = body.closest("dialog") {
            focus::keep(&dialog);
        }
        let width = f64::from(body.client_width());
        if self.width != width && width > 0.0 {
            self.width = width;
            ctx.link().send_message(Msg::Tell);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        if !self.is_open {
            return html! {};
        }
        let link = ctx.link();
        let (done, all) = self.shown.as_ref().map_or((0, 0), |shown| shown.sweep.progress());
        let at_work = self.shown.as_ref().is_some_and(|shown| shown.at_work.is_some());
        let each = self.shown.as_ref().map_or(USUAL, |shown| shown.sweep.base.seeds);
        let oneach =
            link.callback(|event: Event| Msg::Each(event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or(USUAL)));
        html! {
            <Dialog id="sweep" title="Over disagreement" about="sweep-about">
                <div id="sweep-about">
                    <p>
                        { format!(
                            "Agents learn anew where goal and proxy part ways in none, some or all training levels ({KEY}), with the same seeds \
                             at every share; all else is as on the page. Each is then judged in the world shifted by {}.",
                            percent(self.amount)
                        ) }
                    </p>
                </div>
                <div class="bar-buttons">
                    <label class="field">
                        { "Agents at every share" }
                        <select id="sweep-each" disabled={at_work} onchange={oneach}>
                            { for EACH.iter().map(|number| html! { <option selected={*number == each}>{ *number }</option> }) }
                        </select>
                    </label>
                    <button type="button" class="primary" data-sweep="go" disabled={at_work || done == all} onclick={link.callback(|_| Msg::Go)}>
                        { if done == 0 { format!("Train {all} agents") } else { "Go on".to_owned() } }
                    </button>
                    <button type="button" data-sweep="stop" disabled={!at_work} onclick={link.callback(|_| Msg::Stop)}>{ "Stop" }</button>
                    <span id="sweep-progress">{ self.progress() }</span>
                </div>
                <p id="sweep-said" aria-live="polite" aria-atomic="true">{ &self.said }</p>
                <div id="sweep-body" ref={self.body.clone()}>{ self.figure(ctx) }</div>
            </Dialog>
        }
    }
}

impl SweepDialog {
    /// For the experiment on the page.
    fn open(&mut self, state: &State) {
        self.said.clear();
        // Where nothing is shifted, nothing could be told.
        self.amount = if state.amount > 0.0 { state.amount } else { 1.0 };
        let base = state.draft.frozen();
        if self.shown.as_ref().is_some_and(|shown| shown.is_of(&base, self.amount)) {
            return;
        }
        self.shown = None;
        match (state.draft.blocker(), Sweep::new(&base, self.amount, USUAL)) {
            (Some(error), _) => {
                self.said = format!("Nothing can be trained as the page stands: {}: {}", error.place.label(), error.message);
            }
            (None, None) => self.said = format!("This world has no share of training levels to vary ({KEY})."),
            (None, Some(sweep)) => self.shown = Some(Shown::new(sweep)),
        }
    }

    fn go(&mut self, ctx: &Context<Self>) -> bool {
        let Some(shown) = self.shown.as_mut().filter(|shown| shown.at_work.is_none() && shown.sweep.next().is_some()) else { return false };
        let heard = ctx.link().callback(|(place, heard)| Msg::Heard(place, heard));
        // A worker's words come in the middle of its own callback, which must be over before that worker may go.
        let mut pool = Pool::new(Callback::from(move |words| {
            let heard = heard.clone();
            Timeout::new(0, move || heard.emit(words)).forget();
        }));
        if let Err(why) = pool.grow() {
            self.said = format!("This browser gives no worker to train in: {why}.");
            return true;
        }
        shown.died = false;
        let tell = ctx.link().callback(|()| Msg::Tell);
        shown.at_work = Some(AtWork { pool, since: now(), _clock: Interval::new(TELL_MS, move || tell.emit(())) });
        self.said = "Training.".to_owned();
        true
    }

    fn stop(&mut self, words: &str) {
        if self.shown.as_mut().is_some_and(Shown::stop) {
            words.clone_into(&mut self.said);
        }
    }

    fn hear(&mut self, place: usize, heard: Heard) -> bool {
        let Some(shown) = &mut self.shown else { return false };
        let Shown { sweep, points, at_work: Some(work), died, .. } = shown else { return false };
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
                    self.stop(&format!("Stopped: a worker died again ({why}). What is finished stays."));
                    return true;
                }
                *died = true;
                self.said = format!("A worker died ({why}) and was started anew; its agent is trained again.");
                changed = true;
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
            let words = match sweep.failed() {
                None => format!("Done: {all} agents."),
                Some((why, failed)) => format!("Done: {all} agents, {failed} of which could not be trained: {why}."),
            };
            self.stop(&words);
        }
        changed
    }

    fn progress(&self) -> Html {
        let Some(Shown { sweep, at_work: Some(work), before, .. }) = &self.shown else { return html! {} };
        let (done, all) = sweep.progress();
        let left = sweep.seconds_left(before + (now() - work.since) / 1_000.0);
        let left = left.map_or(String::new(), |left| format!(", about {} s left", fixed(left, 0)));
        html! {
            <>
                <progress class="bar" value={done.to_string()} max={all.to_string()} aria-label="Agents judged" />
                { format!(" {done} of {all} agents{left}") }
            </>
        }
    }

    fn figure(&self, ctx: &Context<Self>) -> Html {
        let Some((shown, at)) = self.shown.as_ref().and_then(|shown| Some((shown, shown.at()?))) else { return html! {} };
        let Shown { sweep, points, read, .. } = shown;
        let (proxies, read) = (sweep.proxies(), *read);
        let onkey = ctx.link().batch_callback(move |event: KeyboardEvent| {
            let key = event.key();
            let is_taken = KEYS.contains(&key.as_str()) && (key != "Escape" || read.is_some());
            is_taken.then(|| {
                event.prevent_default();
                Msg::Read(lead(&key, read, SHARES.len() - 1))
            })
        });
        let onpoint = ctx.link().batch_callback(|event: PointerEvent| {
            let frame = event.target_dyn_into::<Element>()?.closest(".sweep-frame").ok()??;
            let place = frame.get_bounding_client_rect();
            Some(Msg::Read(Some(figure::nearest(f64::from(event.client_x()) - place.left(), place.width()))))
        });
        let save = |form: &'static str| ctx.link().callback(move |_: MouseEvent| Msg::Save(form));
        html! {
            <>
                <figure class="sweep-figure">
                    <figcaption>{ figure::sentence(points, sweep.amount) }</figcaption>
                    { show(figure::legend(points, &proxies, read)) }
                    <div class="sweep-frame" tabindex="0" role="slider" aria-label="Read the curve at a share of training levels"
                        aria-valuemin="0" aria-valuemax={(SHARES.len() - 1).to_string()} aria-valuenow={at.to_string()}
                        aria-valuetext={figure::spoken(points, &proxies, at)} onkeydown={onkey} onpointermove={onpoint.clone()}
                        onpointerdown={onpoint}>
                        { show(figure::draw(points, &proxies, read, self.width.max(260.0))) }
                    </div>
                </figure>
                <details class="fold">
                    <summary>{ "As a table" }</summary>
                    <div class="compare-scroll" tabindex="0" role="region" aria-label="The curve as a table">
                        { show(figure::table(points, &proxies)) }
                    </div>
                </details>
                <p class="why">
                    { "0: the better of random and the best constant action. 1: the best possible. Means over agents, with 95 % intervals over \
                       levels and seeds." }
                </p>
                <div class="bar-buttons">
                    <button type="button" data-sweep="csv" onclick={save("csv")}>{ "Save rows " }<small>{ "CSV" }</small></button>
                    <button type="button" data-sweep="svg" onclick={save("svg")}>{ "Save drawing " }<small>{ "SVG" }</small></button>
                </div>
            </>
        }
    }
}

fn store(ctx: &Context<SweepDialog>) -> Option<Rc<Store>> {
    ctx.link().context::<Handle>(Callback::noop()).map(|(handle, _)| handle.0)
}

fn is_open(state: &State) -> bool {
    state.dialog == Some(state::Dialog::Sweep)
}

fn file(shown: &Shown, body: &NodeRef, form: &str) -> Option<File> {
    let base = &shown.sweep.base;
    let link = format!("{}#{}", site(), fragment(&Shared::from(base.clone())));
    let line = format!(
        "Made with Wayward, engine {ENGINE}: {link} {KEY} takes the values {}; seeds {} to {}. The shift stands at {}.",
        SHARES.join(", "),
        base.seed,
        base.seed.wrapping_add(base.seeds - 1),
        percent(shown.sweep.amount)
    );
    let name = format!("wayward-{}-disagree-seed{}.{form}", base.preset, base.seed);
    match form {
        "csv" => Some(File { name, kind: "text/csv", bytes: shown.sweep.csv(&line).into_bytes() }),
        _ => {
            let figure = body.cast::<Element>()?.query_selector(".sweep-figure").ok()??;
            let picture = picture::of(&figure, "Over disagreement, Wayward", &line, &link)?;
            Some(File { name, kind: "image/svg+xml", bytes: picture.markup.into_bytes() })
        }
    }
}
