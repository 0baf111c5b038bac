//! What pages of a group tell each other.

use serde::{Deserialize, Serialize};

use crate::ui::state::group::{Part, SharedRun, Wanted};

/// Of a word that counts for all, as Lamport 1978 orders events: larger ones are newer, and of those that were said at once that of the elder page counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    pub(super) count: u32,
    pub(super) elder: u8,
}

/// What all pages of a group have in common, but for the run itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stand {
    /// The experiment, as it is saved.
    pub(super) saved: String,
    /// What `reset` goes back to.
    pub(super) loaded: String,
    pub(super) amount: f64,
    pub(super) held: bool,
    /// It is held because nobody sees any of the pages.
    pub(super) away: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// The whole run of this name.
    Run(Stamp, Box<SharedRun>),
    /// What counts from now on, and the name of the run; None: nothing has run.
    Stand(Stamp, Option<Stamp>, Stand),
    /// The run of this name counts, and is not here.
    Missing(Stamp),
    /// What is new of the run of this name.
    Parts(Stamp, Vec<Part>),
    /// Of the page at work: so many updates of this agent, an end to its training, or a verdict while all is held.
    Wanted(Stamp, u32, Wanted),
    Seen(bool),
    /// All that is to be known by a page that has just been met was said.
    Met {
        has: Option<Stamp>,
        works: bool,
    },
    /// Answered at once: by then everything that was said before is known.
    Ping(u32),
    Pong(u32),
}

impl Message {
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("plain data into a growing buffer")
    }

    /// None: not a message of this build.
    pub fn from_bytes(bytes: &[u8]) -> Option<Message> {
        postcard::from_bytes(bytes).ok()
    }
}
