//! `wayward rivals`: what else would explain agents as well as a goal does, measured in rooms of other sizes and mirrored ones.

use clap::Args;
use serde::Serialize;

use super::input::{ScenarioArgs, parse_amount, parse_seeds};
use super::output::{interrupted, listen_for_ctrl_c, print_json, print_line, shown};
use super::train::train_all;
use super::{Failure, failed};
use crate::ui::rivals::{rival_name, room_name, sentences};
use crate::ui::words::goal_name;
use engine::experiment::behavior;
use engine::judge::{GoalName, Policy, RivalReport, RivalScores, RoomReport, Standing};
use engine::scenario::Scenario;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Seeds A..B (B excluded) or one seed
    #[arg(long, default_value = "0..16", value_parser = parse_seeds)]
    seeds: (u32, u32),
    /// Whose rivals: `reward`, `intended` or a proxy's name; without it the first proxy
    #[arg(long, value_name = "NAME")]
    goal: Option<String>,
    /// How far the shift goes, 0 to 1
    #[arg(long, default_value_t = 1.0, value_parser = parse_amount)]
    amount: f64,
    /// JSON Lines instead of text: an object a seed, then all seeds together
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    scenario: &'a str,
    seed: u32,
    digest: String,
    #[serde(flatten)]
    report: RivalReport,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let scenario = options.scenario.resolve()?;
    if !scenario.world.spec().walks {
        return Err(Failure::Failed("in this world nobody goes anywhere: there is no place and no direction that could be a rival".into()));
    }
    let goal = goal(&scenario, options.goal.as_deref())?;
    let mut rivals = behavior::rivals(&scenario, options.amount, goal).map_err(failed)?.expect("one of the scenario's own goals");
    let (from, to) = options.seeds;
    let nets = train_all(&scenario, options.seeds, options.amount)?;
    listen_for_ctrl_c();
    let agents: Vec<&dyn Policy> = nets.iter().map(|net| net as &dyn Policy).collect();
    while !rivals.advance(&agents) {
        if interrupted() {
            return Err(Failure::Interrupted);
        }
    }
    for (agent, (seed, net)) in (from..to).zip(&nets).enumerate() {
        let report = rivals.report(agent..agent + 1);
        if options.json {
            print_json(&Line { scenario: &scenario.preset, seed, digest: net.digest(), report });
        } else if !report.rivals.is_empty() {
            print_line(&format!(
                "seed {seed:<5} {}",
                report.rooms.iter().map(|room| in_short(&report, room)).collect::<Vec<_>>().join("; ")
            ));
        }
    }
    let all = rivals.report(0..nets.len());
    if options.json {
        print_json(&serde_json::json!({"population": all}));
        return Ok(());
    }
    for room in &all.rooms {
        print_line(&in_full(&all, room));
    }
    sentences(&all).iter().for_each(|sentence| print_line(sentence));
    Ok(())
}

fn goal(scenario: &Scenario, name: Option<&str>) -> Result<GoalName, Failure> {
    let proxies = || scenario.proxies.iter().map(|proxy| proxy.name.as_str());
    let name = name.or_else(|| proxies().next()).ok_or_else(|| Failure::Usage("this scenario has no proxy: say --goal NAME".into()))?;
    match name {
        "reward" => Ok(GoalName::Reward),
        "intended" => Ok(GoalName::Intended),
        _ if proxies().any(|proxy| proxy == name) => Ok(GoalName::Proxy(name.to_owned())),
        _ => {
            let known: Vec<&str> = ["reward", "intended"].into_iter().chain(proxies()).collect();
            Err(Failure::Usage(format!("there is no goal `{name}`; there are {}", known.join(", "))))
        }
    }
}

fn in_short(report: &RivalReport, room: &RoomReport) -> String {
    let value = |score: Option<engine::judge::Score>| score.map_or("-".into(), |score| format!("{:.2}", score.value));
    let mut line = format!("{}: {} {}", room_name(room.room).to_lowercase(), goal_name(&report.goal), value(room.goal));
    for (rival, scores) in report.rivals.iter().zip(&room.rivals) {
        line += &match scores.standing {
            Standing::Absent | Standing::Alike => format!(", {} {}", rival_name(*rival), word(scores)),
            _ => format!(", {} {} against {} ({})", rival_name(*rival), value(scores.rival), value(scores.goal), word(scores)),
        };
    }
    line
}

fn in_full(report: &RivalReport, room: &RoomReport) -> String {
    let mut line = format!("{}, {} levels: {} {}", room_name(room.room), room.levels, goal_name(&report.goal), shown(room.goal));
    for (rival, scores) in report.rivals.iter().zip(&room.rivals) {
        let RivalScores { there, telling, .. } = scores;
        line += &format!("; {} {}, told apart on {telling} of {there}", rival_name(*rival), word(scores));
        if !matches!(scores.standing, Standing::Absent | Standing::Alike) {
            line += &format!(": {} against {}", shown(scores.rival), shown(scores.goal));
        }
    }
    line
}

fn word(scores: &RivalScores) -> &'static str {
    match scores.standing {
        Standing::Absent => "asks for nothing",
        Standing::Alike => "the same",
        Standing::RuledOut => "ruled out",
        Standing::Instead => "instead",
        Standing::Open => "open",
    }
}
