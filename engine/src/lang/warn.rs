//! Warnings: the program is one, and it may not mean what was meant.
//!
//! Values are bounded by interval arithmetic over the ranges of the features, and a guard such as `if d > 0` narrows what
//! stands inside it. Not here: anything measured; what sampled levels showed comes in as [`Evidence`]. Questionable
//! decision: bounds that come from dividing by something near zero are not trusted (`unsure`) and never warned about,
//! because a warning that cries wolf is worse than none.

use super::ast::BinaryOp;
use super::check::{Body, Checked, Link, Node, NodeKind, binary_key};
use super::diagnostic::{Diagnostic, Diagnostics, Span, quote};
use super::eval::{self, Row, payable, shown};
use super::function::Function;
use super::parser::grouped;
use super::{FeatureKind, Program, Schema};
use crate::decimal::fixed;
use crate::math;

/// What sampled training levels showed, measured elsewhere and handed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// How many levels were sampled.
    pub levels: usize,
    /// Features that never changed.
    pub constant: Vec<usize>,
    /// Pairs of features that never disagreed.
    pub twins: Vec<Twins>,
}

/// Two features that never disagreed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twins {
    pub a: usize,
    pub b: usize,
    /// Share of the levels in which the two change at all; of an event: in which it can happen.
    pub share: f64,
}

/// About the features that this program reads; at most one warning a pair and a feature.
pub fn warn_from_evidence(program: &Program, schema: &Schema, evidence: &Evidence) -> Vec<Diagnostic> {
    let mut diagnostics = Diagnostics::default();
    let first_read = |features: &[usize]| {
        program.reads.iter().filter(|read| features.contains(&read.feature)).map(|read| read.span).min_by_key(|span| span.start)
    };
    let name = |feature: usize| schema.features.get(feature).map_or("?", |feature| feature.name);
    let levels = if evidence.levels == 1 { "1 level".to_owned() } else { format!("{} levels", evidence.levels) };
    for twins in &evidence.twins {
        if let Some(span) = first_read(&[twins.a, twins.b]) {
            let (a, b) = (name(twins.a), name(twins.b));
            diagnostics.warning(
                span,
                format!("nothing in training tells `{a}` and `{b}` apart ({} % of {levels})", fixed(100.0 * twins.share, 0)),
                "an agent may learn to seek either; let them disagree in some training levels",
            );
        }
    }
    for &feature in &evidence.constant {
        if let Some(span) = first_read(&[feature]) {
            diagnostics.warning(
                span,
                format!("`{}` never changed in training ({levels})", name(feature)),
                "an agent cannot learn anything from it there",
            );
        }
    }
    super::in_order(diagnostics.into_vec())
}

/// What can be said from the text and the ranges of the features alone.
pub(super) fn warn(source: &str, schema: &Schema, checked: &Checked) -> Vec<Diagnostic> {
    let slots = checked.bindings.len();
    let mut analyst = Analyst {
        source,
        schema,
        checked,
        diagnostics: Diagnostics::default(),
        facts: vec![None; checked.meanings.len()],
        locals: vec![None; slots],
        definitions: vec![None; slots],
        pending: 0,
    };
    let range = analyst.body(&checked.body);
    let mut diagnostics = analyst.diagnostics;
    for binding in checked.bindings.iter().filter(|binding| binding.uses == 0) {
        let name = quote(source, binding.name);
        diagnostics.warning(binding.name, format!("`{name}` is never used"), "use it, or delete this `let`");
    }
    let span = checked.body.value.span;
    let constant = if checked.reads.is_empty() {
        Some(eval::value(&checked.body, slots, Row { now: &[], was: &[] }))
    } else {
        (range.low == range.high && !range.unsure).then_some(range.low)
    };
    let size = range.low.abs().max(range.high.abs());
    if let Some(value) = constant.filter(|&value| payable(value)) {
        let event = schema.features.iter().find(|feature| feature.kind == FeatureKind::Event).or(schema.features.first());
        let example = event.map_or("a feature", |feature| feature.name);
        diagnostics.warning(
            span,
            format!("this reward is always {}, whatever the agent does", shown(value)),
            format!("let it depend on a feature, for example `{example}`"),
        );
    }
    if size > LARGEST && !range.unsure {
        let far = if range.high >= -range.low { range.high } else { range.low };
        let far = if far.is_infinite() {
            "more than any number".into()
        } else if far.abs() < 1e15 {
            // A whole number is enough at this size.
            format!("{}{}", if far < 0.0 { "-" } else { "" }, grouped(far.abs() as u64))
        } else {
            shown(far)
        };
        diagnostics.warning(
            span,
            format!("this reward can reach {far}"),
            "agents learn best from rewards around 1; divide it by its usual size",
        );
    }
    diagnostics.into_vec()
}

/// A reward beyond this warns.
const LARGEST: f64 = 1e6;

/// Where a value lies, both bounds inclusive.
#[derive(Clone, Copy, Debug)]
struct Range {
    low: f64,
    high: f64,
    /// Whether it can be zero, should zero lie between the bounds.
    zero: bool,
    /// The bounds are a guess on the safe side.
    unsure: bool,
}

impl Range {
    fn new(low: f64, high: f64) -> Range {
        // NaN comes from infinities that cancel: then nothing is known.
        let unsure = low.is_nan() || high.is_nan();
        let low = if low.is_nan() { f64::NEG_INFINITY } else { low };
        let high = if high.is_nan() { f64::INFINITY } else { high };
        Range { low, high, zero: true, unsure }
    }

    fn point(value: f64) -> Range {
        Range::new(value, value)
    }

    fn truth() -> Range {
        Range::new(0.0, 1.0)
    }

    fn unknown() -> Range {
        Range { low: f64::NEG_INFINITY, high: f64::INFINITY, zero: true, unsure: true }
    }

    fn can_be_zero(self) -> bool {
        self.zero && self.low <= 0.0 && self.high >= 0.0
    }

    fn negated(self) -> Range {
        Range { low: -self.high, high: -self.low, ..self }
    }

    fn unsure_like(self, others: &[Range]) -> Range {
        Range { unsure: self.unsure || others.iter().any(|other| other.unsure), ..self }
    }

    /// Both ranges hold; `self` when they contradict, which is code that never runs.
    fn and(self, other: Range) -> Range {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low > high {
            return self;
        }
        // A bound of one side is enough to be sure of a finite one.
        let unsure = (self.unsure && (low == self.low || high == self.high)) || (other.unsure && (low == other.low || high == other.high));
        Range { low, high, zero: self.zero && other.zero, unsure }
    }

    /// One of the two holds.
    fn or(self, other: Range) -> Range {
        Range {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            zero: self.can_be_zero() || other.can_be_zero(),
            unsure: self.unsure || other.unsure,
        }
    }

    /// The least and the largest of `f` at the corners: right for functions monotone in each argument.
    fn corners(a: Range, b: Range, f: impl Fn(f64, f64) -> f64) -> Range {
        let values = [f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)];
        let (mut low, mut high) = (values[0], values[0]);
        for value in values {
            (low, high) = (math::min64(low, value), math::max64(high, value));
        }
        Range::new(low, high).unsure_like(&[a, b])
    }
}

struct Analyst<'a> {
    source: &'a str,
    schema: &'a Schema<'a>,
    checked: &'a Checked,
    diagnostics: Diagnostics,
    /// By meaning: what the guards around this place say.
    facts: Vec<Option<Range>>,
    /// By slot; a `let` that is used once is looked at where it is used, so that the guards there count.
    locals: Vec<Option<Range>>,
    definitions: Vec<Option<&'a Node>>,
    /// Names being looked at inside one another.
    pending: usize,
}

/// Facts that a guard replaced.
type Undo = Vec<(u32, Option<Range>)>;

impl<'a> Analyst<'a> {
    fn body(&mut self, body: &'a Body) -> Range {
        for (slot, value) in &body.lets {
            self.definitions[*slot] = Some(value);
            if self.checked.bindings[*slot].uses > 1 {
                self.locals[*slot] = Some(self.range(value));
            }
        }
        self.range(&body.value)
    }

    fn range(&mut self, node: &'a Node) -> Range {
        let range = match &node.kind {
            NodeKind::Number(value) => Range::point(*value),
            NodeKind::Now(feature) | NodeKind::Was(feature) => self.feature(*feature),
            NodeKind::Local(slot) => match (self.locals[*slot], self.definitions[*slot]) {
                (Some(range), _) => range,
                // Names made of names made of names: a guessed bound keeps the recursion shallow.
                (None, Some(_)) if self.pending == 32 => Range::unknown(),
                (None, Some(definition)) => {
                    self.pending += 1;
                    let range = self.range(definition);
                    self.pending -= 1;
                    self.locals[*slot] = Some(range);
                    range
                }
                (None, None) => Range::unknown(),
            },
            NodeKind::Negate(inner) => {
                let inner = self.range(inner);
                inner.negated()
            }
            NodeKind::Not(inner) => {
                let inner = self.range(inner);
                if inner.low == inner.high { Range::point(f64::from(inner.low == 0.0)) } else { Range::truth() }
            }
            NodeKind::Chain { first, rest } => self.chain(first, rest),
            NodeKind::Call(function, arguments) => self.call(node, *function, arguments),
            NodeKind::If { arms, otherwise } => self.conditional(arms, otherwise.as_deref()),
        };
        self.with_facts(node.meaning, range)
    }

    fn with_facts(&self, meaning: u32, range: Range) -> Range {
        self.facts[meaning as usize].map_or(range, |fact| range.and(fact))
    }

    fn feature(&self, feature: usize) -> Range {
        let (low, high) = self.schema.features[feature].range;
        Range::new(low, high)
    }

    fn chain(&mut self, first: &'a Node, rest: &'a [Link]) -> Range {
        let mut left = self.range(first);
        let mut left_node = Some(first);
        // The right side of `&&` is only asked when the left side holds, that of `||` when it does not.
        let mut undo = Vec::new();
        for (i, link) in rest.iter().enumerate() {
            let before = if i == 0 { first } else { &rest[i - 1].right };
            match link.op {
                BinaryOp::And => self.assume(before, true, &mut undo),
                BinaryOp::Or => self.assume(before, false, &mut undo),
                _ => {}
            }
            let right = self.range(&link.right);
            left = match link.op {
                BinaryOp::Add => sum(left, right),
                BinaryOp::Subtract => sum(left, right.negated()),
                BinaryOp::Multiply => {
                    let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
                    let zero = left.can_be_zero() || right.can_be_zero();
                    Range { zero, ..Range::corners(left, right, product) }
                }
                BinaryOp::Divide => self.divide(left, right, link),
                BinaryOp::Or => logic(left, right, |a, b| a || b),
                BinaryOp::And => logic(left, right, |a, b| a && b),
                BinaryOp::Less
                | BinaryOp::LessEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterEqual
                | BinaryOp::Equal
                | BinaryOp::NotEqual => {
                    if let Some(left_node) = left_node {
                        self.warn_of_decided(left_node, left, link, right);
                    }
                    decided(link.op, left, right).map_or(Range::truth(), |holds| Range::point(f64::from(holds)))
                }
            };
            left_node = None;
            if i + 1 < rest.len() {
                left = self.with_facts(link.meaning, left);
            }
        }
        self.undo(undo);
        left
    }

    fn divide(&mut self, left: Range, right: Range, link: &Link) -> Range {
        if right.can_be_zero() && !right.unsure {
            let (subject, code, first) = self.subject(link.right.span);
            let (message, hint) = if right.low == right.high {
                ("this divides by zero, which has no value".to_string(), "divide by something else".to_string())
            } else if right.low == 0.0 {
                (
                    format!("{subject} can be 0, and a division by zero has no value"),
                    format!("{first}guard it: `if {code} > 0 {{ … }} else {{ … }}`, or divide by `max({code}, 1)`"),
                )
            } else {
                (
                    format!("{subject} can be 0, and a division by zero has no value"),
                    format!("{first}guard it: `if {code} != 0 {{ … }} else {{ … }}`"),
                )
            };
            self.diagnostics.warning(link.right.span, message, hint);
        }
        if right.low > 0.0 || right.high < 0.0 {
            return Range { zero: left.can_be_zero(), ..Range::corners(left, right, |a, b| a / b) };
        }
        if right.low < 0.0 && right.high > 0.0 {
            return Range { zero: left.can_be_zero(), ..Range::unknown() };
        }
        // Zero is one of the bounds and shut out, or has been warned about: the sign is known, and one bound.
        let sign = if right.low < 0.0 { -1.0 } else { 1.0 };
        let nearest = sign * f64::INFINITY;
        let farthest = if sign > 0.0 { right.high } else { right.low };
        let quotient = |a: f64, b: f64| if b == 0.0 { if a == 0.0 { 0.0 } else { a * nearest } } else { a / b };
        let range = Range::corners(left, Range::new(farthest.min(0.0), farthest.max(0.0)), quotient);
        Range { zero: left.can_be_zero(), unsure: true, ..range }
    }

    /// How a message speaks of an expression: a subject, code to use in a hint, and what to do before that.
    fn subject(&self, span: Span) -> (String, String, &'static str) {
        let text = quote(self.source, span);
        let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let text = inside.unwrap_or(&text).to_owned();
        if text.ends_with('…') || text.starts_with("if ") {
            ("this value".into(), "d".into(), "name it with `let d = …;`, then ")
        } else {
            (format!("`{text}`"), text, "")
        }
    }

    fn call(&mut self, node: &Node, function: Function, arguments: &'a [Node]) -> Range {
        let ranges: Vec<Range> = arguments.iter().map(|argument| self.range(argument)).collect();
        let text = |analyst: &Self, i: usize| arguments.get(i).map_or(String::new(), |argument| quote(analyst.source, argument.span));
        match (function, ranges.as_slice()) {
            (Function::Min, [first, rest @ ..]) => rest.iter().fold(*first, |a, &b| minimum(a, b)),
            (Function::Max, [first, rest @ ..]) => rest.iter().fold(*first, |a, &b| maximum(a, b)),
            (Function::Clamp, &[x, low, high]) => {
                if low.low > high.high {
                    let (low, high) = (text(self, 1), text(self, 2));
                    self.diagnostics.warning(
                        node.span,
                        format!("the bounds of this `clamp` are the wrong way round: `{low}` is larger than `{high}`"),
                        format!("write `clamp({}, {high}, {low})`", text(self, 0)),
                    );
                }
                minimum(maximum(x, low), high)
            }
            (Function::Abs, &[x]) => {
                let low = if x.low > 0.0 {
                    x.low
                } else if x.high < 0.0 {
                    -x.high
                } else {
                    0.0
                };
                Range { low, high: x.low.abs().max(x.high.abs()), ..x }
            }
            (Function::Sign, &[x]) => Range { low: math::sign64(x.low), high: math::sign64(x.high), zero: x.zero, unsure: false },
            (Function::Sqrt, &[x]) => {
                if x.low < 0.0 && !x.unsure {
                    let (subject, code, first) = self.subject(arguments[0].span);
                    self.diagnostics.warning(
                        arguments[0].span,
                        format!("{subject} can be as low as {}, and a negative number has no square root", shown(x.low)),
                        format!("{first}write `sqrt(max({code}, 0))`, or guard it: `if {code} >= 0 {{ … }}`"),
                    );
                }
                Range { low: x.low.max(0.0).sqrt(), high: x.high.max(0.0).sqrt(), ..x }
            }
            // Zero only when it is too small for a number.
            (Function::Exp, &[x]) => Range::new(math::exp64(x.low), math::exp64(x.high)).unsure_like(&[x]),
            (Function::Ln, &[x]) => {
                if (x.low < 0.0 || x.can_be_zero()) && !x.unsure {
                    let (subject, code, first) = self.subject(arguments[0].span);
                    self.diagnostics.warning(
                        arguments[0].span,
                        format!("{subject} can be {}, and only positive numbers have a logarithm", shown(x.low)),
                        format!("{first}guard it: `if {code} > 0 {{ … }} else {{ … }}`, or write `ln(max({code}, 1))`"),
                    );
                }
                let low = if x.low > 0.0 { math::ln64(x.low) } else { f64::NEG_INFINITY };
                Range { unsure: x.unsure || x.low <= 0.0, ..Range::new(low, math::ln64(x.high.max(f64::MIN_POSITIVE))) }
            }
            (Function::Pow, &[x, y]) => self.power(x, y, arguments),
            (Function::Floor, &[x]) => Range::new(x.low.floor(), x.high.floor()).unsure_like(&[x]),
            _ => Range::unknown(),
        }
    }

    fn power(&mut self, x: Range, y: Range, arguments: &[Node]) -> Range {
        let whole = y.low == y.high && y.low.floor() == y.low;
        let (subject, code, first) = self.subject(arguments[0].span);
        if x.low < 0.0 && !whole && !x.unsure {
            self.diagnostics.warning(
                arguments[0].span,
                format!("{subject} can be as low as {}, and a negative number has only whole powers", shown(x.low)),
                format!("{first}write `pow(max({code}, 0), …)`, or use a whole number as the power"),
            );
            return Range::unknown();
        }
        if y.low < 0.0 && x.can_be_zero() && !x.unsure && !y.unsure {
            self.diagnostics.warning(
                arguments[0].span,
                format!("{subject} can be 0, and zero has no negative powers"),
                format!("{first}guard it: `if {code} != 0 {{ … }} else {{ … }}`"),
            );
            return Range::unknown();
        }
        if (x.low < 0.0 && !whole) || (y.low < 0.0 && x.low <= 0.0 && x.high >= 0.0) {
            return Range::unknown();
        }
        // Zero from zero, or because it is too small for a number.
        let corners = Range::corners(x, y, math::pow64);
        let corners = Range { zero: x.can_be_zero() || x.low > 0.0 || x.high < 0.0, ..corners };
        if x.low < 0.0 && x.high > 0.0 { corners.or(Range::point(0.0)).unsure_like(&[corners]) } else { corners }
    }

    fn conditional(&mut self, arms: &'a [(Node, Body)], otherwise: Option<&'a Body>) -> Range {
        let mut undo = Vec::new();
        let mut union: Option<Range> = None;
        let mut possible = true; // whether the arms that follow can be reached
        for (condition, body) in arms {
            let asked = self.range(condition);
            let mut inside = Vec::new();
            self.assume(condition, true, &mut inside);
            let range = self.body(body);
            self.undo(inside);
            // A condition that never holds takes no part in the result.
            if possible && !(asked.low == 0.0 && asked.high == 0.0) {
                union = Some(union.map_or(range, |union| union.or(range)));
            }
            possible &= asked.low != 1.0;
            self.assume(condition, false, &mut undo);
        }
        let range = otherwise.map_or(Range::point(0.0), |body| self.body(body));
        if possible {
            union = Some(union.map_or(range, |union| union.or(range)));
        }
        self.undo(undo);
        union.unwrap_or(range)
    }

    /// `steps > 300` where `steps` never exceeds 200.
    fn warn_of_decided(&mut self, left: &Node, left_range: Range, link: &Link, right_range: Range) {
        // Only a feature against a number, by the feature's own range: guards that repeat each other are good style.
        let (feature, holds) = match (&left.kind, &link.right.kind) {
            (NodeKind::Now(f) | NodeKind::Was(f), _) if right_range.low == right_range.high && !right_range.unsure => {
                (*f, decided(link.op, self.feature(*f), right_range))
            }
            (_, NodeKind::Now(f) | NodeKind::Was(f)) if left_range.low == left_range.high && !left_range.unsure => {
                (*f, decided(link.op, left_range, self.feature(*f)))
            }
            _ => return,
        };
        let Some(holds) = holds else { return };
        let feature = &self.schema.features[feature];
        let (text, word) = (quote(self.source, link.span), if holds { "always" } else { "never" });
        self.diagnostics.warning(
            link.span,
            format!("`{text}` is {word} true"),
            format!("`{}` goes from {} to {}", feature.name, shown(feature.range.0), shown(feature.range.1)),
        );
    }

    fn undo(&mut self, undo: Undo) {
        for (meaning, before) in undo.into_iter().rev() {
            self.facts[meaning as usize] = before;
        }
    }

    fn know_node(&mut self, node: &Node, fact: Range, undo: &mut Undo) {
        if !matches!(node.kind, NodeKind::Number(_)) {
            self.know(node.meaning, fact, undo);
        }
    }

    fn know(&mut self, meaning: u32, fact: Range, undo: &mut Undo) {
        let before = self.facts[meaning as usize];
        undo.push((meaning, before));
        self.facts[meaning as usize] = Some(before.map_or(fact, |before| before.and(fact)));
    }

    /// From here on, until undone, the condition holds (or does not).
    fn assume(&mut self, condition: &'a Node, holds: bool, undo: &mut Undo) {
        // Names may stand for conditions made of names: a guessed bound keeps hostile text linear.
        let mut budget = 64;
        let mut open = vec![(condition, holds)];
        while let Some((node, holds)) = open.pop() {
            budget -= 1;
            if budget == 0 {
                return;
            }
            self.know(node.meaning, Range::point(f64::from(holds)), undo);
            match &node.kind {
                NodeKind::Local(slot) => open.extend(self.definitions[*slot].map(|definition| (definition, holds))),
                NodeKind::Not(inner) => open.push((inner, !holds)),
                NodeKind::Chain { first, rest } => match rest.first().map(|link| link.op) {
                    Some(BinaryOp::And) if holds => {
                        open.push((first, true));
                        open.extend(rest.iter().map(|link| (&link.right, true)));
                    }
                    Some(BinaryOp::Or) if !holds => {
                        open.push((first, false));
                        open.extend(rest.iter().map(|link| (&link.right, false)));
                    }
                    Some(op) => {
                        if let (Some(op), [link]) = (comparison(op, holds), rest.as_slice()) {
                            self.assume_comparison(first, op, &link.right, undo);
                        }
                    }
                    None => {}
                },
                NodeKind::Number(_)
                | NodeKind::Now(_)
                | NodeKind::Was(_)
                | NodeKind::Negate(_)
                | NodeKind::Call(..)
                | NodeKind::If { .. } => {}
            }
        }
    }

    fn assume_comparison(&mut self, left: &'a Node, op: BinaryOp, right: &'a Node, undo: &mut Undo) {
        let (a, b) = (self.quiet_range(left), self.quiet_range(right));
        let (above, below) = (Range::new(f64::NEG_INFINITY, f64::INFINITY), Range::new(f64::NEG_INFINITY, f64::INFINITY));
        // What the comparison says about each side, and about left - right.
        let (about_left, about_right, difference) = match op {
            BinaryOp::Greater => (
                Range { low: b.low, zero: b.low < 0.0, ..above },
                Range { high: a.high, zero: a.high > 0.0, ..below },
                Range { low: 0.0, zero: false, ..above },
            ),
            BinaryOp::GreaterEqual => (Range { low: b.low, ..above }, Range { high: a.high, ..below }, Range { low: 0.0, ..above }),
            BinaryOp::Less => (
                Range { high: b.high, zero: b.high > 0.0, ..below },
                Range { low: a.low, zero: a.low < 0.0, ..above },
                Range { high: 0.0, zero: false, ..below },
            ),
            BinaryOp::LessEqual => (Range { high: b.high, ..below }, Range { low: a.low, ..above }, Range { high: 0.0, ..below }),
            BinaryOp::Equal => (b, a, Range::point(0.0)),
            BinaryOp::NotEqual => {
                let is_zero = |range: Range| range.low == 0.0 && range.high == 0.0;
                (Range { zero: !is_zero(b), ..above }, Range { zero: !is_zero(a), ..below }, Range { zero: false, ..above })
            }
            BinaryOp::Or | BinaryOp::And | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => return,
        };
        self.know_node(left, about_left, undo);
        self.know_node(right, about_right, undo);
        for (a, b, fact) in [(left, right, difference), (right, left, difference.negated())] {
            if let Some(meaning) = self.checked.meanings.get(&binary_key(BinaryOp::Subtract, a.meaning, b.meaning)) {
                self.know(meaning, fact, undo);
            }
        }
    }

    /// A cheap range for a guard: leaves and what is known already, nothing else.
    fn quiet_range(&self, node: &Node) -> Range {
        let range = match &node.kind {
            NodeKind::Number(value) => Range::point(*value),
            NodeKind::Negate(inner) => match inner.kind {
                NodeKind::Number(value) => Range::point(-value),
                _ => Range::unknown(),
            },
            NodeKind::Now(feature) | NodeKind::Was(feature) => self.feature(*feature),
            NodeKind::Local(slot) => self.locals[*slot].unwrap_or(Range::unknown()),
            NodeKind::Not(_) => Range::truth(),
            NodeKind::Chain { .. } | NodeKind::Call(..) | NodeKind::If { .. } => Range::unknown(),
        };
        self.with_facts(node.meaning, range)
    }
}

fn sum(a: Range, b: Range) -> Range {
    let one_side = (a.low >= 0.0 && b.low >= 0.0) || (a.high <= 0.0 && b.high <= 0.0);
    let zero = !one_side || (a.can_be_zero() && b.can_be_zero());
    Range { zero, ..Range::new(a.low + b.low, a.high + b.high) }.unsure_like(&[a, b])
}

fn minimum(a: Range, b: Range) -> Range {
    let zero = (a.can_be_zero() && b.high >= 0.0) || (b.can_be_zero() && a.high >= 0.0);
    // A trusted bound holds, however wild the other side is.
    let unsure = if a.low < b.low { a.unsure } else { b.unsure } || (a.unsure && b.unsure);
    Range { low: a.low.min(b.low), high: a.high.min(b.high), zero, unsure }
}

fn maximum(a: Range, b: Range) -> Range {
    minimum(a.negated(), b.negated()).negated()
}

fn logic(a: Range, b: Range, f: impl Fn(bool, bool) -> bool) -> Range {
    let can = |range: Range| [(range.low <= 0.0, false), (range.high >= 1.0, true)];
    let (mut low, mut high) = (1.0, 0.0);
    for (possible_a, a) in can(a) {
        for (possible_b, b) in can(b) {
            if possible_a && possible_b {
                let value = f64::from(f(a, b));
                (low, high) = (f64::min(low, value), f64::max(high, value));
            }
        }
    }
    if low > high { Range::truth() } else { Range::new(low, high) }
}

/// The comparison that holds when `op` does, or when it does not.
fn comparison(op: BinaryOp, holds: bool) -> Option<BinaryOp> {
    let (yes, no) = match op {
        BinaryOp::Less => (BinaryOp::Less, BinaryOp::GreaterEqual),
        BinaryOp::LessEqual => (BinaryOp::LessEqual, BinaryOp::Greater),
        BinaryOp::Greater => (BinaryOp::Greater, BinaryOp::LessEqual),
        BinaryOp::GreaterEqual => (BinaryOp::GreaterEqual, BinaryOp::Less),
        BinaryOp::Equal => (BinaryOp::Equal, BinaryOp::NotEqual),
        BinaryOp::NotEqual => (BinaryOp::NotEqual, BinaryOp::Equal),
        BinaryOp::Or | BinaryOp::And | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => return None,
    };
    Some(if holds { yes } else { no })
}

/// Whether the ranges alone decide a comparison.
fn decided(op: BinaryOp, a: Range, b: Range) -> Option<bool> {
    if a.unsure || b.unsure {
        return None;
    }
    let apart = a.high < b.low || a.low > b.high;
    let same = a.low == a.high && b.low == b.high && a.low == b.low;
    let decide = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
    match op {
        BinaryOp::Less => decide(a.high < b.low, a.low >= b.high),
        BinaryOp::LessEqual => decide(a.high <= b.low, a.low > b.high),
        BinaryOp::Greater => decide(a.low > b.high, a.high <= b.low),
        BinaryOp::GreaterEqual => decide(a.low >= b.high, a.high < b.low),
        BinaryOp::Equal => decide(same, apart),
        BinaryOp::NotEqual => decide(apart, same),
        BinaryOp::Or | BinaryOp::And | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => None,
    }
}
