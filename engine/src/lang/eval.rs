//! The naive evaluator: walks the tree on one transition, and follows only the branches taken.
//!
//! It is the oracle of the property tests, it finds whom to blame for a reward that is not finite, and it shows every
//! value in the inspector. Not here: anything fast (`bytecode.rs`). Questionable decision: blame follows values, not
//! time: from a bad result to the operand that made it bad, through names to their `let`, until every operand is good.

use super::Blame;
use super::ast::BinaryOp;
use super::check::{Body, Link, Node, NodeKind};
use super::diagnostic::{Span, quote};
use super::function::Function;

/// One transition; both `[features]`.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub now: &'a [f64],
    pub was: &'a [f64],
}

pub fn value(body: &Body, slots: usize, row: Row) -> f64 {
    Evaluator::new(slots, row).body(body, &mut |_, _| {})
}

/// No value: a branch that was not taken, or what `&&` and `||` did not ask.
pub fn trace(body: &Body, slots: usize, row: Row) -> Vec<(Span, Option<f64>)> {
    let mut seen = Vec::new();
    Evaluator::new(slots, row).body(body, &mut |span, value| seen.push((span, value)));
    seen
}

/// Whether a learner can be paid this: finite, also after rounding to f32.
pub fn payable(reward: f64) -> bool {
    reward.abs() <= f64::from(f32::MAX)
}

struct Evaluator<'a> {
    row: Row<'a>,
    /// By slot; only those of branches taken hold something.
    locals: Vec<f64>,
}

/// Told about every value, inner ones first.
type Seen<'s> = &'s mut dyn FnMut(Span, Option<f64>);

impl<'a> Evaluator<'a> {
    fn new(slots: usize, row: Row<'a>) -> Self {
        Evaluator { row, locals: vec![0.0; slots] }
    }

    fn body(&mut self, body: &Body, seen: Seen) -> f64 {
        for (slot, value) in &body.lets {
            self.locals[*slot] = self.node(value, seen);
        }
        self.node(&body.value, seen)
    }

    fn node(&mut self, node: &Node, seen: Seen) -> f64 {
        let value = match &node.kind {
            NodeKind::Number(value) => *value,
            NodeKind::Now(feature) => self.row.now[*feature],
            NodeKind::Was(feature) => self.row.was[*feature],
            NodeKind::Local(slot) => self.locals[*slot],
            NodeKind::Negate(inner) => -self.node(inner, seen),
            NodeKind::Not(inner) => f64::from(self.node(inner, seen) == 0.0),
            NodeKind::Chain { first, rest } => {
                let mut value = self.node(first, seen);
                for (i, link) in rest.iter().enumerate() {
                    value = match (link.op, value != 0.0) {
                        (BinaryOp::Or, true) | (BinaryOp::And, false) => {
                            seen(link.right.span, None);
                            f64::from(value != 0.0)
                        }
                        _ => link.op.apply(value, self.node(&link.right, seen)),
                    };
                    if i + 1 < rest.len() {
                        seen(link.span, Some(value));
                    }
                }
                value
            }
            NodeKind::Call(function, arguments) => {
                let values: Vec<f64> = arguments.iter().map(|argument| self.node(argument, seen)).collect();
                function.apply(&values)
            }
            NodeKind::If { arms, otherwise } => {
                let mut value = None;
                for (condition, body) in arms {
                    if value.is_some() {
                        seen(condition.span, None);
                        seen(body.span(), None);
                    } else if self.node(condition, seen) != 0.0 {
                        value = Some(self.body(body, seen));
                    } else {
                        seen(body.span(), None);
                    }
                }
                match (value, otherwise) {
                    (Some(value), Some(body)) => {
                        seen(body.span(), None);
                        value
                    }
                    (Some(value), None) => value,
                    (None, Some(body)) => self.body(body, seen),
                    (None, None) => 0.0,
                }
            }
        };
        seen(node.span, Some(value));
        value
    }

    /// The value of a node whose surroundings have been evaluated.
    fn again(&mut self, node: &Node) -> f64 {
        self.node(node, &mut |_, _| {})
    }
}

/// The operation that made the result unpayable; `None` when it is payable.
pub fn blame(source: &str, body: &Body, slots: usize, row: Row) -> Option<Blame> {
    let mut evaluator = Evaluator::new(slots, row);
    let result = evaluator.body(body, &mut |_, _| {});
    if payable(result) {
        return None;
    }
    // A finite result that is too large is traced through large values, any other through values that are not finite.
    let bad = |value: f64| if result.is_finite() { !payable(value) } else { !value.is_finite() };
    let mut definitions = vec![None; slots];
    define(body, &mut definitions);

    let mut node = &body.value;
    loop {
        let deeper: Option<&Node> = match &node.kind {
            NodeKind::Number(_) | NodeKind::Now(_) | NodeKind::Was(_) | NodeKind::Not(_) => None,
            NodeKind::Local(slot) => definitions[*slot],
            NodeKind::Negate(inner) => Some(inner),
            NodeKind::Chain { first, rest } => {
                let mut left = evaluator.again(first);
                if bad(left) {
                    Some(first)
                } else {
                    let mut deeper = None;
                    for link in rest {
                        let right = evaluator.again(&link.right);
                        if bad(right) {
                            deeper = Some(&link.right);
                            break;
                        }
                        let value = link.op.apply(left, right);
                        if bad(value) {
                            return Some(blame_link(source, node, link, left, right, &evaluator));
                        }
                        left = value;
                    }
                    deeper
                }
            }
            NodeKind::Call(_, arguments) => arguments.iter().find(|argument| bad(evaluator.again(argument))),
            NodeKind::If { arms, otherwise } => {
                let taken = arms.iter().find(|(condition, _)| evaluator.again(condition) != 0.0);
                taken.map(|(_, body)| body).or(otherwise.as_deref()).map(|body| &body.value)
            }
        };
        match deeper {
            Some(inner) => node = inner,
            None => return Some(blame_leaf(source, node, &mut evaluator)),
        }
    }
}

/// Where each slot gets its value.
fn define<'t>(body: &'t Body, definitions: &mut Vec<Option<&'t Node>>) {
    for (slot, value) in &body.lets {
        definitions[*slot] = Some(value);
        define_in(value, definitions);
    }
    define_in(&body.value, definitions);
}

fn define_in<'t>(node: &'t Node, definitions: &mut Vec<Option<&'t Node>>) {
    match &node.kind {
        NodeKind::Number(_) | NodeKind::Now(_) | NodeKind::Was(_) | NodeKind::Local(_) => {}
        NodeKind::Negate(inner) | NodeKind::Not(inner) => define_in(inner, definitions),
        NodeKind::Chain { first, rest } => {
            define_in(first, definitions);
            rest.iter().for_each(|link| define_in(&link.right, definitions));
        }
        NodeKind::Call(_, arguments) => arguments.iter().for_each(|argument| define_in(argument, definitions)),
        NodeKind::If { arms, otherwise } => {
            for (condition, body) in arms {
                define_in(condition, definitions);
                define(body, definitions);
            }
            if let Some(body) = otherwise {
                define(body, definitions);
            }
        }
    }
}

fn blame_link(source: &str, node: &Node, link: &Link, left: f64, right: f64, evaluator: &Evaluator) -> Blame {
    let what = match link.op {
        BinaryOp::Divide if right == 0.0 && left == 0.0 => "zero divided by zero",
        BinaryOp::Divide if right == 0.0 => "division by zero",
        BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::Equal
        | BinaryOp::NotEqual => "larger than a reward can be",
    };
    Blame { span: link.span, message: sentence(source, what, node, link.span, evaluator) }
}

/// Every operand is good, and the node is not.
fn blame_leaf(source: &str, node: &Node, evaluator: &mut Evaluator) -> Blame {
    let what = match &node.kind {
        NodeKind::Now(_) | NodeKind::Was(_) => "this feature is not a finite number",
        NodeKind::Call(function, arguments) => {
            let values: Vec<f64> = arguments.iter().map(|argument| evaluator.again(argument)).collect();
            match (function, values.as_slice()) {
                (Function::Sqrt, _) => "square root of a negative number",
                (Function::Ln, [x]) if *x == 0.0 => "logarithm of zero",
                (Function::Ln, _) => "logarithm of a negative number",
                (Function::Pow, [x, y]) if *x == 0.0 && *y < 0.0 => "zero to a negative power",
                (Function::Pow, [x, y]) if *x < 0.0 && y.floor() != *y => "a negative number to a power that is not whole",
                (
                    Function::Pow
                    | Function::Exp
                    | Function::Min
                    | Function::Max
                    | Function::Abs
                    | Function::Clamp
                    | Function::Sign
                    | Function::Floor,
                    _,
                ) => "larger than a reward can be",
            }
        }
        NodeKind::Number(_)
        | NodeKind::Local(_)
        | NodeKind::Negate(_)
        | NodeKind::Not(_)
        | NodeKind::Chain { .. }
        | NodeKind::If { .. } => "larger than a reward can be",
    };
    Blame { span: node.span, message: sentence(source, what, node, node.span, evaluator) }
}

/// `division by zero: 1 / distance_to_cheese with distance_to_cheese = 0`
fn sentence(source: &str, what: &str, node: &Node, span: Span, evaluator: &Evaluator) -> String {
    let mut names = Vec::new();
    collect_names(node, span, evaluator, &mut names);
    let mut values: Vec<String> = Vec::new();
    for (name, value) in names {
        let value = format!("{} = {}", quote(source, name), shown(value));
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let with = if values.is_empty() { "" } else { " with " };
    format!("{what}: {}{with}{}", quote(source, span), values.join(", "))
}

/// The features and names inside `span`, up to four, with their values.
fn collect_names(node: &Node, span: Span, evaluator: &Evaluator, out: &mut Vec<(Span, f64)>) {
    if node.span.start >= span.end || out.len() == 4 {
        return;
    }
    match &node.kind {
        NodeKind::Number(_) => {}
        NodeKind::Now(feature) => out.push((node.span, evaluator.row.now[*feature])),
        NodeKind::Was(feature) => out.push((node.span, evaluator.row.was[*feature])),
        NodeKind::Local(slot) => out.push((node.span, evaluator.locals[*slot])),
        NodeKind::Negate(inner) | NodeKind::Not(inner) => collect_names(inner, span, evaluator, out),
        NodeKind::Chain { first, rest } => {
            collect_names(first, span, evaluator, out);
            rest.iter().for_each(|link| collect_names(&link.right, span, evaluator, out));
        }
        NodeKind::Call(_, arguments) => arguments.iter().for_each(|argument| collect_names(argument, span, evaluator, out)),
        NodeKind::If { arms, .. } => arms.iter().for_each(|(condition, _)| collect_names(condition, span, evaluator, out)),
    }
}

/// A value for a person: six digits are enough.
pub fn shown(value: f64) -> String {
    // No minus before a zero.
    crate::decimal::rounded(value + 0.0, 6)
}
