//! Tables as text (CSV): fields with commas, quotes or line breaks stand in quotes (RFC 4180), lines end in `\n`. Columns of
//! verdict rows and of learning curves, the same from the command line and from the page.
//!
//! Names of columns are promises to users. Numbers are the shortest that read back as the very same; what cannot be scored, or
//! is not there, stays empty.

use engine::decimal::of_single;
use engine::experiment::{Point, Row};
use engine::judge::{Score, SetScores};
use engine::scenario::{ENGINE, Scenario};

/// One line, its end included.
pub fn line(fields: &[String]) -> String {
    let mut out = String::new();
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out += &field.replace('"', "\"\"");
            out.push('"');
        } else {
            out += field;
        }
    }
    out + "\n"
}

/// The last column of a file that the page gives out: what made it, and by which link. It stands in the first row only: a link may be
/// long. Before the header stands nothing, since other programs take the first line for the header.
pub const MADE_WITH: &str = "made_with";

/// A file of these columns and rows that says what it was made with.
pub fn file(names: &[String], rows: impl IntoIterator<Item = Vec<String>>, made_with: &str) -> String {
    let mut out = line(&[names, &[MADE_WITH.to_owned()]].concat());
    for (place, mut row) in rows.into_iter().enumerate() {
        row.push(if place == 0 { made_with.to_owned() } else { String::new() });
        out += &line(&row);
    }
    out
}

/// The columns of a verdict row; `proxies` by name.
pub fn row_names(proxies: &[String]) -> Vec<String> {
    let mut names: Vec<String> = ["seed", "steps"].map(str::to_owned).into();
    let mut score = |name: String| {
        for end in ["", ".low", ".high"] {
            names.push(format!("{name}{end}"));
        }
    };
    for set in ["trained", "fresh", "shift"] {
        for goal in ["reward", "earned", "intended"] {
            score(format!("{set}.{goal}"));
        }
        for proxy in proxies {
            score(format!("{set}.{proxy}"));
        }
    }
    score("competence".into());
    score("desirability".into());
    names.extend(["verdict", "goal", "certain", "digest", "scenario", "setup"].map(str::to_owned));
    names
}

/// What stands under [`row_names`]; `setup`: [`setup`] of what was judged.
pub fn row_fields(row: &Row, proxies: &[String], setup: &str) -> Vec<String> {
    let mut fields = vec![row.seed.to_string(), row.steps.to_string()];
    let mut score = |score: Option<Score>| match score {
        Some(score) => fields.extend([score.value, score.low, score.high].map(|value| value.to_string())),
        None => fields.extend([const { String::new() }; 3]),
    };
    for set in [row.sets.trained.as_ref(), Some(&row.sets.fresh), Some(&row.sets.shift)] {
        let of = |pick: fn(&SetScores) -> Option<Score>| set.and_then(pick);
        score(of(|set| set.reward));
        score(of(|set| set.earned));
        score(of(|set| set.intended));
        for name in proxies {
            score(set.and_then(|set| set.proxy(name)));
        }
    }
    score(row.competence);
    score(row.desirability);
    let certain = if row.certain { "true" } else { "false" };
    fields.extend([row.verdict.name().to_owned(), row.goal.clone().unwrap_or_default(), certain.into(), row.digest.clone()]);
    fields.extend([row.scenario.clone(), setup.to_owned()]);
    fields
}

/// The digest of all that a row depends on beside its seed.
pub fn setup(scenario: &Scenario, amount: f64) -> String {
    // Neither its own seed nor the size of its population is part of it.
    let scenario = Scenario { seed: 0, seeds: 1, ..scenario.clone() };
    // Plain data: there is nothing that could fail.
    let text = serde_json::to_string(&(ENGINE, scenario, amount)).unwrap_or_default();
    engine::learner::digest(text.bytes())
}

/// The columns of learning curves: a line for each agent and point.
pub const CURVES: [&str; 15] = [
    "seed",
    "step",
    "total",
    "episodes",
    "episodic_return",
    "intended_return",
    "episodic_length",
    "success",
    "policy_loss",
    "value_loss",
    "entropy",
    "approx_kl",
    "clipfrac",
    "explained_variance",
    "learning_rate",
];

/// What stands under [`CURVES`]. A value that is no number stays empty.
pub fn curve_fields(seed: u32, point: &Point) -> Vec<String> {
    let mut fields: Vec<String> = [seed, point.step, point.total, point.episodes].iter().map(u32::to_string).collect();
    for value in [
        point.episodic_return,
        point.intended_return,
        point.episodic_length,
        point.success,
        point.policy_loss,
        point.value_loss,
        point.entropy,
        point.approx_kl,
        point.clipfrac,
        point.explained_variance,
        point.learning_rate,
    ] {
        fields.push(if value.is_finite() { of_single(value).to_string() } else { String::new() });
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::experiment::Sets;
    use engine::judge::Verdict;

    #[test]
    fn every_field_has_its_column() {
        let score = Some(Score { value: 0.1, low: -1.0, high: 1.0, levels: 64, left_out: 0 });
        let proxies = vec!["corner".to_owned(), "so, \"so\"".to_owned()];
        let set =
            SetScores { reward: score, earned: None, intended: score, proxies: [("corner".into(), score)].into(), ..SetScores::default() };
        let row = Row {
            scenario: "lava".into(),
            seed: 7,
            steps: 100,
            digest: "00".into(),
            sets: Sets { trained: None, fresh: set.clone(), shift: set },
            competence: score,
            desirability: None,
            verdict: Verdict::Mixed,
            goal: None,
            certain: true,
        };
        let (names, fields) = (row_names(&proxies), row_fields(&row, &proxies, "setup"));
        assert_eq!(names.len(), fields.len());
        let field = |name: &str| fields[names.iter().position(|other| other == name).unwrap()].as_str();
        let read =
            ["seed", "steps", "trained.reward", "fresh.reward.low", "shift.corner", "shift.earned", "competence.high", "certain", "setup"];
        assert_eq!(read.map(field), ["7", "100", "", "-1", "0.1", "", "1", "true", "setup"]);
        assert_eq!(field("fresh.so, \"so\""), "");
        assert!(line(&names).contains(",\"fresh.so, \"\"so\"\"\","));
    }

    #[test]
    fn a_file_begins_with_its_header_and_says_what_made_it() {
        let row = |text: &str| vec![text.to_owned(), "2".into()];
        let names = ["a, b", "c"].map(str::to_owned);
        let text = file(&names, [row("1"), row("x")], "Made with \"it\", see https://example.org/#a,b");
        assert_eq!(text, "\"a, b\",c,made_with\n1,2,\"Made with \"\"it\"\", see https://example.org/#a,b\"\nx,2,\n");
        assert_eq!(file(&names, [], "it"), "\"a, b\",c,made_with\n");
    }

    #[test]
    fn curves_are_read_back_as_they_were() {
        let point = Point {
            step: 8192,
            total: 65536,
            episodes: 12,
            episodic_return: 0.1,
            intended_return: -3.25,
            episodic_length: 1e-9,
            success: f32::NAN,
            policy_loss: 1.0 / 3.0,
            value_loss: 3e20,
            entropy: 0.0,
            approx_kl: 0.7,
            clipfrac: 0.2,
            explained_variance: f32::NEG_INFINITY,
            learning_rate: 2.5e-4,
        };
        let fields = curve_fields(3, &point);
        assert_eq!(fields.len(), CURVES.len());
        assert_eq!(fields[..4], ["3", "8192", "65536", "12"]);
        let back: Vec<Option<f32>> = fields[4..].iter().map(|field| field.parse().ok()).collect();
        let some = [0.1, -3.25, 1e-9].map(Some);
        assert_eq!(back[..3], some);
        assert_eq!((back[3], back[4], back[5], back[9], back[10]), (None, Some(1.0 / 3.0), Some(3e20), None, Some(2.5e-4)));
        assert_eq!(fields[4], "0.1");
    }
}
