//! What unfolds below the verdict: what else the reward may mean, and, with the evidence, how little of the world the agent had seen.

use std::rc::Rc;

use yew::prelude::*;

use super::files::{Form, save};
use super::model::Model;
use super::parts::{View, dress, seconds, table};
use super::plan::Question;
use crate::ui::framings::Rows;
use crate::ui::framings::readings::{reading_rows, unseen_rows};
use crate::ui::link::Heard;
use crate::ui::readings::{KNOWN_IS, READING_IS, blurred, known_words, unseen_words};
use crate::ui::state::Action;
use crate::ui::store::{Handle, Store, Subscription};
use engine::share::Framing;

#[derive(PartialEq, Properties)]
pub struct Props {
    /// [`Question::Readings`] or [`Question::Unseen`].
    pub question: Question,
}

pub struct Below {
    model: Model,
    _subscription: Option<Subscription>,
}

pub enum Msg {
    /// The state is another one.
    Changed,
    /// None: no more.
    Ask(Option<Question>),
    Heard(usize, Heard),
    Save(&'static str, Form),
}

impl Component for Below {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Below {
        dress();
        let store = store(ctx).expect("the page provides its store");
        let changed = ctx.link().callback(|()| Msg::Changed);
        let subscription = Some(store.subscribe(move |_: &Store| changed.emit(())));
        Below { model: Model::of(&store.state()), _subscription: subscription }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Changed => store(ctx).is_some_and(|store| self.model.changed(&store.state())),
            Msg::Ask(question) => {
                let heard = ctx.link().callback(|(place, heard)| Msg::Heard(place, heard));
                if let Some(store) = store(ctx) {
                    self.model.ask(&store.state(), question, heard);
                }
                true
            }
            Msg::Heard(place, heard) => {
                let is_new = self.model.hear(place, heard);
                let report = self.model.found.readings.as_ref().filter(|report| is_new && report.blurred);
                if let (Some(report), Some(store)) = (report, store(ctx)) {
                    store.dispatch(Action::Blur(blurred(report)));
                }
                true
            }
            Msg::Save(name, form) => {
                if let Ok(asked) = &self.model.asked {
                    self.model.said = save(asked, Framing::Behavior, name, form, self.rows(name));
                }
                true
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let ask = ctx.link().callback(Msg::Ask);
        let save = ctx.link().callback(|(name, form)| Msg::Save(name, form));
        let question = &ctx.props().question;
        html! {
            <div id={question.name()} class="rivals">
                {
                    match (self.model.view(ask, save), question) {
                        (Err(why), _) => html! { <p>{ why }</p> },
                        (Ok(view), Question::Unseen) => self.unseen(&view),
                        (Ok(view), _) => self.readings(&view),
                    }
                }
                <p class="verdict-small" aria-live="polite" aria-atomic="true">{ &self.model.said }</p>
            </div>
        }
    }
}

impl Below {
    fn readings(&self, view: &View) -> Html {
        let found = self.model.found.readings.as_ref();
        html! {
            <>
                <p>{ "In the shifted world a reward can be read on in more than one way. " }{ READING_IS }</p>
                { view.asks(&Question::Readings, "Read the reward in other ways", &seconds(view.asked.seconds_for(view.asked.agents.len()) / 2.0), found.is_some()) }
                <div aria-live="polite" aria-atomic="true">
                    if let Some(report) = found {
                        <p>{ blurred(report) }</p>
                    }
                </div>
                if let Some(report) = found {
                    { table("readings", "As a table", &reading_rows(report)) }
                    { view.saves("readings", None) }
                }
            </>
        }
    }

    fn unseen(&self, view: &View) -> Html {
        let found = &self.model.found.unseen;
        html! {
            <>
                <div aria-live="polite" aria-atomic="true">
                    if found.is_empty() {
                        <p>{ "How little of the world had it seen? It is trained once more for that, and what it meets is counted." }</p>
                    } else {
                        <p><b>{ known_words(found) }</b>{ " " }{ unseen_words(found) }</p>
                    }
                </div>
                { view.asks(&Question::Unseen, "Count what it met", &seconds(view.asked.seconds_for(1)), !found.is_empty()) }
                if !found.is_empty() {
                    <p class="verdict-small">{ KNOWN_IS }</p>
                    { table("unseen", "As a table", &unseen_rows(found)) }
                    { view.saves("unseen", None) }
                }
            </>
        }
    }

    fn rows(&self, name: &str) -> Option<Rows> {
        match name {
            "readings" => self.model.found.readings.as_ref().map(reading_rows),
            _ => Some(unseen_rows(&self.model.found.unseen)).filter(|(_, rows)| !rows.is_empty()),
        }
    }
}

fn store(ctx: &Context<Below>) -> Option<Rc<Store>> {
    ctx.link().context::<Handle>(Callback::noop()).map(|(handle, _)| handle.0)
}
