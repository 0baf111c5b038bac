//! The root of the page: owns the state, the worker, the clock and the timers, and lays out the five stages.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::agents::{agents, tile};
use super::board::Board;
use super::chart::grouped;
use super::curves::{Look, curves};
use super::draft::Draft;
use super::editor::{self, Editor};
use super::features::features;
use super::ghost::Ghosts;
use super::link::Heard;
use super::markup::{pressed, show};
use super::player;
use super::pool::Pool;
use super::settings::{agent_settings, knobs, number_field};
use super::state::{Action, Phase, Run, Speed, State, Task, reduce};
use super::timer::{Interval, Timeout, now, window};
use super::verdict::{VerdictProps, card};
use super::words;
use crate::env::shift;
use crate::experiment::SNAPSHOTS;
use crate::judge::Survey;
use crate::lang;
use crate::learner::Net;
use crate::protocol::{Command, Event, Optimal};
use crate::scenario::Scenario;

const PRESET: &str = "cheese-corner";
const LOGO: &str = "<svg class='logo' viewBox='0 0 32 32' aria-hidden='true'><rect class='logo-ground' width='32' height='32' rx='8'/>\
    <path class='logo-meant' d='M6 25 C12 25 14 9 25 8'/><path class='logo-went' d='M6 25 C15 26 18 24 26 24'/>\
    <circle class='logo-end' cx='25.5' cy='8' r='2.6'/></svg>";
const STORED: &str = "wayward.draft";
/// How often the replay moves on; the boards move by themselves, every frame.
const TICK_MS: i32 = 100;
/// Training levels looked at in one tick: a few milliseconds.
const LOOKS: usize = 16;
/// Of an agent that is seen small first: 64 of them fit into 40 MB.
const FEW_SNAPSHOTS: u32 = 8;
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
    /// The board of this stream shows another level.
    Turn(u64, u64),
    /// From the worker at this place.
    Heard(usize, Heard),
    Tick,
    /// The slider has come to rest.
    Rest,
    Save,
    /// Sets a field and trains: a remedy of stage five.
    Remedy(&'static str, &'static str),
    RestoreReward,
    FormatReward,
    FocusReward,
    /// Goes on learning from the shown moment.
    Branch,
    Look(Look),
    /// Puts the next part of the page in its place.
    Build,
}

pub struct App {
    state: State,
    pool: Pool,
    ghosts: Ghosts,
    /// The agent before any training, for the boards of a page on which nothing has run.
    untrained: Rc<Net>,
    last_tick: f64,
    reduced_motion: bool,
    /// Spoken to screen readers: few words, seldom.
    spoken: AttrValue,
    /// How many parts of the page are there: one a task, because all at once would block the page for too long.
    built: usize,
    build: Option<Timeout>,
    /// How the curves are looked at, and where they are.
    look: Look,
    frame: NodeRef,
    /// What the training levels show about the features, under way or done, and the knobs and the number of levels it is of.
    survey: (Vec<f64>, u32, Survey),
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
        App {
            look: Look::NEW,
            frame: NodeRef::default(),
            survey: survey(&draft.scenario),
            untrained: Rc::new(untrained(&draft.scenario)),
            state: State::new(draft, amount),
            pool: Pool::new(ctx.link().callback(|(place, heard)| Msg::Heard(place, heard))),
            ghosts: Ghosts::default(),
            last_tick: now(),
            reduced_motion,
            spoken: AttrValue::default(),
            built: 0,
            build: None,
            _clock: Interval::new(TICK_MS, move || tick.emit(())),
            save: None,
            judge: None,
            auto_train: None,
        }
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
                self.pool.send_all(|run| if held { Command::Pause { run } } else { Command::Resume { run } });
            }
            Msg::Step => self.step(),
            Msg::Stop => {
                self.apply(Action::Stop);
                self.keep();
                if let Some(run) = self.state.run() {
                    self.pool.send(run.id, &Command::Stop { run: run.id });
                }
            }
            Msg::NewSeed => {
                let seed = (js_sys::Math::random() * 10_000.0).floor().to_string();
                self.do_it(ctx, Action::TypeField { key: "seed".into(), text: seed });
            }
            Msg::Turn(stream, number) => self.ghosts.turn(stream, number),
            Msg::Heard(place, heard) => {
                // A population tells of its progress hundreds of times a second; the clock shows it ten times.
                let draws = !matches!(
                    &heard,
                    Heard::Event(Event::Progress { .. } | Event::Snapshot { .. } | Event::Judging { .. } | Event::Stopped { .. })
                );
                self.heard(place, heard);
                if !draws {
                    return false;
                }
            }
            Msg::Tick => return self.tick(),
            Msg::Rest => {
                self.apply(Action::Rest);
                let amount = self.state.amount;
                self.pool.send_all(|run| Command::Judge { run, amount });
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
            Msg::Branch => {
                self.apply(Action::Branch);
                self.keep();
            }
            Msg::Look(look) => {
                return std::mem::replace(&mut self.look, look) != look;
            }
            Msg::Build => {
                self.built += 1;
                if self.built == BUILDS
                    && let Err(why) = self.pool.grow()
                {
                    self.refuse(&why);
                }
            }
        }
        self.dispatch();
        self.haunt();
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if self.built < BUILDS {
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

/// After the parts the two boards, one a task.
const BUILDS: usize = PARTS.len() + 2;

/// The five stages.
impl App {
    fn curves(&self, ctx: &Context<Self>) -> Html {
        let run = self.state.run();
        html! {
            <section class="stage stage-curves">
                { curves(&run.map(|run| run.points.clone()).unwrap_or_default(), run.map_or(0, |run| run.displayed as u32),
                    run.map_or(self.state.draft.scenario.agent.total_timesteps, |run| run.total), self.look, &self.frame, &ctx.link().callback(Msg::Look)) }
            </section>
        }
    }

    fn reward(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let failure = state.run().filter(|_| !state.is_text_stale()).and_then(|run| run.failure.clone());
        html! {
            <section class="stage stage-reward" aria-labelledby="h-reward">
                <h2 id="h-reward"><span class="num">{ "1" }</span>{ "Reward " }<small>{ "what you ask for" }</small></h2>
                <Editor world={state.draft.scenario.world} text={AttrValue::from(state.draft.reading.text.clone())} diagnostics={state.draft.reading.diagnostics.clone()} {failure}
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
                    // The editor keeps its focus and with it the place of its caret.
                    <div onmousedown={|event: MouseEvent| event.prevent_default()} onclick={|event: MouseEvent| {
                        if let Some(text) = pressed(&event, "data-insert") {
                            editor::insert(&text);
                        }
                    }}>{ show(features(state.draft.scenario.world)) }</div>
                </details>
            </section>
        }
    }

    fn train(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let phase = state.run().map(|run| run.phase);
        let on_field = link.callback(|(key, text)| Msg::Do(Action::TypeField { key, text }));
        let blocker = state.draft.blocker();
        let seed_problem = state.draft.problem("seed").unwrap_or_default();
        let scenario = state.shown_scenario();
        let at = shift::between(scenario.world, &scenario.train, &scenario.shift, state.amount);
        let (net, label) = self.shown_agent();
        let tally = state.run().map_or(0, |run| 2 * run.id + u32::from(run.is_replayed()));
        let board = |id: &'static str, title: &'static str, subtitle: String, knobs: Vec<f64>, stream: u64| {
            html! {
                <Board {id} {title} {subtitle} world={scenario.world} knobs={Rc::new(knobs)} {stream} net={net.clone()} label={label.clone()}
                    ghost={self.ghosts.of(stream).filter(|_| state.ghost)} ghost_late={!state.draft.reading.compiles}
                    on_level={link.callback(move |number| Msg::Turn(stream, number))} tally_key={tally} overlay={state.overlay} running={!state.held} frugal={self.pool.is_full()} reduced_motion={self.reduced_motion} />
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
                    <button id="stop" title="Stop training and keep what was learned" disabled={!state.is_training()} onclick={link.callback(|_| Msg::Stop)}>{ "Stop" }</button>
                    <button id="reset" title="Forget this agent; what you typed stays" disabled={phase.is_none()}
                        onclick={link.callback(|_| Msg::Do(Action::Reset))}>{ "Reset" }</button>
                    <label class="field">{ "Seed" }
                        <input id="seed" type="text" inputmode="numeric" autocomplete="off" size="6" value={state.draft.text("seed")}
                            aria-invalid={(!seed_problem.is_empty()).then_some("true")} aria-describedby="seed-problem"
                            oninput={link.callback(|event: InputEvent| Msg::Do(Action::TypeField { key: "seed".into(), text: typed(&event) }))} />
                    </label>
                    <label class="field" title="So many agents, alike but for their seed, 1 to 64">{ "Agents" }
                        { number_field("seeds".into(), "seeds".into(), "How many agents to train, alike but for their seed, 1 to 64".into(), &state.draft, &on_field) }
                    </label>
                    <button class="quiet" title="Another seed: another start, other levels" onclick={link.callback(|_| Msg::NewSeed)}>{ "New seed" }</button>
                    { switch(link, "auto-train", "Train by itself shortly after an edit of the reward", "Auto-train", state.auto_train, Action::AutoTrain) }
                    <label class="field" title="In this share of training levels the cheese lies elsewhere, 0 to 1">{ "Cheese elsewhere" }
                        { number_field("train-disagree".into(), "train.disagree".into(),
                            "Share of training levels in which the cheese lies elsewhere, 0 to 1".into(), &state.draft, &on_field) }
                    </label>
                    { switch(link, "overlay", "What the agent expects and does in every cell", "Value and policy", state.overlay, Action::Overlay) }
                    { switch(link, "ghost", "A ghost does what a perfect optimizer of your words does", "Optimizer", state.ghost, Action::Ghost) }
                </div>
                <p id="seed-problem" class="field-problem">{ seed_problem }</p>
                <p id="train-problem" class="field-problem">{ blocker.filter(|(key, _)| key != "seed" && key != "seeds" && key != "train.disagree").map_or_else(String::new, |(key, words)| format!("Before training: {key}: {words}")) }</p>
                <div class="replay">
                    <label class="field"><span class="sr-only">{ "Replay" }</span>
                        <select id="speed" onchange={link.batch_callback(|event: yew::Event| {
                            Speed::named(&event.target_unchecked_into::<HtmlSelectElement>().value()).map(|speed| Msg::Do(Action::Choose(speed)))
                        })}>
                            { for Speed::ALL.map(|speed| html! { <option value={speed.name()} selected={speed == state.speed}>{ speed.label() }</option> }) }
                        </select>
                    </label>
                    { self.scrubber(ctx) }
                    <span class="replay-text">{ self.replay_words() }</span>
                    if state.scrubbed {
                        <button id="branch" title="A new agent goes on learning from here, with the reward and the worlds as they are on the page now"
                            disabled={blocker_of_branch(state)} onclick={link.callback(|_| Msg::Branch)}>{ "Go on from here" }</button>
                    }
                </div>
                <div class="boards">
                    if self.built + 1 >= BUILDS {
                        { board("board-train", "Training world", where_cheese(&scenario, &scenario.train), scenario.train.clone(), player::TRAINING) }
                    }
                    if self.built >= BUILDS {
                        { board("board-deploy", "Shifted world", where_cheese(&scenario, &at), at, player::SHIFTED) }
                    }
                </div>
            </section>
        }
    }

    /// The replay, and at the same time the way back to any moment of training.
    fn scrubber(&self, ctx: &Context<Self>) -> Html {
        let run = self.state.run();
        let (displayed, newest) = run.map_or((0, 0), |run| (run.displayed as u32, run.snapshots.last().map_or(0, |(step, _)| *step)));
        let total = run.map_or(1, |run| run.total.max(1));
        html! {
            <input id="scrub" type="range" class="bar" min="0" max={total.to_string()} step="256" value={displayed.to_string()}
                disabled={newest == 0} aria-label="Moment of training that is shown" aria-valuetext={format!("after {} steps", grouped(displayed))}
                oninput={ctx.link().callback(|event: InputEvent| {
                    Msg::Do(Action::Scrub(crate::decimal::parse(&typed(&event)).unwrap_or(0.0) as u32))
                })} />
        }
    }

    fn shift(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let percent = (state.amount * 100.0).round();
        let on_field = link.callback(|(key, text)| Msg::Do(Action::TypeField { key, text }));
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
                <div class="folds">
                <details class="fold world-settings">
                    <summary>{ "World settings" }</summary>
                    { knobs(&state.draft, &on_field) }
                </details>
                <details class="fold world-settings" id="agent-settings">
                    <summary>{ "Agent settings" }</summary>
                    { agent_settings(&state.draft, &on_field, link.callback(|_| Msg::Do(Action::ResetFields("agent.")))) }
                </details>
                </div>
            </section>
        }
    }

    fn verdict(&self, ctx: &Context<Self>) -> Html {
        let state = &self.state;
        let run = state.run();
        let moment = state.moment().map(|(step, _)| *step);
        let waiting = match run.map(|run| (run.phase, run)) {
            None => "Press Train. Once the agents have learned, they are measured here and in the shifted world.",
            Some((Phase::Waiting, _)) => "This agent waits for a free worker.",
            Some((Phase::Training | Phase::Paused, _)) => "The agent is still learning.",
            Some((Phase::Failed, _)) => "Training stopped; there is no agent to judge.",
            Some((Phase::Lost, _)) => "This run was lost; train again.",
            Some((Phase::Trained, run)) if !run.is_replayed() && moment.is_none() => {
                "Watch it learn first; the verdict comes at the end of the replay."
            }
            Some((Phase::Trained, _)) => "",
        };
        let scenario = state.shown_scenario();
        let disagree = scenario.world.knob("disagree").map_or(0.0, |knob| scenario.train[knob]);
        let shown = run.filter(|run| run.is_replayed() || moment.is_some());
        // The verdict of this amount, or the last one while the next is under way.
        let all = state.agents.len() > 1 && !state.single && moment.is_none() && shown.is_some();
        let population = state.population.as_ref().filter(|_| all).map(|(_, population)| population.clone());
        let report = shown
            .and_then(|run| if moment.is_some() { run.moment.as_ref() } else { run.report.as_ref() })
            .map(|(_, report)| report.clone());
        let subject = match (run, moment) {
            (Some(run), Some(step)) => format!("The agent with seed {} after {} steps.", run.scenario.seed, grouped(step)),
            (Some(run), None) if state.agents.len() > 1 => {
                format!("The agent with seed {}, one of {}.", run.scenario.seed, state.agents.len())
            }
            _ => String::new(),
        };
        let judging = shown.and_then(|run| {
            if all && state.population().is_none() {
                // Agents, not levels; those that trained are judged one after another.
                let (done, agents) = state.progress();
                return (done < agents).then_some((done as u32, agents as u32));
            }
            (!all && state.verdict().is_none()).then_some(run.judging.unwrap_or((0, 1)))
        });
        let left = state.seconds_left().filter(|_| state.is_training()).map_or(String::new(), |left| format!(", about {left:.0} s left"));
        let tiles = state.agents.iter().enumerate().map(|(agent, run)| tile(agent, run, state.amount, agent == state.shown));
        let link = ctx.link();
        let judging_what = if all { format!("agents judged{left}") } else { "levels".to_owned() };
        let props = VerdictProps {
            report,
            population,
            subject,
            judging,
            judging_what,
            waiting,
            amount: state.amount,
            fresh_label: "training levels (new ones)",
            shift_label: "shifted levels",
            stale: state.is_stale(),
            trained_disagree_zero: disagree == 0.0,
            on_amount: link.callback(|amount| Msg::Do(Action::MoveShift(amount))),
        };
        html! {
            <section class="stage stage-verdict">
                { card(&props) }
                if state.agents.len() > 1 {
                    { agents(tiles.collect(), state.shown, !state.single && moment.is_none(), link.callback(|agent| Msg::Do(Action::Show(agent))),
                        link.callback(|_| Msg::Do(Action::ShowAll))) }
                }
            </section>
        }
    }

    fn correct(&self, ctx: &Context<Self>) -> Html {
        let (state, link) = (&self.state, ctx.link());
        let ready = state.worker_ready && state.draft.reading.compiles;
        let now = match state.agents.len() {
            0 | 1 => state.verdict().map(|report| words::headline(&report.row)),
            _ => state.population().map(|population| words::population(population)),
        };
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
                        { format!("Before: {before}. Now: {now}.") }
                    }
                </p>
            </section>
        }
    }

    /// What programs read: the run in figures, as data attributes.
    fn figures(&self) -> Html {
        let run = self.state.run();
        let summary = run.and_then(|run| run.summary.as_ref());
        let number = |value: Option<f64>| value.map(|value| format!("{value}"));
        html! {
            <div id="run-figures" hidden={true}
                data-state={run.map_or("idle", |run| run.phase.name())}
                data-agents={self.state.agents.len().to_string()} data-judged={self.state.progress().0.to_string()}
                data-elapsed={format!("{:.2}", self.state.elapsed)}
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
        let starts = |scenario: &Scenario| (scenario.seed, scenario.agent.hidden_size, scenario.agent.absolute_position);
        let old = starts(&self.state.draft.scenario);
        let typed = matches!(action, Action::TypeReward(_) | Action::TypeField { .. } | Action::ResetFields(_));
        let moved = matches!(action, Action::MoveShift(_));
        let scrubbed = matches!(action, Action::Scrub(_));
        let reset = matches!(action, Action::Reset);
        self.apply(action);
        if reset {
            self.keep();
        }
        if typed || moved {
            self.save = Some(self.later(ctx, SAVE_MS, || Msg::Save));
        }
        if moved || scrubbed {
            self.state.rests = false;
            self.judge = Some(self.later(ctx, JUDGE_MS, || Msg::Rest));
        }
        if typed && self.state.auto_train {
            self.auto_train = self.state.draft.blocker().is_none().then(|| self.later(ctx, AUTO_TRAIN_MS, || Msg::Train));
        }
        let scenario = &self.state.draft.scenario;
        if old != starts(scenario) {
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
        self.keep();
        self.spoken = "Training.".into();
        true
    }

    fn step(&mut self) {
        let paused = self.state.run().filter(|run| run.phase == Phase::Paused).map(|run| run.id);
        if paused.is_none() && self.begin(true) {
            self.dispatch();
        }
        if let Some(run) = self.state.run() {
            self.pool.send(run.id, &Command::Step { run: run.id, updates: 1 });
        }
    }

    /// Drops what workers do for runs that are no more.
    fn keep(&mut self) {
        let agents = &self.state.agents;
        self.pool.keep(|id| agents.iter().any(|run| run.id == id));
    }

    /// Gives work to free workers, and asks for more workers while there is more work.
    fn dispatch(&mut self) {
        while let Some(task) = self.state.next_task() {
            let Some(place) = self.pool.free() else {
                if !self.pool.is_growing()
                    && let Err(why) = self.pool.grow()
                {
                    // Those that are there do it all, only slower.
                    self.spoken = why.into();
                }
                return;
            };
            let amount = self.state.amount;
            let (agent, step, net) = match &task {
                Task::Train(agent) => (*agent, 0, None),
                Task::Measure(agent, step, net) => (*agent, *step, Some(net)),
            };
            let run = &self.state.agents[agent];
            let (id, scenario) = (run.id, Box::new((*run.scenario).clone()));
            let command = match net {
                Some(net) => Command::Measure { run: id, scenario, amount, step, weights: net.weights.clone() },
                None => Command::Train {
                    run: id,
                    scenario,
                    amount,
                    start: run.parent.as_ref().map(|(_, net)| net.weights.clone()),
                    snapshots: if agent == 0 { SNAPSHOTS } else { FEW_SNAPSHOTS },
                },
            };
            self.pool.assign(place, id, &command);
            self.apply(Action::Taken(id));
        }
    }

    /// Asks what a perfect optimizer of the words does on the levels on view.
    fn haunt(&mut self) {
        let draft = &self.state.draft;
        if draft.reading.compiles {
            self.ghosts.read(&draft.reading.text);
        }
        if self.state.ghost {
            let shown = self.state.shown_scenario();
            self.ghosts.ask(&draft.scenario, &shown, self.state.amount, |command| self.pool.ask(command));
        }
    }

    fn refuse(&mut self, why: &str) {
        self.state.notice = Some((format!("This browser gives the page no worker to train in: {why}."), false));
    }

    fn heard(&mut self, place: usize, heard: Heard) {
        match heard {
            Heard::Ready => {
                self.pool.ready(place);
                self.apply(Action::WorkerReady(true));
            }
            Heard::Event(Event::Solved { token, figures }) => {
                self.ghosts.hear(u64::from(token), Optimal::from_figures(&figures).unwrap_or_default());
            }
            Heard::Event(event) => {
                match &event {
                    Event::Failed { failure, .. } => self.spoken = format!("Training stopped: {}", failure.message).into(),
                    Event::Trained { run, summary } if self.state.run().is_some_and(|shown| shown.id == *run) => {
                        self.spoken =
                            format!("Trained: {:.0} percent of training episodes reach the goal.", summary.success * 100.0).into();
                    }
                    _ => {}
                }
                if let Event::Judged { run, .. } | Event::Failed { run, .. } | Event::Refused { run, .. } = event {
                    self.pool.release(run);
                }
                self.apply(Action::Told(event));
                self.speak_verdict();
            }
            Heard::Dead(why) => {
                let run = self.pool.run_of(place);
                let opened = self.pool.open(place);
                self.ghosts.lose(place);
                self.apply(Action::WorkerLost(why, run));
                self.apply(Action::WorkerReady(self.pool.is_ready()));
                if let Err(why) = opened {
                    self.refuse(&why);
                }
            }
        }
    }

    /// Moves the replay on; true if anything on the page changes by it.
    fn tick(&mut self) -> bool {
        let time = now();
        // After a pause of the page itself (hidden tab) the replay goes on where it was.
        let seconds = ((time - self.last_tick) / 1_000.0).min(0.5);
        self.last_tick = time;
        let learned = self.look_around() | self.look.measure(&self.frame);
        let seen = |state: &State| {
            let trails = state.agents.iter().filter(|run| run.trail.as_ref().is_some_and(|(amount, _)| *amount == state.amount)).count();
            (state.run().map(|run| run.displayed), trails)
        };
        let before = seen(&self.state);
        if before.0.is_none() {
            return learned;
        }
        self.apply(Action::Tick(seconds));
        let changed = learned || seen(&self.state) != before || self.state.agents.iter().any(|run| run.busy);
        if changed {
            self.speak_verdict();
        }
        changed
    }

    /// Looks at some more training levels; true if that was the last of them.
    fn look_around(&mut self) -> bool {
        let scenario = &self.state.draft.scenario;
        if (&self.survey.0, self.survey.1) != (&scenario.train, scenario.agent.num_levels) {
            self.survey = survey(scenario);
        }
        let survey = &mut self.survey.2;
        if survey.is_done() {
            return false;
        }
        for _ in 0..LOOKS {
            survey.advance();
        }
        let evidence = survey.is_done().then(|| survey.evidence());
        evidence.map(|evidence| self.apply(Action::Learned(evidence))).is_some()
    }

    fn speak_verdict(&mut self) {
        let words = match self.state.agents.len() {
            0 | 1 => self.state.verdict().map(|report| words::headline(&report.row)),
            _ => self.state.population().map(|population| words::population(population)),
        };
        if let Some(words) = words {
            let words = AttrValue::from(format!("Verdict: {words}."));
            if self.spoken != words {
                self.spoken = words;
            }
        }
    }

    fn shown_agent(&self) -> (Rc<Net>, AttrValue) {
        match self.state.run().and_then(Run::shown) {
            None | Some((0, _)) => (self.untrained.clone(), "untrained".into()),
            Some((step, net)) => (net.clone(), format!("after {} steps", grouped(*step)).into()),
        }
    }

    fn replay_words(&self) -> String {
        let Some(run) = self.state.run() else { return "Not trained yet: the mouse wanders.".into() };
        let shown = run.shown().map_or(0, |(step, _)| *step);
        match run.phase {
            Phase::Waiting => "Waiting for a free worker.".into(),
            Phase::Failed => format!("Training stopped after {} steps.", grouped(run.step)),
            Phase::Lost => "The run was lost.".into(),
            Phase::Trained if run.is_replayed() => {
                let took = run.summary.as_ref().map_or(String::new(), |summary| format!(" in {:.1} s", summary.busy_ms / 1_000.0));
                let after =
                    run.parent.as_ref().map_or(String::new(), |(step, _)| format!(" more, after {} of another run", grouped(*step)));
                format!("Learned from {} steps{after}{took}.", grouped(run.step))
            }
            Phase::Training | Phase::Paused | Phase::Trained => {
                format!("Showing the agent after {} of {} steps", grouped(shown), grouped(run.total))
            }
        }
    }
}

/// Why an agent cannot go on learning is said elsewhere: it is what hinders any training.
fn blocker_of_branch(state: &State) -> bool {
    !state.worker_ready || state.draft.blocker().is_some()
}

fn survey(scenario: &Scenario) -> (Vec<f64>, u32, Survey) {
    let levels = scenario.agent.num_levels;
    (scenario.train.clone(), levels, Survey::new(scenario.world, &scenario.train, levels))
}

fn untrained(scenario: &Scenario) -> Net {
    Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, scenario.seed)
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

fn switch(link: &html::Scope<App>, id: &'static str, title: &'static str, label: &'static str, on: bool, act: fn(bool) -> Action) -> Html {
    html! {
        <label class="switch" {title}>
            <input {id} type="checkbox" checked={on} onchange={link.callback(move |event: yew::Event| Msg::Do(act(checked(&event))))} />
            { label }
        </label>
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

/// Draws the page into this element and keeps it alive. In a task of its own: starting the module has taken long enough.
pub fn start(root: web_sys::Element) {
    let draw = wasm_bindgen::closure::Closure::once_into_js(move || drop(yew::Renderer::<App>::with_root(root).render()));
    let _ = window().set_timeout_with_callback(wasm_bindgen::JsCast::unchecked_ref(&draw));
}
