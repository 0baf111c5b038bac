//! How long it still takes, from what this machine has needed so far.

use super::{Phase, Run, State};

/// Of less nobody needs to be told.
const WORTH_SAYING: f64 = 2.0;

/// Training that was watched for less than this, in seconds of a worker, says little.
const WATCHED: f64 = 0.5;

/// Judging as a part of training, until one agent was judged here.
const JUDGING_GUESS: f64 = 0.5;

/// Seconds of workers, and for how many agents they were enough; a part of one counts as a part.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Rate {
    seconds: f64,
    agents: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    training: Rate,
    judging: Rate,
}

impl Run {
    /// How much of its own training so many steps are, 0 to 1.
    fn share_of_training(&self, steps: u32) -> f64 {
        let learned_before = self.parent.as_ref().map_or(0, |(step, _)| *step);
        f64::from(steps) / f64::from(self.total.saturating_sub(learned_before).max(1))
    }

    /// How much of it is done, 0 to 1.
    fn trained_share(&self) -> f64 {
        let learned_before = self.parent.as_ref().map_or(0, |(step, _)| *step);
        if self.phase.is_under_way() { self.share_of_training(self.step.saturating_sub(learned_before)) } else { 1.0 }
    }

    fn judged_share(&self, amount: f64) -> f64 {
        let (done, all) = self.judging.unwrap_or((0, 1));
        if self.report_at(amount).is_some() || !self.phase.is_alive() { 1.0 } else { f64::from(done) / f64::from(all.max(1)) }
    }
}

impl Rate {
    fn each(self) -> Option<f64> {
        (self.agents > 0.0).then(|| self.seconds / self.agents)
    }
}

impl Pace {
    /// So many seconds of work on these agents have passed.
    pub(super) fn tick(&mut self, agents: &[Run], seconds: f64) {
        for run in agents.iter().filter(|run| run.busy) {
            match run.phase {
                // Before its first step a worker may still be starting.
                Phase::Training if run.step > 0 => self.training.seconds += seconds,
                Phase::Trained => self.judging.seconds += seconds,
                _ => {}
            }
        }
    }

    /// An agent has learned from some more of its steps.
    pub(super) fn trained(&mut self, before: u32, run: &Run) {
        // The first word of a worker brings steps whose time was not watched.
        if before > 0 {
            self.training.agents += run.share_of_training(run.step.saturating_sub(before));
        }
    }

    pub(super) fn judged(&mut self) {
        self.judging.agents += 1.0;
    }
}

impl State {
    /// Seconds until all agents are trained and judged. None: too early to say, or not worth saying.
    pub fn seconds_left(&self) -> Option<f64> {
        let workers = self.agents.iter().filter(|run| run.busy).count();
        let training = self.agents.iter().map(|run| 1.0 - run.trained_share()).sum::<f64>();
        let judging = self.agents.iter().map(|run| 1.0 - run.judged_share(self.amount)).sum::<f64>();
        let each_training = self.pace.training.each().filter(|_| self.pace.training.seconds >= WATCHED);
        let each_judging = self.pace.judging.each().or(each_training.map(|seconds| seconds * JUDGING_GUESS))?;
        let training = if training > 0.0 { training * each_training? } else { 0.0 };
        let left = (training + judging * each_judging) / workers.max(1) as f64;
        (workers > 0 && left >= WORTH_SAYING).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::draft::Draft;
    use engine::scenario::Scenario;
    use std::rc::Rc;

    /// Two of four agents at a time, 8 seconds of training and 2 of judging each: what is left is what it then takes.
    #[test]
    fn what_is_left_is_what_was_measured() {
        let scenario = Rc::new(Scenario::preset("lava").expect("a preset"));
        let mut state = State::new(Draft::new((*scenario).clone()), 0.0);
        state.agents = (1..=4).map(|id| Run::new(id, scenario.clone())).collect();
        assert_eq!(state.seconds_left(), None, "nothing was measured");
        let total = state.agents[0].total;
        for second in 1..=8 {
            for at in 0..2 {
                let run = &mut state.agents[at];
                let before = run.step;
                (run.busy, run.phase, run.step) = (true, Phase::Training, total / 8 * second);
                let run = run.clone();
                state.pace.trained(before, &run);
            }
            let agents = state.agents.clone();
            state.pace.tick(&agents, 1.0);
        }
        // The first words came with steps that nobody had watched: 8 seconds for 7 parts of 8.
        let each = 8.0 / (7.0 / 8.0);
        let left = (2.0 * each + 4.0 * each * JUDGING_GUESS) / 2.0;
        assert!((state.seconds_left().expect("measured") - left).abs() < 0.1, "{:?}", state.seconds_left());
        for run in &mut state.agents[..2] {
            run.phase = Phase::Trained;
        }
        let agents = state.agents.clone();
        state.pace.tick(&agents, 2.0);
        state.pace.judged();
        state.pace.judged();
        // All are trained by now and are to be judged anew, elsewhere along the shift.
        state.agents.iter_mut().for_each(|run| run.phase = Phase::Trained);
        assert_eq!(state.seconds_left(), Some(4.0 * 2.0 / 2.0));
        state.agents.iter_mut().for_each(|run| run.judging = Some((1, 2)));
        assert_eq!(state.seconds_left(), Some(2.0));
        state.agents.iter_mut().for_each(|run| run.judging = Some((3, 4)));
        assert_eq!(state.seconds_left(), None, "a second needs no words");
    }
}
