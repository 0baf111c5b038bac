//! What of the state the card shows, and what it tells tests and embedding pages.

use yew::prelude::*;

use crate::ui::chart::grouped;
use crate::ui::shared::Shared;
use crate::ui::state::{Phase, State};
use engine::decimal::fixed;
use engine::experiment::{Population, Report};
use engine::judge;
use engine::share::Panel;

#[derive(PartialEq)]
pub(super) struct View {
    /// The newest verdict on one agent at the amount of the shift that is shown.
    pub report: Option<Shared<Report>>,
    /// The verdict on all of them, if that is to be shown instead.
    pub population: Option<Shared<Population>>,
    /// Which agent the report is about; empty when there is only one.
    pub subject: String,
    /// Done and in all, while the judge works, and of what.
    pub judging: Option<(u32, u32, String)>,
    /// Why there is no verdict yet; empty when there is one.
    pub waiting: &'static str,
    /// The amount of the shift that it is judged at, 0 to 1.
    pub amount: f64,
    /// At which amount what stands there was judged, if that is another one.
    pub old: Option<f64>,
    /// The report belongs to an earlier text or earlier settings.
    pub stale: bool,
    /// What the experiment began as.
    pub preset: AttrValue,
    /// The shift is not to be moved from here.
    pub locked: bool,
    /// From which amount of the shift on it can be told what cannot be yet.
    pub telling: Option<f64>,
    /// A lesson asks what it says.
    pub covered: bool,
    /// What other framings have to say below it.
    pub blurred: String,
    pub disagreements: Vec<String>,
}

impl View {
    pub fn of(state: &State) -> View {
        let run = state.run();
        let moment = state.moment().map(|(step, _)| *step);
        let shown = run.filter(|run| run.is_replayed() || moment.is_some());
        // The verdict of this amount, or the last one while the next is under way.
        let all = state.agents.len() > 1 && !state.single && moment.is_none() && shown.is_some();
        let population = state.population.as_ref().filter(|_| all).map(|(_, population)| Shared(population.clone()));
        let report = shown
            .and_then(|run| if moment.is_some() { run.moment.as_ref() } else { run.report.as_ref() })
            .map(|(_, report)| Shared(report.clone()));
        let subject = match (run, moment) {
            (Some(run), Some(step)) => format!("The agent with seed {} after {} steps.", run.scenario.seed, grouped(step)),
            (Some(run), None) if state.agents.len() > 1 => {
                format!("The agent with seed {}, one of {}.", run.scenario.seed, state.agents.len())
            }
            _ => String::new(),
        };
        let left = state.seconds_left().map_or(String::new(), |left| format!(", about {} s left", fixed(left, 0)));
        let judging = shown.and_then(|run| {
            if all && state.population().is_none() {
                // Agents, not levels; those that trained are judged one after another.
                let (done, agents) = state.progress();
                return (done < agents).then(|| (done as u32, agents as u32, format!("agents{left}")));
            }
            let (done, levels) = run.judging.unwrap_or((0, 1));
            (!all && state.verdict().is_none()).then(|| (done, levels, format!("levels{left}")))
        });
        let old = match &population {
            Some(_) => state.population.as_ref().map(|(amount, _)| *amount),
            None => run.and_then(|run| run.report.as_ref()).filter(|_| moment.is_none()).map(|(amount, _)| *amount),
        };
        View {
            report,
            population,
            subject,
            judging,
            waiting: waiting(state),
            amount: state.amount,
            old: old.filter(|amount| *amount != state.amount),
            stale: state.is_stale(),
            preset: state.shown_scenario().preset.clone().into(),
            locked: state.is_locked(Panel::Verdict) || state.is_locked(Panel::Shift),
            telling: if all { telling_all(state) } else { shown.and_then(|run| telling(&run.report.as_ref()?.1)) },
            covered: state.covers_verdict(),
            blurred: state.framings.blurred.clone(),
            disagreements: state.framings.told.disagreements.clone(),
        }
    }
}

impl View {
    /// The verdict that stands there, old or new, if there is any; None within: agents are split.
    pub fn verdict(&self) -> Option<Option<judge::Verdict>> {
        match &self.population {
            Some(population) => Some(population.headline),
            None => self.report.as_ref().map(|report| Some(report.row.verdict)),
        }
    }

    /// The report, where it stands for itself.
    pub fn one(&self) -> Option<&Shared<Report>> {
        self.report.as_ref().filter(|_| self.population.is_none())
    }
}

fn telling(report: &Report) -> Option<f64> {
    report.telling_amount.filter(|_| report.row.verdict == judge::Verdict::CannotTell)
}

/// Where every agent can be judged.
fn telling_all(state: &State) -> Option<f64> {
    let is_needed = state.population.as_ref().is_some_and(|(_, all)| all.headline == Some(judge::Verdict::CannotTell));
    let reports = state.agents.iter().filter_map(|run| run.report.as_ref());
    reports.filter_map(|(_, report)| telling(report)).reduce(f64::max).filter(|_| is_needed)
}

/// Why there is no verdict yet.
fn waiting(state: &State) -> &'static str {
    let Some(run) = state.run() else {
        return "Press Train. Once the agents have learned, they are measured here and in the shifted world. Nothing leaves this browser.";
    };
    match run.phase {
        Phase::Waiting => "This agent waits for a free worker.",
        Phase::Training | Phase::Paused => "The agent is still learning.",
        Phase::Failed => "Training stopped; there is no agent to judge.",
        Phase::Lost => "This run was lost; train again.",
        Phase::Trained if !run.is_replayed() && state.moment().is_none() => {
            "Watch it learn first; the verdict comes at the end of the replay."
        }
        Phase::Trained => "",
    }
}

/// What tests and embedding pages read.
#[derive(Default)]
pub(super) struct Told {
    pub verdict: Option<&'static str>,
    pub goal: Option<String>,
    pub certain: Option<String>,
    pub digest: Option<String>,
    pub agents: Option<String>,
}

impl Told {
    /// Nothing while the judge works, so that nobody takes the old verdict for the new one.
    pub fn of(it: &View) -> Told {
        match (&it.population, &it.report) {
            _ if it.judging.is_some() || it.covered => Told::default(),
            (Some(all), _) => Told {
                verdict: Some(all.headline.map_or("split", judge::Verdict::name)),
                goal: all.goal.clone(),
                certain: Some((all.certain == all.agents).to_string()),
                digest: Some(all.digest.clone()),
                agents: Some(all.agents.to_string()),
            },
            (None, Some(report)) => Told {
                verdict: Some(report.row.verdict.name()),
                goal: report.row.goal.clone(),
                certain: Some(report.row.certain.to_string()),
                digest: Some(report.row.digest.clone()),
                agents: Some("1".to_owned()),
            },
            (None, None) => Told::default(),
        }
    }
}
