//! What the last step of an agent was worth: a program with its values written into the text, and what it has paid so far.
//!
//! No browser here. The values are those of the naive evaluator, by their places in the text. Questionable decision: the value
//! of a whole stands behind it, not at its operator, because a raised figure behind a `+` reads like a power; a line below each
//! part says how far it reaches.

use std::fmt::Write as _;

use super::highlight::class_of_token;
use crate::ui::draft::{Draft, Reading};
use crate::ui::markup::escape;
use crate::ui::player::Episode;
use engine::lang::{self, Program, Span, shown};

/// What the last step of an episode was worth to a program.
#[derive(Clone, Debug, PartialEq)]
pub enum Worth {
    /// The program does not compile.
    Unknown,
    /// Nothing has happened yet.
    Nothing,
    /// The program with its values as markup, what it pays for the step, and for the episode so far.
    Paid { markup: String, last: f64, sum: f64 },
}

impl Worth {
    /// `reading`: of a program of this draft. `sensed`: it reads what the agent senses, as the reward does.
    pub fn of(draft: &Draft, reading: &Reading, episode: &Episode, sensed: bool) -> Worth {
        let Some(program) = lang::compile(&reading.text, &draft.scenario.schema()).0 else { return Worth::Unknown };
        // Another world has other features.
        if episode.steps() == 0 || episode.level.world != draft.scenario.world {
            return Worth::Nothing;
        }
        let features = episode.features(episode.steps(), sensed);
        let markup = annotated(&reading.text, &program.trace(&features.now, &features.was));
        let (last, sum) = paid(&program, episode, sensed);
        Worth::Paid { markup, last, sum }
    }
}

/// The program as markup. `trace`: what [`Program::trace`] gives, None for the text without values.
fn annotated(source: &str, trace: &[(Span, Option<f64>)]) -> String {
    let tokens = lang::tokens(source);
    let text = |span: Span| &source[span.start..span.end];
    // What is written before and behind a place of the text, in order: (place, markup). Inner parts come first in the trace, so
    // their ends come first, and their beginnings last.
    let (mut opens, mut closes) = (Vec::new(), Vec::new());
    // The parts that may lie inside of the next one: where each begins, and how many lines lie below it.
    let mut inner: Vec<(usize, usize)> = Vec::new();
    for &(mut span, value) in trace {
        let Some(value) = value else {
            // With the names of a block that starts with some.
            let first = tokens.partition_point(|(token, _)| token.start < span.start);
            if first >= 3 && text(tokens[first - 1].0) == "=" {
                span.start = tokens[first - 3].0.start;
            }
            opens.push((span.start, "<span class='untaken'><span class='sr-only'> not asked: </span>".to_owned()));
            closes.push((span.end, "</span>".to_owned()));
            continue;
        };
        let written = text(span);
        let token = tokens.get(tokens.partition_point(|(token, _)| token.start < span.start));
        let past = written.starts_with("was(") && written.find(')') == Some(written.len() - 1);
        let leaf = past || token.is_some_and(|(token, _)| *token == span);
        if leaf && (written.starts_with(|c: char| c.is_ascii_digit()) || matches!(written, "true" | "false")) {
            continue;
        }
        let mut lines = usize::from(!leaf);
        while let Some(&(_, below)) = inner.last().filter(|(start, _)| *start >= span.start) {
            lines = lines.max(below + 1);
            inner.pop();
        }
        inner.push((span.start, lines));
        let mut close = String::new();
        if !leaf && !written.contains('\n') {
            opens.push((span.start, format!("<span class='part part-{}'>", lines.min(4))));
            close += "</span>";
        }
        let _ =
            write!(close, "<b class='{}'><span class='sr-only'> is </span>{}</b>", if leaf { "value leaf" } else { "value" }, shown(value));
        closes.push((span.end, close));
    }
    // Of two that begin at one place the outer one was found later.
    opens.reverse();
    opens.sort_by_key(|(at, _)| *at);
    closes.sort_by_key(|(at, _)| *at);

    let mut out = String::new();
    let (mut open, mut close, mut token) = (0, 0, 0);
    let mut at = 0;
    loop {
        while close < closes.len() && closes[close].0 <= at {
            out += &closes[close].1;
            close += 1;
        }
        while open < opens.len() && opens[open].0 <= at {
            out += &opens[open].1;
            open += 1;
        }
        if at >= source.len() {
            return out;
        }
        // To the next place where anything changes.
        while token < tokens.len() && tokens[token].0.end <= at {
            token += 1;
        }
        let colored = tokens.get(token).filter(|(span, _)| span.start <= at);
        let mut next = tokens.get(token).map_or(source.len(), |(span, _)| if span.start > at { span.start } else { span.end });
        for place in [opens.get(open).map(|it| it.0), closes.get(close).map(|it| it.0)].into_iter().flatten() {
            next = next.min(place);
        }
        let piece = escape(&source[at..next]);
        match colored {
            Some((_, kind)) => drop(write!(out, "<span class='{}'>{piece}</span>", class_of_token(*kind))),
            None => out += &piece,
        }
        at = next;
    }
}

/// What a program pays for the last step, and for the whole episode so far.
pub fn paid(program: &Program, episode: &Episode, sensed: bool) -> (f64, f64) {
    let (mut last, mut sum) = (0.0, 0.0);
    for step in 1..=episode.steps() {
        let features = episode.features(step, sensed);
        last = program.evaluate_row(&features.now, &features.was);
        sum += last;
    }
    (last, sum)
}

/// The value of a feature before and after a step, for the list of features.
pub fn feature(now: f64, was: Option<f64>) -> String {
    match was {
        Some(was) if was != now => format!("{} → {}", shown(was), shown(now)),
        _ => shown(now),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use engine::env::{World, picture};
    use engine::scenario::Scenario;

    /// Two steps to the right, the second onto the cheese.
    fn episode() -> Episode {
        let world = World::CheeseCorner;
        let level = picture::parse(world, "######\n#@.c.#\n#....#\n######", 9).unwrap();
        let mut states = vec![world.start(&level)];
        for _ in 0..2 {
            states.push(world.step(&level, states[states.len() - 1], 3).state);
        }
        Episode { level: Rc::new(level), states }
    }

    fn program(source: &str) -> Program {
        lang::compile(source, &Scenario::preset("cheese-corner").unwrap().schema()).0.expect("a program")
    }

    /// The markup as text: parts as `[`, `]`, what was not asked as `(`, `)`, values behind `=`.
    fn plain(markup: &str) -> String {
        let mut out = String::new();
        let mut ends = Vec::new();
        for (i, piece) in markup.split('<').enumerate() {
            let (tag, text) = if i == 0 { ("", piece) } else { piece.split_once('>').unwrap() };
            match tag {
                "" => {}
                "/span" | "/b" => out += ends.pop().unwrap(),
                _ => {
                    let (open, end) = match tag {
                        "span class='untaken'" => ("(", ")"),
                        _ if tag.contains("part-") => ("[", "]"),
                        _ if tag.starts_with('b') => ("=", ";"),
                        _ => ("", ""),
                    };
                    out += open;
                    ends.push(end);
                }
            }
            if !matches!(text, " is " | " not asked: ") {
                out += text;
            }
        }
        assert!(ends.is_empty(), "{markup}");
        out
    }

    #[test]
    fn values_stand_behind_what_they_are_of() {
        let check = |source: &str, expected: &str| {
            let features = episode().features(2, false);
            let trace = program(source).trace(&features.now, &features.was);
            assert_eq!(plain(&annotated(source, &trace)), expected);
        };
        check("reached_cheese", "reached_cheese=1;");
        check("if bumped { 1 } else { x }", "[if bumped=0; { (1) } else { x=3; }]=3;");
        check(
            "reached_cheese + 0.5 * (was(distance_to_cheese) - distance_to_cheese)",
            "[reached_cheese=1; + [0.5 * [(was(distance_to_cheese)=1; - distance_to_cheese=0;)]=1;]=0.5;]=1.5;",
        );
        check("x + y + 1", "[[x=3; + y=1;]=4; + 1]=5;");
        check(
            "if x > 2 || bumped { -y } else { let a = 2; a }",
            "[if [[x=3; &gt; 2]=1; || (bumped)]=1; { [-y=1;]=-1; } else { (let a = 2; a) }]=-1;",
        );
        check("let a = 2; // <b>\nif bumped {\n a } else { 1 }", "let a = 2; // &lt;b&gt;\nif bumped=0; {\n (a) } else { 1 }=1;");
    }

    #[test]
    fn lines_below_a_part_count_the_parts_in_it() {
        let features = episode().features(1, false);
        let source = "(x - 1) * (y + 2) + 1";
        let markup = annotated(source, &program(source).trace(&features.now, &features.was));
        let parts: Vec<&str> = markup.match_indices("part part-").map(|(at, _)| &markup[at + 10..at + 11]).collect();
        assert_eq!(parts, ["3", "2", "1", "1"]);
    }

    #[test]
    fn what_a_step_was_worth() {
        let mut draft = Draft::new(Scenario::preset("cheese-corner").unwrap());
        let two = episode();
        let start = Episode { states: two.states[..1].to_vec(), ..two.clone() };
        let worth = |draft: &Draft, episode: &Episode| Worth::of(draft, &draft.reading, episode, true);
        draft.type_reward("2 * x".into());
        assert_eq!(worth(&draft, &start), Worth::Nothing);
        let Worth::Paid { markup, last, sum } = worth(&draft, &two) else { panic!("it compiles, and two steps were made") };
        assert_eq!((plain(&markup).as_str(), last, sum), ("[2 * x=3;]=6;", 6.0, 10.0));
        draft.type_reward("2 *".into());
        assert_eq!(worth(&draft, &two), Worth::Unknown);
        // The boards may still show the world before.
        let other = Draft::new(Scenario::preset("lava").unwrap());
        assert_eq!(worth(&other, &two), Worth::Nothing);
    }

    #[test]
    fn sums_of_an_episode() {
        let episode = episode();
        for (source, expected) in [("reached_cheese", (1.0, 1.0)), ("x", (3.0, 5.0)), ("-0.5 * steps", (-1.0, -1.5))] {
            assert_eq!(paid(&program(source), &episode, true), expected, "{source}");
        }
        assert_eq!(feature(1.0, Some(2.0)), "2 → 1");
        assert_eq!((feature(1.0, Some(1.0)), feature(0.0, None)), ("1".into(), "0".into()));
    }
}
