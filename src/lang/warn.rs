//! Warnings.

use super::check::Checked;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::{Program, Schema};

/// What sampled training levels showed, measured elsewhere and handed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// How many levels were sampled.
    pub levels: usize,
    /// Features that never changed.
    pub constant: Vec<usize>,
    /// Pairs of features that never disagreed.
    pub twins: Vec<Twins>,
}

/// Two features that never disagreed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    pub a: usize,
    pub b: usize,
    /// Share of the levels in which the two were seen to be active.
    pub share: f64,
}

pub fn warn(_source: &str, _schema: &Schema, _checked: &Checked) -> Vec<Diagnostic> {
    Vec::new()
}

pub fn warn_from_evidence(_program: &Program, _schema: &Schema, _evidence: &Evidence) -> Vec<Diagnostic> {
    Diagnostics::default().into_vec()
}
