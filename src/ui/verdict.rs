//! The verdict card: a word, what it means with the numbers filled in, and the scores that it is read from.
//!
//! What it is not: it decides nothing (the judge does) and asks the worker for nothing (the root does). The texts are in
//! [`super::words`]. One decision that a reader would question: bars are SVG with every place in percent, because a `style=`
//! attribute is forbidden here and a scaled `viewBox` would stretch the caps of the intervals.

use std::fmt::Write as _;
use std::rc::Rc;

use super::markup::{escape, when};
use super::words::{self, Tone, number, percent};
use engine::decimal::{fixed, plain};
use engine::judge::{Score, SetScores, Verdict};
use engine::protocol::{Population, Report};

pub struct VerdictProps {
    /// The newest verdict on one agent at the amount of the shift that is shown.
    pub report: Option<Rc<Report>>,
    /// The verdict on all of them, if that is to be shown instead.
    pub population: Option<Rc<Population>>,
    /// Which agent the report is about; empty when there is only one.
    pub subject: String,
    /// Done and in all, while the judge works, and of what.
    pub judging: Option<(u32, u32)>,
    pub judging_what: String,
    /// Why there is no verdict yet; empty when there is one.
    pub waiting: &'static str,
    /// The amount of the shift that it is judged at, 0 to 1.
    pub amount: f64,
    pub fresh_label: &'static str,
    pub shift_label: &'static str,
    /// The report belongs to an earlier text or earlier settings.
    pub stale: bool,
    /// No training level told the goals apart.
    pub trained_disagree_zero: bool,
}

pub fn card(props: &VerdictProps) -> String {
    // What tests and embedding pages read; gone while the judge works, so that nobody takes the old verdict for the new one.
    let done = props.judging.is_none();
    let data = match (&props.population, &props.report) {
        (Some(all), _) if done => Some((
            all.headline.map_or("split", Verdict::name),
            all.goal.clone(),
            (all.certain == all.agents).to_string(),
            all.digest.clone(),
            all.agents,
        )),
        (None, Some(report)) if done => {
            let row = &report.row;
            Some((row.verdict.name(), row.goal.clone(), row.certain.to_string(), row.digest.clone(), 1))
        }
        _ => None,
    };
    let mut out = "<div id='verdict' class='verdict'".to_owned();
    if let Some((verdict, goal, certain, digest, agents)) = data {
        let _ = write!(
            out,
            " data-amount='{}' data-verdict='{verdict}' data-certain='{certain}' data-digest='{digest}' data-agents='{agents}'",
            plain(props.amount)
        );
        if let Some(goal) = goal {
            let _ = write!(out, " data-goal='{}'", escape(&goal));
        }
    }
    // What comes and goes has a place of its own each time, so that the rest keeps its own, and what is unfolded in it stays so.
    out += "><h2><span class='num'>4</span>Verdict</h2><div class='as-is'>";
    if let Some((done, total)) = props.judging {
        let _ = write!(
            out,
            "<div class='verdict-judging'><progress class='bar' value='{done}' max='{}' aria-label='Judging'></progress><span>{done} of {total} {}\
             </span></div>",
            total.max(1),
            props.judging_what
        );
    } else if !props.waiting.is_empty() {
        let _ = write!(out, "<p class='verdict-waiting'>{}</p>", props.waiting);
    }
    out += "</div>";
    let body = match (&props.population, &props.report) {
        (Some(population), _) => body_of_all(props, population),
        (None, Some(report)) => body(props, report),
        (None, None) => String::new(),
    };
    let one = props.report.as_ref().filter(|_| props.population.is_none());
    let kind = match (&props.population, one) {
        (Some(population), _) => population.headline,
        (None, Some(report)) => Some(report.row.verdict),
        (None, None) => None,
    };
    if !body.is_empty() {
        let old = when(props.stale || props.judging.is_some(), " is-old");
        let _ = write!(out, "<div class='verdict-body{old}'><div class='as-is'>{body}</div><div class='verdict-folds'>");
        if let Some(report) = one {
            fold(&mut out, "Evidence", &evidence(report));
        }
        fold(&mut out, "Notes", &notes(kind, props.trained_disagree_zero));
        out += "</div></div>";
    } else {
        out += "<dl class='verdict-kinds'>";
        for (kind, about) in KINDS {
            let _ = write!(out, "<dt>{}{}</dt><dd>{about}</dd>", icon(kind), words::title(kind).0);
        }
        out += "</dl>";
    }
    out + "</div>"
}

/// What there may be to read, before there is anything.
const KINDS: [(Verdict, &str); 6] = [
    (Verdict::Aligned, "It does what you meant, there too."),
    (Verdict::OuterMisaligned, "It does what you asked, not what you meant."),
    (Verdict::InnerMisaligned, "It learned to want something else."),
    (Verdict::Tampering, "It is paid without earning it."),
    (Verdict::Incompetent, "It does nothing well there."),
    (Verdict::CannotTell, "There, all goals look alike."),
];

const STALE: &str = "<p class='verdict-stale'>Of an earlier text or earlier settings. Train again for a new one.</p>";

fn body(props: &VerdictProps, report: &Report) -> String {
    let verdict = report.row.verdict;
    let said = words::words(report);
    let mut out = if props.stale { STALE.to_owned() } else { String::new() };
    out += &headline(Some(verdict), &said, if report.row.certain { "certain" } else { "could still tip" });
    let small = |out: &mut String, text: &str| {
        let _ = write!(out, "<p class='verdict-small'>{}</p>", escape(text));
    };
    if !props.subject.is_empty() {
        small(&mut out, &props.subject);
    }
    let _ = write!(out, "<p class='verdict-says'>{}</p>", escape(&said.says));
    if let Some(why) = words::could_tip(report) {
        small(&mut out, &why);
    }
    if let Some(amount) = report.telling_amount.filter(|_| verdict == Verdict::CannotTell) {
        let _ = write!(
            out,
            "<button type='button' class='verdict-move' data-move='{}'>Move the shift to {}</button>",
            plain(amount),
            percent(amount)
        );
    }
    out + &scores(props, &report.row.sets.fresh, &report.row.sets.shift) + &facts(report)
}

fn body_of_all(props: &VerdictProps, population: &Population) -> String {
    let said = words::words_of_all(population);
    let count = population.counts.first().map_or(0, |(_, count)| *count);
    format!(
        "{}{}<p class='verdict-says'>{}</p><p class='verdict-small'>{}. {} of {} certain, each by itself.</p>{}",
        if props.stale { STALE } else { "" },
        headline(population.headline, &said, &format!("{count} of {}", population.agents)),
        escape(&said.says),
        words::counts(population),
        population.certain,
        population.agents,
        scores(props, &population.fresh, &population.shift)
    )
}

/// The word with its picture, and what stands beside it. No verdict: split.
fn headline(verdict: Option<Verdict>, said: &words::Words, beside: &str) -> String {
    let tone = match said.tone {
        Tone::Good => "tone-good",
        Tone::Bad => "tone-bad",
        Tone::Warn => "tone-warn",
        Tone::Plain => "tone-plain",
    };
    format!(
        "<div class='verdict-headline {tone}'>{}<p class='verdict-word'>{}</p><span class='verdict-sure'>{beside}</span></div>",
        icon(verdict.unwrap_or(Verdict::Mixed)),
        said.word
    )
}

fn fold(out: &mut String, title: &str, markup: &str) {
    let _ = write!(out, "<details class='fold verdict-fold'><summary>{title}</summary>{markup}</details>");
}

fn notes(verdict: Option<Verdict>, trained_disagree_zero: bool) -> String {
    words::notes(verdict, trained_disagree_zero).into_iter().map(|(title, text)| format!("<p><b>{title}</b> {text}</p>")).collect()
}

/// Rows are goals, columns are sets of levels.
fn scores(props: &VerdictProps, fresh: &SetScores, shift: &SetScores) -> String {
    let mut rows = vec![
        ("Your reward".to_owned(), "fill-reward", fresh.reward, shift.reward),
        ("What you meant".to_owned(), "fill-intended", fresh.intended, shift.intended),
    ];
    if (fresh.earned, shift.earned) != (fresh.reward, shift.reward) {
        rows.insert(1, ("Your reward, as earned".to_owned(), "fill-reward", fresh.earned, shift.earned));
    }
    for (name, score) in &shift.proxies {
        rows.push((sentence_case(words::proxy_name(name)), "fill-proxy", fresh.proxy(name), *score));
    }
    // One scale for all bars. Scores below 0 (worse than random) are rare: room for them is made only where there are any.
    let least = rows.iter().flat_map(|row| [row.2, row.3]).flatten().map(|score| score.low).fold(0.0, f64::min);
    let scale = Scale { low: (least * 10.0).floor().max(-10.0) / 10.0, high: 1.0 };
    let mut out = format!(
        "<table class='verdict-scores'><caption>0: the better of random and the best constant action. 1: the best possible. \
         Lines: 95 % intervals.</caption><thead><tr><th scope='col'><span class='sr-only'>Goal</span></th><th scope='col'>{}</th>\
         <th scope='col'>{}</th></tr></thead><tbody>",
        props.fresh_label, props.shift_label
    );
    for (name, fill, fresh, shift) in rows {
        let _ = write!(out, "<tr><th scope='row'>{}</th>", escape(&name));
        for score in [fresh, shift] {
            let _ = write!(out, "<td><div class='score'>{}", score_text(score));
            bar(&mut out, score, fill, scale);
            out += "</div></td>";
        }
        out += "</tr>";
    }
    out + "</tbody></table>"
}

/// The value and its interval; a dash with its reason where there is none.
pub fn score_text(score: Option<Score>) -> String {
    match score {
        Some(score) => format!("<b>{}</b><span> [{}, {}]</span>", number(score.value), number(score.low), number(score.high)),
        None => "<span aria-hidden='true'>–</span><span class='sr-only'>cannot be scored here</span>".to_owned(),
    }
}

/// The values at both ends of all bars.
#[derive(Clone, Copy)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
}

impl Scale {
    /// Where a value lies, percent of the width; beyond the ends, at the end.
    fn at(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) * 100.0
    }
}

/// As a drawing as wide as its place. The number beside it says the same.
pub fn bar(out: &mut String, score: Option<Score>, fill: &str, scale: Scale) {
    *out += "<svg class='verdict-bar' height='10' aria-hidden='true'><rect class='track' x='0' y='1' width='100%' height='8' rx='2'/>";
    let line = |out: &mut String, class: &str, [x1, x2]: [f64; 2], [y1, y2]: [u8; 2]| {
        let _ =
            write!(out, "<line class='{class}' x1='{}%' x2='{}%' y1='{y1}' y2='{y2}'/>", fixed(scale.at(x1), 1), fixed(scale.at(x2), 1));
    };
    if let Some(Score { value, low, high, .. }) = score {
        let (from, to) = (scale.at(value.min(0.0)), scale.at(value.max(0.0)));
        let _ = write!(out, "<rect class='{fill}' x='{}%' y='1' width='{}%' height='8' rx='1'/>", fixed(from, 1), fixed(to - from, 1));
        line(out, "halo", [low, high], [5, 5]);
        line(out, "interval", [low, high], [5, 5]);
        line(out, "interval", [low, low], [2, 8]);
        line(out, "interval", [high, high], [2, 8]);
    }
    line(out, "mark", [0.0, 0.0], [0, 10]);
    if score.is_some_and(|score| score.value < scale.low) {
        // Further down than the scale goes.
        *out += "<path class='interval' d='M5 1 L0 5 L5 9' fill='none'/>";
    }
    *out += "</svg>";
}

fn facts(report: &Report) -> String {
    let row = &report.row;
    let competence = match &report.best_goal {
        Some(goal) => format!("Competence (“{}”)", escape(&words::goal_name(goal))),
        None => "Competence".to_owned(),
    };
    let (least, most) = report.optimizer;
    let mut facts = vec![
        (competence.as_str(), score_text(row.competence)),
        ("Desirability", score_text(row.desirability)),
        ("Telling levels", format!("<b>{}</b> of {}", report.disagreeing, report.levels)),
        ("Perfect optimizer returns", format!("<b>{}</b> to <b>{}</b>", number(least), number(most))),
    ];
    if let Some(trained) = &row.sets.trained {
        facts.push(("Your reward, levels trained on", score_text(trained.reward)));
    }
    // A group for each pair, so that two stand side by side.
    let facts: String = facts.into_iter().map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>")).collect();
    format!("<dl class='verdict-facts'>{facts}</dl>")
}

fn evidence(report: &Report) -> String {
    let mut out = "<table class='verdict-evidence'><caption class='sr-only'>Every comparison that was looked at, in the order of the rules\
                   </caption><thead><tr><th scope='col'>Rule</th><th scope='col'>Compared</th><th scope='col'>Found</th></tr></thead><tbody>"
        .to_owned();
    for comparison in &report.evidence {
        let (what, found) = (escape(&comparison.what), words::outcome(comparison));
        let _ = write!(out, "<tr><td>{}</td><td>{what}</td><td>{found}</td></tr>", comparison.rule);
    }
    out + "</tbody></table>"
}

/// Names of goals are ASCII; std's tables for the capitals of all scripts are 5 KB to load.
pub fn sentence_case(mut name: String) -> String {
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// A shape of its own for every verdict, so that color is never alone. The circle is the world, the dot what the agent goes for.
pub fn icon(verdict: Verdict) -> String {
    const CIRCLE: &str = "<circle cx='12' cy='12' r='9'/>";
    let (ground, shape) = match verdict {
        // A circle without anything in it.
        Verdict::NothingAsked => (CIRCLE, "<path d='M8.5 12h7'/>"),
        // An hourglass.
        Verdict::NotTrained => ("", "<path d='M6 3h12M6 21h12M7.5 3c0 5 4.5 6 4.5 9s-4.5 4-4.5 9M16.5 3c0 5-4.5 6-4.5 9s4.5 4 4.5 9'/>"),
        // A stack of cards.
        Verdict::Memorized => (
            "",
            "<rect x='3.5' y='8.5' width='12' height='12' rx='2'/><path d='M8 5.5V5a1.5 1.5 0 0 1 1.5-1.5h9.5A1.5 1.5 0 0 1 20.5 5v9.5a1.5 1.5 0 0 1-1.5 1.500h-.5'/>",
        ),
        // An eye, half closed.
        Verdict::ShortSighted => (
            "",
            "<path d='M2.5 12c4-6.5 15-6.5 19 0-4 6.5-15 6.5-19 0z'/><circle class='solid' cx='12' cy='12' r='3'/><path d='M4 4l16 16'/>",
        ),
        Verdict::CannotTell => {
            (CIRCLE, "<path d='M9.3 9.500a2.7 2.7 0 1 1 3.9 2.400c-.8.5-1.2 1-1.2 2'/><circle class='solid' cx='12' cy='16.8' r='1.2'/>")
        }
        Verdict::Aligned => (CIRCLE, "<path d='M7.8 12.300l3 3 5.5-6'/>"),
        // A gauge, its needle pushed.
        Verdict::Tampering => ("", "<path d='M3.5 17a8.5 8.5 0 1 1 17 0zM12 17l5-6'/><path d='M7 20.500h10'/>"),
        // What it goes for lies outside of what was meant.
        Verdict::OuterMisaligned => {
            ("", "<circle cx='9.5' cy='14.5' r='6.5'/><path d='M9.5 14.500L16.5 7.5'/><circle class='solid' cx='18.5' cy='5.5' r='3'/>")
        }
        // Inside there is another goal.
        Verdict::InnerMisaligned => (CIRCLE, "<circle class='solid' cx='14.8' cy='9.2' r='3'/><path d='M7 14.500l3 3M10 14.500l-3 3'/>"),
        // A knot of a path that leads nowhere.
        Verdict::Incompetent => ("", "<path d='M3 18c4 0 5-12 10-12s6 9 1.5 9S9 9 14 8.500c4-.4 6 3.5 7 7.5'/>"),
        // Half and half.
        Verdict::Mixed => (CIRCLE, "<path class='solid' d='M12 3a9 9 0 0 1 0 18z'/>"),
    };
    format!("<svg class='verdict-icon' viewBox='0 0 24 24' aria-hidden='true'>{ground}{shape}</svg>")
}
