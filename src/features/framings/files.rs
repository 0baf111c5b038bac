//! What a framing gives to take along: its rows, and its figure as a drawing that stands alone.

use super::asked::Asked;
use crate::features::export::{File, hand, picture};
use crate::table;
use crate::ui::dom::{by_css, site};
use crate::ui::sharing::fragment;
use engine::scenario::ENGINE;
use engine::share::{Framing, Shared};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Rows,
    Drawing,
}

/// Says in words what became of it.
pub fn save(asked: &Asked, framing: Framing, name: &str, form: Form, rows: Option<(Vec<String>, Vec<Vec<String>>)>) -> String {
    let shared = Shared { amount: 1.0, framing, ..Shared::from((*asked.scenario).clone()) };
    let link = format!("{}#{}", site(), fragment(&shared));
    let line = format!("Made with Wayward, engine {ENGINE}: {link} The shift stands at 100 %.");
    let file = |ending: &str| format!("wayward-{}-{name}-seed{}.{ending}", asked.scenario.preset, asked.scenario.seed);
    let made = match form {
        Form::Rows => {
            rows.map(|(names, rows)| File { name: file("csv"), kind: "text/csv", bytes: table::file(&names, rows, &line).into_bytes() })
        }
        Form::Drawing => by_css(&format!("#{name}"))
            .and_then(|figure| picture::of(&figure, &format!("{name}, Wayward"), &line, &link))
            .map(|picture| File { name: file("svg"), kind: "image/svg+xml", bytes: picture.markup.into_bytes() }),
    };
    match made {
        None => "There is nothing to save yet.".to_owned(),
        Some(file) if hand(&file) => format!("Saved {}.", file.name),
        Some(_) => "This browser does not let the page give out files.".to_owned(),
    }
}
