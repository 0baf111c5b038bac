//! In which way the agent is read, and what the other ways have found so far of the run on view.
//!
//! The reports themselves stay with who shows them (`features::framings`), in a chunk; here is what the rest of the page wants of them.

use super::lead::Bench;
use super::{Effect, State};
use engine::share::Framing;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Framings {
    pub shown: Framing,
    /// A link, a lesson or a host has opened at one: so the simple bench has all of them.
    pub opened: bool,
    pub told: Told,
    /// That the reward may mean more than one thing, and the verdict with it: a line below the verdict. Empty: nothing is known of that.
    pub blurred: String,
    /// What a search for the worst level has found for the agent on view.
    pub worst: Option<Searched>,
}

/// Of what can be had: where the search began, on the worst level found, and on the worst of as many random ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Searched {
    pub before: f64,
    pub after: f64,
    pub random: f64,
}

/// What was found of the run on view, in few words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Those that have their answer.
    pub answered: Vec<Framing>,
    /// Where two framings disagree about this agent, a sentence each.
    pub disagreements: Vec<String>,
    /// By the names under which lessons ask for them.
    pub figures: Vec<(String, f64)>,
    /// Somebody waits for an answer: what nobody asked for rests.
    pub is_asked: bool,
}

impl State {
    /// The framing on view. None: there is but one, the verdict.
    pub fn framing(&self) -> Option<Framing> {
        let has_all = self.framings.opened || (self.is_led() && self.leading.bench == Bench::Full);
        has_all.then_some(self.framings.shown)
    }

    /// A link, a lesson or a host opens at this one.
    pub(super) fn open_framing(&mut self, framing: Framing, opened: bool) {
        (self.framings.shown, self.framings.opened) = (framing, opened);
    }

    /// They are of agents that are no more.
    pub(super) fn forget_framings(&mut self) {
        (self.framings.told, self.framings.blurred, self.framings.worst) = (Told::default(), String::new(), None);
    }

    /// A person turns to this one; the address follows.
    pub(super) fn turn_framing(&mut self, framing: Framing) -> Vec<Effect> {
        self.framings.shown = framing;
        self.follow()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lead::Leading;
    use super::super::tests::{reduce, small, work};
    use super::super::{Action, Effect, reduce as reduce_with_effects};
    use super::*;
    use engine::scenario::Scenario;
    use engine::share::{Shared, encode};

    fn open(state: State, raw: &str) -> State {
        reduce(state, Action::OpenLink { raw: raw.to_owned(), own: false, came: true, stored: None })
    }

    #[test]
    fn newcomers_have_the_verdict_alone_until_something_opens_at_another_framing() {
        let state = small();
        assert_eq!(state.framing(), None);
        let full = reduce(state.clone(), Action::Lead(Leading { bench: Bench::Full, ..Leading::default() }));
        assert_eq!(full.framing(), Some(Framing::Behavior));
        assert_eq!(reduce(full, Action::Present(true)).framing(), None, "a presenter shows what there always was");
        let linked = open(state.clone(), "preset=lava&framing=aim");
        assert_eq!(linked.framing(), Some(Framing::Aim));
        assert_eq!(open(linked, "preset=lava&seed=3").framing(), None, "a link without it reads as before");
        assert_eq!(reduce(state, Action::OpenFraming(Framing::Behavior)).framing(), Some(Framing::Behavior), "a host has said so");
    }

    #[test]
    fn what_is_turned_to_travels_and_stays_with_other_experiments() {
        let mut state = reduce(small(), Action::Lead(Leading { bench: Bench::Full, ..Leading::default() }));
        let effects = reduce_with_effects(&mut state, Action::Frame(Framing::Cause));
        let [Effect::Address(fragment)] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(open(small(), fragment).framings.shown, Framing::Cause);
        let lava = Scenario::preset("lava").unwrap();
        let other = reduce(state.clone(), Action::Left("lava", None));
        assert_eq!((other.framings.shown, &other.draft.scenario.preset), (Framing::Cause, &lava.preset));
        let link = encode(&Shared { framing: Framing::Online, ..Shared::from(lava) });
        assert_eq!(open(state, &link).framings.shown, Framing::Online);
    }

    #[test]
    fn what_was_found_goes_with_its_run() {
        let told = Told { answered: vec![Framing::Cause], ..Told::default() };
        let state = reduce(work(reduce(small(), Action::Train)), Action::Framed(told.clone()));
        let searched = Some(Searched { before: 1.0, after: 0.2, random: 0.7 });
        let state = reduce(reduce(state, Action::Blur("So.".into())), Action::Searched(searched));
        assert_eq!((&state.framings.told, state.framings.blurred.as_str(), state.framings.worst), (&told, "So.", searched));
        for action in [Action::Train, Action::Reshift, Action::Reset, Action::Left("lava", None)] {
            let after = reduce(state.clone(), action.clone()).framings;
            assert_eq!((after.told, after.blurred.as_str(), after.worst), (Told::default(), "", None), "{action:?}");
        }
        assert_eq!(reduce(state, Action::Frame(Framing::Aim)).framings.told, told);
    }
}
