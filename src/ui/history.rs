//! What stood on the page before, for undo and redo: a list of saved drafts either way. Plain data, no browser.
//!
//! Questionable decision: whole drafts and no single changes. A draft is a kilobyte or two, and whatever a draft holds can be
//! undone without a word of code for it.

use std::collections::VecDeque;

/// Steps that can be undone, and the bytes that all of them may take: somebody may paste a novel into a text.
const STEPS: usize = 200;
const BYTES: usize = 4 << 20;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Oldest first.
    past: VecDeque<String>,
    /// What was undone, the newest last.
    future: Vec<String>,
    /// What stands on the page, as far as it was told. None: nothing was told yet.
    now: Option<String>,
}

impl History {
    /// This stands on the page. If it is new, there is one more step to undo, and none to redo.
    pub fn see(&mut self, draft: &str) {
        if self.now.as_deref() == Some(draft) {
            return;
        }
        if let Some(now) = self.now.replace(draft.to_owned()) {
            self.past.push_back(now);
            self.future.clear();
            self.forget();
        }
    }

    /// What stood there before the last step.
    pub fn undo(&mut self) -> Option<String> {
        let back = self.past.pop_back()?;
        self.future.extend(self.now.replace(back));
        self.now.clone()
    }

    /// What was undone last.
    pub fn redo(&mut self) -> Option<String> {
        let back = self.future.pop()?;
        self.past.extend(self.now.replace(back));
        self.now.clone()
    }

    /// Whether there is something to undo, and to redo.
    pub fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }

    fn forget(&mut self) {
        let mut bytes: usize = self.past.iter().map(String::len).sum();
        // The last step stays, however large.
        while self.past.len() > STEPS || (bytes > BYTES && self.past.len() > 1) {
            bytes -= self.past.pop_front().map_or(0, |oldest| oldest.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(drafts: &[&str]) -> History {
        let mut history = History::default();
        for draft in drafts {
            history.see(draft);
        }
        history
    }

    #[test]
    fn steps_go_back_and_forth() {
        let mut history = seen(&["a", "a", "b", "c"]);
        assert_eq!(history.can(), (true, false));
        assert_eq!([history.undo(), history.undo()], [Some("b".into()), Some("a".into())]);
        assert_eq!((history.undo(), history.can()), (None, (false, true)));
        assert_eq!(history.redo(), Some("b".into()));
        // What the page tells by itself is no news.
        history.see("b");
        assert_eq!(history.can(), (true, true));
        history.see("d");
        assert_eq!((history.redo(), history.undo()), (None, Some("b".into())));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut history = History::default();
        for step in 0..1_000 {
            history.see(&step.to_string());
        }
        assert_eq!(history.past.len(), STEPS);
        assert_eq!(history.undo(), Some("998".into()));
        let novel = |letter: &str| letter.repeat(BYTES / 2 + 1);
        let mut history = seen(&[&novel("a"), &novel("b"), &novel("c")]);
        assert_eq!(history.past.len(), 1);
        assert_eq!(history.undo(), Some(novel("b")));
        let huge = "x".repeat(2 * BYTES);
        let mut history = seen(&[&huge, "small"]);
        assert_eq!(history.undo(), Some(huge));
    }
}
