//! The dialog: three tabs, and a field that finds in all of them.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::cards::{Cards, Knowledge};
use super::kept::Mine;
use super::shelf::use_shelf;
use super::topics::fits;
use crate::features::lessons::{Entry, entry_of, load};
use crate::features::styles;
use crate::ui::dom::site;
use crate::ui::state::{self, Action, Tab};
use crate::ui::store::{use_dispatch, use_kept};
use crate::views::dialog::Dialog;

/// How long after the last letter it is said how much was found.
const SAYS_MS: u32 = 600;

/// What was typed and chosen, until the page is left.
#[derive(Clone, Default, PartialEq)]
struct Left {
    find: String,
    shows: bool,
}

#[derive(PartialEq, Properties)]
pub struct GalleryDialogProps {
    /// It begins with this.
    pub tab: Tab,
}

#[component]
pub fn GalleryDialog(props: &GalleryDialogProps) -> Html {
    let dispatch = use_dispatch();
    use_memo((), |()| styles::wear(include_str!("style.css")));
    let tab = use_state_eq(|| props.tab);
    let (left, knowledge, shelf) = (use_kept::<Left>(), use_kept::<Knowledge>(), use_shelf());
    let Left { find, shows } = (*left).clone();
    let entries = use_state(|| None::<Vec<Entry>>);
    {
        let entries = entries.setter();
        use_effect_with((), move |()| spawn_local(async move { entries.set(Some(load().await)) }));
    }
    // A file that was dropped anywhere on the page has brought some.
    {
        let tab = tab.setter();
        let first = use_memo((), |()| shelf.brought);
        use_effect_with(shelf.brought, move |brought| {
            if *brought != *first {
                tab.set(Tab::Mine);
            }
        });
    }
    let lessons: Vec<&Entry> = entries.iter().flatten().filter(|entry| is_found(&find, entry)).collect();
    let mine = shelf.rows.iter().filter(|row| row.fits(&find));
    let counts = [knowledge.found(&find, shows).len(), mine.count(), lessons.len()];
    let said = use_state_eq(String::new);
    {
        let (said, typed) = (said.setter(), find.trim().to_owned());
        let [experiments, own, lessons] = counts;
        use_effect_with((typed, counts), move |(typed, _)| {
            let words = if typed.is_empty() {
                String::new()
            } else {
                format!("Found for {typed}: experiments {experiments}, mine {own}, lessons {lessons}.")
            };
            let timer = Timeout::new(SAYS_MS, move || said.set(words));
            move || drop(timer)
        });
    }
    let oninput = {
        let left = left.clone();
        move |event: InputEvent| left.change(|left| left.find = event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let option = |(own, count): (Tab, usize)| {
        let tab_of = tab.setter();
        html! {
            <label>
                <input type="radio" name="gallery-tab" value={own.name()} checked={*tab == own}
                    onchange={move |_: Event| tab_of.set(own)} />
                <span>{ label(own) }{ " " }<small>{ count }</small></span>
            </label>
        }
    };
    let address = format!("?gallery={}", tab.name());
    let onshows = {
        let left = left.clone();
        Callback::from(move |on| left.change(|left| left.shows = on))
    };
    html! {
        <Dialog id="gallery" title="Gallery" about="gallery-about">
            <p id="gallery-about" class="lessons-about">
                { "What you open takes the place of what is on the page; Undo brings that back." }
            </p>
            <div class="gallery-bar">
                <div class="share-forms" role="radiogroup" aria-label="Show">
                    { for Tab::ALL.into_iter().zip(counts).map(option) }
                </div>
                <input id="gallery-find" type="search" placeholder="Find by typing" aria-label="Find by typing" autocomplete="off"
                    value={find.clone()} {oninput} />
                <p class="sr-only" aria-live="polite" aria-atomic="true">{ &*said }</p>
            </div>
            <div class="gallery-body">
                { match *tab {
                    Tab::Experiments => html! { <Cards {find} {shows} {onshows} /> },
                    Tab::Mine => html! { <Mine {find} /> },
                    Tab::Lessons => html! {
                        <>
                            if entries.is_none() {
                                <p class="gallery-none">{ "The lessons are on their way." }</p>
                            } else if lessons.is_empty() {
                                <p class="gallery-none">{ format!("No lesson fits “{}”.", find.trim()) }</p>
                            }
                            <ol class="lessons-list">{ for lessons.iter().map(|entry| entry_of(entry, &dispatch)) }</ol>
                            <p class="bar-buttons">
                                <button type="button" id="gallery-lessons" onclick={dispatch.reform(|_| Action::OpenDialog(state::Dialog::Lessons))}>
                                    { "Lessons of your own, predictions and workshops" }
                                </button>
                            </p>
                        </>
                    },
                } }
            </div>
            <p class="save-about">{ "This list has an address: " }<a href={format!("{}{address}", site())}>{ address }</a></p>
        </Dialog>
    }
}

fn label(tab: Tab) -> &'static str {
    match tab {
        Tab::Experiments => "Experiments",
        Tab::Mine => "Mine",
        Tab::Lessons => "Lessons",
    }
}

/// A lesson that cannot be played is named, whatever was typed.
fn is_found(find: &str, (name, read): &Entry) -> bool {
    read.as_ref().map_or(true, |lesson| fits(find, &[name, &lesson.title, &lesson.about]))
}
