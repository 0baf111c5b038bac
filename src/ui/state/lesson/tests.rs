use super::super::prediction::Predict;
use super::super::tests::{reduce, small, work};
use super::super::{Dialog, reduce as reduce_with_effects};
use super::*;
use crate::ui::lesson::parse::parse;
use engine::share::Panel;

/// Small experiments, a question of each kind, and what is measured.
const LESSON: &str = "@title Questions\n@about Of a test.\n\
    # First\n@preset cheese-corner\n@set seeds 1\n@set agent.total_timesteps 4096\n@set judge.levels 16\n@shift 0\n@lock reward shift\nLook.\n\
    # Asked\nGuess.\n@ask Where?\n@cell 100\n\
    # Trained\nTrain.\n@set seed 9\n@until shifted 100\n@reveal\n@check meant >= 0\n@yes All of {agents}.\n@no None.\n\
    # Chosen\nChoose.\n@ask What?\n@choice aligned >= 0 | Anything.\n@choice Nothing.\n\
    # Last\nLook.\n@until trained\n@reveal\n";

fn around() -> Around {
    Around { address: "/?theme=dark#preset=lava".into(), title: "Mine".into() }
}

fn start(state: State, text: &str) -> (State, Vec<Effect>) {
    let lesson = Rc::new(parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}")));
    let mut state = state;
    let action = Action::Lesson(Play::Start { lesson, name: Some("test".into()), around: around() });
    let effects = reduce_with_effects(&mut state, action);
    (state, effects)
}

fn play(state: State, action: Play) -> State {
    reduce(state, Action::Lesson(action))
}

fn playing(state: &State) -> &Playing {
    state.lesson.as_ref().expect("a lesson is on")
}

fn words(state: &State) -> &str {
    match &playing(state).said {
        Said::Words(words) => words,
        other => panic!("{other:?}"),
    }
}

/// Trains, judges, replays and walks.
fn measure(state: State) -> State {
    let mut state = work(reduce(reduce(state, Action::Train), Action::Rest));
    for _ in 0..2 {
        state = reduce(state, Action::Tick(100.0));
    }
    state
}

fn found(state: &State) -> &Found {
    match &playing(state).said {
        Said::Found(found) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lesson_is_played_to_its_end_and_all_is_back() {
    let typed = Action::TypeField { field: Field::Seed, text: "123".into() };
    let before = reduce(reduce(small(), typed), Action::OpenDialog(Dialog::Lessons));
    let (mut state, effects) = start(before.clone(), LESSON);
    let [Effect::Store { saved, .. }, .., Effect::Cancel(Timer::Train), Effect::Cancel(Timer::Save)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(*saved, before.draft.save(before.amount), "what was not saved yet is saved first");
    assert!(effects.contains(&Effect::GoTo("?lesson=test".into())) && effects.contains(&Effect::Title("Questions · Wayward".into())));
    assert_eq!((state.dialog, state.amount, state.tracks_edits(), &state.recordings), (None, 0.0, false, &Some(String::new())));
    assert!(state.is_locked(Panel::Reward) && !state.is_locked(Panel::Train));
    assert!(!reduce_with_effects(&mut state, Action::Save).iter().any(|effect| matches!(effect, Effect::Store { .. })), "nothing is kept");

    state = play(state, Play::Next);
    assert_eq!((playing(&state).step().heading.as_str(), state.is_locked(Panel::Reward)), ("Asked", false));
    state = play(play(state, Play::Next), Play::Answer);
    assert_eq!((playing(&state).at, words(&state)), (1, "First choose an answer."));
    let start = level(&playing(&state).step().scenario, 1.0).start;
    state = play(play(state, Play::Pick(Answer::Cell(start))), Play::Answer);
    assert!(words(&state).contains("noted"));
    state = play(state, Play::Pick(Answer::Cell(start + 1)));
    assert_eq!(playing(&state).answer(), Some(Answer::Cell(start)), "it takes no other answer");

    state = play(state, Play::Next);
    assert_eq!(state.draft.value(Field::Seed), Some(9.0), "what the step changes");
    state = play(measure(state), Play::Next);
    assert_eq!((playing(&state).at, playing(&state).is_met()), (2, false), "judged in the training world only");
    assert!(words(&state).contains("still to be measured"));
    state = work(reduce(reduce(state, Action::MoveShift(1.0)), Action::Rest));
    assert!(!playing(&state).is_met(), "the agent is still on its way");
    state = reduce(state, Action::Tick(0.1));
    let reveal = found(&state).reveal.as_ref().expect("an answer was given");
    assert!(playing(&state).is_met() && reveal.words.contains("your prediction was") && reveal.map.is_some());
    assert!(reveal.counted.as_ref().is_some_and(|words| words.contains("of 1 right")));
    assert!(matches!(&found(&state).checks[..], [(_, words)] if words == "All of 1." || words == "None."));

    state = play(play(state, Play::Next), Play::Skip);
    assert_eq!(playing(&state).answers[3], Some(Answer::Skipped));
    assert!(playing(&state).is_met(), "it was measured before");
    assert_eq!(found(&state).checks, [(true, "Measured.".to_owned())], "a skipped question has no answer");
    state = play(state, Play::Back);
    state = play(play(play(state, Play::Pick(Answer::Choice(0))), Play::Answer), Play::Next);
    assert!(found(&state).reveal.is_none(), "a skipped question stays skipped");

    let effects = reduce_with_effects(&mut state, Action::Lesson(Play::Next));
    assert_eq!(&effects[2..], [Effect::Title(around().title), Effect::GoTo(around().address)]);
    assert!(state.lesson.is_none() && state.locks.is_empty() && state.tracks_edits() && state.agents.is_empty());
    assert_eq!((state.draft.save(state.amount), state.linked), (before.draft.save(before.amount), before.linked));
    assert_eq!(state.predictions.all, 1);
}

#[test]
fn agents_come_back_with_all_that_is_known_of_them() {
    let other = reduce(small(), Action::TypeField { field: Field::Seed, text: "31".into() });
    let before = measure(other.clone());
    let row = |state: &State| state.verdict().map(|report| report.row.clone());
    let (state, _) = start(before.clone(), LESSON);
    assert!(state.agents.is_empty());
    let state = play(measure(state), Play::Leave);
    assert_eq!((row(&state), state.digest(), state.next_task()), (row(&before), before.digest(), None));
    assert!(row(&state).is_some() && !state.spoken.starts_with("Verdict"), "{}", state.spoken);
    assert_eq!((&state.base, state.elapsed, state.is_stale()), (&before.base, before.elapsed, false));
    assert_ne!(state.training(), before.training(), "a worker may still speak of the lesson's");
    // Those that were on their way begin anew.
    let (state, _) = start(reduce(other, Action::Train), LESSON);
    let state = play(state, Play::Leave);
    assert_eq!(state.agents.iter().map(|run| run.phase).collect::<Vec<_>>(), [Phase::Waiting]);
    let state = reduce(work(state), Action::Tick(100.0));
    assert_eq!(row(&state), row(&before), "and come out the same");
}

#[test]
fn what_a_lesson_has_trained_can_be_kept() {
    let before = reduce(small(), Action::TypeField { field: Field::Seed, text: "31".into() });
    let (state, _) = start(before.clone(), LESSON);
    let mut state = measure(state);
    let (digest, now) = (state.digest(), state.draft.save(state.amount));
    let effects = reduce_with_effects(&mut state, Action::Lesson(Play::Keep));
    assert!(state.lesson.is_none() && state.locks.is_empty() && state.tracks_edits() && state.linked);
    assert_eq!((state.digest(), state.draft.save(state.amount)), (digest, now));
    assert_eq!(&effects[..2], [Effect::Title("Wayward".into()), Effect::GoTo(around().address)]);
    assert!(matches!(&effects[2], Effect::Address(fragment) if fragment.starts_with("1.")), "{effects:?}");
    let state = reduce(state, Action::Undo);
    assert_eq!(state.draft.save(state.amount), before.draft.save(before.amount));
}

#[test]
fn the_verdict_is_covered_until_what_is_asked_of_it_is_answered() {
    let text = "@title T\n@about A.\n# M\nLook.\n@preset cheese-corner\n@set seeds 1\n@set agent.total_timesteps 4096\n@set judge.levels 16\n\
        @until trained\n@hide verdict hints\n# Q\nChoose.\n@hide verdict\n@ask What?\n@choice Anything.\n@choice Nothing.\n# E\nEnd.\n@hide verdict\n";
    let (state, _) = start(small(), text);
    let is_told = |state: &State| state.spoken.contains("Verdict");
    let state = measure(state);
    assert!(state.covers_verdict() && state.hides_hints() && state.verdict().is_some() && !is_told(&state));
    let state = play(state, Play::Next);
    assert!(state.covers_verdict() && !state.hides_hints());
    let mut state = play(play(state, Play::Pick(Answer::Choice(0))), Play::Answer);
    state = reduce(state, Action::Tick(0.1));
    assert!(!state.covers_verdict() && is_told(&state), "{}", state.spoken);
    // Nor in the step before, now that it is told.
    assert!(!play(state.clone(), Play::Back).covers_verdict());
    assert!(play(state.clone(), Play::Next).covers_verdict(), "nothing more is asked: it is hidden");
    assert!(!reduce(play(state, Play::Next), Action::Predict(Predict::AskInLessons(false))).covers_verdict(), "nobody is asked anything");
}

#[test]
fn a_choice_is_counted_once_by_its_condition() {
    let text = "@title T\n@about A.\n# Q\nChoose.\n@preset cheese-corner\n@set seeds 1\n@set agent.total_timesteps 4096\n@set judge.levels 16\n\
        @ask What?\n@choice aligned >= 0 | Anything.\n@choice Nothing.\n# M\nLook.\n@until trained\n@reveal\n";
    for (number, expected, all) in
        [(0, "You predicted: Anything. That is what was measured: right.", 1), (1, "You predicted: Nothing. ", 0)]
    {
        let (state, _) = start(small(), text);
        let state = play(play(play(state, Play::Pick(Answer::Choice(number))), Play::Answer), Play::Next);
        let mut state = measure(state);
        assert_eq!(found(&state).reveal.as_ref().expect("answered").words, expected);
        state = work(reduce(reduce(state, Action::MoveShift(0.9)), Action::Rest));
        assert_eq!((playing(&state).measured.expect("measured").1, state.predictions.all), (0.9, all));
    }
}

#[test]
fn without_questions_a_lesson_goes_on() {
    let (state, _) = start(reduce(small(), Action::Predict(Predict::AskInLessons(false))), LESSON);
    let state = play(play(state, Play::Next), Play::Next);
    assert_eq!(playing(&state).at, 2);
}

#[test]
fn what_a_person_tries_in_a_step_stays_until_another_scenario_is_wanted() {
    let (mut state, _) = start(small(), LESSON);
    state = reduce(state, Action::TypeField { field: Field::Seed, text: "5".into() });
    state = play(state, Play::Next);
    assert_eq!(state.draft.value(Field::Seed), Some(5.0), "this step changes nothing");
    state = play(state, Play::Skip);
    assert_eq!(state.draft.frozen(), playing(&state).step().scenario);
    state = play(play(state, Play::Back), Play::Back);
    assert_eq!((playing(&state).at, state.draft.frozen()), (0, playing(&state).step().scenario.clone()));
}

#[test]
fn from_one_lesson_to_the_next_the_own_experiment_is_kept() {
    let before = small();
    let (state, _) = start(before.clone(), LESSON);
    let state = reduce(state, Action::TypeField { field: Field::Seed, text: "5".into() });
    let (state, _) = start(state, "@title T\n@about A.\n# Only\nLook.\n@preset lava\n");
    assert_eq!(state.draft.scenario.preset, "lava");
    let state = play(state, Play::Next);
    assert_eq!((state.draft.save(state.amount), state.lesson.is_none()), (before.draft.save(before.amount), true));
}

/// What a lesson sets up is nothing of the person's, and what stood above the page stands there again.
#[test]
fn a_lesson_keeps_nothing_for_the_person_and_gives_the_link_back() {
    let linked = reduce(small(), Action::OpenLink { raw: "#preset=lava&seed=1e9".into(), own: true, came: true, stored: None });
    let bar = linked.link.bar.clone();
    assert!(bar.is_some() && linked.draft.scenario.preset == "lava");
    let (mut state, _) = start(linked, LESSON);
    assert!(state.link.bar.is_none());
    let said = reduce(state.clone(), Action::StartOver).toast.words;
    assert!(said.contains("In a lesson there is no undo"), "{said}");
    let effects = reduce_with_effects(&mut state, Action::Choose("boat-race".into()));
    assert_eq!(effects, [Effect::Swap { kept: None, wanted: "boat-race" }]);
    assert!(state.shelf.is_empty());
    let state = play(state, Play::Leave);
    assert_eq!(state.link.bar, bar);
    assert_eq!(state.draft.scenario.preset, "lava");
}
