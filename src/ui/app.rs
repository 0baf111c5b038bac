//! The root of the page: lays out the stages, and keeps the editors, which write themselves, in step with the state.

use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use yew::prelude::*;

use super::assist::{self, Told};
use super::desk::Desk;
use super::dom::is_embed;
use super::draft::Draft;
use super::effects::{self, Effects};
use super::state::Action;
use super::state::prediction::Predict;
use super::store::{Handle, Store, Subscription};
use super::timer::{by_css, window};
use crate::features::open::{Asides, OpenDialog, PresenterKeys};
use crate::views::bar::LinkBar;
use crate::views::boards::BOARDS;
use crate::views::correct::Correct;
use crate::views::curves::Curves;
use crate::views::dialog::Toast;
use crate::views::figures::Figures;
use crate::views::foot::EmbedFoot;
use crate::views::header::{Header, Notice, Spoken};
use crate::views::reward::Reward;
use crate::views::shift::Shift;
use crate::views::train::Train;
use crate::views::verdict::Verdict;
use engine::lang;
use engine::scenario::Scenario;
use engine::share::Panel;

/// How often the editors show what the boards do.
const TICK_MS: u32 = 100;
const PRESET: &str = "cheese-corner";

pub enum Msg {
    /// The state is another one.
    Changed,
    /// The editors were drawn anew.
    Drawn,
    /// Ten times a second.
    Tick,
    /// Something was done in or to an editor.
    Edit(Told),
    /// Puts the next part of the page in its place.
    Build,
}

pub struct App {
    store: Rc<Store>,
    reduced_motion: bool,
    /// It stands in the page of others.
    is_embed: bool,
    /// How many parts of the page are there: one a task, because all at once would block the page for too long.
    built: usize,
    build: Option<Timeout>,
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
        let opened = store.state().opened;
        App {
            reduced_motion,
            is_embed: is_embed(),
            built: 0,
            build: None,
            desk: Desk::default(),
            opened,
            redraw: None,
            _clock: Interval::new(TICK_MS, move || tick.emit(())),
            _subscription: store.subscribe(move |_| changed.emit(())),
            store,
        }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Changed => {
                let opened = self.store.state().opened;
                let is_another = std::mem::replace(&mut self.opened, opened) != opened;
                if is_another {
                    self.desk = Desk::default();
                }
                self.desk.show(&self.store.state());
                is_another
            }
            Msg::Drawn => {
                self.desk.show(&self.store.state());
                false
            }
            Msg::Tick => {
                self.desk.tick(&self.store.state());
                false
            }
            Msg::Edit(told) => self.edit(told),
            Msg::Build => {
                self.built += 1;
                if self.built == BUILDS
                    && let Err(why) = self.store.with_effects(Effects::grow)
                {
                    self.store.dispatch(Action::NoWorker(why));
                }
                true
            }
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        if self.built < BUILDS {
            let build = ctx.link().callback(|()| Msg::Build);
            self.build = Some(Timeout::new(0, move || build.emit(())));
        } else if !self.store.state().drawn {
            self.store.dispatch(Action::Drawn);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let is_built = |part: usize| self.built > part;
        html! {
            <ContextProvider<Handle> context={ctx.props().store.clone()}>
                <Asides />
                <LinkBar />
                <div class="page">
                    <Header />
                    <Notice />
                    <main class="bench">
                        if is_built(0) {
                            <Reward ondrawn={ctx.link().callback(|()| Msg::Drawn)} />
                        }
                        if is_built(1) {
                            // The boards come one by one, before the stages that they would move down.
                            <Train boards={self.built.saturating_sub(2).min(BOARDS.len())} sights={self.desk.sights.clone()} moves={self.desk.moves}
                                reduced_motion={self.reduced_motion} />
                        }
                        if is_built(2 + BOARDS.len()) {
                            <Shift />
                        }
                        if is_built(3 + BOARDS.len()) {
                            <Curves />
                        }
                        if is_built(4 + BOARDS.len()) {
                            <Verdict />
                        }
                        if is_built(5 + BOARDS.len()) {
                            <Correct />
                        }
                    </main>
                    <Figures />
                    <Spoken />
                </div>
                if self.is_embed {
                    <EmbedFoot />
                }
                <PresenterKeys />
                <OpenDialog sights={self.desk.sights.clone()} />
                <Toast />
            </ContextProvider<Handle>>
        }
    }
}

/// All stages and the boards.
const BUILDS: usize = 6 + BOARDS.len();

impl App {
    /// What was done in or to an editor; true: the boards have something else to do.
    fn edit(&mut self, (id, what, text): Told) -> bool {
        let state = self.store.state();
        let draft = &state.draft;
        let locked = match what.as_str() {
            "train" => state.is_locked(Panel::Train),
            "type" | "format" | "restore" | "name" | "new-goal" | "remove-goal" | "restore-goals" | "unlock" => {
                state.is_locked(Panel::Reward)
            }
            _ => false,
        };
        if locked {
            return false;
        }
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
                if held {
                    self.desk.show(&self.store.state());
                }
                return false;
            }
            _ => return false,
        };
        if later {
            // The marks first, in this very task; the rest of the page in the next one.
            self.store.dispatch_quietly(action);
            self.desk.typed(&place);
            self.desk.show(&self.store.state());
            let store = self.store.clone();
            self.redraw = Some(Timeout::new(0, move || store.notify()));
        } else {
            self.store.dispatch(action);
        }
        false
    }
}

/// The page as it begins: what this browser keeps of it, or else the first experiment.
pub fn begin() -> Rc<Store> {
    let kept = effects::kept().and_then(|saved| Draft::restore(&saved));
    let (draft, amount) = kept.unwrap_or_else(|| (Draft::new(Scenario::preset(PRESET).expect("a preset of this build")), 0.0));
    let store = Store::new(draft, amount);
    store.dispatch(Action::Predict(Predict::Recall(effects::predictions())));
    if is_embed() {
        store.dispatch(Action::TrackEdits(false));
    } else {
        super::keys::listen(store.clone());
    }
    store
}

/// Draws the page into this element and keeps it alive. In a task of its own: starting the module has taken long enough.
pub fn render(root: web_sys::Element, store: Rc<Store>) {
    let props = Props { store: Handle(store) };
    Timeout::new(0, move || drop(yew::Renderer::<App>::with_root_and_props(root, props).render())).forget();
}
