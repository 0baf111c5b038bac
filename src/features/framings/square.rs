//! The four populations as a square of small boards, each with an agent of its own at play in the shifted world, and a bar below it.

use std::rc::Rc;

use yew::prelude::*;

use super::asked::Asked;
use super::parts::{Bar, View, bar, with_interval};
use crate::ui::board::{Board, BoardView, SMALL, Sight};
use crate::ui::causes::cell_name;
use crate::ui::dom::{reduces_motion, window};
use crate::ui::player::SHIFTED;
use crate::ui::shared::Shared;
use crate::ui::state::State;
use crate::ui::store::use_selector;
use engine::framings::causes::{CELL_THRESHOLDS, CauseReport, Cell, CellReport};
use engine::learner::Net;
use engine::scenario::Scenario;

const IDS: [&str; 4] = ["square-a", "square-b", "square-c", "square-d"];

pub fn square(it: &View, report: &CauseReport) -> Html {
    let seed = it.asked.shown().seed;
    // The square is of the first few agents; where the shown one is none of them, the first of them plays.
    let seed = if report.seeds.contains(&seed) { seed } else { report.seeds.first().copied().unwrap_or(seed) };
    let cell = |(at, cell): (usize, &CellReport)| {
        let net = it.found.agent(cell.cell, seed).and_then(|trained| it.asked.scenario.net(trained.weights.clone()));
        html! {
            <li class={classes!("square-cell", cell.mends.then_some("is-mended"))}>
                <h3>{ cell_name(cell.cell) }</h3>
                if let Some(net) = net {
                    <SmallBoard id={IDS[at]} title={cell_name(cell.cell)} scenario={it.asked.scenario.clone()} net={Shared(Rc::new(net))} />
                }
                { bar(of_cell(cell), "fill-intended", (0.0, 1.0), &[], Some(CELL_THRESHOLDS.mends)) }
                <p class="square-value"><b>{ value(cell) }</b>{ " " }{ says(cell, report) }</p>
            </li>
        }
    };
    html! { <ol class="square" aria-label="The four populations">{ for report.cells.iter().enumerate().map(cell) }</ol> }
}

fn of_cell(cell: &CellReport) -> Option<Bar> {
    cell.intended.map(|figure| Bar { value: figure.value, low: figure.low, high: figure.high })
}

fn value(cell: &CellReport) -> String {
    cell.intended.map_or_else(|| "–".to_owned(), |figure| with_interval(figure.value, figure.low, figure.high, 2))
}

/// What is to be said of a cell in few words.
fn says(cell: &CellReport, report: &CauseReport) -> &'static str {
    let all_same = cell.same == report.seeds.len();
    match () {
        () if cell.cell == Cell::ALL[0] => "as it is",
        () if cell.mends && all_same => "mends it; the very agents of another cell",
        () if cell.mends => "mends it",
        () if all_same => "the very agents of another cell",
        () => "does not mend it",
    }
}

#[derive(PartialEq, Properties)]
pub struct SmallBoardProps {
    pub id: &'static str,
    pub title: &'static str,
    pub scenario: Rc<Scenario>,
    pub net: Shared<Net>,
    #[prop_or_default]
    pub player: Option<crate::ui::board::Stand>,
}

/// An agent at play on levels of the full shift.
#[component]
pub fn SmallBoard(props: &SmallBoardProps) -> Html {
    let running = use_selector(|state: &State| !state.held);
    let SmallBoardProps { id, title, scenario, net, player } = props;
    let view = BoardView {
        subtitle: String::new(),
        levels: Rc::new(scenario.levels(1.0)),
        is_shifted: true,
        net: net.clone(),
        label: "".into(),
        recorded: "".into(),
        tally_key: 0,
        overlay: false,
        running: *running,
        // Several of them move, beside the two large ones.
        rest: Some(SMALL),
        ghost: None,
        ghost_late: false,
        scenario: scenario.clone(),
        probed: None,
        probe: 0,
        skips: 0,
        is_small: true,
        player: player.clone(),
    };
    let sight = use_memo((), |()| Sight::default());
    let reduced_motion = *use_memo((), |()| reduces_motion());
    html! {
        <Board id={*id} title={*title} stream={SHIFTED} {view} sight={(*sight).clone()} moves={0} {reduced_motion}
            onlevel={Callback::noop()} onpoint={Callback::noop()} />
    }
}

impl Asked {
    /// Milliseconds of one core for so many agents, trained and judged: about as long as those on the page took.
    pub fn seconds_for(&self, agents: usize) -> f64 {
        let cores = window().navigator().hardware_concurrency().clamp(1.0, 8.0);
        agents as f64 * (self.busy_ms / 1_000.0 + JUDGED) / cores.min(agents as f64)
    }
}

/// Seconds that judging one agent takes: a guess.
const JUDGED: f64 = 0.4;
