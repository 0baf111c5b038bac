//! Lines of text, one below the other.

use std::fmt::Write as _;

use super::{MARGIN, RULE, WIDTH};
use crate::ui::markup::escape;
use engine::decimal::fixed;

/// Being written, from the top down.
pub(super) struct Page {
    pub out: String,
    pub y: f64,
}

impl Page {
    /// Down by a line.
    pub fn line(&mut self, height: f64) {
        self.y += height;
    }

    pub fn text(&mut self, x: f64, size: f64, color: &str, more: &str, words: &str) {
        let _ = write!(
            self.out,
            "<text x='{}' y='{}' font-size='{}' fill='{color}'{more} xml:space='preserve'>{}</text>",
            fixed(x, 1),
            fixed(self.y, 1),
            fixed(size, 1),
            escape(words)
        );
    }

    /// At the right edge.
    pub fn right(&mut self, size: f64, color: &str, words: &str) {
        self.text(WIDTH - MARGIN, size, color, " text-anchor='end'", words);
    }

    pub fn rule(&mut self) {
        self.y += 16.0;
        let (y, to) = (fixed(self.y, 1), fixed(WIDTH - MARGIN, 0));
        let _ = write!(self.out, "<path d='M{} {y}H{to}' stroke='{RULE}'/>", fixed(MARGIN, 0));
        self.y += 8.0;
    }
}

pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// Lines of at most so many characters, broken at blanks where there are any; blanks at the start stay.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_inclusive(' ') {
        let size = word.trim_end().chars().count();
        if length > 0 && length + size > most {
            lines.push(String::new());
            length = 0;
        }
        for letter in word.chars() {
            if length == most && letter != ' ' {
                lines.push(String::new());
                length = 0;
            }
            lines.last_mut().expect("there is always one").push(letter);
            length += 1;
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_longer_than_they_may_be() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("  indented words", 10), ["  indented", "words"]);
        assert_eq!(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("", 4), [""]);
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
