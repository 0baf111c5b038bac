//! The workers that answer questions: there while something is asked, and no longer.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::Callback;

use super::asked::Asked;
use super::plan::{Found, Piece, Question};
use crate::ui::link::Heard;
use crate::ui::pool::Pool;
use crate::ui::timer::now;
use engine::jobs::{Job, JobId, Output, Priority};

/// One question under way.
pub struct Work {
    pub question: Question,
    asked: Rc<Asked>,
    pool: Pool,
    under_way: Vec<UnderWay>,
    /// Jobs that are over.
    done: usize,
    next: JobId,
    since: f64,
    /// A worker has died; the next one that does ends it.
    died: bool,
}

struct UnderWay {
    id: JobId,
    piece: Piece,
    /// Of 1.
    part: f64,
}

/// How it stands.
pub enum Stand {
    Going,
    /// Something new is found.
    Found,
    Over,
    /// A worker died, and what it was at is begun anew; in words.
    Again(String),
    /// Why it came to nothing.
    Failed(String),
}

impl Work {
    /// Err: the browser gives no worker; why.
    pub fn begin(question: Question, asked: Rc<Asked>, heard: Callback<(usize, Heard)>) -> Result<Work, String> {
        // A worker's words come in the middle of its own callback, which must be over before that worker may go.
        let mut pool = Pool::new(Callback::from(move |words| {
            let heard = heard.clone();
            Timeout::new(0, move || heard.emit(words)).forget();
        }));
        pool.grow().map_err(|why| format!("This browser gives no worker to measure in: {why}."))?;
        Ok(Work { question, asked, pool, under_way: Vec::new(), done: 0, next: 1, since: now(), died: false })
    }

    /// How much of it is done, of 1, and in how many seconds the rest will be, once that can be guessed.
    pub fn progress(&self, found: &Found) -> (f64, Option<f64>) {
        let left = found.wanted(&self.question, &self.asked).len();
        let done = self.done as f64 + self.under_way.iter().map(|job| job.part).sum::<f64>();
        // Populations may turn out to be the very same as others, which nobody knows before.
        let most = if self.question == Question::Cause { 4 * self.asked.few().len() } else { 0 };
        let all = (self.done + left).max(most) as f64;
        let part = (done / all.max(1.0)).min(1.0);
        let seconds = (now() - self.since) / 1_000.0;
        (part, (part > 0.05).then(|| seconds * (1.0 - part) / part))
    }

    pub fn hear(&mut self, found: &mut Found, place: usize, heard: Heard) -> Stand {
        let mut stand = Stand::Going;
        match heard {
            Heard::Ready => self.pool.ready(place),
            Heard::Output(id, output) => {
                let Some(at) = self.under_way.iter().position(|job| job.id == id) else { return Stand::Going };
                match output {
                    Output::Worked { done, total } | Output::Judging { done, total } => {
                        self.under_way[at].part = f64::from(done) / f64::from(total.max(1));
                        return Stand::Going;
                    }
                    Output::Failed(failure) => return Stand::Failed(format!("Training stopped: {}", failure.message)),
                    Output::Refused(errors) => {
                        let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
                        return Stand::Failed(format!("This cannot be measured: {}.", words.join("; ")));
                    }
                    Output::Done => {
                        self.pool.release(id);
                        self.under_way.swap_remove(at);
                        self.done += 1;
                    }
                    output => {
                        let piece = &self.under_way[at].piece;
                        if found.take(&self.asked, piece, output) {
                            stand = Stand::Found;
                        }
                    }
                }
            }
            Heard::Dead(why) => {
                let lost = self.pool.job_of(place);
                self.under_way.retain(|job| Some(job.id) != lost);
                let again = if std::mem::replace(&mut self.died, true) { Err(why.clone()) } else { self.pool.open(place) };
                if again.is_err() {
                    return Stand::Failed(format!("A worker died again ({why}). What is finished stays."));
                }
                stand = Stand::Again(format!("A worker died ({why}) and was started anew; what it was at is begun again."));
            }
        }
        self.give(found);
        let is_over = self.under_way.is_empty() && found.wanted(&self.question, &self.asked).is_empty();
        if is_over { Stand::Over } else { stand }
    }

    /// Gives free workers what nobody is at.
    fn give(&mut self, found: &Found) {
        let wanted = found.wanted(&self.question, &self.asked);
        let waiting = wanted.into_iter().filter(|piece| !self.under_way.iter().any(|job| job.piece == *piece)).collect::<Vec<_>>();
        for piece in waiting {
            let Some(place) = self.pool.free() else {
                if !self.pool.is_growing() {
                    // Where the browser gives no more, those that are there do it all.
                    let _ = self.pool.grow();
                }
                break;
            };
            let Some(spec) = piece.job(&self.asked) else { continue };
            let id = self.next;
            self.next += 1;
            self.pool.assign(place, Job { id, priority: Priority::Usual, spec });
            self.under_way.push(UnderWay { id, piece, part: 0.0 });
        }
    }
}
