//! The question before a shift, and where the agents went.

use yew::prelude::*;

use super::picker::Picker;
use crate::ui::shared::Shared;
use crate::ui::state::prediction::{OnPage, Predict, Stage};
use crate::ui::state::{Action, State};
use crate::ui::store::{use_dispatch, use_selector};
use crate::views::dialog::Dialog;

#[component]
pub fn PredictionDialog() -> Html {
    let dispatch = use_dispatch();
    let prediction = use_selector(|state: &State| state.prediction.clone());
    let asks_again = use_selector(|state: &State| state.predictions.on_page == OnPage::Always);
    let Some(it) = &*prediction else { return Html::default() };
    let (is_asked, ways) = match &it.stage {
        Stage::Shown(ways) => (false, ways.clone()),
        stage => (*stage == Stage::Asked, Vec::new()),
    };
    let is_shown = matches!(it.stage, Stage::Shown(_));
    let does = |action: Predict| dispatch.reform(move |_: MouseEvent| Action::Predict(action.clone()));
    html! {
        <Dialog id="predict" title="Where will it go?" about="predict-about">
            <p id="predict-about">
                { format!("Before the world is shifted by {} percent: where will the agents be at the end of their way? This is the level on \
                           which they will be seen.", (it.to * 100.0).round()) }
                if !*asks_again {
                    { " You are asked this once; Lessons and View have a switch for every shift." }
                }
            </p>
            <Picker id="predict-picker" level={Shared(it.level.clone())} picked={it.picked} {ways} disabled={!is_asked}
                onpick={dispatch.reform(|cell| Action::Predict(Predict::Pick(cell)))} />
            <p id="predict-said" aria-live="polite" aria-atomic="true">{ &it.said }</p>
            <p class="bar-buttons">
                <button type="button" id="predict-answer" class="primary" aria-disabled={it.picked.is_none().then_some("true")}
                    onclick={does(Predict::Answer)}>{ if is_shown { "Close" } else { "Show me" } }</button>
                if !is_shown {
                    <button type="button" id="predict-skip" class="quiet" onclick={does(Predict::Skip)}>{ "Shift without an answer" }</button>
                    if *asks_again {
                        <button type="button" id="predict-off" class="quiet" onclick={does(Predict::StopAsking)}>{ "Stop asking" }</button>
                    }
                }
            </p>
        </Dialog>
    }
}
