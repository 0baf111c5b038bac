//! A viewer's judgement under way: clips, the pair on view, the answers so far, and the reward that they come to. No browser.

use std::rc::Rc;

use crate::ui::player::Player;
use crate::ui::scene;
use crate::ui::words::steps;
use engine::env::{Distribution, World};
use engine::judge::Uniform;
use engine::lang::FeatureKind;
use engine::learner::Net;
use engine::preferences::{Answer, Asking, Choice, Clip, Learned, Nothing, Preferences, Source, clips};
use engine::rng::{Purpose, Rng};
use engine::scenario::Scenario;

/// Episodes of somebody who moves at random, and of each agent: so few that a browser makes them in an instant.
const RANDOM_EPISODES: u32 = 96;
const AGENT_EPISODES: u32 = 24;

/// Answers given in one world, for as long as the page is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    worlds: Vec<Preferences>,
}

impl Kept {
    pub fn of(&self, world: World) -> Preferences {
        self.worlds.iter().find(|known| known.world == world).cloned().unwrap_or_else(|| Preferences::new(world))
    }

    pub fn put(&mut self, preferences: Preferences) {
        self.worlds.retain(|known| known.world != preferences.world);
        self.worlds.push(preferences);
    }
}

/// Clips of training levels that can be compared.
pub struct Footage {
    pub levels: Rc<Distribution>,
    pub clips: Vec<Clip>,
    asking: Asking,
}

impl Footage {
    /// Of somebody who moves at random, and of agents at moments of their training.
    pub fn new(scenario: &Scenario, agents: &[Rc<Net>]) -> Footage {
        let mut all = clips(scenario, Source { policy: &Uniform, amount: 0.0, stream: 0, episodes: RANDOM_EPISODES });
        for (agent, stream) in agents.iter().zip(1..) {
            all.extend(clips(scenario, Source { policy: &**agent, amount: 0.0, stream, episodes: AGENT_EPISODES }));
        }
        let preferences = Preferences::new(scenario.world);
        let asking = Asking::new(&preferences, &all, Rng::new(u64::from(scenario.seed), Purpose::Display, 0));
        Footage { levels: Rc::new(scenario.levels(0.0)), clips: all, asking }
    }

    /// Two clips whose comparison tells most after these answers. None: nothing that a reward can read differs.
    pub fn next(&mut self, preferences: &Preferences) -> Option<Pair> {
        let (first, second) = self.asking.next(preferences, &self.clips)?;
        Some(Pair { left: self.film(first), right: self.film(second) })
    }

    fn film(&self, at: usize) -> Rc<Film> {
        Rc::new(Film::new(self.clips[at].clone(), self.levels.clone()))
    }
}

/// Two clips side by side; a pair is the same only if it is one.
#[derive(Clone)]
pub struct Pair {
    pub left: Rc<Film>,
    pub right: Rc<Film>,
}

impl PartialEq for Pair {
    fn eq(&self, other: &Pair) -> bool {
        Rc::ptr_eq(&self.left, &other.left) && Rc::ptr_eq(&self.right, &other.right)
    }
}

impl Pair {
    pub fn answer(&self, choice: Choice) -> Answer {
        Answer::new(&self.left.clip, &self.right.clip, choice)
    }
}

/// A clip, ready to be played.
pub struct Film {
    pub clip: Clip,
    /// As it stands after each step; the first before any.
    pub players: Vec<Player>,
    /// Degrees to which it looks then.
    angles: Vec<f64>,
}

impl Film {
    fn new(clip: Clip, levels: Rc<Distribution>) -> Film {
        let mut player = Player::within(levels, Rc::new((*clip.level).clone()), clip.states[0], clip.steps);
        let mut players = vec![player.clone()];
        for action in &clip.actions {
            player.replay(*action);
            players.push(player.clone());
        }
        let mut angles: Vec<f64> = Vec::with_capacity(players.len());
        for player in &players {
            let before = angles.last().copied().unwrap_or(0.0);
            angles.push(scene::pose(player, 1.0, before).angle);
        }
        Film { clip, players, angles }
    }

    pub fn steps(&self) -> usize {
        self.clip.actions.len()
    }

    /// Where the agent is, in a move to this step of which so much is done.
    pub fn pose(&self, step: usize, done: f64) -> scene::Pose {
        scene::pose(&self.players[step], done, self.angles[step.saturating_sub(1)])
    }

    /// What happened, for who does not see it: "12 steps: bumped 2 times, reached_cheese."
    pub fn words(&self) -> String {
        let features = self.clip.level.world.features().iter().zip(&self.clip.sums);
        let happened =
            features.filter(|(feature, sum)| feature.kind == FeatureKind::Event && **sum != 0.0).map(|(feature, sum)| match *sum {
                1.0 => format!("`{}`", feature.name),
                times if feature.range == (0.0, 1.0) => format!("`{}` {times} times", feature.name),
                sum => format!("`{}` {sum} in all", feature.name),
            });
        let happened: Vec<String> = happened.collect();
        format!("{}: {}.", steps(self.steps()), if happened.is_empty() { "nothing happens".to_owned() } else { happened.join(", ") })
    }
}

/// What the answers come to, for the line under the boards.
pub fn said(learned: &Result<Learned, Nothing>, world: World) -> String {
    match learned {
        Ok(learned) => engine::preferences::together_words(world, learned).unwrap_or_default(),
        Err(nothing) => nothing.words().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::PRESETS;

    #[test]
    fn a_film_shows_what_is_in_its_clip() {
        for preset in &PRESETS {
            let scenario = preset.scenario();
            let mut footage = Footage::new(&scenario, &[Rc::new(scenario.untrained())]);
            let pair = footage.next(&Preferences::new(scenario.world)).expect("clips that differ");
            for film in [&pair.left, &pair.right] {
                assert_eq!(film.players.len(), film.clip.states.len(), "{}", preset.name);
                for (player, state) in film.players.iter().zip(&film.clip.states) {
                    assert_eq!(player.state, *state, "{}", preset.name);
                }
                assert!(film.words().contains("step"), "{}", film.words());
                assert_eq!(film.pose(0, 1.0).place, film.pose(0, 0.0).place);
            }
            assert_ne!(pair.left.clip.sums, pair.right.clip.sums, "{}", preset.name);
        }
    }

    #[test]
    fn answers_are_kept_by_world_and_taken_back() {
        let scenario = Scenario::preset("cheese-corner").expect("a preset");
        let mut footage = Footage::new(&scenario, &[]);
        let mut kept = Kept::default();
        let mut preferences = kept.of(scenario.world);
        let pair = footage.next(&preferences).expect("clips that differ");
        preferences.answers.push(pair.answer(Choice::First));
        kept.put(preferences.clone());
        assert_eq!(kept.of(scenario.world), preferences);
        assert_eq!(kept.of(World::Lava).answers, []);
        assert!(preferences.learn().is_ok());
        preferences.answers.pop();
        kept.put(preferences);
        assert_eq!(said(&kept.of(scenario.world).learn(), scenario.world), Nothing::NoAnswers.words());
    }
}
