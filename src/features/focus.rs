//! Where the focus goes when what had it is gone.

use web_sys::Element;

use crate::ui::dom::focus;
use crate::views::dialog::is_lost;

/// To the first button in here, if what was pressed has gone or can be pressed no more: the focus would go nowhere.
pub fn keep(inside: &Element) {
    if is_lost() {
        focus(inside.query_selector("button:not(:disabled)").ok().flatten());
    }
}
