//! What of the framings' answers a lesson can ask for, by name.

use engine::framings::causes::CauseReport;
use engine::framings::corrections::Moment;
use engine::framings::pulls::{Aims, PullReport};

/// What lessons may ask for, by name; see `ui::lesson::measure::FIGURES`.
pub fn figures(cause: Option<&CauseReport>, pulls: Option<&PullReport>, moments: &[Moment]) -> Vec<(String, f64)> {
    let mut found: Vec<(String, f64)> = Vec::new();
    if let Some(report) = cause {
        for (name, cell) in ["written", "meant", "shifted", "both"].into_iter().zip(&report.cells) {
            found.extend(cell.intended.map(|figure| (format!("cause.{name}"), figure.value * 100.0)));
        }
        found.extend(report.share.map(|share| ("cause.share".to_owned(), share.value * 100.0)));
    }
    if let Some(report) = pulls.filter(|report| !report.agents.is_empty()) {
        let percent = |count: usize| count as f64 * 100.0 / report.agents.len() as f64;
        let count = |is: fn(&Aims) -> bool| percent(report.agents.iter().filter(|agent| is(&agent.aims)).count());
        found.push(("aim.none".to_owned(), count(|aims| aims.finals.is_empty())));
        found.push(("aim.misaligned".to_owned(), count(|aims| !aims.misaligned.is_empty())));
        for (at, event) in report.events.iter().enumerate() {
            found.push((format!("aim.final.{}", event.feature), percent(report.count(at, |aims| &aims.finals))));
            let [own, _] = report.of_event(at);
            found.extend(own.map(|spread| (format!("aim.pull.{}", event.feature), spread.mean)));
        }
    }
    for (name, point) in [("online.early", moments.first()), ("online.late", moments.last())] {
        found.extend(point.and_then(|point| point.robustness).map(|median| (name.to_owned(), median.value)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::framings::causes::{Cell, CellReport, Figure, Outcome};
    use engine::framings::corrections::Median;
    use engine::framings::pulls::{AgentPulls, Event, EventPulls, Pull};
    use engine::judge::Verdict;

    fn cause(verdict: Verdict, outcome: Outcome) -> CauseReport {
        let figure = |value: f64| Some(Figure { value, low: value, high: value });
        let cell = |(at, cell): (usize, Cell)| CellReport {
            cell,
            agents: vec![Some(0.1 * at as f64)],
            intended: figure(0.1 * at as f64),
            same: 0,
            mends: false,
        };
        CauseReport {
            scenario: String::new(),
            seeds: vec![7],
            cells: Cell::ALL.into_iter().enumerate().map(cell).collect(),
            verdict: Some(verdict),
            same_levels: false,
            rewards: figure(0.5),
            levels: figure(0.5),
            share: figure(0.5),
            differing: 0.1,
            outcome,
        }
    }

    /// Cheese and corner, with these final and misaligned goals.
    fn pulls(finals: &[usize], misaligned: &[usize]) -> PullReport {
        let pull = Some(Pull { value: 2.0, low: 1.0, high: 3.0, r: 0.5, states: 100 });
        let event = |feature: &str| Event { feature: feature.into(), kind: None, pays: None };
        let aims = Aims { finals: finals.to_vec(), misaligned: misaligned.to_vec(), instrumental: Vec::new() };
        let agent = AgentPulls { events: vec![EventPulls { pull, useless: None }; 2], kinds: Vec::new(), aims };
        PullReport {
            events: vec![event("reached_cheese"), event("reached_corner")],
            kinds: Vec::new(),
            levels: 160,
            states: 2560,
            agents: vec![agent],
            moments: Vec::new(),
            untrained: Vec::new(),
        }
    }

    fn robust(value: f64, is_least: bool) -> Vec<Moment> {
        let robustness = Some(Median { value, interval: None, is_least, agents: 4 });
        vec![Moment { step: 100, robustness, steps: None, harms: None, corrected: 4, agents: 4 }]
    }

    #[test]
    fn lessons_ask_for_what_is_there() {
        let found = figures(Some(&cause(Verdict::Mixed, Outcome::Both)), Some(&pulls(&[1], &[1])), &robust(2.8, false));
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        let of = |name: &str| found.iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("{name}: {names:?}")).1;
        assert_eq!((of("cause.both").round(), of("cause.share")), (30.0, 50.0));
        assert_eq!((of("aim.none"), of("aim.misaligned"), of("aim.final.reached_corner")), (0.0, 100.0, 100.0));
        assert_eq!((of("aim.pull.reached_cheese"), of("online.early"), of("online.late")), (2.0, 2.8, 2.8));
        for name in names {
            assert!(crate::ui::lesson::measure::Measure::named(name).is_some(), "{name} can be asked for");
        }
        assert_eq!(figures(None, None, &[]), []);
    }
}
