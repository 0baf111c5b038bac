//! The file of `wayward judge --evidence`: everything that the verdicts are worked out from, as JSON Lines.
//!
//! A line is one object. The first holds the rules' numbers. Then, for each scenario, its sets and their levels, and after them the
//! agents, as they come. docs/verdict.md says how one gets from these lines to the label.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::Failure;
use engine::experiment::Report;
use engine::judge::{DISAGREES_BELOW, Evidence, Reference, Returns, SCORABLE, THRESHOLDS};
use engine::scenario::Scenario;

pub struct EvidenceFile {
    path: PathBuf,
    file: BufWriter<File>,
    /// The references that stand in it.
    written: Vec<Arc<Reference>>,
}

/// What every line after the first begins with, and what it says.
#[derive(Serialize)]
struct Line<'a, T> {
    scenario: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<&'a str>,
    #[serde(flatten)]
    content: T,
}

impl EvidenceFile {
    pub fn create(path: &Path) -> Result<EvidenceFile, Failure> {
        let file = File::create(path).map_err(|error| cannot(path, &error))?;
        let mut evidence = EvidenceFile { path: path.to_owned(), file: BufWriter::new(file), written: Vec::new() };
        evidence.line(&json!({"thresholds": THRESHOLDS, "scorable": SCORABLE, "disagrees_below": DISAGREES_BELOW}))?;
        Ok(evidence)
    }

    /// One agent; before the first of a scenario, what is known of its levels.
    pub fn write(&mut self, scenario: &Scenario, report: &Report, found: &(Arc<Reference>, Returns)) -> Result<(), Failure> {
        let (reference, returns) = found;
        let evidence = Evidence(reference);
        let scenario = scenario.preset.as_str();
        if !self.written.iter().any(|known| Arc::ptr_eq(known, reference)) {
            self.written.push(reference.clone());
            evidence.sets().try_for_each(|content| self.line(&Line { scenario, seed: None, digest: None, content }))?;
            evidence.levels().try_for_each(|content| self.line(&Line { scenario, seed: None, digest: None, content }))?;
        }
        evidence
            .returns(returns)
            .try_for_each(|content| self.line(&Line { scenario, seed: Some(report.row.seed), digest: Some(&report.row.digest), content }))
    }

    /// All of it is on the disk, or the error says why not.
    pub fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().and_then(|()| self.file.get_ref().sync_all()).map_err(|error| cannot(&self.path, &error))
    }

    fn line(&mut self, content: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(content).expect("plain data always becomes JSON");
        writeln!(self.file, "{text}").map_err(|error| cannot(&self.path, &error))
    }
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{}: {error}", path.display()))
}
