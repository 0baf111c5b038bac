use super::*;

/// The state after an action.
pub fn reduce(mut state: State, action: Action) -> State {
    super::reduce(&mut state, action);
    state
}

use super::super::correct::{Course, robustness, shift_rows, shift_words};
use super::super::sharing::Promise;
use engine::share::Shared;

fn state() -> State {
    let state = State::new(Draft::new(Scenario::preset("cheese-corner").expect("a preset")), 0.5);
    reduce(state, Action::WorkerReady(true))
}

pub fn small() -> State {
    let mut state = state();
    for (field, text) in [(Field::Agent("total_timesteps"), "4096"), (Field::JudgeLevels, "16"), (Field::Seeds, "1")] {
        state = reduce(state, Action::TypeField { field, text: text.into() });
    }
    state
}

/// All that comes of a job, as a worker does it.
fn outputs(job: Job) -> Vec<Action> {
    let id = job.id;
    engine::jobs::outputs(job).into_iter().map(|output| Action::Told(id, output)).collect()
}

/// Everything a real run tells, up to its verdict.
fn events(state: &State) -> Vec<Action> {
    events_of(state, 0)
}

fn events_of(state: &State, agent: usize) -> Vec<Action> {
    let job = state.job(&Task::Train(agent), 0).expect("there is this agent");
    let Spec::Train(train) = job.spec else { panic!("{job:?}") };
    outputs(Job { spec: Spec::Train(Train { held: false, ..train }), ..job })
}

/// What a pool of one worker would do.
pub fn work(mut state: State) -> State {
    while let Some(task) = state.next_task() {
        let look = if matches!(task, Task::Look(..)) { state.look() } else { 0 };
        let job = state.job(&task, look).expect("what it is of is there");
        state = reduce(state, Action::Taken(job.id));
        state = outputs(job).into_iter().fold(state, reduce);
    }
    state
}

/// The curve over the shift and a correction are work like any other: taken up once, told by their own ids, and gone with the
/// next run.
#[test]
fn the_shown_agent_is_judged_along_the_shift_and_corrected() {
    let mut state = reduce(small(), Action::Curve);
    assert!(state.curve.is_none(), "there is no agent yet");
    state = reduce(state, Action::Train);
    state = work(state);
    state = reduce(state, Action::Tick(1_000.0));
    let report = state.run().and_then(|run| run.report.clone()).expect("judged").1;
    state = reduce(reduce(state, Action::Correct(Some(true))), Action::Curve);
    let (Some(Task::Correct(0)), Some(correcting)) = (state.next_task(), state.correcting.clone()) else { panic!("a correction") };
    assert!(correcting.intended && correcting.amount == state.amount);
    let [agent, fresh] = correcting.runs.each_ref().map(|run| run.id);
    state = reduce(reduce(state, Action::Taken(agent)), Action::Taken(fresh));
    let seen = engine::judge::Seen { intended: Some(0.9), ..engine::judge::Seen::default() };
    for (run, ended, updates) in
        [(agent, correct::State::Going, 4), (agent, correct::State::Corrected, 12), (fresh, correct::State::Corrected, 4)]
    {
        let look = Look { updates, steps: 1_024 * updates, harms: 0.0, seen };
        state = reduce(state, Action::Told(run, Output::Looked { state: ended, look }));
    }
    let correcting = state.correcting.as_ref().expect("it is shown");
    let words = Course::of(&correcting.runs[0]).words();
    assert!(words.starts_with("is aligned after 12,288 steps (0.90"), "{words}");
    assert_eq!(robustness(correcting).as_deref(), Some("3.0"));

    for point in 0..AMOUNTS {
        assert_eq!(state.next_task(), Some(Task::Curve(point)));
        let run = state.curve.as_ref().expect("asked for").points[point].id;
        state = reduce(state, Action::Taken(run));
        let judged = Output::Judged { amount: Curve::amount(point), report: Box::new((*report).clone()) };
        state = reduce(reduce(state, Action::Told(run, judged)), Action::Told(run, Output::Done));
    }
    assert_eq!(state.next_task(), None);
    let curve = state.curve.as_ref().expect("it is shown");
    let (rows, words) = (shift_rows(curve), shift_words(curve));
    assert!(rows.len() == AMOUNTS && rows.iter().flatten().all(|cell| cell != "…"), "{rows:?}");
    assert!(words.contains("11 of 11 points measured"), "{words}");
    assert!(state.has_run(agent));
    state = reduce(state, Action::Train);
    assert!(state.curve.is_none() && state.correcting.is_none() && !state.has_run(agent));
}

/// In the background the shown agent is judged at moments of its training; that comes last, and goes when anything else is
/// asked or shown.
#[test]
fn moments_of_training_are_judged_once_all_else_is_done() {
    let steps = |state: &State| state.judged(u32::MAX).iter().map(|report| report.row.steps).collect::<Vec<_>>();
    let mut state = population("2");
    for agent in 0..2 {
        assert!(matches!(state.next_task(), Some(Task::Train(_))), "verdicts come first");
        let id = state.agents[agent].id;
        state = reduce(state, Action::Taken(id));
        for event in events_of(&state, agent) {
            state = reduce(state, event);
        }
    }
    assert_eq!(steps(&state), [4096]);
    assert!(matches!(state.next_task(), Some(Task::Look(0, _))));
    assert_eq!(reduce(state.clone(), Action::Hold(true)).next_task(), None, "the person holds everything");

    let judged = work(state.clone());
    assert_eq!(steps(&judged), [0, 1024, 2048, 3072, 4096]);
    assert_eq!(judged.judged(2048).len(), 3);
    // The same as when the person asks for that moment, which comes first.
    let mut asked = reduce(reduce(reduce(state.clone(), Action::Tick(100.0)), Action::Scrub(2048)), Action::Rest);
    assert!(matches!(asked.next_task(), Some(Task::Measure(0, 2048, _))));
    asked = work(asked);
    assert_eq!(asked.verdict(), judged.judged(2048).last());

    // Another amount, another agent, another run: those moments are of something else.
    let moved = reduce(judged.clone(), Action::MoveShift(0.75));
    assert!(steps(&moved).is_empty() && moved.next_task().is_none());
    assert_eq!(steps(&work(reduce(moved, Action::Rest))), [0, 1024, 2048, 3072, 4096]);
    let shown = reduce(judged.clone(), Action::Show(1));
    assert_eq!(steps(&shown), [4096]);
    assert_eq!(steps(&work(shown)), [0, 1024, 2048, 3072, 4096]);
    assert!(steps(&reduce(judged, Action::Train)).is_empty());

    // One look at a time; it is dropped for the sake of other work, and what it still says is not heard.
    assert!(!state.give_way(), "nothing has begun");
    let id = state.look();
    assert!(state.has_run(id) && state.next_task().is_none());
    assert!(state.give_way() && !state.has_run(id));
    let report = Box::new((*state.judged(4096)[0]).clone());
    let late = Output::Judged { amount: state.amount, report };
    state = reduce(state, Action::Told(id, late));
    assert_eq!(steps(&state), [4096]);
    // It rests while somebody waits for an answer.
    let id = state.look();
    let asked = Told { is_asked: true, ..Told::default() };
    let mut busy = reduce(state.clone(), Action::Framed(asked));
    assert!(!busy.has_run(id) && busy.next_task().is_none());
    busy = reduce(busy, Action::Framed(Told::default()));
    assert!(matches!(busy.next_task(), Some(Task::Look(..))));
    // A worker that dies over a look costs no agent, and is not asked again.
    let id = state.look();
    state = reduce(state, Action::WorkerLost { place: 0, why: "why".into(), run: Some(id) });
    assert!(state.agents.iter().all(|run| run.phase == Phase::Trained) && state.next_task().is_none());
}

/// Another experiment takes nothing of this one along but how a person likes to look at things.
#[test]
fn another_experiment_takes_the_place_of_this_one() {
    let mut state = reduce(reduce(small(), Action::Overlay(true)), Action::Train);
    let runs = state.runs;
    let draft = Draft::new(Scenario::preset("lava").expect("a preset"));
    state = reduce(state, Action::Open(draft.save(0.25)));
    assert_eq!((state.draft.scenario.preset.as_str(), state.amount, state.overlay), ("lava", 0.25, true));
    assert!(state.agents.is_empty() && state.runs == runs && state.next_task().is_none());
}

fn population(seeds: &str) -> State {
    let state = reduce(small(), Action::TypeField { field: Field::Seeds, text: seeds.into() });
    reduce(state, Action::Train)
}

#[test]
fn trained_agents_meet_another_shifted_world() {
    let mut state = work(population("2"));
    let old = state.clone();
    state = reduce(state, Action::TypeField { field: Field::Shift("size"), text: "9".into() });
    assert!(state.is_stale());
    state.reshift();
    assert!(!state.is_stale() && state.population().is_none());
    // What is still said of the old world is not heard.
    let (_, report) = old.agents[0].report.clone().expect("a report");
    let late = Output::Judged { amount: 0.5, report: Box::new((*report).clone()) };
    state = reduce(state, Action::Told(old.agents[0].id, late));
    assert!(state.agents[0].report.is_none());
    let state = work(state);
    assert!(state.population().is_some());
    for (new, old) in state.agents.iter().zip(&old.agents) {
        let row = |run: &Run| run.report.as_ref().expect("a report").1.row.clone();
        assert_eq!((&new.summary, new.snapshots.last()), (&old.summary, old.snapshots.last()), "the same agent");
        assert_ne!(row(new).sets.shift, row(old).sets.shift, "in another world");
    }
}

#[test]
fn edits_come_back_saved_or_not() {
    let seed = |text: &str| Action::TypeField { field: Field::Seed, text: text.into() };
    let mut state = reduce(state(), Action::Undo);
    assert_eq!((state.toast.words.as_str(), state.history.can()), ("There is nothing to undo.", (false, false)));
    state = reduce(reduce(state, seed("8")), Action::Save);
    state = reduce(state, seed("9"));
    for (action, words, value, can) in [
        (Action::Undo, "Undone: seed.", 8.0, (true, true)),
        (Action::Undo, "Undone: seed.", 7.0, (false, true)),
        (Action::Redo, "Done again: seed.", 8.0, (true, true)),
        (Action::StartOver, "As it came: shift, seed.", 7.0, (true, false)),
        (Action::StartOver, "Everything is as it came.", 7.0, (true, false)),
        (Action::Undo, "Undone: shift, seed.", 8.0, (true, true)),
    ] {
        state = reduce(state, action.clone());
        let found = (state.toast.words.as_str(), state.draft.value(Field::Seed), state.history.can());
        assert_eq!(found, (words, Some(value), can), "{action:?}");
    }
    state = reduce(reduce(state, Action::Embed), Action::Undo);
    assert_eq!(state.draft.value(Field::Seed), Some(8.0), "not in the page of others");
}

#[test]
fn a_link_is_opened_and_said_once() {
    let link = |raw: &str| Action::OpenLink { raw: raw.into(), own: true, came: true, stored: None };
    let mut state = reduce(state(), link("#preset=cheese-corner"));
    assert!(!state.linked && state.link.bar.is_none(), "that stands on the page already");
    state = reduce(state, link("#preset=lava&seed=5&train.size=99"));
    assert!(state.linked && state.draft.scenario.preset == "lava" && state.draft.scenario.seed == 5);
    let Some(Bar::Opened { remarks, kept: true, promises: false, .. }) = &state.link.bar else { panic!("{:?}", state.link.bar) };
    assert_eq!(remarks[0].place.to_string(), "train.size");
    let effects = super::reduce(&mut state, Action::SetWords { title: "Mine".into(), note: String::new() });
    let [Effect::Address(fragment)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(share::decode(fragment).expect("a link").shared.title, "Mine");
    state = reduce(state, link("#preset=lava&seed=5&train.size=99&amount=0.6"));
    assert_eq!((state.amount, state.linked), (0.6, true), "the same scenario, shifted");
    state = reduce(state, link("#preset=keys-and-chests&amount=1"));
    assert!(matches!(&state.link.bar, Some(Bar::Opened { came: true, .. })), "{:?}", state.link.bar);
    assert_eq!((state.amount, crate::ui::sharing::fragment(&state.shared()).as_str()), (1.0, "preset=keys-and-chests&amount=1"));
    state = reduce(state, link("#2.abcdef"));
    assert!(matches!(&state.link.bar, Some(Bar::Broken { error: share::LinkError::NewerFormat(2), kept: true, .. })));
    assert_eq!(state.draft.scenario.preset, PRESETS[0].name);
    let own = Draft::new(Scenario::preset("keys-and-chests").expect("a preset")).save(0.0);
    let mut state = reduce(state, Action::GoBack);
    let effects = super::reduce(&mut state, Action::OpenOwn(own));
    assert!(!state.linked && effects.contains(&Effect::Address("preset=keys-and-chests".into())), "{effects:?}");
}

#[test]
fn a_file_is_opened_like_a_link_and_loses_nothing() {
    let file = |text: &str| Action::OpenFile {
        name: "mine.json".into(),
        opened: Box::new(share::from_json(text).expect("a scenario")),
        own: true,
    };
    let text = r#"{"preset":"lava","seed":5,"title":"Mine","train":{"size":99}}"#;
    let mut state = reduce(state(), Action::OpenDialog(Dialog::Share));
    // What was typed a moment ago is not saved yet.
    state = reduce(state, Action::TypeField { field: Field::Seed, text: "31".into() });
    let typed = state.draft.save(state.amount);
    let effects = super::reduce(&mut state, file(text));
    let stored = effects.iter().position(|effect| *effect == Effect::Store { saved: typed.clone(), linked: false });
    let canceled = effects.iter().position(|effect| *effect == Effect::Cancel(Timer::Save));
    assert!(stored.is_some() && stored < canceled, "{effects:?}");
    assert!(effects.contains(&Effect::Title("Mine · Wayward".into())), "{effects:?}");
    assert!(effects.contains(&Effect::Address(fragment(&state.shared()))), "{effects:?}");
    assert_eq!((state.draft.scenario.preset.as_str(), state.draft.scenario.seed, state.linked, state.dialog), ("lava", 5, true, None));
    let Some(Bar::Opened { title, remarks, kept: true, .. }) = &state.link.bar else { panic!("{:?}", state.link.bar) };
    assert_eq!((title.as_str(), remarks[0].place.to_string().as_str(), state.link.is_file), ("Mine", "train.size", true));
    // Nothing more is stored before an edit of it, and then what was kept before is put aside.
    assert!(!effects.contains(&Effect::Later(Timer::Save)), "{effects:?}");
    let mut edited = reduce(state.clone(), Action::TypeField { field: Field::Seed, text: "6".into() });
    let effects = super::reduce(&mut edited, Action::Save);
    assert!(matches!(&effects[0], Effect::Store { linked: true, .. }), "{effects:?}");

    // Its title goes and comes with it.
    let effects = super::reduce(&mut state, Action::Undo);
    assert_eq!((state.draft.save(state.amount), state.shared().title.as_str()), (typed, ""));
    assert!(effects.contains(&Effect::Title("Wayward".into())), "{effects:?}");
    let effects = super::reduce(&mut state, Action::Redo);
    assert_eq!((state.draft.scenario.preset.as_str(), state.draft.scenario.seed), ("lava", 5));
    assert!(state.shared().title == "Mine" && effects.contains(&Effect::Title("Mine · Wayward".into())), "{effects:?}");

    // One that is refused changes nothing.
    let before = state.draft.clone();
    let bar = state.link.bar.clone();
    state = reduce(reduce(state, Action::OpenDialog(Dialog::Workshop)), Action::Say("This file was not opened.".into()));
    assert_eq!((&state.draft, state.dialog, &state.link.bar), (&before, Some(Dialog::Workshop), &bar));
}

#[test]
fn a_promised_digest_is_compared_with_that_of_the_run() {
    let state = work(population("1"));
    let found = state.digest().expect("a digest");
    for (promised, expected) in [
        (Some(found.clone()), Promise::Kept(found.clone())),
        (Some("0123456789abcdef".into()), Promise::Broken { promised: "0123456789abcdef".into(), found: found.clone() }),
        (None, Promise::Open),
    ] {
        let shared = Shared { digest: promised, ..Shared::from(state.base().expect("trained").clone()) };
        let state = reduce(state.clone(), Action::Carry(Box::new(Opened { shared, remarks: Vec::new() })));
        assert_eq!(state.promise(), expected);
    }
}

#[test]
fn a_population_is_trained_judged_and_pooled() {
    let state = work(population("3"));
    assert_eq!(state.agents.iter().map(|run| run.scenario.seed).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(state.progress(), (3, 3));
    assert!(!state.is_training());
    let all = state.population().expect("a verdict on all").clone();
    assert_eq!((all.agents, all.counts.iter().map(|(_, count)| count).sum::<usize>()), (3, 3));
    let values = state.agents.iter().map(|run| run.report.as_ref().expect("a report").1.row.sets.fresh.reward.expect("a score").value);
    let pooled = all.fresh.reward.expect("a score");
    assert!((pooled.value - values.sum::<f64>() / 3.0).abs() < 1e-12 && pooled.low <= pooled.value && pooled.value <= pooled.high);
    assert!(state.agents.iter().all(|run| run.snapshots.last().expect("weights").0 == 4096));

    // At another amount all are judged anew, once the slider rests, and the agents walk anew.
    let state = reduce(state, Action::MoveShift(1.0));
    assert!(state.population().is_none() && state.next_task().is_none());
    let mut state = work(reduce(state, Action::Rest));
    assert!(state.population().is_some());
    for _ in 0..2 {
        state = reduce(state, Action::Tick(0.1));
    }
    assert!(state.agents.iter().all(|run| run.trail.as_ref().is_some_and(|(amount, _)| *amount == 1.0)));
}

#[test]
fn the_order_of_the_work_changes_nothing() {
    let mut reversed = population("3");
    for agent in (0..3).rev() {
        let id = reversed.agents[agent].id;
        reversed = reduce(reversed, Action::Taken(id));
        for event in events_of(&reversed, agent) {
            reversed = reduce(reversed, event);
        }
    }
    let state = work(population("3"));
    assert_eq!(reversed.population().expect("a verdict"), state.population().expect("a verdict"));
}

#[test]
fn stop_keeps_what_is_finished() {
    let mut state = population("3");
    let second = state.agents[1].id;
    state = reduce(state, Action::Taken(second));
    for event in events_of(&state, 1) {
        state = reduce(state, event);
    }
    let first = state.agents[0].id;
    state = reduce(state, Action::Taken(first));
    let state = reduce(state, Action::Stop);
    assert_eq!(state.agents.iter().map(|run| run.id).collect::<Vec<_>>(), [first, second], "the third had not begun");
    assert_eq!(state.shown, 0);
    assert!(!state.is_stale());
}

#[test]
fn stop_without_the_first_agent_makes_nothing_stale() {
    let mut state = population("3");
    let second = state.agents[1].id;
    for event in events_of(&state, 1) {
        state = reduce(state, event);
    }
    state = reduce(reduce(state, Action::Show(1)), Action::Stop);
    assert_eq!(state.agents.iter().map(|run| run.id).collect::<Vec<_>>(), [second]);
    assert!(!state.is_stale());
}

#[test]
fn any_moment_can_be_looked_at_and_judged_and_branched_from() {
    let mut state = work(population("1"));
    state = reduce(state, Action::Tick(100.0));
    let last = state.verdict().expect("a verdict").clone();
    state = reduce(reduce(state, Action::Scrub(2048)), Action::Rest);
    assert_eq!(state.moment().map(|(step, _)| *step), Some(2048));
    assert!(state.verdict().is_none(), "that of the end is not that of this moment");
    state = work(state);
    assert_eq!(state.verdict().expect("a verdict").row.steps, 2048);
    assert_eq!(reduce(state.clone(), Action::Tick(100.0)).run().and_then(Run::shown).expect("an agent").0, 2048, "it stays there");
    let back = reduce(reduce(state.clone(), Action::Scrub(4096)), Action::Rest);
    assert!(!back.scrubbed);
    assert_eq!(back.verdict(), Some(&last));

    let branched = reduce(state.clone(), Action::Branch);
    let (step, net) = branched.agents[0].parent.clone().expect("a parent");
    assert_eq!((step, branched.agents.len()), (2048, 1));
    let many = reduce(state.clone(), Action::TypeField { field: Field::Seeds, text: "5".into() });
    assert!(!reduce(many, Action::Branch).is_stale(), "one agent is what a branch is");
    assert_eq!(Some(&net), state.run().and_then(Run::shown).map(|(_, net)| net));
    let wider = reduce(state.clone(), Action::TypeField { field: Field::Agent("hidden_size"), text: "32".into() });
    let refused = reduce(wider.clone(), Action::Branch);
    assert_eq!(refused.agents, wider.agents);
    assert!(refused.notice.is_some_and(|(words, _)| words.contains("hidden_size")));
}

#[test]
fn a_run_is_told_and_replayed_before_its_verdict_is_shown() {
    let mut state = reduce(small(), Action::Train);
    for event in events(&state) {
        state = reduce(state, event);
    }
    let run = state.run().expect("a run");
    assert_eq!((run.phase, run.step, run.points.len()), (Phase::Trained, 4096, 4));
    assert_eq!(run.shown().expect("an agent").0, 0, "the replay has not begun");
    assert!(run.report.is_some() && state.verdict().is_none() && !run.is_replayed());
    state = reduce(state, Action::Tick(3.0));
    assert_eq!(state.run().and_then(Run::shown).expect("an agent").0, 2048, "half of six seconds");
    state = reduce(state, Action::Tick(4.0));
    assert!(state.verdict().is_some() && state.run().is_some_and(Run::is_replayed));
    state = reduce(state, Action::MoveShift(0.7));
    assert!(state.verdict().is_none(), "it was read at another amount");
}

#[test]
fn an_edit_leaves_the_run_alone_and_marks_it() {
    let mut state = reduce(small(), Action::Train);
    let frozen = state.run().expect("a run").scenario.clone();
    assert!(!state.is_stale());
    state = reduce(state, Action::TypeReward("reached_corner".into()));
    assert!(state.is_stale() && state.is_text_stale());
    assert_eq!(state.run().expect("a run").scenario, frozen);
    state = reduce(state, Action::TypeReward(frozen.reward.clone()));
    assert!(!state.is_stale());
}

#[test]
fn what_belongs_to_another_run_is_dropped() {
    let mut state = reduce(small(), Action::Train);
    let old = events(&state);
    state = reduce(state, Action::Train);
    let before = state.clone();
    for event in old {
        state = reduce(state, event);
    }
    assert_eq!(state, before);
}

#[test]
fn a_lost_worker_loses_the_run_and_no_text() {
    let mut state = reduce(small(), Action::TypeReward("reached_cheese // mine".into()));
    state = reduce(state, Action::Train);
    let late = events(&state);
    state = reduce(state, Action::WorkerLost { place: 0, why: "no answer".into(), run: Some(1) });
    assert_eq!(state.run().expect("a run").phase, Phase::Lost);
    assert!(state.notice.as_ref().is_some_and(|(words, again)| words.contains("no answer") && *again));
    let lost = state.clone();
    for event in late {
        state = reduce(state, event);
    }
    assert_eq!(state, lost, "a late message does not bring it back");
    assert_eq!(&*state.draft.reading.text, "reached_cheese // mine");
}

#[test]
fn a_person_who_holds_everything_is_told_and_a_host_is_not() {
    let said = |action: Action| {
        let state = reduce(small(), action);
        (state.held, state.spoken, state.tells_steps)
    };
    assert_eq!(said(Action::Pause(true)), (true, "Paused.".into(), true));
    assert_eq!(said(Action::Hold(true)), (true, String::new(), false));
    let held = reduce(small(), Action::Pause(true));
    assert_eq!(reduce(held.clone(), Action::Pause(false)).spoken, "Going on.");
    assert!(reduce(held, Action::Hold(true)).held);
}

#[test]
fn the_clock_stands_still_while_held_but_shows_single_updates() {
    let mut state = reduce(small(), Action::Step(1));
    let all = events(&state);
    let is_second = |event: &Action| matches!(event, Action::Told(_, Output::Progress(point)) if point.step > 1024);
    let first = all.into_iter().take_while(|event| !is_second(event));
    for event in first {
        state = reduce(state, event);
    }
    let run = state.runs;
    state = reduce(state, Action::Told(run, Output::Paused { step: 1024 }));
    state = reduce(state, Action::Tick(0.1));
    assert_eq!(state.run().and_then(Run::shown).expect("an agent").0, 1024);
}

/// A reload finds in storage what no link holds: a text that is no value.
#[test]
fn what_was_typed_behind_a_link_is_opened_again() {
    let link = |stored: Option<String>| Action::OpenLink { raw: "#preset=lava&seed=5".into(), own: true, came: true, stored };
    let field = Field::Agent("gamma");
    let typed = Action::TypeField { field, text: "0,9".into() };
    let saved = |state: State| state.draft.save(state.amount);
    let before = saved(reduce(reduce(state(), link(None)), typed.clone()));
    assert_eq!(reduce(state(), link(Some(before))).draft.text(field), "0,9");
    // Of another experiment nothing is taken.
    let other = saved(reduce(state(), typed));
    let opened = reduce(state(), link(Some(other)));
    assert!(opened.draft.scenario.preset == "lava" && opened.draft.text(field) != "0,9");
}

#[test]
fn a_locked_train_is_not_begun_by_an_edit() {
    let auto = reduce(small(), Action::AutoTrain(true));
    let edit = || Action::TypeField { field: Field::Seed, text: "9".into() };
    let begins = |mut state: State| super::reduce(&mut state, edit()).contains(&Effect::Later(Timer::Train));
    assert!(begins(auto.clone()) && !begins(reduce(auto, Action::Lock(vec![Panel::Train]))));
}
