//! The list of names that fit at the caret.
//!
//! Not here: which names fit (`lang::complete`).

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use super::explain::{Explanation, call};
use super::layer::reveal;
use super::places::{from_units, to_units};
use super::text_area::TextArea;
use engine::env::World;
use engine::lang::{self, Meaning, Word};

/// The list of one editor. What a key does is known at once: the next key may come before anything is drawn.
pub struct Completions {
    area: TextArea,
    world: World,
    open: RefCell<Option<Open>>,
    /// Where names were asked for and no other fits, and what is said there.
    alone: RefCell<Option<(u32, String)>>,
    list: NodeRef,
    changed: UseForceUpdateHandle,
}

/// The list while it shows.
struct Open {
    /// What the choice replaces, as the text area counts.
    span: (u32, u32),
    caret: u32,
    fits: Vec<Fit>,
    chosen: Option<usize>,
    /// It was chosen with the arrow keys, not by coming first.
    is_led: bool,
}

struct Fit {
    written: String,
    explanation: Explanation,
}

#[hook]
pub fn use_completions(area: TextArea, world: World) -> Rc<Completions> {
    let changed = use_force_update();
    let completions = use_memo((area, world), |(area, world)| Completions {
        area: area.clone(),
        world: *world,
        open: RefCell::default(),
        alone: RefCell::default(),
        list: NodeRef::default(),
        changed,
    });
    let chosen = completions.open.borrow().as_ref().map(|open| (open.caret, open.chosen));
    let list = completions.list.clone();
    use_effect_with(chosen, move |chosen| {
        let (Some((_, chosen)), Some(list)) = (chosen, list.cast::<Element>()) else { return };
        match chosen.and_then(|at| list.children().item(at as u32)) {
            Some(option) => reveal(&list, &option),
            None => list.set_scroll_top(0),
        }
    });
    completions
}

impl Completions {
    pub fn is_open(&self) -> bool {
        self.open.borrow().is_some()
    }

    /// Lists the names that fit at the caret; `asked` even where no letter of one stands.
    pub fn suggest(&self, asked: bool) {
        self.close();
        if self.area.is_locked() {
            return;
        }
        let (text, caret) = (self.area.text(), self.area.caret());
        let Some(found) = lang::complete(&text, from_units(&text, caret), self.world.features()) else {
            let said =
                || Explanation::at(&text, from_units(&text, caret), self.world).map_or("No name fits here.".to_owned(), |it| it.words());
            *self.alone.borrow_mut() = asked.then(|| (caret, said()));
            return self.changed.force_update();
        };
        if !asked && found.span.start == found.span.end {
            return;
        }
        let rest = &text[found.span.end..];
        *self.open.borrow_mut() = Some(Open {
            span: (to_units(&text, found.span.start), to_units(&text, found.span.end)),
            caret,
            fits: found.words.into_iter().map(|word| Fit::of(word, rest)).collect(),
            // Where the word is a name already, Enter shall end the line.
            chosen: (!found.complete).then_some(0),
            is_led: false,
        });
        self.changed.force_update();
    }

    pub fn close(&self) {
        let (open, alone) = (self.open.take(), self.alone.take());
        if open.is_some() || alone.is_some() {
            self.changed.force_update();
        }
    }

    /// Closes the list if the caret has left the place that it is for.
    pub fn follow_caret(&self) {
        let caret = self.area.caret();
        if self.alone.borrow().as_ref().is_some_and(|(at, _)| *at != caret) {
            self.alone.take();
            self.changed.force_update();
        }
        if self.open.borrow().as_ref().is_some_and(|open| open.caret != caret) {
            self.close();
        }
    }

    /// Whether a key was meant for the list.
    pub fn on_key(&self, event: &KeyboardEvent) -> bool {
        let Some(chosen) = self.open.borrow().as_ref().map(|open| open.chosen) else { return false };
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
        match event.key().as_str() {
            "Escape" => self.close(),
            "ArrowDown" if is_plain => self.choose(|old, count| old.map_or(0, |old| (old + 1) % count)),
            "ArrowUp" if is_plain => self.choose(|old, count| old.map_or(count - 1, |old| (old + count - 1) % count)),
            "Enter" if is_plain && chosen.is_none() => return false,
            "Tab" | "Enter" if is_plain => self.accept(chosen.unwrap_or(0)),
            _ => return false,
        }
        true
    }

    /// `next`: from what is chosen and how many there are.
    fn choose(&self, next: impl Fn(Option<usize>, usize) -> usize) {
        if let Some(open) = &mut *self.open.borrow_mut() {
            open.chosen = Some(next(open.chosen, open.fits.len()));
            open.is_led = true;
        }
        self.changed.force_update();
    }

    fn accept(&self, at: usize) {
        let Some(open) = self.open.take() else { return };
        self.changed.force_update();
        if let Some(fit) = open.fits.get(at) {
            self.area.select(open.span.0, open.span.1);
            self.area.write(&fit.written);
        }
    }

    /// The id of what was chosen in the list of the editor `id`. What comes first is not: it would be read again after every letter.
    pub fn chosen(&self, id: &str) -> Option<String> {
        let open = self.open.borrow();
        open.as_ref().filter(|open| open.is_led).and_then(|open| open.chosen).map(|at| format!("{id}-word-{at}"))
    }

    /// What is said of the list once nobody types any more: what Enter would write, or what the name at the caret means. None: there is
    /// no list.
    pub fn offer(&self) -> Option<String> {
        let open = self.open.borrow();
        let Some(open) = &*open else { return self.alone.borrow().as_ref().map(|(_, said)| said.clone()) };
        let Some(first) = open.fits.first().map(|fit| &fit.explanation) else { return Some(String::new()) };
        let name = &first.name;
        Some(match open.chosen {
            // It is read as what the list stands on.
            Some(_) if open.is_led => String::new(),
            Some(_) if open.fits.len() == 1 => format!("Enter writes {name}."),
            Some(_) => format!("Enter writes {name}, the first of {} names.", open.fits.len()),
            None => first.words(),
        })
    }

    pub fn view(self: &Rc<Self>, id: &str) -> Html {
        let open = self.open.borrow();
        let option = |open: &Open, at: usize| {
            let completions = self.clone();
            let onclick = move |_| completions.accept(at);
            html! {
                <div role="option" id={format!("{id}-word-{at}")} class="word" aria-selected={(open.chosen == Some(at)).to_string()}
                    onmousedown={|event: MouseEvent| event.prevent_default()} {onclick}>{ open.fits[at].explanation.view() }</div>
            }
        };
        // What is pressed leaves the focus in the text. A list that scrolls takes the focus in every browser, so it says so.
        html! {
            <div ref={self.list.clone()} class="editor-words" id={format!("{id}-words")} role="listbox" aria-label="Names that fit" tabindex="0">
                if let Some(open) = &*open {
                    { for (0..open.fits.len()).map(|at| option(open, at)) }
                }
            </div>
        }
    }
}

impl Fit {
    /// `rest`: what stands behind the caret's word.
    fn of(word: Word, rest: &str) -> Fit {
        let written = match word.meaning {
            Meaning::Builtin(signature) if !rest.starts_with('(') => call(word.name, signature),
            _ => word.name.to_owned(),
        };
        Fit { written, explanation: Explanation::of(word) }
    }
}
