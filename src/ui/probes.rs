//! Probes of the levels on view, asked of a worker: where does the shown agent go if the thing lies elsewhere, and how does its
//! value map follow? How that is drawn and said stands here, too.
//!
//! One question at a time for both boards, and only while the switch is on: a probe is a good part of a second's work.

use std::fmt::Write as _;
use std::rc::Rc;

use super::markup::{escape, when};
use super::player::{Insight, Thought};
use super::terms::Term;
use super::words::percent;
use engine::decimal::fixed;
use engine::env::display::{SHIFTED, TRAINING};
use engine::env::{Cell, Distribution, Level, ThingKind};
use engine::jobs::{JobId, Probe};
use engine::judge::{Chances, Findings, object};
use engine::lang::compile;
use engine::learner::Net;
use engine::scenario::Scenario;

/// What the switch offers; the first is off, the second where the agent goes, the others value maps.
pub const VIEWS: [&str; 5] = ["off", "where it goes then", "value, as it lies", "value, elsewhere", "value, unseen"];

/// A question about one level, and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Probed {
    scenario: Rc<Scenario>,
    levels: Distribution,
    number: u64,
    net: Rc<Net>,
    thing: &'static ThingKind,
    /// None: the level is too large.
    findings: Option<Findings>,
}

/// Both boards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probes {
    /// Which of [`VIEWS`].
    pub view: usize,
    /// The question under way, its board, and the job and the worker that it was given to.
    waits: Option<(usize, Probed, (JobId, usize))>,
    seats: [Option<Rc<Probed>>; 2],
}

impl Probes {
    /// What is known of this board, if it is to be seen.
    pub fn of(&self, stream: u64) -> Option<Rc<Probed>> {
        self.seats[usize::from(stream == SHIFTED)].clone().filter(|_| self.view > 0)
    }

    /// The next question, unless an answer is on its way. `numbers`: the levels on view; `send` as for `Ghosts::ask`.
    pub fn ask(
        &mut self,
        scenario: &Rc<Scenario>,
        amount: f64,
        net: &Rc<Net>,
        numbers: &[u64],
        mut send: impl FnMut(Probe) -> Option<(JobId, usize)>,
    ) {
        let Some(thing) = movable(scenario).filter(|_| self.view > 0 && self.waits.is_none()) else { return };
        for (place, (&number, (stream, amount))) in numbers.iter().zip([(TRAINING, 0.0), (SHIFTED, amount)]).enumerate() {
            let levels = scenario.levels(amount);
            if self.seats[place].as_ref().is_some_and(|seat| seat.is_of(scenario, &levels, number, net)) {
                continue;
            }
            let asked = Box::new((**scenario).clone());
            if let Some(worker) = send(Probe { scenario: asked, amount, stream, number, weights: net.weights.clone() }) {
                let question = Probed { scenario: scenario.clone(), levels, number, net: net.clone(), thing, findings: None };
                self.waits = Some((place, question, worker));
            }
            return;
        }
    }

    /// The answer that is this job's.
    pub fn hear(&mut self, job: JobId, findings: Option<Findings>) {
        if let Some((place, mut probed, _)) = self.waits.take_if(|(_, _, (own, _))| *own == job) {
            probed.findings = findings;
            self.seats[place] = Some(Rc::new(probed));
        }
    }

    /// The worker at this place is no more. Its question may be what killed it, so it counts as answered.
    pub fn lose(&mut self, place: usize) {
        if let Some((_, _, (job, _))) = self.waits.as_ref().filter(|(_, _, (_, worker))| *worker == place) {
            self.hear(*job, None);
        }
    }
}

/// The one thing that the intended goal is about.
pub fn movable(scenario: &Scenario) -> Option<&'static ThingKind> {
    object(scenario.world, &compile(&scenario.intended, &scenario.schema()).0?)
}

impl Probed {
    fn is_of(&self, scenario: &Rc<Scenario>, levels: &Distribution, number: u64, net: &Rc<Net>) -> bool {
        let same = Rc::ptr_eq(&self.scenario, scenario) || self.scenario == *scenario;
        self.fits(levels, number) && Rc::ptr_eq(&self.net, net) && same
    }

    /// It is about this level of its board.
    pub fn fits(&self, levels: &Distribution, number: u64) -> bool {
        self.number == number && self.levels == *levels
    }

    fn proxy(&self) -> Option<String> {
        self.scenario.proxies.first().map(|proxy| escape(&proxy.name.replace('_', " ")))
    }

    /// In words; `net` is who acts by now.
    pub fn words(&self, net: &Rc<Net>) -> String {
        let thing = self.thing.word;
        let Some(findings) = &self.findings else {
            return "Probe: this level is too large for exact chances.".into();
        };
        let (mut cells, mut goal, mut proxy) = (0, 0, 0);
        for chances in findings.cells.iter().filter_map(|it| it.moved) {
            let (to_goal, to_proxy) = first(chances);
            cells += 1;
            goal += u32::from(to_goal > 0.5);
            proxy += u32::from(to_proxy > 0.5);
        }
        let (reached, passed) = findings.shares();
        let name = self.proxy();
        let part = |what: String| name.as_ref().map_or(String::new(), |name| format!(", {name} {what}"));
        format!(
            "Probe{}: with the {thing} on each of {cells} cells, what you meant first {goal}\u{d7}{}. From each start here it reaches \
             what you meant: {}{}.",
            when(!Rc::ptr_eq(net, &self.net), " (agent of a moment ago)"),
            part(format!("first {proxy}\u{d7}")),
            percent(reached),
            part(percent(passed))
        )
    }

    /// What the marks mean.
    pub fn legend(&self) -> String {
        let hatched = self
            .proxy()
            .map_or(String::new(), |name| format!("; hatched: {name} first; dashed: {}", Term::Square.button("decision square")));
        format!("<p class='board-legend'>number: % to what you meant first, with the {} there{hatched}</p>", self.thing.word)
    }

    /// Every place of the thing, by what the agent then does.
    pub fn marks(&self, level: &Level) -> String {
        let (mut out, mut hatch, mut decisions) = (String::new(), String::new(), String::new());
        let cells = self.findings.as_ref().map_or(&[][..], |findings| &findings.cells);
        for (cell, found) in cells.iter().enumerate() {
            let (x, y) = (level.column(cell as Cell), level.row(cell as Cell));
            if let Some((goal, proxy)) = found.moved.map(first) {
                if proxy > 0.5 {
                    let _ = write!(hatch, "M{x} {y}m0 .5l.5 -.5m.5 0l-1 1m.5 0l.5 -.5");
                }
                let name = self.proxy().map_or(String::new(), |name| format!(", {name} first {}", percent(proxy)));
                let _ = write!(
                    out,
                    "<g class='probe' transform='translate({x} {y})'><title>{} here: what you meant first {}{name}</title>\
                     <rect class='heat-high' fill-opacity='{}' width='1' height='1'/><text x='.5' y='.66'>{}</text></g>",
                    self.thing.word,
                    percent(goal),
                    fixed(0.7 * goal, 2),
                    fixed(100.0 * goal, 0)
                );
            }
            if found.decision {
                let _ = write!(decisions, "M{x} {y}m.08 .08h.84v.84h-.84z");
            }
        }
        let _ = write!(out, "<path class='probe-hatch' d='{hatch}'/><path class='probe-decision' d='{decisions}'/>");
        out
    }

    /// The value map of this view, on one scale with the others; None: the view is none, or nothing was found.
    pub fn values(&self, view: usize) -> Option<Insight> {
        let at = view.checked_sub(2)?;
        let mut insight = Insight { cells: Vec::new(), low: f32::INFINITY, high: f32::NEG_INFINITY };
        for (cell, found) in self.findings.as_ref()?.cells.iter().enumerate() {
            for (which, value) in found.values.into_iter().flatten().enumerate() {
                let value = value as f32;
                (insight.low, insight.high) = (insight.low.min(value), insight.high.max(value));
                if which == at {
                    insight.cells.push(Thought { cell: cell as Cell, value, moves: [0.0; 4] });
                }
            }
        }
        Some(insight)
    }
}

/// How likely the goal comes first, or with the proxy at once; and the proxy alone.
fn first(chances: Chances) -> (f64, f64) {
    (chances.goal_first + chances.together, chances.proxy_first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::env::{World, display};
    use engine::experiment::behavior::probe;

    /// Asked and answered as by a worker, at the full shift: the streams of the boards that were asked about.
    fn asked(probes: &mut Probes, scenario: &Rc<Scenario>, net: &Rc<Net>) -> Vec<u64> {
        let mut streams = Vec::new();
        loop {
            let (id, mut sent) = (7 + streams.len() as JobId, None);
            probes.ask(scenario, 1.0, net, &[2, 3], |probe| {
                sent = Some(probe);
                Some((id, 0))
            });
            let Some(Probe { scenario, amount, stream, number, weights }) = sent else { return streams };
            streams.push(stream);
            let findings = probe(&scenario, amount, stream, number, weights).map(|mut probe| {
                while !probe.advance() {}
                probe.finish()
            });
            probes.ask(&Rc::new(*scenario), 1.0, net, &[7, 7], |_| panic!("one at a time"));
            probes.hear(id + 1, None);
            probes.hear(id, findings);
        }
    }

    fn fixture() -> (Rc<Scenario>, Rc<Net>) {
        let scenario = Rc::new(Scenario::preset("cheese-corner").unwrap());
        let net = Net::new(scenario.world, scenario.agent.hidden_size, scenario.agent.absolute_position, 1);
        (scenario, Rc::new(net))
    }

    #[test]
    fn each_board_is_asked_once_while_the_switch_is_on() {
        let (scenario, net) = fixture();
        let mut probes = Probes::default();
        assert!(asked(&mut probes, &scenario, &net).is_empty(), "off");
        probes.view = 1;
        assert_eq!(asked(&mut probes, &scenario, &net), [TRAINING, SHIFTED]);
        assert!(asked(&mut probes, &scenario, &net).is_empty(), "known");
        let other = Rc::new((*net).clone());
        assert_eq!(asked(&mut probes, &scenario, &other).len(), 2, "another agent");
        assert_eq!(movable(&scenario), Some(&engine::env::world::cheese_corner::CHEESE));
        probes.view = 0;
        assert!(probes.of(SHIFTED).is_none());
    }

    #[test]
    fn cells_words_and_values_are_those_found() {
        let (scenario, net) = fixture();
        let mut probes = Probes { view: 1, ..Probes::default() };
        asked(&mut probes, &scenario, &net);
        let probed = probes.of(SHIFTED).unwrap();
        let (training, shifted) = (scenario.levels(0.0), scenario.levels(1.0));
        let (level, _) = display::level(&shifted, SHIFTED, 3);
        assert!(probed.fits(&shifted, 3) && !probed.fits(&training, 3) && !probed.fits(&shifted, 4));
        assert!(!probed.fits(&Scenario::of(World::Lava).levels(1.0), 3));
        let findings = probed.findings.as_ref().unwrap();
        let places = findings.cells.iter().filter(|it| it.moved.is_some()).count();
        let marks = probed.marks(&level);
        assert_eq!(marks.matches("class='probe'").count(), places);
        assert!(marks.contains("cheese here: what you meant first") && marks.contains("corner first"), "{marks}");
        let words = probed.words(&net);
        assert!(words.contains(&format!("on each of {places} cells")) && words.contains("corner first "), "{words}");
        assert!(probed.words(&Rc::new((*net).clone())).contains("a moment ago"));
        assert!(probed.legend().contains("hatched: corner first"));
        // Three maps on one scale; the untrained agent, too, sees where the cheese lies.
        assert!(probed.values(1).is_none());
        let maps = [2, 3, 4].map(|view| probed.values(view).unwrap());
        assert!(maps.iter().all(|map| (map.low, map.high) == (maps[0].low, maps[0].high) && map.cells.len() == maps[0].cells.len()));
        assert!(maps[0].cells != maps[1].cells && maps[1].cells != maps[2].cells);
    }

    #[test]
    fn where_nothing_can_be_probed_words_say_so() {
        let (scenario, net) = fixture();
        let mut probes = Probes { view: 1, ..Probes::default() };
        probes.ask(&scenario, 1.0, &net, &[0, 0], |_| Some((1, 4)));
        probes.lose(3);
        assert!(probes.of(TRAINING).is_none());
        probes.lose(4);
        let probed = probes.of(TRAINING).unwrap();
        assert!(probed.words(&net).contains("too large") && probed.values(2).is_none());
        let other = Scenario { intended: "1".into(), ..(*scenario).clone() };
        assert_eq!(movable(&other), None);
    }
}
