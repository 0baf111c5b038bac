//! A lesson as text: `@word …` lines say what happens, `# …` begins a step, everything else is read by the person. The format is
//! described in `docs/lessons.md`, for people who write lessons.
//!
//! Whoever writes gets all that is wrong at once, each with its line. What is accepted can be played: every step has a scenario
//! that can run.

use super::measure::{Condition, unknown_figure};
pub use super::step::{Answers, Ask, Check, Lesson, Step, Until};
use engine::scenario::{PRESETS, Scenario};
use engine::share::{Framing, Panel};

/// Something that is wrong: where, and what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub line: usize,
    pub message: String,
}

/// The parts of the page that a step may speak of.
pub const PARTS: [&str; 6] = ["reward", "train", "shift", "verdict", "curves", "correct"];
/// Parts that a step may hide: those without which a lesson can be calmer, and those that would tell what it asks.
pub const HIDEABLE: [&str; 6] = ["reward", "curves", "correct", "settings", "hints", "verdict"];

/// Longest lesson in bytes: whoever opens a film by mistake shall not wait.
pub const LONGEST: usize = 200_000;

/// A check whose words are not complete yet.
struct Open {
    line: usize,
    condition: Condition,
    yes: Option<String>,
    no: Option<String>,
}

/// Reads a lesson, or says all that is wrong with it.
pub fn parse(text: &str) -> Result<Lesson, Vec<Mistake>> {
    let mut reader = Reader { mistakes: Vec::new(), lesson: None, step: None, check: None, paragraph: String::new() };
    if text.len() > LONGEST {
        reader.fail(1, format!("a lesson has at most {LONGEST} bytes, found {}", text.len()));
        return Err(reader.mistakes);
    }
    let mut lesson = Lesson { title: String::new(), about: String::new(), claims: Vec::new(), sources: Vec::new(), steps: Vec::new() };
    let mut last = 0;
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        last = at + 1;
        reader.line(&mut lesson, last, line.trim());
    }
    reader.end_step(&mut lesson, last);
    for (words, name) in [(&lesson.title, "@title"), (&lesson.about, "@about")] {
        if words.is_empty() {
            reader.fail(1, format!("a lesson needs a line `{name} …`"));
        }
    }
    if lesson.steps.is_empty() && reader.mistakes.is_empty() {
        reader.fail(last.max(1), "a lesson needs a step: a line `# …`".to_owned());
    }
    if reader.mistakes.is_empty() { Ok(lesson) } else { Err(reader.mistakes) }
}

struct Reader {
    mistakes: Vec<Mistake>,
    /// The scenario of the step before.
    lesson: Option<Scenario>,
    step: Option<Draft>,
    check: Option<Open>,
    paragraph: String,
}

/// A step under way.
struct Draft {
    step: Step,
    /// None: no preset has been named yet.
    scenario: Option<Scenario>,
    reward: Vec<String>,
    question: Option<String>,
    cell: Option<f64>,
    choices: Vec<(String, Option<Condition>)>,
}

impl Reader {
    fn fail(&mut self, line: usize, message: impl Into<String>) {
        self.mistakes.push(Mistake { line, message: message.into() });
    }

    fn line(&mut self, lesson: &mut Lesson, at: usize, line: &str) {
        if let Some(heading) = line.strip_prefix("# ") {
            self.end_step(lesson, at);
            self.begin_step(at, heading.trim());
        } else if let Some(rest) = line.strip_prefix('@') {
            self.end_paragraph();
            let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let rest = rest.trim();
            if self.step.is_some() {
                self.in_step(at, word, rest);
            } else {
                self.in_head(lesson, at, word, rest);
            }
        } else if line.is_empty() {
            self.end_paragraph();
        } else if self.step.is_some() {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(line);
        } else {
            self.fail(at, "text stands in a step: before it a line `# …` is wanted");
        }
    }

    fn in_head(&mut self, lesson: &mut Lesson, at: usize, word: &str, rest: &str) {
        if rest.is_empty() {
            return self.fail(at, format!("after `@{word}` words are wanted"));
        }
        match word {
            "title" => lesson.title = rest.to_owned(),
            "about" => lesson.about = rest.to_owned(),
            "claim" => lesson.claims.push(rest.to_owned()),
            "source" => match rest.rsplit_once(char::is_whitespace) {
                Some((words, address)) if address.starts_with("https://") => {
                    lesson.sources.push((words.trim().to_owned(), address.to_owned()))
                }
                _ => self.fail(at, "a source is words and then an address that begins with https://"),
            },
            _ => self.fail(at, format!("`@{word}` is not known before the first step; there are title, about, claim and source")),
        }
    }

    fn begin_step(&mut self, line: usize, heading: &str) {
        if heading.is_empty() {
            self.fail(line, "a step needs a heading after `# `");
        }
        // Until a preset is named, any scenario will do: without one the step is a mistake.
        let scenario = self.lesson.clone();
        let step = Step {
            line,
            heading: heading.to_owned(),
            text: Vec::new(),
            scenario: scenario.clone().unwrap_or_else(|| PRESETS[0].scenario()),
            changes: Some(Vec::new()),
            shift: None,
            framing: None,
            look: None,
            lock: Vec::new(),
            hide: Vec::new(),
            ask: None,
            reveal: false,
            until: None,
            checks: Vec::new(),
        };
        self.step = Some(Draft { step, scenario, reward: Vec::new(), question: None, cell: None, choices: Vec::new() });
    }

    fn in_step(&mut self, at: usize, word: &str, rest: &str) {
        match self.told(at, word, rest) {
            Ok(()) => {}
            Err(message) => self.fail(at, message),
        }
    }

    fn told(&mut self, at: usize, word: &str, rest: &str) -> Result<(), String> {
        let Some(draft) = &mut self.step else { return Ok(()) };
        let step = &mut draft.step;
        let percent = |text: &str| {
            let number = text.trim_end_matches('%').trim().parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
            number.ok_or_else(|| format!("`{text}` is not a percentage from 0 to 100"))
        };
        let one_of = |text: &str, known: &[&'static str]| {
            let found = known.iter().find(|name| **name == text).copied();
            found.ok_or_else(|| format!("`{text}` is no part of the page; there are {}", known.join(", ")))
        };
        let needs_scenario = "before this a line `@preset …` is wanted, here or in an earlier step";
        if let ("yes" | "no", Some(name)) = (word, unknown_figure(rest)) {
            return Err(format!("nothing called `{name}` is measured, so {{{name}}} says nothing"));
        }
        match word {
            "preset" => {
                draft.scenario = Scenario::preset(rest);
                if draft.scenario.is_none() {
                    let known: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
                    return Err(format!("there is no preset `{rest}`; there are {}", known.join(", ")));
                }
                step.changes = None;
            }
            "set" => {
                let (key, value) = rest.split_once(char::is_whitespace).ok_or("wanted is `@set KEY VALUE`, such as `@set seeds 4`")?;
                if !["seed", "seeds", "judge.levels"].contains(&key)
                    && !["train.", "shift.", "agent."].iter().any(|group| key.starts_with(group))
                {
                    return Err(format!("`{key}` cannot be set; there are seed, seeds, judge.levels, train.…, shift.… and agent.…"));
                }
                let scenario = draft.scenario.as_mut().ok_or(needs_scenario)?;
                scenario.set(key, value.trim()).map_err(|error| error.to_string())?;
                if let Some(changes) = &mut step.changes {
                    changes.push((key.to_owned(), value.trim().to_owned()));
                }
            }
            // More than one are the lines of one reward.
            "reward" => {
                draft.reward.push(rest.to_owned());
                let scenario = draft.scenario.as_mut().ok_or(needs_scenario)?;
                scenario.reward = draft.reward.join("\n");
            }
            "shift" => step.shift = Some(percent(rest)?),
            "framing" => {
                let known = || format!("`{rest}` is no framing; there are {}", Framing::ALL.map(Framing::name).join(", "));
                step.framing = Some(Framing::named(rest).ok_or_else(known)?);
            }
            "look" => step.look = Some(one_of(rest, &PARTS)?),
            "hide" => {
                for name in rest.split_whitespace() {
                    step.hide.push(one_of(name, &HIDEABLE)?);
                }
            }
            "lock" => {
                for name in rest.split_whitespace() {
                    let panel = Panel::named(name);
                    let panel =
                        panel.ok_or_else(|| format!("`{name}` cannot be locked; there are {}", Panel::ALL.map(Panel::name).join(", ")))?;
                    step.lock.push(panel);
                }
            }
            "until" => {
                step.until = Some(match rest.split_once(' ') {
                    None if rest == "trained" => Until::Trained,
                    None if rest == "worst" => Until::Searched,
                    Some(("shifted", amount)) => Until::Shifted(percent(amount)?),
                    _ => match Framing::named(rest) {
                        Some(framing) if framing != Framing::Behavior => Until::Answered(framing),
                        _ => {
                            let known = "there are `trained`, `shifted PERCENT`, `cause`, `aim`, `online` and `worst`";
                            return Err(format!("`{rest}` is nothing to wait for; {known}"));
                        }
                    },
                });
            }
            "ask" if rest.is_empty() => return Err("after `@ask` a question is wanted".into()),
            "ask" => draft.question = Some(rest.to_owned()),
            "cell" => draft.cell = Some(percent(rest)?),
            "choice" => {
                let (condition, words) = match rest.split_once('|') {
                    Some((condition, words)) if condition.trim().is_empty() => (None, words.trim()),
                    Some((condition, words)) => (Some(Condition::parse(condition)?), words.trim()),
                    None => (None, rest),
                };
                if words.is_empty() {
                    return Err("a choice needs words".into());
                }
                draft.choices.push((words.to_owned(), condition));
            }
            "reveal" => step.reveal = true,
            "check" => {
                let condition = Condition::parse(rest)?;
                self.end_check();
                self.check = Some(Open { line: at, condition, yes: None, no: None });
            }
            "yes" | "no" => {
                let check = self.check.as_mut().ok_or(format!("`@{word}` says what a `@check …` before it found"))?;
                if rest.is_empty() {
                    return Err(format!("after `@{word}` words are wanted"));
                }
                *(if word == "yes" { &mut check.yes } else { &mut check.no }) = Some(rest.to_owned());
            }
            _ => {
                return Err(format!(
                    "`@{word}` is not known in a step; there are preset, set, reward, shift, framing, look, hide, lock, ask, cell, choice, reveal, until, \
                     check, yes and no"
                ));
            }
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if let Some(draft) = self.step.as_mut().filter(|_| !paragraph.is_empty()) {
            draft.step.text.push(paragraph);
        }
    }

    /// Both outcomes have words: the lesson cannot know which will be measured.
    fn end_check(&mut self) {
        match self.check.take() {
            Some(Open { condition, yes: Some(yes), no: Some(no), .. }) => {
                if let Some(draft) = &mut self.step {
                    draft.step.checks.push(Check { condition, yes, no });
                }
            }
            Some(Open { line, .. }) => self.fail(line, "a check needs a line `@yes …` and a line `@no …`: either may be what is measured"),
            None => {}
        }
    }

    fn end_step(&mut self, lesson: &mut Lesson, at: usize) {
        self.end_paragraph();
        self.end_check();
        let Some(draft) = self.step.take() else { return };
        let Draft { mut step, scenario, question, cell, choices, reward } = draft;
        let line = step.line;
        if step.text.is_empty() {
            self.fail(line, "a step needs text");
        }
        match &scenario {
            None => self.fail(line, "the first step needs a line `@preset …`"),
            Some(scenario) => {
                if let Err(errors) = scenario.check() {
                    for error in errors {
                        self.fail(line, format!("this cannot be trained: {error}"));
                    }
                }
                step.scenario = scenario.clone();
                if let Some(changes) = step.changes.as_mut().filter(|_| !reward.is_empty()) {
                    changes.push(("reward".into(), scenario.reward.clone()));
                }
            }
        }
        match (question, cell, choices.len()) {
            (None, None, 0) => {}
            (Some(question), Some(amount), 0) => step.ask = Some(Ask { question, answers: Answers::Cell(amount) }),
            (Some(question), None, 2..) => step.ask = Some(Ask { question, answers: Answers::Choices(choices) }),
            _ => self.fail(line, "a question is `@ask …` with either `@cell PERCENT` or at least two lines `@choice …`"),
        }
        if !step.checks.is_empty() && step.until.is_none() {
            self.fail(line, "a check needs a line `@until …` in its step: before that nothing is measured");
        }
        if matches!(step.until, Some(Until::Answered(_))) && step.framing.is_none() {
            self.fail(
                line,
                "to wait for the answer of a framing, a line `@framing …` is needed in its step: else there is nothing to ask it with",
            );
        }
        if step.reveal && (step.until.is_none() || !lesson.steps.iter().any(|step| step.ask.is_some())) {
            self.fail(line, "`@reveal` needs a question in an earlier step, and a line `@until …` in its own");
        }
        if at > 0 && lesson.steps.len() >= 50 {
            self.fail(line, "a lesson has at most 50 steps");
        }
        self.lesson = scenario;
        lesson.steps.push(step);
    }
}

#[cfg(test)]
mod tests;
