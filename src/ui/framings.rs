//! The four framings in words: what each asks, what is read from its answer, and where two of them disagree.

use engine::share::Framing;

pub fn word(framing: Framing) -> &'static str {
    match framing {
        Framing::Behavior => "Behavior",
        Framing::Cause => "Cause",
        Framing::Aim => "Aim",
        Framing::Online => "Online",
    }
}

/// What it asks, as short as a tab wants it.
pub fn question(framing: Framing) -> &'static str {
    match framing {
        Framing::Behavior => "what does it do?",
        Framing::Cause => "why does it?",
        Framing::Aim => "what pulls it?",
        Framing::Online => "can it be mended?",
    }
}
