//! One run from scenario to verdict, as its driver sees it.

use engine::experiment::{Event, Experiment, Report, snapshot_steps};
use engine::scenario::{Field, Place, Scenario};

fn small(changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in [("agent.total_timesteps", "4096"), ("judge.levels", "64")].iter().chain(changes) {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

fn run(experiment: &mut Experiment) -> Vec<Event> {
    let mut events = Vec::new();
    while !experiment.is_idle() {
        experiment.advance(&mut events);
    }
    events
}

fn report(events: &[Event]) -> Report {
    let Some(Event::Judged { report, .. }) = events.last() else { panic!("the last event is the verdict: {:?}", events.last()) };
    (**report).clone()
}

#[test]
fn says_what_happens_in_order() {
    let mut experiment = Experiment::new(small(&[("agent.total_timesteps", "131072"), ("agent.num_steps", "4")]), 1.0).expect("good");
    let events = run(&mut experiment);
    let mut snapshots = Vec::new();
    let mut progress = Vec::new();
    for event in &events {
        match event {
            Event::Snapshot { step, .. } => snapshots.push(*step),
            Event::Progress(point) => progress.push(point.step),
            Event::Trained(_) | Event::Judging { .. } | Event::Judged { .. } => {}
            other => panic!("unexpected {other:?}"),
        }
    }
    assert!(snapshots.is_sorted() && snapshots[0] == 0 && *snapshots.last().unwrap() == 131_072 && snapshots.len() <= 65, "{snapshots:?}");
    assert!(progress.is_sorted() && progress.len() == 512);
    let trained = events.iter().position(|event| matches!(event, Event::Trained(_))).expect("it ends");
    assert!(events[trained + 1..].iter().all(|event| matches!(event, Event::Judging { .. } | Event::Judged { .. })));
    for event in &events[trained + 1..] {
        if let Event::Judging { done, total, .. } = event {
            assert!(done <= total, "{done} of {total}");
        }
    }
}

/// Two runs in one process, taking turns: `pieces` of one, then one of the other. What was said is taken away after every turn
/// (or never), as the worker does after every chunk.
fn in_turns(pieces: usize, take: bool) -> [Vec<Event>; 2] {
    let mut runs = [("seed", "3"), ("seed", "4")].map(|seed| Experiment::new(small(&[seed]), 1.0).expect("good"));
    let (mut said, mut new) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    while runs.iter().any(|run| !run.is_idle()) {
        for (place, pieces) in [(0, pieces), (1, 1)] {
            for _ in 0..pieces {
                runs[place].advance(&mut new[place]);
            }
            if take {
                said[place].append(&mut new[place]);
            }
        }
    }
    for (said, new) in said.iter_mut().zip(&mut new) {
        said.append(new);
    }
    said
}

/// Every event to the bit, weights and report and all: neither how many pieces make a turn, nor who else has turns or runs at
/// the same time, nor whether what was said lies around still.
#[test]
fn how_the_work_is_cut_shows_nowhere() {
    let alone = |seed: &str| {
        let mut experiment = Experiment::new(small(&[("seed", seed)]), 1.0).expect("good");
        let (mut events, mut pieces, mut most) = (Vec::new(), 0, 0);
        while !experiment.is_idle() {
            let before = events.len();
            experiment.advance(&mut events);
            pieces += 1;
            most = most.max(events.len() - before);
        }
        (events, pieces, most)
    };
    let (events, pieces, most) = alone("3");
    let expected = [events, alone("4").0];
    assert_ne!(expected[0], expected[1], "two seeds, two runs");
    // An update is 128 steps of rollout and several passes over them: if one piece were all of it, a pause would have to wait.
    let updates = expected[0].iter().filter(|event| matches!(event, Event::Progress(_))).count();
    assert!(updates == 4 && pieces >= 10 * updates && most <= 2, "{updates} updates in {pieces} pieces, at most {most} events in one");
    for (pieces, take) in [(1, true), (2, true), (7, true), (1000, true), (3, false)] {
        assert_eq!(in_turns(pieces, take), expected, "{pieces} pieces a turn");
    }
    let side_by_side = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| alone("3").0)).collect();
        runs.into_iter().map(|run| run.join().expect("it ends")).collect::<Vec<_>>()
    });
    assert!(side_by_side.iter().all(|events| *events == expected[0]), "threads know nothing of each other");
}

#[test]
fn another_amount_gives_what_a_fresh_judgement_gives() {
    let mut moved = Experiment::new(small(&[]), 0.2).expect("good");
    run(&mut moved);
    moved.judge(0.9);
    let again = report(&run(&mut moved));
    let fresh = report(&run(&mut Experiment::new(small(&[]), 0.9).expect("good")));
    assert_eq!(again, fresh);
}

#[test]
fn few_snapshots_change_nothing_else() {
    let told = |snapshots| {
        let mut all = run(&mut Experiment::new(small(&[]), 1.0).expect("good").with_snapshots(snapshots));
        all.retain(|event| !matches!(event, Event::Snapshot { .. }));
        all
    };
    let steps = |events: &[Event]| events.iter().filter(|event| matches!(event, Event::Snapshot { .. })).count();
    let few = run(&mut Experiment::new(small(&[]), 1.0).expect("good").with_snapshots(2));
    assert_eq!(steps(&few), 3, "before the first step, half way, at the end");
    for snapshots in [1, 2, 3, 64] {
        let events = run(&mut Experiment::new(small(&[]), 1.0).expect("good").with_snapshots(snapshots));
        let sent = events.iter().filter_map(|event| if let Event::Snapshot { step, .. } = event { Some(*step) } else { None });
        assert_eq!(sent.collect::<Vec<_>>(), snapshot_steps(&small(&[]).agent, snapshots), "{snapshots}");
    }
    assert_eq!(told(2), told(64));
}

#[test]
fn an_agent_that_learned_elsewhere_is_judged_alike() {
    let mut experiment = Experiment::new(small(&[]), 1.0).expect("good");
    let expected = report(&run(&mut experiment));
    let weights = experiment.net().weights.clone();
    let again = Experiment::new(small(&[]), 1.0).expect("good").learned(weights, 4096).expect("the same shape");
    let events = run(&mut { again });
    assert_eq!(report(&events), expected);
    assert!(events.iter().all(|event| matches!(event, Event::Judging { .. } | Event::Judged { .. })), "nothing is trained");
    assert!(Experiment::new(small(&[]), 1.0).expect("good").learned(vec![0.0; 3], 1).is_none());
}

#[test]
fn a_branch_goes_on_from_the_weights_of_its_parent() {
    let mut parent = Experiment::new(small(&[]), 1.0).expect("good");
    run(&mut parent);
    let weights = parent.net().weights.clone();
    let mut branch = Experiment::new(small(&[("reward", "reached_corner")]), 1.0).expect("good").branch(weights.clone()).expect("a net");
    assert_eq!(branch.net().weights, weights);
    let digest = report(&run(&mut branch)).row.digest;
    assert_ne!(branch.net().weights, weights);
    let fresh = report(&run(&mut Experiment::new(small(&[("reward", "reached_corner")]), 1.0).expect("good")));
    assert_ne!(digest, fresh.row.digest);
}

#[test]
fn a_reward_without_a_number_stops_the_run_at_the_very_operation() {
    for (reward, blamed, word) in [
        ("1 / (distance_to_cheese - distance_to_cheese)", "1 / (distance_to_cheese - distance_to_cheese)", "zero"),
        ("if reached_cheese { 1 } else { ln(0 - x) }", "ln(0 - x)", "ln"),
        ("exp(exp(exp(y + 5)))", "exp(exp(exp(y + 5)))", "exp"),
    ] {
        let events = run(&mut Experiment::new(small(&[("reward", reward), ("seed", "3")]), 1.0).expect("it compiles"));
        let Some(Event::Failed(failure)) = events.last() else { panic!("{reward}: {:?}", events.last()) };
        let (start, end) = failure.span.expect("a place in the text");
        let found = &reward[start as usize..end as usize];
        assert!(blamed.contains(found) && !found.is_empty(), "{reward}: blamed `{found}`");
        assert!(failure.message.contains(word), "{reward}: {}", failure.message);
        assert!(failure.picture.contains('@'), "{}", failure.picture);
        assert_eq!(&failure.place, &Place::Field(Field::Reward));
    }
}

#[test]
fn bad_scenarios_are_refused_field_by_field() {
    let mut scenario = small(&[("train.corner", "12"), ("train.size", "7"), ("reward", "reached_cheez"), ("agent.num_minibatches", "7")]);
    scenario.shift[0] = 99.0;
    scenario.seeds = 0;
    let Err(errors) = Experiment::new(scenario, 1.0) else { panic!("it was taken") };
    let fields: Vec<String> = errors.iter().map(|error| error.place.to_string()).collect();
    assert_eq!(fields, ["train.corner", "shift.size", "agent.num_minibatches", "seeds", "reward"]);
    assert!(errors.iter().all(|error| !error.message.is_empty()));
}

#[test]
fn settings_say_what_they_allow() {
    let check = |key: &str, value: &str, expected: &str| {
        let error = small(&[]).set(key, value).expect_err("it was taken");
        assert_eq!(error.to_string(), expected);
    };
    check("seed", "seven", "seed: `seven` is not a number");
    check("seed", "true", "seed: `true` is not a number");
    check("train.walls", "true", "train.walls: `true` is not a number");
    check("seed", "1.5", "seed: must be a whole number from 0 to 4294967295, found 1.5");
    check("seed", "inf", "seed: `inf` is not a finite number");
    check("train.disagree", "2", "train.disagree: must be a number from 0 to 1, found 2");
    check("train.size", "7.5", "train.size: must be a whole number from 5 to 15, found 7.5");
    check("train.cheese", "1", "train.cheese: this world has no knob `cheese`; it has size, walls, corner, disagree, time_limit, marker");
    check("judge.levels", "3", "judge.levels: must be a whole number from 16 to 4096, found 3");
    check("colour", "red", "colour: there is no such field");
    check("proxies.left wall", "x", "proxies.left wall: a name has 1 to 20 letters, digits or `_`");
    check("proxies.reward", "x", "proxies.reward: `reward` is the name of another goal");
    check("proxies.earned", "x", "proxies.earned: `earned` is the name of another goal");
    let error = small(&[]).set("agent.magic", "1").expect_err("it was taken");
    assert!(error.message.starts_with("there is no setting `magic`; there are total_timesteps, num_envs"), "{error}");
}

#[test]
fn switches_are_numbers_or_words() {
    for (value, expected) in [("false", 0.0), ("0", 0.0), (" true ", 1.0), ("1", 1.0)] {
        for name in ["absolute_position", "anneal_lr", "norm_adv"] {
            let scenario = small(&[(&format!("agent.{name}"), value)]);
            assert_eq!(Field::Agent(name).number(&scenario), Some(expected), "{name} {value}");
        }
    }
}

#[test]
fn proxy_goals_are_set_by_name() {
    let scenario = small(&[("proxies.corner", "2 * reached_corner"), ("proxies.bumper", "bumped")]);
    let found: Vec<_> = scenario.proxies.iter().map(|proxy| (proxy.name.as_str(), proxy.source.as_str())).collect();
    assert_eq!(found, [("corner", "2 * reached_corner"), ("bumper", "bumped")]);
    assert!(scenario.check().is_ok());
    let errors = small(&[("proxies.bumper", "bumpt")]).check().expect_err("it does not compile");
    assert_eq!(errors[0].place, Place::Proxy { at: 1, name: "bumper".into() });
    let mut twice = scenario;
    twice.proxies[0].name = "bumper".into();
    assert_eq!(twice.check().expect_err("one name, two goals")[0].message, "another goal has this name");
}
