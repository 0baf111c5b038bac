//! What the workers are given next, and what becomes of what they tell.

use super::*;

/// What a free worker shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Train this agent, then judge it.
    Train(usize),
    /// Judge these weights of this agent, learned in so many steps.
    Measure(usize, u32, Rc<Net>),
    /// Judge the agent of the curve over the shift at this one of its amounts.
    Curve(usize),
    /// Correct the agent (0), or a fresh one (1).
    Correct(usize),
    /// Judge the shown agent at this moment of its training: only while there is nothing else to do.
    Look(u32, Rc<Net>),
}

/// Of an agent that is seen small first: 64 of them fit into 40 MB.
pub(super) const FEW_SNAPSHOTS: u32 = 8;

/// Moments of training that are judged in the background, beside the last, which has its verdict anyway.
pub(super) const MOMENTS: usize = 8;

/// A guess at what fits into a few milliseconds.
pub(super) const WALKS: usize = 2;

impl State {
    /// Says the verdict in view, once, if it is there by now.
    pub(super) fn speak_verdict(&mut self) {
        let words = match self.agents.len() {
            _ if self.covers_verdict() => None,
            0 | 1 => self.verdict().map(|report| words::sentence(&report.row)),
            _ => self.population().map(|population| words::population(population)),
        };
        let words = words.map(|words| format!("Verdict: {words}."));
        if words == self.told {
            return;
        }
        match &words {
            Some(words) => self.spoken.clone_from(words),
            // It holds no more, and if it comes back it is news.
            None if self.told.as_ref() == Some(&self.spoken) => self.spoken.clear(),
            None => {}
        }
        self.told = words;
    }

    /// Something on the page asks where an agent will go, so that is not to be seen from now on.
    pub(super) fn play_no_recording(&mut self) {
        self.recordings = Some(String::new());
    }

    pub(super) fn begin(&mut self, runs: Vec<Run>, held: bool) {
        let words = self.population().map(|population| words::population(population));
        let words = words.or_else(|| self.verdict().map(|report| words::sentence(&report.row)));
        self.before = words.map(|words| (self.amount, words)).or(self.before.take());
        self.agents = runs;
        self.base = Some(self.draft.frozen());
        (self.shown, self.single, self.scrubbed, self.elapsed, self.population) = (0, false, false, 0.0, None);
        (self.curve, self.correcting, self.look, self.pace) = (None, None, 0, pace::Pace::default());
        self.forget_framings();
        (self.held, self.values, self.notice, self.follows) = (held, held, None, false);
        (self.tells_steps, self.tells_update) = (false, false);
    }

    /// Puts the trained agents into the shifted world as it is on the page by now, where they are judged anew. Their names are
    /// new ones, so that nothing that is still said of the old world is heard.
    pub(super) fn reshift(&mut self) {
        let shift = &self.draft.scenario.shift;
        if let Some(base) = &mut self.base {
            base.shift.clone_from(shift);
        }
        for run in self.agents.iter_mut().filter(|run| run.phase.is_alive()) {
            self.runs += 1;
            Rc::make_mut(&mut run.scenario).shift.clone_from(shift);
            (run.id, run.busy, run.report, run.moment, run.trail) = (self.runs, false, None, None, None);
        }
        (self.population, self.curve, self.correcting, self.follows) = (None, None, None, false);
        self.forget_framings();
    }

    /// A new run of what stands on the page, if it can be trained; `held`: only to make single updates.
    pub(super) fn begin_new(&mut self, held: bool) -> bool {
        if self.draft.blocker().is_some() {
            return false;
        }
        let base = self.draft.frozen();
        let agent = |offset: u32| Scenario { seed: base.seed.wrapping_add(offset), ..base.clone() };
        let runs = (0..base.seeds).map(|offset| Run::new(self.next_id(), Rc::new(agent(offset)))).collect();
        self.begin(runs, held);
        self.spoken = "Training.".into();
        true
    }

    /// What comes next: the shown agent before the others, training before judging anew.
    pub fn next_task(&self) -> Option<Task> {
        let idle = |agent: usize| self.agents.get(agent).filter(|run| !run.busy);
        if let (Some((step, net)), Some(_), None, true) = (self.moment(), idle(self.shown), self.verdict(), self.rests) {
            return Some(Task::Measure(self.shown, *step, net.clone()));
        }
        let measure = |agent: usize| {
            let run = idle(agent).filter(|run| self.rests && run.phase == Phase::Trained && run.report_at(self.amount).is_none())?;
            run.snapshots.last().map(|(step, net)| Task::Measure(agent, *step, net.clone()))
        };
        let waits = |agent: usize| {
            // Held, only a first agent may begin, or one that is to make single updates.
            let may = |run: &Run| !self.held || run.owed > 0 || (agent == 0 && run.step == 0);
            idle(agent).filter(|run| may(run) && run.phase == Phase::Waiting).map(|_| Task::Train(agent))
        };
        let curve = || {
            let waits = |point: &CurvePoint| !point.busy && point.report.is_none();
            self.curve.as_ref()?.points.iter().position(waits).map(Task::Curve)
        };
        let correct = || {
            let waits = |run: &Corrected| !run.busy && run.state == correct::State::Going;
            self.correcting.as_ref()?.runs.iter().position(waits).map(Task::Correct)
        };
        let look = || {
            let may = self.look == 0 && self.rests && !self.framings.told.is_asked;
            let run = self.run().filter(|run| may && run.report_at(self.amount).is_some())?;
            let earlier = run.snapshots.len().saturating_sub(1);
            let (known, moments) = (self.moments_of(run).len(), earlier.min(MOMENTS));
            let (done, agents) = self.progress();
            let (step, net) = run.snapshots.get(known * earlier / moments.max(1)).filter(|_| known < moments && done == agents)?;
            Some(Task::Look(*step, net.clone()))
        };
        let agents = || 0..self.agents.len();
        let run = || measure(self.shown).or_else(|| agents().find_map(waits)).or_else(|| agents().find_map(measure));
        (!self.follows).then(run).flatten().or_else(|| correct().or_else(curve).or_else(look).filter(|_| !self.held))
    }

    /// What a worker is given for this task; `look` names it if it is a look. None: what it is of is no more.
    pub fn job(&self, task: &Task, look: JobId) -> Option<Job> {
        let judge = |scenario: &Scenario, amount: f64, step: u32, net: &Net| {
            Spec::Judge(Judge { scenario: Box::new(scenario.clone()), amount, step, weights: net.weights.clone() })
        };
        let (id, priority, spec) = match task {
            Task::Train(agent) => {
                let run = self.agents.get(*agent)?;
                let spec = Train {
                    scenario: Box::new((*run.scenario).clone()),
                    amount: self.amount,
                    start: run.parent.as_ref().map(|(_, net)| net.weights.clone()),
                    snapshots: if *agent == 0 { SNAPSHOTS } else { FEW_SNAPSHOTS },
                    held: self.held,
                };
                (run.id, Priority::Usual, Spec::Train(spec))
            }
            Task::Measure(agent, step, net) => {
                let run = self.agents.get(*agent)?;
                (run.id, Priority::Usual, judge(&run.scenario, self.amount, *step, net))
            }
            Task::Look(step, net) => (look, Priority::Background, judge(&self.shown_scenario(), self.amount, *step, net)),
            Task::Curve(point) => {
                let curve = self.curve.as_ref()?;
                (curve.points[*point].id, Priority::Usual, judge(&curve.scenario, Curve::amount(*point), curve.step, &curve.net))
            }
            Task::Correct(which) => {
                let it = self.correcting.as_ref()?;
                let spec = Correct {
                    scenario: Box::new((*it.scenario).clone()),
                    amount: it.amount,
                    feedback: if it.intended { Feedback::Intended } else { Feedback::Reward },
                    explore: false,
                    start: (*which == 0).then(|| it.net.weights.clone()),
                };
                (it.runs[*which].id, Priority::Usual, Spec::Correct(spec))
            }
        };
        Some(Job { id, priority, spec })
    }

    pub(super) fn moments_of(&self, run: &Run) -> &[Rc<Report>] {
        if self.moments_of == (run.id, self.amount) { &self.moments } else { &[] }
    }

    /// What is known of the shown agent up to so many steps of its training, at the amount of the shift that is shown: ascending,
    /// its verdict last.
    pub fn judged(&self, until: u32) -> Vec<Rc<Report>> {
        let Some(run) = self.run() else { return Vec::new() };
        let mut judged = self.moments_of(run).to_vec();
        judged.extend(run.report_at(self.amount).cloned());
        judged.retain(|report| report.row.steps <= until);
        judged
    }

    /// A worker takes up the next look: the name that it has for it.
    pub fn look(&mut self) -> JobId {
        let of = (self.run().map_or(0, |run| run.id), self.amount);
        if self.moments_of != of {
            (self.moments_of, self.moments) = (of, Vec::new());
        }
        self.look = self.next_id();
        self.look
    }

    /// Drops the look that is under way; false: none is.
    pub fn give_way(&mut self) -> bool {
        std::mem::take(&mut self.look) != 0
    }

    /// The runs that workers are at.
    pub(super) fn busy(&self) -> impl Iterator<Item = JobId> {
        let agents = self.agents.iter().filter(|run| run.busy).map(|run| run.id);
        let points = self.curve.iter().flat_map(|curve| &curve.points).filter(|point| point.busy).map(|point| point.id);
        let corrected = self.correcting.iter().flat_map(|it| &it.runs).filter(|run| run.busy).map(|run| run.id);
        agents.chain(points).chain(corrected).chain(Some(self.look).filter(|&look| look != 0))
    }

    /// Every run that a worker may be at.
    pub fn has_run(&self, id: JobId) -> bool {
        self.look == id
            || self.agents.iter().any(|run| run.id == id)
            || self.curve.as_ref().is_some_and(|curve| curve.points.iter().any(|point| point.id == id))
            || self.correcting.as_ref().is_some_and(|it| it.runs.iter().any(|run| run.id == id))
    }

    pub(super) fn point(&mut self, id: JobId) -> Option<&mut CurvePoint> {
        self.curve.as_mut()?.points.iter_mut().find(|point| point.id == id)
    }

    pub(super) fn corrected(&mut self, id: JobId) -> Option<&mut Corrected> {
        self.correcting.as_mut()?.runs.iter_mut().find(|run| run.id == id)
    }

    pub(super) fn agent(&mut self, id: JobId) -> Option<(usize, &mut Run)> {
        self.agents.iter_mut().enumerate().find(|(_, run)| run.id == id)
    }

    pub(super) fn next_id(&mut self) -> JobId {
        self.runs += 1;
        self.runs
    }

    /// Pools the population if every agent that lives has its verdict by now.
    pub(super) fn pool(&mut self) {
        let alive = self.agents.iter().filter(|run| run.phase.is_alive()).count();
        let reports: Vec<&Report> = self.agents.iter().filter_map(|run| run.report_at(self.amount)).map(Rc::as_ref).collect();
        if alive > 1 && reports.len() == alive {
            self.population = Some((self.amount, Rc::new(population(&self.agents[0].scenario, &reports))));
        }
    }

    /// Lets some agents walk once through the shifted world, for their small boards; a few at a time, because each takes a
    /// millisecond or two.
    pub(super) fn walk(&mut self) {
        let (amount, rests) = (self.amount, self.rests);
        let due = |run: &&mut Run| run.phase == Phase::Trained && rests && run.trail.as_ref().is_none_or(|(at, _)| *at != amount);
        for run in self.agents.iter_mut().filter(due).take(WALKS) {
            let scenario = &run.scenario;
            if let Some((_, net)) = run.snapshots.last() {
                run.trail = Some((amount, Rc::new(Trail::of(scenario.levels(amount), net))));
            }
        }
    }

    /// The questions about the levels on view that are due. `send` gives the place of the worker that was asked, if there is one.
    pub fn ask(&mut self, send: impl Fn(Job) -> Option<usize>) {
        let (shown, amount) = (self.shown_scenario(), self.amount);
        let (net, _) = self.shown_agent();
        let runs = &mut self.runs;
        let mut ask = |priority: Priority, spec: Spec| {
            let id = *runs + 1;
            let place = send(Job { id, priority, spec })?;
            *runs = id;
            Some((id, place))
        };
        if self.ghost {
            self.ghosts.ask(&self.draft.scenario, &shown, amount, |solve| ask(Priority::AtOnce, Spec::Solve(solve)));
        }
        if self.probes.view > 0 {
            self.probes.ask(&shown, self.amount, &net, &self.levels, |probe| ask(Priority::Soon, Spec::Probe(probe)));
        }
    }
}

/// What is said of a run that is no longer there is dropped, and what is said of one that was lost.
pub(super) fn told(state: &mut State, job: JobId, output: Output) {
    if let Output::Solved(optimal) = output {
        return state.ghosts.hear(job, optimal);
    }
    if let Output::Probed(findings) = output {
        return state.probes.hear(job, findings);
    }
    if job == state.look {
        match output {
            Output::Judged { report, .. } => state.moments.push(Rc::new(*report)),
            Output::Done => state.look = 0,
            _ => {}
        }
        return;
    }
    if let Some(run) = state.corrected(job) {
        match output {
            Output::Looked { state, look } => {
                run.state = state;
                run.first.get_or_insert(look);
                run.last = Some(look);
            }
            Output::Failed(failure) => (run.state, run.trouble) = (correct::State::Failed, Some(failure.message)),
            Output::Refused(errors) => {
                let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
                (run.state, run.trouble) = (correct::State::Failed, Some(words.join("; ")));
            }
            // Given up between two looks.
            Output::Done if run.state == correct::State::Going => run.state = correct::State::Capped,
            _ => {}
        }
        return;
    }
    if let Some(point) = state.point(job) {
        match output {
            Output::Judged { report, .. } => point.report = Some(Rc::new(*report)),
            Output::Done => point.busy = false,
            _ => {}
        }
        return;
    }
    let shown = state.shown;
    let Some((at, run)) = state.agents.iter_mut().enumerate().find(|(_, run)| run.id == job).filter(|(_, run)| run.phase != Phase::Lost)
    else {
        return;
    };
    match output {
        Output::Refused(errors) => {
            let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
            (run.phase, run.busy) = (Phase::Failed, false);
            state.notice = Some((format!("This cannot be trained: {}.", words.join("; ")), false));
        }
        Output::Progress(point) => {
            let before = std::mem::replace(&mut run.step, point.step);
            run.total = point.total;
            state.pace.trained(before, run);
            Rc::make_mut(&mut run.points).push(point);
        }
        Output::Snapshot { step, weights } => {
            if let Some(net) = run.scenario.net(weights) {
                run.snapshots.push((step, Rc::new(net)));
            }
        }
        Output::Paused { step } => {
            run.step = step;
            if matches!(run.phase, Phase::Waiting | Phase::Training) {
                run.phase = Phase::Paused;
            }
        }
        Output::Resumed => {
            if run.phase == Phase::Paused {
                run.phase = Phase::Training;
            }
        }
        Output::Trained(summary) => {
            if at == shown {
                let percent = fixed(f64::from(summary.success) * 100.0, 0);
                state.spoken = format!("Trained: {percent} percent of training episodes reach the goal.");
            }
            run.phase = Phase::Trained;
            run.step = summary.steps;
            run.summary = Some(summary);
        }
        Output::Failed(failure) => {
            (run.phase, run.busy) = (Phase::Failed, false);
            run.step = failure.step;
            state.spoken = format!("Training stopped: {}", failure.message);
            run.failure = Some(failure);
            // The first to fail is looked at: it names the place in the text.
            if state.agents.iter().filter(|run| run.phase == Phase::Failed).count() == 1 {
                (state.shown, state.scrubbed) = (at, false);
            }
            // Those that are left stay paused.
            state.held &= state.is_training();
            state.pool();
        }
        Output::Judging { done, total } => run.judging = Some((done, total)),
        Output::Judged { amount, report } => {
            run.judging = None;
            state.pace.judged();
            if report.row.steps == run.step {
                run.report = Some((amount, Rc::new(*report)));
                state.pool();
            } else {
                run.moment = Some((amount, Rc::new(*report)));
            }
        }
        Output::Done => run.busy = false,
        Output::Solved(_) | Output::Probed(_) | Output::Stopped { .. } | Output::Looked { .. } | Output::Compared(_) => {}
        Output::Worked { .. } | Output::Answered(_) => {}
    }
}
