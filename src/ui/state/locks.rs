//! What a lesson or a host has locked: a person can read it and not change it.
//!
//! A view asks here, and draws its control disabled or its field read-only. Lessons and hosts are not bound by it.

use super::State;
use engine::share::Panel;

impl State {
    pub fn is_locked(&self, panel: Panel) -> bool {
        self.locks.contains(&panel)
    }
}
