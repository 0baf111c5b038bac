//! Pages of one group with workers that are played: messages between them arrive in order, and whenever they like.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

use super::*;
use crate::features::embed::facts;
use crate::features::embed::requests::Answer;
use crate::features::embed::requests::tests::{Page, saved};

struct Member {
    /// Names it for good.
    name: usize,
    page: Page,
    group: Group,
    /// What was asked here, by the number that the page has for it once it is asked there.
    asked: BTreeMap<u64, Option<u64>>,
}

/// The host page: who is there, the eldest first, and what is on its way from one to another.
struct Host {
    members: Vec<Member>,
    lines: BTreeMap<(usize, usize), VecDeque<Vec<u8>>>,
    names: usize,
    asked: u64,
    loaded: u32,
}

impl Host {
    fn new(members: usize) -> Host {
        let mut host = Host { members: Vec::new(), lines: BTreeMap::new(), names: 0, asked: 0, loaded: 1 };
        for _ in 0..members {
            host.join();
        }
        host
    }

    fn join(&mut self) {
        self.names += 1;
        self.members.push(Member { name: self.names, page: Page::new(1), group: Group::default(), asked: BTreeMap::new() });
        self.meet();
    }

    fn leave(&mut self, at: usize) {
        self.members.remove(at);
        self.meet();
    }

    fn meet(&mut self) {
        self.lines.clear();
        let count = self.members.len();
        for at in 0..count {
            self.know(at);
            let Member { page, group, .. } = &mut self.members[at];
            let deeds = group.meet(count - 1, at as u8, &page.state);
            self.perform(at, deeds);
        }
    }

    fn know(&mut self, at: usize) {
        let Member { page, group, .. } = &mut self.members[at];
        let away = page.requests.is_away();
        group.know(&page.state, page.requests.loaded(), away);
    }

    /// The place of this page's other page, and this page's place among the others of that one.
    fn other(&self, at: usize, peer: usize) -> usize {
        if peer < at { peer } else { peer + 1 }
    }

    fn perform(&mut self, at: usize, deeds: Vec<Deed>) {
        let (mut asks, mut is_told, mut acts) = (Vec::new(), false, false);
        for deed in deeds {
            match deed {
                Deed::Send(peer, message) => {
                    let to = self.other(at, peer);
                    let (from, to) = (self.members[at].name, self.members[to].name);
                    self.lines.entry((from, to)).or_default().push_back(message.to_bytes());
                }
                Deed::Do(action) => {
                    self.members[at].page.events += 1;
                    self.members[at].page.dispatch(action);
                    is_told = true;
                }
                Deed::Act(action) => {
                    self.members[at].page.events += 1;
                    self.members[at].page.dispatch(action);
                    acts = true;
                }
                Deed::Loaded(saved) => {
                    let seed = Draft::restore(&saved).expect("a good one").0.scenario.seed;
                    self.members[at].page.loaded = seed;
                    self.members[at].page.requests.set_loaded(saved);
                    is_told = true;
                }
                Deed::Away(away) => self.members[at].page.requests.set_away(away),
                Deed::Sight => {}
                Deed::Ask(id, call) => asks.push((id, call)),
            }
        }
        if is_told {
            self.know(at);
        }
        if is_told || acts {
            self.members[at].page.settle();
            self.tell(at);
        }
        for (id, call) in asks {
            if let Call::Load(saved) = &call {
                self.members[at].page.loaded = Draft::restore(saved).expect("a good one").0.scenario.seed;
            }
            let asked = self.members[at].page.ask(call);
            self.members[at].asked.insert(id, Some(asked));
            self.tell(at);
        }
    }

    fn tell(&mut self, at: usize) {
        let Member { page, group, .. } = &mut self.members[at];
        let away = page.requests.is_away();
        let deeds = group.changed(&page.state, page.requests.loaded(), away);
        self.perform(at, deeds);
    }

    fn ask(&mut self, at: usize, call: Call) -> u64 {
        self.asked += 1;
        let id = self.asked;
        self.members[at].asked.insert(id, None);
        let deeds = self.members[at].group.ask(id, call);
        self.perform(at, deeds);
        id
    }

    fn load(&mut self, at: usize, seeds: u32) -> u64 {
        self.loaded += 1;
        self.ask(at, Call::Load(saved(self.loaded, seeds)))
    }

    fn press(&mut self, at: usize, action: Action) {
        self.members[at].page.press(action);
        self.tell(at);
    }

    /// One of the things that could happen next; false: nothing can.
    fn next(&mut self, choice: usize) -> bool {
        let lines: Vec<(usize, usize)> = self.lines.iter().filter(|(_, line)| !line.is_empty()).map(|(line, _)| *line).collect();
        let count = lines.len() + self.members.len();
        for offset in 0..count {
            let which = (choice + offset) % count;
            if let Some(line) = lines.get(which) {
                let bytes = self.lines.get_mut(line).and_then(VecDeque::pop_front).expect("something is on its way");
                let message = Message::from_bytes(&bytes).expect("what was sent");
                let place = |name: usize| self.members.iter().position(|member| member.name == name).expect("it is there");
                let (from, to) = (place(line.0), place(line.1));
                let peer = if from < to { from } else { from - 1 };
                let Member { page, group, .. } = &mut self.members[to];
                let deeds = group.hear(peer, message, &page.state);
                self.perform(to, deeds);
                return true;
            }
            let at = which - lines.len();
            if self.members[at].page.next(choice / count) {
                self.tell(at);
                return true;
            }
        }
        false
    }

    fn finish(&mut self) {
        for count in 0.. {
            if !self.next(count * 7) {
                return;
            }
            assert!(count < 100_000, "it never comes to rest");
        }
    }

    fn answer(&self, at: usize, id: u64) -> &Answer {
        let member = &self.members[at];
        member.page.answer(member.asked[&id].expect("it was asked"))
    }

    #[track_caller]
    fn done(&self, at: usize, id: u64) -> &serde_json::Value {
        match self.answer(at, id) {
            Answer::Done(value) => value,
            answer => panic!("{answer:?}"),
        }
    }

    /// What each of them shows.
    #[track_caller]
    fn assert_alike(&self) {
        let shows = |member: &Member| {
            let state = &member.page.state;
            let runs: Vec<_> = state
                .agents
                .iter()
                .map(|run| (run.scenario.seed, run.phase, run.step, run.points.len(), run.snapshots.len(), run.summary.clone()))
                .collect();
            let loaded = member.page.requests.loaded().map(str::to_owned);
            (draft(state), loaded, state.amount, state.held, state.base().cloned(), runs, facts::verdict(state))
        };
        for other in &self.members[1..] {
            assert_eq!(shows(&self.members[0]), shows(other), "{} and {}", self.members[0].name, other.name);
        }
    }

    fn at_work(&self) -> Vec<usize> {
        (0..self.members.len()).filter(|at| self.members[*at].group.works(&self.members[*at].page.state)).collect()
    }
}

fn shift(to: f64) -> Call {
    Call::Shift(vec![("disagree".into(), to)])
}

#[test]
fn trained_in_one_shifted_in_the_next_judged_in_a_third() {
    let mut host = Host::new(3);
    host.finish();
    let train = host.ask(0, Call::Train(None));
    host.finish();
    assert_eq!(host.at_work(), [0], "one page works, and the others look on");
    let before = host.ask(2, Call::Judge);
    host.finish();
    // What the third is asked for is of what the second has done, however late that is heard.
    let shifted = host.ask(1, shift(0.5));
    while host.members[1].asked[&shifted].is_none() {
        host.next(0);
    }
    let judge = host.ask(2, Call::Judge);
    host.finish();
    assert_eq!(host.answer(1, shifted), &Answer::State);
    let digest = |row: &serde_json::Value| row["digest"].clone();
    assert_eq!(digest(host.done(2, judge)), digest(host.done(0, train)));
    assert_ne!(host.done(2, judge)["scenario"], host.done(2, before)["scenario"], "in another world");
    host.assert_alike();
    // Who comes late finds it all, and who does not come back is missed by nobody.
    host.leave(1);
    host.join();
    host.finish();
    host.assert_alike();
    let late = host.ask(2, Call::Judge);
    host.finish();
    let again = host.ask(1, Call::Judge);
    host.finish();
    assert_eq!(host.done(2, late), host.done(1, again));
}

#[test]
fn the_first_says_which_experiment_it_is() {
    let mut host = Host::new(1);
    host.finish();
    let loaded = host.load(0, 2);
    host.finish();
    assert_eq!(host.answer(0, loaded), &Answer::State);
    host.join();
    host.join();
    host.finish();
    host.assert_alike();
    assert_eq!(host.members[2].page.state.draft.scenario.seed, host.loaded);
    // Whatever one of them loads is loaded in all, and so is what `reset` goes back to.
    host.load(1, 1);
    host.finish();
    let reset = host.ask(2, Call::Reset);
    host.finish();
    assert_eq!(host.answer(2, reset), &Answer::State);
    host.assert_alike();
    assert_eq!(host.members[0].page.state.draft.scenario.seed, host.loaded);
    // A page whose host has loaded something before it stood brings that.
    host.names += 1;
    let mut page = Page::new(1);
    page.loaded = 77;
    page.dispatch(Action::Open(saved(77, 1)));
    page.requests.set_loaded(saved(77, 1));
    let mut group = Group::default();
    group.claim();
    host.members.push(Member { name: host.names, page, group, asked: BTreeMap::new() });
    host.meet();
    host.finish();
    host.assert_alike();
    assert_eq!(host.members[0].page.state.draft.scenario.seed, 77);
}

#[test]
fn another_one_goes_on_where_the_page_at_work_is_gone() {
    for after in [0, 3, 10, 30, 60, 100, 1000] {
        let mut host = Host::new(3);
        host.finish();
        host.load(0, 2);
        host.finish();
        host.ask(0, Call::Train(None));
        for choice in 0..after {
            host.next(choice);
        }
        let judge = host.ask(1, Call::Judge);
        for choice in 0..8 {
            host.next(choice);
        }
        host.leave(0);
        host.finish();
        host.assert_alike();
        if matches!(host.answer(0, judge), Answer::Done(_)) {
            assert_eq!(host.at_work(), [0], "after {after}");
        }
    }
}

#[test]
fn what_is_done_in_a_page_that_follows_is_done_where_it_is_trained() {
    let mut host = Host::new(2);
    host.finish();
    // Single updates add up, wherever they are asked for.
    let steps: Vec<u64> = [0, 1, 1]
        .map(|at| {
            let id = host.ask(at, Call::Step(1));
            host.finish();
            host.done(at, id)["steps"].as_u64().expect("steps")
        })
        .into();
    assert_eq!(steps, [steps[0], 2 * steps[0], 3 * steps[0]]);
    assert_eq!(host.at_work(), [0]);
    host.press(1, Action::Hold(false));
    host.finish();
    host.assert_alike();
    assert!(host.members[0].page.state.agents[0].summary.is_some(), "it was let go");
    // An end to training is one for all.
    host.ask(1, Call::Train(None));
    for choice in 0..20 {
        host.next(choice);
    }
    host.press(0, Action::Stop);
    host.finish();
    host.assert_alike();
    // Judging goes on while all is held.
    host.ask(0, Call::Pause);
    host.finish();
    let judge = host.ask(0, shift(0.25));
    host.finish();
    assert_eq!(host.answer(0, judge), &Answer::State);
    let judge = host.ask(1, Call::Judge);
    host.finish();
    host.done(1, judge);
}

#[test]
fn what_no_page_says_is_not_heard() {
    let mut host = Host::new(2);
    host.finish();
    host.ask(0, Call::Train(None));
    host.finish();
    for bytes in [vec![], vec![255; 40], vec![0; 1_000], vec![9], Message::Seen(true).to_bytes()[..1].to_vec()] {
        assert_eq!(Message::from_bytes(&bytes).filter(|message| matches!(message, Message::Run(..))), None);
    }
    // A run of no world, with weights of no net, or of nobody's name.
    let state = &host.members[1].page.state;
    let (good, _) = state.whole_run().expect("a run");
    let mut bad = good.clone();
    bad.agents[0].scenario.agent.hidden_size = 100_000;
    let mut few = good.clone();
    few.agents[0].part.snapshots.1[0].1 = vec![0.0; 3];
    let before = state.agents.clone();
    let mut state = state.clone();
    let follow = |run: SharedRun| Action::FollowRun { run: Box::new(run), again: false };
    crate::ui::state::reduce(&mut state, follow(bad));
    assert_eq!(state.agents, before);
    crate::ui::state::reduce(&mut state, follow(SharedRun { agents: vec![], ..good }));
    assert_eq!(state.agents, before);
    let count = few.agents[0].part.snapshots.1.len();
    crate::ui::state::reduce(&mut state, follow(few));
    assert_eq!(state.agents[0].snapshots.len(), count - 1);
    assert_eq!(host.members[0].group.hear(5, Message::Ping(1), &state), []);
}

#[derive(Clone, Debug)]
enum Op {
    Ask(usize, Call),
    Load(usize, u32),
    Press(usize, Action),
    Join,
    Leave(usize),
    Wait(Vec<usize>),
}

fn op() -> impl Strategy<Value = Op> {
    let call = prop_oneof![
        4 => Just(Call::Train(None)),
        4 => Just(Call::Judge),
        3 => (1u32..4).prop_map(Call::Step),
        4 => prop::sample::select(vec![0.25, 0.5, 1.0]).prop_map(shift),
        1 => Just(Call::Play),
        1 => Just(Call::Pause),
        1 => Just(Call::Reset),
        1 => Just(Call::GetState),
    ];
    let press = prop_oneof![
        Just(Action::Train),
        any::<bool>().prop_map(Action::Hold),
        prop::sample::select(vec![0.0, 0.5, 1.0]).prop_map(Action::MoveShift),
        Just(Action::Stop),
        Just(Action::Reset),
        (0usize..3).prop_map(Action::Show),
        Just(Action::TypeReward("2 * reached_cheese".into())),
    ];
    prop_oneof![
        16 => (0usize..3, call).prop_map(|(at, call)| Op::Ask(at, call)),
        2 => (0usize..3, 1u32..4).prop_map(|(at, seeds)| Op::Load(at, seeds)),
        4 => (0usize..3, press).prop_map(|(at, action)| Op::Press(at, action)),
        1 => Just(Op::Join),
        1 => (0usize..3).prop_map(Op::Leave),
        20 => prop::collection::vec(any::<usize>(), 1..40).prop_map(Op::Wait),
    ]
}

fn play(ops: Vec<Op>) {
    let mut host = Host::new(3);
    for op in ops {
        let count = host.members.len();
        match op {
            Op::Ask(at, call) => _ = host.ask(at % count, call),
            Op::Load(at, seeds) => _ = host.load(at % count, seeds),
            Op::Press(at, action) => host.press(at % count, action),
            Op::Join if count < 3 => host.join(),
            Op::Leave(at) if count > 1 => host.leave(at % count),
            Op::Join | Op::Leave(_) => {}
            Op::Wait(choices) => {
                for choice in choices {
                    host.next(choice);
                }
            }
        }
    }
    host.finish();
    host.ask(0, Call::Play);
    host.finish();
    host.assert_alike();
    for at in 0..host.members.len() {
        for id in host.members[at].asked.keys() {
            host.answer(at, *id);
        }
    }
}

/// `WAYWARD_CALLS` asks for more of it, `WAYWARD_SEED` for those of a run that failed.
#[test]
fn whatever_happens_all_pages_of_a_group_come_to_show_the_same() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let seed = number("WAYWARD_SEED").unwrap_or(now);
    println!("WAYWARD_SEED={seed}");
    let config = ProptestConfig {
        cases: (number("WAYWARD_CALLS").unwrap_or(1_000) / 10) as u32,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    let tried = TestRunner::new(config).run(&prop::collection::vec(op(), 1..40), |ops| {
        play(ops);
        Ok(())
    });
    if let Err(failed) = tried {
        panic!("WAYWARD_SEED={seed}: {failed}");
    }
}
