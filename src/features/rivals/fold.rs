//! What unfolds below the verdict. Its worker lives while it measures.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::asked::Asked;
use crate::ui::link::Heard;
use crate::ui::pool::Pool;
use crate::ui::rivals::{rival_name, room_name, sentences, standing};
use crate::ui::store::{Handle, Store, Subscription};
use crate::ui::verdict::sentence_case;
use crate::ui::words::{goal_name, number};
use crate::views::parts::Table;
use engine::jobs::Output;
use engine::judge::{RivalReport, Room, RoomReport, Score};

pub struct Rivals {
    asked: Result<Asked, &'static str>,
    /// At work, and how far: levels done and in all.
    work: Option<(Pool, (u32, u32))>,
    found: Option<RivalReport>,
    said: String,
    _subscription: Option<Subscription>,
}

pub enum Msg {
    /// The state is another one.
    Changed,
    Go,
    Heard(usize, Heard),
}

impl Component for Rivals {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Rivals {
        let store = store(ctx);
        let changed = ctx.link().callback(|()| Msg::Changed);
        let subscription = store.as_ref().map(|store| store.subscribe(move |_: &Store| changed.emit(())));
        let asked = store.map_or(Err(""), |store| Asked::of(&store.state()));
        Rivals { asked, work: None, found: None, said: String::new(), _subscription: subscription }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Changed => {
                let Some(store) = store(ctx) else { return false };
                let asked = Asked::of(&store.state());
                if asked == self.asked {
                    return false;
                }
                (self.asked, self.work, self.found) = (asked, None, None);
                self.said.clear();
                true
            }
            Msg::Go => {
                let heard = ctx.link().callback(|(place, heard)| Msg::Heard(place, heard));
                // A worker's words come in the middle of its own callback, which must be over before that worker may go.
                let mut pool = Pool::new(Callback::from(move |words| {
                    let heard = heard.clone();
                    Timeout::new(0, move || heard.emit(words)).forget();
                }));
                match pool.grow() {
                    Ok(()) => self.work = Some((pool, (0, 1))),
                    Err(why) => self.said = format!("This browser gives no worker to measure in: {why}."),
                }
                true
            }
            Msg::Heard(place, heard) => self.hear(place, heard),
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        // It stays where it is, or the focus would go with it.
        let is_idle = self.work.is_none() && self.found.is_none();
        let onclick = is_idle.then(|| ctx.link().callback(|_| Msg::Go));
        html! {
            <div id="rivals" class="rivals">
                <p>
                    { "A place, a direction or a habit may ask for the same as a goal does, all through training. They are measured where they \
                       may part ways with it: in rooms of other sizes, and mirrored ones, where a marker moves to the other side. The verdict \
                       does not depend on it." }
                </p>
                if let Err(why) = &self.asked {
                    <p>{ *why }</p>
                } else {
                    <button type="button" data-rivals="go" aria-disabled={(!is_idle).then_some("true")} {onclick}>{ "Measure rivals" }</button>
                }
                if let Some((_, (done, all))) = &self.work {
                    <div class="verdict-judging">
                        <progress class="bar" value={done.to_string()} max={all.to_string()} aria-hidden="true" />
                        <span>{ format!("{done} of {all} levels") }</span>
                    </div>
                }
                <div aria-live="polite" aria-atomic="true">
                    if !self.said.is_empty() {
                        <p>{ &self.said }</p>
                    }
                    if let Some(found) = &self.found {
                        <ul>{ for sentences(found).into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
                    }
                </div>
                if let Some(found) = self.found.as_ref().filter(|found| !found.rivals.is_empty()) {
                    { table(found) }
                }
            </div>
        }
    }
}

impl Rivals {
    fn hear(&mut self, place: usize, heard: Heard) -> bool {
        let (Some((pool, progress)), Ok(asked)) = (&mut self.work, &self.asked) else { return false };
        match heard {
            Heard::Ready => {
                pool.ready(place);
                pool.assign(place, asked.job(1));
                return false;
            }
            Heard::Output(_, Output::Judging { done, total }) => *progress = (done, total),
            Heard::Output(_, Output::Compared(report)) => (self.found, self.work) = (Some(*report), None),
            Heard::Output(_, Output::Refused(errors)) => {
                let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
                (self.said, self.work) = (format!("This cannot be measured: {}.", words.join("; ")), None);
            }
            Heard::Output(..) => return false,
            Heard::Dead(why) => (self.said, self.work) = (format!("The worker died ({why})."), None),
        }
        true
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

fn store(ctx: &Context<Rivals>) -> Option<Rc<Store>> {
    ctx.link().context::<Handle>(Callback::noop()).map(|(handle, _)| handle.0)
}
