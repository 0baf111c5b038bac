//! What goes on on a board: one step after another, or a recording, and the ghost beside it.

use super::*;

impl Board {
    /// Brings the bars to the steps that were made.
    pub(super) fn behave(&mut self) {
        if self.view.is_small {
            return;
        }
        let Board { behavior, player, view, .. } = self;
        behavior.follow(&view.scenario, &player.level, player.states(), &view.net.0);
        if let Some(element) = self.figure.cast::<Element>().and_then(|figure| figure.query_selector(".acts").ok().flatten()) {
            self.bars.paint(&element, behavior.draw());
        }
    }

    /// To the start of the player's episode.
    pub(super) fn begin(&mut self) {
        // A second move's time of rest, so that the eye finds the mouse first.
        (self.progress, self.angle, self.turned_from, self.badge, self.stale) = (-1.0, 0.0, 0.0, None, true);
        // At once: the overlay of the level before does not fit these walls.
        self.think();
    }

    /// To the end of the episode, or to the next level.
    pub(super) fn skip(&mut self) {
        if self.badge.is_some() {
            return self.advance();
        }
        // It counts like any other: leaving out the dull ones would bend the tally.
        while self.player.outcome.is_none() {
            self.step();
        }
        (self.progress, self.badge) = (1.0, Some(BADGE));
    }

    pub(super) fn advance(&mut self) {
        self.player.next_level();
        if !self.view.recorded.is_empty() && self.player.number >= recording::LEVELS {
            self.player.turn_to(0);
        }
        self.begin();
    }

    /// What was recorded on this level.
    pub(super) fn recorded(&self) -> Option<&str> {
        recording::episode(&self.view.recorded, self.stream, self.view.is_shifted, self.player.number)
    }

    /// One move, by the agent or as it was recorded.
    pub(super) fn step(&mut self) {
        self.turned_from = self.angle;
        let action = self.recorded().and_then(|moves| recording::action(self.view.levels.world, moves, self.player.steps));
        match action {
            Some(action) => self.player.replay(action),
            None => match &self.view.player {
                Some(other) => self.player.step_by(&*other.0),
                None => drop(self.player.step(&self.view.net)),
            },
        }
    }

    /// How goal-directed the agent is can be measured only where there is one.
    pub(super) fn rates(&self) -> bool {
        self.view.rest.is_none()
    }

    pub(super) fn plays(&self) -> bool {
        self.view.running && self.on_screen && document().is_some_and(|document| !document.hidden())
    }

    /// So much more of the episode; true if it must be drawn.
    pub(super) fn play(&mut self, seconds: f64) -> bool {
        if let Some(left) = &mut self.badge {
            *left -= seconds;
            let over = *left <= 0.0;
            if over {
                self.advance();
            }
            return over;
        }
        let seen = |board: &Board| (board.player.touched, board.player.state.memory);
        let before = seen(self);
        self.progress += seconds * self.player.pace(self.reduced_motion);
        while self.progress >= 1.0 {
            if self.player.outcome.is_some() {
                (self.progress, self.badge) = (1.0, Some(BADGE));
                return true;
            }
            self.progress -= 1.0;
            self.step();
        }
        before != seen(self)
    }

    /// Brings the overlay up to date; true if that was necessary.
    pub(super) fn think(&mut self) -> bool {
        let due = self.view.overlay && self.stale;
        if due {
            let level = &self.player.level;
            if level.world.spec().walks {
                self.insight = Some(Rc::new(Insight::of(level, &self.view.net)));
            } else {
                self.outlook = Some(self.view.net.outlook(level, level.world.start(level)));
            }
            self.stale = false;
        }
        due
    }

    /// Asks for the next frame if there is anything to do in it, and otherwise for none.
    pub(super) fn pump(&mut self) {
        let works = self.on_screen && !self.view.is_small && self.behavior.is_busy(self.rates());
        let due = self.plays() || (self.view.overlay && self.stale) || works;
        if !due {
            self.stop();
        } else if self.request.is_none() {
            self.request = web_sys::window().and_then(|window| window.request_animation_frame(self.on_frame.as_ref().unchecked_ref()).ok());
        }
    }

    pub(super) fn stop(&mut self) {
        self.last = None;
        if let (Some(request), Some(window)) = (self.request.take(), web_sys::window()) {
            let _ = window.cancel_animation_frame(request);
        }
    }

    /// How the episode ended, while that is on view.
    pub(super) fn over(&self) -> Option<Outcome> {
        self.badge.and(self.player.outcome)
    }

    /// What is known of the level on view; an answer about another level is none.
    pub(super) fn ghost(&self) -> Option<&Ghost> {
        self.view.ghost.as_deref().filter(|ghost| ghost.fits(&self.view.levels, self.player.number))
    }

    pub(super) fn optimal(&self) -> Option<&Optimal> {
        self.ghost().map(|ghost| &ghost.optimal).filter(|optimal| !optimal.path.is_empty())
    }

    /// Probes of the level on view.
    pub(super) fn probed(&self) -> Option<&Probed> {
        self.view.probed.as_deref().filter(|probed| probed.fits(&self.view.levels, self.player.number))
    }
}
