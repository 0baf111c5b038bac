//! What a look at the state gives for a request that waits.

use super::*;
use crate::features::embed::facts;

/// What a look at a request gives.
pub(super) enum Look {
    Wait(Wait),
    Do(Wait, Action),
    Draw(Picture),
    Answer(Answer),
}

pub(super) fn replaced() -> Refusal {
    Refusal::new("replaced", "a later request, or a person, has put something else in its place", "")
}

pub(super) fn population(state: &State) -> (Vec<JobId>, f64) {
    (state.agents.iter().map(|run| run.id).collect(), state.amount)
}

/// The agents on the page are these, or those that are left of them.
pub(super) fn is_of(runs: &[JobId], state: &State) -> bool {
    !state.agents.is_empty() && state.agents.iter().all(|run| runs.contains(&run.id))
}

pub(super) fn train(after: JobId, runs: Vec<JobId>, state: &State) -> Look {
    let runs = if runs.is_empty() { population(state).0 } else { runs };
    if !is_of(&runs, state) || runs.iter().any(|run| *run <= after) {
        return Look::Answer(Answer::Refused(replaced()));
    }
    if let Some(refusal) = no_worker(state) {
        return Look::Answer(Answer::Refused(refusal));
    }
    if state.is_training() {
        return Look::Wait(Wait::Train { after, runs });
    }
    Look::Answer(match facts::trained(state) {
        Ok(done) => Answer::Done(done),
        Err(refusal) => Answer::Refused(refusal),
    })
}

/// The updates begin once the agent is paused, or of a new agent.
pub(super) fn begin_step(updates: u32, state: &State) -> Look {
    let count = updates as usize;
    match state.run() {
        Some(run) if run.phase == Phase::Paused => {
            let made = Made { run: Some(run.id), after: state.runs, target: run.points.len() + count };
            Look::Do(Wait::Step { updates, made: Some(made) }, Action::Step(updates))
        }
        // An agent that no worker has begun is begun for the sake of its updates.
        Some(run) if run.phase == Phase::Waiting && state.held && !run.busy => {
            let made = Made { run: Some(run.id), after: state.runs, target: run.points.len() + count };
            Look::Do(Wait::Step { updates, made: Some(made) }, Action::Step(updates))
        }
        Some(run) if matches!(run.phase, Phase::Waiting | Phase::Training) => {
            if state.held {
                Look::Wait(Wait::Step { updates, made: None })
            } else {
                Look::Answer(Answer::Refused(replaced()))
            }
        }
        _ => {
            // Another agent of the run is still under way.
            if let Some(other) = state.agents.iter().position(|run| run.phase.is_under_way()) {
                return Look::Do(Wait::Step { updates, made: None }, Action::Show(other));
            }
            if let Err(refusal) = may_train(state, None) {
                return Look::Answer(Answer::Refused(refusal));
            }
            let made = Made { run: None, after: state.runs, target: count };
            Look::Do(Wait::Step { updates, made: Some(made) }, Action::Step(updates))
        }
    }
}

pub(super) fn end_step(updates: u32, made: Made, state: &State) -> Look {
    let id = made.run.or_else(|| state.agents.first().map(|run| run.id).filter(|id| *id > made.after));
    let Some(run) = state.agents.iter().find(|run| Some(run.id) == id) else { return Look::Answer(Answer::Refused(replaced())) };
    if let Some(refusal) = no_worker(state) {
        return Look::Answer(Answer::Refused(refusal));
    }
    let progress = || Look::Answer(Answer::Done(facts::progress(state).unwrap_or_default()));
    match run.phase {
        Phase::Failed | Phase::Lost => Look::Answer(Answer::Refused(facts::failed(state, run))),
        Phase::Trained => progress(),
        Phase::Paused if run.points.len() >= made.target => progress(),
        // Somebody has let it go.
        _ if !state.held => Look::Answer(Answer::Refused(replaced())),
        _ => Look::Wait(Wait::Step { updates, made: Some(Made { run: id, ..made }) }),
    }
}

pub(super) fn judge(of: (Vec<JobId>, f64), due: bool, urged: bool, away: bool, state: &State) -> Look {
    if !is_of(&of.0, state) || of.1 != state.amount {
        return Look::Answer(Answer::Refused(replaced()));
    }
    let wait = |urged| Wait::Judge { of: Some(of.clone()), due: true, urged };
    if state.is_training() {
        if let Some(refusal) = no_worker(state) {
            return Look::Answer(Answer::Refused(refusal));
        }
        if !due && state.held && !away {
            let words = "training is held and not over, so there is no verdict to wait for; play() lets it go on";
            return Look::Answer(Answer::Refused(Refusal::new("paused", words, "")));
        }
        return Look::Wait(wait(urged));
    }
    if let Some(verdict) = facts::verdict(state) {
        return Look::Answer(Answer::Done(verdict));
    }
    if let Some(refusal) = no_worker(state) {
        return Look::Answer(Answer::Refused(refusal));
    }
    match facts::failure(state).filter(|_| state.agents.iter().all(|run| !run.phase.is_alive())) {
        Some(refusal) => Look::Answer(Answer::Refused(refusal)),
        // Judging moves nothing that a person sees.
        None if state.held && !urged => Look::Do(wait(true), Action::Judge),
        None => Look::Wait(wait(urged)),
    }
}

pub(super) fn no_worker(state: &State) -> Option<Refusal> {
    let why = state.no_worker.as_ref().filter(|_| !state.worker_ready)?;
    Some(Refusal::new("failed", format!("this browser gives the page no worker to train in: {why}"), ""))
}

/// Whether what stands on the page can be trained, with another number of steps; that number as it would be typed.
pub(super) fn may_train(state: &State, total: Option<f64>) -> Result<Option<String>, Refusal> {
    let text = total.map(|total| total.to_string());
    let mut draft = Draft::clone(&state.draft);
    if let Some(text) = &text {
        draft.scenario.set(&STEPS.to_string(), text)?;
        draft.type_field(STEPS, text.clone());
    }
    match draft.blocker() {
        None => Ok(text),
        Some(error) => {
            let code = if draft.is_broken_program(&error.place) { "does_not_compile" } else { "out_of_range" };
            Err(Refusal { code, ..error.into() })
        }
    }
}
