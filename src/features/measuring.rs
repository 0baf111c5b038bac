//! One job in a worker of its own: begun when somebody asks, and dropped when what it was asked of is another. So the page goes on.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::ui::link::Heard;
use crate::ui::pool::Pool;
use engine::jobs::{Job, JobId, Output};

/// What has come of it so far.
pub struct Measuring<T> {
    /// Levels done, and in all, while it works.
    pub progress: Option<(u32, u32)>,
    pub found: Option<Rc<T>>,
    /// Why nothing was found.
    pub said: String,
    pub begin: Callback<MouseEvent>,
}

/// An output of the job, as far as it says something.
pub enum Told<T> {
    Progress(u32, u32),
    Found(T),
}

struct Work<T> {
    pool: Option<Pool>,
    job: JobId,
    progress: (u32, u32),
    found: Option<Rc<T>>,
    said: String,
}

impl<T> Default for Work<T> {
    fn default() -> Work<T> {
        Work { pool: None, job: 0, progress: (0, 1), found: None, said: String::new() }
    }
}

/// `of`: what is asked, None while there is nothing to ask. `job`: the work itself; `told`: what its outputs say.
#[hook]
pub fn use_measuring<Q, T>(of: Option<Q>, job: impl Fn(&Q, JobId) -> Job + 'static, told: fn(Output) -> Option<Told<T>>) -> Measuring<T>
where
    Q: Clone + PartialEq + 'static,
    T: 'static,
{
    let work = use_mut_ref(Work::<T>::default);
    let update = use_force_update();
    let last = use_mut_ref(|| None::<Q>);
    if *last.borrow() != of {
        let next = work.borrow().job + 1;
        *work.borrow_mut() = Work { job: next, ..Work::default() };
        last.replace(of.clone());
    }
    let begin = {
        let work = work.clone();
        Callback::from(move |_: MouseEvent| {
            let Some(of) = &of else { return };
            let id = work.borrow().job + 1;
            let asked = job(of, id);
            // A worker's words come in the middle of its own callback, which must be over before that worker may go.
            let heard = {
                let (work, update) = (work.clone(), update.clone());
                Callback::from(move |(place, heard)| {
                    let (work, update, asked) = (work.clone(), update.clone(), asked.clone());
                    Timeout::new(0, move || {
                        work.borrow_mut().hear(place, heard, asked, told);
                        update.force_update();
                    })
                    .forget();
                })
            };
            let mut pool = Pool::new(heard);
            let mut work = work.borrow_mut();
            *work = Work { job: id, ..Work::default() };
            match pool.grow() {
                Ok(()) => work.pool = Some(pool),
                Err(why) => work.said = format!("This browser gives no worker to measure in: {why}."),
            }
            update.force_update();
        })
    };
    let work = work.borrow();
    Measuring { progress: work.pool.as_ref().map(|_| work.progress), found: work.found.clone(), said: work.said.clone(), begin }
}

impl<T> Work<T> {
    fn hear(&mut self, place: usize, heard: Heard, asked: Job, told: fn(Output) -> Option<Told<T>>) {
        let Some(pool) = self.pool.as_mut().filter(|_| asked.id == self.job) else { return };
        match heard {
            Heard::Ready => {
                pool.ready(place);
                pool.assign(place, asked);
            }
            Heard::Output(_, Output::Refused(errors)) => {
                let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
                (self.said, self.pool) = (format!("This cannot be measured: {}.", words.join("; ")), None);
            }
            Heard::Output(_, output) => match told(output) {
                Some(Told::Progress(done, all)) => self.progress = (done, all),
                Some(Told::Found(found)) => (self.found, self.pool) = (Some(Rc::new(found)), None),
                None => {}
            },
            Heard::Dead(why) => (self.said, self.pool) = (format!("The worker died ({why})."), None),
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct MeasureButtonProps {
    pub name: &'static str,
    pub label: &'static str,
    pub progress: Option<(u32, u32)>,
    /// Nothing is left to ask.
    pub done: bool,
    pub begin: Callback<MouseEvent>,
}

/// Begins it, and shows how far it is. The button stays where it is, or the focus would go with it.
#[component]
pub fn MeasureButton(props: &MeasureButtonProps) -> Html {
    let is_idle = props.progress.is_none() && !props.done;
    let onclick = is_idle.then(|| props.begin.clone());
    html! {
        <>
            <button type="button" data-measure={props.name} aria-disabled={(!is_idle).then_some("true")} {onclick}>{ props.label }</button>
            if let Some((done, all)) = props.progress {
                <div class="verdict-judging">
                    <progress class="bar" value={done.to_string()} max={all.to_string()} aria-hidden="true" />
                    <span>{ format!("{done} of {all} levels") }</span>
                </div>
            }
        </>
    }
}
