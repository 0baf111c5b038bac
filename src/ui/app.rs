//! The root of the page: owns the state, the worker, the clock and the timers, and lays out the five stages.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::board::Board;
use super::chart::grouped;
use super::curves::Curves;
use super::draft::Draft;
use super::editor::{self, Editor};
use super::features::Features;
use super::link::{Heard, Link};
use super::markup::show;
use super::settings::{Knobs, NumberField};
use super::state::{Action, Phase, Run, Speed, State, reduce};
use super::timer::{Interval, Timeout, now, window};
use super::verdict::VerdictCard;
use crate::env::shift;
use crate::lang;
use crate::learner::Net;
use crate::protocol::{Command, Event};
use crate::scenario::Scenario;

const PRESET: &str = "cheese-corner";
const LOGO: &str = "<svg class='logo' viewBox='0 0 32 32' aria-hidden='true'><rect class='logo-ground' width='32' height='32' rx='8'/>\
    <path class='logo-meant' d='M6 25 C12 25 14 9 25 8'/><path class='logo-went' d='M6 25 C15 26 18 24 26 24'/>\
    <circle class='logo-end' cx='25.5' cy='8' r='2.6'/></svg>";
const STORED: &str = "wayward.draft";
/// How often the replay moves on; the boards move by themselves, every frame.
const TICK_MS: i32 = 100;
const SAVE_MS: i32 = 400;
const JUDGE_MS: i32 = 150;
const AUTO_TRAIN_MS: i32 = 300;

pub enum Msg {
    Do(Action),
    Train,
    /// Pause or go on.
    Hold,
    Step,
    Stop,
    NewSeed,
    Heard(Heard),
    Tick,
    /// The shift slider has come to rest.
    Judge,
    Save,
    /// Sets a field and trains: a remedy of stage five.
    Remedy(&'static str, &'static str),
    RestoreReward,
    FormatReward,
    FocusReward,
    /// Puts the next part of the page in its place.
    Build,
}

pub struct App {
    state: State,
    link: Option<Link>,
    /// The agent before any training, for the boards of a page on which nothing has run.
    untrained: Rc<Net>,
    last_tick: f64,
    reduced_motion: bool,
    /// Spoken to screen readers: few words, seldom.
    spoken: AttrValue,
    /// How many parts of the page are there: one a task, because all at once would block the page for too long.
    built: usize,
    build: Option<Timeout>,
    _clock: Interval,
    save: Option<Timeout>,
    judge: Option<Timeout>,
    auto_train: Option<Timeout>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        let fresh = || Draft::new(Scenario::preset(PRESET).expect("a preset of this build"));
        let (draft, amount) = storage()
            .and_then(|storage| storage.get_item(STORED).ok().flatten())
            .and_then(|saved| Draft::restore(&saved))
            .unwrap_or_else(|| (fresh(), 0.0));
        let tick = ctx.link().callback(|()| Msg::Tick);
        let reduced_motion = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches());
        let mut app = App {
            untrained: Rc::new(untrained(&draft.scenario)),
            state: State::new(draft, amount),
            link: None,
            last_tick: now(),
            reduced_motion,
            spoken: AttrValue::default(),
            built: 0,
            build: None,
            _clock: Interval::new(TICK_MS, move || tick.emit(())),
            save: None,
            judge: None,
            auto_train: None,
        };
        app.open_link(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Do(action) => self.do_it(ctx, action),
            Msg::Train => {
                self.begin(false);
            }
            Msg::Hold => {
                let held = !self.state.held;
                self.apply(Action::Hold(held));
                self.send(|run| if held { Command::Pause { run } } else { Command::Resume { run } });
            }
            Msg::Step => self.step(),
            Msg::Stop => self.send(|run| Command::Stop { run }),
            Msg::NewSeed => {
                let seed = (js_sys::Math::random() * 10_000.0).floor().to_string();
                self.do_it(ctx, Action::TypeField { key: "seed".into(), text: seed });
            }
            Msg::Heard(heard) => self.heard(ctx, heard),
            Msg::Tick => return self.tick(),
            Msg::Judge => {
                let amount = self.state.amount;
                self.send(|run| Command::Judge { run, amount });
            }
            Msg::Save => {
                // Storage may be full or forbidden; then the page lives without.
                if let Some(storage) = storage() {
                    let _ = storage.set_item(STORED, &self.state.draft.save(self.state.amount));
                }
                return false;
            }
            Msg::Remedy(key, value) => {
                self.do_it(ctx, Action::TypeField { key: key.into(), text: value.into() });
                self.begin(false);
            }
            Msg::RestoreReward => {
                if let Some(preset) = Scenario::preset(&self.state.draft.scenario.preset) {
                    self.do_it(ctx, Action::TypeReward(preset.reward));
                }
            }
            Msg::FormatReward => {
                if let Some(text) = lang::format(&self.state.draft.reading.text) {
                    self.do_it(ctx, Action::TypeReward(text));
                }
            }
            Msg::FocusReward => {
                focus("reward");
                return false;
            }
            Msg::Build => self.built += 1,
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if self.built < PARTS.len() {
            self.build = Some(self.later(ctx, 0, || Msg::Build));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let state = &self.state;
        let link = ctx.link();
        let spec = state.draft.scenario.world;
        html! {
            <div class="page">
                <header class="top">
                    <div class="brand">
                        { show(LOGO.into()) }
                        <h1>{ "Wayward" }</h1>
                    </div>
                    <p class="question">{ spec.question() }</p>
                </header>
                <div id="notice" class="notice" role="status">
                    if let Some((words, again)) = &state.notice {
                        <span>{ words.clone() }</span>
                        if *again {
                            <button onclick={link.callback(|_| Msg::Train)}>{ "Train again" }</button>
                        }
                        <button class="quiet" onclick={link.callback(|_| Msg::Do(Action::Dismiss))}>{ "Dismiss" }</button>
                    }
                </div>
                <main class="bench">
                    { for PARTS.iter().take(self.built).map(|part| part(self, ctx)) }
                </main>
                <footer class="foot">
                    <p>{ "Everything here is learned and measured in this browser. Nothing is sent anywhere." }</p>
                </footer>
                { self.figures() }
                <div class="sr-only" role="status" aria-live="polite">{ &self.spoken }</div>
            </div>
        }
    }
}

/// What stands on the bench, in order.
const PARTS: [fn(&App, &Context<App>) -> Html; 6] = [App::reward, App::train, App::shift, App::curves, App::verdict, App::correct];

/// The five stages.
impl App {
    fn curves(&self, _: &Context<Self>) -> Html {
        let run = self.state.run.as_ref();
        html! {
            <section class="stage stage-curves">
                <Curves points={run.map(|run| run.points.clone()).unwrap_or_default()} displayed_step={run.map_or(0, |run| run.displayed as u32)}
                    total={run.map_or(self.state.draft.scenario.agent.total_timesteps, |run| run.total)} />
            </section>
        }
    }

    fn reward(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let failure = state.run.as_ref().filter(|_| !state.is_text_stale()).and_then(|run| run.failure.clone());
        html! {
            <section class="stage stage-reward" aria-labelledby="h-reward">
                <h2 id="h-reward"><span class="num">{ "1" }</span>{ "Reward " }<small>{ "what you ask for" }</small></h2>
                <Editor text={AttrValue::from(state.draft.reading.text.clone())} diagnostics={state.draft.reading.diagnostics.clone()} {failure}
                    stale={state.is_text_stale()}
                    on_input={link.callback(|text| Msg::Do(Action::TypeReward(text)))}
                    on_submit={link.callback(|()| Msg::Train)}
                    on_restore={link.callback(|()| Msg::RestoreReward)}
                    on_format={link.callback(|()| Msg::FormatReward)} />
                <div class="meant">
                    <h3>{ "What you meant" }</h3>
                    <pre><code>{ &state.draft.scenario.intended }</code></pre>
                    <p class="why">{ "The agent never sees this: it only measures how well the agent does what you wanted." }</p>
                </div>
                <details class="fold">
                    <summary>{ "What a reward may read" }</summary>
                    <Features world={state.draft.scenario.world} on_insert={Callback::from(|name: String| editor::insert(&name))} />
                </details>
            </section>
        }
    }

    fn train(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let phase = state.run.as_ref().map(|run| run.phase);
        let training = matches!(phase, Some(Phase::Training | Phase::Paused));
        let blocker = state.draft.blocker();
        let seed_problem = state.draft.problem("seed").unwrap_or_default();
        let scenario = state.shown_scenario();
        let at = shift::between(scenario.world, &scenario.train, &scenario.shift, state.amount);
        let (net, label) = self.shown_agent();
        let tally = state.run.as_ref().map_or(0, |run| 2 * run.id + u32::from(run.is_replayed()));
        let board = |id: &'static str, title: &'static str, subtitle: String, knobs: Vec<f64>, stream: u64| {
            html! {
                <Board {id} {title} {subtitle} world={scenario.world} knobs={Rc::new(knobs)} {stream} net={net.clone()} label={label.clone()}
                    tally_key={tally} overlay={state.overlay} running={!state.held} reduced_motion={self.reduced_motion} />
            }
        };
        html! {
            <section class="stage stage-train" aria-labelledby="h-train">
                <h2 id="h-train"><span class="num">{ "2" }</span>{ "Train " }<small>{ "what it learns" }</small></h2>
                <div class="controls">
                    <button id="train" class="primary" disabled={!state.worker_ready || blocker.is_some()} aria-describedby="train-problem"
                        onclick={link.callback(|_| Msg::Train)}>{ if phase.is_some() { "Train again" } else { "Train" } }</button>
                    <button id="pause" disabled={!state.is_going()} aria-pressed={state.held.to_string()} onclick={link.callback(|_| Msg::Hold)}>
                        { if state.held { "Resume" } else { "Pause" } }
                    </button>
                    <button id="step" title="One update of PPO, then pause" disabled={!state.worker_ready || blocker.is_some() || phase == Some(Phase::Training)}
                        onclick={link.callback(|_| Msg::Step)}>{ "Step" }</button>
                    <button id="stop" title="Stop training and keep what was learned" disabled={!training} onclick={link.callback(|_| Msg::Stop)}>{ "Stop" }</button>
                    <button id="reset" title="Forget this agent; what you typed stays" disabled={phase.is_none()}
                        onclick={link.callback(|_| Msg::Do(Action::Reset))}>{ "Reset" }</button>
                    <label class="field">{ "Seed" }
                        <input id="seed" type="text" inputmode="numeric" autocomplete="off" size="6" value={state.draft.text("seed")}
                            aria-invalid={(!seed_problem.is_empty()).then_some("true")} aria-describedby="seed-problem"
                            oninput={link.callback(|event: InputEvent| Msg::Do(Action::TypeField { key: "seed".into(), text: typed(&event) }))} />
                    </label>
                    <button class="quiet" title="Another seed: another start, other levels" onclick={link.callback(|_| Msg::NewSeed)}>{ "New seed" }</button>
                    <label class="switch" title="Train by itself shortly after an edit of the reward">
                        <input id="auto-train" type="checkbox" checked={state.auto_train} onchange={link.callback(|event: yew::Event| Msg::Do(Action::AutoTrain(checked(&event))))} />
                        { "Auto-train" }
                    </label>
                    <label class="field">{ "Replay" }
                        <select id="speed" onchange={link.batch_callback(|event: yew::Event| {
                            Speed::named(&event.target_unchecked_into::<HtmlSelectElement>().value()).map(|speed| Msg::Do(Action::Choose(speed)))
                        })}>
                            { for Speed::ALL.map(|speed| html! { <option value={speed.name()} selected={speed == state.speed}>{ speed.label() }</option> }) }
                        </select>
                    </label>
                    <label class="field" title="In this share of training levels the cheese lies elsewhere, 0 to 1">{ "Cheese elsewhere" }
                        <NumberField id="train-disagree" key_name="train.disagree" label="Share of training levels in which the cheese lies elsewhere, 0 to 1"
                            draft={state.draft.clone()} on_field={link.callback(|(key, text)| Msg::Do(Action::TypeField { key, text }))} />
                    </label>
                    <label class="switch">
                        <input id="overlay" type="checkbox" checked={state.overlay} onchange={link.callback(|event: yew::Event| Msg::Do(Action::Overlay(checked(&event))))} />
                        { "Value and policy" }
                    </label>
                </div>
                <p id="seed-problem" class="field-problem">{ seed_problem }</p>
                <p id="train-problem" class="field-problem">{ blocker.filter(|(key, _)| key != "seed" && key != "train.disagree").map_or_else(String::new, |(key, words)| format!("Before training: {key}: {words}")) }</p>
                <div class="replay">
                    <progress class="bar" max="100" value={format!("{:.0}", self.replayed() * 100.0)} aria-label="Replay of the training" />
                    <span class="replay-text">{ self.replay_words() }</span>
                </div>
                <div class="boards">
                    { board("board-train", "Training world", where_cheese(&scenario, &scenario.train), scenario.train.clone(), 1) }
                    { board("board-deploy", "Shifted world", where_cheese(&scenario, &at), at, 2) }
                </div>
            </section>
        }
    }

    fn shift(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let percent = (state.amount * 100.0).round();
        html! {
            <section class="stage stage-shift" aria-labelledby="h-shift">
                <h2 id="h-shift"><span class="num">{ "3" }</span>{ "Shift " }<small>{ "move the world, keep the agent" }</small></h2>
                <div class="slider">
                    <span class="end">{ "as in training" }</span>
                    <input id="shift" type="range" min="0" max="100" step="1" value={percent.to_string()} aria-label="How far the world is shifted, percent"
                        aria-valuetext={format!("{percent} percent of the way")}
                        oninput={link.callback(|event: InputEvent| Msg::Do(Action::MoveShift(crate::decimal::parse(&typed(&event)).unwrap_or(0.0) / 100.0)))} />
                    <span class="end">{ "cheese anywhere" }</span>
                    <output for="shift">{ format!("{percent} %") }</output>
                </div>
                <details class="fold world-settings">
                    <summary>{ "World settings" }</summary>
                    <Knobs draft={state.draft.clone()} on_field={link.callback(|(key, text)| Msg::Do(Action::TypeField { key, text }))} />
                </details>
            </section>
        }
    }

    fn verdict(&self, ctx: &Context<Self>) -> Html {
        let state = &self.state;
        let run = state.run.as_ref();
        let waiting = match run.map(|run| (run.phase, run)) {
            None => "Press Train. Once the agent has learned, it is measured here and in the shifted world.",
            Some((Phase::Training | Phase::Paused, _)) => "The agent is still learning.",
            Some((Phase::Failed, _)) => "Training stopped; there is no agent to judge.",
            Some((Phase::Lost, _)) => "This run was lost; train again.",
            Some((Phase::Trained, run)) if !run.is_replayed() => "Watch it learn first; the verdict comes at the end of the replay.",
            Some((Phase::Trained, _)) => "",
        };
        let scenario = state.shown_scenario();
        let disagree = scenario.world.knob("disagree").map_or(0.0, |knob| scenario.train[knob]);
        html! {
            <section class="stage stage-verdict">
                <VerdictCard report={self.report().cloned()}
                    judging={run.filter(|run| run.is_replayed() && state.verdict().is_none()).map(|run| run.judging.unwrap_or((0, 1)))}
                    {waiting} amount={state.amount} fresh_label="training levels (new ones)" shift_label="shifted levels"
                    stale={state.is_stale()} trained_disagree_zero={disagree == 0.0}
                    on_amount={ctx.link().callback(|amount| Msg::Do(Action::MoveShift(amount)))} />
            </section>
        }
    }

    fn correct(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let ready = state.worker_ready && state.draft.reading.compiles;
        let now = state.verdict();
        let elsewhere = state.draft.value("train.disagree").unwrap_or(0.0);
        html! {
            <section class="stage stage-correct" aria-labelledby="h-correct">
                <h2 id="h-correct"><span class="num">{ "5" }</span>{ "Correct " }<small>{ "what would undo it?" }</small></h2>
                <div class="remedies">
                    if elsewhere < 0.1 {
                        <button class="remedy" id="remedy-worlds" disabled={!ready} onclick={link.callback(|_| Msg::Remedy("train.disagree", "0.1"))}>
                            <b>{ "Change the training worlds" }</b>{ " cheese elsewhere in 10 % of them, and train" }
                        </button>
                    } else {
                        <button class="remedy" id="remedy-back" disabled={!ready} onclick={link.callback(|_| Msg::Remedy("train.disagree", "0"))}>
                            <b>{ "Back to the corner" }</b>{ " cheese always in the corner, and train" }
                        </button>
                    }
                    <button class="remedy" id="remedy-reward" onclick={link.callback(|_| Msg::FocusReward)}>
                        <b>{ "Change the reward" }</b>{ " pay for something else, and see if that helps" }
                    </button>
                </div>
                <p class="before-after">
                    if let (Some(before), Some(now)) = (&state.before, now) {
                        { format!("The agent before: {}. This one: {}.", headline(&before.row), headline(&now.row)) }
                    }
                </p>
            </section>
        }
    }

    /// What programs read: the run in figures, as data attributes.
    fn figures(&self) -> Html {
        let run = self.state.run.as_ref();
        let summary = run.and_then(|run| run.summary.as_ref());
        let number = |value: Option<f64>| value.map(|value| format!("{value}"));
        html! {
            <div id="run-figures" hidden={true}
                data-state={run.map_or("idle", |run| run.phase.name())}
                data-step={run.map(|run| run.step.to_string())}
                data-displayed-step={run.map(|run| format!("{:.0}", run.displayed))}
                data-digest={summary.map(|summary| summary.digest.clone())}
                data-success={number(summary.map(|summary| f64::from(summary.success)))}
                data-worker-ms={number(summary.map(|summary| summary.busy_ms))}
                data-steps-per-second={number(summary.filter(|summary| summary.busy_ms > 0.0).map(|summary| f64::from(summary.steps) / summary.busy_ms * 1_000.0))}
                data-steps-to-goal={summary.and_then(|summary| summary.steps_to_95).map(|steps| steps.to_string())}
                data-ms-to-goal={number(summary.and_then(|summary| summary.ms_to_95))} />
        }
    }
}

/// What happens.
impl App {
    fn apply(&mut self, action: Action) {
        // `reduce` takes the state by value; the stand-in is never seen.
        let empty = State::new(self.state.draft.clone(), 0.0);
        self.state = reduce(std::mem::replace(&mut self.state, empty), action);
    }

    fn do_it(&mut self, ctx: &Context<Self>, action: Action) {
        let old_seed = (self.state.draft.scenario.seed, self.state.draft.scenario.agent.hidden_size);
        let typed = matches!(action, Action::TypeReward(_) | Action::TypeField { .. });
        let moved = matches!(action, Action::MoveShift(_));
        let reset = matches!(action, Action::Reset);
        if reset {
            self.send(|run| Command::Stop { run });
        }
        self.apply(action);
        if typed || moved {
            self.save = Some(self.later(ctx, SAVE_MS, || Msg::Save));
        }
        if moved {
            self.judge = Some(self.later(ctx, JUDGE_MS, || Msg::Judge));
        }
        if typed && self.state.auto_train {
            self.auto_train = self.state.draft.blocker().is_none().then(|| self.later(ctx, AUTO_TRAIN_MS, || Msg::Train));
        }
        let scenario = &self.state.draft.scenario;
        if old_seed != (scenario.seed, scenario.agent.hidden_size) {
            self.untrained = Rc::new(untrained(scenario));
        }
    }

    fn later(&self, ctx: &Context<Self>, milliseconds: i32, msg: impl Fn() -> Msg + 'static) -> Timeout {
        let callback = ctx.link().callback(move |()| msg());
        Timeout::new(milliseconds, move || callback.emit(()))
    }

    /// A new run of what stands on the page, if it can be trained.
    fn begin(&mut self, held: bool) -> bool {
        self.auto_train = None;
        if self.state.draft.blocker().is_some() || !self.state.worker_ready {
            return false;
        }
        self.apply(Action::Begin { held });
        self.spoken = "Training.".into();
        let (amount, scenario) = (self.state.amount, self.state.shown_scenario());
        self.send(|run| Command::Train { run, scenario: Box::new((*scenario).clone()), amount });
        true
    }

    fn step(&mut self) {
        let fresh = !matches!(self.state.run.as_ref().map(|run| run.phase), Some(Phase::Paused));
        if !fresh || self.begin(true) {
            self.send(|run| Command::Step { run, updates: 1 });
        }
    }

    /// Sends a command about the present run, if there is one.
    fn send(&self, command: impl FnOnce(u32) -> Command) {
        if let (Some(link), Some(run)) = (&self.link, &self.state.run) {
            link.send(&command(run.id));
        }
    }

    fn open_link(&mut self, ctx: &Context<Self>) {
        match Link::open(ctx.link().callback(Msg::Heard)) {
            Ok(link) => self.link = Some(link),
            Err(why) => self.state.notice = Some((format!("This browser gives the page no worker to train in: {why}."), false)),
        }
    }

    fn heard(&mut self, ctx: &Context<Self>, heard: Heard) {
        match heard {
            Heard::Ready => self.apply(Action::WorkerReady),
            Heard::Event(event) => {
                match &event {
                    Event::Failed { failure, .. } => self.spoken = format!("Training stopped: {}", failure.message).into(),
                    Event::Trained { summary, .. } => {
                        self.spoken =
                            format!("Trained: {:.0} percent of training episodes reach the goal.", summary.success * 100.0).into();
                    }
                    _ => {}
                }
                let amount_moved = matches!(&event, Event::Judged { amount, .. } if *amount != self.state.amount);
                self.apply(Action::Told(event));
                if self.state.run.as_ref().is_some_and(|run| run.phase == Phase::Failed) {
                    self.state.held = false;
                }
                // The slider was moved while this verdict was under way and before the worker knew.
                if amount_moved && self.judge.is_none() {
                    let amount = self.state.amount;
                    self.send(|run| Command::Judge { run, amount });
                }
                self.speak_verdict();
            }
            Heard::Dead(why) => {
                self.link = None;
                self.apply(Action::WorkerLost(why));
                self.open_link(ctx);
            }
        }
    }

    /// Moves the replay on; true if anything on the page changes by it.
    fn tick(&mut self) -> bool {
        let time = now();
        // After a pause of the page itself (hidden tab) the replay goes on where it was.
        let seconds = ((time - self.last_tick) / 1_000.0).min(0.5);
        self.last_tick = time;
        let Some(before) = self.state.run.as_ref().map(|run| run.displayed) else { return false };
        self.apply(Action::Tick(seconds));
        let changed = self.state.run.as_ref().is_some_and(|run| run.displayed != before);
        if changed {
            self.speak_verdict();
        }
        changed
    }

    fn speak_verdict(&mut self) {
        if let Some(report) = self.state.verdict() {
            let words = AttrValue::from(format!("Verdict: {}.", headline(&report.row)));
            if self.spoken != words {
                self.spoken = words;
            }
        }
    }

    /// The verdict to show: the one of this amount, or the last one while the next is under way.
    fn report(&self) -> Option<&Rc<crate::protocol::Report>> {
        let run = self.state.run.as_ref().filter(|run| run.is_replayed())?;
        run.report.as_ref().map(|(_, report)| report)
    }

    fn shown_agent(&self) -> (Rc<Net>, AttrValue) {
        match self.state.run.as_ref().and_then(Run::shown) {
            None | Some((0, _)) => (self.untrained.clone(), "untrained".into()),
            Some((step, net)) => (net.clone(), format!("after {} steps", grouped(*step)).into()),
        }
    }

    fn replayed(&self) -> f64 {
        self.state.run.as_ref().map_or(0.0, |run| run.displayed / f64::from(run.total.max(1)))
    }

    fn replay_words(&self) -> String {
        let Some(run) = &self.state.run else { return "Not trained yet: the mouse wanders.".into() };
        let shown = run.shown().map_or(0, |(step, _)| *step);
        match run.phase {
            Phase::Failed => format!("Training stopped after {} steps.", grouped(run.step)),
            Phase::Lost => "The run was lost.".into(),
            Phase::Trained if run.is_replayed() => {
                let took = run.summary.as_ref().map_or(String::new(), |summary| format!(" in {:.1} s", summary.busy_ms / 1_000.0));
                format!("Learned from {} steps{took}.", grouped(run.step))
            }
            Phase::Training | Phase::Paused | Phase::Trained => {
                format!("Showing the agent after {} of {} steps", grouped(shown), grouped(run.total))
            }
        }
    }
}

fn untrained(scenario: &Scenario) -> Net {
    Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, scenario.seed)
}

/// "inner misaligned (corner)".
fn headline(row: &crate::protocol::Row) -> String {
    let goal = row.goal.as_ref().map_or(String::new(), |goal| format!(" ({goal})"));
    format!("{}{goal}", row.verdict.replace('_', " "))
}

/// Where the cheese lies, by the share of levels that have it elsewhere.
fn where_cheese(scenario: &Scenario, knobs: &[f64]) -> String {
    let share = scenario.world.knob("disagree").map_or(0.0, |knob| knobs[knob]);
    if share == 0.0 {
        "cheese in the corner".into()
    } else if share >= 1.0 {
        "cheese anywhere but the corner".into()
    } else {
        format!("cheese elsewhere in {:.0} % of levels", share * 100.0)
    }
}

fn focus(id: &str) {
    if let Some(element) = window().document().and_then(|document| document.get_element_by_id(id)) {
        // An element that cannot take the focus stays without.
        let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(element).focus();
    }
}

fn typed(event: &InputEvent) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value()
}

fn checked(event: &yew::Event) -> bool {
    event.target_unchecked_into::<HtmlInputElement>().checked()
}

/// None where the browser forbids it.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Draws the page into this element and keeps it alive.
pub fn start(root: web_sys::Element) {
    yew::Renderer::<App>::with_root(root).render();
}
