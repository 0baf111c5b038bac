//! What there is to take along from the page, as plain data.

use engine::env::Cell;
use engine::experiment::{Point, Population, Row, Summary};
use engine::scenario::Scenario;

/// All that the page has to take along, for links and files.
#[derive(Clone, Debug, PartialEq)]
pub struct Handout {
    /// What stands on the page, as the page saves it (`ui::draft`).
    pub draft: String,
    /// What stood there when Train was pressed; the agents differ from it by their seeds. None: nothing was trained.
    pub scenario: Option<Scenario>,
    /// How far the shift goes, 0 to 1.
    pub amount: f64,
    /// The shown agent went on from a moment of another run.
    pub branched: bool,
    /// Which of the agents is shown.
    pub shown: u32,
    /// Steps that the shown agent has learned from, at the moment that is shown, and its weights in layer order; empty: none.
    pub step: u32,
    pub weights: Vec<f32>,
    pub agents: Vec<HandedRun>,
    pub population: Option<Population>,
    /// The shown agent at moments of its training, judged at `amount`: ascending, its verdict last.
    pub moments: Vec<Row>,
}

/// One agent of a handout.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedRun {
    pub seed: u32,
    pub step: u32,
    pub points: Vec<Point>,
    pub summary: Option<Summary>,
    /// The newest verdict, and the amount of the shift at which it was read.
    pub row: Option<(f64, Row)>,
    /// The cells of its way through the first shifted level that the boards show, the start first, and the amount of the shift.
    pub way: Option<(f64, Vec<Cell>)>,
}
