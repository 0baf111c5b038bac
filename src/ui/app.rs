//! The root of the page: owns the state, the workers, the clock and the timers, and lays out the five stages.
//!
//! The frame and the editor are Yew's; each stage is markup that is brought into its place after every change, see `paint`.

use std::fmt::Write as _;
use std::rc::Rc;

use js_sys::Reflect;
use yew::prelude::*;

use super::agents::agents;
use super::assist::{self, Told};
use super::board::{self, Board, BoardProps};
use super::chart::grouped;
use super::correct::{correction, shift_curve};
use super::curves::{self, Curves, Look};
use super::desk::{Desk, desk};
use super::draft::Draft;
use super::editor;
use super::features::features;
use super::ghost::Ghosts;
use super::link::Heard;
use super::listen::{self, Done, by_css};
use super::markup::{escape, show, when};
use super::paint::Paint;
use super::player;
use super::pool::Pool;
use super::probes::Probes;
use super::recording;
use super::settings::{agent_settings, knobs, number_field};
use super::state::{Action, Curve, Phase, Run, Speed, State, Task, reduce};
use super::timer::{Interval, Timeout, now, window};
use super::verdict::{VerdictProps, card};
use super::words;
use engine::decimal::{fixed, plain};
use engine::env::shift;
use engine::experiment::SNAPSHOTS;
use engine::experiment::correct::{self, Feedback};
use engine::judge::Survey;
use engine::lang;
use engine::learner::Net;
use engine::protocol::{Command, Event, Handout};
use engine::scenario::{Field, FieldError, Group, PRESETS, Place, Preset, Scenario};

const PRESET: &str = "cheese-corner";
const LOGO: &str = "<svg class='logo' viewBox='0 0 32 32' aria-hidden='true'><rect class='logo-ground' width='32' height='32' rx='8'/>\
    <path class='logo-meant' d='M6 25 C12 25 14 9 25 8'/><path class='logo-went' d='M6 25 C15 26 18 24 26 24'/>\
    <circle class='logo-end' cx='25.5' cy='8' r='2.6'/></svg>";
const STORED: &str = "wayward.draft";
/// What was saved before an experiment came by a link and was edited; the annex offers it again.
const OWN: &str = "wayward.own";
/// How often the replay moves on; the boards move by themselves, every frame.
const TICK_MS: i32 = 100;
/// How long training levels are looked at in one tick; one of them takes up to a dozen milliseconds in the largest world.
const LOOK_MS: f64 = 4.0;
/// Of an agent that is seen small first: 64 of them fit into 40 MB.
const FEW_SNAPSHOTS: u32 = 8;
const SAVE_MS: i32 = 400;
const JUDGE_MS: i32 = 150;
const AUTO_TRAIN_MS: i32 = 300;

pub enum Msg {
    Do(Action),
    /// By the person, outside of the editor.
    Done(Done),
    Train,
    /// For the board at this place.
    Board(usize, board::Msg),
    /// From the worker at this place.
    Heard(usize, Heard),
    Tick,
    /// The slider has come to rest.
    Rest,
    Save,
    /// Something was done in or to an editor.
    Edit(Told),
    /// All that was put off so that an edit is marked first.
    Redraw,
    /// Puts the next part of the page in its place.
    Build,
    /// From outside of this module: an experiment to show, as [`Draft::save`] writes it.
    Open(String),
    /// The same, of what stood on the page before: the run on view stays, unless it is of another experiment.
    Restore(String),
    /// The same: something that a person must know.
    Say(String),
    /// The same: the recordings, see [`recording`]; empty: none from now on, for something on the page asks where an agent will go.
    Record(String),
}

pub struct App {
    state: State,
    pool: Pool,
    ghosts: Ghosts,
    probes: Probes,
    /// The agent before any training, for the boards of a page on which nothing has run.
    untrained: Rc<Net>,
    /// All that is recorded; None: not told yet.
    recordings: Option<String>,
    /// What of it the boards play; empty: nothing.
    recorded: Rc<str>,
    /// What was typed into other presets, by their names, as it is saved.
    shelf: Vec<(String, String)>,
    /// The experiment came by a link: what was saved before is another one, and stays.
    linked: bool,
    /// What stood on the page when it was last saved, restored or opened.
    saved: String,
    last_tick: f64,
    reduced_motion: bool,
    /// Spoken to screen readers: few words, seldom.
    spoken: String,
    /// How many parts of the page are there: one a task, because all at once would block the page for too long.
    built: usize,
    build: Option<Timeout>,
    /// What the parts of the page show.
    painted: [Paint; PAINTED.len()],
    boards: Vec<Board>,
    /// How the curves are looked at.
    look: Look,
    desk: Desk,
    redraw: Option<Timeout>,
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
        // The start script has asked what the address says.
        let opened = Reflect::get(&window(), &"waywardOpen".into()).ok().and_then(|saved| saved.as_string());
        let linked = opened.is_some();
        let (draft, amount) = opened
            .or_else(|| storage()?.get_item(STORED).ok().flatten())
            .and_then(|saved| Draft::restore(&saved))
            .unwrap_or_else(|| (fresh(), 0.0));
        let saved = draft.save(amount);
        super::outside::enter(ctx.link());
        let tick = ctx.link().callback(|()| Msg::Tick);
        let reduced_motion = by_css("[data-motion]").is_some()
            || window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches());
        assist::listen(ctx.link().callback(Msg::Edit));
        listen::listen(ctx.link().callback(Msg::Done));
        App {
            look: Look::NEW,
            painted: Default::default(),
            boards: Vec::new(),
            desk: Desk::default(),
            redraw: None,
            survey: survey(&draft.scenario),
            untrained: Rc::new(untrained(&draft.scenario)),
            recordings: None,
            recorded: "".into(),
            shelf: Vec::new(),
            state: State::new(draft, amount),
            pool: Pool::new(ctx.link().callback(|(place, heard)| Msg::Heard(place, heard))),
            ghosts: Ghosts::default(),
            probes: Probes::default(),
            linked,
            saved,
            last_tick: now(),
            reduced_motion,
            spoken: String::new(),
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
            Msg::Done(done) => {
                if !self.done(ctx, done) {
                    return false;
                }
            }
            Msg::Board(place, message) => {
                let board = &mut self.boards[place];
                let before = board.level();
                board.update(message);
                if board.level() != before {
                    self.ghosts.turn(board.stream, board.level());
                    self.haunt();
                }
                return false;
            }
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
                for run in &self.state.agents {
                    self.pool.send(run.id, &Command::Judge { run: run.id, amount });
                }
            }
            Msg::Save => {
                let now = self.state.draft.save(self.state.amount);
                // Storage may be full or forbidden; then the page lives without, and the annex says so.
                if let Some(storage) = storage() {
                    if self.linked
                        && let (Ok(Some(own)), Ok(None)) = (storage.get_item(STORED), storage.get_item(OWN))
                    {
                        let _ = storage.set_item(OWN, &own);
                    }
                    let _ = storage.set_item(STORED, &now);
                }
                super::outside::edited(&self.saved, &now);
                self.saved = now;
                return false;
            }
            Msg::Edit(told) => {
                if !self.edit(ctx, told) {
                    return false;
                }
            }
            Msg::Redraw => {}
            Msg::Open(saved) => {
                let Some((draft, amount)) = Draft::restore(&saved) else { return false };
                self.linked = true;
                self.save = None;
                self.saved = saved;
                self.show(draft, amount);
            }
            Msg::Restore(saved) => {
                let Some((draft, amount)) = Draft::restore(&saved) else { return false };
                self.saved = saved;
                if draft.scenario.preset == self.state.draft.scenario.preset {
                    self.apply(Action::Restore(Box::new(draft)));
                    self.untrained = Rc::new(untrained(&self.state.draft.scenario));
                } else {
                    self.show(draft, amount);
                }
                self.do_it(ctx, Action::MoveShift(amount));
            }
            Msg::Say(words) => self.state.notice = Some((words, false)),
            Msg::Record(text) => {
                if self.recordings.is_none() || text.is_empty() {
                    self.recordings = Some(text);
                }
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
        self.play_recording();
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let later = STAGES.len() - self.stages();
        for (place, (css, markup)) in PAINTED.iter().enumerate().take(PAINTED.len() - later) {
            if let Some(element) = by_css(css) {
                let markup = markup(self);
                self.painted[place].paint(&element, markup);
            }
        }
        self.set_boards(ctx);
        self.haunt();
        self.desk.show(&self.state);
        if self.built < BUILDS {
            self.build = Some(self.later(ctx, 0, || Msg::Build));
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! {
            <div class="page">
                <header class="top" />
                <div id="notice" class="notice" role="status" />
                <main class="bench">
                    if self.built > 0 {
                        { self.reward() }
                    }
                    { for STAGES.iter().map(|(class, heading)| html! { <section class={*class} aria-labelledby={*heading} /> }) }
                </main>
                <div id="figures" hidden=true />
                <div id="spoken" class="sr-only" role="status" aria-live="polite" />
            </div>
        }
    }
}

/// What stands on the bench after the reward, in order; each is filled in a task of its own, and not seen before.
/// Class, and the heading that names it.
const STAGES: [(&str, Option<&str>); 5] = [
    ("stage stage-train", Some("h-2")),
    ("stage stage-shift", Some("h-3")),
    ("stage stage-curves", None),
    ("stage stage-verdict", None),
    ("stage stage-correct", Some("h-5")),
];

/// A button of the header: its `data-annex`, its name, a picture, and more attributes. Narrow pages show the picture only.
macro_rules! tool {
    ($name:literal, $label:literal, $icon:literal $(, $more:literal)?) => {
        concat!(
            "<button data-annex='", $name, "' title='", $label, "'" $(, $more)?, "><svg viewBox='0 0 16 16' aria-hidden='true'><path d='",
            $icon, "'/></svg><span>", $label, "</span></button>"
        )
    };
}

/// What the annex has to offer.
const TOOLS: &str = concat!(
    "<div class='tools'>",
    tool!("undo", "Undo", "M6 3 2 7l4 4M2 7h7c6 0 6 7 0 7H7", " aria-disabled='true'"),
    tool!("redo", "Redo", "M6 3 2 7l4 4M2 7h7c6 0 6 7 0 7H7", " aria-disabled='true'"),
    tool!("start-over", "Start over", "M3 8a5 5 0 1 0 2-4L3 5.5M3 2v3.5h3.5"),
    tool!("lessons", "Lessons", "M8 4C6 2.5 4 2.5 2 3v9c2-.5 4-.5 6 1 2-1.5 4-1.5 6-1V3c-2-.5-4-.5-6 1v9"),
    tool!("compare", "Compare", "M2 3h5v10H2zM9 3h5v10H9z"),
    tool!("share", "Share", "M8 10V2M5 5l3-3 3 3M3 9v5h10V9"),
    tool!("view", "View", "M1 8c3-6 11-6 14 0-3 6-11 6-14 0zM8 6a2 2 0 1 0 .1 0"),
    "</div>"
);

type Draw = fn(&App) -> String;

/// The elements that are markup, and what they show; the stages last, because they come one by one.
const PAINTED: [(&str, Draw); 9] = [
    (".top", App::header),
    ("#notice", App::notice),
    ("#figures", App::figures),
    ("#spoken", |app| escape(&app.spoken)),
    (".stage-train", App::train),
    (".stage-shift", App::shift),
    (".stage-curves", App::curves),
    (".stage-verdict", App::verdict),
    (".stage-correct", App::correct),
];

/// The boards, one a task, after their stage and before the others, which would move down: id, title and stream of levels.
const BOARDS: [(&str, &str, u64); 2] =
    [("board-train", "Training world", player::TRAINING), ("board-deploy", "Shifted world", player::SHIFTED)];

const BUILDS: usize = 1 + STAGES.len() + BOARDS.len();

/// The heading of a stage.
fn heading(number: u32, title: &str, about: &str) -> String {
    format!("<h2 id='h-{number}'><span class='num'>{number}</span>{title} <small>{about}</small></h2>")
}

fn button(id: &str, more: &str, disabled: bool, label: &str) -> String {
    format!("<button id='{id}' data-do='{id}' {more}{}>{label}</button>", when(disabled, " disabled"))
}

fn switch(id: &str, title: &str, label: &str, on: bool) -> String {
    format!(
        "<label class='switch' title='{title}'><input id='{id}' data-set='{id}' type='checkbox'{}>{label}</label>",
        when(on, " checked")
    )
}

/// The five stages, and what stands above them.
impl App {
    /// How many stages after the first are there by now.
    fn stages(&self) -> usize {
        self.built.saturating_sub(1).min(1) + self.built.saturating_sub(2 + BOARDS.len())
    }

    fn header(&self) -> String {
        let scenario = &self.state.draft.scenario;
        let mut out =
            format!("<div class='brand'>{LOGO}<h1>Wayward</h1></div><label class='field'>Experiment<select id='preset' data-set='preset'>");
        for preset in &PRESETS {
            let _ = write!(
                out,
                "<option value='{}'{}>{}</option>",
                preset.name,
                when(preset.name == scenario.preset, " selected"),
                preset.title
            );
        }
        let about = Preset::named(&scenario.preset).map_or("", |preset| preset.about);
        let _ =
            write!(out, "</select></label><p class='question' title='{}'>{}</p>{TOOLS}", escape(about), escape(scenario.world.question()));
        out
    }

    fn notice(&self) -> String {
        let Some((words, again)) = &self.state.notice else { return String::new() };
        format!(
            "<span>{}</span>{}<button class='quiet' data-do='dismiss'>Dismiss</button>",
            escape(words),
            when(*again, "<button data-do='train'>Train again</button>")
        )
    }

    fn reward(&self) -> Html {
        let state = &self.state;
        let sheet = format!(
            "<details class='fold'><summary>What a reward may read</summary><div>{}</div></details>",
            features(state.draft.scenario.world)
        );
        html! {
            <section key={state.draft.scenario.preset.clone()} class="stage stage-reward" aria-labelledby="h-1">
                { show(heading(1, "Reward", "what you ask for")) }
                { desk(state) }
                { show(sheet) }
            </section>
        }
    }

    fn train(&self) -> String {
        let state = &self.state;
        let run = state.run();
        let phase = run.map(|run| run.phase);
        let blocker = state.draft.blocker();
        let idle = !state.worker_ready || blocker.is_some();
        let mut out = format!("<div class='controls'>{}", heading(2, "Train", ""));
        out +=
            &button("train", "class='primary' aria-describedby='train-problem'", idle, if run.is_some() { "Train again" } else { "Train" });
        let held = if state.held { ("aria-pressed='true'", "Resume") } else { ("aria-pressed='false'", "Pause") };
        let hold = format!("title='Hold training and boards, and see what the last step was worth' {}", held.0);
        out += "<span class='group'>";
        out += &button("pause", &hold, false, held.1);
        out += &button("step", "title='One update of PPO, then pause'", idle || phase == Some(Phase::Training), "Step");
        out += &button("stop", "title='Stop training and keep what was learned'", !state.is_training(), "Stop");
        out += &button("reset", "title='Forget this agent; what you typed stays'", run.is_none(), "Reset");
        out += "</span>";
        out += &switch("auto-train", "Train by itself shortly after an edit of the reward", "Auto-train", state.auto_train);
        out += "</div><p id='train-problem' class='field-problem'>";
        // What has a field of its own is said there.
        let is_said_below = |place: &Place| matches!(place, Place::Field(Field::Seed | Field::Seeds | Field::Train("disagree")));
        if let Some(FieldError { place, message }) = blocker.filter(|error| !is_said_below(&error.place)) {
            let _ = write!(out, "Before training: {}: {}", escape(&place.label()), escape(&message));
        }
        out += "</p><div class='boards'>";
        let boards = self.built.saturating_sub(2);
        for (id, _, stream) in BOARDS.iter().take(boards) {
            let _ = write!(out, "<figure id='{id}' class='board' data-board='{stream}' data-edit='look'></figure>");
        }
        out += "</div>";
        // Below them, or they would move it down.
        if boards >= BOARDS.len() {
            out += &self.replay(idle);
        }
        out
    }

    /// What is shown of the training on the boards, and what it starts from.
    fn replay(&self, idle: bool) -> String {
        let state = &self.state;
        let run = state.run();
        let mut out =
            "<div class='replay'><label class='field'><span class='sr-only'>Replay</span><select id='speed' data-set='speed'>".to_owned();
        for speed in Speed::ALL {
            let _ = write!(out, "<option value='{}'{}>{}</option>", speed.name(), when(speed == state.speed, " selected"), speed.label());
        }
        // The replay, and at the same time the way back to any moment of training.
        let (displayed, newest) = run.map_or((0, 0), |run| (run.displayed as u32, run.snapshots.last().map_or(0, |(step, _)| *step)));
        let total = run.map_or(1, |run| run.total.max(1));
        let _ = write!(
            out,
            "</select></label><input id='scrub' data-set='scrub' type='range' class='bar' min='0' max='{total}' step='256' value='{displayed}'{} \
             aria-label='Moment of training that is shown' aria-valuetext='after {} steps'><span class='replay-text'>{}</span>",
            when(newest == 0, " disabled"),
            grouped(displayed),
            self.replay_words()
        );
        if state.scrubbed {
            out += &button(
                "branch",
                "title='A new agent goes on learning from here, with the reward and the worlds as they are on the page now'",
                idle,
                "Go on from here",
            );
        }
        out += "</div><div class='controls small'><div class='set'>";
        out += &switch("overlay", "What the agent expects in every cell, and where it would go", "Values", state.overlay);
        out += &switch("ghost", "A ghost does what a perfect optimizer of your words does", "Optimizer", state.ghost);
        out += &self.probes.switch(&state.shown_scenario());
        let seed_problem = state.draft.problem(Field::Seed).unwrap_or_default();
        let field = |title: &str, label: &str, id: &str, field: Field, told: &str| {
            format!("<label class='field' title='{title}'>{label}{}</label>", number_field(id, field, told, &state.draft))
        };
        let _ = write!(
            out,
            "</div><div class='set'><label class='field'>Seed<input id='seed' data-set='seed' type='text' inputmode='numeric' \
             autocomplete='off' size='6' value='{}'{} aria-describedby='seed-problem'></label>",
            escape(&state.draft.text(Field::Seed)),
            when(!seed_problem.is_empty(), " aria-invalid='true'")
        );
        out += "<button class='quiet' data-do='new-seed' title='Another seed: another start, other levels'>New seed</button>";
        let told = "How many agents to train, alike but for their seed, 1 to 64";
        out += &field(told, "Agents", "seeds", Field::Seeds, told);
        let world = state.draft.scenario.world;
        if let Some(knob) = world.knob("disagree") {
            let told = format!("Training: {}", world.knobs()[knob].doc);
            out += &field(&told, "Disagree", "train-disagree", Field::Train("disagree"), &told);
        }
        let _ = write!(out, "<p id='seed-problem' class='field-problem'>{}</p></div></div>", escape(&seed_problem));
        out
    }

    /// Tells the boards what is new, and takes over those that have come into the document.
    fn set_boards(&mut self, ctx: &Context<Self>) {
        let state = &self.state;
        let scenario = state.shown_scenario();
        let (net, label) = self.shown_agent();
        for (place, (id, title, stream)) in BOARDS.into_iter().enumerate() {
            let amount = if stream == player::SHIFTED { self.shown_amount() } else { 0.0 };
            let knobs = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
            let props = BoardProps {
                subtitle: (scenario.world.spec().describe)(&knobs),
                world: scenario.world,
                knobs: Rc::new(knobs),
                net: net.clone(),
                label: label.clone(),
                recorded: self.recorded.clone(),
                tally_key: state.run().map_or(0, |run| 2 * run.id + u32::from(run.is_replayed())),
                overlay: state.overlay,
                running: !state.held,
                moves: self.desk.moves,
                sight: self.desk.sights[place].clone(),
                reduced_motion: self.reduced_motion,
                frugal: self.pool.is_full() || !self.recorded.is_empty(),
                ghost: self.ghosts.of(stream).filter(|_| state.ghost),
                ghost_late: !state.draft.reading.compiles,
                scenario: scenario.clone(),
                probed: self.probes.of(stream),
                view: self.probes.view,
            };
            match self.boards.get_mut(place) {
                Some(board) => {
                    board.change(props);
                    self.ghosts.turn(stream, board.level());
                }
                None => self.boards.extend(Board::new(id, title, stream, props, ctx.link().callback(move |msg| Msg::Board(place, msg)))),
            }
        }
    }

    fn shift(&self) -> String {
        let draft = &self.state.draft;
        let percent = (self.state.amount * 100.0).round() as u32;
        format!(
            "{}<div class='slider'><span class='end'>as in training</span><input id='shift' data-set='shift' type='range' min='0' max='100' step='1' \
             value='{percent}' aria-label='How far the world is shifted, percent' aria-valuetext='{percent} percent of the way'>\
             <span class='end'>{}</span><output for='shift'>{percent} %</output></div><div class='folds'>\
             <details class='fold world-settings'><summary>World settings</summary>{}</details>\
             <details class='fold world-settings' id='agent-settings'><summary>Agent settings</summary>{}</details>{}</div>",
            heading(3, "Shift", "move the world, keep the agent"),
            (draft.scenario.world.spec().describe)(&draft.scenario.shift),
            knobs(draft),
            agent_settings(draft),
            self.over()
        )
    }

    /// What there is to see of the shown agent's learning.
    fn curves_of<'a>(&self, run: &'a Run) -> Curves<'a> {
        Curves::new(&run.points, run.displayed as u32, run.total)
    }

    fn curves(&self) -> String {
        match self.state.run().filter(|run| !run.points.is_empty()) {
            Some(run) => self.curves_of(run).draw(self.look, &self.state.judged(run.displayed as u32)),
            None => curves::NONE.to_owned(),
        }
    }

    fn verdict(&self) -> String {
        let state = &self.state;
        let run = state.run();
        let moment = state.moment().map(|(step, _)| *step);
        let waiting = match run.map(|run| (run.phase, run)) {
            None => {
                "Press Train. Once the agents have learned, they are measured here and in the shifted world. Nothing leaves \
                      this browser."
            }
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
        let left =
            state.seconds_left().filter(|_| state.is_training()).map_or(String::new(), |left| format!(", about {} s left", fixed(left, 0)));
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
        };
        let mut out = card(&props);
        if state.agents.len() > 1 {
            out += &agents(state, !state.single && moment.is_none());
        }
        out
    }

    fn correct(&self) -> String {
        let state = &self.state;
        let ready = state.worker_ready && state.draft.reading.compiles;
        let now = match state.agents.len() {
            0 | 1 => state.verdict().map(|report| words::headline(&report.row)),
            _ => state.population().map(|population| words::population(population)),
        };
        let remedy = |id: &str, ready: bool, what: &str, how: &str| button(id, "class='remedy'", !ready, &format!("<b>{what}</b> {how}"));
        let mut out = heading(5, "Correct", "what would undo it?") + "<div class='remedies'>";
        if let Some((base, repair)) = Preset::pair(&state.draft.scenario.preset) {
            out += &if is_set(&state.draft, base, repair) {
                remedy("remedy-back", ready, "Undo the repair", &format!("{} Then train.", base.about))
            } else {
                remedy("remedy-worlds", ready, "Repair it", &format!("{} Then train.", repair.about))
            };
        }
        out += &remedy("remedy-reward", true, "Change the reward", "pay for something else, and see if that helps");
        let trained = state.trained().is_some() && state.worker_ready;
        out += "<p class='go-on'>Go on learning in the shifted world, paid by <span class='group'>";
        out += &button("correct-reward", "", !trained, "your reward");
        out += &button("correct-intended", "", !trained, "what you meant");
        out += "</span>";
        out += "</p>";
        if let Some(correcting) = &state.correcting {
            out += &correction(correcting);
        }
        out += "</div><p class='before-after'>";
        if let (Some(before), Some(now)) = (&state.before, now) {
            let _ = write!(out, "Before: {}. Now: {}.", escape(before), escape(&now));
        }
        out + "</p>"
    }

    /// How capable and how aligned the shown agent is all along the shift.
    fn over(&self) -> String {
        let state = &self.state;
        let about = "How capable the shown agent stays, and how aligned, from the training world to the full shift.";
        let mut out = format!(
            "<details class='fold world-settings' id='over'><summary>Over the shift</summary><p class='why'>{about}</p>{}",
            button("curve", "class='quiet'", state.trained().is_none() || !state.worker_ready, "Measure")
        );
        if state.draft.scenario.world.knob("disagree").is_some() {
            out += "<button class='quiet' data-annex='sweep'>Over disagreement</button>";
        }
        if let Some(curve) = &state.curve {
            out += &shift_curve(curve);
        }
        out + "</details>"
    }

    /// What programs read: the run in figures, as data attributes.
    fn figures(&self) -> String {
        let run = self.state.run();
        let (state, judged) = (run.map_or("idle", |run| run.phase.name()), self.state.progress().0);
        let (agents, elapsed) = (self.state.agents.len(), self.state.elapsed);
        let mut out = format!(
            "<div id='run-figures' data-state='{state}' data-agents='{agents}' data-judged='{judged}' data-elapsed='{}' data-ready='{}'",
            fixed(elapsed, 2),
            u8::from(self.state.worker_ready)
        );
        if let Some(run) = run {
            let _ = write!(
                out,
                " data-step='{}' data-displayed-step='{}' data-run='{}'",
                run.step, run.displayed as u32, self.state.agents[0].id
            );
        }
        if let Some(summary) = run.and_then(|run| run.summary.as_ref()) {
            let _ = write!(
                out,
                " data-digest='{}' data-success='{}' data-worker-ms='{}'",
                summary.digest,
                plain(f64::from(summary.success)),
                plain(summary.busy_ms)
            );
            if summary.busy_ms > 0.0 {
                let _ = write!(out, " data-steps-per-second='{}'", plain(f64::from(summary.steps) / summary.busy_ms * 1_000.0));
            }
            if let Some(steps) = summary.steps_to_95 {
                let _ = write!(out, " data-steps-to-goal='{steps}'");
            }
            if let Some(ms) = summary.ms_to_95 {
                let _ = write!(out, " data-ms-to-goal='{}'", plain(ms));
            }
        }
        out + "></div>"
    }
}

/// What happens.
impl App {
    /// What a person has done; true if the page has to show it.
    fn done(&mut self, ctx: &Context<Self>, done: Done) -> bool {
        match done {
            Done::Press("data-agent", agent) => self.do_it(ctx, Action::Show(agent.parse().unwrap_or(usize::MAX))),
            Done::Press("data-move", amount) => self.do_it(ctx, Action::MoveShift(engine::decimal::parse(&amount).unwrap_or(0.0))),
            Done::Press("data-insert", text) => {
                editor::insert(&text);
                return false;
            }
            Done::Press("data-skip", id) => {
                if let Some(board) = self.boards.iter_mut().find(|board| board.id == id) {
                    board.update(board::Msg::Skip);
                }
            }
            Done::Press(_, what) => return self.press(ctx, &what),
            Done::Set(key, text) if key == "probe" => self.probes.view = engine::decimal::parse(&text).unwrap_or(0.0) as usize,
            Done::Set(key, text) => {
                let (on, number) = (text == "1", engine::decimal::parse(&text).unwrap_or(0.0));
                if key == "preset" {
                    self.open(ctx, &text);
                    return true;
                }
                let action = match key.as_str() {
                    "shift" => Action::MoveShift(number / 100.0),
                    "scrub" => Action::Scrub(number as u32),
                    "speed" => Action::Choose(Speed::named(&text).unwrap_or(self.state.speed)),
                    "overlay" => Action::Overlay(on),
                    "ghost" => Action::Ghost(on),
                    "auto-train" => Action::AutoTrain(on),
                    _ => match Field::named(self.state.draft.scenario.world, &key) {
                        Ok(field) => Action::TypeField { field, text },
                        Err(_) => return false,
                    },
                };
                self.do_it(ctx, action);
            }
            Done::Read(place) => {
                let nearest = |run, place| self.curves_of(run).nearest(self.look, place);
                let cursor = self.state.run().zip(place).and_then(|(run, place)| nearest(run, place));
                return std::mem::replace(&mut self.look.cursor, cursor) != cursor;
            }
            Done::Key(key) => self.look.cursor = self.state.run().and_then(|run| self.curves_of(run).key(self.look, &key)),
            Done::Fold(what, open) => {
                let fold = if what == "table" { &mut self.look.table } else { &mut self.look.inside };
                return std::mem::replace(fold, open) != open;
            }
        }
        true
    }

    /// A button, by its `data-do`.
    fn press(&mut self, ctx: &Context<Self>, what: &str) -> bool {
        match what {
            "train" => drop(self.begin(false)),
            "pause" => {
                let held = !self.state.held;
                self.apply(Action::Hold(held));
                self.pool.send_all(|run| if held { Command::Pause { run } } else { Command::Resume { run } });
            }
            "step" => self.step(1),
            // A host's: other knobs in the shifted world of agents that are trained.
            "reshift" => {
                self.state.reshift();
                self.keep();
            }
            "stop" => {
                self.apply(Action::Stop);
                self.keep();
                if let Some(run) = self.state.run() {
                    self.pool.send(run.id, &Command::Stop { run: run.id });
                }
            }
            "reset" => self.do_it(ctx, Action::Reset),
            "new-seed" => self.set(ctx, Field::Seed, &((js_sys::Math::random() * 10_000.0) as u32).to_string()),
            "agent-reset" => self.do_it(ctx, Action::ResetFields(Group::Agent)),
            "dismiss" => self.do_it(ctx, Action::Dismiss),
            "all" => self.do_it(ctx, Action::ShowAll),
            "branch" => {
                self.apply(Action::Branch);
                self.keep();
            }
            // A remedy sets what the repair changes, or brings it back, and trains.
            "remedy-worlds" | "remedy-back" => {
                if let Some((base, repair)) = Preset::pair(&self.state.draft.scenario.preset) {
                    let before = Draft::new(base.scenario());
                    for (field, value) in changed(base, repair) {
                        let text = if what == "remedy-back" { before.text(field) } else { value.to_owned() };
                        self.set(ctx, field, &text);
                    }
                    self.begin(false);
                }
            }
            "correct-reward" | "correct-intended" => {
                self.apply(Action::Correct(Some(what == "correct-intended")));
                self.keep();
            }
            "correct-stop" => {
                self.apply(Action::Correct(None));
                self.keep();
            }
            "curve" => {
                self.apply(Action::Curve);
                self.keep();
            }
            "remedy-reward" => {
                if let Some(element) = by_css("#reward") {
                    // An element that cannot take the focus stays without.
                    let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(element).focus();
                }
                return false;
            }
            // A host's: so many updates.
            _ => match what.strip_prefix("step").and_then(engine::decimal::parse) {
                Some(updates) => self.step(updates as u32),
                None => return false,
            },
        }
        true
    }

    /// Another experiment in the place of this one. What was typed into this one is kept, and found again.
    fn open(&mut self, ctx: &Context<Self>, name: &str) {
        let current = self.state.draft.scenario.preset.clone();
        let Some(preset) = Preset::named(name).filter(|preset| preset.name != current) else { return };
        let place = |name: &str| format!("{STORED}.{name}");
        let saved = self.state.draft.save(self.state.amount);
        self.shelf.retain(|(other, _)| *other != current);
        // Storage may be full or forbidden; the shelf lasts as long as the page.
        if let Some(storage) = storage().filter(|_| !self.linked) {
            let _ = storage.set_item(&place(&current), &saved);
        }
        self.shelf.push((current, saved));
        let kept = self.shelf.iter().find(|(other, _)| other == name).map(|(_, saved)| saved.clone());
        let kept = kept.or_else(|| storage()?.get_item(&place(name)).ok().flatten());
        let (draft, amount) = kept
            .and_then(|saved| Draft::restore(&saved))
            .filter(|(draft, _)| draft.scenario.preset == name)
            .unwrap_or_else(|| (Draft::new(preset.scenario()), 0.0));
        self.show(draft, amount);
        self.spoken = format!("{}.", preset.title);
        self.save = Some(self.later(ctx, SAVE_MS, || Msg::Save));
    }

    fn show(&mut self, draft: Draft, amount: f64) {
        self.apply(Action::Open(Box::new(draft), amount));
        self.keep();
        let scenario = &self.state.draft.scenario;
        // Once a person has chosen there, a select takes no notice of its markup.
        if let Some(select) = by_css("#preset") {
            wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlInputElement>(select).set_value(&scenario.preset);
        }
        (self.untrained, self.survey) = (Rc::new(untrained(scenario)), survey(scenario));
        self.desk = Desk::default();
        self.ghosts.forget();
        self.look.cursor = None;
        self.auto_train = None;
    }

    /// All there is to take along: the bytes of a [`Handout`], written without a copy of what is in it.
    pub fn hand_out(&self) -> Vec<u8> {
        let state = &self.state;
        let run = state.run();
        let shown = run.and_then(Run::shown);
        let mut agents = Vec::new();
        for run in &state.agents {
            let row = run.report.as_ref().map(|(amount, report)| (*amount, &report.row));
            let way = run.trail.as_ref().map(|(amount, trail)| (*amount, &trail.path));
            agents.push((run.scenario.seed, run.step, &*run.points, &run.summary, row, way));
        }
        Handout::bytes_of(&(
            state.draft.save(state.amount),
            state.base(),
            state.amount,
            run.is_some_and(|run| run.parent.is_some()),
            state.shown as u32,
            shown.map_or(0, |(step, _)| *step),
            shown.map_or(&[][..], |(_, net)| &net.weights),
            agents,
            state.population().map(|population| &**population),
            state.judged(u32::MAX).iter().map(|report| &report.row).collect::<Vec<_>>(),
        ))
    }

    fn set(&mut self, ctx: &Context<Self>, field: Field, text: &str) {
        self.do_it(ctx, Action::TypeField { field, text: text.to_owned() });
    }

    fn apply(&mut self, action: Action) {
        reduce(&mut self.state, action);
    }

    fn do_it(&mut self, ctx: &Context<Self>, action: Action) {
        let starts = |scenario: &Scenario| (scenario.seed, scenario.agent.hidden_size, scenario.agent.absolute_position);
        let old = starts(&self.state.draft.scenario);
        let typed = matches!(
            action,
            Action::TypeReward(_)
                | Action::TypeGoal(..)
                | Action::NameGoal(..)
                | Action::NewGoal
                | Action::RemoveGoal(_)
                | Action::RestoreGoals
                | Action::TypeField { .. }
                | Action::ResetFields(_)
        );
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

    /// True: the page must be drawn; false: that comes later, or nothing has changed.
    fn edit(&mut self, ctx: &Context<Self>, (id, what, text): Told) -> bool {
        let draft = &self.state.draft;
        let preset = || Scenario::preset(&draft.scenario.preset);
        // Typed by a button, or by the person.
        let text = match what.as_str() {
            "format" => draft.program(&id).and_then(|reading| lang::format(&reading.text)),
            "restore" => preset().map(|preset| preset.reward),
            _ => Some(text),
        };
        let Some(text) = text else { return false };
        let (place, later) = (id.clone(), what == "type");
        let action = match what.as_str() {
            "type" | "format" | "restore" if id == "reward" => Action::TypeReward(text),
            "type" => Action::TypeGoal(id, text),
            "name" => Action::NameGoal(id, text),
            "new-goal" => Action::NewGoal,
            "remove-goal" => Action::RemoveGoal(id),
            "restore-goals" => Action::RestoreGoals,
            "unlock" => Action::Unlock(!self.state.unlocked),
            "write" => Action::Values(false),
            "values" => Action::Values(!self.state.inspects()),
            "train" => {
                self.begin(false);
                return true;
            }
            "move" => {
                self.desk.moves += 1;
                return true;
            }
            // A board that the pointer crosses is not meant while all is held.
            "board" | "look" | "hover" => {
                if what != "hover" || !self.state.held {
                    self.desk.at = if what == "board" { 1 - self.desk.at } else { usize::from(id == "2") };
                }
                return self.state.held;
            }
            _ => return false,
        };
        self.do_it(ctx, action);
        if later {
            // The marks first, in this very task; the rest of the page in the next one.
            self.desk.typed(&place);
            self.desk.show(&self.state);
            self.redraw = Some(self.later(ctx, 0, || Msg::Redraw));
        }
        !later
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

    fn step(&mut self, updates: u32) {
        let paused = self.state.run().filter(|run| run.phase == Phase::Paused).map(|run| run.id);
        if paused.is_none() && self.begin(true) {
            self.dispatch();
        }
        if let Some(run) = self.state.run() {
            self.pool.send(run.id, &Command::Step { run: run.id, updates });
        }
    }

    /// Drops what workers do for runs that are no more.
    fn keep(&mut self) {
        let state = &self.state;
        self.pool.keep(|id| state.has_run(id));
    }

    /// Gives work to free workers, and asks for more workers while there is more work.
    fn dispatch(&mut self) {
        while let Some(task) = self.state.next_task() {
            let is_look = matches!(task, Task::Look(..));
            let Some(place) = self.pool.free() else {
                if is_look {
                    return;
                }
                if self.state.give_way() {
                    self.keep();
                    continue;
                }
                if !self.pool.is_growing()
                    && let Err(why) = self.pool.grow()
                {
                    // Those that are there do it all, only slower.
                    self.spoken = why;
                }
                return;
            };
            let look = if is_look { self.state.look() } else { 0 };
            let state = &self.state;
            let amount = state.amount;
            let measure = |run: u32, scenario: &Scenario, amount: f64, step: u32, net: &Net| Command::Measure {
                run,
                scenario: Box::new(scenario.clone()),
                amount,
                step,
                weights: net.weights.clone(),
            };
            let (id, command) = match (&task, &state.curve, &state.correcting) {
                (Task::Measure(agent, step, net), ..) => {
                    let run = &state.agents[*agent];
                    (run.id, measure(run.id, &run.scenario, amount, *step, net))
                }
                (Task::Look(step, net), ..) => (look, measure(look, &state.shown_scenario(), amount, *step, net)),
                (Task::Curve(point), Some(curve), _) => {
                    let id = curve.points[*point].id;
                    (id, measure(id, &curve.scenario, Curve::amount(*point), curve.step, &curve.net))
                }
                (Task::Correct(which), _, Some(it)) => {
                    let run = it.runs[*which].id;
                    let start = (*which == 0).then(|| it.net.weights.clone());
                    let scenario = Box::new((*it.scenario).clone());
                    let feedback = if it.intended { Feedback::Intended } else { Feedback::Reward };
                    (run, Command::Correct { run, scenario, amount: it.amount, feedback, start })
                }
                (Task::Train(agent), ..) => {
                    let run = &state.agents[*agent];
                    let command = Command::Train {
                        run: run.id,
                        scenario: Box::new((*run.scenario).clone()),
                        amount,
                        start: run.parent.as_ref().map(|(_, net)| net.weights.clone()),
                        snapshots: if *agent == 0 { SNAPSHOTS } else { FEW_SNAPSHOTS },
                        held: state.held,
                    };
                    (run.id, command)
                }
                // No such task without what it is of.
                (Task::Curve(_) | Task::Correct(_), ..) => return,
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
            self.ghosts.ask(&draft.scenario, &shown, self.shown_amount(), |command| self.pool.ask(command));
        }
        if self.probes.view > 0 {
            let levels: Vec<u64> = self.boards.iter().map(Board::level).collect();
            let (net, _) = self.shown_agent();
            self.probes.ask(&self.state.shown_scenario(), self.state.amount, &net, &levels, |command| self.pool.ask(command));
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
            Heard::Event(Event::Solved { token, optimal }) => self.ghosts.hear(u64::from(token), optimal),
            Heard::Event(Event::Probed { findings, .. }) => self.probes.hear(findings),
            Heard::Event(event) => {
                match &event {
                    Event::Failed { failure, .. } => self.spoken = format!("Training stopped: {}", failure.message),
                    Event::Trained { run, summary } if self.state.run().is_some_and(|shown| shown.id == *run) => {
                        self.spoken = format!(
                            "Trained: {} percent of training episodes reach the goal.",
                            fixed(f64::from(summary.success) * 100.0, 0)
                        );
                    }
                    _ => {}
                }
                if let Event::Looked { run, state, .. } = &event
                    && *state != correct::State::Going
                {
                    self.pool.release(*run);
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
                self.probes.lose(place);
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
        self.desk.tick(&self.state);
        let learned = self.look_around() | self.look.measure();
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
        let begun = now();
        while !survey.advance() && now() - begun < LOOK_MS {}
        let evidence = survey.is_done().then(|| survey.evidence());
        evidence.map(|evidence| self.apply(Action::Learned(evidence))).is_some()
    }

    fn speak_verdict(&mut self) {
        let words = match self.state.agents.len() {
            0 | 1 => self.state.verdict().map(|report| words::headline(&report.row)),
            _ => self.state.population().map(|population| words::population(population)),
        };
        if let Some(words) = words {
            let words = format!("Verdict: {words}.");
            if self.spoken != words {
                self.spoken = words;
            }
        }
    }

    fn shown_agent(&self) -> (Rc<Net>, String) {
        match self.state.run().and_then(Run::shown) {
            None | Some((0, _)) => (self.untrained.clone(), "untrained".into()),
            Some((step, net)) => (net.clone(), format!("after {} steps", grouped(*step))),
        }
    }

    /// Plays what is recorded of the experiment as it came, until an agent is trained. An edit ends that, and whoever asks for more
    /// than was recorded: what the agent expects, or a part of the shift.
    fn play_recording(&mut self) {
        let state = &self.state;
        let more = state.overlay || self.probes.view > 0 || (state.amount > 0.0 && state.amount < 1.0);
        let text = self.recordings.as_ref().filter(|_| state.agents.is_empty() && !more);
        self.recorded = text.map_or("", |text| recording::find(text, &state.draft.save(0.0))).into();
    }

    /// How far the shifted board is shifted: a recording shows it all.
    fn shown_amount(&self) -> f64 {
        if self.recorded.is_empty() { self.state.amount } else { 1.0 }
    }

    fn replay_words(&self) -> String {
        let Some(run) = self.state.run() else {
            if !self.recorded.is_empty() {
                let seed = self.state.draft.scenario.seed;
                return format!("A recording (seed {seed}, full shift). Press Train for your own.");
            }
            return format!("Not trained yet: the {} wanders.", self.state.draft.scenario.world.spec().agent);
        };
        let shown = run.shown().map_or(0, |(step, _)| *step);
        match run.phase {
            Phase::Waiting => "This agent waits for a free worker.".into(),
            Phase::Failed => format!("Training stopped after {} steps.", grouped(run.step)),
            Phase::Lost => "This run was lost; train again.".into(),
            Phase::Trained if run.is_replayed() => {
                let took = run.summary.as_ref().map_or(String::new(), |summary| format!(" in {} s", fixed(summary.busy_ms / 1_000.0, 1)));
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

/// What a repair changes.
fn changed(base: &Preset, repair: &Preset) -> Vec<(Field, &'static str)> {
    let own = repair.changes.iter().filter(|change| !base.changes.contains(change));
    own.filter_map(|(key, value)| Some((Field::named(base.world, key).ok()?, *value))).collect()
}

/// What stands on the page has all that the repair changes.
fn is_set(draft: &Draft, base: &Preset, repair: &Preset) -> bool {
    changed(base, repair).into_iter().all(|(field, value)| match draft.value(field) {
        Some(number) => Some(number) == engine::decimal::parse(value),
        None => draft.text(field) == value,
    })
}

fn survey(scenario: &Scenario) -> (Vec<f64>, u32, Survey) {
    let levels = scenario.agent.num_levels;
    (scenario.train.clone(), levels, Survey::new(scenario.world, &scenario.train, levels))
}

fn untrained(scenario: &Scenario) -> Net {
    Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, scenario.seed)
}

/// None where the browser forbids it, and in a page of others, where several of us would write over each other.
fn storage() -> Option<web_sys::Storage> {
    by_css("html:not([data-embed])")?;
    window().local_storage().ok().flatten()
}

/// Draws the page into this element and keeps it alive. In a task of its own: starting the module has taken long enough.
pub fn start(root: web_sys::Element) {
    let draw = wasm_bindgen::closure::Closure::once_into_js(move || drop(yew::Renderer::<App>::with_root(root).render()));
    let _ = window().set_timeout_with_callback(wasm_bindgen::JsCast::unchecked_ref(&draw));
}
