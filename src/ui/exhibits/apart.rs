//! Where two ways to read the same agent disagree, and what of their answers a lesson can ask for.
//!
//! Verdicts are those at the full shift, where the other framings look as well.

use crate::ui::pulls::event_name;
use crate::ui::words::title;
use engine::framings::causes::{CauseReport, Outcome};
use engine::framings::pulls::{Aims, PullReport};
use engine::framings::stakes::Moment;
use engine::judge::Verdict;

/// A sentence for each pair that disagrees. `verdict`: of the shown agents; `pulls`: with the place of the shown agent in it; `moments`: of
/// correction, without exploration.
pub fn apart(
    verdict: Option<Verdict>,
    cause: Option<&CauseReport>,
    pulls: Option<(&PullReport, usize)>,
    moments: &[Moment],
) -> Vec<String> {
    let of_cause = cause.and_then(|report| behavior_and_cause(report.verdict?, report.outcome));
    let of_aim = verdict.zip(pulls).and_then(|(verdict, (report, agent))| behavior_and_aim(verdict, report, agent));
    let late = moments.last().and_then(|last| last.robustness).filter(|late| !late.is_least).map(|late| late.value);
    let of_online = verdict.zip(late).and_then(|(verdict, late)| behavior_and_online(verdict, late));
    of_cause.into_iter().chain(of_aim).chain(of_online).collect()
}

fn behavior_and_cause(verdict: Verdict, outcome: Outcome) -> Option<String> {
    let by_cause = match (verdict, outcome) {
        (Verdict::OuterMisaligned, Outcome::Inner) => "other levels alone would have mended it, so the levels left open what was meant",
        (Verdict::InnerMisaligned, Outcome::Outer) => "other rewards alone would have mended it, so the rewards were to blame",
        (Verdict::OuterMisaligned | Verdict::InnerMisaligned, Outcome::Either) => {
            "other rewards or other levels, either alone, would have mended it"
        }
        (Verdict::OuterMisaligned | Verdict::InnerMisaligned, Outcome::Both) => {
            "only other rewards and other levels together would have mended it"
        }
        (Verdict::Incompetent, Outcome::Outer | Outcome::Either | Outcome::Both) => {
            "other rewards would have helped, so it did not lack skill alone"
        }
        _ => return None,
    };
    Some(format!("Behavior and cause disagree. By its behavior it is {}; by its cause, {by_cause}.", word(verdict)))
}

fn behavior_and_aim(verdict: Verdict, report: &PullReport, agent: usize) -> Option<String> {
    let aims = &report.agents.get(agent)?.aims;
    let names = |events: &[usize]| {
        let names: Vec<String> = events.iter().map(|event| event_name(&report.events, &report.kinds, *event)).collect();
        names.join(" and ")
    };
    let is_bad = matches!(verdict, Verdict::OuterMisaligned | Verdict::InnerMisaligned | Verdict::Tampering);
    let by_aim = match () {
        () if verdict == Verdict::Aligned && !aims.misaligned.is_empty() => {
            format!("it goes for {} for its own sake, which you did not mean: here that does no harm", names(&aims.misaligned))
        }
        () if is_bad && aims.finals.is_empty() => "it has no goal that could be found: what it does may be habit".to_owned(),
        () if is_bad && aims.misaligned.is_empty() => format!("it goes for {}, which you meant it to", names(&aims.finals)),
        () => return None,
    };
    Some(format!("Behavior and aim disagree. By its behavior it is {}; by its aims, {by_aim}.", word(verdict)))
}

fn behavior_and_online(verdict: Verdict, late: f64) -> Option<String> {
    let is_bad = matches!(verdict, Verdict::OuterMisaligned | Verdict::InnerMisaligned | Verdict::Tampering);
    (is_bad && late <= 1.0).then(|| {
        format!(
            "Behavior and online disagree. By its behavior it is {}; online it is corrected no later than an agent that has learned nothing.",
            word(verdict)
        )
    })
}

/// In running text.
fn word(verdict: Verdict) -> String {
    title(verdict).0.to_lowercase()
}

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
    use engine::framings::causes::{Cell, CellReport, Figure};
    use engine::framings::pulls::{AgentPulls, Event, EventPulls, Pull};
    use engine::framings::stakes::Median;

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
    fn behavior_and_cause_part_ways_where_another_change_mends_than_the_word_says() {
        let check = |verdict, outcome, part: Option<&str>| {
            let said = apart(None, Some(&cause(verdict, outcome)), None, &[]);
            match part {
                Some(part) => assert!(said.len() == 1 && said[0].contains(part), "{verdict:?} {outcome:?}: {said:?}"),
                None => assert_eq!(said, [""; 0], "{verdict:?} {outcome:?}"),
            }
        };
        check(
            Verdict::OuterMisaligned,
            Outcome::Both,
            Some("outer misaligned; by its cause, only other rewards and other levels together"),
        );
        check(Verdict::OuterMisaligned, Outcome::Inner, Some("other levels alone"));
        check(Verdict::InnerMisaligned, Outcome::Outer, Some("other rewards alone"));
        check(Verdict::InnerMisaligned, Outcome::Either, Some("either alone"));
        check(Verdict::Incompetent, Outcome::Both, Some("lack skill alone"));
        check(Verdict::OuterMisaligned, Outcome::Outer, None);
        check(Verdict::InnerMisaligned, Outcome::Inner, None);
        check(Verdict::Incompetent, Outcome::LackOfSkill, None);
        check(Verdict::Tampering, Outcome::Tampering, None);
        check(Verdict::Aligned, Outcome::NothingToExplain, None);
    }

    #[test]
    fn behavior_aim_and_correction_part_ways() {
        let check = |verdict, finals: &[usize], misaligned: &[usize], part: Option<&str>| {
            let report = pulls(finals, misaligned);
            let said = apart(Some(verdict), None, Some((&report, 0)), &[]);
            match part {
                Some(part) => assert!(said.len() == 1 && said[0].contains(part), "{verdict:?}: {said:?}"),
                None => assert_eq!(said, [""; 0], "{verdict:?}"),
            }
        };
        check(Verdict::Aligned, &[0, 1], &[1], Some("“reached corner” for its own sake"));
        check(Verdict::InnerMisaligned, &[], &[], Some("no goal that could be found"));
        check(Verdict::OuterMisaligned, &[0], &[], Some("“reached cheese”, which you meant it to"));
        check(Verdict::Aligned, &[0], &[], None);
        check(Verdict::InnerMisaligned, &[1], &[1], None);
        check(Verdict::CannotTell, &[], &[], None);

        let online = |verdict, late: f64, is_least| apart(Some(verdict), None, None, &robust(late, is_least)).len();
        assert_eq!(online(Verdict::OuterMisaligned, 0.8, false), 1);
        assert_eq!(online(Verdict::OuterMisaligned, 1.2, false), 0);
        assert_eq!(online(Verdict::OuterMisaligned, 0.8, true), 0, "nobody knows");
        assert_eq!(online(Verdict::Aligned, 0.8, false), 0);
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
