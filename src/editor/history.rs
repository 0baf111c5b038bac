//! What stood in the text of one program before, for undo and redo. Plain data, no browser: `text_area` has that.

use std::collections::VecDeque;

/// Steps that can be undone, and the bytes that all of them may take.
const STEPS: usize = 500;
const BYTES: usize = 1 << 20;
/// Milliseconds without a letter after which the next one begins a step of its own. Guessed.
const PAUSE: f64 = 1_000.0;

/// How a text came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// By a letter that came: what follows closely is the same step.
    Inserted,
    /// By a letter that went: likewise.
    Deleted,
    /// While an input method composes a word.
    Composed,
    /// As one of many moves of the same drag.
    Dragged,
    /// At one stroke.
    Whole,
}

/// The texts of one text area.
#[derive(Debug)]
pub struct TextHistory {
    /// Oldest first.
    past: VecDeque<String>,
    /// What was undone, the newest last.
    future: Vec<String>,
    now: String,
    /// How and when the text was changed last, and where the caret was then. None: what comes next is a step of its own.
    last: Option<(Edit, f64, u32)>,
}

impl TextHistory {
    pub fn new(text: &str) -> TextHistory {
        TextHistory { past: VecDeque::new(), future: Vec::new(), now: text.to_owned(), last: None }
    }

    /// This is the text now, with the caret here, at this time in milliseconds.
    pub fn see(&mut self, text: &str, edit: Edit, caret: u32, time: f64) {
        if text == self.now {
            return;
        }
        let goes_on = self.last.is_some_and(|(last, then, at)| {
            let soon = time - then < PAUSE;
            let grown = text.chars().count() as i64 - self.now.chars().count() as i64;
            let moved = i64::from(caret) - i64::from(at);
            last == edit
                && match edit {
                    // A line is a step of its own.
                    Edit::Inserted => soon && grown == 1 && moved == 1 && breaks(text) == breaks(&self.now),
                    Edit::Deleted => soon && grown == -1 && (moved == -1 || moved == 0),
                    Edit::Composed => soon,
                    Edit::Dragged => true,
                    Edit::Whole => false,
                }
        });
        let before = std::mem::replace(&mut self.now, text.to_owned());
        self.future.clear();
        self.last = Some((edit, time, caret));
        if !goes_on {
            self.past.push_back(before);
        } else if self.past.back().is_some_and(|past| *past == self.now) {
            // Dragged back to where it began.
            self.past.pop_back();
            self.last = None;
        }
        let mut bytes: usize = self.past.iter().map(String::len).sum();
        while self.past.len() > STEPS || (bytes > BYTES && self.past.len() > 1) {
            bytes -= self.past.pop_front().map_or(0, |oldest| oldest.len());
        }
    }

    /// What comes next is a step of its own.
    pub fn rest(&mut self) {
        self.last = None;
    }

    pub fn undo(&mut self) -> Option<&str> {
        let back = self.past.pop_back()?;
        self.future.push(std::mem::replace(&mut self.now, back));
        self.last = None;
        Some(&self.now)
    }

    pub fn redo(&mut self) -> Option<&str> {
        let forth = self.future.pop()?;
        self.past.push_back(std::mem::replace(&mut self.now, forth));
        self.last = None;
        Some(&self.now)
    }
}

fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types letters behind the text, each 100 ms after the other.
    fn type_letters(history: &mut TextHistory, letters: &str, time: &mut f64) {
        for letter in letters.chars() {
            *time += 100.0;
            let text = format!("{}{letter}", history.now);
            history.see(&text, Edit::Inserted, text.len() as u32, *time);
        }
    }

    fn undone(history: &mut TextHistory) -> Vec<String> {
        std::iter::from_fn(|| history.undo().map(str::to_owned)).collect()
    }

    #[test]
    fn letters_are_one_step_and_strokes_are_others() {
        let (mut history, mut time) = (TextHistory::new(""), 0.0);
        type_letters(&mut history, "one", &mut time);
        time += 2_000.0;
        type_letters(&mut history, " two", &mut time);
        history.see("Formatted", Edit::Whole, 9, time);
        type_letters(&mut history, "!", &mut time);
        history.rest();
        type_letters(&mut history, "?", &mut time);
        type_letters(&mut history, "\nnext", &mut time);
        assert_eq!(undone(&mut history), ["Formatted!?", "Formatted!", "Formatted", "one two", "one", ""]);
        for text in ["one", "one two", "Formatted", "Formatted!", "Formatted!?", "Formatted!?\nnext"] {
            assert_eq!(history.redo(), Some(text));
        }
        assert_eq!(history.redo(), None);
    }

    #[test]
    fn letters_elsewhere_and_letters_that_go_begin_a_step() {
        let mut history = TextHistory::new("ab");
        history.see("abc", Edit::Inserted, 3, 0.0);
        history.see("xabc", Edit::Inserted, 1, 10.0);
        history.see("xyabc", Edit::Inserted, 2, 20.0);
        history.see("xabc", Edit::Deleted, 1, 30.0);
        history.see("abc", Edit::Deleted, 0, 40.0);
        history.see("bc", Edit::Deleted, 0, 50.0);
        assert_eq!(undone(&mut history), ["xyabc", "abc", "ab"]);
    }

    #[test]
    fn what_is_typed_over_a_selection_is_one_step() {
        let mut history = TextHistory::new("reached_cheese");
        for (text, caret) in [("b", 1), ("bu", 2), ("bum", 3)] {
            history.see(text, Edit::Inserted, caret, 0.0);
        }
        assert_eq!(undone(&mut history), ["reached_cheese"]);
        let mut history = TextHistory::new("");
        for text in ["n", "に", "にほ", "日本"] {
            history.see(text, Edit::Composed, 0, 0.0);
        }
        assert_eq!(undone(&mut history), [""]);
    }

    #[test]
    fn a_drag_is_one_step_or_none() {
        let mut history = TextHistory::new("1");
        for text in ["2", "1", "3", "1", "4"] {
            history.see(text, Edit::Dragged, 0, 0.0);
        }
        history.rest();
        for text in ["5", "4"] {
            history.see(text, Edit::Dragged, 0, 0.0);
        }
        assert_eq!(undone(&mut history), ["1"]);
    }

    #[test]
    fn an_edit_ends_what_can_be_done_again_and_what_is_kept_is_bounded() {
        let mut history = TextHistory::new("a");
        history.see("b", Edit::Whole, 0, 0.0);
        assert_eq!(history.undo(), Some("a"));
        history.see("c", Edit::Whole, 0, 0.0);
        assert_eq!(history.redo(), None);
        for number in 0..2_000 {
            history.see(&number.to_string(), Edit::Whole, 0, 0.0);
        }
        assert_eq!(history.past.len(), STEPS);
        let novel = |letter: &str| letter.repeat(BYTES);
        for letter in ["d", "e", "f"] {
            history.see(&novel(letter), Edit::Whole, 0, 0.0);
        }
        assert_eq!(history.past.len(), 1);
        assert_eq!(history.undo(), Some(novel("e").as_str()));
    }
}
