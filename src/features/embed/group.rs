//! Several embeds of one host page that show one run (the element's attribute `group`): what each page tells the others, and what it
//! makes of what they tell. No browser: the state is looked at, never changed; what is to be done is handed out as [`Deed`]s.
//!
//! What all have in common is the experiment, how far it is shifted, whether it is held, and the run. The newest word counts: it has
//! a [`Stamp`], one larger than any that its page has heard of. Trained and judged is in the page where the run began; the others are
//! told what comes of it. A page that begins a run of its own, or puts the agents into another world, is from then on the one at work.
//!
//! Questionable decision: a page takes runs and verdicts from whoever its host introduces as another page of the group. A host could so
//! show a run that nobody made. It could as well paint one; what a link leads to can be run again.

mod message;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use super::wire::Call;
use crate::ui::draft::Draft;
use crate::ui::state::group::{Part, SharedRun, Told, Wanted};
use crate::ui::state::{Action, State};
use engine::jobs::JobId;
use engine::scenario::Scenario;
pub use message::{Message, Stamp, Stand};

/// Pages of a group at most; the element keeps fewer alive.
pub const MOST: usize = 8;

#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// To this page.
    Send(usize, Message),
    /// What others have said, so they need not be told.
    Do(Action),
    /// For another page, but all are to be told what comes of it.
    Act(Action),
    Loaded(String),
    /// It is held, or no more, because nobody sees any of the pages.
    Away(bool),
    /// Who sees the pages has changed.
    Sight,
    /// All that the others have said is known: this may be asked now.
    Ask(u64, Call),
}

#[derive(Default)]
struct Peer {
    met: bool,
    /// The run that it has, and whether it is at work on it.
    has: Option<Stamp>,
    works: bool,
    seen: bool,
    /// The newest ping that it has answered.
    ponged: u32,
}

#[derive(Default)]
pub struct Group {
    /// The host has named a group.
    is_one: bool,
    peers: Vec<Peer>,
    /// How many pages of the group are older.
    rank: u8,
    stamp: Stamp,
    /// The run that counts.
    run: Option<Stamp>,
    /// The run that this page has.
    has: Option<Stamp>,
    /// Who is at work on it, where that is another one.
    leader: Option<usize>,
    /// Its name is a new one, of which the others know nothing yet.
    renamed: bool,
    /// A run that came before the word that makes it count.
    brought: Option<(Stamp, Box<SharedRun>, usize)>,
    /// What stood on the page, and the agents, when it was last looked at.
    known: Option<Stand>,
    agents: Agents,
    wanted: Wanted,
    told: Vec<Told>,
    seen: bool,
    /// What a host has loaded here counts, whatever the others have.
    claims: bool,
    pings: u32,
    /// What is asked once the others have answered this ping.
    waiting: VecDeque<(u32, u64, Call)>,
}

impl Group {
    /// The host names the other pages of the group, which may be none; `rank` of them are older. Whom it named before is gone. What
    /// stands here was looked at before ([`Group::know`]).
    pub fn meet(&mut self, peers: usize, rank: u8, state: &State) -> Vec<Deed> {
        self.is_one = true;
        self.rank = rank;
        self.leader = None;
        self.peers = (0..peers.min(MOST)).map(|_| Peer::default()).collect();
        let mut deeds = Vec::new();
        let works = self.works(state);
        if self.stamp > Stamp::default() {
            if works {
                deeds.extend(self.tell_run(state));
            }
            deeds.extend(self.tell_stand());
        }
        deeds.extend(self.to_all(&Message::Seen(self.seen)));
        deeds.extend(self.to_all(&Message::Met { has: self.has, works }));
        deeds.extend(self.met(state));
        deeds
    }

    /// A page of a group that does not know yet what the others have.
    pub fn is_new(&self) -> bool {
        self.is_one && self.stamp == Stamp::default()
    }

    /// Somebody sees another page of the group.
    pub fn is_seen(&self) -> bool {
        self.peers.iter().any(|peer| peer.seen)
    }

    /// What stands here is what the host wants, in all of them.
    pub fn claim(&mut self) {
        self.claims = true;
    }

    /// Asks once everything is known that the others have said by now.
    pub fn ask(&mut self, id: u64, call: Call) -> Vec<Deed> {
        if self.peers.is_empty() && !self.is_new() {
            return vec![Deed::Ask(id, call)];
        }
        self.pings += 1;
        self.waiting.push_back((self.pings, id, call));
        self.to_all(&Message::Ping(self.pings))
    }

    /// Nobody is there any more who asked; what was asked and not done.
    pub fn drop_waiting(&mut self) -> Vec<u64> {
        self.waiting.drain(..).map(|(_, id, _)| id).collect()
    }

    /// Waits no longer for pages that do not answer.
    pub fn give_up(&mut self) -> Vec<Deed> {
        self.waiting.drain(..).map(|(_, id, call)| Deed::Ask(id, call)).collect()
    }

    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// This page came into sight or left it.
    pub fn sight(&mut self, seen: bool) -> Vec<Deed> {
        if std::mem::replace(&mut self.seen, seen) == seen { Vec::new() } else { self.to_all(&Message::Seen(seen)) }
    }

    pub fn hear(&mut self, from: usize, message: Message, state: &State) -> Vec<Deed> {
        if from >= self.peers.len() {
            return Vec::new();
        }
        match message {
            Message::Run(name, mut run) if self.run == Some(name) => {
                // Whether it is held was said meanwhile.
                run.held = state.held;
                let again = self.has == Some(name);
                (self.has, self.leader) = (Some(name), Some(from));
                vec![Deed::Do(Action::FollowRun { run, again })]
            }
            Message::Run(name, run) => {
                self.brought = Some((name, run, from));
                Vec::new()
            }
            Message::Stand(stamp, run, stand) => self.stand(stamp, run, stand, state),
            Message::Missing(name) if self.has == Some(name) && self.works(state) => self.tell_run(state),
            // Whom this page follows has gone on to another run, which does not count: somebody else said something newer.
            Message::Missing(name) if self.has == Some(name) && self.leader == Some(from) => {
                self.next();
                (self.run, self.has, self.renamed) = (Some(self.stamp), Some(self.stamp), true);
                vec![Deed::Do(Action::TakeOver)]
            }
            Message::Parts(name, parts) if self.has == Some(name) => vec![Deed::Do(Action::HearParts(parts))],
            Message::Wanted(name, seed, wanted) if self.has == Some(name) && self.works(state) => self.do_wanted(seed, wanted, state),
            Message::Missing(_) | Message::Parts(..) | Message::Wanted(..) => Vec::new(),
            Message::Seen(seen) => {
                self.peers[from].seen = seen;
                vec![Deed::Sight]
            }
            Message::Met { has, works } => {
                let peer = &mut self.peers[from];
                (peer.met, peer.has, peer.works, peer.ponged) = (true, has, works, peer.ponged.max(self.pings));
                self.met(state)
            }
            Message::Ping(ping) => vec![Deed::Send(from, Message::Pong(ping))],
            Message::Pong(pong) => {
                self.peers[from].ponged = pong.max(self.peers[from].ponged);
                self.due()
            }
        }
    }

    /// What stands here is as it should be by now: no change from here on is anybody else's.
    pub fn know(&mut self, state: &State, loaded: Option<&str>, away: bool) {
        self.known = Some(stand(state, loaded, away));
        (self.agents, self.wanted) = (agents(state), state.wanted());
    }

    /// Tells the others what has changed here.
    pub fn changed(&mut self, state: &State, loaded: Option<&str>, away: bool) -> Vec<Deed> {
        if !self.is_one {
            return Vec::new();
        }
        let (before, agents_before) = (self.known.take(), std::mem::take(&mut self.agents));
        let wanted = self.wanted;
        self.know(state, loaded, away);
        if self.is_new() {
            return Vec::new();
        }
        if self.agents != agents_before && !state.follows() {
            self.next();
            self.run = (!self.agents.ids.is_empty()).then_some(self.stamp);
            self.has = self.run;
            self.renamed = true;
        }
        if std::mem::take(&mut self.renamed) {
            let mut deeds = self.tell_run(state);
            deeds.extend(self.tell_stand());
            return deeds;
        }
        let mut deeds = Vec::new();
        if self.known != before {
            self.next();
            deeds = self.tell_stand();
        }
        if self.works(state) && self.told.len() != state.agents.len() {
            // It was taken over.
            deeds.extend(self.tell_run(state));
        } else if let (Some(name), false) = (self.has, state.follows()) {
            let parts: Vec<Part> = state.agents.iter().zip(&mut self.told).filter_map(|(run, told)| run.part(told)).collect();
            if !parts.is_empty() {
                deeds.extend(self.to_all(&Message::Parts(name, parts)));
            }
        }
        if let (Some(name), Some(run), true) = (self.has, state.run(), state.follows()) {
            let since = |now: u32, before: u32| now.saturating_sub(before);
            let now = self.wanted;
            let more = Wanted {
                updates: since(now.updates, wanted.updates),
                stops: since(now.stops, wanted.stops),
                judges: since(now.judges, wanted.judges),
            };
            if more != Wanted::default() {
                deeds.extend(self.to_all(&Message::Wanted(name, run.scenario.seed, more)));
            }
        }
        deeds
    }

    /// The newest word that any page of the group has said, and one more.
    fn next(&mut self) {
        self.stamp = Stamp { count: self.stamp.count.saturating_add(1), elder: u8::MAX - self.rank };
    }

    fn works(&self, state: &State) -> bool {
        self.run.is_some() && self.has == self.run && !state.follows()
    }

    fn stand(&mut self, stamp: Stamp, run: Option<Stamp>, stand: Stand, state: &State) -> Vec<Deed> {
        let brought = self.brought.take();
        if stamp <= self.stamp {
            return Vec::new();
        }
        self.stamp = stamp;
        if self.claims {
            return Vec::new();
        }
        let mut deeds = Vec::new();
        if draft(state) != stand.saved {
            deeds.push(Deed::Do(Action::Restore(stand.saved.clone())));
        }
        let mut held = state.held;
        // A run that began here before the others were met is no run of the group.
        let is_own = run.is_none() && !state.agents.is_empty();
        if self.run != run || self.has != run || is_own {
            (self.run, self.has) = (run, None);
            match brought.filter(|(name, ..)| Some(*name) == run) {
                Some((name, shared, from)) => {
                    (self.has, self.leader) = (Some(name), Some(from));
                    held = shared.held;
                    deeds.push(Deed::Do(Action::FollowRun { run: shared, again: false }));
                }
                None => {
                    held = false;
                    deeds.push(Deed::Do(Action::Reset));
                    deeds.extend(run.into_iter().flat_map(|name| self.to_all(&Message::Missing(name))));
                }
            }
        }
        let is_other = !deeds.is_empty();
        deeds.push(Deed::Loaded(stand.loaded));
        if stand.amount != state.amount || is_other {
            deeds.push(Deed::Do(Action::MoveShift(stand.amount)));
        }
        if stand.held != held {
            deeds.push(Deed::Do(Action::Hold(stand.held)));
        }
        deeds.push(Deed::Away(stand.away));
        deeds
    }

    fn do_wanted(&self, seed: u32, wanted: Wanted, state: &State) -> Vec<Deed> {
        let Some(at) = state.agents.iter().position(|run| run.scenario.seed == seed) else { return Vec::new() };
        let mut actions = Vec::new();
        if at != state.shown {
            actions.push(Action::Show(at));
        }
        if wanted.stops > 0 {
            actions.push(Action::Stop);
        }
        if wanted.updates > 0 && state.held && state.is_training() {
            actions.push(Action::Step(wanted.updates));
        }
        if wanted.judges > 0 {
            actions.push(Action::Judge);
        }
        actions.into_iter().map(Deed::Act).collect()
    }

    /// Whether all pages have said what there is to be known; then what follows of it.
    fn met(&mut self, state: &State) -> Vec<Deed> {
        if !self.peers.iter().all(|peer| peer.met) {
            return Vec::new();
        }
        let mut deeds = Vec::new();
        // The first page says what the group's experiment is, and a host that has loaded one.
        if std::mem::take(&mut self.claims) || self.is_new() {
            self.next();
            (self.run, self.has) = (None, None);
            if !self.agents.ids.is_empty() {
                (self.run, self.has) = (Some(self.stamp), Some(self.stamp));
                deeds.extend(self.tell_run(state));
            }
            deeds.extend(self.tell_stand());
        }
        // The eldest that has the run goes on with it; the others are named in the order of their age.
        let has = |peer: &Peer| peer.has == self.run;
        let is_led = self.leader.is_some()
            || self.peers.iter().any(|peer| has(peer) && peer.works)
            || self.peers.iter().take(self.rank.into()).any(has);
        if self.run.is_some() && self.has == self.run && state.follows() && !is_led {
            deeds.push(Deed::Do(Action::TakeOver));
            // Told whole: what the others have of unfinished agents no longer holds.
            self.told.clear();
        }
        deeds.extend(self.due());
        deeds
    }

    fn due(&mut self) -> Vec<Deed> {
        let mut deeds = Vec::new();
        if self.is_new() {
            return deeds;
        }
        let ponged = self.peers.iter().map(|peer| if peer.met { peer.ponged } else { 0 }).min().unwrap_or(u32::MAX);
        while let Some((_, id, call)) = self.waiting.pop_front_if(|(ping, ..)| *ping <= ponged) {
            deeds.push(Deed::Ask(id, call));
        }
        deeds
    }

    fn tell_run(&mut self, state: &State) -> Vec<Deed> {
        let (Some(name), Some((run, told))) = (self.has, state.whole_run()) else { return Vec::new() };
        self.told = told;
        self.to_all(&Message::Run(name, Box::new(run)))
    }

    fn tell_stand(&self) -> Vec<Deed> {
        let Some(known) = &self.known else { return Vec::new() };
        self.to_all(&Message::Stand(self.stamp, self.run, known.clone()))
    }

    fn to_all(&self, message: &Message) -> Vec<Deed> {
        (0..self.peers.len()).map(|peer| Deed::Send(peer, message.clone())).collect()
    }
}

/// What makes a run another one. Agents that failed keep their names when the world that they are judged in is changed.
#[derive(Debug, Default, PartialEq)]
struct Agents {
    ids: Vec<JobId>,
    base: Option<Scenario>,
}

fn agents(state: &State) -> Agents {
    Agents { ids: state.agents.iter().map(|run| run.id).collect(), base: state.base().cloned() }
}

fn draft(state: &State) -> String {
    Draft::save(&state.draft, 0.0)
}

fn stand(state: &State, loaded: Option<&str>, away: bool) -> Stand {
    let loaded = loaded.unwrap_or_default().to_owned();
    Stand { saved: draft(state), loaded, amount: state.amount, held: state.held, away }
}
