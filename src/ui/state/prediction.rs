//! "Where will it go?": a prediction before the world is shifted, and what became of it.
//!
//! The level is the first of the shifted board, which is also that of the small pictures of all agents. What a person predicted is
//! counted for that person only, in this browser's storage where it allows that, and never sent.

use std::rc::Rc;

use super::{Action, Dialog, Effect, State, step};
use engine::env::{Cell, Level, display};
use engine::scenario::Scenario;

/// What a person wants to be asked, and how it went so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predictions {
    pub right: u32,
    pub all: u32,
    pub on_page: OnPage,
    pub in_lessons: bool,
}

/// When the page asks, outside of lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPage {
    Never,
    /// Before the first shift on this device, and not again.
    Once,
    /// Before every shift.
    Always,
}

impl Default for Predictions {
    fn default() -> Predictions {
        Predictions { right: 0, all: 0, on_page: OnPage::Once, in_lessons: true }
    }
}

impl Predictions {
    /// Counts one more, and says how many there are.
    pub fn count(&mut self, is_right: bool) -> String {
        self.right += u32::from(is_right);
        self.all += 1;
        format!("Your predictions so far: {} of {} right. They are counted on this device only.", self.right, self.all)
    }
}

/// The question on the page, from the first move of the slider to the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// How far the person wants to shift the world, 0 to 1.
    pub to: f64,
    pub level: Rc<Level>,
    pub picked: Option<Cell>,
    pub stage: Stage,
    pub said: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The slider is on its way.
    Dragged,
    Asked,
    /// The world is shifted, and the agents are on their way.
    Answered,
    /// So they went.
    Shown(Vec<Vec<Cell>>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Predict {
    /// What is kept of earlier visits.
    Recall(Predictions),
    AskOnPage(bool),
    AskInLessons(bool),
    /// A person moves the slider this far.
    Drag(f64),
    /// And lets it go.
    Drop,
    /// Both at once, by a button.
    Ask(f64),
    Pick(Cell),
    /// The picked cell is the answer; given already: there is no more to see.
    Answer,
    Skip,
    StopAsking,
}

/// The least amount of the shift before which is asked without being told to.
const LEAST_ASKED: f64 = 0.1;

impl State {
    pub(super) fn predict(&mut self, action: Predict) -> Vec<Effect> {
        match action {
            Predict::Recall(predictions) => {
                self.predictions = predictions;
                if predictions.on_page == OnPage::Always {
                    self.play_no_recording();
                }
            }
            Predict::AskOnPage(on) => {
                self.predictions.on_page = if on { OnPage::Always } else { OnPage::Never };
                if on {
                    self.play_no_recording();
                }
                return vec![Effect::KeepPredictions(self.predictions)];
            }
            Predict::AskInLessons(on) => {
                self.predictions.in_lessons = on;
                return vec![Effect::KeepPredictions(self.predictions)];
            }
            Predict::Ask(to) => {
                let mut effects = self.predict(Predict::Drag(to));
                effects.extend(self.predict(Predict::Drop));
                return effects;
            }
            Predict::Drag(to) => match self.base().filter(|_| self.asks_before(to)) {
                Some(scenario) => {
                    let level = Rc::new(level(scenario, to));
                    self.prediction = Some(Prediction { to, level, picked: None, stage: Stage::Dragged, said: String::new() });
                }
                None => {
                    self.prediction = None;
                    return step(self, Action::MoveShift(to));
                }
            },
            Predict::Drop => {
                if let Some(prediction) = self.prediction.as_mut().filter(|prediction| prediction.stage == Stage::Dragged) {
                    // Who creeps there with the arrow keys has nothing to predict yet.
                    if self.predictions.on_page == OnPage::Once && prediction.to < LEAST_ASKED {
                        return self.shift_unasked();
                    }
                    prediction.stage = Stage::Asked;
                    self.dialog = Some(Dialog::Prediction);
                    if self.predictions.on_page == OnPage::Once {
                        self.predictions.on_page = OnPage::Never;
                        return vec![Effect::KeepPredictions(self.predictions)];
                    }
                }
            }
            Predict::Pick(cell) => {
                if let Some(prediction) = self.prediction.as_mut().filter(|prediction| prediction.stage == Stage::Asked) {
                    prediction.picked = Some(cell);
                    prediction.said = format!("You predict {}.", place(&prediction.level, cell));
                }
            }
            Predict::Answer => {
                let Some(prediction) = &mut self.prediction else { return Vec::new() };
                match prediction.stage {
                    Stage::Asked if prediction.picked.is_none() => {
                        prediction.said = "First press a cell, or give its column and row.".into();
                    }
                    Stage::Asked => {
                        (prediction.stage, prediction.said) = (Stage::Answered, "The agents are on their way.".into());
                        let to = prediction.to;
                        return step(self, Action::MoveShift(to));
                    }
                    Stage::Dragged | Stage::Answered | Stage::Shown(_) => self.end_prediction(),
                }
            }
            Predict::Skip => return self.shift_unasked(),
            Predict::StopAsking => {
                self.predictions.on_page = OnPage::Never;
                let mut effects = self.shift_unasked();
                effects.push(Effect::KeepPredictions(self.predictions));
                return effects;
            }
        }
        Vec::new()
    }

    /// Only on the way out of the training world, and where there is somebody to follow who goes anywhere. In a page of others, before a
    /// room and in a workshop nobody asks.
    fn asks_before(&self, to: f64) -> bool {
        let is_due = match self.predictions.on_page {
            OnPage::Never => false,
            // Where the slider is let go says whether that is far enough.
            OnPage::Once => to > 0.0 && self.amount < LEAST_ASKED,
            OnPage::Always => to > 0.0 && self.amount == 0.0,
        };
        let is_alone = !self.is_embed && !self.presents && self.lesson.is_none() && self.participant.is_none();
        let walks = self.draft.scenario.world.spec().walks;
        is_due && is_alone && walks && self.agents.iter().any(|run| run.summary.is_some())
    }

    fn shift_unasked(&mut self) -> Vec<Effect> {
        let to = self.prediction.as_ref().map(|prediction| prediction.to);
        self.end_prediction();
        to.map_or_else(Vec::new, |to| step(self, Action::MoveShift(to)))
    }

    /// Unanswered, the slider stays where it was.
    pub(super) fn end_prediction(&mut self) {
        self.prediction = None;
        if self.dialog == Some(Dialog::Prediction) {
            self.dialog = None;
        }
    }

    /// Where the slider stands: as long as nothing is answered, ahead of the world.
    pub fn slider(&self) -> f64 {
        self.prediction.as_ref().map_or(self.amount, |prediction| prediction.to)
    }

    /// Shows where the agents went as soon as all of them have walked.
    pub(super) fn follow_prediction(&mut self) -> Vec<Effect> {
        let Some(Prediction { to, picked: Some(picked), stage: Stage::Answered, level, .. }) = &self.prediction else { return Vec::new() };
        let Some(ways) = self.ways(*to) else { return Vec::new() };
        let (is_right, words) = outcome(level, *picked, &ways);
        let said = format!("{words} {}", self.predictions.count(is_right));
        if let Some(prediction) = &mut self.prediction {
            (prediction.stage, prediction.said) = (Stage::Shown(ways), said);
        }
        vec![Effect::KeepPredictions(self.predictions)]
    }

    /// Where every agent that is left went on that level, once all of them have walked there.
    pub(super) fn ways(&self, amount: f64) -> Option<Vec<Vec<Cell>>> {
        let way = |run: &super::Run| run.trail.as_ref().filter(|(at, _)| (at - amount).abs() < 1e-6).map(|(_, trail)| trail.path.clone());
        let ways: Option<Vec<Vec<Cell>>> = self.agents.iter().filter(|run| run.phase.is_alive()).map(way).collect();
        ways.filter(|ways| !ways.is_empty())
    }
}

/// The level that a prediction is about, at this amount of the shift (0 to 1).
pub fn level(scenario: &Scenario, amount: f64) -> Level {
    display::level(&scenario.levels(amount), display::SHIFTED, 0).0
}

pub fn place(level: &Level, cell: Cell) -> String {
    format!("column {}, row {}", level.column(cell), level.row(cell))
}

/// Whether most of these ways end in this cell or right beside it, and what that makes of the prediction in words.
pub fn outcome(level: &Level, picked: Cell, ways: &[Vec<Cell>]) -> (bool, String) {
    let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
    let ends = ways.iter().filter_map(|way| way.last());
    let hits = ends.filter(|&&end| near(level.row(end), level.row(picked)) && near(level.column(end), level.column(picked))).count();
    let (all, is_right) = (ways.len(), 2 * hits > ways.len());
    let agents = if all == 1 {
        format!("the agent {} there or right beside it", if hits == 1 { "ended" } else { "did not end" })
    } else {
        format!("{hits} of {all} agents ended there or right beside it")
    };
    let elsewhere = most_ended(ways).filter(|_| !is_right).map_or(String::new(), |(end, count)| match all {
        1 => format!(", but at {}", place(level, end)),
        _ => format!(", and {count} at {}", place(level, end)),
    });
    let became = if is_right { "right" } else { "wrong" };
    (is_right, format!("You predicted {}; {agents}{elsewhere}: your prediction was {became}.", place(level, picked)))
}

/// Where most of these ways end, the first of equals in reading order, and how many do.
fn most_ended(ways: &[Vec<Cell>]) -> Option<(Cell, usize)> {
    let mut ends: Vec<Cell> = ways.iter().filter_map(|way| way.last().copied()).collect();
    ends.sort_unstable();
    ends.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).reduce(|most, other| if other.1 > most.1 { other } else { most })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{reduce, small, work};
    use super::*;

    fn predict(state: State, action: Predict) -> State {
        reduce(state, Action::Predict(action))
    }

    /// Trained, and in the training world.
    fn trained() -> State {
        let state = work(reduce(reduce(small(), Action::MoveShift(0.0)), Action::Train));
        predict(reduce(state, Action::Tick(100.0)), Predict::AskOnPage(true))
    }

    fn stage(state: &State) -> Option<Stage> {
        state.prediction.as_ref().map(|prediction| prediction.stage.clone())
    }

    #[test]
    fn the_world_is_shifted_after_an_answer() {
        let mut state = predict(predict(trained(), Predict::Drag(0.4)), Predict::Drag(1.0));
        assert_eq!((state.amount, state.slider(), state.dialog), (0.0, 1.0, None));
        state = predict(state, Predict::Drop);
        assert_eq!((state.amount, state.dialog), (0.0, Some(Dialog::Prediction)));
        state = predict(state, Predict::Answer);
        assert_eq!((state.amount, stage(&state)), (0.0, Some(Stage::Asked)), "nothing is picked");
        let end = level(state.base().expect("trained"), 1.0).start;
        state = predict(predict(state, Predict::Pick(end)), Predict::Answer);
        assert_eq!((state.amount, stage(&state), state.predictions.all), (1.0, Some(Stage::Answered), 0));
        let mut effects = Vec::new();
        state = reduce(state, Action::Rest);
        for _ in 0..3 {
            effects.extend(super::super::reduce(&mut state, Action::Tick(0.1)));
        }
        let Some(Stage::Shown(ways)) = stage(&state) else { panic!("{:?}", state.prediction) };
        assert_eq!((ways.len(), state.predictions.all), (1, 1));
        assert_eq!(effects, [Effect::KeepPredictions(state.predictions)], "counted once");
        let said = &state.prediction.as_ref().expect("shown").said;
        assert!(said.contains("your prediction was") && said.contains("of 1 right"), "{said}");
        state = predict(state, Predict::Answer);
        assert_eq!((state.prediction.is_none(), state.dialog, state.amount), (true, None, 1.0));
        // Within the shifted world and on the way back nobody is asked.
        for to in [0.5, 0.0] {
            state = predict(state, Predict::Drag(to));
            assert_eq!((state.amount, stage(&state)), (to, None));
        }
    }

    #[test]
    fn whoever_does_not_answer_goes_on_or_stays() {
        let asked = predict(predict(trained(), Predict::Drag(0.7)), Predict::Drop);
        for (action, amount, on_page) in [
            (Action::Predict(Predict::Skip), 0.7, OnPage::Always),
            (Action::Predict(Predict::StopAsking), 0.7, OnPage::Never),
            (Action::CloseDialog, 0.0, OnPage::Always),
            (Action::OpenDialog(Dialog::Share), 0.0, OnPage::Always),
        ] {
            let state = reduce(asked.clone(), action.clone());
            assert_eq!((state.amount, state.slider(), state.predictions.on_page), (amount, amount, on_page), "{action:?}");
            assert!(state.prediction.is_none() && state.dialog != Some(Dialog::Prediction), "{action:?}");
        }
        let back = predict(predict(trained(), Predict::Drag(0.7)), Predict::Drag(0.0));
        assert_eq!((back.amount, stage(&back)), (0.0, None));
    }

    #[test]
    fn nobody_is_asked_without_an_agent_or_a_wish() {
        let untrained = predict(reduce(small(), Action::MoveShift(0.0)), Predict::AskOnPage(true));
        for state in [untrained, predict(trained(), Predict::AskOnPage(false))] {
            let state = predict(state, Predict::Drag(0.7));
            assert_eq!((state.amount, stage(&state)), (0.7, None));
        }
    }

    #[test]
    fn who_was_never_asked_is_asked_once() {
        let trained = reduce(trained(), Action::Predict(Predict::Recall(Predictions::default())));
        let mut state = predict(trained.clone(), Predict::Ask(0.05));
        assert_eq!((state.amount, stage(&state)), (0.05, None), "that is no way yet");
        // However slowly the slider goes there, and also from a little way on.
        for from in [state, trained.clone()] {
            let state = [0.06, 0.3, 0.7].into_iter().fold(from, |state, to| predict(state, Predict::Drag(to)));
            assert_eq!(stage(&predict(state, Predict::Drop)), Some(Stage::Asked));
        }
        state = trained.clone();
        let effects = super::super::reduce(&mut state, Action::Predict(Predict::Ask(0.7)));
        assert_eq!((state.amount, stage(&state), state.dialog), (0.0, Some(Stage::Asked), Some(Dialog::Prediction)));
        assert_eq!((state.predictions.on_page, &effects[..]), (OnPage::Never, &[Effect::KeepPredictions(state.predictions)][..]));
        state = predict(reduce(state, Action::CloseDialog), Predict::Ask(0.7));
        assert_eq!((state.amount, stage(&state)), (0.7, None), "and not again");
        for elsewhere in [Action::Embed, Action::Present(true)] {
            let state = predict(reduce(trained.clone(), elsewhere.clone()), Predict::Ask(0.7));
            assert_eq!((state.amount, stage(&state)), (0.7, None), "{elsewhere:?}");
        }
        let state = reduce(trained, Action::MoveShift(0.7));
        assert_eq!((state.amount, stage(&state)), (0.7, None), "a host's word");
    }

    #[test]
    fn a_prediction_is_right_if_most_end_there_or_beside_it() {
        let level = level(&Scenario::preset("cheese-corner").expect("a preset"), 1.0);
        let at = |row: usize, column: usize| level.cell(row, column);
        let picked = at(5, 5);
        let check = |ends: &[Cell], expected: (bool, &str)| {
            let ways: Vec<Vec<Cell>> = ends.iter().map(|end| vec![level.start, *end]).collect();
            let (is_right, words) = outcome(&level, picked, &ways);
            assert!(is_right == expected.0 && words.contains(expected.1), "{words}");
        };
        check(&[at(6, 4)], (true, "the agent ended there or right beside it: your prediction was right"));
        check(&[at(7, 5)], (false, "the agent did not end"));
        check(&[picked, at(1, 1)], (false, "1 of 2 agents ended there"));
        check(&[picked, at(4, 5), at(1, 1)], (true, "You predicted column 5, row 5; 2 of 3 agents"));
    }
}
