//! Which goal does the agent on a board act as if it wanted? Bars that each of its steps moves, and beside them how goal-directed
//! the shown agent is toward each goal on this level (MEG).
//!
//! Not here: the inference itself (the judge's) and the clock (the board's). Work comes in pieces of about a millisecond, one a
//! frame, so that the page never stands still.

use std::fmt::Write as _;
use std::rc::Rc;

use super::markup::when;
use super::terms::Term;
use super::words::number;
use engine::decimal::fixed;
use engine::env::{Level, State};
use engine::experiment::behavior::inference;
use engine::judge::{Belief, Conduct, Inference, Search, Silent};
use engine::learner::Net;
use engine::scenario::Scenario;

/// The inference of one board, for the level and the goals on view.
#[derive(Default)]
pub struct Behavior {
    of: Option<(Rc<Level>, Rc<Scenario>)>,
    /// From when [`Behavior::work`] has begun.
    inference: Option<Result<Inference, Silent>>,
    /// From when all passes are made.
    belief: Option<Belief>,
    /// Steps of the episode that the belief is about.
    seen: usize,
    net: Option<Rc<Net>>,
    /// The agent whose MEG rates are searched or known, what it does, and the search for the next rate.
    measured: Option<(Rc<Net>, Conduct, Search)>,
    /// Found so far; and those of the last agent for which all are, on view.
    found: Vec<f64>,
    rates: Vec<f64>,
}

impl Behavior {
    /// What is on view: an episode that began with the first of `states`, of an agent whose net may change under way.
    pub fn follow(&mut self, scenario: &Rc<Scenario>, level: &Rc<Level>, states: &[State], net: &Rc<Net>) {
        let same = self.of.as_ref().is_some_and(|(at, of)| Rc::ptr_eq(at, level) && (Rc::ptr_eq(of, scenario) || of == scenario));
        if !same {
            *self = Behavior { of: Some((level.clone(), scenario.clone())), ..Behavior::default() };
        }
        self.net = Some(net.clone());
        if let (Some(Ok(inference)), Some(belief)) = (&self.inference, &mut self.belief) {
            if states.len() <= self.seen {
                (*belief, self.seen) = (inference.begin(), 0);
            }
            for &state in &states[self.seen + 1..] {
                inference.observe(belief, state);
                self.seen += 1;
            }
        }
    }

    /// The next [`Behavior::work`] has something to do; `rates`: the agent's rates as well.
    pub fn is_busy(&self, rates: bool) -> bool {
        let inference = match &self.inference {
            Some(Ok(inference)) => inference,
            Some(Err(_)) => return false,
            None => return self.of.is_some(),
        };
        let known = || match (&self.measured, &self.net) {
            (Some((measured, ..)), Some(net)) => Rc::ptr_eq(measured, net) && self.found.len() == inference.desires().len(),
            _ => false,
        };
        self.belief.is_none() || (rates && !known())
    }

    /// One piece of work; true if there is more to be seen by it.
    pub fn work(&mut self, rates: bool) -> bool {
        if !self.is_busy(rates) {
            return false;
        }
        let inference = match &mut self.inference {
            Some(Ok(inference)) => inference,
            Some(Err(_)) => return false,
            None => {
                self.inference = self.of.as_ref().map(|(level, scenario)| inference(scenario, level));
                return matches!(self.inference, Some(Err(_)));
            }
        };
        if self.belief.is_none() {
            let done = inference.advance();
            self.belief = done.then(|| inference.begin());
            return done;
        }
        let goals = inference.desires().len();
        match &mut self.measured {
            // Another agent by now: only when the search for the one before is over, or a replay would never see its end.
            Some((_, conduct, search)) if self.found.len() < goals => {
                if inference.measure(conduct, search, self.found.len()) {
                    self.found.push(search.best);
                    *search = Search::default();
                }
            }
            _ => {
                self.measured = self.net.as_ref().map(|net| (net.clone(), inference.conduct(&**net), Search::default()));
                self.found.clear();
                return false;
            }
        }
        let all = self.found.len() == goals;
        if all {
            self.rates.clone_from(&self.found);
        }
        all
    }

    /// What is known, as markup.
    pub fn draw(&self) -> String {
        let inference = match &self.inference {
            Some(Ok(inference)) => inference,
            Some(Err(why)) => return silence(why),
            None => return format!("<p class='why'>{WAITS}</p>"),
        };
        let (Some(belief), Some((_, scenario))) = (&self.belief, &self.of) else { return format!("<p class='why'>{WAITS}</p>") };
        let shares = inference.posterior(belief);
        let (mut rows, mut rest, mut names) = (String::new(), 1.0, Vec::new());
        let desires = inference.desires();
        // Behind the desires come the habits and devices, which share the last bar.
        for (at, &share) in shares.iter().enumerate().take(desires.len() + 1) {
            let mut name = String::new();
            let (class, share) = if let Some(desire) = desires.get(at) {
                for &goal in &desire.goals {
                    name += when(!name.is_empty(), " = ");
                    match goal {
                        0 => name += "reward",
                        1 => name += "what you meant",
                        _ => name += &scenario.proxies[goal - 2].name.replace('_', " "),
                    }
                }
                rest -= share;
                ("acts-goal", share)
            } else {
                name = format!("no goal ({})", Term::Device.button("habit or device"));
                ("is-time", if rest > 0.0 { rest } else { 0.0 })
            };
            bar(&mut rows, &name, class, share, self.rates.get(at));
            names.push((name, share));
        }
        let wanted = if self.seen == 0 { "nothing yet".to_owned() } else { wanted(&names[..desires.len()]) };
        table(&wanted, self.seen, belief.holding, &rows)
    }
}

const WAITS: &str = "Acts as if it wanted \u{2026}";

/// Why there are no bars. A level that is too large has none, and nothing that speaks of them.
fn silence(why: &Silent) -> String {
    match why {
        Silent::TooLarge => String::new(),
        Silent::NoGoal => "<p class='why'>Nothing to infer here: on this level no goal makes a difference.</p>".to_owned(),
        Silent::Mistake => "<p class='why'>Nothing to infer while a program has a mistake.</p>".to_owned(),
    }
}

/// Shares so close to each other are a tie.
const TIE: f64 = 0.05;

/// The goal, or the goals in a tie, that are likelier than all else together; by their names and shares.
fn wanted(goals: &[(String, f64)]) -> String {
    let most = goals.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    let tied: Vec<&(String, f64)> = goals.iter().filter(|(_, share)| most - share <= TIE).collect();
    match tied.iter().map(|(_, share)| share).sum::<f64>() {
        all if all <= 0.5 => "nothing clear".to_owned(),
        _ => {
            let names: Vec<&str> = tied.iter().map(|(name, _)| name.as_str()).collect();
            names.join(" or ") + when(tied.len() > 1, " (a tie)")
        }
    }
}

/// What the bars say, and the bars. That line is no header, which would be read again with each of its changes; and its button is
/// always there, so that it keeps the focus, and a screen reader its place in the line, when another episode begins.
fn table(wanted: &str, steps: usize, settled: bool, rows: &str) -> String {
    format!(
        "<table class='acts-table'><col><col><col><col><thead><tr><td colspan='3'>Acts as if it wanted <b>{wanted}</b>, {steps} \
         step{}, {}</td><th scope='col'>{}</th></tr></thead><tbody>{rows}</tbody></table>",
        when(steps != 1, "s"),
        Term::Settled.button(if settled { "settled" } else { "unsettled" }),
        Term::GoalDirectedness.button("MEG")
    )
}

/// A hypothesis: its share of the posterior, and a MEG rate if there is one.
fn bar(out: &mut String, name: &str, class: &str, share: f64, rate: Option<&f64>) {
    let _ = write!(
        out,
        "<tr class='{class}'><th scope='row'>{name}</th><td><svg class='tally-bar' viewBox='0 0 1 1' preserveAspectRatio='none' \
         aria-hidden='true'><rect class='tally-rest' width='1' height='1'/><rect class='tally-share' width='{}' height='1'/></svg></td>\
         <td>{}</td><td>{}</td></tr>",
        fixed(share, 4),
        fixed(share, 2),
        rate.map_or(String::new(), |&rate| number(rate))
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::env::{display, picture};

    fn shown(scenario: Scenario) -> (Rc<Scenario>, Rc<Level>, Rc<Net>) {
        let (level, _) = display::level(&scenario.levels(1.0), display::SHIFTED, 3);
        let net = Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, 1);
        (Rc::new(scenario), Rc::new(level), Rc::new(net))
    }

    #[test]
    fn bars_move_with_each_step_and_begin_anew() {
        let (scenario, level, net) = shown(Scenario::preset("cheese-corner").unwrap());
        let mut behavior = Behavior::default();
        let start = level.world.start(&level);
        let mut states = vec![start];
        behavior.follow(&scenario, &level, &states, &net);
        assert!(behavior.is_busy(false) && behavior.draw().contains(WAITS));
        while behavior.is_busy(false) {
            behavior.work(false);
        }
        behavior.follow(&scenario, &level, &states, &net);
        let before = behavior.draw();
        assert!(before.contains("0 steps") && before.contains("reward = what you meant") && before.contains(">corner<"), "{before}");
        assert_eq!(before.matches("<td>0.25</td>").count(), 2, "{before}");
        assert_eq!(before.matches("<td>0.50</td>").count(), 1, "{before}");
        assert!(before.contains("wanted <b>nothing yet</b>, 0 steps, <"), "{before}");
        // Toward the cheese, all the way.
        let far = &level.distances[0];
        let mut state = start;
        while far[state.agent as usize] > 0 {
            let step = (0..4).map(|action| level.world.step(&level, state, action).state);
            state = step.min_by_key(|state| far[state.agent as usize]).unwrap();
            states.push(state);
            behavior.follow(&scenario, &level, &states, &net);
        }
        let after = behavior.draw();
        assert!(after.contains(&format!("wanted <b>reward = what you meant</b>, {} steps, <", states.len() - 1)), "{after}");
        assert!(before.contains(">unsettled<") && after.contains(">settled<"), "{before} {after}");
        behavior.follow(&scenario, &level, &[start], &net);
        assert_eq!(behavior.draw(), before, "another episode of the same level");
    }

    #[test]
    fn rates_follow_the_agent() {
        let (scenario, _, untrained) = shown(Scenario::preset("cheese-corner").unwrap());
        let level = Rc::new(picture::parse(scenario.world, "######\n#....#\n#@..c#\n######", 9).unwrap());
        let mut behavior = Behavior::default();
        let mut rates = |net: &Rc<Net>| {
            behavior.follow(&scenario, &level, &[level.world.start(&level)], net);
            while behavior.is_busy(true) {
                behavior.work(true);
            }
            behavior.rates.clone()
        };
        let before = rates(&untrained);
        let mut right = (*untrained).clone();
        let bias = right.shape.layout().head_bias;
        right.weights[bias + 3] = 50.0;
        // Straight to the cheese: nearly all that can be said for a goal, and more than can be said for the corner.
        let after = rates(&Rc::new(right));
        assert!(after.len() == 2 && after[0] > 0.5 && after[0] > after[1] && after[0] < 4.0_f64.ln() + 1e-9, "{before:?}, {after:?}");
        assert!(before[0] < after[0] && rates(&untrained) == before, "{before:?}, {after:?}");
    }

    #[test]
    fn where_there_is_nothing_to_tell_words_say_so() {
        let preset = || Scenario::preset("cheese-corner").unwrap();
        let broken = Scenario { reward: "1 +".into(), ..preset() };
        // So a name on view never has to be escaped.
        let mut unnamed = preset();
        unnamed.proxies[0].name = "<i>".into();
        for scenario in [broken, unnamed] {
            let (scenario, level, net) = shown(scenario);
            let mut behavior = Behavior::default();
            behavior.follow(&scenario, &level, &[level.world.start(&level)], &net);
            assert!(behavior.work(true) && !behavior.is_busy(true));
            assert_eq!(behavior.draw(), silence(&Silent::Mistake));
        }
        let (scenario, level, net) = shown(Scenario { reward: "0".into(), intended: "0".into(), proxies: Vec::new(), ..preset() });
        let mut behavior = Behavior::default();
        behavior.follow(&scenario, &level, &[level.world.start(&level)], &net);
        assert!(behavior.work(true));
        assert_eq!(behavior.draw(), silence(&Silent::NoGoal));
    }

    #[test]
    fn a_tie_is_called_a_tie() {
        for (shares, words) in [
            (&[("cheese", 0.52), ("corner", 0.2)][..], "cheese"),
            (&[("cheese", 0.48), ("corner", 0.47)], "cheese or corner (a tie)"),
            (&[("cheese", 0.4), ("corner", 0.25)], "nothing clear"),
            (&[("cheese", 0.1), ("corner", 0.1)], "nothing clear"),
            (&[("cheese", 0.31), ("corner", 0.3), ("middle", 0.3)], "cheese or corner or middle (a tie)"),
        ] {
            let goals: Vec<(String, f64)> = shares.iter().map(|&(name, share)| (name.to_owned(), share)).collect();
            assert_eq!(wanted(&goals), words);
        }
    }

    /// In the boat race every episode lasts as long as every other, so that what each step costs says nothing.
    #[test]
    fn goals_that_predict_the_same_are_one_bar() {
        let (scenario, level, net) = shown(Scenario::preset("boat-race").unwrap());
        let mut behavior = Behavior::default();
        behavior.follow(&scenario, &level, &[level.world.start(&level)], &net);
        while behavior.is_busy(false) {
            behavior.work(false);
        }
        let bars = behavior.draw();
        assert!(bars.contains("reward = arrows") && !bars.contains(">arrows<"), "{bars}");
    }

    #[test]
    fn the_words_above_the_bars_say_what_they_show() {
        let mut rows = String::new();
        bar(&mut rows, "corner", "acts-goal", 0.75, Some(&0.5));
        assert!(rows.contains("width='0.7500'") && rows.contains("<td>0.75</td><td>0.50</td>"), "{rows}");
        for (steps, settled, words) in [(1, false, "<b>corner</b>, 1 step, <button"), (2, true, "<b>corner</b>, 2 steps, <button")] {
            let markup = table("corner", steps, settled, &rows);
            assert!(markup.contains(words) && markup.contains(&rows), "{markup}");
        }
    }
}
