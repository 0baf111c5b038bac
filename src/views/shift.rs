//! The third stage: how far the world is shifted, and, folded, what the shift is made of and what comes of it. The slider is in the
//! dock on a phone (`dock`).

use yew::prelude::*;

use super::controls::{Button, Slider};
use super::parts::{Fold, Stage, Table};
use super::settings::Knobs;
use crate::ui::correct::{shift_chart, shift_rows, shift_words};
use crate::ui::markup::show;
use crate::ui::state::prediction::Predict;
use crate::ui::state::{Action, Dialog, State};
use crate::ui::store::{use_dispatch, use_selector};
use engine::share::Panel;

#[derive(PartialEq)]
struct View {
    percent: u32,
    locked: bool,
    /// The world at the full shift, in words.
    end: String,
}

impl View {
    fn of(state: &State) -> View {
        let scenario = &state.draft.scenario;
        View {
            percent: (state.slider() * 100.0).round() as u32,
            locked: state.is_locked(Panel::Shift),
            end: if scenario.levels(1.0) == scenario.levels(0.0) {
                "the same: nothing has to be shifted here".into()
            } else {
                scenario.levels(1.0).describe()
            },
        }
    }
}

#[derive(PartialEq, Properties)]
pub struct ShiftProps {
    pub is_phone: bool,
}

#[component]
pub fn Shift(props: &ShiftProps) -> Html {
    let end = use_selector(|state| View::of(state).end);
    html! {
        <Stage name="shift" number={3} title="Shift" about="move the world, keep the agent">
            if props.is_phone {
                <p class="why">{ format!("With the slider below, from “as in training” to “{}”.", *end) }</p>
            } else {
                <Amount ends=true />
            }
            <div class="folds drawers">
                <Fold class="world-settings" group="shift" title="World settings"><Knobs /></Fold>
                <Over />
            </div>
        </Stage>
    }
}

#[derive(PartialEq, Properties)]
pub struct AmountProps {
    /// What the ends of the slider are stands beside it.
    #[prop_or_default]
    pub ends: bool,
}

/// The slider that shifts the world.
#[component]
pub fn Amount(props: &AmountProps) -> Html {
    let dispatch = use_dispatch();
    let it = use_selector(View::of);
    let View { percent, locked, end } = &*it;
    html! {
        <div class="slider">
            if props.ends {
                <span class="end">{ "as in training" }</span>
            }
            <Slider id="shift" max={100} value={*percent} disabled={*locked} label="How far the world is shifted, percent"
                text={format!("{percent} percent of the way")}
                onchange={dispatch.reform(|percent| Action::Predict(Predict::Drag(f64::from(percent) / 100.0)))}
                ondrop={dispatch.reform(|()| Action::Predict(Predict::Drop))} />
            if props.ends {
                <span class="end">{ end }</span>
            }
            // The slider says the same.
            <output for="shift" aria-hidden="true">{ format!("{percent} %") }</output>
        </div>
    }
}

#[derive(PartialEq)]
struct OverView {
    /// There is an agent to measure.
    ready: bool,
    /// The world knows disagreement, which can be swept as well.
    sweeps: bool,
    measured: Option<Measured>,
}

/// The shown agent along the shift.
#[derive(PartialEq)]
struct Measured {
    done: usize,
    chart: String,
    rows: Vec<[String; 3]>,
    words: String,
}

impl OverView {
    fn of(state: &State) -> OverView {
        let measured = state.curve.as_ref().map(|curve| Measured {
            done: curve.points.iter().filter(|point| point.report.is_some()).count(),
            chart: shift_chart(curve),
            rows: shift_rows(curve),
            words: shift_words(curve),
        });
        OverView {
            ready: state.trained().is_some() && state.worker_ready,
            sweeps: state.draft.scenario.world.knob("disagree").is_some(),
            measured,
        }
    }
}

/// How capable and how aligned the shown agent is all along the shift.
#[component]
fn Over() -> Html {
    let it = use_selector(OverView::of);
    let OverView { ready, sweeps, measured } = &*it;
    let row = |cells: &[String; 3]| cells.iter().map(|cell| html! { cell }).collect::<Vec<_>>();
    html! {
        <Fold class="world-settings" id="over" group="shift" title="Over the shift">
            <p class="why">{ "How capable the shown agent stays, and how aligned, from the training world to the full shift." }</p>
            <Button id="curve" class="quiet" disabled={!ready} action={Action::Curve}>{ "Measure" }</Button>
            if *sweeps {
                <Button class="quiet" name="sweep" action={Action::OpenDialog(Dialog::Sweep)}>{ "Over disagreement" }</Button>
            }
            if let Some(Measured { done, chart, rows, words }) = measured {
                <div id="shift-curve" data-done={done.to_string()}>
                    { show(chart.clone()) }
                    <Table class="shift-table" head={["Shift", "Capability", "Alignment"].map(AttrValue::from).to_vec()}
                        rows={rows.iter().map(row).collect::<Vec<_>>()} />
                    <p class="why">{ words }</p>
                </div>
            }
        </Fold>
    }
}
