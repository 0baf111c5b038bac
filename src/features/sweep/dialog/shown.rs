//! A curve on view, and who is at work on it.

use super::*;

/// What is on view.
pub(super) struct Shown {
    pub(super) sweep: Sweep,
    pub(super) points: Points,
    /// While it goes on.
    pub(super) at_work: Option<AtWork>,
    /// Seconds of work before that.
    pub(super) before: f64,
    /// The share whose values are read.
    pub(super) read: Option<usize>,
    /// A worker has died; the next one that does ends it.
    pub(super) died: bool,
}

pub(super) struct AtWork {
    pub(super) pool: Pool,
    pub(super) since: f64,
    pub(super) _clock: Interval,
}

impl Shown {
    pub(super) fn new(sweep: Sweep) -> Shown {
        Shown { points: sweep.points(), sweep, at_work: None, before: 0.0, read: None, died: false }
    }

    pub(super) fn is_of(&self, base: &Scenario, amount: f64) -> bool {
        self.sweep.amount == amount && self.sweep.base == (Scenario { seeds: self.sweep.base.seeds, ..base.clone() })
    }

    /// The share that is read, or else the last that is known. None: none is.
    pub(super) fn at(&self) -> Option<usize> {
        self.points.iter().rposition(Option::is_some).map(|last| self.read.unwrap_or(last))
    }

    pub(super) fn stop(&mut self) -> bool {
        let Some(work) = self.at_work.take() else { return false };
        self.before += (now() - work.since) / 1_000.0;
        self.sweep.halt();
        true
    }
}
