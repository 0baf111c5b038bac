//! The lines to the other pages of a group.

use super::super::group::{Deed, MOST, Message};
use js_sys::Uint8Array;

use super::*;

/// How long the others may take to answer before they are thought gone.
const PATIENCE_MS: u32 = 10_000;
/// Bytes of a message: more than any run has.
const LARGEST: u32 = 64 << 20;

/// The host names the others; those that it named before are gone.
pub(super) fn meet(ports: Vec<MessagePort>, rank: u8) {
    let Some(store) = with(|host| host.standing()) else { return with(|host| host.unmet = Some((ports, rank))) };
    let ports: Vec<MessagePort> = ports.into_iter().take(MOST).collect();
    for old in with(|host| std::mem::replace(&mut host.peers, ports.clone())) {
        old.set_onmessage(None);
        old.close();
    }
    let deeds = with(|host| {
        let (loaded, away) = (host.requests.loaded().map(str::to_owned), host.requests.is_away());
        host.group.know(&store.state(), loaded.as_deref(), away);
        host.group.meet(ports.len(), rank, &store.state())
    });
    perform(&store, deeds);
    for (at, port) in ports.into_iter().enumerate() {
        let hears = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| hear(at, &event));
        port.set_onmessage(Some(hears.into_js_value().unchecked_ref()));
    }
}

fn hear(at: usize, event: &MessageEvent) {
    let Some(store) = with(|host| host.standing()) else { return };
    let bytes = event.data().dyn_into::<Uint8Array>().ok().filter(|bytes| bytes.length() <= LARGEST);
    match bytes.and_then(|bytes| Message::from_bytes(&bytes.to_vec())) {
        Some(message) => {
            let deeds = with(|host| host.group.hear(at, message, &store.state()));
            perform(&store, deeds);
        }
        None => error(Refusal::new("malformed", "this is nothing that a page of a group says", "peers")),
    }
}

/// Tells the others what has changed.
pub(super) fn tell(store: &Store) {
    let deeds = with(|host| {
        let away = host.requests.is_away();
        host.group.changed(&store.state(), host.requests.loaded(), away)
    });
    perform(store, deeds);
}

pub(super) fn perform(store: &Store, deeds: Vec<Deed>) {
    let (mut later, mut is_told) = (Vec::new(), false);
    for deed in deeds {
        match deed {
            Deed::Send(at, message) => {
                if let Some(port) = with(|host| host.peers.get(at).cloned()) {
                    let _ = port.post_message(&Uint8Array::from(message.to_bytes().as_slice()));
                }
                continue;
            }
            Deed::Do(action) => store.dispatch(action),
            Deed::Act(action) => {
                store.dispatch(action);
                continue;
            }
            Deed::Loaded(saved) => with(|host| host.requests.set_loaded(saved)),
            Deed::Away(away) => with(|host| host.requests.set_away(away)),
            deed @ (Deed::Sight | Deed::Ask(..)) => {
                later.push(deed);
                continue;
            }
        }
        is_told = true;
    }
    if is_told {
        with(|host| {
            let away = host.requests.is_away();
            let loaded = host.requests.loaded().map(str::to_owned);
            host.group.know(&store.state(), loaded.as_deref(), away);
        });
        schedule();
    }
    for deed in later {
        match deed {
            Deed::Ask(id, call) => {
                let steps = with(|host| host.requests.ask(id, call, &store.state()));
                super::perform(steps);
                settle(store);
            }
            // A run that was begun out of sight goes on where another page of the group is out of sight, too.
            _ if with(|host| host.is_seen != (host.group.is_seen() || host.is_on_screen())) => seen(),
            _ => {}
        }
    }
    wait();
}

/// For the others, but not for ever.
fn wait() {
    with(|host| {
        if !host.group.is_waiting() {
            host.patience = None;
        } else if host.patience.is_none() {
            host.patience = Some(Timeout::new(PATIENCE_MS, || {
                if let Some(store) = with(|host| host.standing()) {
                    let deeds = with(|host| host.group.give_up());
                    perform(&store, deeds);
                }
            }));
        }
    });
}
