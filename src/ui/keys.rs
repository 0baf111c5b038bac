//! Keys that mean the same everywhere on the page.

use web_sys::KeyboardEvent;

/// Ctrl+Z, Shift+Ctrl+Z and Ctrl+Y, with the command key of Macs as well. True: undo.
pub fn direction(event: &KeyboardEvent) -> Option<bool> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return None;
    }
    match event.key().as_str() {
        "z" | "Z" => Some(!event.shift_key()),
        "y" | "Y" => Some(false),
        _ => None,
    }
}
