//! The line from an embedded page to its host: who it talks to, what it does for them, and what it tells.
//!
//! The frame says hello to its parent; whoever answers from there with a port is the host. What comes over the port is read by
//! [`wire`] and done in the words of the page (`ui::outside`). What came of it is seen where everybody sees it: a look four
//! times a second, at nothing but a few attributes unless something has changed.

use std::cell::RefCell;
use std::collections::VecDeque;

use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, MessageEvent, MessagePort};

use super::display::Autoplay;
use super::wire::{self, Heard, Line, Picture, Refusal, Request};
use super::{address, dom, embed, export, page, paper};
use crate::ui::draft::Draft;
use engine::decimal::plain;
use engine::protocol::{self, Handout};
use engine::scenario::{Field, PRESETS, Place, Scenario};
use engine::share::{self, Opened};

/// How often the page is looked at.
const LOOK_MS: i32 = 250;
/// How long a frame without a scenario of its own waits for a host that brings one.
const WAIT_MS: i32 = 1_000;

/// A request that is done when something has come about.
struct Waiting {
    id: u64,
    what: What,
}

enum What {
    /// The page shows what was done; then its state is the answer.
    Shown,
    /// The page can train; then training begins.
    Begin,
    /// The first run after the one of this name is trained; its own name, once it is known.
    Train {
        before: String,
        run: Option<String>,
    },
    /// The run is held; then so many updates are made.
    Hold(usize),
    /// The run of this name has made so many updates; or the first one after the one of this name.
    Step {
        before: Option<String>,
        run: Option<String>,
        updates: usize,
    },
    Judge,
}

#[derive(Default)]
struct Host {
    begun: bool,
    port: Option<MessagePort>,
    line: Line,
    /// The newest of what was told, by the name of the event: nothing is told twice.
    told: Vec<(&'static str, Value)>,
    /// What went wrong before there was somebody to hear of it.
    errors: Vec<Value>,
    /// The run whose failure was told.
    failed: String,
    height: f64,
    /// Asked before the page was there.
    queue: VecDeque<(u64, Request)>,
    waiting: Vec<Waiting>,
    /// Ends the wait for a first scenario.
    waited: Option<js_sys::Function>,
    /// What was loaded last, as the page saves it.
    loaded: Option<String>,
    /// The page stands; and it can train.
    up: bool,
    ready: bool,
    on_screen: bool,
    /// It was seen at least once.
    was_seen: bool,
    /// It went out of sight and was held by us.
    held: bool,
    played: bool,
    /// What was seen at the last look.
    figures: String,
    dirty: bool,
}

thread_local! {
    static HOST: RefCell<Host> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut Host) -> T) -> T {
    HOST.with_borrow_mut(act)
}

/// What the address or the host names, as a saved draft; None: the page's own choice. Called again for every new address.
pub async fn arrive() -> Option<String> {
    let mut short = None;
    if !with(|host| std::mem::replace(&mut host.begun, true)) {
        let (own, remarks) = embed::begin();
        short = own;
        remarked(remarks);
        listen();
    }
    let named = dom::window().location().hash().ok().filter(|hash| hash.len() > 1).or(short);
    let saved = match named {
        Some(link) => address::open(&link),
        None => {
            wait().await;
            with(|host| host.loaded.take())
        }
    };
    let loaded = saved.clone().unwrap_or_else(|| paper::saved(&PRESETS[0].scenario()));
    with(|host| (host.loaded, host.dirty) = (Some(loaded), true));
    saved
}

/// Until the host brings something, or for as long as anyone waits for a host.
async fn wait() {
    let ended = Promise::new(&mut |resolve, _| {
        let _ = dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, WAIT_MS);
        with(|host| host.waited = Some(resolve));
    });
    let _ = JsFuture::from(ended).await;
}

fn listen() {
    let looks = Closure::<dyn Fn()>::new(look).into_js_value();
    let _ = dom::window().set_interval_with_callback_and_timeout_and_arguments_0(looks.unchecked_ref(), LOOK_MS);
    let Some(parent) = dom::window().parent().ok().flatten().filter(|parent| *parent != dom::window()) else { return };
    let hears = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let is_parent = event.source().is_some_and(|source| source == *AsRef::<Object>::as_ref(&parent));
        let field = |name: &str| Reflect::get(&event.data(), &name.into()).unwrap_or_default();
        if is_parent
            && field("wayward") == wire::VERSION as f64
            && field("type") == "port"
            && let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>()
        {
            open(port);
        }
    });
    let _ = dom::window().add_event_listener_with_callback("message", hears.into_js_value().unchecked_ref());
    post(&json!({"wayward": wire::VERSION, "type": "hello"}));
}

/// To the parent, whoever that is: says nothing that they do not know.
fn post(message: &Value) {
    if let (Ok(Some(parent)), Ok(message)) = (dom::window().parent(), JSON::parse(&message.to_string())) {
        let _ = parent.post_message(&message, "*");
    }
}

/// The height of the content, if it has become another one. Nothing while the frame is not shown.
pub fn height(pixels: f64) {
    if pixels > 0.0 && with(|host| std::mem::replace(&mut host.height, pixels)) != pixels {
        post(&json!({"wayward": wire::VERSION, "type": "height", "px": pixels}));
    }
}

/// From now on the host talks over this port; numbers begin anew.
fn open(port: MessagePort) {
    let hears = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| hear(&event.data())).into_js_value();
    port.set_onmessage(Some(hears.unchecked_ref()));
    let (old, told, errors) = with(|host| {
        host.line = Line::default();
        (host.port.replace(port), std::mem::take(&mut host.told), std::mem::take(&mut host.errors))
    });
    if let Some(old) = old {
        old.close();
    }
    // What they have missed.
    for (name, detail) in told {
        tell(name, detail);
    }
    for error in errors {
        send(&wire::event("error", error));
    }
    let _ = dom::document().document_element().map(|html| html.set_attribute("data-hosted", ""));
}

fn send(message: &Value) {
    if let (Some(port), Ok(message)) = (with(|host| host.port.clone()), JSON::parse(&message.to_string())) {
        let _ = port.post_message(&message);
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

/// Tells of something that has become so, unless that is what was told last.
fn tell(name: &'static str, detail: Value) {
    let is_new = with(|host| match host.told.iter_mut().find(|(told, _)| *told == name) {
        Some((_, last)) if *last == detail => false,
        Some((_, last)) => {
            *last = detail.clone();
            true
        }
        None => {
            host.told.push((name, detail.clone()));
            true
        }
    });
    if is_new {
        send(&wire::event(name, detail));
    }
}

fn hear(message: &JsValue) {
    // What is no JSON (a circle, say) is no message.
    let text = JSON::stringify(message).ok().and_then(|text| text.as_string()).unwrap_or_default();
    match with(|host| host.line.hear(&text)) {
        Heard::Ask(id, Request::Theme(theme)) => {
            embed::theme(theme);
            answer(id, Ok(Value::Null));
        }
        Heard::Ask(id, request) => {
            let loads = matches!(request, Request::LoadLink(_) | Request::LoadScenario(_));
            let resolve = with(|host| host.waited.take_if(|_| loads && !host.up));
            match resolve {
                // The first scenario is shown at once, without another one before it.
                Some(resolve) => {
                    match load(request) {
                        Ok((saved, remarks)) => {
                            with(|host| {
                                host.loaded = Some(saved);
                                host.waiting.push(Waiting { id, what: What::Shown });
                            });
                            remarked(remarks);
                        }
                        Err(refusal) => answer(id, Err(refusal)),
                    }
                    let _ = resolve.call0(&JsValue::NULL);
                }
                None => with(|host| host.queue.push_back((id, request))),
            }
            look();
        }
        Heard::Refuse(id, refusal) => answer(id, Err(refusal)),
        Heard::Drop(refusal) => error(refusal),
    }
}

fn remarked(remarks: Vec<engine::scenario::FieldError>) {
    for remark in remarks {
        error(remark.into());
    }
}

/// The scenario that is to be loaded, as a saved draft; and for a link, which is opened as far as it goes, what is off in it.
fn load(request: Request) -> Result<(String, Vec<engine::scenario::FieldError>), Refusal> {
    let opened: Opened = match request {
        Request::LoadLink(link) => share::decode(&link).map_err(|error| Refusal::from(&error))?,
        Request::LoadScenario(json) => {
            let mut opened =
                share::from_json_strictly(&json).map_err(|error| Refusal { place: "scenario".into(), ..Refusal::from(&error) })?;
            // Another engine is no fault of the scenario.
            opened.remarks.retain(|remark| remark.place != Place::Other("engine".into()));
            if !opened.remarks.is_empty() {
                return Err(opened.remarks.swap_remove(0).into());
            }
            opened
        }
        _ => return Err(Refusal::new("malformed", "this is nothing to load", "type")),
    };
    let remarks = opened.remarks.clone();
    Ok((address::take(opened), remarks))
}

/// Something on the page was edited.
pub fn edited() {
    with(|host| host.dirty = true);
}

fn figure(name: &str) -> String {
    dom::by_css("#run-figures").and_then(|figures| figures.get_attribute(name)).unwrap_or_default()
}

fn is_held() -> bool {
    dom::by_css("#pause[aria-pressed=true]").is_some()
}

fn set_held(held: bool) {
    if is_held() != held {
        page::press("pause");
    }
}

/// Somebody trains.
fn is_busy() -> bool {
    matches!(figure("data-state").as_str(), "waiting" | "training") || figure("data-judged") != figure("data-agents")
}

/// Came into the part of the host that is seen, or left it.
pub fn on_screen(on_screen: bool) {
    with(|host| host.on_screen = on_screen);
    seen();
}

/// What is out of sight is held, and goes on when it is back, unless somebody else has decided by then.
pub fn seen() {
    let is_seen = !dom::document().hidden() && with(|host| host.on_screen);
    if is_seen {
        with(|host| host.was_seen = true);
        if with(|host| std::mem::take(&mut host.held)) {
            set_held(false);
        }
    } else if with(|host| host.was_seen) && is_busy() && !is_held() {
        with(|host| (host.held, host.was_seen) = (true, false));
        set_held(true);
    }
    look();
}

/// Sees what has changed, does what has been asked for, and tells of it.
fn look() {
    if !with(|host| host.up) {
        let is_up = dom::by_css("#board-deploy .board-stage").is_some() && page::hand_out().is_some();
        if !is_up {
            return;
        }
        with(|host| (host.up, host.dirty) = (true, true));
    }
    let mut acted = false;
    while let Some((id, request)) = with(|host| host.queue.pop_front()) {
        act(id, request);
        acted = true;
    }
    if acted {
        // The page does it after this task, so what came of it is seen in the next one.
        let again = Closure::once_into_js(look);
        let _ = dom::window().set_timeout_with_callback(again.unchecked_ref());
        return;
    }
    let figures = dom::by_css("#run-figures").map_or_else(String::new, |figures| figures.outer_html());
    let changed = with(|host| std::mem::take(&mut host.dirty) | (std::mem::replace(&mut host.figures, figures.clone()) != figures));
    if !changed {
        return;
    }
    let Some(handout) = page::hand_out() else { return };
    let Some(scenario) = paper::scenario(&handout.draft) else { return };
    play();
    report(&handout, &scenario);
    settle(&handout, &scenario);
}

/// Begins by itself, once, if that is wanted.
fn play() {
    if figure("data-ready") != "1" {
        return;
    }
    if !with(|host| std::mem::replace(&mut host.ready, true)) {
        tell("ready", json!({"version": protocol::VERSION}));
    }
    let due = match embed::autoplay() {
        Autoplay::No => false,
        Autoplay::Yes => true,
        Autoplay::Visible => with(|host| host.was_seen),
    };
    if due && !with(|host| std::mem::replace(&mut host.played, true)) && figure("data-state") == "idle" {
        page::press("train");
    }
    // Whoever waits to be seen is looked at again.
    with(|host| host.dirty |= !host.played && embed::autoplay() == Autoplay::Visible);
}

fn state(handout: &Handout, scenario: &Scenario) -> Value {
    let shared = address::with_carried(scenario.clone());
    let json: Value = serde_json::from_str(&share::to_json(&shared)).unwrap_or_default();
    let status = figure("data-state");
    json!({
        "scenario": json, "link": format!("{}#{}", address::site(), address::fragment(&shared)), "status": status,
        "paused": is_held(), "amount": handout.amount,
    })
}

fn report(handout: &Handout, scenario: &Scenario) {
    let now = state(handout, scenario);
    let link = now["link"].as_str().unwrap_or_default().to_owned();
    embed::point(&link);
    tell("state", json!({"scenario": now["scenario"], "link": link}));
    tell("shift", wire::worlds(scenario, handout.amount));
    if let Some(progress) = wire::progress(handout) {
        tell("progress", progress);
    }
    if let Some(verdict) = wire::verdict(handout, is_over()) {
        tell("verdict", verdict);
    }
    if figure("data-state") == "failed" {
        let run = figure("data-run");
        if with(|host| std::mem::replace(&mut host.failed, run.clone())) != run {
            error(failure());
        }
    }
}

fn failure() -> Refusal {
    let words = dom::by_css("#spoken").and_then(|spoken| spoken.text_content()).unwrap_or_default();
    Refusal::new("failed", if words.is_empty() { "training could not go on".into() } else { words }, "reward")
}

/// Nothing more comes from these agents: each has its verdict, or none will.
fn is_over() -> bool {
    figure("data-judged") == figure("data-agents")
}

/// Answers what has come about.
fn settle(handout: &Handout, scenario: &Scenario) {
    let waiting = with(|host| std::mem::take(&mut host.waiting));
    let mut still = Vec::new();
    for Waiting { id, what } in waiting {
        match come_about(handout, scenario, what) {
            Ok(Some(result)) => answer(id, result),
            Ok(None) => {}
            Err(what) => still.push(Waiting { id, what }),
        }
    }
    with(|host| {
        still.append(&mut host.waiting);
        host.waiting = still;
        // What is to be seen next may need no change of the figures.
        host.dirty |= !host.waiting.is_empty();
    });
}

type Settled = Result<Option<Result<Value, Refusal>>, What>;

fn come_about(handout: &Handout, scenario: &Scenario, what: What) -> Settled {
    let run = figure("data-run");
    let done = |result| Ok(Some(result));
    let replaced = || Ok(Some(Err(Refusal::new("replaced", "another run, or another scenario, has taken its place", ""))));
    let shown = handout.agents.get(handout.shown as usize);
    match what {
        What::Shown => done(Ok(state(handout, scenario))),
        What::Begin if figure("data-ready") == "1" => {
            page::press("train");
            Err(What::Train { before: run, run: None })
        }
        What::Begin => Err(What::Begin),
        What::Train { before, run: None } if run == before || run.is_empty() => Err(What::Train { before, run: None }),
        What::Train { before, run: mine } => {
            if mine.as_ref().is_some_and(|mine| *mine != run) {
                return replaced();
            }
            match &figure("data-state")[..] {
                "failed" if is_over() => done(Err(failure())),
                _ if is_over() || handout.agents.iter().all(|run| run.summary.is_some()) => {
                    done(wire::trained(handout, address::digest(handout)))
                }
                _ => Err(What::Train { before, run: Some(run) }),
            }
        }
        What::Hold(updates) => match &figure("data-state")[..] {
            "training" | "waiting" => Err(What::Hold(updates)),
            "paused" => {
                let made = shown.map_or(0, |run| run.points.len());
                page::press(&format!("step{updates}"));
                Err(What::Step { before: None, run: Some(run), updates: made + updates })
            }
            _ if figure("data-ready") == "1" => {
                page::press(&format!("step{updates}"));
                Err(What::Step { before: Some(run), run: None, updates })
            }
            _ => Err(What::Hold(updates)),
        },
        What::Step { before: Some(before), run: None, updates } if run == before || run.is_empty() => {
            Err(What::Step { before: Some(before), run: None, updates })
        }
        What::Step { before, run: mine, updates } => {
            let Some(shown) = shown.filter(|_| mine.as_ref().is_none_or(|mine| *mine == run)) else { return replaced() };
            match &figure("data-state")[..] {
                "failed" | "lost" => done(Err(failure())),
                "paused" if shown.points.len() >= updates => done(Ok(wire::progress(handout).unwrap_or_default())),
                "trained" => done(Ok(wire::progress(handout).unwrap_or_default())),
                _ => Err(What::Step { before, run: Some(run), updates }),
            }
        }
        What::Judge if handout.agents.is_empty() => {
            done(Err(Refusal::new("not_trained", "there is no agent to judge: nothing has been trained", "")))
        }
        What::Judge => match wire::verdict(handout, is_over()) {
            Some(verdict) => done(Ok(verdict)),
            None if is_over() && handout.agents.iter().all(|run| run.row.is_none()) => done(Err(failure())),
            None => Err(What::Judge),
        },
    }
}

/// Does what a host asks for. The page stands.
fn act(id: u64, request: Request) {
    let wait = |what: What| {
        with(|host| {
            host.waiting.push(Waiting { id, what });
            host.dirty = true;
        });
    };
    let Some(handout) = page::hand_out() else { return };
    let result = match request {
        Request::LoadLink(_) | Request::LoadScenario(_) => load(request).map(|(saved, remarks)| {
            with(|host| host.loaded = Some(saved.clone()));
            page::open(saved);
            remarked(remarks);
            Some(What::Shown)
        }),
        Request::Play => {
            hold(false);
            Ok(Some(What::Shown))
        }
        Request::Pause => {
            hold(true);
            Ok(Some(What::Shown))
        }
        Request::Reset => {
            if let Some(saved) = with(|host| host.loaded.clone()) {
                page::open(saved);
            }
            Ok(Some(What::Shown))
        }
        Request::Step(updates) => may_train(&handout, None).map(|_| {
            hold(true);
            Some(What::Hold(updates))
        }),
        Request::Train(steps) => may_train(&handout, steps).map(|text| {
            if let Some(text) = text {
                page::set("agent.total_timesteps", text);
            }
            with(|host| host.held = false);
            Some(What::Begin)
        }),
        Request::Shift(knobs) => shift(&handout, &knobs).map(|()| Some(What::Shown)),
        Request::Judge => Ok(Some(What::Judge)),
        Request::GetState => {
            let scenario = paper::scenario(&handout.draft);
            if let Some(scenario) = scenario {
                answer(id, Ok(state(&handout, &scenario)));
            }
            Ok(None)
        }
        Request::Snapshot(kind) => {
            picture(id, kind, &handout);
            Ok(None)
        }
        // Done as soon as it was heard.
        Request::Theme(_) => Ok(None),
    };
    match result {
        Ok(Some(what)) => wait(what),
        Ok(None) => {}
        Err(refusal) => answer(id, Err(refusal)),
    }
}

/// By the host's will, which outlasts that it is out of sight.
fn hold(held: bool) {
    with(|host| host.held = false);
    set_held(held);
}

/// Whether what stands on the page can be trained, with another number of steps; that number as it would be typed.
fn may_train(handout: &Handout, steps: Option<f64>) -> Result<Option<String>, Refusal> {
    let Some((mut draft, _)) = Draft::restore(&handout.draft) else { return Ok(None) };
    let text = steps.map(plain);
    if let Some(text) = &text {
        draft.scenario.set("agent.total_timesteps", text)?;
        draft.type_field(Field::Agent("total_timesteps"), text.clone());
    }
    match draft.blocker() {
        None => Ok(text),
        Some(error) => {
            let code = if draft.is_broken_program(&error.place) { "does_not_compile" } else { "out_of_range" };
            Err(Refusal { code, ..error.into() })
        }
    }
}

fn shift(handout: &Handout, knobs: &[(String, f64)]) -> Result<(), Refusal> {
    let Some(scenario) = paper::scenario(&handout.draft) else { return Ok(()) };
    wire::shifted(&scenario, knobs)?;
    let is_trained = handout.agents.iter().all(|run| run.summary.is_some()) || is_over();
    if !is_trained {
        let words = "training is under way; the shifted world can become another one when it is over, or after a reset";
        return Err(Refusal::new("training", words, ""));
    }
    for (name, value) in knobs {
        page::set(&format!("shift.{name}"), plain(*value));
    }
    page::press("reshift");
    page::set("shift", "100".into());
    Ok(())
}

fn picture(id: u64, kind: Picture, handout: &Handout) {
    let format = match kind {
        Picture::Svg => "svg",
        Picture::Png => "png",
        Picture::Csv => "csv",
    };
    let code = if kind == Picture::Csv && handout.agents.is_empty() { "not_trained" } else { "failed" };
    spawn_local(async move {
        let file = match export::snapshot(format).await {
            Ok(file) => file,
            Err(words) => return answer(id, Err(Refusal::new(code, words, "kind"))),
        };
        if kind != Picture::Png {
            return answer(id, Ok(String::from_utf8_lossy(&file.bytes).into()));
        }
        // A file is no JSON; it is passed on as it is.
        let options = BlobPropertyBag::new();
        options.set_type(file.kind);
        let parts = Array::of1(&Uint8Array::from(file.bytes.as_slice()));
        let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return };
        let (message, port) = (Object::new(), with(|host| host.port.clone()));
        let fields: [(&str, JsValue); 4] =
            [("wayward", (wire::VERSION as f64).into()), ("id", (id as f64).into()), ("type", "answer".into()), ("value", blob.into())];
        for (name, value) in fields {
            let _ = Reflect::set(&message, &name.into(), &value);
        }
        let _ = port.map(|port| port.post_message(&message));
    });
}
