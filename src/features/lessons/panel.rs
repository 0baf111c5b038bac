//! The lesson that is on, beside the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::ask::Question;
use super::end::End;
use crate::features::predict::picture::picture;
use crate::ui::dom::{by_css, document, focus, scroll_to};
use crate::ui::framings::word;
use crate::ui::lesson::parse::Until;
use crate::ui::markup::{show, with_code};
use crate::ui::shared::Shared;
use crate::ui::state::lesson::{Found, Play, Playing, Reveal, Said};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector, use_store};
use crate::views::root::{live, use_root_attribute, use_spoken};

#[derive(PartialEq)]
struct View {
    playing: Option<Shared<Playing>>,
    /// Questions are asked.
    asks: bool,
    /// All parts of the page stand in the document.
    drawn: bool,
}

impl View {
    fn of(state: &State) -> View {
        View { playing: state.lesson.clone().map(Shared), asks: state.predictions.in_lessons, drawn: state.drawn }
    }
}

thread_local! {
    /// The step that has had the focus last; the panel stands elsewhere in the document once a phone is turned.
    static ENTERED: Cell<Option<(u32, bool)>> = const { Cell::new(None) };
    static FOLDED: Cell<bool> = const { Cell::new(false) };
    /// What in the panel has the focus, or had it when the panel went and the focus with it.
    static FOCUSED: RefCell<Option<String>> = const { RefCell::new(None) };
}

#[component]
pub fn LessonPanel() -> Html {
    let (store, it) = (use_store(), use_selector(View::of));
    use_effect_with((), move |()| {
        move || {
            let is_over = store.state().lesson.is_none();
            if is_over {
                ENTERED.set(None);
                FOLDED.set(false);
                FOCUSED.set(None);
                // The focus would go nowhere with the panel.
                focus(by_css("[data-do=lessons]"));
            }
        }
    });
    match &it.playing {
        Some(playing) => html! { <Panel playing={playing.clone()} asks={it.asks} drawn={it.drawn} /> },
        None => Html::default(),
    }
}

#[derive(PartialEq, Properties)]
struct PanelProps {
    playing: Shared<Playing>,
    asks: bool,
    drawn: bool,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    let dispatch = use_dispatch();
    let PanelProps { playing, asks, drawn } = props;
    let (step, steps) = (playing.step(), playing.lesson.steps.len());
    let folded = use_state_eq(|| FOLDED.get());
    let (heading, said) = (use_node_ref(), use_node_ref());
    use_root_attribute("data-lesson", Some(String::new()));
    use_root_attribute("data-look", step.look.map(str::to_owned));
    use_root_attribute("data-hide", Some(step.hide.join(" ")).filter(|names| !names.is_empty()));
    {
        let (heading, look) = (heading.clone(), step.look);
        use_effect_with((playing.entered, *drawn), move |entered| {
            if ENTERED.replace(Some(*entered)) == Some(*entered) {
                return;
            }
            focus(heading.cast());
            if let Some(part) = look.and_then(|look| by_css(&format!(".stage-{look}"))) {
                scroll_to(&part);
            }
        });
    }
    use_effect_with((), |()| {
        let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if let Some(id) = FOCUSED.take().filter(|_| is_lost) {
            focus(document().get_element_by_id(&id));
        }
    });
    let onfocusin =
        |event: FocusEvent| FOCUSED.set(event.target_dyn_into::<Element>().map(|element| element.id()).filter(|id| !id.is_empty()));
    // It goes to nothing when the panel is taken out of the document.
    let onfocusout = |event: FocusEvent| {
        if event.related_target().is_some() {
            FOCUSED.set(None);
        }
    };
    {
        let said = said.clone();
        use_effect_with(playing.calls, move |calls| {
            if let Some(said) = said.cast().filter(|_| *calls > 0) {
                scroll_to(&said);
            }
        });
    }
    let is_read = use_spoken(playing.said.clone());
    let press = |action: Play| dispatch.reform(move |_: MouseEvent| Action::Lesson(action.clone()));
    let onfold = {
        let folded = folded.clone();
        move |_: MouseEvent| {
            FOLDED.set(!*folded);
            folded.set(!*folded);
        }
    };
    let question = playing.question(*asks);
    html! {
        <aside id="lesson" {onfocusin} {onfocusout} class={folded.then_some("is-folded")} aria-label={format!("Lesson: {}", playing.lesson.title)}>
            <div class="lesson-head">
                <p>{ &playing.lesson.title }{ " " }<span id="lesson-step">{ format!("Step {} of {steps}", playing.at + 1) }</span></p>
                <button type="button" id="lesson-fold" class="quiet lesson-fold" aria-expanded={(!*folded).to_string()} onclick={onfold}>
                    { if *folded { "Unfold" } else { "Fold" } }
                </button>
                <button type="button" id="lesson-leave" class="quiet" onclick={press(Play::Leave)}>{ "Leave" }</button>
            </div>
            <progress class="bar" value={(playing.at + 1).to_string()} max={steps.to_string()} aria-hidden="true" />
            // Another step begins at its top.
            <div key={playing.entered} class="lesson-body" tabindex="0" role="group" aria-labelledby="lesson-step">
                <h2 ref={heading} id="lesson-heading" tabindex="-1">{ &step.heading }</h2>
                { for step.text.iter().map(|paragraph| html! { <p>{ with_code(paragraph) }</p> }) }
                if let Some(ask) = question {
                    <Question ask={ask.clone()} scenario={step.scenario.clone()} answer={playing.answer()} noted={playing.is_answered()}
                        onplay={dispatch.reform(Action::Lesson)} />
                }
                if let Some(until) = step.until {
                    <p id="lesson-wait" class={classes!("lesson-wait", playing.is_met().then_some("is-met"))}>
                        <span aria-hidden="true" />{ wait(until) }
                    </p>
                }
                <div ref={said} id="lesson-said" aria-live={live(is_read)} aria-atomic="true">{ said_of(&playing.said) }</div>
                if playing.is_last() {
                    <End lesson={Shared(playing.lesson.clone())} name={playing.name.clone()} />
                }
            </div>
            <div class="lesson-foot">
                <button type="button" id="lesson-back" disabled={playing.at == 0} onclick={press(Play::Back)}>{ "Back" }</button>
                if step.until.is_some() || question.is_some() {
                    <button type="button" id="lesson-skip" class="quiet" onclick={press(Play::Skip)}>{ "Skip this step" }</button>
                }
                // Pressed too early, it says what it waits for.
                <button type="button" id="lesson-next" class={(!playing.is_last()).then_some("primary")} aria-disabled={(!playing.may_go_on(*asks)).then_some("true")}
                    onclick={press(Play::Next)}>{ if playing.is_last() { "Finish" } else { "Next" } }</button>
            </div>
        </aside>
    }
}

fn wait(until: Until) -> String {
    match until {
        Until::Trained => "Press Train, and wait until all is measured.".to_owned(),
        Until::Answered(framing) => format!("Train, press the button under {}, and wait for its answer.", word(framing)),
        Until::Searched => "Train, unfold Worst level below the verdict, press Search, and wait for its end.".to_owned(),
        Until::Shifted(percent) => format!("Move the slider of stage 3 to {percent} percent, and wait until all is measured."),
    }
}

fn said_of(said: &Said) -> Html {
    match said {
        Said::Nothing => Html::default(),
        Said::Words(words) => html! { words },
        Said::Found(found) => found_of(found),
    }
}

fn found_of(found: &Rc<Found>) -> Html {
    let check = |(is_so, words): &(bool, String)| {
        html! { <p class={classes!("lesson-check", if *is_so { "is-yes" } else { "is-no" })}>{ with_code(words) }</p> }
    };
    html! {
        <>
            if let Some(Reveal { words, map, counted, .. }) = &found.reveal {
                <p>{ words }</p>
                if let Some((level, picked, ways)) = map {
                    <div class="board predict">{ show(picture(level, Some(*picked), ways)) }</div>
                }
                if let Some(counted) = counted {
                    <p class="lesson-counted">{ counted }</p>
                }
            }
            { for found.checks.iter().map(check) }
        </>
    }
}
