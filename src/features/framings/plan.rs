//! Which pieces of work a question takes, and what has come of them. No browser and no clock: what is still wanted follows from what was found.

use super::asked::{Agent, Asked};
use engine::experiment::Report;
use engine::experiment::correct::Feedback;
use engine::framings::causes::{self, CauseReport, Cell, CulpritReport, EditReport, RelabelReport, SHARES, ShareReport};
use engine::framings::corrections::AgentCorrections;
use engine::framings::mind::{DoseCurve, Taken};
use engine::framings::pulls::{MomentPulls, PullReport, Silent};
use engine::framings::readings::ReadingReport;
use engine::framings::units::UnitMaps;
use engine::framings::unseen::UnseenReport;
use engine::framings::variant::{AS_IT_WAS, Learned, Trained, Variation};
use engine::framings::watched::AgentWatched;
use engine::jobs::{
    Answer, Corrections, Culprits, Doses, Judge, JudgeMind, Output, Pulls, Read, Relabel, Spec, Units, Unseen, Vary, Watch,
};

/// What a person can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The four populations.
    Cause,
    /// p*: how many episodes somebody would have had to relabel.
    Relabel,
    /// q*: how few other levels would have done.
    Shares,
    /// Which small edit of the reward would have done.
    Edits,
    /// Which moments of training pushed to what goes wrong.
    Culprits,
    Pulls,
    /// The answer to a dose of this thing.
    Doses(String),
    /// The verdict on an agent with a thing taken out of its mind.
    Mind(Taken),
    Units,
    /// What else the reward may mean.
    Readings,
    /// How little of the world it had seen.
    Unseen,
    /// Corrections; true: it explores while it is corrected.
    Corrections(bool),
    /// Corrections while the supervisor watches some of the episodes.
    Watched,
}

impl Question {
    /// For style sheets and tests.
    pub fn name(&self) -> &'static str {
        match self {
            Question::Cause => "cause",
            Question::Relabel => "relabel",
            Question::Shares => "shares",
            Question::Edits => "edits",
            Question::Culprits => "culprits",
            Question::Pulls => "pulls",
            Question::Doses(_) => "doses",
            Question::Mind(_) => "mind",
            Question::Units => "units",
            Question::Readings => "readings",
            Question::Unseen => "unseen",
            Question::Corrections(false) => "corrections",
            Question::Corrections(true) => "explore",
            Question::Watched => "watched",
        }
    }
}

/// Agents with which each small edit is tried.
const TRIED: usize = 3;

/// All that was found of the agents of one training.
#[derive(Clone, Debug, Default)]
pub struct Found {
    trained: Vec<Trained>,
    /// Small edits that can be tried.
    edits: Vec<causes::Edit>,
    pub relabel: Option<RelabelReport>,
    pub culprits: Option<(u32, CulpritReport)>,
    pub pulls: Option<Result<PullReport, Silent>>,
    /// Of the agent of this seed.
    pub moments: Option<(u32, Vec<MomentPulls>)>,
    pub doses: Option<(u32, DoseCurve)>,
    pub mind: Vec<(u32, Taken, Report)>,
    pub units: Option<(u32, Result<UnitMaps, Silent>)>,
    pub readings: Option<ReadingReport>,
    /// By agent.
    pub unseen: Vec<UnseenReport>,
    /// Without and with exploration.
    pub corrections: [Vec<AgentCorrections>; 2],
    pub watched: Vec<AgentWatched>,
}

impl Found {
    pub fn of(asked: &Asked) -> Found {
        Found { edits: causes::edits(&asked.scenario), ..Found::default() }
    }

    /// What is known of these agents without any work: those that are judged at the full shift are a population.
    pub fn learn(&mut self, asked: &Asked) {
        for agent in asked.few() {
            if let (false, Some(learned), Some(report)) = (self.is_trained(&AS_IT_WAS, agent.seed), agent.learned(), &agent.report) {
                self.trained.push(learned.judged(&asked.scenario_of(agent.seed), report));
            }
        }
    }

    fn is_trained(&self, variation: &Variation, seed: u32) -> bool {
        self.trained.iter().any(|one| one.variation == *variation && one.seed == seed)
    }

    /// The four populations together; None: not yet.
    pub fn cause(&self, asked: &Asked) -> Option<CauseReport> {
        causes::causes(&asked.scenario, &asked.seeds(), &self.trained)
    }

    /// The agent of a cell: where it is the very agent of another cell, that one.
    pub fn agent(&self, cell: Cell, seed: u32) -> Option<&Trained> {
        let of = |cell: Cell| self.trained.iter().find(|one| one.variation == Variation::Cell(cell) && one.seed == seed);
        let [written, meant, shifted, _] = Cell::ALL;
        let twins: &[Cell] = match Cell::ALL.iter().position(|other| *other == cell) {
            Some(0) => &[],
            Some(1 | 2) => &[written],
            _ => &[shifted, meant, written],
        };
        of(cell).or_else(|| twins.iter().find_map(|twin| of(*twin)))
    }

    /// How few other levels would have done.
    pub fn shares(&self) -> Option<ShareReport> {
        let any = self.trained.iter().any(|one| matches!(one.variation, Variation::Shifted { .. }));
        any.then(|| causes::shares(&self.trained))
    }

    /// Which small edit would have done.
    pub fn edited(&self) -> Option<EditReport> {
        let any = self.trained.iter().any(|one| matches!(one.variation, Variation::Reward { .. }));
        any.then(|| causes::edited(&self.edits, &self.trained))
    }

    /// What is of the shown agent alone goes when another one is shown; answers about all stay.
    pub fn show_another(&mut self) {
        (self.doses, self.units, self.culprits) = (None, None, None);
        self.mind.clear();
        self.unseen.clear();
    }

    /// Small edits that can be tried.
    pub fn edits(&self) -> &[causes::Edit] {
        &self.edits
    }

    /// Pieces of work that are still to be done for the question, those under way included; empty: it is answered.
    pub fn wanted(&self, question: &Question, asked: &Asked) -> Vec<Piece> {
        let shown = asked.shown();
        let vary = |variation: Variation, seed: u32| (!self.is_trained(&variation, seed)).then_some(Piece::Vary(variation, seed));
        let one = |is_wanted: bool, piece: Piece| if is_wanted { vec![piece] } else { Vec::new() };
        match question {
            Question::Cause => {
                let cells = causes::wanted(&asked.scenario, &asked.seeds(), &self.trained);
                cells.into_iter().filter_map(|(cell, seed)| vary(Variation::Cell(cell), seed)).collect()
            }
            Question::Relabel => one(self.relabel.is_none(), Piece::Relabel),
            Question::Shares => {
                let own = asked.seeds().into_iter().filter_map(|seed| vary(AS_IT_WAS, seed));
                let each = |share: f64| asked.seeds().into_iter().filter_map(move |seed| vary(Variation::Shifted { share }, seed));
                own.chain(SHARES.into_iter().flat_map(each)).collect()
            }
            Question::Edits => {
                let tried = || asked.seeds().into_iter().take(TRIED);
                let each = |source: &str| {
                    tried().filter_map(|seed| vary(Variation::Reward { source: source.to_owned() }, seed)).collect::<Vec<_>>()
                };
                self.edits.iter().flat_map(|edit| each(&edit.source)).collect()
            }
            Question::Culprits => one(self.culprits.is_none(), Piece::Culprits),
            Question::Pulls => {
                let all = self.pulls.is_none();
                let is_along = self.moments.as_ref().is_some_and(|(seed, _)| *seed == shown.seed);
                let is_silent = matches!(self.pulls, Some(Err(_)));
                one((all || !is_along) && !is_silent, Piece::Pulls { all })
            }
            Question::Doses(thing) => {
                let is_known = self.doses.as_ref().is_some_and(|(_, curve)| curve.thing == *thing);
                one(!is_known, Piece::Doses(thing.clone()))
            }
            Question::Mind(taken) => {
                let is_known = self.mind.iter().any(|(_, other, _)| other == taken);
                one(!is_known, Piece::Mind(taken.clone()))
            }
            Question::Units => one(self.units.is_none(), Piece::Units),
            Question::Readings => one(self.readings.is_none(), Piece::Readings),
            Question::Unseen => one(self.unseen.is_empty(), Piece::Unseen),
            Question::Corrections(explore) => {
                let done = &self.corrections[usize::from(*explore)];
                let open = asked.few().iter().filter(|agent| !done.iter().any(|one| one.seed == agent.seed));
                open.map(|agent| Piece::Corrections { seed: agent.seed, explore: *explore }).collect()
            }
            Question::Watched => {
                let open = asked.few().iter().filter(|agent| !self.watched.iter().any(|one| one.seed == agent.seed));
                open.map(|agent| Piece::Watch(agent.seed)).collect()
            }
        }
    }

    /// What has come of a piece that was begun for these agents. False: nothing that is an answer.
    pub fn take(&mut self, asked: &Asked, piece: &Piece, output: Output) -> bool {
        let shown = asked.shown().seed;
        match (piece, output) {
            (Piece::Vary(_, seed), Output::Judged { report, .. }) => {
                let Some(learned) = asked.agent(*seed).and_then(Agent::learned) else { return false };
                self.trained.push(learned.judged(&asked.scenario_of(*seed), &report));
            }
            (Piece::Mind(taken), Output::Judged { report, .. }) => self.mind.push((shown, taken.clone(), *report)),
            (_, Output::Answered(packed)) => return packed.open().is_some_and(|answer| self.keep(shown, piece, answer)),
            _ => return false,
        }
        true
    }

    fn keep(&mut self, shown: u32, piece: &Piece, answer: Answer) -> bool {
        match answer {
            Answer::Varied(trained) => self.trained.push(trained),
            Answer::Readings(report) => self.readings = Some(report),
            Answer::Unseen(report) => self.unseen = vec![report],
            Answer::Relabeled(report) => self.relabel = Some(report),
            Answer::Culprits(report) => self.culprits = Some((shown, report)),
            Answer::Pulled(Err(silent)) => self.pulls = Some(Err(silent)),
            Answer::Pulled(Ok(mut report)) => {
                self.moments = Some((shown, std::mem::take(&mut report.moments)));
                if !report.agents.is_empty() {
                    self.pulls = Some(Ok(report));
                }
            }
            Answer::Dosed(curve) => self.doses = Some((shown, curve)),
            Answer::Mapped(maps) => self.units = Some((shown, maps)),
            Answer::Corrected(corrections) => {
                let Piece::Corrections { explore, .. } = piece else { return false };
                self.corrections[usize::from(*explore)].push(corrections);
            }
            Answer::Watched(agent) => self.watched.push(agent),
            // Nobody asked for that here.
            Answer::Worst(_) => return false,
        }
        true
    }
}

/// What one worker does at a time. Pieces are compared at each answer; the job, with the weights of its agents, is made once.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// An agent of this seed, trained with one thing changed.
    Vary(Variation, u32),
    Relabel,
    Culprits,
    /// Of all agents and of the shown one's training; else of that alone.
    Pulls {
        all: bool,
    },
    Doses(String),
    Mind(Taken),
    Units,
    Readings,
    Unseen,
    Corrections {
        seed: u32,
        explore: bool,
    },
    Watch(u32),
}

impl Piece {
    /// None: there is no agent of this seed.
    pub fn job(&self, asked: &Asked) -> Option<Spec> {
        let shown = asked.shown();
        let of = |seed: u32| Box::new(asked.scenario_of(seed));
        let all = || Box::new((*asked.scenario).clone());
        let weights = || shown.net().weights.clone();
        let all_weights = || asked.agents.iter().map(|agent| agent.net().weights.clone()).collect();
        Some(match self {
            Piece::Vary(variation, seed) => match asked.agent(*seed).and_then(Agent::learned).filter(|_| *variation == AS_IT_WAS) {
                // It is there already.
                Some(Learned { steps, weights, .. }) => Spec::Judge(Judge { scenario: of(*seed), amount: 1.0, step: steps, weights }),
                None => Spec::Vary(Vary { scenario: of(*seed), variation: variation.clone() }),
            },
            Piece::Relabel => Spec::Relabel(Relabel { scenario: of(shown.seed) }),
            Piece::Culprits => Spec::Culprits(Culprits { scenario: of(shown.seed) }),
            Piece::Pulls { all: of_all } => {
                let agents = if *of_all { all_weights() } else { Vec::new() };
                Spec::Pulls(Pulls { scenario: all(), amount: 1.0, agents, moments: shown.pulled() })
            }
            Piece::Doses(thing) => Spec::Doses(Doses { scenario: of(shown.seed), amount: 1.0, weights: weights(), thing: thing.clone() }),
            Piece::Mind(taken) => {
                let step = shown.moments.last().map_or(0, |(step, _)| *step);
                Spec::JudgeMind(JudgeMind { scenario: of(shown.seed), amount: 1.0, step, weights: weights(), taken: taken.clone() })
            }
            Piece::Units => {
                let stream = engine::env::display::TRAINING;
                Spec::Units(Units { scenario: of(shown.seed), amount: 1.0, stream, number: 0, weights: weights() })
            }
            Piece::Readings => Spec::Read(Read { scenario: all(), agents: all_weights() }),
            Piece::Unseen => Spec::Unseen(Unseen { scenario: of(shown.seed) }),
            Piece::Corrections { seed, explore } => {
                let agent = asked.agent(*seed)?;
                let moments = asked.corrected().iter().filter_map(|step| agent.weights_at(*step)).collect();
                let feedback = Feedback::Intended;
                Spec::Corrections(Corrections { scenario: of(*seed), amount: 1.0, feedback, explore: *explore, moments })
            }
            Piece::Watch(seed) => Spec::Watch(Watch { scenario: of(*seed) }),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::ui::draft::Draft;
    use crate::ui::state::{Action, State, Task, reduce};
    use engine::jobs::{Job, Priority, outputs};
    use engine::scenario::Scenario;

    /// Two agents, trained for a moment and judged at this amount of the shift.
    fn trained(amount: f64) -> State {
        let mut scenario = Scenario::preset("cheese-corner").unwrap();
        for (key, value) in [("seeds", "2"), ("agent.total_timesteps", "2048"), ("agent.hidden_size", "16"), ("judge.levels", "16")] {
            scenario.set(key, value).unwrap();
        }
        let mut state = State::new(Draft::new(scenario), amount);
        assert!(Asked::of(&state).is_err_and(|why| why.starts_with("Press Train")));
        for action in [Action::WorkerReady(true), Action::Train] {
            reduce(&mut state, action);
        }
        assert!(Asked::of(&state).is_err_and(|why| why.starts_with("It is still learning")));
        for agent in 0..2 {
            let job = state.job(&Task::Train(agent), 0).expect("there is this agent");
            let id = job.id;
            for output in outputs(job) {
                reduce(&mut state, Action::Told(id, output));
            }
        }
        state
    }

    /// As workers do it, one job after another.
    fn answer(found: &mut Found, asked: &Asked, question: &Question) -> usize {
        let mut jobs = 0;
        while let Some(piece) = found.wanted(question, asked).first().cloned() {
            let spec = piece.job(asked).expect("its agent is there");
            let told = outputs(Job { id: 1, priority: Priority::Usual, spec });
            let kept = told.into_iter().filter(|output| found.take(asked, &piece, output.clone())).count();
            assert_eq!(kept, 1, "{question:?}: one answer a job");
            jobs += 1;
        }
        jobs
    }

    #[test]
    fn a_question_is_over_when_nothing_more_is_wanted() {
        let mut state = trained(1.0);
        let asked = Rc::new(Asked::of(&state).expect("two agents"));
        let mut found = Found::of(&asked);
        assert_eq!((asked.seeds(), asked.shown().seed), (vec![7, 8], 7));
        assert!(found.cause(&asked).is_none() && !found.edits().is_empty());
        // In training what was meant pays the same, so half of the populations are those of the other half; and a quarter was there.
        found.learn(&asked);
        assert_eq!(answer(&mut found, &asked, &Question::Cause), 2);
        let report = found.cause(&asked).expect("four populations");
        // What was not known from the training is found out about the same agents.
        let elsewhere = Asked::of(&trained(0.5)).expect("two agents");
        let mut later = Found::of(&elsewhere);
        later.learn(&elsewhere);
        assert_eq!(answer(&mut later, &elsewhere, &Question::Cause), 4);
        // And of agents whose training was ended early, others are trained to the end.
        let agents = elsewhere.agents.iter().map(|agent| Agent { experience: None, ..agent.clone() }).collect();
        let ended = Asked { agents, ..elsewhere.clone() };
        let mut again = Found::of(&ended);
        assert_eq!(answer(&mut again, &ended, &Question::Cause), 4);
        assert!(later.cause(&elsewhere).as_ref() == Some(&report) && again.cause(&ended).as_ref() == Some(&report));
        assert!(report.cells[1].same == 2 && report.cells[3].same == 2);
        for cell in Cell::ALL {
            assert!(found.agent(cell, 8).is_some_and(|agent| agent.seed == 8), "{cell:?} has a board");
        }
        for (question, jobs) in [(Question::Relabel, 1), (Question::Readings, 1), (Question::Unseen, 1), (Question::Pulls, 1)] {
            assert_eq!(answer(&mut found, &asked, &question), jobs, "{question:?}");
            assert_eq!(answer(&mut found, &asked, &question), 0, "{question:?} is answered");
        }
        let pulls = found.pulls.as_ref().and_then(|pulls| pulls.as_ref().ok()).expect("it has events");
        assert_eq!((pulls.agents.len(), found.moments.as_ref().map(|(seed, _)| *seed)), (2, Some(7)));

        // What is of the shown agent alone goes with it.
        answer(&mut found, &asked, &Question::Units);
        reduce(&mut state, Action::Show(1));
        let other = Rc::new(Asked::of(&state).expect("two agents"));
        assert!(other.is_of_same(&asked) && other != asked && other.shown().seed == 8);
        found.show_another();
        assert!(found.units.is_none() && found.unseen.is_empty() && found.cause(&other).is_some());
        let along = found.wanted(&Question::Pulls, &other).pop().and_then(|piece| piece.job(&other));
        let Some(Spec::Pulls(along)) = along else { panic!("its training is wanted") };
        assert!(along.agents.is_empty() && !along.moments.is_empty());
    }

    #[test]
    fn corrections_are_of_moments_that_all_agents_have() {
        let asked = Asked::of(&trained(1.0)).expect("two agents");
        let steps = asked.corrected();
        assert!(!steps.is_empty() && steps.is_sorted() && steps.last() == asked.shown().moments.last().map(|(step, _)| step));
        for piece in Found::of(&asked).wanted(&Question::Corrections(true), &asked) {
            let Some(Spec::Corrections(of)) = piece.job(&asked) else { panic!("a correction") };
            assert!(of.explore && of.moments.iter().map(|(step, _)| *step).eq(steps.iter().copied()));
        }
        let pulled = asked.shown().pulled();
        assert!(pulled.len() <= 20 && pulled.first().is_some_and(|(step, _)| *step > 0));
    }
}
