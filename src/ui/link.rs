//! The page's end of the line to the worker: sends requests, hands on what comes of jobs, and notices when the worker has died.
//!
//! A worker that panics throws, and its owner gets an `error` event. One that is killed, or hangs, says nothing: so it is
//! asked for a sign of life, and counts as dead when none comes for [`PATIENCE_MS`] while this page itself was awake.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use super::timer::{now, window};
use engine::jobs::{JobId, Output, Reply, Request};
use engine::scenario::VERSION;

const PING_MS: u32 = 500;
/// A pause between two pings longer than this: the page itself slept (hidden tab, closed laptop), which proves nothing.
const SLEPT_MS: f64 = 2_000.0;
/// A chunk of work takes at most tens of milliseconds; a guess that is generous for a phone under load.
const PATIENCE_MS: f64 = 3_000.0;
/// Until the worker's first word: compiling was done by the page, but slow machines need their time.
const START_PATIENCE_MS: f64 = 15_000.0;

/// What the page hears from its worker.
#[derive(Clone, Debug)]
pub enum Heard {
    Ready,
    Output(JobId, Output),
    /// Why the worker is no more. Nothing else follows on this line.
    Dead(String),
}

pub struct Link {
    worker: Worker,
    life: Rc<RefCell<Life>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
    _pings: Interval,
}

/// Signs of life.
struct Life {
    ready: bool,
    dead: bool,
    /// Since when an answer is awaited.
    waiting: Option<f64>,
    last_ping: f64,
    token: u32,
}

impl Link {
    /// A fresh worker. Err: the browser gives none; why.
    pub fn open(heard: Callback<Heard>) -> Result<Link, String> {
        let worker = spawn()?;
        let life = Rc::new(RefCell::new(Life { ready: false, dead: false, waiting: Some(now()), last_ping: now(), token: 0 }));

        let (alive, tell) = (life.clone(), heard.clone());
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let Some(reply) = Reply::from_bytes(&Uint8Array::new(&message.data()).to_vec()) else { return };
            // Any word is a sign of life.
            alive.borrow_mut().waiting = None;
            match reply {
                Reply::Ready { version } if version == VERSION => {
                    alive.borrow_mut().ready = true;
                    tell.emit(Heard::Ready);
                }
                Reply::Ready { version } => {
                    bury(&alive, &tell, &format!("it is of version {version}, this page of {VERSION}; reload the page"))
                }
                Reply::Pong(_) => {}
                Reply::Output(job, output) => tell.emit(Heard::Output(job, output)),
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let (alive, tell) = (life.clone(), heard.clone());
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            // Otherwise the browser reports it as an error of the page, too.
            error.prevent_default();
            bury(&alive, &tell, &plain(&error.message()));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        let (alive, asked) = (life.clone(), worker.clone());
        let pings = Interval::new(PING_MS, move || {
            let time = now();
            let mut life = alive.borrow_mut();
            if life.dead {
                return;
            }
            if time - life.last_ping > SLEPT_MS || window().document().is_some_and(|document| document.hidden()) {
                life.waiting = life.waiting.map(|_| time);
            }
            life.last_ping = time;
            let patience = if life.ready { PATIENCE_MS } else { START_PATIENCE_MS };
            if life.waiting.is_some_and(|since| time - since > patience) {
                drop(life);
                bury(&alive, &heard, "it no longer answers");
                return;
            }
            if life.ready && life.waiting.is_none() {
                life.waiting = Some(time);
                life.token += 1;
                post(&asked, &Request::Ping(life.token));
            }
        });
        Ok(Link { worker, life, _on_message: on_message, _on_error: on_error, _pings: pings })
    }

    pub fn send(&self, request: &Request) {
        if !self.life.borrow().dead {
            post(&self.worker, request);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn bury(life: &RefCell<Life>, heard: &Callback<Heard>, why: &str) {
    if !std::mem::replace(&mut life.borrow_mut().dead, true) {
        heard.emit(Heard::Dead(why.to_owned()));
    }
}

/// Transfers the bytes instead of copying them.
fn post(worker: &Worker, request: &Request) {
    let bytes = Uint8Array::from(request.to_bytes().as_slice()).buffer();
    // It fails only for what cannot be cloned; a buffer can.
    let _ = worker.post_message_with_transfer(&bytes, &Array::of1(&bytes));
}

/// The start script knows how to make a worker in every kind of frame.
fn spawn() -> Result<Worker, String> {
    let make = Reflect::get(&window(), &"waywardWorker".into()).ok().and_then(|make| make.dyn_into::<Function>().ok());
    let make = make.ok_or("the start script is of another version; reload the page")?;
    let worker = make.call0(&JsValue::NULL).map_err(|error| plain(&format!("{error:?}")))?;
    worker.dyn_into::<Worker>().map_err(|_| "the browser gave something else than a worker".to_owned())
}

fn plain(message: &str) -> String {
    if message.is_empty() { "it ended without a word".to_owned() } else { message.trim_start_matches("Uncaught ").to_owned() }
}
