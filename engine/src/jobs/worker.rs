//! The jobs of one worker: the most urgent piece of work first. No clock of its own, no input or output.

use super::{Context, Control, Job, JobId, Next, Output, Priority, References, Reply, Request, Work};

#[derive(Default)]
pub struct Worker {
    /// The most urgent first, then in the order in which they came.
    jobs: Vec<Running>,
    references: References,
}

struct Running {
    id: JobId,
    priority: Priority,
    work: Box<dyn Work>,
}

impl Worker {
    /// Takes up what is asked; what is to be said at once is appended. `now`: milliseconds, from whenever.
    pub fn receive(&mut self, request: Request, now: &dyn Fn() -> f64, replies: &mut Vec<Reply>) {
        match request {
            Request::Begin(job) => self.begin(job, now, replies),
            Request::Control(id, Control::Cancel) => self.jobs.retain(|job| job.id != id),
            Request::Control(id, control) => {
                if let Some(at) = self.jobs.iter().position(|job| job.id == id) {
                    self.with(at, now, replies, |work, context| work.control(control, context));
                }
            }
            Request::Ping(token) => replies.push(Reply::Pong(token)),
        }
    }

    /// There is work to do now.
    pub fn is_busy(&self) -> bool {
        self.jobs.iter().any(|job| !job.work.is_held())
    }

    /// One piece of the most urgent job that is not held.
    pub fn advance(&mut self, now: &dyn Fn() -> f64, replies: &mut Vec<Reply>) {
        let Some(at) = self.jobs.iter().position(|job| !job.work.is_held()) else { return };
        if self.with(at, now, replies, |work, context| work.advance(context)) == Next::Over {
            self.jobs.remove(at);
        }
    }

    fn begin(&mut self, Job { id, priority, spec }: Job, now: &dyn Fn() -> f64, replies: &mut Vec<Reply>) {
        let mut outputs = Vec::new();
        match spec.start(&mut Context { references: &mut self.references, outputs: &mut outputs, now }) {
            Ok(work) => {
                let at = self.jobs.iter().position(|job| job.priority > priority).unwrap_or(self.jobs.len());
                self.jobs.insert(at, Running { id, priority, work });
            }
            Err(errors) => outputs.push(Output::Refused(errors)),
        }
        replies.extend(outputs.into_iter().map(|output| Reply::Output(id, output)));
    }

    /// Lends the job all that it needs, and passes on what it says.
    fn with<T>(
        &mut self,
        at: usize,
        now: &dyn Fn() -> f64,
        replies: &mut Vec<Reply>,
        act: impl FnOnce(&mut dyn Work, &mut Context) -> T,
    ) -> T {
        let (job, mut outputs) = (&mut self.jobs[at], Vec::new());
        let result = act(&mut *job.work, &mut Context { references: &mut self.references, outputs: &mut outputs, now });
        replies.extend(outputs.into_iter().map(|output| Reply::Output(job.id, output)));
        result
    }
}

/// All that comes of a job that nobody interrupts, by a clock that stands still.
pub fn outputs(job: Job) -> Vec<Output> {
    let (mut worker, mut replies) = (Worker::default(), Vec::new());
    worker.receive(Request::Begin(job), &|| 0.0, &mut replies);
    while worker.is_busy() {
        worker.advance(&|| 0.0, &mut replies);
    }
    let output = |reply| if let Reply::Output(_, output) = reply { Some(output) } else { None };
    replies.into_iter().filter_map(output).collect()
}
