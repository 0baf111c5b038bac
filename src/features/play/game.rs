//! An episode that a person plays: the moves, what they were worth on both ledgers, and what an agent did on the same levels. No browser.
//!
//! A level has a name (`env::display`) and moves are all that a person does, so a game is played again to the bit from these two.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Serialize;

use crate::editor::values::paid;
use crate::ui::draft::Draft;
use crate::ui::player::{Episode, Player, SHIFTED};
use crate::ui::state::State;
use engine::env::{Action, Distribution, Features, World, picture};
use engine::lang::{self, Program};
use engine::learner::Net;

/// A level of one of the two boards.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub levels: Rc<Distribution>,
    /// How far they are shifted.
    pub amount: f64,
    /// Of the training world, or of the shifted one.
    pub stream: u64,
    pub number: u64,
}

impl Place {
    /// The one that the page shows in this stream. Where nothing is shifted yet, the shifted world is that of the full shift.
    pub fn of(state: &State, stream: u64, number: u64) -> Place {
        let scenario = state.shown_scenario();
        let amount = match (stream == SHIFTED, state.amount) {
            (false, _) => 0.0,
            (true, 0.0) => 1.0,
            (true, amount) => amount,
        };
        Place { levels: Rc::new(scenario.levels(amount)), amount, stream, number }
    }

    /// Another level of the same world.
    pub fn is_of(&self, other: &Place) -> bool {
        (&self.levels, self.stream) == (&other.levels, other.stream)
    }

    /// Before the first move.
    pub fn player(&self) -> Player {
        let mut player = Player::new(self.levels.clone(), self.stream);
        player.turn_to(self.number);
        player
    }
}

/// An episode as far as it was played.
#[derive(Clone, Debug)]
pub struct Game {
    pub place: Place,
    pub actions: Vec<Action>,
    /// After the last of them.
    pub player: Player,
}

impl Game {
    pub fn new(place: Place) -> Game {
        Game { player: place.player(), place, actions: Vec::new() }
    }

    /// One move, unless the episode is over.
    pub fn act(&mut self, action: Action) {
        if self.player.outcome.is_none() {
            self.player.replay(action);
            self.actions.push(action);
        }
    }

    pub fn is_over(&self) -> bool {
        self.player.outcome.is_some()
    }

    /// As `wayward rollouts` writes an episode: whoever plays the actions on the picture gets the same features, rewards and end.
    pub fn to_json(&self, ledgers: &Ledgers) -> String {
        let world = self.place.levels.world;
        let episode = self.player.episode();
        let steps = 1..=episode.steps();
        let columns = |sensed: bool| -> BTreeMap<&'static str, Vec<f64>> {
            let rows: Vec<Features> = steps.clone().map(|step| episode.features(step, sensed)).collect();
            let names = world.features().iter().enumerate();
            names.map(|(at, feature)| (feature.name, rows.iter().map(|row| row.now[at]).collect())).collect()
        };
        let pays = |program: &Option<Program>, sensed: bool| -> Option<Vec<f64>> {
            let program = program.as_ref()?;
            let row = |step: usize| {
                let features = episode.features(step, sensed);
                program.evaluate_row(&features.now, &features.was)
            };
            Some(steps.clone().map(row).collect())
        };
        let played = Played {
            level: self.place.number,
            world: if self.place.stream == SHIFTED { "shifted" } else { "training" },
            policy: "person",
            time_limit: episode.level.time_limit,
            knobs: world.knobs().iter().map(|knob| knob.name).zip(self.place.levels.knobs.iter().copied()).collect(),
            picture: picture::draw(&episode.level).lines().map(str::to_owned).collect(),
            actions: self.actions.iter().map(|action| world.actions()[usize::from(*action)].letter).collect(),
            features: columns(false),
            sensed: columns(true),
            reward: pays(&ledgers.reward, true),
            intended: pays(&ledgers.intended, false),
            end: match self.player.outcome {
                None => "unfinished",
                Some(outcome) if outcome.terminated => "terminated",
                Some(_) => "truncated",
            },
        };
        serde_json::to_string(&played).unwrap_or_default() + "\n"
    }
}

#[derive(Serialize)]
struct Played {
    level: u64,
    world: &'static str,
    policy: &'static str,
    time_limit: u16,
    knobs: BTreeMap<&'static str, f64>,
    picture: Vec<String>,
    actions: String,
    features: BTreeMap<&'static str, Vec<f64>>,
    sensed: BTreeMap<&'static str, Vec<f64>>,
    /// None: the program does not compile.
    reward: Option<Vec<f64>>,
    intended: Option<Vec<f64>>,
    end: &'static str,
}

/// What pays: the reward by what is sensed, what was meant by what is true. None: it does not compile.
#[derive(Clone, Debug)]
pub struct Ledgers {
    world: World,
    reward: Option<Program>,
    intended: Option<Program>,
}

/// What an episode came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub steps: usize,
    /// For the last step, and in all; None: the program does not compile.
    pub paid: Option<(f64, f64)>,
    pub worth: Option<(f64, f64)>,
    /// How it ended; None: it has not.
    pub end: Option<String>,
}

impl Ledgers {
    pub fn of(draft: &Draft) -> Ledgers {
        let program = |text: &str| lang::compile(text, &draft.scenario.schema()).0;
        Ledgers { world: draft.scenario.world, reward: program(&draft.reading.text), intended: program(&draft.intended.text) }
    }

    pub fn account(&self, player: &Player) -> Account {
        let episode = player.episode();
        let sum = |program: &Option<Program>, sensed: bool| program.as_ref().and_then(|program| self.sum(program, &episode, sensed));
        let end = player.outcome.map(|outcome| outcome.words(episode.level.world));
        Account { steps: episode.steps(), paid: sum(&self.reward, true), worth: sum(&self.intended, false), end }
    }

    /// Another world has other features.
    fn sum(&self, program: &Program, episode: &Episode, sensed: bool) -> Option<(f64, f64)> {
        (episode.level.world == self.world).then(|| paid(program, episode, sensed))
    }

    /// What this agent does on the same level, as on the board.
    pub fn of_agent(&self, place: &Place, net: &Net) -> Account {
        let mut player = place.player();
        player.finish(net);
        self.account(&player)
    }
}

/// Means over episodes: paid and worth; None where one of them is not known.
pub fn means(accounts: &[Account]) -> [Option<f64>; 2] {
    let mean = |of: fn(&Account) -> Option<(f64, f64)>| {
        let sums: Option<Vec<f64>> = accounts.iter().map(|account| of(account).map(|(_, sum)| sum)).collect();
        sums.filter(|sums| !sums.is_empty()).map(|sums| sums.iter().sum::<f64>() / sums.len() as f64)
    };
    [mean(|account| account.paid), mean(|account| account.worth)]
}

#[cfg(test)]
mod tests;
