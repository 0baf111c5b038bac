//! The one place that holds the page's state. Whoever wants something dispatches an action; whoever shows something subscribes.
//!
//! Actions are worked off one after another: what an effect or a subscriber dispatches meanwhile waits its turn.

use std::any::{Any, TypeId};
use std::cell::{Cell, Ref, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ops::Deref;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::draft::Draft;
use super::effects::Effects;
use super::state::{Action, State, reduce};

pub struct Store {
    state: RefCell<State>,
    effects: RefCell<Effects>,
    /// What features keep that come with a chunk: a type of each one's own, which nobody else knows.
    kept: RefCell<HashMap<TypeId, Rc<dyn Any>>>,
    waiting: RefCell<VecDeque<Action>>,
    is_working: Cell<bool>,
    is_quiet: Cell<bool>,
    subscribers: RefCell<Vec<(u32, Subscriber)>>,
    next: Cell<u32>,
    /// Tells the subscribers what they do not know yet.
    later: RefCell<Option<Timeout>>,
}

type Subscriber = Rc<dyn Fn(&Store)>;

/// Ends when it is dropped.
pub struct Subscription {
    store: Weak<Store>,
    id: u32,
}

impl Store {
    pub fn new(draft: Draft, amount: f64) -> Rc<Store> {
        Rc::new_cyclic(|store| Store {
            state: RefCell::new(State::new(draft, amount)),
            effects: RefCell::new(Effects::new(store.clone())),
            kept: RefCell::default(),
            waiting: RefCell::default(),
            is_working: Cell::default(),
            is_quiet: Cell::default(),
            subscribers: RefCell::default(),
            next: Cell::default(),
            later: RefCell::default(),
        })
    }

    pub fn state(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    /// Does what this asks for, now, or once what is being done is done.
    pub fn dispatch(&self, action: Action) {
        self.waiting.borrow_mut().push_back(action);
        if self.is_working.replace(true) {
            return;
        }
        loop {
            let Some(action) = self.waiting.borrow_mut().pop_front() else { break };
            let (is_tick, can_wait) = (matches!(action, Action::Tick(_)), action.can_wait());
            let before = self.state.borrow().progress_key();
            let effects = reduce(&mut self.state.borrow_mut(), action);
            let mut outside = self.effects.borrow_mut();
            outside.schedule(&mut self.state.borrow_mut());
            if !can_wait {
                outside.ask(&mut self.state.borrow_mut());
            }
            for effect in effects {
                outside.run(effect);
            }
            drop(outside);
            if !self.is_quiet.get() && !can_wait && (!is_tick || self.state.borrow().progress_key() != before) {
                self.notify();
            }
        }
        self.is_working.set(false);
    }

    /// The same, but subscribers are told in the next task: who dispatches shows at once what it knows best.
    pub fn dispatch_first(self: &Rc<Self>, action: Action) {
        self.is_quiet.set(true);
        self.dispatch(action);
        self.is_quiet.set(false);
        let store = self.clone();
        self.later.replace(Some(Timeout::new(0, move || store.notify())));
    }

    /// It is in the middle of something: a browser may run timers while a script waits for it.
    pub fn is_busy(&self) -> bool {
        self.is_working.get() || self.effects.try_borrow_mut().is_err()
    }

    /// Outside of any action: so that the first worker comes when the page is drawn.
    pub fn with_effects<T>(&self, act: impl FnOnce(&mut Effects) -> T) -> T {
        act(&mut self.effects.borrow_mut())
    }

    /// What a feature has kept here; nothing yet: its default.
    pub fn kept<T: Default + 'static>(&self) -> Rc<T> {
        let known = self.kept.borrow().get(&TypeId::of::<T>()).cloned();
        known.and_then(|kept| kept.downcast().ok()).unwrap_or_default()
    }

    /// Changes it, and tells those who show it.
    pub fn keep<T: Clone + Default + 'static, R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut kept = self.kept::<T>();
        let result = change(Rc::make_mut(&mut kept));
        self.kept.borrow_mut().insert(TypeId::of::<T>(), kept);
        self.notify();
        result
    }

    /// Calls back after every change that is to be seen.
    pub fn subscribe(self: &Rc<Self>, subscriber: impl Fn(&Store) + 'static) -> Subscription {
        let id = self.next.replace(self.next.get() + 1);
        self.subscribers.borrow_mut().push((id, Rc::new(subscriber)));
        Subscription { store: Rc::downgrade(self), id }
    }

    fn notify(&self) {
        // A subscriber may come or go meanwhile.
        let subscribers = self.subscribers.borrow().clone();
        for (_, subscriber) in subscribers {
            subscriber(self);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(store) = self.store.upgrade() {
            store.subscribers.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}

/// The store as components get it.
#[derive(Clone)]
pub struct Handle(pub Rc<Store>);

impl PartialEq for Handle {
    fn eq(&self, other: &Handle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What a control does.
pub type Dispatch = Callback<Action>;

/// The store of the page that this component is part of.
#[hook]
pub fn use_store() -> Rc<Store> {
    use_context::<Handle>().expect("the page provides its store").0
}

#[hook]
pub fn use_dispatch() -> Dispatch {
    let store = use_store();
    use_callback((), move |action, ()| store.dispatch(action))
}

/// A part of the state; the component is drawn anew when that part changes, and only then.
#[hook]
pub fn use_selector<T: PartialEq + 'static>(select: fn(&State) -> T) -> UseStateHandle<T> {
    use_selector_with(select, |state, select| select(state))
}

/// The same for a part that depends on something else.
#[hook]
pub fn use_selector_with<D, T>(of: D, select: fn(&State, &D) -> T) -> UseStateHandle<T>
where
    D: Clone + PartialEq + 'static,
    T: PartialEq + 'static,
{
    let store = use_store();
    let selected = use_state_eq(|| select(&store.state(), &of));
    let setter = selected.setter();
    use_effect_with(of, move |of| {
        let of = of.clone();
        let show = move |store: &Store| setter.set(select(&store.state(), &of));
        // What has changed since this component was drawn.
        show(&store);
        let subscription = store.subscribe(show);
        move || drop(subscription)
    });
    selected
}

/// What a feature keeps in the store, as it is now, and the way to change it.
pub struct Kept<T> {
    value: UseStateHandle<Rc<T>>,
    store: Rc<Store>,
}

/// It outlives the component, which is drawn anew when it changes.
#[hook]
pub fn use_kept<T: Clone + Default + PartialEq + 'static>() -> Kept<T> {
    let store = use_store();
    let value = use_state_eq(|| store.kept::<T>());
    let setter = value.setter();
    use_effect_with((), {
        let store = store.clone();
        move |()| {
            let show = move |store: &Store| setter.set(store.kept::<T>());
            show(&store);
            let subscription = store.subscribe(show);
            move || drop(subscription)
        }
    });
    Kept { value, store }
}

impl<T: Clone + Default + 'static> Kept<T> {
    pub fn change(&self, change: impl FnOnce(&mut T)) {
        self.store.keep(change);
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Kept<T> {
        Kept { value: self.value.clone(), store: self.store.clone() }
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
