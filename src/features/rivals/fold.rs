//! What unfolds below the verdict. Its worker lives while it measures.

use yew::prelude::*;

use super::asked::Asked;
use crate::features::measuring::{MeasureButton, Told, use_measuring};
use crate::ui::rivals::{rival_name, room_name, sentences, standing};
use crate::ui::state::State;
use crate::ui::store::use_selector;
use crate::ui::verdict::sentence_case;
use crate::ui::words::{goal_name, number};
use crate::views::parts::Table;
use engine::jobs::Output;
use engine::judge::{RivalReport, Room, RoomReport, Score};

#[component]
pub fn Rivals() -> Html {
    let asked = use_selector(|state: &State| Asked::of(state));
    let measuring = use_measuring((*asked).clone().ok(), Asked::job, told);
    let found = measuring.found.as_deref();
    html! {
        <div id="rivals" class="rivals">
            <p>
                { "A place, a direction or a habit may ask for the same as a goal does, all through training. They are measured where they \
                   may part ways with it: in rooms of other sizes, and mirrored ones, where a marker moves to the other side. The verdict \
                   does not depend on it." }
            </p>
            if let Err(why) = &*asked {
                <p>{ *why }</p>
            } else {
                <MeasureButton name="rivals" label="Measure rivals" progress={measuring.progress} done={found.is_some()} begin={measuring.begin} />
            }
            <div aria-live="polite" aria-atomic="true">
                if !measuring.said.is_empty() {
                    <p>{ &measuring.said }</p>
                }
                if let Some(found) = found {
                    <ul>{ for sentences(found).into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
                }
            </div>
            if let Some(found) = found.filter(|found| !found.rivals.is_empty()) {
                { table(found) }
            }
        </div>
    }
}

fn told(output: Output) -> Option<Told<RivalReport>> {
    match output {
        Output::Judging { done, total } => Some(Told::Progress(done, total)),
        Output::Compared(report) => Some(Told::Found(*report)),
        _ => None,
    }
}

/// A row a room.
fn table(report: &RivalReport) -> Html {
    let mut head: Vec<AttrValue> = vec!["Levels".into(), sentence_case(goal_name(&report.goal)).into()];
    head.extend(report.rivals.iter().map(|rival| sentence_case(rival_name(*rival)).into()));
    let text = |text: String| html! { text };
    let row = |room: &RoomReport| {
        let mut cells = vec![text(levels(room.room)), text(room.goal.map_or("–".into(), interval))];
        cells.extend(room.rivals.iter().map(|scores| text(standing(scores))));
        cells
    };
    html! { <Table class="verdict-evidence" {head} rows={report.rooms.iter().map(row).collect::<Vec<_>>()} /> }
}

fn levels(room: Room) -> String {
    room_name(room).split_once(' ').map_or(String::new(), |(_, name)| sentence_case(name.strip_prefix("the ").unwrap_or(name).to_owned()))
}

fn interval(Score { value, low, high, .. }: Score) -> String {
    format!("{} [{}, {}]", number(value), number(low), number(high))
}
