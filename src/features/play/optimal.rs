//! What a perfect optimizer would do on a level that is played, by a worker that is there until it has answered.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ui::link::{Heard, Link};
use engine::experiment::Optimal;
use engine::jobs::{Job, Output, Priority, Request, Solve, Spec};

/// What is known of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing was asked.
    Unasked,
    Waits,
    Found(Rc<Optimal>),
    /// Why there is none.
    Failed(String),
}

/// The answer to this question. It is asked when it changes.
#[hook]
pub fn use_optimal(question: Option<Solve>) -> Answer {
    let answer = use_state(|| Answer::Unasked);
    let line = use_mut_ref(|| None::<Link>);
    let setter = answer.setter();
    use_effect_with(question, move |question| {
        setter.set(if question.is_some() { Answer::Waits } else { Answer::Unasked });
        if let Some(solve) = question.clone() {
            let (to, told) = (line.clone(), setter.clone());
            let heard = Callback::from(move |heard| match heard {
                Heard::Ready => {
                    let job = Job { id: 1, priority: Priority::AtOnce, spec: Spec::Solve(solve.clone()) };
                    if let Some(link) = &*to.borrow() {
                        link.send(&Request::Begin(job));
                    }
                }
                Heard::Output(_, Output::Solved(optimal)) => told.set(Answer::Found(Rc::new(optimal))),
                Heard::Output(_, output) => {
                    if output.is_last() {
                        // It speaks until it is done with this word.
                        let to = to.clone();
                        Timeout::new(0, move || drop(to.take())).forget();
                    }
                }
                Heard::Dead(why) => told.set(Answer::Failed(format!("The worker that looked for it stopped: {why}."))),
            });
            let opened = Link::open(heard);
            if let Err(why) = &opened {
                setter.set(Answer::Failed(format!("This browser gives no worker to look for it in: {why}.")));
            }
            line.replace(opened.ok());
        }
        move || drop(line.take())
    });
    (*answer).clone()
}
