//! The Compare dialog, and what it keeps of runs. Once loaded it stays while it is closed, or it would miss runs.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::sides::{CLASSES, NAMES, Side, parts, swatch};
use crate::features::copy::copy;
use crate::features::focus;
use crate::ui::chart::grouped;
use crate::ui::dom::site;
use crate::ui::draft::Draft;
use crate::ui::markup::show;
use crate::ui::sharing::fragment;
use crate::ui::state::{self, Action, State};
use crate::ui::store::{use_dispatch, use_selector, use_store};
use crate::ui::verdict::{icon, sentence_case};
use crate::ui::words::percent;
use crate::views::dialog::Dialog;
use engine::judge::Verdict;
use engine::scenario::Preset;
use engine::share::Shared;

/// The verdict on view once it is complete and the replay has shown what it is about: of which agents, and at which amount of the
/// shift. None: there is none.
fn judged(state: &State) -> Option<(String, f64)> {
    let digest = match (state.agents.len(), state.single) {
        (2.., false) => state.population()?.digest.clone(),
        _ if state.moment().is_some() => return None,
        _ => state.verdict()?.row.digest.clone(),
    };
    (!state.is_training()).then_some((digest, state.amount))
}

#[derive(Clone, Default, PartialEq)]
struct Pins {
    pinned: Option<Rc<Side>>,
    /// The run that was judged last and is not the pinned one.
    beside: Option<Rc<Side>>,
}

#[derive(Clone)]
enum Change {
    Judged(Rc<Side>),
    Pin,
    Unpin,
    Swap,
}

impl Reducible for Pins {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let Pins { pinned, beside } = (*self).clone();
        Rc::new(match change {
            Change::Judged(side) if pinned.as_ref().is_some_and(|pinned| pinned.is(&side)) => return self,
            Change::Judged(side) => Pins { pinned, beside: Some(side) },
            Change::Pin => Pins { pinned: beside, beside: None },
            Change::Unpin => Pins { pinned: None, beside: beside.or(pinned) },
            Change::Swap => Pins { pinned: beside, beside: pinned },
        })
    }
}

impl Pins {
    /// What is to be said of a run that was judged. The same agents at another amount of the shift are nothing to speak of.
    fn news(&self, side: &Side) -> Option<String> {
        let pinned = self.pinned.as_ref()?;
        let is_known = [&self.pinned, &self.beside].into_iter().flatten().any(|other| other.digest == side.digest);
        (!is_known).then(|| format!("Judged: {}. Pinned: {}. Compare shows both.", side.words, pinned.words))
    }
}

#[component]
pub fn Compare() -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let is_open = use_selector(|state: &State| state.dialog == Some(state::Dialog::Compare));
    let judged = use_selector(judged);
    let pins = use_reducer_eq(Pins::default);
    {
        let (pins, dispatch, is_open) = (pins.clone(), dispatch.clone(), *is_open);
        use_effect_with(judged, move |judged| {
            let side = judged.as_ref().and_then(|_| Side::of(&store.state()));
            if let Some(side) = side {
                if let Some(news) = pins.news(&side).filter(|_| !is_open) {
                    dispatch.emit(Action::Toast(news));
                }
                pins.dispatch(Change::Judged(Rc::new(side)));
            }
        });
    }
    html! {
        if *is_open {
            <CompareDialog pins={(*pins).clone()} onchange={move |change| pins.dispatch(change)} />
        }
    }
}

#[derive(PartialEq, Properties)]
struct CompareDialogProps {
    pins: Pins,
    onchange: Callback<Change>,
}

#[component]
fn CompareDialog(props: &CompareDialogProps) -> Html {
    let Pins { pinned, beside } = &props.pins;
    let (body, width, said) = (use_node_ref(), use_state(|| 0.0), use_state(|| ""));
    {
        let (body, width) = (body.clone(), width.setter());
        use_effect_with(props.pins.clone(), move |_| {
            if let Some(body) = body.cast::<Element>() {
                // The room for the curves: half of a wide dialog, all of a narrow one.
                let room = f64::from(body.client_width());
                width.set(if room >= 760.0 { (room - 24.0) / 2.0 } else { room.max(260.0) });
                focus::keep(&body);
            }
        });
    }
    let onsaid = Callback::from({
        let said = said.setter();
        move |words| said.set(words)
    });
    let button = |class: Option<&'static str>, name: &'static str, label: &'static str, change: Change, words: &'static str| {
        let (onchange, onsaid) = (props.onchange.clone(), onsaid.clone());
        let onclick = move |_: MouseEvent| {
            onchange.emit(change.clone());
            onsaid.emit(words);
        };
        html! { <button type="button" {class} data-compare={name} {onclick}>{ label }</button> }
    };
    let card = |side: &Rc<Side>, place: usize, name: &'static str, class: &'static str, buttons: Html| {
        html! { <Card key={side.digest.clone()} side={side.clone()} {place} {name} {class} {buttons} onsaid={onsaid.clone()} /> }
    };
    let pin = || button(Some("primary"), "pin", "Pin this run", Change::Pin, "Pinned. The next run that is judged stands beside it.");
    let unpin = || button(Some("quiet"), "unpin", "Unpin", Change::Unpin, "Nothing is pinned any more.");
    let swap = || button(Some("quiet"), "swap", "Pin this one instead", Change::Swap, "Pinned and beside have changed places.");
    let cards = match (pinned, beside) {
        (None, None) => html! {},
        (None, Some(side)) => card(side, 1, "This run", "", pin()),
        (Some(pinned), beside) => html! {
            <>
                { card(pinned, 0, NAMES[0], CLASSES[0], unpin()) }
                if let Some(beside) = beside {
                    { card(beside, 1, NAMES[1], CLASSES[1], swap()) }
                } else {
                    <p class="compare-next">{ "Change something and train again: the next run that is judged stands here." }</p>
                }
            </>
        },
    };
    let head = html! { <p id="compare-said" aria-live="polite" aria-atomic="true">{ *said }</p> };
    let is_empty = pinned.is_none() && beside.is_none();
    html! {
        <Dialog id="compare" title="Compare" about="compare-about" {head}>
            <div id="compare-body" ref={body}>
                if is_empty {
                    <p id="compare-about">
                        { "Train first. When a run is judged, pin it here; then change something, train again, and see the next run beside it." }
                    </p>
                } else {
                    <div class="compare-cards">{ cards }</div>
                }
                if let Some((pinned, beside)) = pinned.as_ref().zip(beside.as_ref()).filter(|_| *width > 0.0) {
                    { show(parts(pinned, beside, *width)) }
                }
            </div>
        </Dialog>
    }
}

#[derive(PartialEq, Properties)]
struct CardProps {
    side: Rc<Side>,
    /// Names its field.
    place: usize,
    name: &'static str,
    /// Of its lines; empty: it stands alone.
    class: &'static str,
    buttons: Html,
    onsaid: Callback<&'static str>,
}

#[component]
fn Card(props: &CardProps) -> Html {
    let dispatch = use_dispatch();
    let CardProps { side, place, name, class, buttons, onsaid } = props;
    let is_first = *place == 0 || class.is_empty();
    let tracks = use_selector(State::tracks_edits);
    let field = use_node_ref();
    let scenario = &side.scenario;
    let title = Preset::named(&scenario.preset).map_or(scenario.preset.as_str(), |preset| preset.title);
    let who = match side.agents {
        1 => format!("seed {}", scenario.seed),
        agents => format!("{agents} agents, seeds {} to {}", scenario.seed, scenario.seed.wrapping_add(agents as u32 - 1)),
    };
    let oncopy = {
        let (field, onsaid) = (field.clone(), onsaid.clone());
        move |_: MouseEvent| {
            onsaid.emit(if copy(&field) {
                "The link is copied."
            } else {
                "The link is selected: copy it with your keyboard or from the menu of your browser."
            });
        }
    };
    let onback = {
        let (side, onsaid) = (side.clone(), onsaid.clone());
        move |_: MouseEvent| {
            if let Some(draft) = Draft::of(&side.scenario) {
                dispatch.emit(Action::Bring(draft.save(side.amount)));
                onsaid.emit("The page stands at the settings of this run. Undo takes that back.");
            }
        }
    };
    html! {
        <section class={classes!("compare-card", *class)} aria-label={*name}>
            // The first of them begins the dialog.
            <h3 id={is_first.then_some("compare-about")}>
                if !class.is_empty() {
                    { show(swatch(class)) }
                }
                { format!("{name}: {title}") }
            </h3>
            <p class="compare-verdict">
                { show(icon(side.verdict.unwrap_or(Verdict::Mixed))) }
                <b>{ sentence_case(side.words.clone()) }</b>{ " " }<span>{ &side.certain }</span>
            </p>
            <p>
                { format!(
                    "{} of training episodes reach the goal, after {} steps; {who}; judged at {} of the shift{}.",
                    percent(side.success),
                    grouped(side.steps),
                    percent(side.amount),
                    if side.branched { "; it went on from another run, which the link does not hold" } else { "" }
                ) }
            </p>
            <div class="compare-link">
                <input ref={field} id={format!("compare-link-{place}")} readonly=true aria-label={format!("Link to this experiment ({name})")}
                    value={link(side)} />
                <button type="button" data-compare={format!("copy-{place}")} onclick={oncopy}>{ "Copy link" }</button>
                if !class.is_empty() {
                    <button type="button" class="quiet" data-compare={format!("back-{place}")} disabled={!*tracks}
                        onclick={onback}>
                        { "Back to its settings" }
                    </button>
                }
                { buttons.clone() }
            </div>
        </section>
    }
}

/// With its result, so that whoever opens it sees whether theirs is the same.
fn link(side: &Side) -> String {
    let digest = (!side.branched).then(|| side.digest.clone());
    format!("{}#{}", site(), fragment(&Shared { digest, ..Shared::from(side.scenario.clone()) }))
}
