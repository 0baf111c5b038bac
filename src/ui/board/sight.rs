//! Who looks at the episode of a board from elsewhere: the editor beside it, say.

use super::*;

/// The episode on a board, for whoever looks at it.
#[derive(Clone, Default)]
pub struct Sight(Rc<Seen>);

#[derive(Default)]
pub(super) struct Seen {
    pub(super) episode: RefCell<Option<Shared<Episode>>>,
    pub(super) watches: RefCell<Vec<Weak<dyn Fn()>>>,
}

/// Ends when it is dropped.
pub struct Watch(#[expect(dead_code, reason = "it lives as long as this")] Rc<dyn Fn()>);

impl Sight {
    pub fn episode(&self) -> Option<Shared<Episode>> {
        self.0.episode.borrow().clone()
    }

    /// Calls back after every step.
    pub fn watch(&self, seen: impl Fn() + 'static) -> Watch {
        let seen: Rc<dyn Fn()> = Rc::new(seen);
        self.0.watches.borrow_mut().push(Rc::downgrade(&seen));
        Watch(seen)
    }

    pub(super) fn show(&self, episode: Episode) {
        let is_same = |old: &Shared<Episode>| Rc::ptr_eq(&old.level, &episode.level) && old.states == episode.states;
        if self.0.episode.borrow().as_ref().is_some_and(is_same) {
            return;
        }
        self.0.episode.replace(Some(Shared(Rc::new(episode))));
        self.0.watches.borrow_mut().retain(|watch| watch.strong_count() > 0);
        let watches = self.0.watches.borrow().clone();
        for watch in watches.iter().filter_map(Weak::upgrade) {
            watch();
        }
    }
}

impl PartialEq for Sight {
    fn eq(&self, other: &Sight) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
