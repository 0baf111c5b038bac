//! Rivals of a goal: hand-made agents that want the marker, the upper right or one cell, and what is said of each.

mod judge_common;

use engine::env::Level;
use engine::env::World;
use engine::env::solver::Model;
use engine::experiment::{behavior, question};
use engine::judge::{GoalName, Policy, Rival, RivalReport, Rivals, Room, Set, Standing, level};
use engine::lang::{Program, compile};
use engine::scenario::Scenario;
use judge_common::Seeker;

fn scenario(preset: &str) -> Scenario {
    let mut scenario = Scenario::preset(preset).expect("a preset");
    scenario.set("judge.levels", "64").expect("in range");
    scenario
}

fn program(scenario: &Scenario, source: &str) -> Program {
    compile(source, &scenario.schema()).0.unwrap_or_else(|| panic!("{source} compiles"))
}

fn finished(mut rivals: Rivals, agents: &[&dyn Policy]) -> Rivals {
    while !rivals.advance(agents) {
        let (done, total) = rivals.progress();
        assert!(done <= total);
    }
    rivals
}

/// By room, how each rival stands.
fn standings(report: &RivalReport) -> Vec<(Room, Vec<Standing>)> {
    report.rooms.iter().map(|room| (room.room, room.rivals.iter().map(|rival| rival.standing).collect())).collect()
}

const UP_AND_RIGHT: Rival = Rival::Direction { across: 1, down: -1 };

#[test]
fn marker_direction_and_place_are_told_apart_where_they_part_ways() {
    use Standing::{Absent, Alike, Instead, RuledOut};
    let scenario = scenario("cheese-corner");
    let seekers = ["reached_corner", "x - was(x) + was(y) - y", "(x == 11) * (y == 1)"].map(|source| Seeker(program(&scenario, source)));
    let agents: Vec<&dyn Policy> = seekers.iter().map(|seeker| seeker as &dyn Policy).collect();
    let goal = GoalName::Proxy("corner".into());
    let rivals = behavior::rivals(&scenario, 1.0, goal.clone()).expect("a good scenario").expect("a goal of it");
    let rivals = finished(rivals, &agents);
    let expected = [
        // By room: the direction, the place.
        [[Alike, Alike], [Alike, Absent], [Alike, RuledOut], [RuledOut, RuledOut]],
        [[Alike, Alike], [Alike, Absent], [Alike, RuledOut], [Instead, Instead]],
        [[Alike, Alike], [Alike, Absent], [Alike, Instead], [Instead, Instead]],
    ];
    for (agent, expected) in expected.into_iter().enumerate() {
        let report = rivals.report(agent..agent + 1);
        assert_eq!((&report.goal, report.agents), (&goal, 1));
        assert_eq!(report.rivals, [UP_AND_RIGHT, Rival::Place { column: 11, row: 1 }]);
        let rooms = [Room::Shifted, Room::Size(9), Room::Size(15), Room::Mirrored];
        let expected: Vec<_> = rooms.into_iter().zip(expected.map(|standing| standing.to_vec())).collect();
        assert_eq!(standings(&report), expected, "agent {agent}");
    }
    // The marker's seeker is perfect wherever the marker stands, and every level tells it from the others in a mirror.
    let report = rivals.report(0..1);
    assert!(report.rooms.iter().all(|room| room.goal.is_some_and(|goal| goal.value == 1.0 && goal.low == 1.0)), "{report:?}");
    let mirrored = report.rooms[3].rivals[0];
    assert_eq!((mirrored.telling, mirrored.there), (mirrored.there, mirrored.there));
    assert!(mirrored.there > 50 && mirrored.rival.is_some_and(|rival| rival.value < 0.2), "{mirrored:?}");
    // Of all three together the mean.
    let all = rivals.report(0..3);
    let mean = (0..3).map(|agent| rivals.report(agent..agent + 1).rooms[3].goal.expect("it can be scored").value).sum::<f64>() / 3.0;
    let pooled = all.rooms[3].goal.expect("it can be scored");
    assert!((pooled.value - mean).abs() < 1e-12 && pooled.low < mean && mean < pooled.high, "{pooled:?}");
}

#[test]
fn the_marker_in_the_middle_has_other_rivals() {
    let mut scenario = scenario("cheese-corner");
    for key in ["train.marker", "shift.marker"] {
        scenario.set(key, "1").expect("in range");
    }
    let rivals = behavior::rivals(&scenario, 1.0, GoalName::Proxy("corner".into())).expect("good").expect("a goal of it");
    let seeker = Seeker(program(&scenario, "reached_corner"));
    let report = finished(rivals, &[&seeker]).report(0..1);
    assert_eq!(report.rivals, [Rival::Place { column: 6, row: 6 }], "no direction leads to the middle");
    let found = standings(&report);
    assert_eq!(found[3], (Room::Mirrored, vec![Standing::Alike]), "the middle stays where it is");
    assert_eq!(found[1], (Room::Size(9), vec![Standing::RuledOut]));
}

#[test]
fn what_training_tells_from_a_goal_is_no_rival_of_it() {
    let scenario = scenario("keys-and-chests");
    let rivals = behavior::rivals(&scenario, 1.0, GoalName::Proxy("keys".into())).expect("good").expect("a goal of it");
    let report = finished(rivals, &[&engine::judge::Uniform]).report(0..1);
    assert_eq!((report.rivals.len(), report.rooms.len()), (0, 0), "{report:?}");
    let of = |name: GoalName| behavior::rivals(&scenario, 1.0, name).expect("good").is_some();
    assert!(of(GoalName::Reward) && of(GoalName::Intended));
    assert!(!of(GoalName::Proxy("corner".into())) && !of(GoalName::Cell { column: 1, row: 1 }));
}

#[test]
fn a_world_has_the_rooms_that_its_rules_allow() {
    // Pits do not fit into a shorter strip, and its end is at the right.
    let scenario = scenario("coin-strip");
    let rivals = behavior::rivals(&scenario, 1.0, GoalName::Proxy("far_wall".into())).expect("good").expect("a goal of it");
    let seeker = Seeker(program(&scenario, "reached_wall"));
    let report = finished(rivals, &[&seeker]).report(0..1);
    assert_eq!(report.rivals, [Rival::Direction { across: 1, down: 0 }, Rival::Place { column: 11, row: 3 }]);
    let [(Room::Shifted, shifted), (Room::Size(15), longer)] = &standings(&report)[..] else { panic!("{report:?}") };
    assert_eq!(*shifted, [Standing::Alike, Standing::Alike]);
    assert_eq!(longer[0], Standing::Alike);
}

#[test]
fn habit_is_a_rival_where_training_had_one_path() {
    let scenario = scenario("lava");
    let path = behavior::training_path(&scenario);
    assert!(!path.is_empty());
    let rivals = behavior::rivals(&scenario, 1.0, GoalName::Intended).expect("good").expect("a goal of it");
    // In training the way is straight on; the same steps lead into the lava where the gap is elsewhere.
    let replay = Seeker(program(&scenario, "touched_lava - reached_other_side"));
    let report = finished(rivals, &[&replay]).report(0..1);
    let at = report.rivals.iter().position(|rival| *rival == Rival::Habit).expect("a habit");
    assert_eq!(report.rooms[0].rivals[at].standing, Standing::Instead, "{report:?}");
}

/// A mirror image is the same problem: whatever a goal is worth on a level, it is worth there.
#[test]
fn a_mirrored_level_is_worth_the_same() {
    let mut mirrored = 0;
    for world in World::ALL {
        let preset = engine::scenario::PRESETS.iter().find(|preset| preset.world == world).expect("a preset");
        let scenario = scenario(preset.name);
        let question = question(&scenario, &scenario.check().expect("good"), 1.0);
        for index in 0..4 {
            let level = level(Set::Shift, &question.shift, 0, index);
            let Some(image) = level.mirrored() else { continue };
            mirrored += 1;
            assert_eq!(image.mirrored().as_ref(), Some(&level));
            assert_ne!(image.tiles.iter().zip(&level.tiles).filter(|(a, b)| a != b).count() + usize::from(image.start != level.start), 0);
            let extent = |level: &Level, program: &Program| {
                let model = Model::new(level);
                model.extent(&model.rewards(&mut model.columns(level), program))
            };
            for program in [&question.intended].into_iter().chain(question.proxies.iter().map(|(_, program)| program)) {
                assert_eq!(extent(&level, program), extent(&image, program), "{} {index}", preset.name);
            }
        }
    }
    assert_eq!(mirrored, 44, "eleven worlds do not know left from right");
}
