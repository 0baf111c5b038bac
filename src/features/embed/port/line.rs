//! The line to the host: a port, or the window around this one.

use js_sys::{Object, Reflect};

use super::*;

pub(super) fn listen() {
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
pub(super) fn post(message: &Value) {
    if let (Ok(Some(parent)), Ok(message)) = (dom::window().parent(), JSON::parse(&message.to_string())) {
        let _ = parent.post_message(&message, "*");
    }
}

/// From now on the host talks over this port; numbers begin anew. Who talked before is told that nothing more comes.
pub(super) fn open(port: MessagePort) {
    let hears = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| hear(&event.data(), &event.ports())).into_js_value();
    perform(with(|host| host.requests.close()));
    for id in with(|host| host.group.drop_waiting()) {
        answer(id, Err(closed()));
    }
    port.set_onmessage(Some(hears.unchecked_ref()));
    let (old, told, errors) = with(|host| {
        host.line = Line::default();
        (host.port.replace(port), std::mem::take(&mut host.told), std::mem::take(&mut host.errors))
    });
    if let Some(old) = old {
        old.set_onmessage(None);
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

pub(super) fn send(message: &Value) {
    if let (Some(port), Ok(message)) = (with(|host| host.port.clone()), JSON::parse(&message.to_string())) {
        let _ = port.post_message(&message);
    }
}
