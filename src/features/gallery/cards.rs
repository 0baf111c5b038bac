//! The presets as cards, by what they teach: both worlds drawn, the question, and a verdict that is covered until it is asked for.

use std::collections::HashMap;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::topics::{Topic, choice, choices, fits_preset, promise};
use crate::ui::dom::{by_css, focus};
use crate::ui::markup::show;
use crate::ui::player::{Player, SHIFTED, TRAINING};
use crate::ui::scene;
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_kept, use_selector};
use crate::ui::verdict::icon;
use engine::judge::Verdict;
use engine::scenario::{PRESETS, Preset};

/// What a person knows of the verdict on one card.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Known {
    #[default]
    Covered,
    /// The person is about to say what it may be.
    Asked,
    Predicted(Option<Verdict>),
    /// Without a prediction.
    Shown,
}

/// What a person knows of all of them, as long as the page is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Knowledge(HashMap<&'static str, Known>);

impl Knowledge {
    fn of(&self, preset: &Preset) -> Known {
        self.0.get(preset.name).copied().unwrap_or_default()
    }

    /// Those in which these words are found; a verdict is found where it is shown.
    pub fn found(&self, find: &str, shows: bool) -> Vec<&'static Preset> {
        let is_known = |preset: &Preset| matches!(self.of(preset), Known::Predicted(_) | Known::Shown);
        PRESETS.iter().filter(|preset| fits_preset(find, preset, shows || is_known(preset))).collect()
    }

    /// How the predictions went so far.
    fn score(&self) -> Option<String> {
        let predicted = |preset: &Preset| match self.of(preset) {
            Known::Predicted(verdict) => Some(is_right(preset, verdict)),
            Known::Covered | Known::Asked | Known::Shown => None,
        };
        let all: Vec<bool> = PRESETS.iter().filter_map(predicted).collect();
        let right = all.iter().filter(|right| **right).count();
        (!all.is_empty()).then(|| format!("{right} of {} predicted right", all.len()))
    }
}

/// Both worlds of a preset, drawn once.
#[derive(Clone, Default)]
struct Pictures(HashMap<&'static str, Html>);

impl PartialEq for Pictures {
    /// A picture never changes.
    fn eq(&self, other: &Pictures) -> bool {
        self.0.len() == other.0.len()
    }
}

#[derive(PartialEq, Properties)]
pub struct CardsProps {
    /// Those in which these words are found.
    pub find: String,
    /// All verdicts are shown.
    pub shows: bool,
    pub onshows: Callback<bool>,
}

#[component]
pub fn Cards(props: &CardsProps) -> Html {
    let dispatch = use_dispatch();
    let (knowledge, drawn) = (use_kept::<Knowledge>(), use_kept::<Pictures>());
    let on_page = use_selector(|state: &State| (state.draft.scenario.preset.clone(), state.is_preset_locked()));
    let CardsProps { find, shows, onshows } = props;
    let found = knowledge.found(find, *shows);
    // One picture a task: all at once would hold the page up.
    {
        let next = found.iter().find(|preset| !drawn.0.contains_key(preset.name)).copied();
        let drawn = drawn.clone();
        use_effect_with(next.map(|preset| preset.name), move |_| {
            let timer = next.map(|preset| Timeout::new(0, move || drawn.change(|all| _ = all.0.insert(preset.name, pictures(preset)))));
            move || drop(timer)
        });
    }
    let score = knowledge.score();
    let of = |preset: &Preset| (knowledge.of(preset), drawn.0.get(preset.name).cloned().unwrap_or_default());
    let know = knowledge.clone();
    let know = Callback::from(move |(name, known): (&'static str, Known)| {
        know.change(|all| _ = all.0.insert(name, known));
        // The button that was pressed is gone with that.
        let css = match known {
            Known::Asked => format!("[data-preset='{name}'] .gallery-choices button"),
            Known::Covered | Known::Predicted(_) | Known::Shown => format!("[data-verdict='{name}']"),
        };
        Timeout::new(0, move || focus(by_css(&css))).forget();
    });
    let onchange = onshows.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    let group = |topic: &Topic| {
        let cards: Vec<&'static Preset> = found.iter().copied().filter(|preset| Topic::of(preset) == *topic).collect();
        let id = format!("gallery-{topic:?}");
        // A world's question stands on its first card; the others say what is another there.
        let asks = |at: usize| cards[..at].iter().all(|before| before.world != cards[at].world);
        (!cards.is_empty()).then(|| {
            html! {
                <section key={id.clone()} aria-labelledby={id.clone()}>
                    <h3 {id}>{ topic.question() }</h3>
                    <ul class="gallery-cards">{ for (0..cards.len()).map(|at| card(cards[at], of(cards[at]), asks(at), &on_page, *shows, &know, &dispatch)) }</ul>
                </section>
            }
        })
    };
    html! {
        <>
            <div class="gallery-line">
                <label class="switch"><input type="checkbox" id="gallery-shows" checked={*shows} {onchange} />{ "Show all promised verdicts" }</label>
                if let Some(words) = score {
                    <span id="gallery-score">{ words }</span>
                }
            </div>
            if on_page.1 {
                <p class="gallery-none">{ "Something is on that must stay as it is: leave the lesson, and open another experiment then." }</p>
            }
            if found.is_empty() {
                <p class="gallery-none">{ format!("No experiment fits “{}”.", find.trim()) }</p>
            }
            { for Topic::ALL.iter().filter_map(group) }
        </>
    }
}

fn is_right(preset: &Preset, predicted: Option<Verdict>) -> bool {
    preset.promise.map(|(verdict, _)| verdict) == predicted
}

fn card(
    preset: &'static Preset,
    (known, pictures): (Known, Html),
    asks: bool,
    on_page: &(String, bool),
    shows: bool,
    know: &Callback<(&'static str, Known)>,
    dispatch: &Callback<Action>,
) -> Html {
    let Preset { name, title, about, world, .. } = *preset;
    let is_here = on_page.0 == name;
    let onclick = {
        let dispatch = dispatch.clone();
        move |_: MouseEvent| {
            dispatch.emit(Action::CloseDialog);
            dispatch.emit(Action::Choose(name.to_owned()));
        }
    };
    html! {
        <li key={name} class={classes!("gallery-card", is_here.then_some("is-here"))} data-preset={name}>
            <div class="gallery-pictures" aria-hidden="true">
                { pictures }
            </div>
            <h4>{ title }</h4>
            if asks {
                <p class="gallery-question">{ world.question() }</p>
            }
            <p>{ about }</p>
            { verdict(preset, known, shows, know) }
            <button type="button" class="primary" disabled={on_page.1 && !is_here}
                aria-label={if is_here { format!("Go on with: {title}") } else { format!("Open: {title}") }} {onclick}>
                { if is_here { "Go on with" } else { "Open" } }
            </button>
        </li>
    }
}

fn verdict(preset: &'static Preset, known: Known, shows: bool, know: &Callback<(&'static str, Known)>) -> Html {
    let (name, title) = (preset.name, preset.title);
    let knows = |known: Known| know.reform(move |_: MouseEvent| (name, known));
    if !shows && known == Known::Covered {
        return html! {
            <div class="gallery-verdict">
                <button type="button" class="quiet" data-ask={name} aria-label={format!("Predict the verdict: {title}")} onclick={knows(Known::Asked)}>
                    { "Predict the verdict" }
                </button>
            </div>
        };
    }
    if !shows && known == Known::Asked {
        let option = |verdict: Option<Verdict>| {
            html! {
                <button type="button" onclick={knows(Known::Predicted(verdict))}>
                    if let Some(verdict) = verdict {
                        { show(icon(verdict)) }
                    }
                    { choice(verdict) }
                </button>
            }
        };
        return html! {
            <div class="gallery-verdict gallery-choices" role="group" aria-label={format!("The verdict on most agents of: {title}")}>
                { for choices().into_iter().map(option) }
                <button type="button" class="quiet" onclick={knows(Known::Shown)}>{ "Just show it" }</button>
            </div>
        };
    }
    let beside = match known {
        Known::Predicted(predicted) if is_right(preset, predicted) => "As you predicted.".to_owned(),
        Known::Predicted(predicted) => format!("You predicted: {}.", choice(predicted)),
        Known::Covered | Known::Asked | Known::Shown => String::new(),
    };
    html! {
        <p class="gallery-verdict gallery-promise" tabindex="-1" data-verdict={name}>
            if let Some((verdict, _)) = preset.promise {
                { show(icon(verdict)) }
            }
            <b>{ promise(preset) }</b>
            if !beside.is_empty() {
                <span>{ beside }</span>
            }
        </p>
    }
}

/// The first level of either world, with who acts there.
fn pictures(preset: &Preset) -> Html {
    let scenario = preset.scenario();
    let drawn = [(TRAINING, 0.0, "Training"), (SHIFTED, 1.0, "Shifted")].map(|(stream, amount, word)| {
        let player = Player::new(Rc::new(scenario.levels(amount)), stream);
        let picture = scene::picture(&player.level, player.state, (0, false), "", None, Some(word))
            + &scene::agent(scenario.world, Some(&scene::pose(&player, 1.0, 0.0)));
        html! { <figure class="board">{ show(picture) }<figcaption>{ word }</figcaption></figure> }
    });
    html! { { for drawn } }
}
