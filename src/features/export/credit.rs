//! What a file says of where it comes from, and the files that are text. No browser.

use std::fmt::Write as _;

use crate::table;
use crate::ui::state::{Run, State};
use crate::weights;
use engine::experiment::Row;
use engine::scenario::{ENGINE, Scenario};
use engine::share::Shared;

pub const BRANCH: &str = "It is a branch: it went on from a moment of another run under other words or settings, so the link opens the \
    experiment that it belongs to, and does not make it again.";

/// Where a file comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    pub preset: String,
    pub seed: u32,
    /// Opens the experiment that was trained; before any training the one on the page.
    pub link: String,
    /// What the link alone does not say; may be empty.
    pub remark: String,
}

/// What was trained, which may be something else than what stands on the page by now; before any training what stands there.
/// With its digest, if all agents of the link have been trained.
pub fn source(state: &State) -> Shared {
    match state.base() {
        Some(trained) => Shared { digest: state.digest(), ..state.link.with_carried(trained.clone(), state.amount) },
        None => state.shared(),
    }
}

impl Credit {
    /// Of what is shown of the agents.
    pub fn of(state: &State, scenario: &Scenario, link: String) -> Credit {
        let mut remark = String::new();
        let shown = state.run();
        let seed = shown.map_or(scenario.seed, |run| run.scenario.seed);
        if state.agents.len() > 1 {
            let _ = write!(remark, "{} agents, alike but for their seed; shown: seed {seed}. ", state.agents.len());
        }
        if shown_step(state) > 0 {
            let _ = write!(remark, "The shown agent learned from {} steps. ", shown_step(state));
        }
        if is_branch(state) {
            let _ = write!(remark, "{BRANCH} ");
        }
        if !state.agents.is_empty() && state.amount != 1.0 {
            let _ = write!(remark, "The shift stands at {} %. ", engine::decimal::fixed(state.amount * 100.0, 0));
        }
        Credit { preset: scenario.preset.clone(), seed, link, remark: remark.trim_end().into() }
    }

    /// In one line.
    pub fn line(&self) -> String {
        let line = format!("Made with Wayward, engine {ENGINE}: {} {}", self.link, self.remark);
        line.trim_end().into()
    }

    /// The name of a file.
    pub fn file(&self, what: &str, ending: &str) -> String {
        format!("wayward-{}-{what}-seed{}.{ending}", self.preset, self.seed)
    }
}

/// At the moment that is shown.
fn shown_step(state: &State) -> u32 {
    state.run().and_then(Run::shown).map_or(0, |(step, _)| *step)
}

fn is_branch(state: &State) -> bool {
    state.run().is_some_and(|run| run.parent.is_some())
}

/// The learning curves of all agents, as CSV.
pub fn curves(state: &State, credit: &Credit) -> String {
    let points = state.agents.iter().flat_map(|run| run.points.iter().map(|point| table::curve_fields(run.scenario.seed, point)));
    table::file(&table::CURVES.map(str::to_owned), points, &credit.line())
}

/// The newest verdict on each agent, in the columns of `wayward sweep`; None: there is none yet.
pub fn rows(state: &State, credit: &Credit) -> Option<String> {
    table_of(state, credit, state.agents.iter().filter_map(|run| run.report.as_ref().map(|(amount, report)| (*amount, &report.row))))
}

/// The shown agent at moments of its training, in the same columns; None: none is judged yet.
pub fn moments(state: &State, credit: &Credit) -> Option<String> {
    table_of(state, credit, state.judged(u32::MAX).iter().map(|report| (state.amount, &report.row)))
}

/// Rows, and the amount of the shift at which each was judged.
fn table_of<'a>(state: &State, credit: &Credit, rows: impl Iterator<Item = (f64, &'a Row)>) -> Option<String> {
    let scenario = state.base()?;
    let mut proxies = Vec::new();
    for proxy in &scenario.proxies {
        proxies.push(proxy.name.clone());
    }
    let fields = |(amount, row): (f64, &Row)| table::row_fields(row, &proxies, &table::setup(scenario, amount));
    let rows: Vec<Vec<String>> = rows.map(fields).collect();
    (!rows.is_empty()).then(|| table::file(&table::row_names(&proxies), rows, &credit.line()))
}

/// The weights of the shown agent as `wayward train --save` writes them, and their digest; None: no agent has learned anything yet.
pub fn weights(state: &State, credit: &Credit) -> Option<(Vec<u8>, String)> {
    let (_, net) = state.run().and_then(Run::shown)?;
    let digest = net.digest();
    let mut about = weights::about(&credit.link, credit.seed, shown_step(state), &digest);
    if !credit.remark.is_empty() {
        about.insert("remark".to_owned(), credit.remark.clone());
    }
    Some((weights::to_file(net, about), digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::draft::Draft;
    use crate::ui::state::{Action, reduce};
    use engine::learner::Net;
    use engine::scenario::Field;
    use engine::share;
    use std::rc::Rc;

    /// Two agents that have begun; the second is shown.
    fn begun() -> State {
        let scenario = Scenario { seed: 3, seeds: 2, ..Scenario::preset("lava").unwrap() };
        let mut state = State::new(Draft::new(scenario), 1.0);
        reduce(&mut state, Action::Train);
        reduce(&mut state, Action::Show(1));
        state
    }

    /// The same with weights, after so many steps.
    fn learned(steps: u32) -> State {
        let mut state = begun();
        let run = &mut state.agents[1];
        let agent = &run.scenario.agent;
        let net = Net::new(run.scenario.world, agent.hidden_size, agent.absolute_position, 1);
        run.snapshots.push((steps, Rc::new(net)));
        state
    }

    #[test]
    fn what_was_trained_is_named_and_not_what_stands_on_the_page() {
        let mut state = learned(4096);
        reduce(&mut state, Action::TypeField { field: Field::Seed, text: "9".into() });
        let shared = source(&state);
        assert_eq!((shared.scenario.preset.as_str(), shared.scenario.seed, shared.digest.clone()), ("lava", 3, None));
        let credit = Credit::of(&state, &shared.scenario, share::encode(&shared));
        assert_eq!(credit.remark, "2 agents, alike but for their seed; shown: seed 4. The shown agent learned from 4096 steps.");
        assert!(credit.line().contains(&credit.link));
        assert_eq!(credit.file("curves", "csv"), "wayward-lava-curves-seed4.csv");
        reduce(&mut state, Action::Branch);
        let branch = Credit::of(&state, &source(&state).scenario, String::new());
        assert!(branch.line().contains(BRANCH));
        reduce(&mut state, Action::Reset);
        assert_eq!(source(&state).scenario.seed, 9, "nothing is trained");
    }

    #[test]
    fn weights_say_whose_they_are() {
        let state = learned(4096);
        let net = &state.run().and_then(Run::shown).unwrap().1;
        let credit = Credit::of(&state, &source(&state).scenario, "https://example.org/#1.a".into());
        let (bytes, digest) = weights(&state, &credit).unwrap();
        let Scenario { world, agent, .. } = &source(&state).scenario;
        let (back, about) = crate::weights::from_file(&bytes, *world, agent.hidden_size, agent.absolute_position).unwrap();
        assert_eq!((back.digest(), &about["digest"]), (net.digest(), &digest));
        assert_eq!((&*about["link"], &*about["seed"], &*about["steps"]), ("https://example.org/#1.a", "4", "4096"));
        assert!(about["remark"].contains("shown: seed 4"));
        assert_eq!(weights(&begun(), &credit), None);
    }

    #[test]
    fn nothing_judged_is_no_table() {
        let credit = Credit { preset: "lava".into(), seed: 3, link: "https://example.org/#preset=lava".into(), remark: String::new() };
        assert_eq!(rows(&begun(), &credit), None);
        assert_eq!(moments(&begun(), &credit), None);
        let curves = curves(&begun(), &credit);
        assert!(curves.starts_with("seed,step,total,") && curves.ends_with(",learning_rate,made_with\n"), "{curves}");
    }
}
