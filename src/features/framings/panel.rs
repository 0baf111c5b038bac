//! The framings beside the verdict: one at a time is on view, and what they have found stays for as long as its run does.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use yew::prelude::*;

use super::aim::aim;
use super::cause::cause;
use super::files::{Form, save};
use super::model::Model;
use super::online::online;
use super::parts::dress;
use super::plan::Question;
use crate::ui::causes::outcome_words;
use crate::ui::corrections::online_words;
use crate::ui::framings::all::all_rows;
use crate::ui::framings::cause::{edits_rows, relabel_rows, rows, shares_rows};
use crate::ui::framings::disagreements::{Disagreement, Said, disagreements};
use crate::ui::framings::figures::figures;
use crate::ui::framings::online::{course_rows, harm_rows, moment_rows};
use crate::ui::framings::watched::watched_rows;
use crate::ui::framings::{Rows, lead, pull};
use crate::ui::link::Heard;
use crate::ui::pulls::{aims_words, event_name, silent_words};
use crate::ui::state::{Action, State, Told};
use crate::ui::store::{Handle, Store, Subscription};
use crate::views::parts::Table;
use engine::framings::causes::CauseReport;
use engine::framings::corrections::{Moment, moments, shares};
use engine::framings::pulls::PullReport;
use engine::framings::watched;
use engine::judge::Verdict;
use engine::share::Framing;

/// How often the progress is told anew.
const TELL_MS: u32 = 250;

pub struct Panel {
    framing: Framing,
    /// Framing 1's word at the full shift, while the page shows that.
    verdict: Option<Verdict>,
    model: Model,
    /// Worked out from many answers, once.
    cause: Option<CauseReport>,
    clock: Option<Interval>,
    _subscription: Option<Subscription>,
}

pub enum Msg {
    /// The state is another one.
    Changed,
    /// None: no more.
    Ask(Option<Question>),
    Heard(usize, Heard),
    /// The progress is told anew.
    Tell,
    Save(&'static str, Form),
}

impl Component for Panel {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Panel {
        dress();
        let store = store(ctx).expect("the page provides its store");
        let changed = ctx.link().callback(|()| Msg::Changed);
        let subscription = Some(store.subscribe(move |_: &Store| changed.emit(())));
        let state = store.state();
        let (framing, verdict, model) = (state.framings.shown, verdict(&state), Model::of(&state));
        Panel { framing, verdict, model, cause: None, clock: None, _subscription: subscription }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Changed => {
                let Some(store) = store(ctx) else { return false };
                let state = store.state();
                let before = (self.framing, self.verdict);
                (self.framing, self.verdict) = (state.framings.shown, verdict(&state));
                let is_new = self.model.changed(&state);
                let is_other = before != (self.framing, self.verdict);
                drop(state);
                if is_new {
                    self.find();
                    self.clock = None;
                }
                if is_new || is_other {
                    self.tell(&store);
                }
                is_new || is_other
            }
            Msg::Ask(question) => {
                let heard = ctx.link().callback(|(place, heard)| Msg::Heard(place, heard));
                let Some(store) = store(ctx) else { return false };
                self.model.ask(&store.state(), question, heard);
                self.find();
                self.tell(&store);
                let tell = ctx.link().callback(|()| Msg::Tell);
                self.clock = self.model.is_working().then(|| Interval::new(TELL_MS, move || tell.emit(())));
                true
            }
            Msg::Heard(place, heard) => {
                let is_new = self.model.hear(place, heard);
                if !self.model.is_working() {
                    self.clock = None;
                }
                if is_new {
                    self.find();
                    if let Some(store) = store(ctx) {
                        self.tell(&store);
                    }
                }
                is_new
            }
            Msg::Tell => true,
            Msg::Save(name, form) => {
                if let Ok(asked) = &self.model.asked {
                    self.model.said = save(asked, self.framing, name, form, self.rows(name));
                }
                true
            }
        }
    }

    fn destroy(&mut self, ctx: &Context<Self>) {
        // With the panel goes its work, and nobody waits any more.
        if let Some(store) = store(ctx).filter(|store| store.state().framings.told.is_asked) {
            let told = Told { is_asked: false, ..store.state().framings.told.clone() };
            store.dispatch(Action::Framed(told));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let ask = ctx.link().callback(Msg::Ask);
        let save = ctx.link().callback(|(name, form)| Msg::Save(name, form));
        let view = self.model.view(ask, save);
        let answers = match (&view, self.framing) {
            (Err(why), _) => html! { <p class="verdict-waiting">{ *why }</p> },
            (Ok(view), Framing::Cause) => cause(view, self.cause.as_ref()),
            (Ok(view), Framing::Aim) => aim(view),
            (Ok(view), Framing::Online) => online(view),
            // The verdict has a place of its own.
            (Ok(_), Framing::Behavior) => html! {},
        };
        let answer = self.answer(self.framing);
        html! {
            <div class="framing-panel" data-framing={self.framing.name()} data-answered={answer.is_some().to_string()}>
                <div aria-live="polite" aria-atomic="true">
                    { said(answer.unwrap_or_else(|| lead(self.framing).to_owned())) }
                    { for self.disagreements().into_iter().map(|words| html! { <p class="framing-disagreement">{ words }</p> }) }
                </div>
                { answers }
                <Everybody />
                <p class="verdict-small" aria-live="polite" aria-atomic="true">{ &self.model.said }</p>
            </div>
        }
    }
}

impl Panel {
    /// What is worked out from many answers is worked out once.
    fn find(&mut self) {
        self.cause = self.model.asked.as_ref().ok().and_then(|asked| self.model.found.cause(asked));
    }

    /// In a sentence; None: not yet.
    fn answer(&self, framing: Framing) -> Option<String> {
        let asked = self.model.asked.as_ref().ok()?;
        let found = &self.model.found;
        match framing {
            Framing::Behavior => None,
            Framing::Cause => self.cause.as_ref().map(outcome_words),
            Framing::Aim => match found.pulls.as_ref()? {
                Ok(report) => report.agents.get(asked.shown).map(|agent| aims_words(report, agent)),
                Err(silent) => Some(silent_words(*silent).to_owned()),
            },
            Framing::Online => {
                let is_done = found.wanted(&Question::Corrections(false), asked).is_empty();
                is_done.then(|| online_words(asked.scenario.world, &found.corrections[0]))
            }
        }
    }

    fn pulls(&self) -> Option<&PullReport> {
        self.model.found.pulls.as_ref()?.as_ref().ok()
    }

    /// Of the corrections; empty: not yet.
    fn moments(&self) -> Vec<Moment> {
        let is_answered = self.answer(Framing::Online).is_some();
        if is_answered { moments(&self.model.found.corrections[0]) } else { Vec::new() }
    }

    /// A sentence each.
    fn disagreements(&self) -> Vec<String> {
        let Ok(asked) = &self.model.asked else { return Vec::new() };
        let report = self.pulls();
        let agent = report.and_then(|report| Some((report, &report.agents.get(asked.shown)?.aims)));
        let aims: Option<Vec<(String, bool)>> = agent.map(|(report, aims)| {
            let name = |event: usize| event_name(&report.events, &report.kinds, event);
            aims.finals.iter().map(|event| (name(*event), aims.misaligned.contains(event))).collect()
        });
        let said = Said {
            verdict: self.verdict,
            cause: self.cause.as_ref().and_then(|report| Some((report.verdict?, report.outcome))),
            aims: aims.as_deref(),
            robustness: self.moments().last().and_then(|last| last.robustness),
        };
        disagreements(&said).iter().map(Disagreement::sentence).collect()
    }

    /// The rest of the page hears of it.
    fn tell(&self, store: &Store) {
        let answered: Vec<Framing> = Framing::ALL.into_iter().filter(|framing| self.answer(*framing).is_some()).collect();
        let figures = figures(self.cause.as_ref(), self.pulls(), &self.moments());
        let told = Told { answered, disagreements: self.disagreements(), figures, is_asked: self.model.is_working() };
        if store.state().framings.told != told {
            store.dispatch(Action::Framed(told));
        }
    }

    /// The rows of the table of this name.
    fn rows(&self, name: &str) -> Option<Rows> {
        let (found, asked) = (&self.model.found, self.model.asked.as_ref().ok()?);
        let seeds: Vec<u32> = asked.agents.iter().map(|agent| agent.seed).collect();
        Some(match name {
            "cause" => rows(self.cause.as_ref()?),
            "relabel" => relabel_rows(found.relabel.as_ref()?),
            "shares" => shares_rows(&found.shares()?),
            "edits" => edits_rows(&found.edited()?),
            "pulls" => pull::rows(self.pulls()?, &seeds),
            "pulls-over-training" => pull::moment_rows(self.pulls()?, &found.moments.as_ref()?.1),
            "doses" => pull::dose_rows(&found.doses.as_ref()?.1),
            "robustness" => moment_rows(&moments(&found.corrections[0])),
            "corrections" => course_rows(&found.corrections.concat()),
            "harms" => harm_rows(&shares(&found.corrections[0])),
            "watched" => watched_rows(&watched::curves(&found.watched)),
            _ => return None,
        })
    }
}

/// Where framings agree, and where not: the agents of all experiments. A component, as that never changes and is long.
#[component]
fn Everybody() -> Html {
    let (head, rows) = all_rows();
    let head: Vec<AttrValue> = head.into_iter().map(AttrValue::from).collect();
    let rows: Vec<Vec<Html>> = rows.into_iter().map(|row| row.into_iter().map(|cell| html! { cell }).collect()).collect();
    html! {
        <details class="fold framing-all">
            <summary>{ "All experiments, read in four ways" }</summary>
            <div class="framing-all-rows" tabindex="0" role="group" aria-label="All experiments, read in four ways"><Table class="verdict-evidence" {head} {rows} /></div>
            <p class="verdict-small">{ "Of four agents each, which nothing was tuned on. " }<code>{ "wayward framings" }</code>{ " prints it." }</p>
        </details>
    }
}

/// The first sentence leads.
fn said(words: String) -> Html {
    let (first, rest) = words.find(". ").map_or((&*words, ""), |end| words.split_at(end + 1));
    html! { <p class="verdict-says"><b>{ first }</b>{ rest }</p> }
}

/// At the full shift alone: that is where framings look.
fn verdict(state: &State) -> Option<Verdict> {
    if state.amount != 1.0 || state.covers_verdict() {
        return None;
    }
    let of_all = state.population().filter(|_| !state.single);
    of_all.map_or_else(|| state.verdict().map(|report| report.row.verdict), |all| all.headline)
}

fn store(ctx: &Context<Panel>) -> Option<Rc<Store>> {
    ctx.link().context::<Handle>(Callback::noop()).map(|(handle, _)| handle.0)
}
