//! One world on view: a board on which an agent plays, and under it how its episodes end.
//!
//! What happens is `player`'s; this file is the component and its clock, `playing` what goes on, `drawing` how that looks, `sight` who
//! else looks at it. It holds no policy: the page hands the board a net, which may change at any time.
//!
//! To Yew it is an empty figure. One loop of animation frames owns the player. Between two moves it writes a few attributes straight
//! into the document; the markup is drawn again only when an episode begins or ends, the corner is touched, the overlay is due or
//! the page says something new. Attributes that the loop writes are never in the markup, or the two would undo each other.

mod drawing;
mod playing;
mod sight;

use super::behavior::Behavior;
use super::ghost::Ghost;
use super::markup::{pressed, when};
use super::paint::Paint;
use super::player::{Episode, Insight, Outcome, Player, Tally};
use super::probes::Probed;
use super::recording;
use super::scene::{self, TRAIL, center, pair, points, pose, translate, wave};
use super::shared::Shared;
use super::sprites;
use engine::decimal::fixed;
use engine::env::{Cell, Distribution, Level};
use engine::experiment::Optimal;
use engine::judge::Policy;
use engine::learner::{Net, Outlook};
use engine::scenario::Scenario;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

pub use sight::{Sight, Watch};

/// Seconds for which the outcome stands over the board.
const BADGE: f64 = 1.0;
/// Least milliseconds between two drawings of the overlay.
const OVERLAY_EVERY: f64 = 250.0;
/// Least milliseconds between two drawings of a recording, and while all cores train.
pub const FRUGAL: f64 = 30.0;
/// And of boards that are several and small, and while somebody waits for what all cores work out.
pub const SMALL: f64 = 60.0;
/// So much longer where the other board has just drawn, however slow the screen is.
const TURN: f64 = 10.0;
/// A frame that comes later than this (a tab that slept) is played as if it came after so many seconds.
const LONGEST_FRAME: f64 = 0.1;

/// Moves a second of the ghost, and the moves that it skips at either end of its way.
const GHOST_PACE: f64 = 6.0;
const GHOST_RESTS: f64 = 5.0;

/// Stands before the word, as a lamp that is on.
const RECORDING: &str = "<circle r='.34'/>";

#[derive(Clone, PartialEq, Properties)]
pub struct BoardProps {
    pub id: &'static str,
    pub title: &'static str,
    /// Which stream of display levels.
    pub stream: u64,
    pub view: BoardView,
    /// Where the episode is kept for others to look at.
    pub sight: Sight,
    /// One move of a held agent, when it changes.
    pub moves: u32,
    pub reduced_motion: bool,
    /// Told of the stream and the number of a level that comes into view.
    pub onlevel: Callback<(u64, u64)>,
    /// The person points at the board of this stream: its last step is meant.
    pub onpoint: Callback<u64>,
}

/// What of the state the board shows.
#[derive(Clone, PartialEq)]
pub struct BoardView {
    pub subtitle: String,
    /// A change starts a new episode.
    pub levels: Rc<Distribution>,
    /// At all.
    pub is_shifted: bool,
    /// Whose policy plays; a change takes effect at the next move.
    pub net: Shared<Net>,
    /// Which agent this is.
    pub label: Rc<str>,
    /// Instead of that agent's own episodes these are played, over and over; empty: none, see [`recording`].
    pub recorded: Rc<str>,
    /// The tally starts anew when it changes.
    pub tally_key: u32,
    /// Values and moves in every cell.
    pub overlay: bool,
    /// The agent moves only when true.
    pub running: bool,
    /// Least milliseconds between two drawings; none where every frame is drawn.
    pub rest: Option<f64>,
    /// What a perfect optimizer of the words does, on this level or the one before.
    pub ghost: Option<Rc<Ghost>>,
    /// It is of the last words that compiled, and what is typed by now does not.
    pub ghost_late: bool,
    /// Its goals are those that the agent may act as if it wanted.
    pub scenario: Rc<Scenario>,
    /// What the agent would do with the thing elsewhere, on this level or the one before, and which view of that is on.
    pub probed: Option<Shared<Probed>>,
    pub probe: usize,
    /// Counts up with every skip that is not pressed here.
    pub skips: u32,
    /// Nothing but the world and who plays in it: one of several small boards.
    pub is_small: bool,
    /// Who plays in place of the net.
    pub player: Option<Stand>,
}

/// A policy that plays in place of a net; two are the same only if they are one.
#[derive(Clone)]
pub struct Stand(pub Rc<dyn Policy>);

impl PartialEq for Stand {
    fn eq(&self, other: &Stand) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

thread_local! {
    /// The animation frame in which a board has drawn last.
    static DRAWN: std::cell::Cell<f64> = const { std::cell::Cell::new(0.0) };
}

pub enum Msg {
    /// An animation frame, at this time in milliseconds.
    Frame(f64),
    OnScreen(bool),
    /// The document was hidden or shown.
    Visibility,
    Skip,
    /// The pointer came over the board, or pressed it.
    Enter,
    Press,
}

pub struct Board {
    figure: NodeRef,
    id: &'static str,
    title: &'static str,
    stream: u64,
    view: BoardView,
    sight: Sight,
    reduced_motion: bool,
    player: Player,
    /// Part of the current move that is done, 1 the end. Below 0: the rest before the first move.
    progress: f64,
    /// Degrees, where the mouse looks and where it looked before the move.
    angle: f64,
    turned_from: f64,
    /// Seconds left of the outcome on view.
    badge: Option<f64>,
    /// Where the ghost is on its way, in moves; it rests before the first and after the last.
    ghost_at: f64,
    insight: Option<Rc<Insight>>,
    /// In place of it where nobody goes anywhere.
    outlook: Option<Outlook>,
    behavior: Behavior,
    bars: Paint,
    /// The overlay shows an older level or net.
    stale: bool,
    /// When the overlay was computed, and the frame before this one; milliseconds.
    insight_at: f64,
    last: Option<f64>,
    request: Option<i32>,
    on_screen: bool,
    on_frame: Closure<dyn FnMut(f64)>,
    /// Live as long as the observer and the document that call them.
    _on_visibility: Closure<dyn FnMut()>,
    _on_intersection: Closure<dyn FnMut(js_sys::Array)>,
    observer: Option<IntersectionObserver>,
    content: Paint,
    /// The level that was told last.
    told: Option<u64>,
}

impl Component for Board {
    type Message = Msg;
    type Properties = BoardProps;

    fn create(ctx: &Context<Self>) -> Board {
        let BoardProps { id, title, stream, view, sight, reduced_motion, .. } = ctx.props().clone();
        let link = ctx.link();
        let (frame, visibility, intersection) =
            (link.callback(Msg::Frame), link.callback(|()| Msg::Visibility), link.callback(Msg::OnScreen));
        // Asks for the next frame, if one is due by now.
        let on_visibility = Closure::<dyn FnMut()>::new(move || visibility.emit(()));
        let on_intersection = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            // The last entry is the newest.
            let entry = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            intersection.emit(entry.is_intersecting());
        });
        if let Some(document) = document() {
            let _ = document.add_event_listener_with_callback("visibilitychange", on_visibility.as_ref().unchecked_ref());
        }
        Board {
            figure: NodeRef::default(),
            id,
            title,
            stream,
            player: Player::new(view.levels.clone(), stream),
            view,
            sight,
            reduced_motion,
            progress: 0.0,
            angle: 0.0,
            turned_from: 0.0,
            badge: None,
            ghost_at: -GHOST_RESTS,
            insight: None,
            outlook: None,
            behavior: Behavior::default(),
            bars: Paint::default(),
            stale: true,
            insight_at: f64::NEG_INFINITY,
            last: None,
            request: None,
            on_screen: true,
            on_frame: Closure::new(move |now| frame.emit(now)),
            observer: IntersectionObserver::new(on_intersection.as_ref().unchecked_ref()).ok(),
            _on_visibility: on_visibility,
            _on_intersection: on_intersection,
            content: Paint::default(),
            told: None,
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let onclick = ctx.link().callback(|event: MouseEvent| if pressed(&event, "data-skip").is_some() { Msg::Skip } else { Msg::Press });
        let onpointerenter = ctx.link().callback(|_| Msg::Enter);
        html! {
            <figure ref={self.figure.clone()} id={self.id} class="board" aria-label={self.title} data-board={self.stream.to_string()} {onclick} {onpointerenter} />
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let Some(figure) = self.figure().filter(|_| first) else { return };
        if let Some(observer) = &self.observer {
            observer.observe(&figure);
        }
        self.begin();
        self.draw();
        self.pump();
        self.tell(ctx);
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &BoardProps) -> bool {
        self.change(ctx.props(), old);
        self.tell(ctx);
        false
    }

    fn update(&mut self, ctx: &Context<Self>, message: Msg) -> bool {
        match message {
            // A board that the pointer crosses is not meant while all is held.
            Msg::Enter if !self.view.running => {}
            Msg::Enter | Msg::Press | Msg::Skip => ctx.props().onpoint.emit(ctx.props().stream),
            Msg::Frame(_) | Msg::OnScreen(_) | Msg::Visibility => {}
        }
        self.hear(message);
        self.tell(ctx);
        false
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.stop();
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        if let Some(document) = document() {
            let listener = self._on_visibility.as_ref().unchecked_ref();
            let _ = document.remove_event_listener_with_callback("visibilitychange", listener);
        }
    }
}

impl Board {
    fn figure(&self) -> Option<Element> {
        self.figure.cast()
    }

    /// Says which level is on view, if it is another one.
    fn tell(&mut self, ctx: &Context<Self>) {
        let level = self.player.number;
        if self.told.replace(level) != Some(level) {
            ctx.props().onlevel.emit((self.stream, level));
        }
    }

    /// The page says something new.
    fn change(&mut self, props: &BoardProps, old: &BoardProps) {
        (self.view, self.sight, self.reduced_motion) = (props.view.clone(), props.sight.clone(), props.reduced_motion);
        let moved = props.moves != old.moves;
        let old = &old.view;
        let recorded = self.view.recorded != old.recorded;
        if self.view.levels != old.levels || recorded {
            self.player.change(self.view.levels.clone(), self.stream);
            if recorded {
                self.player.turn_to(0);
                self.player.forget();
            }
            self.begin();
        }
        if self.view.tally_key != old.tally_key {
            self.player.forget();
        }
        if !self.view.running {
            if moved {
                if self.player.outcome.is_some() {
                    self.advance();
                } else {
                    self.step();
                }
                self.badge = self.player.outcome.map(|_| BADGE);
            }
            // Held between two cells, it would not stand where the step has led.
            self.progress = 1.0;
        }
        if self.view.skips != old.skips && self.view.running {
            self.skip();
        }
        self.stale |= self.view.net != old.net;
        if self.view.ghost != old.ghost {
            self.ghost_at = -GHOST_RESTS;
        }
        if !self.view.overlay {
            (self.insight, self.outlook, self.stale) = (None, None, true);
        }
        // In this order: what is drawn may leave work for the next frame.
        self.draw();
        self.pump();
    }

    fn hear(&mut self, message: Msg) {
        let draws = match message {
            Msg::Frame(now) => {
                self.request = None;
                // Not in the frame in which the other board draws: drawing takes a good part of one.
                let since = now - *self.last.get_or_insert(now);
                let turn = if DRAWN.get() == now { TURN } else { 0.0 };
                if self.view.rest.is_some_and(|rest| since < rest + turn) {
                    return self.pump();
                }
                DRAWN.set(now);
                let seconds = (since / 1000.0).clamp(0.0, LONGEST_FRAME);
                self.last = Some(now);
                // Frames may come while all is held, for what is still computed.
                if self.view.running {
                    self.ghost_at += seconds * GHOST_PACE;
                }
                let mut draws = self.plays() && self.play(seconds);
                if now - self.insight_at >= OVERLAY_EVERY && self.think() {
                    self.insight_at = now;
                    draws = true;
                }
                if !draws {
                    self.place(false);
                }
                if self.on_screen && !self.view.is_small && self.behavior.work(self.rates()) {
                    self.behave();
                }
                draws
            }
            Msg::OnScreen(on_screen) => {
                self.on_screen = on_screen;
                false
            }
            Msg::Visibility => false,
            Msg::Enter | Msg::Press => false,
            Msg::Skip if !self.view.running => false,
            Msg::Skip => {
                self.skip();
                true
            }
        };
        if draws {
            self.draw();
        }
        self.pump();
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window().and_then(|window| window.document())
}
