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
#[derive(Clone, Debug, PartialEq)]
pub struct Ghost {
    knobs: Vec<f64>,
    number: u64,
    /// None: somewhere the words give no number.
    pub optimal: Option<Optimal>,
}

impl Ghost {
    /// It is about this level of its board.
    pub fn fits(&self, knobs: &[f64], number: u64) -> bool {
        self.number == number && self.knobs == knobs
    }

    /// In a sentence; `late`: what is typed by now does not compile.
    pub fn words(&self, level: &Level, late: bool) -> String {
        let lead = if late { "Of the last words that compiled" } else { "Perfect optimizer" };
        let Some(optimal) = &self.optimal else { return format!("{lead}: on this level they do not always give a number.") };
        let steps = optimal.path.len() - 1;
        let end = optimal.path.last().copied();
        let does = if optimal.indifferent {
            "any way is as good as any other".to_owned()
        } else if end == level.thing(ThingKind::Cheese) {
            format!("the cheese in {steps} steps")
        } else if end == level.thing(ThingKind::Corner) {
            format!("the corner in {steps} steps")
        } else {
            format!("has it all after {steps} steps")
        };
        let (least, most) = (number(optimal.least), number(optimal.most));
        let meant = if least == most { most } else { format!("{least} to {most}") };
        format!("{lead}: {does}. Your reward {}, what you meant {meant}.", number(optimal.reward))
    }
}

#[derive(Clone, Debug, Default)]
struct Seat {
    /// Which level of its stream the board shows.
    number: u64,
    /// The newest question that was asked: the scenario but for its seed, and the level's number and knobs.
    asked: Option<(Scenario, Ghost)>,
    token: u32,
    answered: bool,
    ghost: Option<Rc<Ghost>>,
}

/// Both boards, in the order of their streams.
#[derive(Clone, Debug, Default)]
pub struct Ghosts {
    /// The last text that compiled.
    words: String,
    seats: [Seat; 2],
    tokens: u32,
}

impl Ghosts {
    pub fn of(&self, stream: u64) -> Option<Rc<Ghost>> {
        self.seats[usize::from(stream == SHIFTED)].ghost.clone()
    }

    /// A board shows another level.
    pub fn turn(&mut self, stream: u64, number: u64) {
        self.seats[usize::from(stream == SHIFTED)].number = number;
    }

    /// A text that compiles.
    pub fn read(&mut self, words: &str) {
        if self.words != words {
            self.words = words.to_owned();
        }
    }

    /// The worker that was asked is no more. Its question is not asked again, for it may be what killed it; the next one is.
    pub fn lose(&mut self) {
        self.seats.iter_mut().for_each(|seat| seat.answered = true);
    }

    /// What to ask now: nothing while an answer is on its way. `send`: false if there is no one to ask.
    pub fn ask(&mut self, scenario: &Scenario, amount: f64, send: impl Fn(&Command) -> bool) {
        for (seat, (stream, amount)) in self.seats.iter_mut().zip([(TRAINING, 0.0), (SHIFTED, amount)]) {
            let scenario = Scenario { reward: self.words.clone(), seed: 0, ..scenario.clone() };
            let knobs = between(scenario.world, &scenario.train, &scenario.shift, amount);
            let now = (scenario, Ghost { knobs, number: seat.number, optimal: None });
            if (seat.asked.is_some() && !seat.answered) || seat.asked.as_ref() == Some(&now) || self.words.is_empty() {
                continue;
            }
            self.tokens += 1;
            let command = Command::Solve { token: self.tokens, scenario: Box::new(now.0.clone()), amount, stream, number: seat.number };
            if send(&command) {
                (seat.asked, seat.token, seat.answered) = (Some(now), self.tokens, false);
            }
        }
    }

    /// An answer; one to a question that is no longer the newest is of no use to anyone.
    pub fn hear(&mut self, token: u32, optimal: Option<Optimal>) {
        for seat in self.seats.iter_mut().filter(|seat| seat.token == token) {
            seat.answered = true;
            if let Some((_, ghost)) = seat.asked.as_ref().filter(|(scenario, _)| scenario.reward == self.words) {
                seat.ghost = Some(Rc::new(Ghost { optimal: optimal.clone(), ..ghost.clone() }));
            }
        }
    }
}
