//! The root of the page: shows the state, and lays out the five stages.
//!
//! The frame and the editor are Yew's; each stage is markup that is brought into its place after every change, see `paint`.

use std::fmt::Write as _;
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
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
use super::effects::{self, Effects};
use super::features::features;
use super::listen::{self, Done, by_css};
use super::markup::{escape, show, when};
use super::paint::Paint;
use super::player;
use super::settings::{agent_settings, knobs, number_field};
use super::state::{Action, Phase, Remedy, Run, Speed};
use super::store::{Handle, Store, Subscription};
use super::timer::window;
use super::verdict::{VerdictProps, card};
use super::words;
use engine::decimal::{fixed, plain};
use engine::env::shift;
use engine::lang;
use engine::scenario::{PRESETS, Preset, Scenario};

/// How often the editors show what the boards do.
const TICK_MS: u32 = 100;
const PRESET: &str = "cheese-corner";
const LOGO: &str = "<svg class='logo' viewBox='0 0 32 32' aria-hidden='true'><rect class='logo-ground' width='32' height='32' rx='8'/>\
    <path class='logo-meant' d='M6 25 C12 25 14 9 25 8'/><path class='logo-went' d='M6 25 C15 26 18 24 26 24'/>\
    <circle class='logo-end' cx='25.5' cy='8' r='2.6'/></svg>";

pub enum Msg {
    /// The state is another one.
    Changed,
    /// By the person, outside of the editor.
    Done(Done),
    /// For the board at this place.
    Board(usize, board::Msg),
    /// Ten times a second.
    Tick,
    /// Something was done in or to an editor.
    Edit(Told),
    /// All that was put off so that an edit is marked first.
    Redraw,
    /// Puts the next part of the page in its place.
    Build,
}

pub struct App {
    store: Rc<Store>,
    reduced_motion: bool,
    /// How many parts of the page are there: one a task, because all at once would block the page for too long.
    built: usize,
    build: Option<Timeout>,
    /// What the parts of the page show.
    painted: [Paint; PAINTED.len()],
    boards: Vec<Board>,
    /// How the curves are looked at.
    look: Look,
    desk: Desk,
    /// Which experiment the desk is of.
    opened: u32,
    redraw: Option<Timeout>,
    _clock: Interval,
    _subscription: Subscription,
}

#[derive(PartialEq, Properties)]
pub struct Props {
    pub store: Handle,
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> App {
        let store = ctx.props().store.0.clone();
        let (tick, changed) = (ctx.link().callback(|()| Msg::Tick), ctx.link().callback(|()| Msg::Changed));
        let reduced_motion = by_css("[data-motion]").is_some()
            || window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches());
        assist::listen(ctx.link().callback(Msg::Edit));
        listen::listen(ctx.link().callback(Msg::Done));
        App {
            reduced_motion,
            built: 0,
            build: None,
            painted: Default::default(),
            boards: Vec::new(),
            look: Look::NEW,
            desk: Desk::default(),
            opened: 0,
            redraw: None,
            _clock: Interval::new(TICK_MS, move || tick.emit(())),
            _subscription: store.subscribe(move |_| changed.emit(())),
            store,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Changed => {
                let opened = self.store.state().opened;
                if std::mem::replace(&mut self.opened, opened) != opened {
                    self.desk = Desk::default();
                    self.look.cursor = None;
                    // Once a person has chosen there, a select takes no notice of its markup.
                    if let Some(select) = by_css("#preset") {
                        let preset = &self.store.state().draft.scenario.preset;
                        wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlInputElement>(select).set_value(preset);
                    }
                }
                // An edit is marked first.
                self.redraw.is_none()
            }
            Msg::Done(done) => self.done(done),
            Msg::Board(place, message) => {
                let board = &mut self.boards[place];
                board.update(message);
                self.tell_levels();
                false
            }
            Msg::Tick => {
                self.desk.tick(&self.store.state());
                self.look.measure()
            }
            Msg::Edit(told) => self.edit(ctx, told),
            Msg::Redraw => {
                self.redraw = None;
                true
            }
            Msg::Build => {
                self.built += 1;
                if self.built == BUILDS {
                    self.store.with_effects(Effects::grow);
                }
                true
            }
        }
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
        self.tell_levels();
        self.desk.show(&self.store.state());
        if self.built < BUILDS {
            let build = ctx.link().callback(|()| Msg::Build);
            self.build = Some(Timeout::new(0, move || build.emit(())));
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
    ("#spoken", |app| escape(&app.store.state().spoken)),
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
        let state = self.store.state();
        let scenario = &state.draft.scenario;
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
        let state = self.store.state();
        let Some((words, again)) = &state.notice else { return String::new() };
        format!(
            "<span>{}</span>{}<button class='quiet' data-do='dismiss'>Dismiss</button>",
            escape(words),
            when(*again, "<button data-do='train'>Train again</button>")
        )
    }

    fn reward(&self) -> Html {
        let state = self.store.state();
        let state = &*state;
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
        let state = self.store.state();
        let state = &*state;
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
        if let Some((key, words)) = blocker.filter(|(key, _)| !["seed", "seeds", "train.disagree"].contains(&key.as_str())) {
            let _ = write!(out, "Before training: {}: {}", escape(&key), escape(&words));
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
        let state = self.store.state();
        let state = &*state;
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
        out += &state.probes.switch(&state.shown_scenario());
        let seed_problem = state.draft.problem("seed").unwrap_or_default();
        let field = |title: &str, label: &str, id: &str, key: &str, told: &str| {
            format!("<label class='field' title='{title}'>{label}{}</label>", number_field(id, key, told, &state.draft))
        };
        let _ = write!(
            out,
            "</div><div class='set'><label class='field'>Seed<input id='seed' data-set='seed' type='text' inputmode='numeric' \
             autocomplete='off' size='6' value='{}'{} aria-describedby='seed-problem'></label>",
            escape(&state.draft.text("seed")),
            when(!seed_problem.is_empty(), " aria-invalid='true'")
        );
        out += "<button class='quiet' data-do='new-seed' title='Another seed: another start, other levels'>New seed</button>";
        let told = "How many agents to train, alike but for their seed, 1 to 64";
        out += &field(told, "Agents", "seeds", "seeds", told);
        let world = state.draft.scenario.world;
        if let Some(knob) = world.knob("disagree") {
            let told = format!("Training: {}", world.knobs()[knob].doc);
            out += &field(&told, "Disagree", "train-disagree", "train.disagree", &told);
        }
        let _ = write!(out, "<p id='seed-problem' class='field-problem'>{}</p></div></div>", escape(&seed_problem));
        out
    }

    /// Tells the boards what is new, and takes over those that have come into the document.
    fn set_boards(&mut self, ctx: &Context<Self>) {
        let state = self.store.state();
        let state = &*state;
        let scenario = state.shown_scenario();
        let (net, step) = state.shown_agent();
        let label = if step == 0 { "untrained".into() } else { format!("after {} steps", grouped(step)) };
        for (place, (id, title, stream)) in BOARDS.into_iter().enumerate() {
            let amount = if stream == player::SHIFTED { state.shown_amount() } else { 0.0 };
            let knobs = shift::between(scenario.world, &scenario.train, &scenario.shift, amount);
            let props = BoardProps {
                subtitle: (scenario.world.spec().describe)(&knobs),
                world: scenario.world,
                knobs: Rc::new(knobs),
                net: net.clone(),
                label: label.clone(),
                recorded: state.recorded.clone(),
                tally_key: state.run().map_or(0, |run| 2 * run.id + u32::from(run.is_replayed())),
                overlay: state.overlay,
                running: !state.held,
                moves: self.desk.moves,
                sight: self.desk.sights[place].clone(),
                reduced_motion: self.reduced_motion,
                frugal: state.is_crowded || !state.recorded.is_empty(),
                ghost: state.ghosts.of(stream).filter(|_| state.ghost),
                ghost_late: !state.draft.reading.compiles,
                scenario: scenario.clone(),
                probed: state.probes.of(stream),
                view: state.probes.view,
            };
            match self.boards.get_mut(place) {
                Some(board) => board.change(props),
                None => self.boards.extend(Board::new(id, title, stream, props, ctx.link().callback(move |msg| Msg::Board(place, msg)))),
            }
        }
    }

    fn shift(&self) -> String {
        let state = self.store.state();
        let draft = &state.draft;
        let percent = (state.amount * 100.0).round() as u32;
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
        let state = self.store.state();
        match state.run().filter(|run| !run.points.is_empty()) {
            Some(run) => self.curves_of(run).draw(self.look, &state.judged(run.displayed as u32)),
            None => curves::NONE.to_owned(),
        }
    }

    fn verdict(&self) -> String {
        let state = self.store.state();
        let state = &*state;
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
        let state = self.store.state();
        let state = &*state;
        let ready = state.worker_ready && state.draft.reading.compiles;
        let now = match state.agents.len() {
            0 | 1 => state.verdict().map(|report| words::headline(&report.row)),
            _ => state.population().map(|population| words::population(population)),
        };
        let remedy = |id: &str, ready: bool, what: &str, how: &str| button(id, "class='remedy'", !ready, &format!("<b>{what}</b> {how}"));
        let mut out = heading(5, "Correct", "what would undo it?") + "<div class='remedies'>";
        match state.remedy() {
            Some((Remedy::Undo, base)) => out += &remedy("remedy-back", ready, "Undo the repair", &format!("{} Then train.", base.about)),
            Some((Remedy::Apply, repair)) => out += &remedy("remedy-worlds", ready, "Repair it", &format!("{} Then train.", repair.about)),
            None => {}
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
        let state = self.store.state();
        let state = &*state;
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
        let page = self.store.state();
        let run = page.run();
        let (state, judged) = (run.map_or("idle", |run| run.phase.name()), page.progress().0);
        let (agents, elapsed) = (page.agents.len(), page.elapsed);
        let mut out = format!(
            "<div id='run-figures' data-state='{state}' data-agents='{agents}' data-judged='{judged}' data-elapsed='{}' data-ready='{}'",
            fixed(elapsed, 2),
            u8::from(page.worker_ready)
        );
        if let Some(run) = run {
            let _ =
                write!(out, " data-step='{}' data-displayed-step='{}' data-run='{}'", run.step, run.displayed as u32, page.agents[0].id);
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
    fn done(&mut self, done: Done) -> bool {
        let number = |text: &str| engine::decimal::parse(text).unwrap_or(0.0);
        match done {
            Done::Press("data-agent", agent) => self.store.dispatch(Action::Show(agent.parse().unwrap_or(usize::MAX))),
            Done::Press("data-move", amount) => self.store.dispatch(Action::MoveShift(number(&amount))),
            Done::Press("data-insert", text) => editor::insert(&text),
            Done::Press("data-skip", id) => {
                if let Some(board) = self.boards.iter_mut().find(|board| board.id == id) {
                    board.update(board::Msg::Skip);
                }
                return true;
            }
            Done::Press(_, what) => self.press(&what),
            Done::Set(key, text) => {
                let on = text == "1";
                self.store.dispatch(match key.as_str() {
                    "preset" => Action::Choose(text),
                    "probe" => Action::Probe(number(&text) as usize),
                    "shift" => Action::MoveShift(number(&text) / 100.0),
                    "scrub" => Action::Scrub(number(&text) as u32),
                    "speed" => match Speed::named(&text) {
                        Some(speed) => Action::Replay(speed),
                        None => return false,
                    },
                    "overlay" => Action::Overlay(on),
                    "ghost" => Action::Ghost(on),
                    "auto-train" => Action::AutoTrain(on),
                    _ => Action::TypeField { key, text },
                });
            }
            Done::Read(place) => {
                let state = self.store.state();
                let nearest = |run, place| self.curves_of(run).nearest(self.look, place);
                let cursor = state.run().zip(place).and_then(|(run, place)| nearest(run, place));
                drop(state);
                return std::mem::replace(&mut self.look.cursor, cursor) != cursor;
            }
            Done::Key(key) => {
                let cursor = self.store.state().run().and_then(|run| self.curves_of(run).key(self.look, &key));
                self.look.cursor = cursor;
                return true;
            }
            Done::Fold(what, open) => {
                let fold = if what == "table" { &mut self.look.table } else { &mut self.look.inside };
                return std::mem::replace(fold, open) != open;
            }
        }
        false
    }

    /// A button, by its `data-do`.
    fn press(&self, what: &str) {
        let held = self.store.state().held;
        self.store.dispatch(match what {
            "train" => Action::Train,
            "pause" => Action::Hold(!held),
            "step" => Action::Step(1),
            "reshift" => Action::Reshift,
            "stop" => Action::Stop,
            "reset" => Action::Reset,
            "new-seed" => Action::TypeField { key: "seed".into(), text: ((js_sys::Math::random() * 10_000.0) as u32).to_string() },
            "agent-reset" => Action::ResetFields("agent."),
            "dismiss" => Action::Dismiss,
            "all" => Action::ShowAll,
            "branch" => Action::Branch,
            "remedy-worlds" => Action::Repair(Remedy::Apply),
            "remedy-back" => Action::Repair(Remedy::Undo),
            "correct-reward" | "correct-intended" => Action::Correct(Some(what == "correct-intended")),
            "correct-stop" => Action::Correct(None),
            "curve" => Action::Curve,
            "remedy-reward" => {
                if let Some(element) = by_css("#reward") {
                    // An element that cannot take the focus stays without.
                    let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(element).focus();
                }
                return;
            }
            // A host's: so many updates.
            _ => match what.strip_prefix("step").and_then(engine::decimal::parse) {
                Some(updates) => Action::Step(updates as u32),
                None => return,
            },
        });
    }

    /// True: the page must be drawn; false: that comes later, or nothing has changed.
    fn edit(&mut self, ctx: &Context<Self>, (id, what, text): Told) -> bool {
        let state = self.store.state();
        let draft = &state.draft;
        // Typed by a button, or by the person.
        let text = match what.as_str() {
            "format" => draft.program(&id).and_then(|reading| lang::format(&reading.text)),
            "restore" => Scenario::preset(&draft.scenario.preset).map(|preset| preset.reward),
            _ => Some(text),
        };
        let Some(text) = text else { return false };
        let (place, later) = (id.clone(), what == "type");
        let (held, unlocked, inspects) = (state.held, state.unlocked, state.inspects());
        drop(state);
        let action = match what.as_str() {
            "type" | "format" | "restore" if id == "reward" => Action::TypeReward(text),
            "type" => Action::TypeGoal(id, text),
            "name" => Action::NameGoal(id, text),
            "new-goal" => Action::NewGoal,
            "remove-goal" => Action::RemoveGoal(id),
            "restore-goals" => Action::RestoreGoals,
            "unlock" => Action::Unlock(!unlocked),
            "write" => Action::Values(false),
            "values" => Action::Values(!inspects),
            "train" => Action::Train,
            "move" => {
                self.desk.moves += 1;
                return true;
            }
            // A board that the pointer crosses is not meant while all is held.
            "board" | "look" | "hover" => {
                if what != "hover" || !held {
                    self.desk.at = if what == "board" { 1 - self.desk.at } else { usize::from(id == "2") };
                }
                return held;
            }
            _ => return false,
        };
        if later {
            // The marks first, in this very task; the rest of the page in the next one.
            let redraw = ctx.link().callback(|()| Msg::Redraw);
            self.redraw = Some(Timeout::new(0, move || redraw.emit(())));
            self.store.dispatch(action);
            self.desk.typed(&place);
            self.desk.show(&self.store.state());
        } else {
            self.store.dispatch(action);
        }
        false
    }

    /// What is to be known about a level is asked when a board shows it.
    fn tell_levels(&self) {
        for board in &self.boards {
            let known = self.store.state().levels[usize::from(board.stream == player::SHIFTED)];
            if board.level() != known {
                self.store.dispatch(Action::Level(board.stream, board.level()));
            }
        }
    }

    fn replay_words(&self) -> String {
        let state = self.store.state();
        let Some(run) = state.run() else {
            if !state.recorded.is_empty() {
                let seed = state.draft.scenario.seed;
                return format!("A recording (seed {seed}, full shift). Press Train for your own.");
            }
            return format!("Not trained yet: the {} wanders.", state.draft.scenario.world.spec().agent);
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

/// Draws the page into this element and keeps it alive. `opened`: the experiment that the address names, as it is saved. In a
/// task of its own: starting the module has taken long enough.
pub fn start(root: web_sys::Element, opened: Option<String>) {
    let linked = opened.is_some();
    let (draft, amount) = opened
        .or_else(|| effects::storage()?.get_item(effects::STORED).ok().flatten())
        .and_then(|saved| Draft::restore(&saved))
        .unwrap_or_else(|| (Draft::new(Scenario::preset(PRESET).expect("a preset of this build")), 0.0));
    let store = Store::new(draft, amount, linked);
    super::outside::enter(&store);
    let props = Props { store: Handle(store) };
    Timeout::new(0, move || drop(yew::Renderer::<App>::with_root_and_props(root, props).render())).forget();
}
