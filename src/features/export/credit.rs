//! What a file says of where it comes from, and the files that are text. No browser.

use std::fmt::Write as _;

use crate::table;
use crate::ui::handout::Handout;
use engine::experiment::Row;
use engine::scenario::{ENGINE, Scenario};
use engine::share::Shared;

pub const BRANCH: &str = "It is a branch: it went on from a moment of another run under other words or settings, so the link opens the \
    experiment that it belongs to, and does not make it again.";

/// Where a file comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    pub preset: String,
    pub seed: u32,
    /// Opens the experiment that was trained; before any training the one on the page.
    pub link: String,
    /// What the link alone does not say; may be empty.
    pub remark: String,
}

/// What was trained, which may be something else than what stands on the page by now; before any training what stands there.
/// With its digest, if all agents of the link have been trained.
pub fn source(handout: &Handout, page: Shared, carried: impl Fn(Scenario) -> Shared, digest: Option<String>) -> Shared {
    match &handout.scenario {
        Some(trained) => Shared { digest: digest.filter(|_| !handout.branched), ..carried(trained.clone()) },
        None => page,
    }
}

impl Credit {
    /// Of what is shown of the agents.
    pub fn of(handout: &Handout, scenario: &Scenario, link: String) -> Credit {
        let mut remark = String::new();
        let shown = handout.agents.get(handout.shown as usize);
        let seed = shown.map_or(scenario.seed, |run| run.seed);
        if handout.agents.len() > 1 {
            let _ = write!(remark, "{} agents, alike but for their seed; shown: seed {seed}. ", handout.agents.len());
        }
        if handout.step > 0 {
            let _ = write!(remark, "The shown agent learned from {} steps. ", handout.step);
        }
        if handout.branched {
            let _ = write!(remark, "{BRANCH} ");
        }
        if !handout.agents.is_empty() && handout.amount != 1.0 {
            let _ = write!(remark, "The shift stands at {} %. ", engine::decimal::fixed(handout.amount * 100.0, 0));
        }
        Credit { preset: scenario.preset.clone(), seed, link, remark: remark.trim_end().into() }
    }

    /// In one line.
    pub fn line(&self) -> String {
        let line = format!("Made with Wayward, engine {ENGINE}: {} {}", self.link, self.remark);
        line.trim_end().into()
    }

    /// The name of a file.
    pub fn file(&self, what: &str, ending: &str) -> String {
        format!("wayward-{}-{what}-seed{}.{ending}", self.preset, self.seed)
    }
}

/// The learning curves of all agents, as CSV after one line that names the link.
pub fn curves(handout: &Handout, credit: &Credit) -> String {
    let mut out = format!("# {}\n", credit.line());
    out += &table::line(&table::CURVES.map(str::to_owned));
    for run in &handout.agents {
        for point in &run.points {
            out += &table::line(&table::curve_fields(run.seed, point));
        }
    }
    out
}

/// The newest verdict on each agent, in the columns of `wayward sweep`; None: there is none yet.
pub fn rows(handout: &Handout, credit: &Credit) -> Option<String> {
    table_of(handout, credit, handout.agents.iter().filter_map(|run| run.row.as_ref().map(|(amount, row)| (*amount, row))))
}

/// The shown agent at moments of its training, in the same columns; None: none is judged yet.
pub fn moments(handout: &Handout, credit: &Credit) -> Option<String> {
    table_of(handout, credit, handout.moments.iter().map(|row| (handout.amount, row)))
}

/// Rows, and the amount of the shift at which each was judged.
fn table_of<'a>(handout: &Handout, credit: &Credit, rows: impl Iterator<Item = (f64, &'a Row)>) -> Option<String> {
    let scenario = handout.scenario.as_ref()?;
    let mut proxies = Vec::new();
    for proxy in &scenario.proxies {
        proxies.push(proxy.name.clone());
    }
    let mut lines = String::new();
    for (amount, row) in rows {
        lines += &table::line(&table::row_fields(row, &proxies, &table::setup(scenario, amount)));
    }
    (!lines.is_empty()).then(|| format!("# {}\n{}{lines}", credit.line(), table::line(&table::row_names(&proxies))))
}

/// The weights of the shown agent as `wayward train --save` writes them (little-endian f32 in layer order), and the digest of
/// these very bytes; None: no agent has learned anything yet.
pub fn weights(handout: &Handout) -> Option<(Vec<u8>, String)> {
    if handout.weights.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(4 * handout.weights.len());
    for weight in &handout.weights {
        bytes.extend(weight.to_le_bytes());
    }
    let digest = engine::learner::digest(bytes.iter().copied());
    Some((bytes, digest))
}

/// What a file of weights cannot say itself, as JSON.
pub fn about_weights(handout: &Handout, credit: &Credit, file: &str, digest: &str, scenario: &Scenario) -> String {
    let shape = engine::learner::net::Shape::of(scenario.world, scenario.agent.hidden_size);
    let about = serde_json::json!({
        "link": credit.link,
        "remark": credit.remark,
        "engine": ENGINE,
        "file": file,
        "format": "little-endian float32, in layer order, as `wayward train --save` writes it",
        "count": handout.weights.len(),
        "inputs": shape.inputs,
        "hidden": scenario.agent.hidden_size,
        "digest": digest,
        "seed": credit.seed,
        "step": handout.step,
        "branch": handout.branched,
    });
    format!("{about:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::handout::HandedRun;
    use engine::share;

    fn handout() -> Handout {
        let run = |seed| HandedRun { seed, step: 4096, points: Vec::new(), summary: None, row: None, way: None };
        Handout {
            draft: String::new(),
            scenario: Scenario::preset("lava"),
            amount: 1.0,
            branched: false,
            shown: 1,
            step: 4096,
            weights: vec![0.5, -1.0],
            agents: vec![run(3), run(4)],
            population: None,
            moments: Vec::new(),
        }
    }

    #[test]
    fn what_was_trained_is_named_and_not_what_stands_on_the_page() {
        let page = Shared::from(Scenario::preset("cheese-corner").unwrap());
        let source = |handout: &Handout| source(handout, page.clone(), Shared::from, Some("0123456789abcdef".into()));
        let mut handout = handout();
        assert_eq!((source(&handout).scenario.preset.as_str(), source(&handout).digest.is_some()), ("lava", true));
        handout.branched = true;
        assert_eq!(source(&handout).digest, None, "no link makes a branch again");
        let shared = source(&handout);
        let credit = Credit::of(&handout, &shared.scenario, share::encode(&shared));
        assert_eq!(credit.seed, 4);
        assert!(credit.line().contains("branch") && credit.line().contains(&credit.link));
        assert_eq!(credit.file("curves", "csv"), "wayward-lava-curves-seed4.csv");
        handout.scenario = None;
        assert_eq!(source(&handout), page);
    }

    #[test]
    fn weights_are_the_bytes_that_their_digest_is_of() {
        let (bytes, digest) = weights(&handout()).unwrap();
        assert_eq!(bytes, [0, 0, 0, 63, 0, 0, 128, 191]);
        assert_eq!(digest, engine::learner::digest(bytes.iter().copied()));
        assert_eq!(weights(&Handout { weights: Vec::new(), ..handout() }), None);
    }

    #[test]
    fn nothing_judged_is_no_table() {
        let credit = Credit { preset: "lava".into(), seed: 3, link: "https://example.org/#preset=lava".into(), remark: String::new() };
        assert_eq!(rows(&handout(), &credit), None);
        assert_eq!(moments(&handout(), &credit), None);
        let curves = curves(&handout(), &credit);
        assert!(curves.starts_with("# Made with Wayward, engine 2: https://example.org/#preset=lava\nseed,step,total,"), "{curves}");
    }
}
