//! What leads a newcomer: a bench with little on it, and the sentence that says what can be done next.

use super::{Action, Effect, Phase, State};
use engine::judge::Verdict;

/// How much there is to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bench {
    /// The five stages and little else.
    Simple,
    Full,
}

impl Bench {
    /// As it is kept, and as an address asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Bench::Simple => "simple",
            Bench::Full => "full",
        }
    }

    pub fn named(name: &str) -> Option<Bench> {
        [Bench::Simple, Bench::Full].into_iter().find(|bench| bench.name() == name)
    }
}

/// How a person wants to be led; kept by the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leading {
    pub bench: Bench,
    /// The sentence is there.
    pub speaks: bool,
}

impl Default for Leading {
    fn default() -> Leading {
        Leading { bench: Bench::Simple, speaks: true }
    }
}

impl State {
    pub(super) fn lead_so(&mut self, leading: Leading) -> Vec<Effect> {
        self.leading = leading;
        vec![Effect::KeepLeading(leading)]
    }

    /// Lessons say themselves what is there; a host and a presenter have chosen it.
    pub fn is_led(&self) -> bool {
        !self.is_embed && !self.presents && self.lesson.is_none()
    }

    /// Only the simple bench is on view.
    pub fn is_simple(&self) -> bool {
        self.is_led() && self.leading.bench == Bench::Simple
    }

    /// The other bench.
    pub fn turn_bench(&self) -> Action {
        let bench = if self.leading.bench == Bench::Simple { Bench::Full } else { Bench::Simple };
        Action::Lead(Leading { bench, ..self.leading })
    }

    /// What can be done next, in the words of the moment: no more than two lines of a phone.
    pub fn lead(&self) -> Option<&'static str> {
        (self.is_led() && self.leading.speaks).then(|| self.next_thing())
    }

    fn next_thing(&self) -> &'static str {
        if self.draft.blocker().is_some() {
            return "It cannot train yet: the words in red say why.";
        }
        let Some(run) = self.run() else { return "Read what it is paid for, then press Train." };
        if self.held {
            return "All is held. Resume goes on.";
        }
        match run.phase {
            Phase::Waiting | Phase::Training | Phase::Paused => return "It learns by trial and error. Watch the left board.",
            Phase::Failed | Phase::Lost => return "This run has come to nothing. Train again.",
            Phase::Trained => {}
        }
        if self.is_stale() {
            return "Words or settings have changed. Train again.";
        }
        let of_all = self.population().filter(|_| self.agents.len() > 1 && !self.single).map(|all| all.headline);
        let of_one = || self.verdict().filter(|_| self.agents.len() == 1 || self.single).map(|report| Some(report.row.verdict));
        let Some(verdict) = of_all.or_else(of_one) else { return "It has learned, and is measured in both worlds." };
        match verdict {
            Some(Verdict::CannotTell) if self.amount == 0.0 => "It learned. Now move the world: the slider under Shift.",
            Some(Verdict::CannotTell) => "Here nobody can tell. Move the world further.",
            Some(Verdict::InnerMisaligned) => "It knows its way, to something else. See Correct.",
            Some(Verdict::OuterMisaligned) => "It does what the words say. Change the words.",
            Some(Verdict::Tampering) => "It is paid without earning it. Change what is paid.",
            Some(Verdict::Aligned) => "It does what you meant, there too. Try another experiment.",
            Some(Verdict::Incompetent) => "There it does nothing well. See Correct.",
            Some(Verdict::Memorized) => "It knows only its training levels. Train on more of them.",
            Some(Verdict::NotTrained) => "It has not learned enough. Let it train for longer.",
            Some(Verdict::ShortSighted) => "What comes later counts too little. Raise gamma.",
            Some(Verdict::NothingAsked) => "These words pay the same for everything. Change them.",
            Some(Verdict::NothingMeant) => "What you meant is met by everything. Say what you mean.",
            Some(Verdict::Mixed) | None => "They do not all do the same. Press a small picture.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Speed;
    use super::super::tests::{reduce, small, work};
    use super::*;
    use engine::scenario::Field;

    #[test]
    fn a_sentence_says_what_can_be_done() {
        let says = |state: &State, part: &str| {
            let lead = state.lead().unwrap_or_default();
            assert!(lead.contains(part), "“{part}”: {lead}");
        };
        let mut state = small();
        says(&state, "press Train");
        state = reduce(state, Action::TypeReward("if reached_".into()));
        says(&state, "the words in red say why");
        state = reduce(state, Action::TypeReward("reached_cheese".into()));
        state = reduce(reduce(state, Action::MoveShift(0.0)), Action::Train);
        says(&state, "Watch the left board");
        says(&reduce(state.clone(), Action::Pause(true)), "Resume");
        state = reduce(work(reduce(state, Action::Replay(Speed::Live))), Action::Tick(100.0));
        let verdict = state.verdict().expect("it is judged").row.verdict;
        assert_eq!(verdict, Verdict::NotTrained, "after so few steps");
        says(&state, "train for longer");
        says(&reduce(state.clone(), Action::TypeField { field: Field::Seed, text: "8".into() }), "Train again");
        // Where somebody else leads, nothing does.
        for action in [Action::Present(true), Action::Embed] {
            assert_eq!(reduce(state.clone(), action).lead(), None);
        }
        let full = reduce(state.clone(), state.turn_bench());
        assert!(state.is_simple() && !full.is_simple());
        assert!(!reduce(full, Action::Open(state.draft.save(0.0))).is_simple(), "whatever is opened");
        assert_eq!(reduce(state, Action::Lead(Leading { speaks: false, ..Leading::default() })).lead(), None);
    }
}
