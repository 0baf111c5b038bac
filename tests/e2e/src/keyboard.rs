//! What somebody does who has a keyboard and nothing else.

use crate::{Page, json};
use thirtyfour::{Key, TypingData};

/// Presses of Tab after which a place counts as out of reach.
const TABS: usize = 150;

pub struct Keyboard<'a>(pub &'a Page);

impl Keyboard<'_> {
    /// To whatever has the focus, as a keyboard does.
    #[track_caller]
    pub fn keys(&self, keys: impl Into<TypingData>) {
        let nowhere = self.0.evaluate("return document.activeElement === document.body") == json!(true);
        self.0.press(if nowhere { "body" } else { ":focus" }, keys);
    }

    /// Tabs on until this has the focus; each stop must show that it has it.
    #[track_caller]
    pub fn reach(&self, css: &str) {
        let is_there = format!("return document.activeElement.matches({css:?})");
        for _ in 0..TABS {
            if self.0.evaluate(&is_there) == json!(true) {
                // The editor shows it at its frame, not at the text area inside; a hidden radio button at what stands beside it.
                let shown = "const it = document.activeElement, box = it.getBoundingClientRect();
                             const marked = (each) => { const style = each && getComputedStyle(each); return style && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'); };
                             return it.matches(':focus-visible') && box.width > 0 && (marked(it) || marked(it.closest('.editor-sheet')) || marked(it.nextElementSibling))";
                assert_eq!(self.0.evaluate(shown), json!(true), "the focus on {css} cannot be seen");
                return;
            }
            // Not to an element: what stands on a board may be drawn anew under the focus.
            self.0.keys(Key::Tab);
        }
        panic!(
            "{css} is out of reach of the keyboard; the focus is on {}",
            self.0.evaluate("return document.activeElement.outerHTML.slice(0, 200)")
        );
    }

    /// The next Tab leads to the first stop of the page.
    pub fn go_to_the_top(&self) {
        self.0.evaluate(
            "document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')",
        );
    }
}
