//! How an action changes the state.

use super::opening::{bring, travel};
use super::*;
use crate::ui::chart::grouped;

/// The next state, and what is to be done outside.
pub fn reduce(state: &mut State, action: Action) -> Vec<Effect> {
    let typed = action.is_typed();
    let follows = matches!(action, Action::Told(..) | Action::Tick(_));
    let start = start(&state.draft.scenario);
    let mut effects = step(state, action);
    if typed {
        effects.extend(state.typed());
    }
    if start != self::start(&state.draft.scenario) {
        state.untrained = Rc::new(untrained(&state.draft.scenario));
    }
    if follows {
        state.speak_verdict();
    } else {
        // Neither a worker nor the clock changes what these look at.
        state.recorded = state.recording();
        if state.draft.reading.compiles {
            state.ghosts.read(&state.draft.reading.text);
        }
    }
    effects.extend(state.follow_prediction());
    effects.extend(state.follow_lesson());
    effects
}

pub(super) fn step(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Choose(name) => return state.choose(&name),
        Action::Left(name, kept) => return state.turn_to(name, kept),
        Action::Open(saved) => return state.open(Draft::restore(&saved)),
        Action::OpenLink { raw, own, came, stored } => return state.open_link(raw, own, came, stored),
        Action::OpenFile { name, opened, own } => return state.open_file(&name, *opened, own),
        Action::OpenKept { name, saved } => return state.open_kept(&name, &saved),
        Action::Carry(opened) => return state.carry(*opened, false, false).into_iter().collect(),
        Action::SetWords { title, note } => {
            state.link.set_words(state.shared(), title, note);
            return state.follow();
        }
        Action::CloseBar => state.link.bar = None,
        Action::NotOpened(error) => state.link.bar = Some(Bar::NotOpened(error)),
        Action::GoBack => {
            state.link = Link::default();
            return vec![Effect::FindOwn];
        }
        Action::OpenOwn(saved) => {
            let mut effects = step(state, Action::Open(saved));
            state.linked = false;
            effects.extend(state.follow());
            return effects;
        }
        Action::Restore(saved) => {
            let Some((draft, amount)) = Draft::restore(&saved) else { return Vec::new() };
            state.saved = saved;
            if draft.scenario.preset == state.draft.scenario.preset {
                state.draft.replace(draft);
            } else {
                state.show(draft, amount);
            }
            return step(state, Action::MoveShift(amount));
        }
        Action::Save => {
            let now = state.draft.save(state.amount);
            let before = std::mem::replace(&mut state.saved, now.clone());
            if state.tracks_edits() {
                state.history.see(&before);
                state.history.see(&now);
                let mut effects = vec![Effect::Store { saved: now, linked: state.linked }];
                effects.extend(state.follow());
                return effects;
            }
        }
        Action::NotKept => {
            if state.tracks_edits() && !std::mem::replace(&mut state.has_complained, true) {
                let words =
                    "This browser keeps nothing for this page: its storage is full or switched off. The address holds your experiment.";
                return state.say(words.to_owned());
            }
        }
        Action::Embed => state.is_embed = true,
        Action::Undo => return travel(state, "Undone", "There is nothing to undo.", History::undo),
        Action::Redo => return travel(state, "Done again", "There is nothing to redo.", History::redo),
        Action::StartOver => {
            let fresh = Scenario::preset(&state.draft.scenario.preset).map(Draft::new);
            let other = fresh.filter(|fresh| !differences((&state.draft, state.amount), (fresh, 0.0)).is_empty());
            return travel(state, "As it came", "Everything is as it came.", |history| bring(history, other?.save(0.0)));
        }
        Action::Bring(saved) => return travel(state, "Brought back", "", |history| bring(history, saved)),
        Action::Record(text) => {
            state.recordings.get_or_insert(text);
        }
        Action::Say(words) => state.notice = Some((words, false)),
        Action::Train => {
            state.begin_new(false);
            return vec![Effect::Cancel(Timer::Train)];
        }
        Action::Step(updates) => {
            let (held, follows) = (state.held, state.follows);
            state.tells_update = true;
            match state.agents.get_mut(state.shown) {
                Some(run) if follows && run.phase.is_under_way() => state.wanted.updates += updates,
                Some(run) if run.phase == Phase::Paused => return vec![Effect::Control(run.id, Control::Step { updates })],
                // On its way to its pause.
                Some(run) if held && matches!(run.phase, Phase::Waiting | Phase::Training) => run.owed += updates,
                _ => {
                    if state.begin_new(true) {
                        state.agents[0].owed = updates;
                        state.tells_update = true;
                    }
                }
            }
        }
        Action::Repair(remedy) => {
            let Some((base, repair)) = Preset::pair(&state.draft.scenario.preset) else { return Vec::new() };
            let before = Draft::new(base.scenario());
            for (field, value) in changes(base, repair) {
                let text = match remedy {
                    Remedy::Apply => value.to_owned(),
                    Remedy::Undo => before.text(field),
                };
                state.draft.type_field(field, text);
            }
            state.begin_new(false);
            return vec![Effect::Cancel(Timer::Train), Effect::Later(Timer::Save)];
        }
        Action::Reshift => state.reshift(),
        Action::Judge if state.follows => state.wanted.judges += 1,
        Action::Judge => {
            let judged = state.agents.iter().filter(|run| run.busy && run.phase == Phase::Trained);
            return judged.map(|run| Effect::Control(run.id, Control::Resume)).collect();
        }
        Action::Probe(view) => state.probes.view = view,
        Action::Level(stream, number) => {
            state.levels[usize::from(stream == SHIFTED)] = number;
            state.ghosts.turn(stream, number);
        }
        Action::Curve => {
            if let Some((scenario, net, step)) = state.trained() {
                let points = std::array::from_fn(|_| CurvePoint { id: state.next_id(), ..CurvePoint::default() });
                state.curve = Some(Curve { scenario, net, step, points });
            }
        }
        Action::Correct(None) => state.correcting = None,
        Action::Correct(Some(intended)) => {
            if let Some((scenario, net, _)) = state.trained() {
                let fresh = |id| Corrected { id, busy: false, state: correct::State::Going, trouble: None, first: None, last: None };
                let runs = [fresh(state.next_id()), fresh(state.next_id())];
                state.correcting = Some(Correcting { scenario, amount: state.amount, intended, net, runs });
            }
        }
        Action::TypeReward(text) => {
            // Whoever writes wants to see what is written.
            state.values = false;
            state.draft.type_reward(text.into());
        }
        Action::TypeGoal(id, text) => {
            state.values = false;
            state.draft.type_program(&id, text.into());
        }
        Action::NameGoal(id, name) => state.draft.name_goal(&id, name),
        Action::NewGoal(goal) => state.draft.new_goal(goal),
        Action::RemoveGoal(id) => state.draft.remove_goal(&id),
        Action::RestoreGoals => state.draft.restore_goals(),
        Action::Unlock(unlocked) => state.unlocked = unlocked,
        Action::Values(values) => state.values = values,
        Action::Inspect(board) => (state.inspected, state.tells_steps) = (board, true),
        Action::Move => (state.moves, state.tells_steps) = (state.moves + 1, true),
        Action::Tell(words) => state.spoken = words,
        Action::Learned(evidence) => state.draft.learn(evidence),
        Action::TypeField { field, text } => state.draft.type_field(field, text),
        Action::ResetFields(group) => state.draft.reset(group),
        Action::Paint { is_shifted, pictures } => state.draft.paint(is_shifted, pictures),
        Action::MoveShift(amount) => {
            (state.amount, state.rests) = (amount.clamp(0.0, 1.0), false);
            return vec![Effect::Later(Timer::Save), Effect::Later(Timer::Rest)];
        }
        Action::Rest => {
            state.rests = true;
            // Back to where it was judged before.
            state.pool();
            let amount = state.amount;
            return state.agents.iter().filter(|run| run.busy).map(|run| Effect::Control(run.id, Control::Judge { amount })).collect();
        }
        Action::Replay(speed) => state.speed = speed,
        Action::Overlay(on) => state.overlay = on,
        Action::Ghost(on) => state.ghost = on,
        Action::AutoTrain(on) => state.auto_train = on,
        Action::Branch => state.branch(),
        Action::WriteReward => state.rewrites += 1,
        Action::Pause(held) => {
            let effects = step(state, Action::Hold(held));
            state.tells_steps = held;
            state.spoken = if held { "Paused." } else { "Going on." }.into();
            return effects;
        }
        Action::Hold(held) => {
            (state.held, state.values, state.tells_steps) = (held, held, false);
            for run in &mut state.agents {
                run.owed = 0;
            }
            let control = if held { Control::Pause } else { Control::Resume };
            return state.busy().map(|job| Effect::Control(job, control)).collect();
        }
        Action::Stop if state.follows => state.wanted.stops += 1,
        Action::Stop => {
            let shown = state.run().map(|run| run.id);
            // An agent that has only just begun is nothing finished.
            state.agents.retain(|run| match run.phase {
                Phase::Waiting => false,
                Phase::Training | Phase::Paused => Some(run.id) == shown,
                Phase::Trained | Phase::Failed | Phase::Lost => true,
            });
            state.shown = state.agents.iter().position(|run| Some(run.id) == shown).unwrap_or(0);
            state.held = false;
            state.pool();
            return shown.map(|run| Effect::Control(run, Control::Stop)).into_iter().collect();
        }
        Action::Reset => {
            state.agents.clear();
            state.base = None;
            (state.shown, state.scrubbed, state.population, state.before) = (0, false, None, None);
            (state.curve, state.correcting) = (None, None);
            state.forget_framings();
            (state.held, state.follows) = (false, false);
            state.notice = None;
        }
        Action::Show(agent) => {
            if agent < state.agents.len() {
                (state.shown, state.single, state.scrubbed) = (agent, true, false);
                let run = &mut state.agents[agent];
                run.displayed = run.newest();
            }
        }
        Action::ShowAll => (state.single, state.scrubbed) = (false, false),
        Action::Scrub(step) => {
            (state.scrubbed, state.rests) = (true, false);
            if let Some(run) = state.agents.get_mut(state.shown) {
                run.displayed = f64::from(step).min(run.newest());
                // At the end the replay has caught up, and nothing is left to look back at.
                state.scrubbed = run.phase != Phase::Trained || run.displayed < f64::from(run.step);
            }
            return vec![Effect::Later(Timer::Rest)];
        }
        Action::Tick(seconds) => {
            let going = state.agents.iter().any(|run| run.busy);
            if going && !state.held {
                state.elapsed += seconds;
                state.pace.tick(&state.agents, seconds);
            }
            state.walk();
            let (held, speed, scrubbed) = (state.held, state.speed, state.scrubbed);
            if let Some(run) = state.agents.get_mut(state.shown) {
                let newest = run.newest();
                run.displayed = match speed.seconds() {
                    _ if scrubbed => run.displayed,
                    // Whoever makes single updates wants to see each one.
                    _ if held && run.phase == Phase::Paused => newest,
                    _ if held => run.displayed,
                    None => newest,
                    Some(whole) => (run.displayed + f64::from(run.total) * seconds / whole).min(newest).max(run.displayed),
                };
            }
        }
        Action::Taken(id) => {
            if let Some(point) = state.point(id) {
                point.busy = true;
            }
            if let Some(run) = state.corrected(id) {
                run.busy = true;
            }
            if let Some((_, run)) = state.agent(id) {
                run.busy = true;
                if run.phase == Phase::Waiting {
                    run.phase = Phase::Training;
                }
            }
        }
        Action::Told(job, output) => {
            let is_paused = matches!(output, Output::Paused { .. });
            told(state, job, output);
            let run = state.agent(job).map(|(_, run)| run).filter(|run| is_paused && run.phase == Phase::Paused);
            if let Some(run) = run {
                let (step, updates) = (run.step, std::mem::take(&mut run.owed));
                if updates > 0 {
                    return vec![Effect::Control(job, Control::Step { updates })];
                }
                if std::mem::take(&mut state.tells_update) {
                    state.spoken = format!("Paused after {} steps of training.", grouped(step));
                }
            }
        }
        Action::Drawn => state.drawn = true,
        Action::WorkerReady(ready) => {
            state.worker_ready = ready;
            if ready {
                state.no_worker = None;
            }
        }
        Action::WorkerLost { place, why, run: at } => {
            state.ghosts.lose(place);
            state.probes.lose(place);
            let mut lost = false;
            // What may have killed it is not asked again.
            if let Some(run) = at.and_then(|id| state.corrected(id)) {
                run.state = correct::State::Failed;
            }
            if at.is_some_and(|id| state.point(id).is_some()) {
                state.curve = None;
            }
            let amount = state.amount;
            if let Some((_, run)) = at.and_then(|id| state.agent(id)) {
                // What is judged already loses nothing.
                lost = run.report_at(amount).is_none();
                run.phase = if lost { Phase::Lost } else { run.phase };
                (run.judging, run.busy) = (None, false);
            }
            state.held &= state.is_training();
            state.pool();
            state.notice = Some((format!("A training worker stopped ({why}) and was started anew. Nothing that you typed is lost."), lost));
        }
        Action::NoWorker(why) => {
            state.notice = Some((format!("This browser gives the page no worker to train in: {why}."), false));
            state.no_worker = Some(why);
        }
        Action::Lock(panels) => state.locks = panels,
        Action::FollowRun { run, again } => state.follow_run(*run, again),
        Action::HearParts(parts) => state.hear_parts(parts),
        Action::TakeOver => state.take_over(),
        Action::Dismiss => state.notice = None,
        Action::Toast(words) => return state.say(words),
        Action::EndToast => state.toast.words.clear(),
        Action::OpenDialog(dialog) => {
            state.end_prediction();
            state.dialog = Some(dialog);
        }
        Action::CloseDialog => {
            state.end_prediction();
            state.dialog = None;
        }
        Action::Lesson(play) => return state.play(play),
        Action::Predict(predict) => return state.predict(predict),
        Action::RecallLeading(leading) => state.leading = leading,
        Action::Lead(leading) => return state.lead_so(leading),
        Action::Frame(framing) => return state.turn_framing(framing),
        Action::OpenFraming(framing) => state.open_framing(framing, true),
        Action::Framed(told) => {
            if told.is_asked {
                state.give_way();
            }
            state.framings.told = told;
        }
        Action::Blur(words) => state.framings.blurred = words,
        Action::Searched(worst) => state.framings.worst = worst,
        Action::Join(participant) => {
            state.dialog = None;
            let mut effects = vec![Effect::KeepParticipant { nickname: participant.nickname.clone(), seeds: participant.seeds }];
            for (field, number) in [(Field::Seed, Some(participant.seed)), (Field::Seeds, participant.seeds)] {
                let text = number.map(|number| number.to_string());
                effects.extend(text.into_iter().flat_map(|text| step(state, Action::TypeField { field, text })));
            }
            effects.extend(state.typed());
            state.participant = Some(participant);
            return effects;
        }
        Action::Present(on) => {
            state.presents = on;
            state.spoken = if on { "Presenter view. Escape ends it." } else { "The presenter view has ended." }.into();
            if on {
                // A room that is asked where the agent will go has not seen it before.
                (state.dialog, state.prediction) = (None, None);
                state.play_no_recording();
            }
        }
        Action::SkipEpisodes => state.skips += 1,
    }
    Vec::new()
}

impl State {
    /// What follows on an edit.
    pub(super) fn typed(&self) -> Vec<Effect> {
        let mut effects = vec![Effect::Later(Timer::Save)];
        if self.auto_train && !self.is_locked(Panel::Train) {
            effects.push(if self.draft.blocker().is_none() { Effect::Later(Timer::Train) } else { Effect::Cancel(Timer::Train) });
        }
        effects
    }
}

/// What an untrained agent is made of.
pub(super) fn start(scenario: &Scenario) -> (u32, usize, bool) {
    (scenario.seed, scenario.agent.hidden_size, scenario.agent.absolute_position)
}
