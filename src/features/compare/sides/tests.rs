use super::*;
use crate::ui::state::{Action, reduce};
use engine::experiment::{Point, Report, Row, Sets, Summary};
use engine::judge::{Scores, Split, Unmet};
use engine::learner::Experience;
use std::rc::Rc;

fn point(step: u32, success: f32) -> Point {
    Point {
        step,
        total: 2_000,
        episodes: 100,
        episodic_return: 0.0,
        intended_return: 2.0 * success,
        episodic_length: 0.0,
        success,
        policy_loss: 0.0,
        value_loss: 0.0,
        entropy: 0.0,
        approx_kl: 0.0,
        clipfrac: 0.0,
        explained_variance: 0.0,
        learning_rate: 0.0,
    }
}

fn score(value: f64) -> Option<Score> {
    Some(Score { value, low: value - 0.1, high: value + 0.1, levels: 10, left_out: 0 })
}

/// An agent, trained and judged at this amount of the shift.
fn judged(preset: &str, amount: f64) -> State {
    let scenario = Scenario { seeds: 1, ..Scenario::preset(preset).unwrap() };
    let mut state = State::new(Draft::new(scenario), amount);
    reduce(&mut state, Action::Train);
    let set = SetScores {
        reward: score(0.9),
        earned: score(0.9),
        intended: score(-0.2),
        proxies: [("corner".into(), score(0.8))].into(),
        ..SetScores::default()
    };
    let row = Row {
        scenario: preset.into(),
        seed: 0,
        steps: 2_000,
        digest: "0123456789abcdef".into(),
        sets: Sets { trained: None, fresh: set.clone(), shift: set },
        competence: score(1.0),
        desirability: score(0.0),
        verdict: Verdict::InnerMisaligned,
        goal: Some("corner".into()),
        certain: true,
    };
    let summary = Summary {
        steps: 2_000,
        digest: row.digest.clone(),
        success: 0.5,
        steps_to_95: None,
        busy_ms: 1.0,
        ms_to_95: None,
        experience: Experience::default(),
    };
    let report = Report {
        row,
        scores: Scores::default(),
        evidence: Vec::new(),
        telling_amount: None,
        levels: 0,
        disagreeing: 0,
        best_goal: None,
        optimizer: (0.0, 0.0),
        unmet: Unmet::default(),
        split: Split::default(),
        resamples: Vec::new(),
    };
    let run = &mut state.agents[0];
    (run.step, run.summary, run.report) = (2_000, Some(summary), Some((amount, Rc::new(report))));
    run.points = Rc::new(vec![Point { episodes: 1, ..point(500, 1.0) }, point(1_000, 0.25), point(2_000, 0.5)]);
    state
}

#[test]
fn a_run_is_kept_once_it_is_judged() {
    let state = judged("cheese-corner", 1.0);
    let side = Side::of(&state).unwrap();
    assert_eq!((side.words.as_str(), side.certain.as_str(), side.success), ("inner misaligned (corner)", "certain", 0.5));
    let steps: Vec<u32> = side.curve.iter().map(|moment| moment.step).collect();
    assert_eq!(steps, [1_000, 2_000], "a mean of one episode is none");
    for (action, why) in [(Action::MoveShift(0.5), "judged elsewhere"), (Action::Reset, "forgotten")] {
        let mut state = state.clone();
        reduce(&mut state, action);
        assert!(Side::of(&state).is_none(), "{why}");
    }
}

#[test]
fn means_are_over_all_agents() {
    let one = judged("cheese-corner", 1.0).agents.remove(0);
    let mut other = one.clone();
    other.points = Rc::new(vec![point(1_000, 0.75)]);
    let curve = curve(&[one, other]);
    assert_eq!((curve[0].success, curve[0].intended, curve[1].success), (0.5, 1.0, 0.5));
}

#[test]
fn both_stand_side_by_side() {
    let pinned = Side::of(&judged("cheese-corner", 1.0)).unwrap();
    let mut beside = pinned.clone();
    assert!(pinned.is(&beside));
    let text = |beside: &Side| parts(&pinned, beside, 700.0);
    assert!(text(&beside).contains("both are the same experiment"));
    beside.scenario.set("reward", "1 < 2").unwrap();
    beside.scenario.set("seed", "99").unwrap();
    let found = text(&beside);
    for part in ["<pre translate='no'>1 &lt; 2</pre>", "<td>99</td>", "Corner</th>", "<b>−0.20</b><span> [−0.30, −0.10]</span>", "polyline"]
    {
        assert!(found.contains(part), "{part} in {found}");
    }
    assert!(!found.contains("two worlds"));
    let other = Side::of(&judged("keys-and-chests", 0.0)).unwrap();
    assert!(text(&other).contains("These are two worlds") && !pinned.is(&other));
}
