//! One world on view: a board on which an agent plays, and under it how its episodes end.
//!
//! What happens is `player`'s; this file is the clock, the drawing and the words. It holds no policy: the page hands the board a
//! net, which may change at any time.
//!
//! To Yew it is an empty figure. One loop of animation frames owns the player. Between two moves it writes a few attributes straight
//! into the document; the markup is drawn again only when an episode begins or ends, the corner is touched, the overlay is due or
//! the page says something new. Attributes that the loop writes are never in the markup, or the two would undo each other.

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
use engine::decimal::{fixed, plain};
use engine::env::{Cell, Level, World};
use engine::experiment::Optimal;
use engine::learner::Net;
use engine::scenario::Scenario;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

/// Seconds for which the outcome stands over the board.
const BADGE: f64 = 1.0;
/// Least milliseconds between two drawings of the overlay.
const OVERLAY_EVERY: f64 = 250.0;
/// Least milliseconds between two frames where they are few.
const FRUGAL: f64 = 30.0;
/// And most, however slow the screen is.
const MOST_FRUGAL: f64 = 40.0;
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
    /// The person points at this board: its last step is meant.
    pub onpoint: Callback<()>,
}

/// What of the state the board shows.
#[derive(Clone, PartialEq)]
pub struct BoardView {
    pub subtitle: String,
    pub world: World,
    /// A change starts a new episode.
    pub knobs: Rc<Vec<f64>>,
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
    /// Fewer frames: all cores train, or this is but a recording.
    pub frugal: bool,
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
}

/// The episode on a board, for whoever looks at it.
#[derive(Clone, Default)]
pub struct Sight(Rc<Seen>);

#[derive(Default)]
struct Seen {
    episode: RefCell<Option<Shared<Episode>>>,
    watches: RefCell<Vec<Weak<dyn Fn()>>>,
}

/// Ends when it is dropped.
pub struct Watch(#[expect(dead_code, reason = "it lives as long as this")] Rc<dyn Fn()>);

impl Sight {
    pub fn episode(&self) -> Option<Shared<Episode>> {
        self.0.episode.borrow().clone()
    }

    /// Calls back after every step.
    pub fn watch(&self, seen: impl Fn() + 'static) -> Watch {
        let seen: Rc<dyn Fn()> = Rc::new(seen);
        self.0.watches.borrow_mut().push(Rc::downgrade(&seen));
        Watch(seen)
    }

    fn show(&self, episode: Episode) {
        let is_same = |old: &Shared<Episode>| Rc::ptr_eq(&old.level, &episode.level) && old.states == episode.states;
        if self.0.episode.borrow().as_ref().is_some_and(is_same) {
            return;
        }
        self.0.episode.replace(Some(Shared(Rc::new(episode))));
        self.0.watches.borrow_mut().retain(|watch| watch.strong_count() > 0);
        let watches = self.0.watches.borrow().clone();
        for watch in watches.iter().filter_map(Weak::upgrade) {
            watch();
        }
    }
}

impl PartialEq for Sight {
    fn eq(&self, other: &Sight) -> bool {
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
            player: Player::new(view.world, view.knobs.clone(), stream),
            view,
            sight,
            reduced_motion,
            progress: 0.0,
            angle: 0.0,
            turned_from: 0.0,
            badge: None,
            ghost_at: -GHOST_RESTS,
            insight: None,
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
            <figure ref={self.figure.clone()} id={self.id} class="board" data-board={self.stream.to_string()} {onclick} {onpointerenter} />
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
            Msg::Enter | Msg::Press | Msg::Skip => ctx.props().onpoint.emit(()),
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
        if self.view.world != old.world || self.view.knobs != old.knobs || recorded {
            self.player.change(self.view.world, self.view.knobs.clone(), self.stream);
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
            (self.insight, self.stale) = (None, true);
        }
        // In this order: what is drawn may leave work for the next frame.
        self.draw();
        self.pump();
    }

    fn hear(&mut self, message: Msg) {
        let draws = match message {
            Msg::Frame(now) => {
                self.request = None;
                // Every other frame will do, and not the one in which the other board draws: drawing takes a good part of one.
                let since = now - *self.last.get_or_insert(now);
                if self.view.frugal && since < if DRAWN.get() == now { MOST_FRUGAL } else { FRUGAL } {
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
                if self.on_screen && self.behavior.work(self.rates()) {
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

    /// Brings the document to what is known; what moves is put in its place by [`Board::place`].
    fn draw(&mut self) {
        let Some(figure) = self.figure() else { return };
        let Board { view, player, id, title, .. } = &*self;
        let tally = player.tally;
        let (class, label) = match self.recorded() {
            Some((_, agent)) => (" recorded", format!("{} recording · {agent}", sprites::icon(RECORDING))),
            None => ("", view.label.to_string()),
        };
        let mut out = format!(
            "<figcaption class='board-head'><h3 class='board-title'>{title}</h3><span class='board-label{class}'>{label}</span>\
             <p class='board-subtitle'>{}</p><button type='button' class='board-skip' data-skip='{id}' title='Skip to the end of this episode' \
             aria-label='{title}: skip to the end of this episode'{}><svg viewBox='0 0 16 16' aria-hidden='true' focusable='false'>\
             <path d='M3 3 L10 8 L3 13 Z M11 3 h2 v10 h-2 Z'/></svg></button><button class='board-skip' data-do='{id}' title='This board as text' \
             aria-label='{title} as text'><svg viewBox='0 0 16 16' aria-hidden='true'><path d='M3 3h10v2h-10zM3 7h10v2h-10zM3 11h6v2h-6z'/></svg></button></figcaption><div class='board-stage'>{}",
            view.subtitle,
            when(!view.running, " disabled"),
            self.picture()
        );
        if let Some(outcome) = self.over() {
            let _ = write!(
                out,
                "<p class='board-badge {}'>{}<span>{}</span></p>",
                self.badge_place(),
                icon_of(player.level.world, outcome.first),
                outcome.words(player.level.world)
            );
        }
        let _ = write!(out, "</div><p class='board-ghost' id='{id}-ghost'>");
        let probed = self.probed();
        if let Some(probed) = probed {
            out += &probed.words(&view.net.0);
        } else if let Some(ghost) = self.ghost() {
            let _ = write!(out, "{} {}", sprites::icon(sprites::GHOST), ghost.words(&player.level, view.ghost_late));
        }
        out += "</p>";
        match (probed.map(|probed| (probed, probed.values(view.probe))), &self.insight) {
            (Some((_, Some(values))), _) => out += &legend(&values, false),
            (Some((probed, None)), _) => out += &probed.legend(),
            (None, Some(insight)) => out += &legend(insight, true),
            (None, None) => {}
        }
        out += &tally_line(player.level.world, tally);
        let _ = write!(out, "<div class='acts' id='{id}-acts'></div>");
        let figures = [("episode", tally.episodes as u64), ("level", player.number)];
        for (name, value) in figures {
            // Fails only for names that are no names.
            let _ = figure.set_attribute(&format!("data-{name}"), &value.to_string());
        }
        self.content.paint(&figure, out);
        self.place(true);
    }

    /// Brings the bars to the steps that were made.
    fn behave(&mut self) {
        let Board { behavior, player, view, .. } = self;
        behavior.follow(&view.scenario, &player.level, player.states(), &view.net.0);
        if let Some(element) = self.figure.cast::<Element>().and_then(|figure| figure.query_selector(".acts").ok().flatten()) {
            self.bars.paint(&element, behavior.draw());
        }
    }

    /// To the start of the player's episode.
    fn begin(&mut self) {
        // A second move's time of rest, so that the eye finds the mouse first.
        (self.progress, self.angle, self.turned_from, self.badge, self.stale) = (-1.0, 0.0, 0.0, None, true);
        // At once: the overlay of the level before does not fit these walls.
        self.think();
    }

    /// To the end of the episode, or to the next level.
    fn skip(&mut self) {
        if self.badge.is_some() {
            return self.advance();
        }
        // It counts like any other: leaving out the dull ones would bend the tally.
        while self.player.outcome.is_none() {
            self.step();
        }
        (self.progress, self.badge) = (1.0, Some(BADGE));
    }

    fn advance(&mut self) {
        self.player.next_level();
        if !self.view.recorded.is_empty() && self.player.number >= recording::LEVELS {
            self.player.turn_to(0);
        }
        self.begin();
    }

    /// What was recorded on this level.
    fn recorded(&self) -> Option<(&str, &str)> {
        recording::episode(&self.view.recorded, self.stream, self.player.number)
    }

    /// One move, by the agent or as it was recorded.
    fn step(&mut self) {
        self.turned_from = self.angle;
        let action = self.recorded().and_then(|(moves, _)| recording::action(self.view.world, moves, self.player.steps));
        match action {
            Some(action) => self.player.replay(action),
            None => drop(self.player.step(&self.view.net)),
        }
    }

    /// How goal-directed the agent is can be measured only where there is one.
    fn rates(&self) -> bool {
        !self.view.frugal
    }

    fn plays(&self) -> bool {
        self.view.running && self.on_screen && document().is_some_and(|document| !document.hidden())
    }

    /// So much more of the episode; true if it must be drawn.
    fn play(&mut self, seconds: f64) -> bool {
        if let Some(left) = &mut self.badge {
            *left -= seconds;
            let over = *left <= 0.0;
            if over {
                self.advance();
            }
            return over;
        }
        let seen = |board: &Board| (board.player.touched, board.player.state.memory);
        let before = seen(self);
        self.progress += seconds * self.player.pace(self.reduced_motion);
        while self.progress >= 1.0 {
            if self.player.outcome.is_some() {
                (self.progress, self.badge) = (1.0, Some(BADGE));
                return true;
            }
            self.progress -= 1.0;
            self.step();
        }
        before != seen(self)
    }

    /// Brings the overlay up to date; true if that was necessary.
    fn think(&mut self) -> bool {
        let due = self.view.overlay && self.stale;
        if due {
            self.insight = Some(Rc::new(Insight::of(&self.player.level, &self.view.net)));
            self.stale = false;
        }
        due
    }

    /// Asks for the next frame if there is anything to do in it, and otherwise for none.
    fn pump(&mut self) {
        let works = self.on_screen && self.behavior.is_busy(self.rates());
        let due = self.plays() || (self.view.overlay && self.stale) || works;
        if !due {
            self.stop();
        } else if self.request.is_none() {
            self.request = web_sys::window().and_then(|window| window.request_animation_frame(self.on_frame.as_ref().unchecked_ref()).ok());
        }
    }

    fn stop(&mut self) {
        self.last = None;
        if let (Some(request), Some(window)) = (self.request.take(), web_sys::window()) {
            let _ = window.cancel_animation_frame(request);
        }
    }

    /// How the episode ended, while that is on view.
    fn over(&self) -> Option<Outcome> {
        self.badge.and(self.player.outcome)
    }

    /// What is known of the level on view; an answer about another level is none.
    fn ghost(&self) -> Option<&Ghost> {
        self.view.ghost.as_deref().filter(|ghost| ghost.fits(&self.view.knobs, self.player.number))
    }

    fn optimal(&self) -> Option<&Optimal> {
        self.ghost().map(|ghost| &ghost.optimal).filter(|optimal| !optimal.path.is_empty())
    }

    /// Probes of the level on view.
    fn probed(&self) -> Option<&Probed> {
        self.view.probed.as_deref().filter(|probed| probed.fits(self.view.world, &self.view.knobs, self.player.number))
    }

    /// Everything that stands still during an episode; [`Board::place`] moves the rest.
    fn picture(&self) -> String {
        let (player, level) = (&self.player, &self.player.level);
        let mut values = String::new();
        match (self.probed(), &self.insight) {
            (Some(probed), _) => match probed.values(self.view.probe) {
                Some(found) => overlay(&mut values, level, &found),
                None => values = probed.marks(level),
            },
            (None, Some(insight)) => overlay(&mut values, level, insight),
            (None, None) => {}
        }
        let way = self.optimal().map(|way| &way.path[..]);
        let ended = (player.touched, self.over().is_some());
        scene::picture(level, player.state, ended, &values, way, self.id) + &scene::agent(level.world, None)
    }

    /// Puts the mouse, its trail and the number of steps where they are now, straight into the document; `fresh`: the picture is
    /// newly drawn.
    fn place(&mut self, fresh: bool) {
        let (player, level) = (&self.player, &self.player.level);
        let still = self.reduced_motion || self.badge.is_some();
        let done = if still { 1.0 } else { self.progress.clamp(0.0, 1.0) };
        let pose = pose(player, done, self.turned_from);
        self.angle = pose.angle;
        let Some(figure) = self.figure() else { return };
        let set = |css: &str, name: &str, value: &str| {
            if let Ok(Some(element)) = figure.query_selector(css) {
                // Fails only for names that are no names.
                let _ = element.set_attribute(name, value);
            }
        };
        set(".agent", "transform", &pose.place);
        set(".agent-body", "transform", &pose.body);
        if self.optimal().is_some_and(|optimal| self.ghost_at > (optimal.path.len() - 1) as f64 + GHOST_RESTS) {
            self.ghost_at = -GHOST_RESTS;
        }
        if let Some(optimal) = self.optimal() {
            let last = optimal.path.len() - 1;
            // Nothing moves for those who ask for it: it stands at the end of its way.
            let at = if self.reduced_motion { last as f64 } else { self.ghost_at.max(0.0).min(last as f64) };
            let from = at as usize;
            let ((x0, y0), (x1, y1)) = (center(level, optimal.path[from]), center(level, optimal.path[(from + 1).min(last)]));
            let part = at - from as f64;
            set(".ghost", "transform", &translate(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part));
        }
        if fresh {
            // For programs; empty where there is nothing to tell.
            let figures = self.optimal().map(|it| [(it.path.len() - 1) as f64, it.reward, it.least, it.most]);
            for (at, name) in ["data-ghost-steps", "data-ghost-return", "data-ghost-least", "data-ghost-most"].into_iter().enumerate() {
                let _ = figure.set_attribute(name, &figures.map_or_else(String::new, |figures| plain(figures[at])));
            }
        }
        let wag = if still { 0.0 } else { 22.0 * wave((f64::from(player.steps) + done) * 0.7) };
        set(".mouse-tail", "transform", &format!("rotate({})", fixed(wag, 1)));
        let steps = player.steps.to_string();
        // Only with the first frame of a move: the trail is as old as the step count.
        let due = figure.get_attribute("data-steps").as_ref() != Some(&steps) || fresh || still || player.steps == 0;
        if due {
            let _ = figure.set_attribute("data-steps", &steps);
            // For whoever reads the board instead of looking at it.
            let _ = figure.set_attribute("data-now", &format!("{} {}", player.state.agent, player.state.memory));
            self.sight.show(player.episode());
            // Without the cell to which the mouse is still on its way.
            let walked = &player.path[..player.path.len() - usize::from(!still && player.steps > 0)];
            for (stroke, most) in ["", "+.trail", "+.trail+.trail"].into_iter().zip(TRAIL) {
                let mut line = String::new();
                points(&mut line, level, &walked[walked.len().saturating_sub(most)..]);
                set(&format!(".wall+.trail{stroke}"), "points", &line);
            }
            self.behave();
        }
    }

    /// Where the outcome hides neither the agent nor the first thing: what it passed by is the point. Of three places, two things
    /// leave at least one.
    fn badge_place(&self) -> &'static str {
        let level = &self.player.level;
        let shown = [Some(self.player.state.agent), level.things.iter().find(|thing| !thing.kind.is_marker()).map(|thing| thing.cell)];
        let third = |cell: Cell| level.row(cell) * 3 / level.height;
        let is_free = |place: usize| shown.iter().flatten().all(|&cell| third(cell) != place);
        [(2, "low"), (0, "high"), (1, "middle")].into_iter().find(|&(place, _)| is_free(place)).map_or("low", |(_, name)| name)
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window().and_then(|window| window.document())
}

/// The critic's value as a heat map, the policy as wedges: the likelier a move, the longer its wedge.
fn overlay(svg: &mut String, level: &Level, insight: &Insight) {
    let mut wedges = String::new();
    for thought in &insight.cells {
        let (x, y) = (level.column(thought.cell) as f64, level.row(thought.cell) as f64);
        heat(svg, insight.shade(thought.value), x, y);
        for ((dx, dy), p) in [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)].into_iter().zip(thought.moves) {
            // Below this a wedge is a speck.
            if p >= 0.04 {
                let p = f64::from(p);
                let (near, far, half) = (0.09, 0.13 + 0.3 * p, 0.05 + 0.1 * p);
                let (bx, by) = (x + 0.5 + dx * near, y + 0.5 + dy * near);
                let (tx, ty) = (x + 0.5 + dx * far, y + 0.5 + dy * far);
                let (sx, sy) = (dy * half, dx * half);
                let _ = write!(wedges, "M{}L{}L{}Z", pair(bx + sx, by + sy, 2), pair(tx, ty, 2), pair(bx - sx, by - sy, 2));
            }
        }
    }
    let _ = write!(svg, "<path class='wedges' d='{wedges}'/>");
}

/// A cell in the color of a shade from -1 to 1; the middle shows the floor.
fn heat(svg: &mut String, shade: f32, x: f64, y: f64) {
    let class = if shade < 0.0 { "heat-low" } else { "heat-high" };
    let opacity = 0.85 * f64::from(shade.abs());
    let _ = write!(
        svg,
        "<rect class='{class}' fill-opacity='{}' x='{}' y='{}' width='1' height='1'/>",
        fixed(opacity, 2),
        fixed(x, 0),
        fixed(y, 0)
    );
}

/// `wedges`: moves are drawn, too.
fn legend(insight: &Insight, wedges: bool) -> String {
    const STEPS: usize = 6;
    let mut out = format!("<p class='board-legend'><span>expects</span><b>{}</b>", number(insight.low));
    for (low, value) in [(true, insight.middle()), (false, insight.high)] {
        let _ = write!(out, "<svg class='legend-scale' viewBox='0 0 {STEPS} 1' preserveAspectRatio='none' aria-hidden='true'>");
        for step in 0..STEPS {
            let shade = (step as f32 + 0.5) / STEPS as f32;
            heat(&mut out, if low { shade - 1.0 } else { shade }, step as f64, 0.0);
        }
        let _ = write!(out, "</svg><b>{}</b>", number(value));
    }
    if wedges {
        out += "<span class='legend-wedge'><svg class='board-icon' viewBox='-.5 -.5 1 1' aria-hidden='true'>\
                <path class='wedges' d='M-.2 -.18 L.3 0 L-.2 .18 Z'/></svg>longer: likelier</span>";
    }
    out + "</p>"
}

/// Two digits after the point, with a true minus sign.
fn number(value: f32) -> String {
    let value = f64::from(value);
    let text = fixed(value, if value.abs() >= 100.0 { 0 } else { 2 });
    match text.strip_prefix('-') {
        Some("0.00") => "0.00".into(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// Of the marker that came up first.
fn icon_of(world: World, first: Option<usize>) -> String {
    sprites::icon(first.map_or(sprites::CLOCK, |first| sprites::thing(world.spec().markers[first].thing)))
}

fn tally_line(world: World, tally: Tally) -> String {
    let lead = match tally.episodes {
        0 => "No episode yet".to_string(),
        1 => "Last episode".to_string(),
        n => format!("Last {n} episodes"),
    };
    let mut out =
        format!("<p class='board-tally'><span class='tally-lead'>{lead}, by what came first:</span><span class='tally-dot'> </span>");
    let markers = world.spec().markers;
    let mut items = Vec::new();
    for (at, marker) in markers.iter().enumerate() {
        let (word, kind) = (marker.thing.word(), if at == 0 { "is-cheese" } else { "is-corner" });
        items.push((word, kind, tally.first[at], Some(at)));
    }
    items.push((if markers.is_empty() { "over" } else { "none" }, "is-time", tally.none(), None));
    for (i, (word, kind, count, first)) in items.into_iter().enumerate() {
        if i > 0 {
            // The dots are for those who read the line as text; by sight the columns part it.
            out += "<span class='tally-dot'> · </span>";
        }
        let _ = write!(
            out,
            "<span class='tally-item {kind}'>{} {word} <b>{count}</b><svg class='tally-bar' viewBox='0 0 1 1' preserveAspectRatio='none' aria-hidden='true'>\
             <rect class='tally-rest' width='1' height='1'/><rect class='tally-share' width='{}' height='1'/></svg></span>",
            icon_of(world, first),
            fixed(f64::from(count) / f64::from(tally.episodes.max(1)), 3)
        );
    }
    out + "</p>"
}
