//! What the boards play before anything is trained: for each preset one run, recorded, so that the page is alive before Train is
//! pressed. `www/recordings.txt` has them all; `cargo xtask record` writes it with [`record`], from runs as the page itself makes
//! them, and `tests/recordings.rs` holds it to that. No browser here.
//!
//! The file has a block for each preset: the version of the engine; the untouched preset as the page saves it; its seed, its setup,
//! the steps that it learned from and the digest of its weights then; and then a level of the boards a line, from the first: the
//! moves of the trained agent, a letter each, on the training board, on the shifted board before any shift, and there at the full one.
//! No level is left out, and none is chosen. Each board goes through its levels by itself, so the one whose episodes are shorter comes
//! around first.

use std::rc::Rc;

use super::draft::Draft;
use super::player::{Player, SHIFTED, TRAINING};
use crate::table::setup;
use engine::env::{Action, World};
use engine::experiment::{Event, Experiment, Summary};
use engine::scenario::{Preset, VERSION};

/// Recorded levels of each board.
pub const LEVELS: u64 = 3;

/// What is recorded of a level: the streams, and how far the world is shifted.
const BOARDS: [(u64, f64); 3] = [(TRAINING, 0.0), (SHIFTED, 0.0), (SHIFTED, 1.0)];

/// A block up to its line with the seed: all that must be the same on the page.
fn head(draft: &str) -> String {
    format!("{VERSION}\n{draft}\n")
}

/// What is recorded of the experiment that the page saves as `draft`, from the line with its seed on, and whatever follows; empty:
/// nothing is, or not by this engine.
pub fn find<'a>(file: &'a str, draft: &str) -> &'a str {
    file.split_once(&*head(draft)).map_or("", |(_, rest)| rest)
}

/// The moves on level `number` (from 0, below [`LEVELS`]) of a stream, in what [`find`] gives. None: nothing is recorded.
pub fn episode(recorded: &str, stream: u64, is_shifted: bool, number: u64) -> Option<&str> {
    let board = BOARDS.iter().position(|(of, amount)| *of == stream && (*amount > 0.0) == is_shifted)?;
    recorded.lines().nth(number as usize + 1)?.split(' ').nth(board)
}

/// Move `step` (from 0) of these.
pub fn action(world: World, moves: &str, step: u16) -> Option<Action> {
    let letter = *moves.as_bytes().get(usize::from(step))?;
    world.actions().iter().position(|action| action.letter as u8 == letter).map(|at| at as Action)
}

/// The block of a preset: trains its first agent to the end. None: training failed, as no preset's does.
pub fn record(preset: &Preset) -> Option<String> {
    let scenario = preset.scenario();
    let world = scenario.world;
    let mut experiment = Experiment::new(scenario.clone(), 1.0).ok()?;
    let (mut events, mut snapshots, mut summed_up) = (Vec::new(), Vec::new(), None);
    while summed_up.is_none() && !experiment.is_idle() {
        experiment.advance(&mut events);
        for event in events.drain(..) {
            match event {
                Event::Snapshot { weights, .. } => snapshots.push(weights),
                Event::Trained(summary) => summed_up = Some(summary),
                _ => {}
            }
        }
    }
    let saved = Draft::new(scenario.clone()).save(0.0);
    let Summary { steps, digest, .. } = summed_up?;
    let mut block = format!("{}{} {} {steps} {digest}\n", head(&saved), scenario.seed, setup(&scenario, 1.0));
    let net = scenario.net(snapshots.pop()?)?;
    for number in 0..LEVELS {
        for (stream, amount) in BOARDS {
            let mut player = Player::new(Rc::new(scenario.levels(amount)), stream);
            player.turn_to(number);
            while let Some(action) = player.step(&net) {
                block.push(world.actions()[usize::from(action)].letter);
            }
            block.push(if (stream, amount) == BOARDS[2] { '\n' } else { ' ' });
        }
    }
    Some(block)
}
