//! The line from an embedded page to its host: who it talks to, what it does for them, and what it tells.
//!
//! The frame says hello to its parent; whoever answers from there with a port is the host. What comes over the port is read by
//! [`wire`]; what becomes of it is decided by [`Requests`], asked again after each change of the store.

mod draw;
mod line;
mod peers;
mod told;

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, JSON, Promise};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, MessagePort};

use super::display::Autoplay;
use super::frame;
use super::group::Group;
use super::requests::{Answer, Requests, Step, closed};
use super::wire::{self, Call, Heard, Line, Refusal, Request, Source};
use crate::ui::dom;
use crate::ui::draft::{Draft, saved};
use crate::ui::sharing::{Bar, fragment};
use crate::ui::state::{Action, State};
use crate::ui::store::{Store, Subscription};
use crate::ui::timer::now;
use engine::scenario::{FieldError, PRESETS, Place, Scenario, VERSION};
use engine::share::{self, LinkError, Opened, Shared};

use told::{remarked, report, state, tell};

use draw::draw;
use line::{listen, post, send};

/// Progress is told at most so often.
const PROGRESS_MS: f64 = 250.0;
/// How long a frame without a scenario of its own waits for a host that brings one.
const WAIT_MS: i32 = 1_000;

#[derive(Default)]
struct Host {
    listens: bool,
    port: Option<MessagePort>,
    line: Line,
    requests: Requests,
    group: Group,
    /// The other pages of the group.
    peers: Vec<MessagePort>,
    /// Those that came before the page stands, and how many are older.
    unmet: Option<(Vec<MessagePort>, u8)>,
    /// Ends the wait for them.
    patience: Option<Timeout>,
    store: Option<Rc<Store>>,
    /// The page stands.
    stands: bool,
    _subscription: Option<Subscription>,
    /// A look at what has changed is due.
    is_due: bool,
    /// Ends the wait for a first scenario.
    waited: Option<js_sys::Function>,
    /// Neither the address nor a host has said so far what stands here.
    is_bare: bool,
    /// What was wrong with the scenario of a host that wanted to.
    fault: Option<Refusal>,
    /// The newest of what was told, by the name of the event: nothing is told twice.
    told: Vec<(&'static str, Value)>,
    /// What went wrong before there was somebody to hear of it.
    errors: Vec<Value>,
    /// The scenario that was told, unless what it carries is another by now.
    scenario: Option<Scenario>,
    /// The run whose failure was told, and the run, the amount and the number of rows of the verdict that was.
    failed: u32,
    verdict: (u32, f64, usize),
    /// When progress was told, and the next time.
    progress_at: f64,
    progress: Option<Timeout>,
    height: f64,
    on_screen: bool,
    /// This page or another one of the group was seen when that was last looked at.
    is_seen: bool,
    /// It began by itself, or somebody else was faster.
    played: bool,
}

thread_local! {
    static HOST: RefCell<Host> = RefCell::default();
}

impl Host {
    /// The store of a page that stands.
    fn standing(&self) -> Option<Rc<Store>> {
        self.store.clone().filter(|_| self.stands)
    }

    /// This very page is seen.
    fn is_on_screen(&self) -> bool {
        self.on_screen && !dom::document().hidden()
    }
}

fn with<T>(act: impl FnOnce(&mut Host) -> T) -> T {
    HOST.with_borrow_mut(act)
}

/// Opens what the address or the host names, if they name anything. Called again for every new address.
pub async fn arrive(store: Rc<Store>) {
    let mut short = None;
    if !with(|host| std::mem::replace(&mut host.listens, true)) {
        with(|host| host.store = Some(store.clone()));
        let (own, remarks) = frame::begin(&store);
        store.dispatch(Action::MoveShift(frame::amount(0.0)));
        short = own;
        remarked(remarks);
        listen();
    }
    let opened = match dom::hash().or(short) {
        Some(link) => match open_link(&store, link) {
            Ok(opened) => {
                frame::dress(&store);
                opened
            }
            Err(why) => {
                error((&why).into());
                Some(first())
            }
        },
        None => {
            with(|host| host.is_bare = host.requests.loaded().is_none());
            wait().await;
            let first = with(|host| host.requests.take_first());
            if let Some(first) = first.clone() {
                store.dispatch(Action::Open(first));
            }
            first
        }
    };
    frame::is_back();
    with(|host| {
        host.scenario = None;
        // What the page shows by itself, or already.
        let shown = opened.or_else(|| host.requests.loaded().is_none().then(first));
        if let Some(shown) = shown {
            host.requests.set_loaded(shown);
        }
    });
}

/// Opens a link. What stands on the page then, as it is saved; None: what stood there already.
fn open_link(store: &Store, raw: String) -> Result<Option<String>, LinkError> {
    let before = store.state().opened;
    store.dispatch(Action::OpenLink { raw, own: false, came: false, stored: None });
    if store.state().opened != before {
        let amount = store.state().amount;
        store.dispatch(Action::MoveShift(frame::amount(amount)));
    }
    let state = store.state();
    match &state.link.bar {
        Some(Bar::Broken { error, .. }) => Err(error.clone()),
        _ => Ok((state.opened != before).then(|| state.draft.save(state.amount))),
    }
}

/// What stands on the page when a link could not be opened, as a saved draft. Never what was saved here: that would look as if the
/// link had worked.
fn first() -> String {
    saved(&PRESETS[0].scenario())
}

/// The page stands: what was asked before is done, and from now on whatever changes is told.
pub fn attach(store: Rc<Store>) {
    let subscription = store.subscribe(|_| schedule());
    let (first, early) = with(|host| {
        host.stands = true;
        host._subscription = Some(subscription);
        host.requests.begin()
    });
    show_fault();
    if let Some(saved) = first {
        store.dispatch(Action::Open(saved));
    }
    if let Some((ports, rank)) = with(|host| host.unmet.take()) {
        peers::meet(ports, rank);
    }
    seen();
    for (id, call) in early {
        ask(id, call);
    }
    schedule();
}

/// Until the host brings something, or for as long as anyone waits for a host.
async fn wait() {
    let ended = Promise::new(&mut |resolve, _| {
        let _ = dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, WAIT_MS);
        with(|host| host.waited = Some(resolve));
    });
    let _ = JsFuture::from(ended).await;
    with(|host| host.waited = None);
}

/// The height of the content, if it has become another one. Nothing while the frame is not shown.
pub fn height(pixels: f64) {
    if pixels > 0.0 && with(|host| std::mem::replace(&mut host.height, pixels)) != pixels {
        post(&json!({"wayward": wire::VERSION, "type": "height", "px": pixels}));
    }
}

fn answer(id: u64, result: Result<Value, Refusal>) {
    send(&wire::answer(id, result));
}

/// Tells that something went wrong.
pub fn error(refusal: Refusal) {
    if with(|host| host.port.is_some()) {
        send(&wire::event("error", json!(refusal)));
    } else {
        with(|host| host.errors.push(json!(refusal)));
    }
}

/// A person pressed a key that the host wants to hear of.
pub fn key(key: &str) {
    send(&wire::event("key", json!({"key": key})));
}

fn hear(message: &JsValue, ports: &Array) {
    // What is no JSON (a circle, say) is no message.
    let text = JSON::stringify(message).ok().and_then(|text| text.as_string()).unwrap_or_default();
    match with(|host| host.line.hear(&text)) {
        Heard::Ask(id, Request::Theme(theme)) => {
            frame::theme(theme);
            answer(id, Ok(Value::Null));
        }
        Heard::Ask(id, Request::Call(call)) => ask(id, call),
        Heard::Ask(id, Request::Peers(rank)) => {
            peers::meet(ports.iter().filter_map(|port| port.dyn_into().ok()).collect(), rank);
            answer(id, Ok(Value::Null));
        }
        // The others have come further than the beginning.
        Heard::Ask(id, Request::Load { first: true, .. }) if with(|host| host.stands && !host.peers.is_empty()) => ask(id, Call::GetState),
        Heard::Ask(id, Request::Load { source, first }) => {
            let waited = with(|host| host.waited.take());
            match load(source) {
                Ok((saved, remarks)) => {
                    with(|host| (host.scenario, host.is_bare) = (None, false));
                    if !first && !with(|host| host.stands) {
                        with(|host| host.group.claim());
                    }
                    ask(id, Call::Load(saved));
                    remarked(remarks);
                }
                Err(refusal) => {
                    // Nothing else says why another experiment stands there.
                    if with(|host| host.is_bare) {
                        with(|host| host.fault = Some(refusal.clone()));
                        show_fault();
                    }
                    answer(id, Err(refusal));
                }
            }
            // The first scenario is shown at once, without another one before it.
            if let Some(waited) = waited {
                let _ = waited.call0(&JsValue::NULL);
            }
        }
        Heard::Refuse(id, refusal) => answer(id, Err(refusal)),
        Heard::Drop(refusal) => error(refusal),
    }
}

fn show_fault() {
    if let Some(store) = with(|host| host.standing())
        && let Some(fault) = with(|host| host.fault.take())
    {
        store.dispatch(Action::NotOpened(FieldError::new(Place::Other(fault.place), fault.message)));
    }
}

fn ask(id: u64, call: Call) {
    let Some(store) = with(|host| host.standing()) else { return perform(with(|host| host.requests.wait(id, call))) };
    let deeds = with(|host| host.group.ask(id, call));
    peers::perform(&store, deeds);
}

fn perform(steps: Vec<Step>) {
    let store = with(|host| host.standing());
    for step in steps {
        match (step, &store) {
            (Step::Do(action), Some(store)) => store.dispatch(action),
            (Step::Answer(id, Answer::State), Some(store)) => answer(id, Ok(state(&store.state()))),
            (Step::Answer(id, Answer::Done(value)), _) => answer(id, Ok(value)),
            (Step::Answer(id, Answer::Refused(refusal)), _) => answer(id, Err(refusal)),
            (Step::Draw(id, picture), _) => draw(id, picture),
            (Step::Do(_) | Step::Answer(_, Answer::State), None) => {}
        }
    }
}

/// Looks at what has changed, once all that is being done is done.
fn schedule() {
    if !with(|host| std::mem::replace(&mut host.is_due, true)) {
        spawn_local(async {
            with(|host| host.is_due = false);
            if let Some(store) = with(|host| host.standing()) {
                settle(&store);
            }
        });
    }
}

/// Tells what is new, and answers what has come about.
fn settle(store: &Store) {
    begin(store);
    report(&store.state());
    loop {
        let steps = with(|host| host.requests.changed(&store.state()));
        if steps.is_empty() {
            break;
        }
        perform(steps);
    }
    peers::tell(store);
}

/// The scenario that is to be loaded, as a saved draft; and for a link, which is opened as far as it goes, what is off in it.
fn load(source: Source) -> Result<(String, Vec<FieldError>), Refusal> {
    let opened: Opened = match source {
        Source::Link(link) => share::decode(&link).map_err(|error| Refusal::from(&error))?,
        Source::Scenario(json) => {
            let mut opened =
                share::from_json_strictly(&json).map_err(|error| Refusal { place: "scenario".into(), ..Refusal::from(&error) })?;
            // Another engine is no fault of the scenario.
            opened.remarks.retain(|remark| remark.place != Place::Other("engine".into()));
            if !opened.remarks.is_empty() {
                return Err(opened.remarks.swap_remove(0).into());
            }
            opened
        }
    };
    let Shared { scenario, amount, .. } = &opened.shared;
    let saved = Draft::of(scenario).map_or_else(String::new, |draft| draft.save(frame::amount(*amount)));
    let remarks = opened.remarks.clone();
    if let Some(store) = with(|host| host.store.clone()) {
        store.dispatch(Action::Carry(Box::new(opened)));
        frame::dress(&store);
    }
    Ok((saved, remarks))
}

/// Came into the part of the host that is seen, or left it.
pub fn on_screen(on_screen: bool) {
    with(|host| host.on_screen = on_screen);
    seen();
}

/// The frame, or the tab of its host, came into sight or left it.
pub fn seen() {
    let Some(store) = with(|host| host.standing()) else { return };
    let is_seen = with(|host| host.is_on_screen());
    let deeds = with(|host| host.group.sight(is_seen));
    peers::perform(&store, deeds);
    let steps = with(|host| {
        host.is_seen = is_seen || host.group.is_seen();
        host.requests.sight(host.is_seen, &store.state())
    });
    perform(steps);
    schedule();
}

/// Begins by itself, once, if that is wanted.
fn begin(store: &Store) {
    if !store.state().worker_ready {
        return;
    }
    tell("ready", json!({"version": VERSION}));
    // The others may have something to show.
    if with(|host| host.group.is_new()) {
        return;
    }
    let due = match frame::autoplay() {
        Autoplay::No => false,
        Autoplay::Yes => true,
        Autoplay::Visible => with(|host| host.requests.was_seen()),
    };
    if due && !with(|host| std::mem::replace(&mut host.played, true)) && store.state().agents.is_empty() {
        store.dispatch(Action::Train);
    }
}
