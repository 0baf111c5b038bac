//! The four framings in words: what each asks, the rows of its table, and where two of them disagree about an agent.

pub mod all;
pub mod cause;
pub mod disagreements;
pub mod figures;
pub mod online;
pub mod pull;
pub mod readings;
pub mod table;
pub mod watched;

use engine::share::Framing;

/// The columns of a table and its rows, for the page and for files alike.
pub type Rows = (Vec<String>, Vec<Vec<String>>);

pub fn word(framing: Framing) -> &'static str {
    match framing {
        Framing::Behavior => "Behavior",
        Framing::Cause => "Cause",
        Framing::Aim => "Aim",
        Framing::Online => "Online",
    }
}

/// What it asks, as short as a tab wants it.
pub fn question(framing: Framing) -> &'static str {
    match framing {
        Framing::Behavior => "what does it do?",
        Framing::Cause => "why does it?",
        Framing::Aim => "what pulls it?",
        Framing::Online => "can it be mended?",
    }
}

/// What it asks in a sentence, for as long as nobody has asked.
pub fn lead(framing: Framing) -> &'static str {
    match framing {
        Framing::Behavior => "",
        Framing::Cause => {
            "Why does it do that? Agents are trained again with other rewards, on other levels, and with both: what mends it was the cause."
        }
        Framing::Aim => {
            "What is it trying to achieve? For each thing that may happen, how much more it leans toward moves that bring it sooner, with all else held fixed."
        }
        Framing::Online => {
            "Can it still be corrected? Agents go on learning in the shifted world, paid for what you meant: how long that takes, and what goes wrong until then."
        }
    }
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// As in a file: the shortest that reads back; empty where there is none.
fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
