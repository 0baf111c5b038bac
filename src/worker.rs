//! The worker's side: its jobs in small chunks, the mailbox read between them.
//!
//! It holds nothing that a person typed: a worker that dies costs a run, never a text. It speaks first. What is to be done, and what
//! comes first, is [`jobs::Worker`]'s; here are clock and bytes. Between chunks it yields by a message to itself: a timeout would be
//! clamped to 4 ms after a few rounds, which is as long as half a chunk.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use engine::jobs::{self, Reply, Request};
use engine::scenario::VERSION;

/// How long a chunk may compute before the mailbox is read, in milliseconds. Controls must take effect within 50.
const CHUNK_MS: f64 = 8.0;

/// Starts the worker; the global scope keeps it alive. What only workers need is a chunk of its own, which the page hands to them.
#[wasm_split(engine, fallible)]
pub fn start() -> Result<(), SplitLoaderError> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let Ok(channel) = MessageChannel::new() else { wasm_bindgen::throw_str("this browser has no MessageChannel") };
    let worker =
        Rc::new(RefCell::new(Worker { scope: scope.clone(), wake: channel.port1(), is_awake: false, jobs: jobs::Worker::default() }));

    let own = worker.clone();
    let on_wake = Closure::<dyn FnMut()>::new(move || own.borrow_mut().chunk());
    channel.port2().set_onmessage(Some(on_wake.as_ref().unchecked_ref()));
    on_wake.forget();

    let own = worker.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        // Not a message of this build: the handshake has told the page already.
        if let Some(request) = Request::from_bytes(&bytes) {
            own.borrow_mut().receive(request);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    worker.borrow().say(&Reply::Ready { version: VERSION.to_owned() });
    Ok(())
}

struct Worker {
    scope: DedicatedWorkerGlobalScope,
    wake: MessagePort,
    /// A message to ourselves is under way.
    is_awake: bool,
    jobs: jobs::Worker,
}

impl Worker {
    fn receive(&mut self, request: Request) {
        let mut replies = Vec::new();
        self.jobs.receive(request, &clock(&self.scope), &mut replies);
        replies.iter().for_each(|reply| self.say(reply));
        self.rouse();
    }

    /// Asks for the next chunk, if there is anything to do.
    fn rouse(&mut self) {
        if self.jobs.is_busy() && !self.is_awake {
            self.is_awake = self.wake.post_message(&JsValue::NULL).is_ok();
        }
    }

    /// At least one piece of work, however the clock leaps.
    fn chunk(&mut self) {
        self.is_awake = false;
        let now = clock(&self.scope);
        let (begun, mut replies) = (now(), Vec::new());
        while self.jobs.is_busy() {
            self.jobs.advance(&now, &mut replies);
            if now() - begun >= CHUNK_MS {
                break;
            }
        }
        replies.iter().for_each(|reply| self.say(reply));
        self.rouse();
    }

    /// Transfers the bytes instead of copying them.
    fn say(&self, reply: &Reply) {
        let bytes = Uint8Array::from(reply.to_bytes().as_slice()).buffer();
        // It fails only for what cannot be cloned; a buffer can.
        let _ = self.scope.post_message_with_transfer(&bytes, &Array::of1(&bytes));
    }
}

/// Milliseconds since the worker began.
fn clock(scope: &DedicatedWorkerGlobalScope) -> impl Fn() -> f64 + use<> {
    let performance = scope.performance();
    move || performance.as_ref().map_or_else(js_sys::Date::now, |performance| performance.now())
}
