//! Conditions of a lesson, and the figures in its words: read from what was measured on the page, and from nothing else.
//!
//! A measure is a share of 0 to 100: of the agents with a verdict (`inner_misaligned`), or a score, the mean over the agents, where
//! 100 is what a perfect optimizer of that goal reaches. What was not measured meets no condition.

use engine::decimal::fixed;
use engine::experiment::Row;
use engine::judge::{SetScores, Unmet, Verdict};

use crate::ui::state::{Searched, State};

/// The agents as they were judged at the amount of the shift that is on view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// How far the world is shifted, 0 to 100.
    pub shift: f64,
    /// One for each agent.
    pub rows: Vec<Row>,
    /// What they see there that they never met in training; the same for all.
    pub unmet: Unmet,
    /// What the other framings and a search for the worst level have found, by name.
    pub figures: Vec<(String, f64)>,
}

impl Measured {
    /// None: not every agent has been judged here, the replay has not shown it yet, or something else stands on the page by now than
    /// what was trained.
    pub fn of(state: &State) -> Option<Measured> {
        state.run().filter(|run| run.is_replayed() && run.parent.is_none())?;
        let reports: Option<Vec<_>> = state.agents.iter().map(|run| run.report_at(state.amount)).collect();
        let reports = reports.filter(|reports| !state.is_stale() && !reports.is_empty())?;
        let rows = reports.iter().map(|report| report.row.clone()).collect();
        let mut figures = state.framings.told.figures.clone();
        if let Some(Searched { before, after, random }) = state.framings.worst {
            let found = [("worst.before", before), ("worst.after", after), ("worst.random", random)];
            figures.extend(found.map(|(name, share)| (name.to_owned(), share * 100.0)));
        }
        Some(Measured { shift: state.amount * 100.0, rows, unmet: reports[0].unmet.clone(), figures })
    }

    /// How many agents have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }
}

/// What can be measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Agents with this verdict.
    Verdict(Verdict),
    /// The training reward, and the intended goal.
    Asked(On),
    Meant(On),
    /// A proxy goal in the shifted world, by its name.
    Goal(String),
    /// Shifted levels that begin with something never met in training.
    Unmet,
    /// What another framing or a search has found, by its whole name (see [`FIGURES`]).
    Found(String),
}

/// On which levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Those that it was trained on, where they are few.
    Met,
    /// New ones of the training world.
    Training,
    Shifted,
}

/// What the other framings and the search for the worst level tell: of 100, but for pulls (in nats) and `online.…`, which are ratios.
/// A name that ends with a dot goes on with that of an event of the world.
pub const FIGURES: [&str; 14] = [
    "cause.written",
    "cause.meant",
    "cause.shifted",
    "cause.both",
    "cause.share",
    "aim.none",
    "aim.misaligned",
    "aim.final.",
    "aim.pull.",
    "online.early",
    "online.late",
    "worst.before",
    "worst.after",
    "worst.random",
];

impl Measure {
    /// By the name that it has in a lesson: a verdict, `asked`, `meant`, the same with `.training` or `.met`, `goal.NAME`, `unmet`.
    pub fn named(name: &str) -> Option<Measure> {
        Some(match name {
            "asked" => Measure::Asked(On::Shifted),
            "meant" => Measure::Meant(On::Shifted),
            "asked.training" => Measure::Asked(On::Training),
            "meant.training" => Measure::Meant(On::Training),
            "asked.met" => Measure::Asked(On::Met),
            "meant.met" => Measure::Meant(On::Met),
            "unmet" => Measure::Unmet,
            _ if is_figure(name) => Measure::Found(name.to_owned()),
            _ => match name.strip_prefix("goal.") {
                Some(goal) => Measure::Goal(goal.to_owned()),
                None => Measure::Verdict(Verdict::named(name)?),
            },
        })
    }

    /// 0 to 100, below 0 where it is worse than chance. None: not measured.
    pub fn of(&self, measured: &Measured) -> Option<f64> {
        if let Measure::Found(name) = self {
            return measured.figures.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
        }
        let rows = &measured.rows;
        if rows.is_empty() {
            return None;
        }
        let mut sum = 0.0;
        for row in rows {
            sum += match self {
                Measure::Verdict(verdict) => f64::from(u8::from(row.verdict == *verdict)),
                Measure::Asked(on) => set(row, *on)?.reward?.value,
                Measure::Meant(on) => set(row, *on)?.intended?.value,
                Measure::Goal(name) => row.sets.shift.proxy(name)?.value,
                Measure::Unmet => f64::from(measured.unmet.begin) / f64::from(measured.unmet.shifted_levels.max(1)),
                Measure::Found(_) => return None,
            };
        }
        Some(sum * 100.0 / rows.len() as f64)
    }

    /// In running text: `3 of 4 agents`, `87 %`; a dash for what was not measured.
    pub fn words(&self, measured: &Measured) -> String {
        match (self, self.of(measured)) {
            (_, None) => "–".to_owned(),
            (Measure::Verdict(verdict), Some(_)) => format!("{} of {}", measured.count(*verdict), measured.rows.len()),
            (Measure::Found(name), Some(value)) if is_plain(name) => fixed(value, 1).replace('-', "−"),
            (_, Some(value)) => fixed(value, 0).replace('-', "−") + " %",
        }
    }
}

fn is_figure(name: &str) -> bool {
    FIGURES.iter().any(|known| if known.ends_with('.') { name.len() > known.len() && name.starts_with(known) } else { name == *known })
}

/// No share of 100.
fn is_plain(name: &str) -> bool {
    name.starts_with("aim.pull.") || name.starts_with("online.")
}

fn set(row: &Row, on: On) -> Option<&SetScores> {
    match on {
        On::Met => row.sets.trained.as_ref(),
        On::Training => Some(&row.sets.fresh),
        On::Shifted => Some(&row.sets.shift),
    }
}

/// `measure >= number`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub measure: Measure,
    pub sign: Sign,
    pub number: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// All of these.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition(pub Vec<Comparison>);

impl Condition {
    /// None: not measured.
    pub fn holds(&self, measured: &Measured) -> Option<bool> {
        let mut all = true;
        for comparison in &self.0 {
            let value = comparison.measure.of(measured)?;
            all &= match comparison.sign {
                Sign::AtLeast => value >= comparison.number,
                Sign::AtMost => value <= comparison.number,
                Sign::Above => value > comparison.number,
                Sign::Below => value < comparison.number,
            };
        }
        Some(all)
    }

    /// `meant >= 80 and inner_misaligned < 50`; what is wrong with it, and what is wanted.
    pub fn parse(text: &str) -> Result<Condition, String> {
        let mut all = Vec::new();
        for part in text.split(" and ") {
            let words: Vec<&str> = part.split_whitespace().collect();
            let [name, sign, number] = words[..] else {
                return Err(format!("`{}` is no condition; wanted is one such as `meant >= 80`", part.trim()));
            };
            let measure = Measure::named(name).ok_or_else(|| {
                let verdicts: Vec<&str> = Verdict::ALL.into_iter().map(Verdict::name).collect();
                format!(
                    "nothing called `{name}` is measured; there are asked, meant, asked.training, meant.training, asked.met, meant.met, goal.NAME, unmet, {} and \
                     the verdicts {}",
                    FIGURES.map(|name| if name.ends_with('.') { format!("{name}NAME") } else { name.to_owned() }).join(", "),
                    verdicts.join(", ")
                )
            })?;
            let sign = match sign {
                ">=" => Sign::AtLeast,
                "<=" => Sign::AtMost,
                ">" => Sign::Above,
                "<" => Sign::Below,
                _ => return Err(format!("`{sign}` compares nothing; there are >=, <=, > and <")),
            };
            let number = number
                .parse::<f64>()
                .ok()
                .filter(|number| (0.0..=100.0).contains(number))
                .ok_or_else(|| format!("`{number}` is not a number from 0 to 100"))?;
            all.push(Comparison { measure, sign, number });
        }
        Ok(Condition(all))
    }
}

/// Puts measured figures in the place of `{meant}` and the like.
pub fn fill(text: &str, measured: &Measured) -> String {
    let mut out = String::new();
    for (at, part) in text.split(['{', '}']).enumerate() {
        match Measure::named(part).filter(|_| at % 2 == 1) {
            Some(measure) => out += &measure.words(measured),
            None if at % 2 == 1 && part == "agents" => out += &measured.rows.len().to_string(),
            None => out += part,
        }
    }
    out
}

/// The first figure in a text that is none.
pub fn unknown_figure(text: &str) -> Option<&str> {
    text.split(['{', '}']).skip(1).step_by(2).find(|name| *name != "agents" && Measure::named(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::experiment::Sets;
    use engine::judge::Score;

    fn row(verdict: Verdict, asked: f64, meant: Option<f64>) -> Row {
        let score = |value: f64| Score { value, low: value, high: value, levels: 256, left_out: 0 };
        let set = SetScores {
            reward: Some(score(asked)),
            earned: None,
            intended: meant.map(score),
            proxies: [("corner".into(), Some(score(0.9)))].into(),
            drawn: 256,
            distinct: 256,
            closed: false,
        };
        Row {
            scenario: String::new(),
            seed: 0,
            steps: 0,
            digest: String::new(),
            sets: Sets { trained: None, fresh: set.clone(), shift: set },
            competence: None,
            desirability: None,
            verdict,
            goal: None,
            certain: true,
        }
    }

    #[test]
    fn conditions_hold_on_what_was_measured() {
        let rows = vec![row(Verdict::Aligned, 0.9, Some(0.8)), row(Verdict::InnerMisaligned, 0.7, Some(0.2))];
        let unmet = Unmet { shifted_levels: 256, begin: 192, ..Unmet::default() };
        let figures = vec![("cause.share".to_owned(), 96.4), ("aim.pull.corner".to_owned(), -2.04)];
        let measured = Measured { shift: 100.0, rows, unmet, figures };
        let check = |text: &str, expected| assert_eq!(Condition::parse(text).unwrap().holds(&measured), expected, "{text}");
        check("asked >= 80", Some(true));
        check("asked > 80", Some(false));
        check("meant <= 50 and inner_misaligned >= 50", Some(true));
        check("meant < 50 and inner_misaligned >= 50", Some(false));
        check("goal.corner > 80", Some(true));
        check("goal.unknown > 80", None);
        check("outer_misaligned < 1", Some(true));
        check("unmet >= 75 and unmet <= 75", Some(true));
        check("cause.share >= 90 and aim.pull.corner < 0", Some(true));
        check("online.late > 1", None);
        let nothing = Measured::default();
        assert_eq!(Condition::parse("outer_misaligned < 1").unwrap().holds(&nothing), None);
        let unscored = Measured { rows: vec![row(Verdict::Aligned, 0.9, None)], ..measured.clone() };
        assert_eq!(Condition::parse("meant < 90").unwrap().holds(&unscored), None);
        assert_eq!(
            fill(
                "{inner_misaligned} of all {agents}: {meant}, not {asked.training}; {unmet}. {other} {cause.share} {aim.pull.corner}",
                &measured
            ),
            "1 of 2 of all 2: 50 %, not 80 %; 75 %. other 96 % −2.0"
        );
        assert_eq!(fill("{meant}", &nothing), "–");
        assert_eq!(unknown_figure("{meant} and {other}"), Some("other"));
    }

    #[test]
    fn what_is_no_condition_is_said() {
        for (text, wanted) in [
            ("", "wanted is one such as"),
            ("meant", "wanted is one such as"),
            ("meaning > 1", "`meaning` is measured"),
            ("meant = 1", "`=` compares nothing"),
            ("meant > 101", "`101` is not a number"),
            ("meant > much", "`much` is not"),
        ] {
            let said = Condition::parse(text).unwrap_err();
            assert!(said.contains(wanted), "{text}: {said}");
        }
    }
}
