//! Who is trained, and what is known of whom. No clock, no workers, no document.

use crate::table;
use engine::experiment::{Population, Report, population};
use engine::jobs::{Job, JobId, Output, Priority, Spec, Train};
use engine::scenario::Scenario;

/// The knob, as a field of a scenario.
pub const KEY: &str = "train.disagree";
/// Its values; where the curve bends lies between the second and the fifth in the worlds there are.
pub const SHARES: [&str; 7] = ["0", "0.003", "0.01", "0.03", "0.1", "0.3", "1"];
/// How many agents there may be at each of them.
pub const EACH: [u32; 4] = [2, 4, 8, 16];
/// Training, of all that is done for one agent; the rest is judging. A guess, for the progress only.
const TRAINING: f64 = 0.85;

#[derive(Clone, Debug, PartialEq)]
enum State {
    Waits,
    /// A worker is at it; so much is done, 0 to 1.
    Busy(f64),
    Judged(Box<Report>),
    /// There is no such agent, and why.
    Failed(String),
}

/// Seeds × [`SHARES`]; an agent is named by its place, which is its job for the workers. Every share gets its first agent before
/// any gets its second, so that the whole curve is there early and only gets surer.
pub struct Sweep {
    pub base: Scenario,
    /// How far the shift goes when they are judged.
    pub amount: f64,
    agents: Vec<State>,
}

impl Sweep {
    /// None: the world has no such knob, or the scenario is none that can run. `each`: agents at every share.
    pub fn new(base: &Scenario, amount: f64, each: u32) -> Option<Sweep> {
        let base = Scenario { seeds: each, ..base.clone() };
        let sweep = Sweep { base, amount, agents: vec![State::Waits; each as usize * SHARES.len()] };
        (0..SHARES.len()).all(|share| sweep.scenario(share).is_some_and(|scenario| scenario.check().is_ok())).then_some(sweep)
    }

    fn scenario(&self, agent: usize) -> Option<Scenario> {
        let mut scenario = self.base.clone();
        scenario.set(KEY, SHARES[agent % SHARES.len()]).ok()?;
        scenario.seed = scenario.seed.wrapping_add((agent / SHARES.len()) as u32);
        Some(scenario)
    }

    /// The next agent to train.
    pub fn next(&self) -> Option<Job> {
        let agent = self.agents.iter().position(|state| *state == State::Waits)?;
        let train = Train { scenario: Box::new(self.scenario(agent)?), amount: self.amount, start: None, snapshots: 1, held: false };
        Some(Job { id: agent as JobId, priority: Priority::Usual, spec: Spec::Train(train) })
    }

    /// A worker has taken it up.
    pub fn take(&mut self, job: JobId) {
        self.agents[job as usize] = State::Busy(0.0);
    }

    /// Its worker is no more: it is to be trained again.
    pub fn lose(&mut self, job: JobId) {
        self.agents[job as usize] = State::Waits;
    }

    /// Stopped: what is under way has to be begun again if it goes on.
    pub fn halt(&mut self) {
        for state in &mut self.agents {
            if matches!(state, State::Busy(_)) {
                *state = State::Waits;
            }
        }
    }

    /// True: something is known of this agent that stays.
    pub fn tell(&mut self, job: JobId, output: Output) -> bool {
        let Some(state) = self.agents.get_mut(job as usize) else { return false };
        *state = match output {
            Output::Progress(point) => State::Busy(TRAINING * f64::from(point.step) / f64::from(point.total.max(1))),
            Output::Judged { report, .. } => State::Judged(report),
            Output::Failed(failure) => State::Failed(failure.message),
            Output::Refused(errors) => State::Failed(errors.first().map_or_else(String::new, ToString::to_string)),
            _ => return false,
        };
        !matches!(state, State::Busy(_))
    }

    /// Agents that are done, and all.
    pub fn progress(&self) -> (usize, usize) {
        let done = self.agents.iter().filter(|state| matches!(state, State::Judged(_) | State::Failed(_))).count();
        (done, self.agents.len())
    }

    /// Seconds that it still takes, by how it went so far. None: too early to say.
    pub fn seconds_left(&self, elapsed: f64) -> Option<f64> {
        let mut done = 0.0;
        for state in &self.agents {
            done += match state {
                State::Waits => 0.0,
                State::Busy(part) => *part,
                State::Judged(_) | State::Failed(_) => 1.0,
            };
        }
        let done = done / self.agents.len() as f64;
        (done > 0.02).then(|| elapsed / done * (1.0 - done))
    }

    /// Why some agents are none: the first reason, and of how many.
    pub fn failed(&self) -> Option<(&str, usize)> {
        let mut whys = self.agents.iter().filter_map(|state| if let State::Failed(why) = state { Some(why.as_str()) } else { None });
        whys.next().map(|first| (first, 1 + whys.count()))
    }

    /// The reports at this share so far, by seed.
    fn reports(&self, share: usize) -> Vec<&Report> {
        let of_share = self.agents.iter().skip(share).step_by(SHARES.len());
        of_share.filter_map(|state| if let State::Judged(report) = state { Some(&**report) } else { None }).collect()
    }

    /// All that is known at each share, as the command line pools it. None: no agent is judged there yet.
    pub fn points(&self) -> [Option<Population>; SHARES.len()] {
        std::array::from_fn(|share| {
            let reports = self.reports(share);
            (!reports.is_empty()).then(|| population(&self.base, &reports))
        })
    }

    pub fn proxies(&self) -> Vec<String> {
        self.base.proxies.iter().map(|proxy| proxy.name.clone()).collect()
    }

    /// The rows of `wayward sweep --vary train.disagree=…` so far, in its order and with its columns, and what made them.
    pub fn csv(&self, made_with: &str) -> String {
        let proxies = self.proxies();
        let rows = SHARES.iter().enumerate().flat_map(|(share, value)| {
            let setup = self.scenario(share).map_or_else(String::new, |scenario| table::setup(&scenario, self.amount));
            let fields = |report: &Report| [vec![(*value).to_owned()], table::row_fields(&report.row, &proxies, &setup)].concat();
            self.reports(share).into_iter().map(fields).collect::<Vec<_>>()
        });
        table::file(&[vec![KEY.to_owned()], table::row_names(&proxies)].concat(), rows, made_with)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use engine::experiment::Failure;
    use engine::jobs::outputs;
    use engine::scenario::{Field, Place};

    pub fn small(each: u32) -> Sweep {
        let mut base = Scenario::preset("cheese-corner").unwrap();
        for (key, value) in [("seed", "7"), ("agent.total_timesteps", "2048"), ("judge.levels", "16")] {
            base.set(key, value).unwrap();
        }
        Sweep::new(&base, 1.0, each).unwrap()
    }

    /// As one worker would do it; the agents that were made, in their order.
    pub fn work(sweep: &mut Sweep, most: usize) -> Vec<JobId> {
        let mut made = Vec::new();
        while let Some(job) = sweep.next().filter(|_| made.len() < most) {
            let id = job.id;
            sweep.take(id);
            let known: usize = outputs(job).into_iter().map(|output| usize::from(sweep.tell(id, output))).sum();
            assert_eq!(known, 1);
            made.push(id);
        }
        made
    }

    #[test]
    fn every_share_gets_its_first_agent_first() {
        let mut sweep = small(2);
        assert_eq!(sweep.progress(), (0, 14));
        assert!(sweep.points().iter().all(Option::is_none) && sweep.csv("it").lines().count() == 1);
        assert_eq!(work(&mut sweep, 8), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(sweep.progress(), (8, 14));
        assert!((sweep.seconds_left(8.0).unwrap() - 6.0).abs() < 1e-9);
        assert_eq!(sweep.points().map(|point| point.unwrap().agents), [2, 1, 1, 1, 1, 1, 1]);
        // A worker that dies costs an agent its work, not its place.
        let run = sweep.next().unwrap().id;
        sweep.take(run);
        assert_ne!(sweep.next().unwrap().id, run);
        sweep.lose(run);
        sweep.take(run);
        sweep.halt();
        assert_eq!(sweep.progress(), (8, 14), "what is finished stays");
        work(&mut sweep, usize::MAX);
        assert_eq!(sweep.progress(), (14, 14));
        assert_eq!(sweep.points().map(|point| point.unwrap().agents), [2; 7]);

        // By share, then by seed; levels alone make agents of one seed differ.
        let csv = sweep.csv("it");
        let fields = |line: &str, at: &[usize]| at.iter().map(|&at| line.split(',').nth(at).unwrap().to_owned()).collect::<Vec<_>>();
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(fields(csv.lines().next().unwrap(), &[0, 1]), [KEY, "seed"]);
        assert_eq!(rows.iter().map(|row| fields(row, &[0, 1]).join(" ")).collect::<Vec<_>>()[..3], ["0 7", "0 8", "0.003 7"]);
        assert_ne!(rows[0].rsplit(',').nth(3), rows[12].rsplit(',').nth(3), "digests");
    }

    #[test]
    fn what_cannot_be_trained_is_no_sweep() {
        let refused = |preset: &str, reward: &str| {
            let mut base = Scenario::preset(preset).unwrap();
            if !reward.is_empty() {
                base.reward = reward.into();
            }
            Sweep::new(&base, 1.0, 2).is_none()
        };
        assert!(!refused("cheese-corner", "") && !refused("lava", ""));
        assert!(refused("boat-race", ""), "no such knob");
        assert!(refused("cheese-corner", "1 +"), "no program");
    }

    #[test]
    fn an_agent_that_fails_is_counted_and_said() {
        let mut sweep = small(2);
        let failure =
            Failure { step: 1, place: Place::Field(Field::Reward), message: "no number".into(), span: None, picture: String::new() };
        sweep.take(0);
        assert!(sweep.tell(0, Output::Failed(failure)));
        assert_eq!((sweep.progress(), sweep.failed()), ((1, 14), Some(("no number", 1))));
        assert!(!sweep.tell(99, Output::Done) && !sweep.tell(1, Output::Paused { step: 0 }));
        assert!(sweep.points()[0].is_none());
    }
}
