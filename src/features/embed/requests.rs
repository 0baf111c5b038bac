//! What becomes of each request of a host: it ends exactly once, as done, refused, replaced or closed, with what is true of the very
//! run and shift that it asked about. No browser: the state is looked at, never changed; what is to be done is handed out as [`Step`]s.
//!
//! Questionable decision: nothing in here calls back. Whoever holds it performs the steps, and asks [`Requests::changed`] after every
//! change of the state. So every order of events can be tested, and none of them can answer in the middle of another request.

mod looks;
#[cfg(test)]
pub(crate) mod tests;

use serde_json::Value;

use super::wire::{self, Call, Picture, Refusal};
use crate::ui::draft::Draft;
use crate::ui::state::{Action, Phase, State};
use engine::jobs::JobId;
use engine::scenario::{Field, Group};

use looks::{Look, begin_step, end_step, judge, may_train, population, replaced, train};

/// What `train({steps})` sets.
const STEPS: Field = Field::Agent("total_timesteps");

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Do(Action),
    /// A picture is wanted; see [`Requests::drawn`].
    Draw(u64, Picture),
    Answer(u64, Answer),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The state as it is now.
    State,
    Done(Value),
    Refused(Refusal),
}

#[derive(Default)]
pub struct Requests {
    /// In the order in which they were asked.
    pending: Vec<Pending>,
    /// What was loaded last, as the page saves it: `reset` goes back to it.
    loaded: Option<String>,
    /// The page stands.
    begun: bool,
    /// What a host brought before.
    first: Option<String>,
    /// It is seen, and was so since it was last held out of sight.
    seen: bool,
    /// It went out of sight, and is held for that.
    away: bool,
}

struct Pending {
    id: u64,
    wait: Wait,
}

enum Wait {
    /// For the page.
    Early(Call),
    /// For what was done to be seen, which is at the next look.
    Shown,
    /// For all agents of the first population after `after`; which those are is known at the next look.
    Train {
        after: JobId,
        runs: Vec<JobId>,
    },
    Step {
        updates: u32,
        made: Option<Made>,
    },
    /// For the verdict on these agents at this amount of the shift. None: for the steps before it.
    Judge {
        of: Option<(Vec<JobId>, f64)>,
        due: bool,
        urged: bool,
    },
    /// For the page to be drawn.
    Draw(Picture),
    Picture,
}

/// Updates under way.
#[derive(Clone, Copy)]
struct Made {
    /// None: that of the first run after `after`.
    run: Option<JobId>,
    after: JobId,
    target: usize,
}

/// Why a request comes to nothing whose line is closed.
pub fn closed() -> Refusal {
    Refusal::new("closed", "another line to this page took the place of this one", "")
}

impl Requests {
    /// The scenario that the page opened with, or another one of its address.
    pub fn set_loaded(&mut self, saved: String) {
        self.loaded = Some(saved);
    }

    pub fn loaded(&self) -> Option<&str> {
        self.loaded.as_deref()
    }

    /// What a host brought before the page opened with anything.
    pub fn take_first(&mut self) -> Option<String> {
        self.first.take()
    }

    /// Asked before the page stands.
    pub fn wait(&mut self, id: u64, call: Call) -> Vec<Step> {
        let mut steps = Vec::new();
        let wait = match call {
            Call::Load(saved) => {
                steps = self.end(replaced());
                self.loaded = Some(saved.clone());
                self.first = Some(saved);
                Wait::Shown
            }
            call => Wait::Early(call),
        };
        self.pending.push(Pending { id, wait });
        steps
    }

    /// The page stands. What a host has brought, unless the page opened with it; and what was asked before, to be asked now.
    pub fn begin(&mut self) -> (Option<String>, Vec<(u64, Call)>) {
        self.begun = true;
        let (mut early, mut kept) = (Vec::new(), Vec::new());
        for Pending { id, wait } in std::mem::take(&mut self.pending) {
            match wait {
                Wait::Early(call) => early.push((id, call)),
                wait => kept.push(Pending { id, wait }),
            }
        }
        self.pending = kept;
        (self.first.take(), early)
    }

    /// A host asks for this while the page is in this state. The steps are to be done before anything else happens.
    pub fn ask(&mut self, id: u64, call: Call, state: &State) -> Vec<Step> {
        let refuse = |refusal: Refusal| vec![Step::Answer(id, Answer::Refused(refusal))];
        let mut steps = Vec::new();
        let wait = match call {
            Call::Load(saved) => {
                steps = self.end(replaced());
                self.away = false;
                self.loaded = Some(saved.clone());
                steps.push(Step::Do(Action::Open(saved)));
                Wait::Shown
            }
            Call::Reset => {
                steps = self.end(replaced());
                self.away = false;
                steps.extend(self.loaded.clone().map(|saved| Step::Do(Action::Open(saved))));
                Wait::Shown
            }
            Call::Play | Call::Pause => {
                let held = call == Call::Pause;
                steps = self.end_steps(state);
                self.away = false;
                steps.push(Step::Do(Action::Hold(held)));
                for Pending { wait, .. } in &mut self.pending {
                    if let Wait::Judge { urged, .. } = wait {
                        *urged = false;
                    }
                }
                Wait::Shown
            }
            Call::Train(total) => {
                let text = match may_train(state, total) {
                    Ok(text) => text,
                    Err(refusal) => return refuse(refusal),
                };
                steps = self.end_if(|wait| matches!(wait, Wait::Train { .. } | Wait::Step { .. } | Wait::Judge { .. }));
                self.away = false;
                steps.extend(text.map(|text| Step::Do(Action::TypeField { field: STEPS, text })));
                steps.push(Step::Do(Action::Train));
                Wait::Train { after: state.runs, runs: Vec::new() }
            }
            Call::Step(updates) => {
                if let Err(refusal) = may_train(state, None) {
                    return refuse(refusal);
                }
                self.away = false;
                if !state.held {
                    steps.push(Step::Do(Action::Hold(true)));
                }
                Wait::Step { updates, made: None }
            }
            Call::Shift(knobs) => {
                if let Err(refusal) = wire::shifted(&state.draft.frozen(), &knobs) {
                    return refuse(refusal);
                }
                if state.is_training() {
                    let words = "training is under way; the shifted world can become another one when it is over, or after a reset";
                    return refuse(Refusal::new("training", words, ""));
                }
                steps = self.end_if(|wait| matches!(wait, Wait::Judge { .. }));
                let world = state.draft.scenario.world;
                let known = knobs.iter().filter_map(|(name, value)| Some((Group::Shift.field(world, name).ok()?, value.to_string())));
                steps.extend(known.map(|(field, text)| Step::Do(Action::TypeField { field, text })));
                steps.extend([Action::Reshift, Action::MoveShift(1.0)].map(Step::Do));
                Wait::Shown
            }
            Call::Judge => {
                let follows = self.pending.iter().any(|pending| matches!(pending.wait, Wait::Step { .. }));
                if state.agents.is_empty() && !follows {
                    return refuse(Refusal::new("not_trained", "there is no agent to judge: nothing has been trained", ""));
                }
                if std::mem::take(&mut self.away) {
                    steps.push(Step::Do(Action::Hold(false)));
                }
                Wait::Judge { of: (!follows).then(|| population(state)), due: false, urged: false }
            }
            Call::GetState => Wait::Shown,
            Call::Snapshot(Picture::Csv) if state.agents.is_empty() => {
                return refuse(Refusal::new("not_trained", "there are no rows yet: nothing has been trained", "kind"));
            }
            Call::Snapshot(picture) => Wait::Draw(picture),
        };
        self.pending.push(Pending { id, wait });
        steps
    }

    /// What has come about by now. The steps are to be done before the next look.
    pub fn changed(&mut self, state: &State) -> Vec<Step> {
        if !self.begun {
            return Vec::new();
        }
        // Somebody else has let it go.
        self.away &= state.held;
        let mut steps = Vec::new();
        let mut kept: Vec<Pending> = Vec::new();
        let mut is_lost = false;
        for Pending { id, wait } in std::mem::take(&mut self.pending) {
            let is_step = matches!(wait, Wait::Step { .. });
            let after_step = kept.iter().any(|pending| matches!(pending.wait, Wait::Step { .. }));
            let look = match wait {
                Wait::Shown => Look::Answer(Answer::State),
                Wait::Train { after, runs } => train(after, runs, state),
                Wait::Step { updates, made } if after_step => Look::Wait(Wait::Step { updates, made }),
                Wait::Step { updates, made: None } => begin_step(updates, state),
                Wait::Step { updates, made: Some(made) } => end_step(updates, made, state),
                // The steps that it was to follow came to nothing.
                Wait::Judge { of: None, .. } if is_lost => Look::Answer(Answer::Refused(replaced())),
                Wait::Judge { .. } if after_step => Look::Wait(wait),
                Wait::Judge { of, due, urged } => judge(of.unwrap_or_else(|| population(state)), due, urged, self.away, state),
                Wait::Draw(picture) if state.drawn => Look::Draw(picture),
                wait @ (Wait::Early(_) | Wait::Draw(_) | Wait::Picture) => Look::Wait(wait),
            };
            match look {
                Look::Wait(wait) => kept.push(Pending { id, wait }),
                Look::Do(wait, action) => {
                    steps.push(Step::Do(action));
                    kept.push(Pending { id, wait });
                }
                Look::Draw(picture) => {
                    steps.push(Step::Draw(id, picture));
                    kept.push(Pending { id, wait: Wait::Picture });
                }
                Look::Answer(answer) => {
                    is_lost |= is_step && matches!(&answer, Answer::Refused(refusal) if refusal.code == "replaced");
                    steps.push(Step::Answer(id, answer));
                }
            }
        }
        self.pending = kept;
        steps
    }

    /// The picture is drawn; false: nobody waits for it any more.
    pub fn drawn(&mut self, id: u64) -> bool {
        let before = self.pending.len();
        self.pending.retain(|pending| pending.id != id);
        self.pending.len() < before
    }

    /// The page came into sight or left it. What is out of sight is held, and goes on when it is back, unless somebody has decided
    /// otherwise by then; what a host begins out of sight runs.
    pub fn sight(&mut self, seen: bool, state: &State) -> Vec<Step> {
        let (done, agents) = state.progress();
        let was_away = self.away;
        self.away = !seen && (was_away || (self.seen && done < agents && !state.held));
        self.seen = seen || (self.seen && !self.away);
        if self.away == was_away { Vec::new() } else { vec![Step::Do(Action::Hold(self.away))] }
    }

    /// It is held because nobody sees it.
    pub fn is_away(&self) -> bool {
        self.away
    }

    /// Another page of the group says whether it is held for that.
    pub fn set_away(&mut self, away: bool) {
        self.away = away;
    }

    /// It was in sight since it was last held.
    pub fn was_seen(&self) -> bool {
        self.seen
    }

    /// Nobody is there any more to be answered.
    pub fn close(&mut self) -> Vec<Step> {
        self.end(closed())
    }

    fn end(&mut self, refusal: Refusal) -> Vec<Step> {
        self.pending.drain(..).map(|pending| Step::Answer(pending.id, Answer::Refused(refusal.clone()))).collect()
    }

    fn end_if(&mut self, ends: impl Fn(&Wait) -> bool) -> Vec<Step> {
        let (ended, kept): (Vec<Pending>, Vec<Pending>) = self.pending.drain(..).partition(|pending| ends(&pending.wait));
        self.pending = kept;
        ended.into_iter().map(|pending| Step::Answer(pending.id, Answer::Refused(replaced()))).collect()
    }

    /// No more single updates. Whoever waits for a verdict after them now waits for it as it is.
    fn end_steps(&mut self, state: &State) -> Vec<Step> {
        let steps = self.end_if(|wait| matches!(wait, Wait::Step { .. }));
        for Pending { wait, .. } in &mut self.pending {
            if let Wait::Judge { of: of @ None, .. } = wait {
                *of = Some(population(state));
            }
        }
        steps
    }
}
