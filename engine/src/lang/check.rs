//! Names and types: the tree as written becomes the tree as meant, on which everything else works.
//!
//! Not here: warnings about values (`warn.rs`). Questionable decision: a name may be given only once in its scope and
//! the scopes around it. `let total = total + 1;` looks like a change, and nothing here ever changes; one name, one
//! value also lets the editor show that value wherever the name stands.

use super::ast::{BinaryOp, Block, Expr, ExprKind};
use super::diagnostic::{Diagnostic, Diagnostics, Span, quote};
use super::function::{BUILTINS, Function, KEYWORDS};
use super::suggest;
use super::{FeatureKind, Schema, Type};

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    /// Two nodes with the same number always have the same value, wherever they stand.
    pub meaning: u32,
    pub kind: NodeKind,
}

#[derive(Clone, Debug)]
pub enum NodeKind {
    Number(f64),
    /// A feature of this transition.
    Now(usize),
    /// A state feature before this step.
    Was(usize),
    /// The slot of a `let`.
    Local(usize),
    Negate(Box<Node>),
    Not(Box<Node>),
    Chain {
        first: Box<Node>,
        rest: Vec<Link>,
    },
    Call(Function, Vec<Node>),
    If {
        arms: Vec<(Node, Body)>,
        otherwise: Option<Box<Body>>,
    },
}

/// One operator of a chain and what stands to its right.
#[derive(Clone, Debug)]
pub struct Link {
    pub op: BinaryOp,
    pub right: Node,
    /// From the beginning of the chain to here.
    pub span: Span,
    pub meaning: u32,
}

/// A checked block.
#[derive(Clone, Debug)]
pub struct Body {
    pub lets: Vec<(usize, Node)>,
    pub value: Node,
}

impl Body {
    /// From its first value to its last.
    pub fn span(&self) -> Span {
        let first = self.lets.first().map_or(&self.value, |(_, value)| value);
        Span { start: first.span.start, end: self.value.span.end }
    }
}

/// A `let`, by slot.
#[derive(Clone, Debug)]
pub struct Binding {
    pub name: Span,
    pub uses: usize,
}

/// Where the program reads a feature.
#[derive(Clone, Debug)]
pub struct Read {
    pub feature: usize,
    pub past: bool,
    pub span: Span,
}

/// The meanings that occur in a program, numbered as they come. A sorted list, because a tree is kilobytes more to load.
#[derive(Default)]
pub struct Meanings(Vec<(Vec<u64>, u32)>);

impl Meanings {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn get(&self, key: &[u64]) -> Option<u32> {
        self.find(key).ok().map(|at| self.0[at].1)
    }

    fn number(&mut self, key: Vec<u64>) -> u32 {
        let next = self.0.len() as u32;
        match self.find(&key) {
            Ok(at) => self.0[at].1,
            Err(at) => {
                self.0.insert(at, (key, next));
                next
            }
        }
    }

    fn find(&self, key: &[u64]) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_slice().cmp(key))
    }
}

pub struct Checked {
    pub body: Body,
    pub bindings: Vec<Binding>,
    pub reads: Vec<Read>,
    /// The meaning of `left op right`, if it occurs: lets a guard `a > b` say something about `a - b`.
    pub meanings: Meanings,
}

pub fn check(source: &str, schema: &Schema, block: &Block) -> (Checked, Vec<Diagnostic>) {
    let mut checker = Checker {
        source,
        schema,
        diagnostics: Diagnostics::default(),
        scope: Vec::new(),
        later: Vec::new(),
        bindings: Vec::new(),
        reads: Vec::new(),
        meanings: Meanings::default(),
    };
    let (body, _) = checker.block(block);
    let Checker { diagnostics, bindings, reads, meanings, .. } = checker;
    (Checked { body, bindings, reads, meanings }, diagnostics.into_vec())
}

/// What a node's meaning is made of; first in the key of [`Checked::meanings`].
#[derive(Clone, Copy)]
enum Tag {
    Number,
    Now,
    Was,
    Negate,
    Not,
    Binary,
    Call,
    If,
}

/// The key of `left op right`.
pub fn binary_key(op: BinaryOp, left: u32, right: u32) -> Vec<u64> {
    vec![Tag::Binary as u64, op as u64, u64::from(left), u64::from(right)]
}

/// `None`: unknown, because of a mistake that has been reported.
type Kind = Option<Type>;

struct Checker<'a> {
    source: &'a str,
    schema: &'a Schema<'a>,
    diagnostics: Diagnostics,
    /// The names that can be used here, outer ones first.
    scope: Vec<Known<'a>>,
    /// The names that `let`s will give further down, and the one whose value is being read.
    later: Vec<&'a str>,
    bindings: Vec<Binding>,
    reads: Vec<Read>,
    meanings: Meanings,
}

#[derive(Clone, Copy)]
struct Known<'a> {
    name: &'a str,
    slot: usize,
    kind: Kind,
    meaning: u32,
}

impl<'a> Checker<'a> {
    fn text(&self, span: Span) -> &'a str {
        &self.source[span.start..span.end]
    }

    fn quote(&self, span: Span) -> String {
        quote(self.source, span)
    }

    fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.diagnostics.error(span, message, Some(hint.into()));
    }

    fn meaning(&mut self, key: Vec<u64>) -> u32 {
        self.meanings.number(key)
    }

    fn feature(&self, name: &str) -> Option<usize> {
        self.schema.features.iter().position(|feature| feature.name == name)
    }

    fn block(&mut self, block: &Block) -> (Body, Kind) {
        let outer = self.scope.len();
        let mut lets = Vec::new();
        let names: Vec<&str> = block.lets.iter().rev().map(|binding| self.text(binding.name)).collect();
        self.later.extend(names);
        for binding in &block.lets {
            let (value, kind) = self.expr(&binding.value);
            let name = self.text(binding.name);
            self.later.pop();
            self.check_new_name(binding.name, name);
            let slot = self.bindings.len();
            self.bindings.push(Binding { name: binding.name, uses: 0 });
            self.scope.push(Known { name, slot, kind, meaning: value.meaning });
            lets.push((slot, value));
        }
        for stray in &block.strays {
            self.expr(stray);
        }
        let (value, kind) = self.expr(&block.value);
        self.scope.truncate(outer);
        (Body { lets, value }, kind)
    }

    fn check_new_name(&mut self, span: Span, name: &str) {
        let other = format!("choose another name, such as `my_{name}`");
        if self.scope.iter().any(|known| known.name == name) {
            let shown = self.quote(span);
            self.error(
                span,
                format!("`{shown}` already has a value, and names keep theirs"),
                format!("give the new value a name of its own, such as `{shown}_2`"),
            );
        } else if self.feature(name).is_some() {
            self.error(span, format!("`{name}` is a feature of this world and cannot be renamed"), other);
        } else if BUILTINS.iter().any(|builtin| builtin.name == name) {
            self.error(span, format!("`{name}` is built in and cannot get another meaning"), other);
        }
    }

    fn expr(&mut self, expr: &Expr) -> (Node, Kind) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(value) => (self.number(span, *value), Some(Type::Number)),
            ExprKind::Truth(value) => (self.number(span, f64::from(u8::from(*value))), Some(Type::Truth)),
            ExprKind::Hole => (self.number(span, 0.0), None),
            ExprKind::Name => self.name(span),
            ExprKind::Call { name, arguments } => self.call(span, *name, arguments),
            ExprKind::Paren(inner) => {
                let (node, kind) = self.expr(inner);
                (Node { span, ..node }, kind)
            }
            ExprKind::Negate(inner) => {
                let (node, _) = self.expr(inner);
                let meaning = self.meaning(vec![Tag::Negate as u64, u64::from(node.meaning)]);
                (Node { span, meaning, kind: NodeKind::Negate(Box::new(node)) }, Some(Type::Number))
            }
            ExprKind::Not(inner) => {
                let node = self.truth(inner, "`!`");
                let meaning = self.meaning(vec![Tag::Not as u64, u64::from(node.meaning)]);
                (Node { span, meaning, kind: NodeKind::Not(Box::new(node)) }, Some(Type::Truth))
            }
            ExprKind::Chain { first, rest } => self.chain(span, first, rest),
            ExprKind::If { arms, otherwise } => self.conditional(span, arms, otherwise.as_deref()),
        }
    }

    fn number(&mut self, span: Span, value: f64) -> Node {
        let meaning = self.meaning(vec![Tag::Number as u64, value.to_bits()]);
        Node { span, meaning, kind: NodeKind::Number(value) }
    }

    fn chain(&mut self, span: Span, first: &Expr, rest: &[(BinaryOp, Expr)]) -> (Node, Kind) {
        let op = rest.first().map_or(BinaryOp::Add, |&(op, _)| op);
        let (logic, kind) = match op {
            BinaryOp::Or => (Some("`||`"), Type::Truth),
            BinaryOp::And => (Some("`&&`"), Type::Truth),
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual | BinaryOp::Equal | BinaryOp::NotEqual => {
                (None, Type::Truth)
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => (None, Type::Number),
        };
        let operand = |checker: &mut Self, expr: &Expr| match logic {
            Some(owner) => checker.truth(expr, owner),
            None => checker.expr(expr).0,
        };
        let first = operand(self, first);
        let mut meaning = first.meaning;
        let mut links = Vec::with_capacity(rest.len());
        for (op, right) in rest {
            let right = operand(self, right);
            meaning = self.meaning(binary_key(*op, meaning, right.meaning));
            links.push(Link { op: *op, span: Span { start: span.start, end: right.span.end.max(span.start) }, right, meaning });
        }
        (Node { span, meaning, kind: NodeKind::Chain { first: Box::new(first), rest: links } }, Some(kind))
    }

    fn conditional(&mut self, span: Span, arms: &[(Expr, Block)], otherwise: Option<&Block>) -> (Node, Kind) {
        let mut key = vec![Tag::If as u64];
        let mut kinds = Vec::new();
        let mut checked = Vec::with_capacity(arms.len());
        for (condition, block) in arms {
            let condition = self.truth(condition, "`if`");
            let (body, kind) = self.block(block);
            key.extend([u64::from(condition.meaning), u64::from(body.value.meaning)]);
            kinds.push(kind);
            checked.push((condition, body));
        }
        let otherwise = otherwise.map(|block| {
            let (body, kind) = self.block(block);
            key.push(u64::from(body.value.meaning));
            kinds.push(kind);
            Box::new(body)
        });
        if otherwise.is_none() {
            kinds.push(Some(Type::Number)); // the 0
        }
        let kind = if kinds.contains(&None) {
            None
        } else if kinds.iter().all(|&kind| kind == Some(Type::Truth)) {
            Some(Type::Truth)
        } else {
            Some(Type::Number)
        };
        let meaning = self.meaning(key);
        (Node { span, meaning, kind: NodeKind::If { arms: checked, otherwise } }, kind)
    }

    /// An expression that must be a truth, because it belongs to `owner`.
    fn truth(&mut self, expr: &Expr, owner: &str) -> Node {
        let (node, kind) = self.expr(expr);
        if kind == Some(Type::Number) {
            let text = self.quote(expr.span);
            let (message, hint) = match &expr.kind {
                ExprKind::Number(value) => {
                    let word = if *value == 0.0 { "false" } else { "true" };
                    (
                        format!("{owner} needs a condition, and `{text}` is a number"),
                        format!("write `{word}`, or a comparison such as `{} > {text}`", self.state_feature()),
                    )
                }
                ExprKind::Name | ExprKind::Call { .. } | ExprKind::Paren(_) | ExprKind::Chain { .. } | ExprKind::Negate(_) => {
                    (format!("{owner} needs a condition, and `{text}` is a number"), format!("did you mean `{text} > 0`?"))
                }
                ExprKind::Truth(_) | ExprKind::Not(_) | ExprKind::If { .. } | ExprKind::Hole => {
                    (format!("{owner} needs a condition, and this is a number"), "compare it, for example with `> 0`".into())
                }
            };
            self.error(expr.span, message, hint);
        }
        node
    }

    fn read(&mut self, span: Span, feature: usize, past: bool) -> (Node, Kind) {
        self.reads.push(Read { feature, past, span });
        let (tag, kind) = if past { (Tag::Was, NodeKind::Was(feature)) } else { (Tag::Now, NodeKind::Now(feature)) };
        let meaning = self.meaning(vec![tag as u64, feature as u64]);
        (Node { span, meaning, kind }, Some(self.schema.features[feature].ty))
    }

    fn name(&mut self, span: Span) -> (Node, Kind) {
        let name = self.text(span);
        if let Some(known) = self.scope.iter().rev().find(|known| known.name == name).copied() {
            self.bindings[known.slot].uses += 1;
            return (Node { span, meaning: known.meaning, kind: NodeKind::Local(known.slot) }, known.kind);
        }
        if let Some(feature) = self.feature(name) {
            return self.read(span, feature, false);
        }
        if name == "gamma" {
            return (self.number(span, self.schema.gamma), Some(Type::Number));
        }
        if let Some(builtin) = BUILTINS.iter().find(|builtin| builtin.name == name) {
            self.error(span, format!("`{name}` is a function and needs its parentheses"), format!("write `{}`", builtin.signature));
        } else {
            self.unknown(span, name, Wanted::Value);
        }
        (self.number(span, 0.0), None)
    }

    fn call(&mut self, span: Span, name_span: Span, arguments: &[Expr]) -> (Node, Kind) {
        let name = self.text(name_span);
        if name == "was" {
            return self.was(span, arguments);
        }
        let checked: Vec<Node> = arguments.iter().map(|argument| self.expr(argument).0).collect();
        let Some(function) = Function::named(name) else {
            if self.feature(name).is_some() {
                self.error(span, format!("`{name}` is a feature, not a function"), format!("leave out the parentheses: `{name}`"));
            } else if name == "gamma" {
                self.error(span, "`gamma` is a number, not a function", "leave out the parentheses: `gamma`");
            } else if self.scope.iter().any(|known| known.name == name) {
                let shown = self.quote(name_span);
                self.error(span, format!("`{shown}` is a value, not a function"), format!("to multiply, write `{shown} * (…)`"));
            } else {
                self.unknown(name_span, name, Wanted::Function);
            }
            return (self.number(span, 0.0), None);
        };
        let (least, most) = function.arity();
        if checked.len() < least || checked.len() > most {
            let signature = BUILTINS.iter().find(|builtin| builtin.name == name).map_or("", |builtin| builtin.signature);
            let wanted = match (least, most) {
                (1, 1) => "1 argument".to_string(),
                (least, most) if least == most => format!("{least} arguments"),
                (least, _) => format!("{least} arguments or more"),
            };
            self.error(span, format!("`{name}` takes {wanted}, and here it has {}", checked.len()), format!("write `{signature}`"));
            return (self.number(span, 0.0), None);
        }
        let mut key = vec![Tag::Call as u64, function as u64];
        key.extend(checked.iter().map(|node| u64::from(node.meaning)));
        let meaning = self.meaning(key);
        (Node { span, meaning, kind: NodeKind::Call(function, checked) }, Some(Type::Number))
    }

    fn was(&mut self, span: Span, arguments: &[Expr]) -> (Node, Kind) {
        let hole = |checker: &mut Self| (checker.number(span, 0.0), None);
        let [argument] = arguments else {
            let example = self.state_feature();
            self.error(
                span,
                format!("`was` takes one feature, and here it has {} arguments", arguments.len()),
                format!("write `was({example})`"),
            );
            return hole(self);
        };
        let mut inner = argument;
        while let ExprKind::Paren(deeper) = &inner.kind {
            inner = deeper;
        }
        match &inner.kind {
            ExprKind::Hole => return hole(self),
            ExprKind::Name => {}
            ExprKind::Number(_)
            | ExprKind::Truth(_)
            | ExprKind::Call { .. }
            | ExprKind::Paren(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Chain { .. }
            | ExprKind::If { .. } => {
                let before = self.diagnostics.full();
                self.expr(inner);
                if !before {
                    self.error(
                        inner.span,
                        "`was` takes the name of a state feature, not a calculation",
                        "apply it to each feature: `was(a) - was(b)`",
                    );
                }
                return hole(self);
            }
        }
        let name = self.text(inner.span);
        if let Some(feature) = self.feature(name) {
            return match self.schema.features[feature].kind {
                FeatureKind::State => self.read(span, feature, true),
                FeatureKind::Event => {
                    self.error(
                        inner.span,
                        format!("`{name}` is an event: it happens during a step, so it has no value before the step"),
                        format!(
                            "write `{name}` for this step; `was` works with state features, for example `was({})`",
                            self.state_feature()
                        ),
                    );
                    hole(self)
                }
            };
        }
        if let Some(known) = self.scope.iter().rev().find(|known| known.name == name).copied() {
            self.bindings[known.slot].uses += 1;
            let shown = self.quote(inner.span);
            self.error(
                inner.span,
                format!("`{shown}` comes from a `let`, and `was` takes a state feature"),
                "use `was` inside that `let`, on the features that it reads",
            );
        } else if name == "gamma" {
            self.error(inner.span, "`gamma` never changes, so it has no value before the step", "write `gamma`");
        } else {
            self.unknown(inner.span, name, Wanted::State);
        }
        hole(self)
    }

    /// A state feature for examples.
    fn state_feature(&self) -> &'static str {
        let state = self.schema.features.iter().rev().filter(|feature| feature.kind == FeatureKind::State);
        state.max_by_key(|feature| feature.name.len()).map_or("feature", |feature| feature.name)
    }

    /// A name that means nothing here: what may have been meant.
    fn unknown(&mut self, span: Span, name: &str, wanted: Wanted) {
        if self.diagnostics.full() {
            return; // Suggestions are the dearest part of a message, and nobody would see this one.
        }
        let shown = self.quote(span);
        let message = match wanted {
            Wanted::Value => format!("there is no `{shown}` here"),
            Wanted::Function => format!("there is no function `{shown}`"),
            Wanted::State => format!("there is no feature `{shown}`"),
        };
        if let Some((_, world)) = self.schema.elsewhere.iter().find(|(feature, _)| *feature == name) {
            let hint = format!("the features of {} are {}", self.schema.world, self.feature_list());
            self.error(span, format!("`{shown}` is a feature of {world}, not of {}", self.schema.world), hint);
            return;
        }
        if self.later.contains(&name) {
            let message = format!("`{shown}` has no value yet");
            self.error(span, message, format!("a `let` can use only what stands above it; `{shown}` gets its value here or further down"));
            return;
        }
        if let Some(hint) = self.habit(name) {
            self.error(span, message, hint);
            return;
        }
        let lets: Vec<&str> = self.scope.iter().map(|known| known.name).collect();
        let features: Vec<&str> = self
            .schema
            .features
            .iter()
            .filter(|feature| wanted != Wanted::State || feature.kind == FeatureKind::State)
            .map(|feature| feature.name)
            .collect();
        let functions = BUILTINS.iter().map(|builtin| builtin.name);
        let best = match wanted {
            Wanted::Value => {
                let all = lets.iter().chain(&features).copied().chain(functions).chain(KEYWORDS);
                suggest::closest(name, all)
            }
            Wanted::Function => suggest::closest(name, functions.filter(|name| *name != "gamma")),
            Wanted::State => suggest::closest(name, features.iter().copied()),
        };
        let elsewhere = || suggest::closest(name, self.schema.elsewhere.iter().map(|(feature, _)| *feature));
        let hint = if let Some(best) = best {
            match BUILTINS.iter().find(|builtin| builtin.name == best) {
                Some(builtin) => format!("did you mean `{}`?", builtin.signature),
                None => format!("did you mean `{best}`?"),
            }
        } else if wanted == Wanted::Function {
            let names: Vec<String> =
                BUILTINS.iter().filter(|builtin| builtin.name != "gamma").map(|builtin| format!("`{}`", builtin.name)).collect();
            format!("the functions are {}", names.join(", "))
        } else if let Some(other) = elsewhere() {
            let world = self.schema.elsewhere.iter().find(|(feature, _)| *feature == other).map_or("another world", |(_, world)| world);
            format!("`{other}` is a feature of {world}; the features of {} are {}", self.schema.world, self.feature_list())
        } else {
            let near = suggest::sharing_a_word(name, lets.iter().chain(&features).copied());
            let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
            match near.split_last() {
                None => format!("the features of {} are {}", self.schema.world, self.feature_list()),
                Some((last, [])) => format!("did you mean {last}?"),
                Some((last, others)) => format!("did you mean {} or {last}?", others.join(", ")),
            }
        };
        self.error(span, message, hint);
    }

    /// Names that other languages have.
    fn habit(&self, name: &str) -> Option<String> {
        let hint = match name.to_ascii_lowercase().as_str() {
            "log" | "log10" | "log2" => "the natural logarithm is `ln(x)`",
            "reward" => "the reward has no name: the last expression is the reward",
            "power" => "powers are written `pow(x, y)`",
            "math" => "functions stand by themselves: `sqrt(x)`",
            "round" => "round with `floor(x + 0.5)`",
            "ceil" | "ceiling" => "round up with `-floor(-x)`",
            "mod" | "modulo" | "rem" => "a remainder is `a - b * floor(a / b)`",
            "sin" | "cos" | "tan" | "tanh" | "sigmoid" => {
                "there are no trigonometric or squashing functions; `clamp(x, low, high)` keeps a number within bounds"
            }
            "random" | "rand" => "a reward is never random: the same step always pays the same",
            "nan" | "inf" | "infinity" => "a reward is a finite number",
            "pi" => "write `3.14159265`",
            "none" | "null" | "nil" => "write `0`",
            "yes" | "on" => "write `true`",
            "no" | "off" => "write `false`",
            "previous" | "prev" | "last" | "old" | "before" => {
                return Some(format!("a feature before this step is `was(feature)`, for example `was({})`", self.state_feature()));
            }
            _ => return None,
        };
        Some(hint.into())
    }

    fn feature_list(&self) -> String {
        const MOST: usize = 12;
        let features = self.schema.features;
        let names: Vec<String> = features.iter().take(MOST).map(|feature| format!("`{}`", feature.name)).collect();
        let more = if features.len() > MOST { format!(" and {} more", features.len() - MOST) } else { String::new() };
        names.join(", ") + &more
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Value,
    Function,
    State,
}
