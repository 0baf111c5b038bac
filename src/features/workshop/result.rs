//! What a participant passes on, and what is made of what came back. No browser.

use super::code::{self, Found, Outcome, find};
use crate::ui::lesson::measure::Measured;
use crate::ui::state::State;
use engine::judge::Verdict;

/// What was measured at the full shift. None: not yet, or the agents went on from others.
pub fn outcome(state: &State) -> Option<Outcome> {
    if state.amount < 1.0 {
        return None;
    }
    let (measured, scenario) = (Measured::of(state)?, state.base()?);
    let agents = measured.rows.len();
    let count = |verdict: &Verdict| measured.count(*verdict);
    let most = Verdict::ALL
        .into_iter()
        .map(|verdict| (count(&verdict), verdict))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (most.0 > 0).then(|| Outcome {
        seed: scenario.seed,
        // As the headline of a population: at least two thirds share it.
        verdict: (3 * most.0 >= 2 * agents).then_some(most.1),
        count: most.0 as u32,
        agents: agents as u32,
        scenario: code::fingerprint(scenario),
    })
}

/// A verdict, and who has it. None: split, no verdict has two thirds of a participant's agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub verdict: Option<Verdict>,
    pub participants: u32,
    /// Of their agents, those with the verdict that most of them have.
    pub agents: u32,
    pub of_agents: u32,
}

/// What the codes in a text say together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    pub outcomes: Vec<Outcome>,
    /// With what is wrong with them.
    pub damaged: Vec<String>,
    /// Of another experiment.
    pub others: Vec<String>,
    pub repeated: Vec<String>,
}

impl Results {
    /// `here`: the fingerprint of the experiment on the page.
    pub fn read(text: &str, here: u32) -> Results {
        let mut results = Results::default();
        let mut seen: Vec<Outcome> = Vec::new();
        for found in find(text) {
            match found {
                Found::Damaged(code, error) => results.damaged.push(format!("{code}: {error}")),
                Found::Code(outcome, code) if seen.contains(&outcome) => results.repeated.push(code),
                Found::Code(outcome, code) => {
                    seen.push(outcome);
                    if outcome.scenario == here { results.outcomes.push(outcome) } else { results.others.push(code) }
                }
            }
        }
        results
    }

    /// Of the verdicts that somebody has.
    pub fn shares(&self) -> Vec<Share> {
        let share = |verdict| {
            let these = self.outcomes.iter().filter(|outcome| outcome.verdict == verdict);
            these.fold(Share { verdict, participants: 0, agents: 0, of_agents: 0 }, |sum, outcome| Share {
                participants: sum.participants + 1,
                agents: sum.agents + outcome.count,
                of_agents: sum.of_agents + outcome.agents,
                ..sum
            })
        };
        Verdict::ALL.into_iter().map(Some).chain([None]).map(share).filter(|share| share.participants > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::state::Action;
    use crate::ui::state::tests::{reduce, small, work};

    #[test]
    fn a_result_is_that_of_the_full_shift_and_of_what_stands_on_the_page() {
        let state = reduce(work(reduce(small(), Action::Train)), Action::Tick(100.0));
        assert_eq!(outcome(&state), None, "half of the way");
        let state = work(reduce(reduce(state, Action::MoveShift(1.0)), Action::Rest));
        let verdict = state.verdict().expect("a verdict").row.verdict;
        let scenario = code::fingerprint(&state.draft.frozen());
        assert_eq!(outcome(&state), Some(Outcome { seed: 7, verdict: Some(verdict), count: 1, agents: 1, scenario }));
        let state = reduce(state, Action::TypeReward("0".into()));
        assert_eq!(outcome(&state), None, "something else stands there by now");
    }

    #[test]
    fn codes_are_counted_once_and_only_those_of_this_experiment() {
        let code = |seed, verdict, scenario| code::encode(&Outcome { seed, verdict, count: 15, agents: 16, scenario }).expect("a code");
        let (one, split, other) = (code(1, Some(Verdict::Aligned), 5), code(2, None, 5), code(3, None, 6));
        let results = Results::read(&format!("{one} {split} {one} {other} 0000-0000-000A"), 5);
        let share = |verdict| Share { verdict, participants: 1, agents: 15, of_agents: 16 };
        assert_eq!(results.shares(), [share(Some(Verdict::Aligned)), share(None)]);
        assert_eq!((results.repeated, results.others, results.damaged.len()), (vec![one], vec![other], 1));
    }
}
