//! The root of the page: lays out the stages, one after another.

use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use web_sys::MediaQueryList;
use yew::prelude::*;

use super::board::Sight;
use super::dom::{document, focus, is_embed, reduces_motion};
use super::draft::Draft;
use super::effects::{self, Effects};
use super::markup::pressed;
use super::state::prediction::Predict;
use super::state::{Action, Dialog};
use super::store::{Handle, Store};
use super::terms::Term;
use super::timer::window;
use crate::features::open::{LessonAside, OnPaper, OpenDialog, PresenterKeys, SeatAside, below_verdict, framings_beside, more_evidence};
use crate::views::bar::LinkBar;
use crate::views::boards::BOARDS;
use crate::views::correct::Correct;
use crate::views::curves::Curves;
use crate::views::dialog::Toast;
use crate::views::dock::Dock;
use crate::views::figures::Figures;
use crate::views::foot::EmbedFoot;
use crate::views::header::{Header, Notice, Spoken};
use crate::views::reward::Reward;
use crate::views::shift::Shift;
use crate::views::train::Train;
use crate::views::verdict::Verdict;
use engine::scenario::Scenario;

const PRESET: &str = "cheese-corner";
/// Windows with one column, as in www/wayward.css, and with a dock.
const PHONE: &str = "screen and (max-width: 47.99rem)";

pub enum Msg {
    /// Puts the next part of the page in its place.
    Build,
    /// The window has become that of a phone, or is no longer.
    Turned,
}

pub struct App {
    store: Rc<Store>,
    reduced_motion: bool,
    /// It stands in the page of others.
    is_embed: bool,
    phone: Option<MediaQueryList>,
    _on_turn: Option<EventListener>,
    /// How many parts of the page are there: one a task, because all at once would block the page for too long.
    built: usize,
    build: Option<Timeout>,
    /// The episodes on the boards.
    sights: [Sight; 2],
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
        let reduced_motion = reduces_motion();
        let is_embed = is_embed();
        // Its host makes a frame as high as its content: there is no bottom of the window.
        let phone = window().match_media(PHONE).ok().flatten().filter(|_| !is_embed);
        let turned = ctx.link().callback(|()| Msg::Turned);
        let on_turn = phone.as_ref().map(|phone| EventListener::new(phone, "change", move |_| turned.emit(())));
        App { reduced_motion, is_embed, phone, _on_turn: on_turn, built: 0, build: None, sights: <[Sight; 2]>::default(), store }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Turned => {
                // Some of the page stands elsewhere then, drawn anew; what had the focus has it there.
                let focused = document().active_element().map(|active| active.id()).filter(|id| !id.is_empty());
                if let Some(id) = focused {
                    Timeout::new(0, move || focus(document().get_element_by_id(&id))).forget();
                }
                true
            }
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
        let is_phone = self.phone.as_ref().is_some_and(MediaQueryList::matches);
        let store = self.store.clone();
        let onclick = move |event: MouseEvent| {
            if let Some(term) = pressed(&event, "data-what").and_then(|number| Term::of(&number)) {
                store.dispatch(Action::OpenDialog(Dialog::Term(term)));
            }
        };
        html! {
            <ContextProvider<Handle> context={ctx.props().store.clone()}>
                if !is_phone {
                    <LessonAside />
                }
                <SeatAside />
                <LinkBar />
                <div class="page" {onclick}>
                    if !self.is_embed {
                        <OnPaper />
                    }
                    <Header />
                    <Notice />
                    <main class="bench">
                        if is_built(0) {
                            <Reward sights={self.sights.clone()} {is_phone} />
                        }
                        if is_built(1) {
                            // The boards come one by one, before the stages that they would move down.
                            <Train boards={self.built.saturating_sub(2).min(BOARDS.len())} sights={self.sights.clone()}
                                reduced_motion={self.reduced_motion} {is_phone} />
                        }
                        if is_built(2 + BOARDS.len()) {
                            <Shift {is_phone} />
                        }
                        if is_built(3 + BOARDS.len()) {
                            <Curves />
                        }
                        if is_built(4 + BOARDS.len()) {
                            <Verdict others={framings_beside()} evidence={more_evidence()}>{ below_verdict() }</Verdict>
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
                if is_phone {
                    <div class="dock">
                        <Dock />
                        <LessonAside />
                    </div>
                }
                <PresenterKeys />
                <OpenDialog sights={self.sights.clone()} />
                <Toast />
            </ContextProvider<Handle>>
        }
    }
}

/// All stages and the boards.
const BUILDS: usize = 6 + BOARDS.len();

/// The page as it begins: what this browser keeps of it, or else the first experiment.
pub fn begin() -> Rc<Store> {
    let kept = effects::kept().and_then(|saved| Draft::restore(&saved));
    let (draft, amount) = kept.unwrap_or_else(|| (Draft::new(Scenario::preset(PRESET).expect("a preset of this build")), 0.0));
    let store = Store::new(draft, amount);
    store.dispatch(Action::Predict(Predict::Recall(effects::predictions())));
    store.dispatch(Action::RecallLeading(effects::leading()));
    if is_embed() {
        store.dispatch(Action::Embed);
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
