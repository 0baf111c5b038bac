//! What a lesson or a host has locked: a person can read it and not change it.
//!
//! A view asks here, and draws its control disabled or its field read-only. Lessons and hosts are not bound by it.

use super::State;
use engine::scenario::Field;
use engine::share::Panel;

impl State {
    pub fn is_locked(&self, panel: Panel) -> bool {
        self.locks.contains(&panel)
    }

    pub fn is_field_locked(&self, field: Field) -> bool {
        self.is_locked(Panel::of(field))
    }

    /// Another experiment would change all that is locked.
    pub fn is_preset_locked(&self) -> bool {
        !self.locks.is_empty()
    }

    /// A repair changes the reward or the settings, and trains.
    pub fn is_repair_locked(&self) -> bool {
        [Panel::Reward, Panel::Train, Panel::Settings].into_iter().any(|panel| self.is_locked(panel))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{reduce, small};
    use super::super::{Action, Remedy};
    use super::*;

    #[test]
    fn a_lock_is_of_a_panel_and_what_would_change_it() {
        let unlocked = small();
        assert!(!unlocked.is_preset_locked() && !unlocked.is_repair_locked());
        let state = reduce(unlocked, Action::Lock(vec![Panel::Settings, Panel::Seed]));
        assert!(
            state.is_field_locked(Field::Shift("size")) && state.is_field_locked(Field::Seeds) && !state.is_field_locked(Field::Reward)
        );
        assert!(state.is_preset_locked() && state.is_repair_locked() && !state.is_locked(Panel::Train));
        // A host goes on, and its locks outlive the experiment.
        let text = "9".to_owned();
        let state = reduce(state, Action::TypeField { field: Field::Seed, text });
        assert_eq!(state.draft.value(Field::Seed), Some(9.0));
        let state = reduce(state, Action::Repair(Remedy::Apply));
        assert!(!state.agents.is_empty() && state.is_preset_locked());
        assert!(!reduce(state, Action::Lock(Vec::new())).is_preset_locked());
    }
}
