//! The only place where the state meets the browser: workers, clock and timers, storage, and what is looked into bit by bit.

use std::rc::Weak;

use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::JsValue;
use yew::Callback;

use super::dom::{hash, query};
use super::link::Heard;
use super::pool::Pool;
use super::state::lead::{Bench, Leading};
use super::state::prediction::{OnPage, Predictions};
use super::state::{Action, Effect, State, Task, Timer, reduce};
use super::store::Store;
use super::timer::{by_css, now, window};
use engine::env::Distribution;
use engine::judge::Survey;
use engine::lang::Evidence;

/// What stands beside an address that the page has written, in the window's history; beside others there is nothing.
const OURS: JsValue = JsValue::TRUE;
const STORED: &str = "wayward.draft";
/// What was saved before an experiment came by a link and was edited; it is offered again.
const OWN: &str = "wayward.own";
/// How many predictions were right, and how many there were: `3/4`.
const COUNTED: &str = "wayward.predictions";
/// `1`: the page asks before every shift; `0`: it does not, or has asked. Else it asks once.
const ON_PAGE: &str = "wayward.predict";
/// `0`: lessons do not ask.
const IN_LESSONS: &str = "wayward.predict-in-lessons";
/// `full`: all of the bench; else the simple one.
const BENCH: &str = "wayward.bench";
/// `0`: no sentence says what can be done next.
const SPEAKS: &str = "wayward.lead";
/// Of this tab's participant of a workshop.
const NICKNAME: &str = "wayward.nickname";
/// How many agents that participant has chosen.
const SEEDS: &str = "wayward.seeds";
/// How often the replay moves on; the boards move by themselves, every frame.
const TICK_MS: u32 = 100;
/// After a pause of the page itself (hidden tab) the replay goes on where it was.
const LONGEST_TICK: f64 = 0.5;
/// How long training levels are looked at in one tick; one of them takes up to a dozen milliseconds in the largest world.
const SURVEY_MS: f64 = 4.0;

pub struct Effects {
    store: Weak<Store>,
    pool: Pool,
    timers: [Option<Timeout>; Timer::ALL.len()],
    last_tick: f64,
    /// What the training levels show about the features, under way or done, and the knobs, the number of levels and the experiment that it is of.
    survey: Option<(Distribution, u32, u32, Survey)>,
    _clock: Interval,
}

impl Effects {
    pub fn new(store: Weak<Store>) -> Effects {
        let on_heard = {
            let store = store.clone();
            Callback::from(move |(place, heard)| {
                if let Some(store) = store.upgrade() {
                    hear(&store, place, heard);
                }
            })
        };
        let on_tick = {
            let store = store.clone();
            move || {
                if let Some(store) = store.upgrade() {
                    tick(&store);
                }
            }
        };
        Effects {
            store,
            pool: Pool::new(on_heard),
            timers: Default::default(),
            last_tick: now(),
            survey: None,
            _clock: Interval::new(TICK_MS, on_tick),
        }
    }

    /// One worker more. Err: the browser gives none; why.
    pub fn grow(&mut self) -> Result<(), String> {
        self.pool.grow()
    }

    /// Does what an action asked for.
    pub fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Control(job, control) => self.pool.control(job, control),
            Effect::Later(timer) => {
                let store = self.store.clone();
                let due = move || {
                    if let Some(store) = store.upgrade() {
                        store.dispatch(timer.action());
                    }
                };
                self.timers[timer as usize] = Some(Timeout::new(timer.milliseconds(), due));
            }
            Effect::Cancel(timer) => self.timers[timer as usize] = None,
            Effect::Store { saved, linked } => {
                // Storage may be full or forbidden; then the page lives without.
                let Some(storage) = storage() else { return self.dispatch(Action::NotKept) };
                if linked && let (Ok(Some(own)), Ok(None)) = (storage.get_item(STORED), storage.get_item(OWN)) {
                    let _ = storage.set_item(OWN, &own);
                }
                if storage.set_item(STORED, &saved).is_err() {
                    self.dispatch(Action::NotKept);
                }
            }
            Effect::Address(fragment) => {
                if let Ok(history) = window().history() {
                    // Refused where pages change it hundreds of times in a few seconds; the next edit says it again.
                    let _ = history.replace_state_with_url(&OURS, "", Some(&format!("#{fragment}")));
                }
            }
            Effect::Title(title) => {
                if let Some(document) = window().document() {
                    document.set_title(&title);
                }
            }
            Effect::GoTo(address) => {
                if let Ok(history) = window().history() {
                    let _ = history.replace_state_with_url(&OURS, "", Some(&address));
                }
            }
            Effect::KeepPredictions(it) => {
                if let Some(storage) = storage() {
                    let flag = |on: bool| if on { "1" } else { "0" };
                    let _ = storage.set_item(COUNTED, &format!("{}/{}", it.right, it.all));
                    if it.on_page != OnPage::Once {
                        let _ = storage.set_item(ON_PAGE, flag(it.on_page == OnPage::Always));
                    }
                    let _ = storage.set_item(IN_LESSONS, flag(it.in_lessons));
                }
            }
            Effect::KeepLeading(it) => {
                if let Some(storage) = storage() {
                    let _ = storage.set_item(BENCH, it.bench.name());
                    let _ = storage.set_item(SPEAKS, if it.speaks { "1" } else { "0" });
                }
            }
            Effect::KeepParticipant { nickname, seeds } => {
                if let Ok(Some(storage)) = window().session_storage() {
                    let _ = storage.set_item(NICKNAME, &nickname);
                    let _ = storage.set_item(SEEDS, &seeds.map_or_else(String::new, |seeds| seeds.to_string()));
                }
            }
            Effect::FindOwn => {
                let Some(own) = own() else { return };
                if let Some(storage) = storage() {
                    let _ = storage.remove_item(OWN);
                    let _ = storage.set_item(STORED, &own);
                }
                self.dispatch(Action::OpenOwn(own));
            }
            Effect::Swap { kept, wanted } => {
                let place = |name: &str| format!("{STORED}.{name}");
                // What is not stored lasts as long as the page.
                if let (Some((name, saved)), Some(storage)) = (kept, storage()) {
                    let _ = storage.set_item(&place(name), &saved);
                }
                let left = storage().and_then(|storage| storage.get_item(&place(wanted)).ok().flatten());
                self.dispatch(Action::Left(wanted, left));
            }
        }
    }

    /// Gives work to free workers, asks for more workers while there is more work, and drops what nobody wants any more.
    pub fn schedule(&mut self, state: &mut State) {
        self.pool.keep(|id| state.has_run(id));
        while let Some(task) = state.next_task() {
            let is_look = matches!(task, Task::Look(..));
            let Some(place) = self.pool.free() else {
                if is_look {
                    break;
                }
                if state.give_way() {
                    self.pool.keep(|id| state.has_run(id));
                    continue;
                }
                if !self.pool.is_growing() {
                    // Those that are there do it all, only slower.
                    let _ = self.pool.grow();
                }
                break;
            };
            let look = if is_look { state.look() } else { 0 };
            let Some(job) = state.job(&task, look) else { break };
            let id = job.id;
            self.pool.assign(place, job);
            reduce(state, Action::Taken(id));
        }
        state.is_crowded = self.pool.is_full();
    }

    /// Asks what is to be known about the levels on view.
    pub fn ask(&self, state: &mut State) {
        state.ask(|question| self.pool.ask(question));
    }

    /// Looks at some more training levels; what they show, with the last of them.
    fn survey(&mut self, state: &State) -> Option<Evidence> {
        let (levels, count) = (state.draft.scenario.levels(0.0), state.draft.scenario.agent.num_levels);
        if !matches!(&self.survey, Some((of, number, opened, _)) if (of, *number, *opened) == (&levels, count, state.opened)) {
            let survey = Survey::new(levels.clone(), count);
            self.survey = Some((levels, count, state.opened, survey));
        }
        let (.., survey) = self.survey.as_mut()?;
        if survey.is_done() {
            return None;
        }
        let begun = now();
        while !survey.advance() && now() - begun < SURVEY_MS {}
        survey.is_done().then(|| survey.evidence())
    }

    fn dispatch(&self, action: Action) {
        if let Some(store) = self.store.upgrade() {
            store.dispatch(action);
        }
    }
}

/// The worker at this place has said something, or nothing any more.
fn hear(store: &Store, place: usize, heard: Heard) {
    match heard {
        Heard::Ready => {
            store.with_effects(|effects| effects.pool.ready(place));
            store.dispatch(Action::WorkerReady(true));
        }
        Heard::Output(job, output) => {
            if output.is_last() {
                store.with_effects(|effects| effects.pool.release(job));
            }
            store.dispatch(Action::Told(job, output));
        }
        Heard::Dead(why) => {
            let (run, opened) = store.with_effects(|effects| (effects.pool.job_of(place), effects.pool.open(place)));
            store.dispatch(Action::WorkerLost { place, why, run });
            store.dispatch(Action::WorkerReady(store.with_effects(|effects| effects.pool.is_ready())));
            if let Err(why) = opened {
                store.dispatch(Action::NoWorker(why));
            }
        }
    }
}

/// The replay moves on, and some more training levels are looked at.
fn tick(store: &Store) {
    // The next one makes up for it.
    if store.is_busy() {
        return;
    }
    let evidence = store.with_effects(|effects| effects.survey(&store.state()));
    if let Some(evidence) = evidence {
        store.dispatch(Action::Learned(evidence));
    }
    let time = now();
    let last = store.with_effects(|effects| std::mem::replace(&mut effects.last_tick, time));
    store.dispatch(Action::Tick(((time - last) / 1_000.0).min(LONGEST_TICK)));
}

/// Opens what the address says, if it says anything.
pub fn open_address(store: &Store) {
    if let Some(raw) = hash() {
        let stored = storage().and_then(|storage| storage.get_item(STORED).ok()?);
        let came = window().history().and_then(|history| history.state()).is_ok_and(|state| state.is_null());
        store.dispatch(Action::OpenLink { raw, own: own().is_some(), came, stored });
    }
}

/// What the page shows by itself, as it is saved: behind a link what the person had before any link. None: nothing is kept.
pub fn kept() -> Option<String> {
    hash().and_then(|_| own()).or_else(|| storage()?.get_item(STORED).ok()?)
}

/// What a person wants to predict, and how it went so far.
pub fn predictions() -> Predictions {
    let item = |key: &str| storage()?.get_item(key).ok()?;
    let counted = item(COUNTED).unwrap_or_default();
    let (right, all) = counted.split_once('/').unwrap_or_default();
    Predictions {
        right: right.parse().unwrap_or(0),
        all: all.parse().unwrap_or(0),
        on_page: match item(ON_PAGE).as_deref() {
            Some("1") => OnPage::Always,
            Some(_) => OnPage::Never,
            None => OnPage::Once,
        },
        in_lessons: item(IN_LESSONS).as_deref() != Some("0"),
    }
}

/// What is kept of that; an address may ask for a bench.
pub fn leading() -> Leading {
    let item = |key: &str| storage()?.get_item(key).ok()?;
    let bench = query("bench").or_else(|| item(BENCH)).and_then(|name| Bench::named(&name));
    Leading { bench: bench.unwrap_or(Bench::Simple), speaks: item(SPEAKS).as_deref() != Some("0") }
}

/// The nickname that was given in this tab, and how many agents were chosen with it.
pub fn participant() -> Option<(String, Option<u32>)> {
    let storage = window().session_storage().ok()??;
    let nickname = storage.get_item(NICKNAME).ok()?.filter(|name| !name.is_empty())?;
    Some((nickname, storage.get_item(SEEDS).ok()?.and_then(|seeds| seeds.parse().ok())))
}

/// The person's own experiment, from before a link was opened.
pub fn own() -> Option<String> {
    let storage = storage()?;
    let item = |key: &str| storage.get_item(key).ok().flatten();
    item(OWN).or_else(|| item(STORED))
}

/// None where the browser forbids it, and in a page of others, where several of us would write over each other.
pub fn storage() -> Option<web_sys::Storage> {
    by_css("html:not([data-embed])")?;
    window().local_storage().ok().flatten()
}
