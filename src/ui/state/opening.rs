//! Another experiment on the page: a preset, what a link brought, what was saved, and steps through the history of edits.

use super::*;

impl State {
    pub(super) fn say(&mut self, words: String) -> Vec<Effect> {
        self.toast = Toast { words, number: self.toast.number + 1 };
        vec![Effect::Later(Timer::Toast)]
    }

    /// Another preset is wanted; what was typed into this one stays with it.
    pub(super) fn choose(&mut self, name: &str) -> Vec<Effect> {
        let current = Preset::named(&self.draft.scenario.preset);
        let Some(wanted) = Preset::named(name).filter(|preset| current.is_none_or(|current| current.name != preset.name)) else {
            return Vec::new();
        };
        let saved = self.draft.save(self.amount);
        // What a lesson has set up is nothing of the person's.
        let name = current.filter(|_| self.lesson.is_none()).map(|preset| preset.name);
        self.shelf.retain(|(other, _)| Some(*other) != name);
        self.shelf.extend(name.map(|name| (name, saved.clone())));
        vec![Effect::Swap { kept: name.filter(|_| !self.linked).map(|name| (name, saved)), wanted: wanted.name }]
    }

    /// A preset as it was left, if it was, or as it comes.
    pub(super) fn turn_to(&mut self, name: &'static str, kept: Option<String>) -> Vec<Effect> {
        let Some(preset) = Preset::named(name) else { return Vec::new() };
        let kept = self.shelf.iter().find(|(name, _)| *name == preset.name).map(|(_, saved)| saved.clone()).or(kept);
        let (draft, amount) = kept
            .and_then(|saved| Draft::restore(&saved))
            .filter(|(draft, _)| draft.scenario.preset == preset.name)
            .unwrap_or_else(|| (Draft::new(preset.scenario()), 0.0));
        self.show(draft, amount);
        self.spoken = format!("{}.", preset.title);
        vec![Effect::Cancel(Timer::Train), Effect::Later(Timer::Save)]
    }

    pub(super) fn open_link(&mut self, raw: String, own: bool, came: bool, stored: Option<String>) -> Vec<Effect> {
        match share::decode(&raw) {
            Ok(opened) => {
                let share::Shared { scenario, amount, .. } = &opened.shared;
                let is_shown = *scenario == self.draft.frozen();
                let mut effects = Vec::new();
                if !is_shown {
                    // What was typed there before a reload may be more than a link holds.
                    let typed = stored.and_then(|saved| Draft::restore(&saved)).filter(|(draft, _)| draft.frozen() == *scenario);
                    effects = self.open(typed.or_else(|| Some((Draft::of(scenario)?, *amount))));
                } else if *amount != self.amount {
                    effects = step(self, Action::MoveShift(*amount));
                }
                effects.extend(self.carry(opened, own && !is_shown, came));
                effects
            }
            // Never what was saved: that would look as if the link had worked.
            Err(error) => {
                self.link = Link::broken(error, raw, own);
                self.open(Some((Draft::new(PRESETS[0].scenario()), 0.0)))
            }
        }
    }

    /// Opens what came from elsewhere, if it can be read.
    pub(super) fn open(&mut self, saved: Option<(Draft, f64)>) -> Vec<Effect> {
        let Some((draft, amount)) = saved else { return Vec::new() };
        (self.linked, self.saved) = (true, draft.save(amount));
        self.show(draft, amount);
        vec![Effect::Cancel(Timer::Train), Effect::Cancel(Timer::Save)]
    }

    /// Opens the experiment of a file.
    pub(super) fn open_file(&mut self, name: &str, opened: Opened, own: bool) -> Vec<Effect> {
        let draft = Draft::of(&opened.shared.scenario).map(|draft| (draft, opened.shared.amount));
        self.arrive(name, draft, opened, own)
    }

    /// Opens what the person has saved under this name: with what no link holds, such as texts that are no values.
    pub(super) fn open_kept(&mut self, name: &str, saved: &str) -> Vec<Effect> {
        let Some(draft) = Draft::restore(saved) else { return self.say(format!("“{name}” cannot be read.")) };
        let Some(opened) = Draft::shared(saved) else { return Vec::new() };
        self.arrive(&format!("“{name}”"), Some(draft), opened, false)
    }

    /// What stood there before can be brought back, and what was edited in it is kept.
    fn arrive(&mut self, name: &str, draft: Option<(Draft, f64)>, opened: Opened, own: bool) -> Vec<Effect> {
        if self.lesson.is_some() {
            return self.say(format!("In a lesson nothing else is opened. Leave it, and open {name} then."));
        }
        let now = self.draft.save(self.amount);
        let mut effects = if now == self.saved { Vec::new() } else { step(self, Action::Save) };
        self.history.see(&now);
        self.arrivals.push((now, self.link.clone()));
        effects.extend(self.open(draft));
        self.history.see(&self.saved);
        self.dialog = None;
        self.carry(opened, own, false);
        self.link.is_file = true;
        self.arrivals.push((self.saved.clone(), self.link.clone()));
        effects.push(Effect::Title(self.link.title()));
        effects.extend(self.follow());
        effects.extend(self.say(format!("{name} is open.")));
        effects
    }

    /// Another experiment takes the place of this one. How the page is looked at stays.
    pub(super) fn show(&mut self, draft: Draft, amount: f64) {
        let State { speed, overlay, ghost, auto_train, runs, worker_ready, drawn, opened, linked, .. } = *self;
        let fresh = State { no_worker: self.no_worker.take(), ..State::new(draft, amount) };
        let old = std::mem::replace(self, State { speed, overlay, ghost, auto_train, runs, worker_ready, drawn, linked, ..fresh });
        self.opened = opened + 1;
        (self.shelf, self.saved, self.recordings) = (old.shelf, old.saved, old.recordings);
        (self.ghosts, self.probes) = (old.ghosts, old.probes);
        (self.levels, self.is_crowded) = (old.levels, old.is_crowded);
        (self.toast, self.dialog, self.locks) = (old.toast, old.dialog.filter(|dialog| *dialog != Dialog::Prediction), old.locks);
        (self.lesson, self.predictions, self.leading) = (old.lesson, old.predictions, old.leading);
        self.framings = old.framings;
        self.forget_framings();
        (self.participant, self.presents, self.skips) = (old.participant, old.presents, old.skips);
        (self.link, self.arrivals) = (old.link, old.arrivals);
        (self.history, self.is_embed, self.has_complained) = (old.history, old.is_embed, old.has_complained);
        self.ghosts.forget();
    }

    /// What came with a link, or with something else (`came`: by somebody's link).
    pub(super) fn carry(&mut self, opened: Opened, kept: bool, came: bool) -> Option<Effect> {
        let title = &opened.shared.title;
        // What a host has said of it holds for whatever opens.
        let framing = opened.shared.framing;
        if !self.is_embed || framing != Framing::Behavior {
            self.open_framing(framing, framing != Framing::Behavior);
        }
        let effect = (!title.is_empty()).then(|| Effect::Title(format!("{title} · Wayward")));
        self.link = Link::opened(opened, kept, came);
        effect
    }

    /// The address says what is shown.
    pub(super) fn follow(&self) -> Vec<Effect> {
        if self.tracks_edits() { vec![Effect::Address(fragment(&self.shared()))] } else { Vec::new() }
    }
}

/// What a repair changes.
pub(super) fn changes(base: &Preset, repair: &Preset) -> Vec<(Field, &'static str)> {
    let own = repair.changes.iter().filter(|change| !base.changes.contains(change));
    own.filter_map(|(key, value)| Some((Field::named(base.world, key).ok()?, *value))).collect()
}

/// Sets the page to what `go` finds in the history, and says what has changed.
pub(super) fn travel(state: &mut State, done: &str, none: &str, go: impl FnOnce(&mut History) -> Option<String>) -> Vec<Effect> {
    if state.lesson.is_some() {
        return state.say("In a lesson there is no undo. What you had comes back when you leave it.".to_owned());
    }
    if !state.tracks_edits() {
        return Vec::new();
    }
    let now = state.draft.save(state.amount);
    // What is not saved yet is a step as well.
    state.history.see(&state.saved);
    state.history.see(&now);
    let Some(to) = go(&mut state.history) else { return state.say(none.to_owned()) };
    let mut effects = state.say(format!("{done}{}.", changed(&now, &to)));
    // Title and note of a file go and come with it.
    if let Some((_, link)) = state.arrivals.iter().rev().find(|(saved, _)| *saved == to) {
        state.link = link.clone();
        effects.push(Effect::Title(link.title()));
    }
    effects.extend(step(state, Action::Restore(to)));
    effects
}

/// A step forth.
pub(super) fn bring(history: &mut History, saved: String) -> Option<String> {
    history.see(&saved);
    Some(saved)
}
