//! What a link brought beside its scenario, and what a link to this page says. No browser.

use super::state::State;
use engine::scenario::{FieldError, Scenario};
use engine::share::{self, Framing, LinkError, Opened, Shared};

/// The link or the file by which the experiment on the page came, if it came by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// Title, note and the like, with the scenario that they came with.
    carried: Option<Shared>,
    /// What is to be said of it.
    pub bar: Option<Bar>,
    pub is_file: bool,
}

/// What a person must know of a link. `kept`: there is an own experiment, which stays. `came`: somebody has made this experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Bar {
    /// `promises`: it carries a result.
    Opened {
        title: String,
        note: String,
        remarks: Vec<FieldError>,
        promises: bool,
        kept: bool,
        came: bool,
    },
    Broken {
        error: LinkError,
        raw: String,
        kept: bool,
    },
    /// The page of somebody else brought an experiment that cannot be opened.
    NotOpened(FieldError),
}

impl Link {
    pub fn opened(opened: Opened, kept: bool, came: bool) -> Link {
        let Opened { shared, remarks } = opened;
        // A preset alone is nobody's own.
        let came = came && Scenario::preset(&shared.scenario.preset).map(Shared::from).as_ref() != Some(&shared);
        let Shared { title, note, .. } = shared.clone();
        let promises = shared.digest.is_some();
        let says_nothing = title.is_empty() && note.is_empty() && remarks.is_empty() && !promises && !kept && !came;
        let bar = (!says_nothing).then_some(Bar::Opened { title, note, remarks, promises, kept, came });
        Link { carried: Some(shared), bar, is_file: false }
    }

    pub fn broken(error: LinkError, raw: String, kept: bool) -> Link {
        Link { bar: Some(Bar::Broken { error, raw, kept }), ..Link::default() }
    }

    /// What the window is called.
    pub fn title(&self) -> String {
        let title = self.carried.as_ref().map_or("", |carried| &carried.title);
        if title.is_empty() { "Wayward".to_owned() } else { format!("{title} · Wayward") }
    }

    /// What came with it.
    pub fn carried(&self) -> Option<&Shared> {
        self.carried.as_ref()
    }

    /// What is shared from now on has this title and this note.
    pub fn set_words(&mut self, shared: Shared, title: String, note: String) {
        self.carried = Some(Shared { title, note, ..shared });
    }

    /// This scenario with what the link carried; it opens at the verdict. A digest is only of the scenario that it came with.
    pub fn with_carried(&self, scenario: Scenario, amount: f64) -> Shared {
        match &self.carried {
            Some(carried) => {
                let digest = carried.digest.clone().filter(|_| carried.scenario == scenario);
                Shared { scenario, amount, framing: Framing::Behavior, digest, ..carried.clone() }
            }
            None => Shared { amount, ..Shared::from(scenario) },
        }
    }
}

/// What became of the result that a link promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Nobody knows yet.
    Open,
    /// The run has this digest, too.
    Kept(String),
    Broken {
        promised: String,
        found: String,
    },
}

impl State {
    /// The experiment on the page, with what the link carried beside it.
    pub fn shared(&self) -> Shared {
        Shared { framing: self.framings.shown, ..self.link.with_carried(self.draft.frozen(), self.amount) }
    }

    pub fn promise(&self) -> Promise {
        let promised = self.link.carried.as_ref().filter(|carried| Some(&carried.scenario) == self.base());
        let Some((promised, found)) = promised.and_then(|carried| carried.digest.clone()).zip(self.digest()) else { return Promise::Open };
        if promised == found { Promise::Kept(found) } else { Promise::Broken { promised, found } }
    }
}

/// What follows the `#`: for a preset as it is its name and how far the shift goes, which a person can read.
pub fn fragment(shared: &Shared) -> String {
    let Shared { scenario: Scenario { preset, .. }, amount, framing, .. } = shared;
    let plain = Scenario::preset(preset).map(|scenario| Shared { amount: *amount, framing: *framing, ..Shared::from(scenario) });
    if plain.as_ref() != Some(shared) {
        return share::encode(shared);
    }
    let mut short = format!("preset={preset}");
    if *amount != 0.0 {
        short += &format!("&amount={amount}");
    }
    if *framing != Framing::Behavior {
        short += &format!("&framing={}", framing.name());
    }
    short
}
