//! What a perfect optimizer of the words does, for the boards: asked of a worker, one question a board at a time, so that
//! typing and dragging never pile up questions that nobody waits for any more.

use std::rc::Rc;

use super::words::number;
use crate::env::display::{SHIFTED, TRAINING};
use crate::env::shift::between;
use crate::env::{Level, ThingKind};
use crate::protocol::{Command, Optimal};
use crate::scenario::Scenario;

/// What is known about one level on view.
#[derive(Clone, Debug)]
pub struct Ghost {
    knobs: Vec<f64>,
    number: u32,
    pub optimal: Optimal,
}

/// Two are the same only if they are one: an answer never changes.
impl PartialEq for Ghost {
    fn eq(&self, other: &Ghost) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Ghost {
    /// It is about this level of its board.
    pub fn fits(&self, knobs: &[f64], number: u64) -> bool {
        u64::from(self.number) == number && self.knobs == knobs
    }

    /// In a sentence; `late`: what is typed by now does not compile.
    pub fn words(&self, level: &Level, late: bool) -> String {
        let lead = if late { "Last words that compiled" } else { "Perfect optimizer" };
        let Optimal { path, reward, least, most } = &self.optimal;
        let Some(end) = path.last() else { return format!("{lead}: your words are not a number everywhere on this level.") };
        let what = match level.things.iter().find(|thing| thing.cell == *end).map(|thing| thing.kind) {
            Some(ThingKind::Cheese) => "the cheese",
            Some(ThingKind::Corner) => "the corner",
            None => "all it can get",
        };
        let (from, to) = if least == most { (String::new(), "") } else { (number(*least), " to ") };
        let (steps, reward, most) = (path.len() - 1, number(*reward), number(*most));
        format!("{lead}: {what} in {steps} steps. Your reward {reward}, what you meant {from}{to}{most}.")
    }
}

#[derive(Clone, Debug, Default)]
struct Seat {
    /// Which level of its stream the board shows.
    number: u32,
    /// The newest question that was asked, as its message but for the token, and its knobs.
    asked: (Vec<u8>, Vec<f64>, u32),
    token: u32,
    waits: bool,
    ghost: Option<Rc<Ghost>>,
}

/// Both boards, in the order of their streams.
#[derive(Clone, Debug, Default)]
pub struct Ghosts {
    /// The last text that compiled.
    words: Rc<str>,
    seats: [Seat; 2],
    tokens: u32,
}

impl Ghosts {
    pub fn of(&self, stream: u64) -> Option<Rc<Ghost>> {
        self.seats[usize::from(stream == SHIFTED)].ghost.clone()
    }

    /// A board shows another level.
    pub fn turn(&mut self, stream: u64, number: u64) {
        self.seats[usize::from(stream == SHIFTED)].number = number as u32;
    }

    /// A text that compiles.
    pub fn read(&mut self, words: &Rc<str>) {
        self.words = words.clone();
    }

    /// The worker that was asked may be no more. Its question is not asked again, for it may be what killed it; the next one is.
    pub fn lose(&mut self) {
        for seat in &mut self.seats {
            seat.waits = false;
        }
    }

    /// What to ask now: nothing while an answer is on its way. `send`: false if there is no one to ask.
    pub fn ask(&mut self, scenario: &Scenario, shown: &Scenario, amount: f64, send: impl Fn(&Command) -> bool) {
        for (seat, stream) in self.seats.iter_mut().zip([TRAINING, SHIFTED]) {
            if seat.waits || self.words.is_empty() {
                continue;
            }
            let amount = if stream == SHIFTED { amount } else { 0.0 };
            let knobs = between(shown.world, &shown.train, &shown.shift, amount);
            let mut scenario = Box::new(scenario.clone());
            (scenario.reward, scenario.train, scenario.seed) = (self.words.as_ref().to_owned(), knobs.clone(), 0);
            let command = |token, scenario| Command::Solve { token, scenario, stream: stream as u32, number: seat.number };
            let plain = command(0, scenario.clone()).to_bytes();
            self.tokens += 1;
            if plain != seat.asked.0 && send(&command(self.tokens, scenario)) {
                (seat.asked, seat.token, seat.waits) = ((plain, knobs, seat.number), self.tokens, true);
            }
        }
    }

    /// An answer; the newest question of a board is the only one that it may wait for.
    pub fn hear(&mut self, token: u32, optimal: Optimal) {
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.token == token) {
            let (_, knobs, number) = &seat.asked;
            seat.ghost = Some(Rc::new(Ghost { knobs: knobs.clone(), number: *number, optimal }));
            seat.waits = false;
        }
    }
}
