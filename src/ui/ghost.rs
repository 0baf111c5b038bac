//! What a perfect optimizer of the words does, for the boards: asked of a worker, one question a board at a time, so that
//! typing and dragging never pile up questions that nobody waits for any more.

use std::rc::Rc;

use super::words::number;
use engine::env::display::{SHIFTED, TRAINING};
use engine::env::{Distribution, Level};
use engine::experiment::Optimal;
use engine::jobs::{JobId, Solve};
use engine::scenario::Scenario;

/// What is known about one level on view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ghost {
    /// None: about none.
    levels: Option<Rc<Distribution>>,
    number: u32,
    pub optimal: Optimal,
}

impl Ghost {
    /// It is about this level of its board.
    pub fn fits(&self, levels: &Distribution, number: u64) -> bool {
        u64::from(self.number) == number && self.levels.as_deref() == Some(levels)
    }

    /// In a sentence; `late`: what is typed by now does not compile.
    pub fn words(&self, level: &Level, late: bool) -> String {
        let lead = if late { "Before this mistake" } else { "Perfect optimizer" };
        let Optimal { path, reward, least, most } = &self.optimal;
        let Some(end) = path.last() else { return format!("{lead}: your words are not a number everywhere on this level.") };
        let what = match level.things.iter().find(|thing| thing.cell == *end).map(|thing| thing.kind) {
            Some(kind) => format!("the {}", kind.word),
            None => "all it can get".into(),
        };
        let (from, to) = if least == most { (String::new(), "") } else { (number(*least), " to ") };
        let (steps, reward, most) = (path.len() - 1, number(*reward), number(*most));
        let what = if level.world.spec().walks { format!("{what} in {steps} steps") } else { what };
        format!("{lead}: {what}. Your reward {reward}, what you meant {from}{to}{most}.")
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Seat {
    /// Which level of its stream the board shows.
    number: u32,
    /// The newest question that was asked, and what its answer will be about.
    asked: Option<Solve>,
    next: Ghost,
    /// The job whose answer is on its way, and the worker that is at it.
    waits: Option<(JobId, usize)>,
    ghost: Option<Rc<Ghost>>,
}

/// Both boards, in the order of their streams.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ghosts {
    /// The last text that compiled.
    words: Rc<str>,
    seats: [Seat; 2],
}

impl Ghosts {
    pub fn of(&self, stream: u64) -> Option<Rc<Ghost>> {
        self.seats[usize::from(stream == SHIFTED)].ghost.clone()
    }

    /// A board shows another level.
    pub fn turn(&mut self, stream: u64, number: u64) {
        self.seats[usize::from(stream == SHIFTED)].number = number as u32;
    }

    /// Another experiment is on view: an answer on its way is about nothing that is left.
    pub fn forget(&mut self) {
        for seat in &mut self.seats {
            *seat = Seat { waits: seat.waits, ..Seat::default() };
        }
    }

    /// A text that compiles.
    pub fn read(&mut self, words: &Rc<str>) {
        self.words = words.clone();
    }

    /// The worker at this place is no more. What it was asked is not asked again, for it may be what killed it; the next is.
    pub fn lose(&mut self, place: usize) {
        for seat in &mut self.seats {
            seat.waits.take_if(|(_, worker)| *worker == place);
        }
    }

    /// What to ask now: nothing while an answer is on its way. `send` gives the job and the place of the worker that was asked, if
    /// there is one. `shown` has the worlds of the boards, `scenario` all the rest.
    pub fn ask(&mut self, scenario: &Scenario, shown: &Scenario, amount: f64, mut send: impl FnMut(Solve) -> Option<(JobId, usize)>) {
        if self.words.is_empty() {
            return;
        }
        for (seat, (stream, amount)) in self.seats.iter_mut().zip([(TRAINING, 0.0), (SHIFTED, amount)]) {
            if seat.waits.is_some() {
                continue;
            }
            let mut scenario = Box::new(scenario.clone());
            (scenario.reward, scenario.seed) = (self.words.as_ref().to_owned(), 0);
            // The words are those of the page, the levels those of the board.
            (scenario.train, scenario.shift, scenario.painted) = (shown.train.clone(), shown.shift.clone(), shown.painted.clone());
            let levels = Some(Rc::new(scenario.levels(amount)));
            let solve = Solve { scenario, amount, stream, number: u64::from(seat.number) };
            if seat.asked.as_ref() != Some(&solve) {
                seat.waits = send(solve.clone());
                if seat.waits.is_some() {
                    (seat.asked, seat.next) = (Some(solve), Ghost { levels, number: seat.number, optimal: Optimal::default() });
                }
            }
        }
    }

    /// The answer that is this job's; each board has but one question under way.
    pub fn hear(&mut self, job: JobId, optimal: Optimal) {
        let Some(seat) = self.seats.iter_mut().find(|seat| seat.waits.is_some_and(|(own, _)| own == job)) else { return };
        seat.waits = None;
        seat.ghost = Some(Rc::new(Ghost { optimal, ..std::mem::take(&mut seat.next) }));
    }
}
