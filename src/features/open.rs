//! What opens over the page and stands beside it. Each comes with its chunk, which the build cuts off (`#[wasm_split]`); one that does
//! not come is said above the page, and comes when it is asked for again.

use gloo_timers::callback::Timeout;
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use super::agents::AgentsDialog;
use super::compare::Compare;
use super::framings::plan::Question;
use super::framings::{self, Below};
use super::gallery::GalleryDialog;
use super::lessons::{LessonPanel, LessonsDialog};
use super::paint::PaintDialog;
use super::play::PlayDialog;
use super::predict::PredictionDialog;
use super::reading::ReadingDialog;
use super::rivals::Rivals;
use super::share::{Paper, ShareDialog};
use super::sweep::SweepDialog;
use super::terms::TermDialog;
use super::thumbs::ThumbsDialog;
use super::view::ViewDialog;
use super::workshop::{NicknameDialog, Presenter, Seat, WorkshopDialog};
use super::worst::WorstLevel;
use crate::ui::board::Sight;
use crate::ui::chunk::{Loaded, say_missing, use_chunk};
use crate::ui::state::lesson::Play;
use crate::ui::state::prediction::Predict;
use crate::ui::state::{Action, Dialog, State, Tab};
use crate::ui::store::{use_dispatch, use_selector, use_store};
use crate::ui::terms::Term;
use crate::views::parts::Fold;
use engine::share::Framing;

/// How long the page, which has just been drawn, is left alone before what only paper has is loaded.
const PAPER_MS: u32 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Dialog(Dialog),
    Lesson,
    Seat,
    Presenter,
    Paper,
    Rivals,
    Worst,
    Readings,
    Unseen,
    Framings,
}

/// While a lesson is on, before the page, or on a phone at its bottom.
#[component]
pub fn LessonAside() -> Html {
    let on = use_selector(|state: &State| state.lesson.is_some());
    html! {
        if *on {
            <Lazy part={Part::Lesson} />
        }
    }
}

/// The bar of a participant of a workshop, before the page.
#[component]
pub fn SeatAside() -> Html {
    let on = use_selector(|state: &State| state.participant.is_some());
    html! {
        if *on {
            <Lazy part={Part::Seat} />
        }
    }
}

/// What a print has above the page. It is loaded before anybody asks, once all else is there: a browser that prints waits for no file.
#[component]
pub fn OnPaper() -> Html {
    let drawn = use_selector(|state: &State| state.drawn);
    let is_due = use_state_eq(|| false);
    use_effect_with(*drawn, {
        let is_due = is_due.setter();
        move |drawn| {
            let timer = drawn.then(|| Timeout::new(PAPER_MS, move || is_due.set(true)));
            move || drop(timer)
        }
    });
    html! {
        if *is_due {
            <Lazy part={Part::Paper} />
        }
    }
}

/// What is folded below the verdict.
pub fn below_verdict() -> Html {
    let fold = |name: &'static str, title: &'static str, part: Part| {
        html! {
            <Fold class="verdict-fold" group="verdict" {name} {title} later={html! { <Lazy {part} /> }} />
        }
    };
    html! { <>{ fold("readings", "Readings", Part::Readings) }{ fold("rivals", "Rivals", Part::Rivals) }{ fold("worst", "Worst level", Part::Worst) }</> }
}

/// What else is evidence, once somebody looks at that.
pub fn more_evidence() -> Html {
    html! { <Lazy part={Part::Unseen} /> }
}

/// What the framings beside the verdict show.
pub fn framings_beside() -> Html {
    html! { <Lazy part={Part::Framings} /> }
}

/// While the view for presenters is on, below the page.
#[component]
pub fn PresenterKeys() -> Html {
    let on = use_selector(|state: &State| state.presents);
    html! {
        if *on {
            <Lazy part={Part::Presenter} />
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct OpenDialogProps {
    /// The episodes on the boards.
    pub sights: [Sight; 2],
}

#[component]
pub fn OpenDialog(props: &OpenDialogProps) -> Html {
    let open = use_selector(|state: &State| state.dialog);
    // These go on while they are closed: they are there from their first use on.
    let (compare, sweep) = (use_state_eq(|| false), use_state_eq(|| false));
    {
        let (compare, sweep) = (compare.setter(), sweep.setter());
        use_effect_with(*open, move |open| match open {
            Some(Dialog::Compare) => compare.set(true),
            Some(Dialog::Sweep) => sweep.set(true),
            _ => {}
        });
    }
    let lazy = |dialog: Dialog| html! { <Lazy key={format!("{dialog:?}")} part={Part::Dialog(dialog)} sights={props.sights.clone()} /> };
    html! {
        <>
            if let Some(dialog) = open.filter(|dialog| !matches!(dialog, Dialog::Compare | Dialog::Sweep)) {
                { lazy(dialog) }
            }
            if *compare {
                { lazy(Dialog::Compare) }
            }
            if *sweep {
                { lazy(Dialog::Sweep) }
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct LazyProps {
    part: Part,
    #[prop_or_default]
    sights: [Sight; 2],
}

/// A part once its chunk is there.
#[component]
fn Lazy(props: &LazyProps) -> Html {
    let (store, dispatch) = (use_store(), use_dispatch());
    let open = use_selector(|state: &State| state.dialog);
    let (part, sights) = (props.part, props.sights.clone());
    // A dialog that did not come is asked for again with the next press.
    let is_wanted = !matches!(part, Part::Dialog(dialog) if *open != Some(dialog));
    let missing = move || {
        // The state is let go of before anything is dispatched.
        let open = store.state().dialog;
        if let Some(action) = part.give_up(open) {
            dispatch.emit(action);
        }
        // Nobody has asked for it: a print goes without.
        if part != Part::Paper {
            say_missing(&dispatch, part.name());
        }
    };
    use_chunk(is_wanted.then_some(()), move || load(part, sights), missing)
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Dialog(Dialog::View) => "View",
            Part::Dialog(Dialog::Share) => "Share",
            Part::Dialog(Dialog::Compare) => "Compare",
            Part::Dialog(Dialog::Sweep) => "The curve over disagreement",
            Part::Dialog(Dialog::Agents) => "The table of all agents",
            Part::Dialog(Dialog::Reading(_)) => "The board as text",
            Part::Dialog(Dialog::Term(_)) => "What it means",
            Part::Dialog(Dialog::Lessons) => "Lessons",
            Part::Dialog(Dialog::Gallery(_)) => "The gallery",
            Part::Dialog(Dialog::Play) => "Play",
            Part::Dialog(Dialog::Paint) => "Painting",
            Part::Dialog(Dialog::Thumbs) => "Judging clips",
            Part::Dialog(Dialog::Prediction) => "The question before a shift",
            Part::Dialog(Dialog::Workshop | Dialog::Nickname) | Part::Seat => "The workshop",
            Part::Lesson => "The lesson",
            Part::Presenter => "The presenter view",
            Part::Paper => "The head of a print",
            Part::Rivals => "The rivals of the goal",
            Part::Worst => "The worst level",
            Part::Readings => "The readings of the reward",
            Part::Unseen => "What it had seen",
            Part::Framings => "Cause, aim and online",
        }
    }

    /// What the page does without it.
    fn give_up(self, open: Option<Dialog>) -> Option<Action> {
        match self {
            // Another one has taken its place.
            Part::Dialog(dialog) if open != Some(dialog) => None,
            // The shift goes on without the question.
            Part::Dialog(Dialog::Prediction) => Some(Action::Predict(Predict::Skip)),
            Part::Dialog(_) => Some(Action::CloseDialog),
            Part::Lesson => Some(Action::Lesson(Play::Leave)),
            Part::Presenter => Some(Action::Present(false)),
            Part::Framings => Some(Action::Frame(Framing::Behavior)),
            // The seed of the nickname stays.
            Part::Seat | Part::Paper | Part::Rivals | Part::Worst | Part::Readings | Part::Unseen => None,
        }
    }
}

async fn load(part: Part, sights: [Sight; 2]) -> Loaded {
    match part {
        Part::Dialog(Dialog::View) => view().await,
        Part::Dialog(Dialog::Share) => share().await,
        Part::Dialog(Dialog::Compare) => compare().await,
        Part::Dialog(Dialog::Sweep) => sweep().await,
        Part::Dialog(Dialog::Agents) => agents().await,
        Part::Dialog(Dialog::Reading(board)) => {
            let sight = sights[board].clone();
            reading(board, sight).await
        }
        Part::Dialog(Dialog::Term(term)) => self::term(term).await,
        Part::Dialog(Dialog::Lessons) => lessons().await,
        Part::Dialog(Dialog::Gallery(tab)) => gallery(tab).await,
        Part::Dialog(Dialog::Play) => play().await,
        Part::Dialog(Dialog::Paint) => paint().await,
        Part::Dialog(Dialog::Thumbs) => thumbs().await,
        Part::Dialog(Dialog::Prediction) => prediction().await,
        Part::Dialog(Dialog::Workshop) => workshop().await,
        Part::Dialog(Dialog::Nickname) => nickname().await,
        Part::Lesson => lesson().await,
        Part::Seat => seat().await,
        Part::Presenter => presenter().await,
        Part::Paper => paper().await,
        Part::Rivals => rivals().await,
        Part::Worst => worst().await,
        Part::Readings => below_verdict_of(Question::Readings).await,
        Part::Unseen => below_verdict_of(Question::Unseen).await,
        Part::Framings => framings().await,
    }
}

#[wasm_split(view, fallible)]
fn view() -> Loaded {
    Ok(html! { <ViewDialog /> })
}

#[wasm_split(view, fallible)]
fn reading(board: usize, sight: Sight) -> Loaded {
    Ok(html! { <ReadingDialog {board} {sight} /> })
}

#[wasm_split(view, fallible)]
fn term(term: Term) -> Loaded {
    Ok(html! { <TermDialog {term} /> })
}

#[wasm_split(share, fallible)]
fn share() -> Loaded {
    Ok(html! { <ShareDialog /> })
}

#[wasm_split(compare, fallible)]
fn compare() -> Loaded {
    Ok(html! { <Compare /> })
}

#[wasm_split(compare, fallible)]
fn sweep() -> Loaded {
    Ok(html! { <SweepDialog /> })
}

#[wasm_split(compare, fallible)]
fn agents() -> Loaded {
    Ok(html! { <AgentsDialog /> })
}

#[wasm_split(compare, fallible)]
fn rivals() -> Loaded {
    Ok(html! { <Rivals /> })
}

#[wasm_split(compare, fallible)]
fn worst() -> Loaded {
    Ok(html! { <WorstLevel /> })
}

#[wasm_split(framings, fallible)]
fn below_verdict_of(question: Question) -> Loaded {
    Ok(html! { <Below {question} /> })
}

#[wasm_split(framings, fallible)]
fn framings() -> Loaded {
    Ok(html! { <framings::Panel /> })
}

#[wasm_split(gallery, fallible)]
fn gallery(tab: Tab) -> Loaded {
    Ok(html! { <GalleryDialog {tab} /> })
}

#[wasm_split(play, fallible)]
fn play() -> Loaded {
    Ok(html! { <PlayDialog /> })
}

#[wasm_split(paint, fallible)]
fn paint() -> Loaded {
    Ok(html! { <PaintDialog /> })
}

#[wasm_split(thumbs, fallible)]
fn thumbs() -> Loaded {
    Ok(html! { <ThumbsDialog /> })
}

#[wasm_split(lessons, fallible)]
fn lessons() -> Loaded {
    Ok(html! { <LessonsDialog /> })
}

#[wasm_split(lessons, fallible)]
fn lesson() -> Loaded {
    Ok(html! { <LessonPanel /> })
}

#[wasm_split(lessons, fallible)]
fn prediction() -> Loaded {
    Ok(html! { <PredictionDialog /> })
}

#[wasm_split(workshop, fallible)]
fn workshop() -> Loaded {
    Ok(html! { <WorkshopDialog /> })
}

#[wasm_split(workshop, fallible)]
fn nickname() -> Loaded {
    Ok(html! { <NicknameDialog /> })
}

#[wasm_split(workshop, fallible)]
fn seat() -> Loaded {
    Ok(html! { <Seat /> })
}

#[wasm_split(workshop, fallible)]
fn presenter() -> Loaded {
    Ok(html! { <Presenter /> })
}

#[wasm_split(paper, fallible)]
fn paper() -> Loaded {
    Ok(html! { <Paper /> })
}
