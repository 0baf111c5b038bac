//! Tokens into a tree, with every mistake reported and read over.
//!
//! ```text
//! program    = { "let" name "=" expression ";" } expression
//! expression = "if" expression block [ "else" ( block | if ) ] | or      # no else: 0
//! block      = "{" program "}"
//! or         = and { "||" and }            and        = compare { "&&" compare }
//! compare    = sum [ ("<"|"<="|">"|">="|"=="|"!=") sum ]
//! sum        = product { ("+"|"-") product }
//! product    = unary { ("*"|"/") unary }   unary      = ("-"|"!") unary | call
//! call       = name "(" [ expression { "," expression } ] ")" | name | number | "true" | "false" | "(" expression ")"
//! ```
//!
//! Not here: names and types (`check.rs`). Questionable decision: nothing returns `Result`. A function that meets a
//! mistake reports it, leaves a hole and goes on, because a person should see all mistakes at once. Every loop eats at
//! least one token a turn, so time is linear in the length of the text, whatever the text is.

use super::ast::{BinaryOp, Block, Expr, ExprKind, Let};
use super::diagnostic::{Diagnostic, Diagnostics, Span};
use super::lexer::{Lexeme, Token, lex, narrow};
use super::slips;

/// Parts (numbers, names, operators, calls) of one program.
pub const MAX_NODES: usize = 2_000;
/// Parentheses, calls, blocks and signs inside one another.
pub const MAX_NESTING: usize = 64;

/// The tree, unless a limit was passed, and every mistake.
pub struct Parsed {
    pub block: Option<Block>,
    pub diagnostics: Vec<Diagnostic>,
}

pub fn parse(source: &str) -> Parsed {
    let mut diagnostics = Diagnostics::default();
    let Prepared { tokens, quiet, cut } = prepare(source, &mut diagnostics);
    let mut parser = Parser {
        source,
        tokens,
        quiet,
        at: 0,
        diagnostics,
        reported_at: None,
        depth: 0,
        nodes: 0,
        steps: 0,
        fatal: false,
        stray_braces: 0,
    };
    let block = parser.program(None);
    // Linear, on every text that a debug build ever reads. The factor is what one level of parentheses may cost.
    debug_assert!(parser.steps <= 8 * parser.tokens.len(), "{} steps for {} tokens", parser.steps, parser.tokens.len());
    Parsed { block: (!parser.fatal && !cut).then_some(block), diagnostics: parser.diagnostics.into_vec() }
}

struct Prepared {
    /// The last one is always [`Lexeme::End`].
    tokens: Vec<Token>,
    /// By token: whether it is, or follows, something that has been reported; what the parser would say is an echo.
    quiet: Vec<bool>,
    /// Whether the rest of the text was left out.
    cut: bool,
}

/// The tokens that the parser reads: without comments, with every slip reported and replaced by what it stands for.
fn prepare(source: &str, diagnostics: &mut Diagnostics) -> Prepared {
    let all: Vec<Token> = lex(source).into_iter().filter(|token| token.lexeme != Lexeme::Comment).collect();
    let (mut tokens, mut quiet) = (Vec::with_capacity(all.len() + 1), Vec::with_capacity(all.len() + 1));
    let (mut after_slip, mut cut) = (false, false);
    for (at, &token) in all.iter().enumerate() {
        match slips::find(source, &all, at) {
            None => {
                tokens.push(token);
                quiet.push(after_slip);
                after_slip = false;
            }
            Some(slip) => {
                diagnostics.error(token.span, slip.message, slip.hint);
                for &lexeme in slip.instead {
                    tokens.push(Token { lexeme, span: token.span });
                    quiet.push(true);
                }
                after_slip = true;
                cut = slip.last;
                if cut {
                    break;
                }
            }
        }
    }
    tokens.push(Token { lexeme: Lexeme::End, span: Span { start: source.len(), end: source.len() } });
    quiet.push(after_slip);
    Prepared { tokens, quiet, cut }
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    quiet: Vec<bool>,
    at: usize,
    diagnostics: Diagnostics,
    /// The token at which the last mistake was found: one mistake a token is enough.
    reported_at: Option<usize>,
    depth: usize,
    nodes: usize,
    /// Tokens eaten, and expressions, values and statements begun.
    steps: usize,
    /// A limit was passed: the rest is not read.
    fatal: bool,
    /// Braces that were opened without an `if` and have been reported.
    stray_braces: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Lexeme {
        self.tokens[self.at].lexeme
    }

    fn peek_after(&self) -> Lexeme {
        self.tokens.get(self.at + 1).map_or(Lexeme::End, |token| token.lexeme)
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    /// The token before this one; an empty span at the start of the text.
    fn before(&self) -> Span {
        self.at.checked_sub(1).map_or(Span::default(), |at| self.tokens[at].span)
    }

    /// The empty place behind the token before this one: where something is missing.
    fn gap(&self) -> Span {
        let end = self.before().end;
        Span { start: end, end }
    }

    fn bump(&mut self) -> Span {
        let span = self.span();
        self.steps += 1;
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        span
    }

    fn eat(&mut self, lexeme: Lexeme) -> bool {
        let there = self.peek() == lexeme;
        if there {
            self.bump();
        }
        there
    }

    fn text(&self, span: Span) -> &str {
        &self.source[span.start..span.end]
    }

    /// The text of a span for a message: on one line, and not too long.
    fn quote(&self, span: Span) -> String {
        super::diagnostic::quote(self.source, span)
    }

    fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        if !self.fatal {
            self.diagnostics.error(span, message, Some(hint.into()));
            self.reported_at = Some(self.at);
        }
    }

    /// A mistake at the token that comes now, unless it has one already.
    fn error_here(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        if self.reported_at != Some(self.at) && !self.quiet[self.at] {
            self.error(span, message, hint);
        }
    }

    /// A limit was passed: one message, and the rest of the text is not read.
    fn give_up(&mut self, span: Span, message: String, hint: &str) {
        self.error(span, message, hint);
        self.fatal = true;
        self.at = self.tokens.len() - 1;
    }

    fn node(&mut self, span: Span, kind: ExprKind) -> Expr {
        self.nodes += 1;
        if self.nodes > MAX_NODES && !self.fatal {
            self.give_up(
                span,
                format!("this program has more than {} parts", grouped(MAX_NODES as u64)),
                "name what repeats with `let`, or ask for less",
            );
        }
        Expr { span, kind }
    }

    fn hole(&self) -> Expr {
        Expr { span: self.gap(), kind: ExprKind::Hole }
    }

    /// Whether one more level may begin here; reports and stops the parser when not.
    fn enter(&mut self) -> bool {
        if self.depth == MAX_NESTING {
            if !self.fatal {
                let span = self.span();
                self.give_up(span, format!("this is nested more than {MAX_NESTING} deep"), "give the inner parts names with `let`");
            }
            return false;
        }
        self.depth += 1;
        true
    }

    /// A program up to the end of the text, or up to the `}` that closes the brace at `open` (left for the caller).
    fn program(&mut self, open: Option<Span>) -> Block {
        let mut lets = Vec::new();
        let mut strays = Vec::new();
        // The last value that was read: the reward, unless something else follows it.
        let mut value: Option<Expr> = None;
        loop {
            self.steps += 1;
            let begin = self.at;
            match self.peek() {
                Lexeme::End => break,
                Lexeme::CloseBrace if open.is_some() => break,
                Lexeme::Let => {
                    if let Some(early) = value.take() {
                        self.error(early.span, "this value is not used: only the last expression counts", "put it after the last `let`");
                        strays.push(early);
                    }
                    lets.extend(self.binding());
                }
                Lexeme::Name | Lexeme::Hole if self.peek_after() == Lexeme::Equal => {
                    strays.extend(value.take());
                    match self.assignment() {
                        Assigned::Let(binding) => lets.push(binding),
                        Assigned::Reward(expr) => value = Some(expr),
                    }
                }
                // After a value, a `-` belongs to it.
                lexeme
                    if (starts_expression(lexeme) && (value.is_none() || lexeme != Lexeme::Minus))
                        || (value.is_none() && !closes(lexeme)) =>
                {
                    if let Some(early) = value.take() {
                        self.two_values(&early);
                        strays.push(early);
                    }
                    value = Some(self.expression());
                }
                _ => match value.take() {
                    Some(early) => value = self.after_value(early, &mut strays),
                    None => self.stray_closer(),
                },
            }
            if self.at == begin {
                self.bump();
            }
        }
        let value = value.unwrap_or_else(|| {
            let span = self.gap();
            let message = if open.is_some() { "this branch has no value" } else { "the reward itself is missing" };
            self.error_here(
                span,
                message,
                if open.is_some() {
                    "write what it is worth, for example `{ 0 }`"
                } else {
                    "the last line is an expression, without `let` and without `;`"
                },
            );
            self.hole()
        });
        Block { lets, strays, value }
    }

    /// Two values in a row.
    fn two_values(&mut self, early: &Expr) {
        let here = self.span();
        let between = &self.source[early.span.end.min(here.start)..here.start];
        if between.contains('\n') || matches!(early.kind, ExprKind::If { .. }) {
            let hint = if matches!(early.kind, ExprKind::If { .. }) {
                "to add them, put each `if` in parentheses: `(if … { … }) + (if … { … })`"
            } else {
                "add it to the next one with `+`, or give it a name: `let name = …;`"
            };
            self.error_here(early.span, "this value is not used: only the last expression counts", hint);
        } else {
            let (left, right) = (self.quote(self.before()), self.quote(here));
            let hint = if self.peek() == Lexeme::If {
                format!("to add it, put the whole `if` in parentheses: `{left} + (if … {{ … }})`")
            } else {
                format!("to multiply, write `{left} * {right}`")
            };
            self.error_here(here, format!("an operator is missing between `{left}` and `{right}`"), hint);
        }
    }

    /// Behind a whole value stands something that neither ends the program nor begins another value.
    fn after_value(&mut self, early: Expr, strays: &mut Vec<Expr>) -> Option<Expr> {
        let here = self.span();
        match self.peek() {
            Lexeme::Semicolon => {
                self.bump();
                if matches!(self.peek(), Lexeme::End | Lexeme::CloseBrace) {
                    self.error(here, "no `;` follows the last expression", "leave it out: `;` only ends a `let`");
                    return Some(early);
                }
                if self.peek() == Lexeme::Else && matches!(early.kind, ExprKind::If { .. }) {
                    self.error(here, "this `;` cuts the `else` off its `if`", "leave it out: `;` only ends a `let`");
                    self.bump();
                    if self.peek() == Lexeme::If {
                        self.expression();
                    } else {
                        self.block("else");
                    }
                    return Some(early);
                }
                self.error(
                    early.span,
                    "this value is not used: only the last expression counts",
                    "give it a name with `let name = …;`, or add it to the last expression with `+`",
                );
                strays.push(early);
                return None;
            }
            Lexeme::Comma => self.stray_comma(),
            lexeme if chain_operator(lexeme).is_some() || comparison(lexeme).is_some() => {
                if !matches!(early.kind, ExprKind::If { .. }) {
                    self.reported_at = Some(self.at); // only after something else that was reported
                }
                self.if_in_calculation(here);
            }
            _ => self.stray_closer(),
        }
        Some(early)
    }

    fn if_in_calculation(&mut self, operator: Span) {
        let sign = self.quote(operator);
        self.error_here(
            operator,
            format!("`{sign}` cannot follow the `}}` of an `if`"),
            format!("put the whole `if` in parentheses: `(if … {{ … }}) {sign} …`"),
        );
        self.bump();
        // The rest is read for its own mistakes.
        if starts_expression(self.peek()) {
            self.expression();
        }
    }

    fn stray_comma(&mut self) {
        let here = self.bump();
        let (left, right) = (self.tokens[self.at.saturating_sub(2)], self.tokens[self.at]);
        if left.lexeme == Lexeme::Number && right.lexeme == Lexeme::Number && left.span.end == here.start && here.end == right.span.start {
            let (a, b) = (self.quote(left.span), self.quote(right.span));
            self.error(here, "decimals are written with a point, not with a comma", format!("type `{a}.{b}`"));
            self.bump();
            self.reported_at = Some(self.at);
        } else {
            self.error_here(here, "a comma has no meaning here", "commas only separate the arguments of a function: `max(a, b)`");
        }
    }

    /// A token that closes or separates something that was never begun.
    fn stray_closer(&mut self) {
        let here = self.span();
        match self.peek() {
            Lexeme::Close => self.error_here(here, "this `)` closes nothing", "leave it out, or add the missing `(` before it"),
            Lexeme::CloseBrace if self.stray_braces > 0 => self.stray_braces -= 1,
            Lexeme::CloseBrace => self.error_here(here, "this `}` closes nothing", "leave it out, or add the missing `{` before it"),
            Lexeme::Else => self.error_here(here, "this `else` has no `if`", "write `if a { b } else { c }`"),
            Lexeme::OpenBrace => {
                self.error_here(here, "this `{` has no `if`", "braces hold the branches of an `if`; to group, use `(` and `)`");
                self.stray_braces += 1;
            }
            Lexeme::Semicolon => self.error_here(here, "this `;` ends nothing", "leave it out: `;` only ends a `let`"),
            Lexeme::Comma => return self.stray_comma(),
            _ => {
                let text = self.quote(here);
                self.error_here(here, format!("`{text}` was not expected here"), "put an operator between two values");
            }
        }
        self.bump();
        // What follows it is out of place for the same reason.
        self.reported_at = Some(self.at);
    }

    /// `let name = expression ;`
    fn binding(&mut self) -> Option<Let> {
        let keyword = self.bump();
        let name = match self.peek() {
            Lexeme::Name | Lexeme::Hole => self.bump(),
            Lexeme::If | Lexeme::Else | Lexeme::True | Lexeme::False | Lexeme::Let if self.peek_after() == Lexeme::Equal => {
                let word = self.quote(self.span());
                let span = self.span();
                self.error(span, format!("`{word}` is a word of the language, not a name"), "choose another name");
                self.bump()
            }
            Lexeme::Number => {
                let span = self.span();
                self.error(span, "a name cannot begin with a digit", "for example `let bonus = 2;`");
                self.bump()
            }
            _ => {
                self.error_here(keyword, "a name is missing after `let`", "for example `let bonus = 2;`");
                keyword
            }
        };
        let here = self.span();
        match self.peek() {
            Lexeme::Equal => {
                self.bump();
            }
            Lexeme::EqualEqual => {
                self.error_here(here, "`==` compares; a name gets its value with `=`", "type `=`");
                self.bump();
            }
            lexeme => {
                let (gap, shown) = (self.gap(), self.quote(name));
                self.error_here(gap, "a `=` is missing here", format!("write `let {shown} = …;`"));
                if !starts_expression(lexeme) {
                    self.eat(Lexeme::Semicolon);
                    return None;
                }
            }
        }
        let value = if starts_expression(self.peek()) || !(closes(self.peek()) || self.peek() == Lexeme::Let) {
            self.expression()
        } else {
            let (gap, shown) = (self.gap(), self.quote(name));
            self.error_here(gap, "a value is missing here", format!("write `let {shown} = …;`"));
            self.hole()
        };
        self.end_of_let(&value);
        Some(Let { name, value })
    }

    fn end_of_let(&mut self, value: &Expr) {
        if self.peek() == Lexeme::Comma {
            self.stray_comma();
        }
        if matches!(value.kind, ExprKind::If { .. }) && (chain_operator(self.peek()).is_some() || comparison(self.peek()).is_some()) {
            let here = self.span();
            self.if_in_calculation(here);
        }
        if self.peek() == Lexeme::Close {
            self.stray_closer();
        }
        if !self.eat(Lexeme::Semicolon) {
            let (gap, here) = (self.gap(), self.span());
            let same_line = !self.source[gap.end.min(here.start)..here.start].contains('\n');
            if same_line && starts_expression(self.peek()) {
                let (left, right) = (self.quote(self.before()), self.quote(here));
                self.error_here(
                    gap,
                    "a `;` is missing at the end of this `let`",
                    format!("type `;` here, or an operator if this is one value: `{left} * {right}`"),
                );
                self.expression();
                self.eat(Lexeme::Semicolon);
            } else {
                self.error_here(gap, "a `;` is missing at the end of this `let`", "type `;` here");
            }
        }
    }

    /// `name = expression`, with or without `;`: a habit from languages in which things change.
    fn assignment(&mut self) -> Assigned {
        let name = self.bump();
        let equal = self.bump();
        let shown = self.quote(name);
        let result = matches!(shown.to_ascii_lowercase().as_str(), "reward" | "r" | "result" | "return");
        let whole = Span { start: name.start, end: equal.end };
        if result {
            self.error(whole, format!("`{shown} =` is not needed"), "the last expression is the reward by itself");
        } else {
            self.error(
                whole,
                "a value never changes here: `=` belongs to `let`",
                format!("to name a value, write `let {shown} = …;`; to compare, write `{shown} == …`"),
            );
        }
        let value = if starts_expression(self.peek()) { self.expression() } else { self.hole() };
        let ended = self.eat(Lexeme::Semicolon);
        if result {
            Assigned::Reward(value)
        } else if ended || !matches!(self.peek(), Lexeme::End | Lexeme::CloseBrace) {
            Assigned::Let(Let { name, value })
        } else {
            // The last line: more likely a comparison.
            Assigned::Reward(value)
        }
    }

    fn expression(&mut self) -> Expr {
        self.steps += 1;
        if !self.enter() {
            return self.hole();
        }
        let expr = if self.peek() == Lexeme::If { self.conditional() } else { self.chain(Level::Or) };
        let expr = if self.late_if(&expr).is_some() { self.late_conditional(expr) } else { expr };
        self.depth -= 1;
        expr
    }

    /// Whether an `if` without braces follows this value, and if so, whether an `else` follows that.
    fn late_if(&self, value: &Expr) -> Option<bool> {
        if self.peek() != Lexeme::If || matches!(value.kind, ExprKind::If { .. }) {
            return None;
        }
        let mut open = 0;
        for token in &self.tokens[self.at + 1..] {
            match token.lexeme {
                Lexeme::Open => open += 1,
                Lexeme::Close if open > 0 => open -= 1,
                Lexeme::Else if open == 0 => return Some(true),
                Lexeme::If | Lexeme::OpenBrace | Lexeme::Let => return None,
                Lexeme::Close | Lexeme::CloseBrace | Lexeme::Semicolon | Lexeme::End => break,
                _ => {}
            }
        }
        // On a line of its own it is more likely the next value, not written to its end.
        let is_beside = !self.source[value.span.end.min(self.span().start)..self.span().start].contains('\n');
        (is_beside && starts_expression(self.peek_after())).then_some(false)
    }

    /// `value if condition else other`, as Python writes it; also without the `else`, as Ruby does.
    fn late_conditional(&mut self, value: Expr) -> Expr {
        let start = value.span.start;
        let branch = |value| Block { lets: Vec::new(), strays: Vec::new(), value };
        let narrowed = |parser: &Self, span| parser.quote(span).chars().map(narrow).collect::<String>();
        let (mut arms, mut written, mut last) = (Vec::new(), String::new(), Some(value));
        while let Some(value) = last.take() {
            let Some(has_else) = self.late_if(&value) else {
                last = Some(value);
                break;
            };
            self.bump(); // `if`
            let condition = self.chain(Level::Or);
            written += &format!("if {} {{ {} }}", narrowed(self, condition.span), narrowed(self, value.span));
            arms.push((condition, branch(value)));
            if !has_else {
                break;
            }
            while !matches!(self.peek(), Lexeme::Else | Lexeme::End) {
                self.bump();
            }
            self.eat(Lexeme::Else);
            written += " else ";
            last = Some(match self.peek() {
                Lexeme::If => self.conditional(),
                Lexeme::OpenBrace => self.block("else").value,
                lexeme if starts_expression(lexeme) => self.chain(Level::Or),
                _ => self.hole(),
            });
        }
        if let Some(last) = &last {
            let is_missing = last.span.start == last.span.end;
            written += &if is_missing { "{ … }".into() } else { format!("{{ {} }}", narrowed(self, last.span)) };
        }
        let span = Span { start, end: self.before().end };
        self.error(span, "the condition of an `if` comes first here, and its values stand in braces", format!("write `{written}`"));
        self.node(span, ExprKind::If { arms, otherwise: last.map(|last| Box::new(branch(last))) })
    }

    /// `if … { … } else if … { … } else { … }`, all arms in one node.
    fn conditional(&mut self) -> Expr {
        let start = self.span().start;
        let mut arms = Vec::new();
        let mut otherwise = None;
        while !self.fatal {
            let keyword = self.bump(); // `if`
            let condition = if self.peek() == Lexeme::OpenBrace {
                self.error_here(keyword, "the condition of this `if` is missing", "for example `if a { b } else { c }`");
                self.hole()
            } else {
                self.expression()
            };
            let block = self.block("if");
            arms.push((condition, block));
            self.nodes += 1;
            if !self.eat(Lexeme::Else) {
                break;
            }
            if self.peek() != Lexeme::If {
                otherwise = Some(Box::new(self.block("else")));
                break;
            }
        }
        let span = Span { start, end: self.before().end };
        self.node(span, ExprKind::If { arms, otherwise })
    }

    fn block(&mut self, owner: &str) -> Block {
        if self.peek() != Lexeme::OpenBrace {
            let gap = self.gap();
            let example = if owner == "if" { "if … { 10 }" } else { "else { 0 }" };
            self.error_here(gap, format!("the `{{` of this `{owner}` is missing"), format!("put the branch in braces: `{example}`"));
            let value = if starts_expression(self.peek()) { self.expression() } else { self.hole() };
            if self.peek() == Lexeme::Semicolon && self.peek_after() == Lexeme::Else {
                self.bump();
            }
            return Block { lets: Vec::new(), strays: Vec::new(), value };
        }
        let open = self.bump();
        let block = self.program(Some(open));
        if !self.eat(Lexeme::CloseBrace) {
            self.error_unclosed(open, "{", "}");
        }
        block
    }

    /// Reported at the opening sign; the end of the text may be reported once more, for another sign.
    fn error_unclosed(&mut self, open: Span, sign: &str, closer: &str) {
        if !self.fatal {
            self.diagnostics.error(open, format!("this `{sign}` is never closed"), Some(format!("add the missing `{closer}`")));
            self.reported_at = Some(self.at);
        }
    }

    /// Operators of one precedence and, inside, the tighter ones.
    fn chain(&mut self, level: Level) -> Expr {
        let inner = match level {
            Level::Or => Level::And,
            Level::And => Level::Compare,
            Level::Compare => return self.compare(),
            Level::Sum => Level::Product,
            Level::Product => return self.product(),
        };
        let first = self.chain(inner);
        self.rest_of_chain(level, first, |parser| parser.chain(inner))
    }

    fn product(&mut self) -> Expr {
        let first = self.unary();
        self.rest_of_chain(Level::Product, first, Parser::unary)
    }

    fn rest_of_chain(&mut self, level: Level, first: Expr, operand: impl Fn(&mut Self) -> Expr) -> Expr {
        let mut rest = Vec::new();
        while let Some((op, _)) = chain_operator(self.peek()).filter(|&(_, found)| found == level) {
            self.bump();
            self.nodes += 1;
            rest.push((op, operand(self)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = Span { start: first.span.start, end: last.span.end.max(first.span.end) };
        self.node(span, ExprKind::Chain { first: Box::new(first), rest })
    }

    fn compare(&mut self) -> Expr {
        let first = self.chain(Level::Sum);
        let Some(op) = self.comparison_sign() else { return first };
        let second = self.chain(Level::Sum);
        let span = Span { start: first.span.start, end: second.span.end.max(first.span.end) };
        if comparison(self.peek()).is_some() {
            let next = self.bump();
            let third = self.chain(Level::Sum);
            let hint =
                format!("write `{} && {} {} {}`", self.quote(span), self.quote(second.span), self.text(next), self.quote(third.span));
            let whole = Span { start: span.start, end: third.span.end.max(next.end) };
            self.error(whole, "comparisons cannot be chained", hint);
            while comparison(self.peek()).is_some() {
                self.bump();
                self.chain(Level::Sum);
            }
        }
        self.node(span, ExprKind::Chain { first: Box::new(first), rest: vec![(op, second)] })
    }

    fn comparison_sign(&mut self) -> Option<BinaryOp> {
        let here = self.span();
        if self.peek() == Lexeme::Equal {
            self.error_here(here, "`=` gives a value to a name; it does not compare", "to compare, type `==`");
            self.bump();
            return Some(BinaryOp::Equal);
        }
        let op = comparison(self.peek())?;
        self.bump();
        Some(op)
    }

    fn unary(&mut self) -> Expr {
        let start = self.span().start;
        match self.peek() {
            Lexeme::Minus | Lexeme::Bang => {
                let negate = self.peek() == Lexeme::Minus;
                if !self.enter() {
                    return self.hole();
                }
                self.bump();
                let inner = Box::new(self.unary());
                self.depth -= 1;
                let span = Span { start, end: inner.span.end.max(start + 1) };
                self.node(span, if negate { ExprKind::Negate(inner) } else { ExprKind::Not(inner) })
            }
            Lexeme::Plus => {
                let here = self.span();
                self.error_here(here, "this `+` has no value before it", "leave it out: positive numbers have no sign");
                while self.eat(Lexeme::Plus) {}
                if starts_expression(self.peek()) && self.enter() {
                    let inner = self.unary();
                    self.depth -= 1;
                    return inner;
                }
                self.hole()
            }
            _ => self.primary(),
        }
    }

    fn primary(&mut self) -> Expr {
        self.steps += 1;
        let here = self.span();
        match self.peek() {
            Lexeme::Number => {
                self.bump();
                let value = self.number(here);
                self.node(here, value)
            }
            Lexeme::True | Lexeme::False => {
                let value = self.peek() == Lexeme::True;
                self.bump();
                self.node(here, ExprKind::Truth(value))
            }
            Lexeme::Hole => {
                self.bump();
                if self.eat(Lexeme::Open) {
                    self.arguments(here);
                }
                Expr { span: here, kind: ExprKind::Hole }
            }
            Lexeme::Name => {
                self.bump();
                if !self.eat(Lexeme::Open) {
                    return self.node(here, ExprKind::Name);
                }
                let arguments = self.arguments(here);
                let span = Span { start: here.start, end: self.before().end };
                self.node(span, ExprKind::Call { name: here, arguments })
            }
            Lexeme::Open => self.parenthesis(),
            Lexeme::If => {
                self.error_here(here, "an `if` inside a calculation needs parentheses", "for example `… + (if a { b } else { c })`");
                self.expression()
            }
            _ => {
                self.missing_value();
                self.hole()
            }
        }
    }

    /// A value was wanted and something else stands here; it is left for the caller.
    fn missing_value(&mut self) {
        let (here, before) = (self.span(), self.before());
        let operator = self.at > 0 && {
            let lexeme = self.tokens[self.at - 1].lexeme;
            chain_operator(lexeme).is_some() || comparison(lexeme).is_some() || matches!(lexeme, Lexeme::Bang | Lexeme::Equal)
        };
        if operator {
            let sign = self.quote(before);
            self.error_here(before, format!("a value is missing after `{sign}`"), format!("write one, or leave out the `{sign}`"));
        } else if matches!(self.peek(), Lexeme::Star | Lexeme::Slash | Lexeme::AndAnd | Lexeme::OrOr) || comparison(self.peek()).is_some() {
            let sign = self.quote(here);
            self.error_here(here, format!("a value is missing before `{sign}`"), format!("write one, or leave out the `{sign}`"));
        } else {
            let gap = self.gap();
            self.error_here(gap, "a value is missing here", "write a number, a feature or an expression");
        }
        // An operator here would otherwise be met again and again.
        if chain_operator(self.peek()).is_some() || comparison(self.peek()).is_some() {
            self.reported_at = Some(self.at);
        }
    }

    /// `( expression )`
    fn parenthesis(&mut self) -> Expr {
        let open = self.bump();
        if self.peek() == Lexeme::Close {
            let close = self.bump();
            let span = Span { start: open.start, end: close.end };
            self.error(span, "these parentheses are empty", "put an expression in them, or leave them out");
            return Expr { span, kind: ExprKind::Hole };
        }
        let mut inner = self.expression();
        while starts_expression(self.peek()) {
            self.two_values(&inner);
            inner = self.expression();
        }
        if self.peek() == Lexeme::Comma {
            self.stray_comma();
            if starts_expression(self.peek()) {
                self.expression();
            }
        }
        if !self.eat(Lexeme::Close) {
            self.error_unclosed(open, "(", ")");
        }
        let span = Span { start: open.start, end: self.before().end };
        self.node(span, ExprKind::Paren(Box::new(inner)))
    }

    /// `[ expression { "," expression } ] )`, the `(` being eaten.
    fn arguments(&mut self, name: Span) -> Vec<Expr> {
        let open = self.before();
        let mut arguments = Vec::new();
        if self.eat(Lexeme::Close) {
            return arguments;
        }
        loop {
            let begin = self.at;
            if self.peek() == Lexeme::Comma {
                let here = self.span();
                self.error_here(here, "an argument is missing before this comma", "leave out one comma");
            } else {
                arguments.push(self.expression());
            }
            if self.eat(Lexeme::Close) {
                return arguments;
            }
            if self.peek() == Lexeme::Comma {
                let comma = self.bump();
                if self.eat(Lexeme::Close) {
                    self.error(comma, "nothing follows this comma", "leave it out");
                    return arguments;
                }
            } else if starts_expression(self.peek()) && self.at > begin {
                let (gap, shown) = (self.gap(), self.quote(name));
                self.error_here(gap, format!("a comma is missing between the arguments of `{shown}`"), "type `,` here, or an operator");
            } else {
                self.error_unclosed(open, "(", ")");
                return arguments;
            }
        }
    }

    /// `12`, `0.5`, `1e-3`, `1_000`.
    fn number(&mut self, span: Span) -> ExprKind {
        let text = self.text(span).to_owned();
        match read_number(&text) {
            Ok(value) => ExprKind::Number(value),
            Err((message, hint)) => {
                self.error(span, message, hint);
                ExprKind::Hole
            }
        }
    }
}

enum Assigned {
    Let(Let),
    Reward(Expr),
}

/// Precedence, loosest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Or,
    And,
    Compare,
    Sum,
    Product,
}

fn chain_operator(lexeme: Lexeme) -> Option<(BinaryOp, Level)> {
    match lexeme {
        Lexeme::OrOr => Some((BinaryOp::Or, Level::Or)),
        Lexeme::AndAnd => Some((BinaryOp::And, Level::And)),
        Lexeme::Plus => Some((BinaryOp::Add, Level::Sum)),
        Lexeme::Minus => Some((BinaryOp::Subtract, Level::Sum)),
        Lexeme::Star => Some((BinaryOp::Multiply, Level::Product)),
        Lexeme::Slash => Some((BinaryOp::Divide, Level::Product)),
        _ => None,
    }
}

fn comparison(lexeme: Lexeme) -> Option<BinaryOp> {
    match lexeme {
        Lexeme::Less => Some(BinaryOp::Less),
        Lexeme::LessEqual => Some(BinaryOp::LessEqual),
        Lexeme::Greater => Some(BinaryOp::Greater),
        Lexeme::GreaterEqual => Some(BinaryOp::GreaterEqual),
        Lexeme::EqualEqual => Some(BinaryOp::Equal),
        Lexeme::NotEqual => Some(BinaryOp::NotEqual),
        _ => None,
    }
}

/// Tokens with which a value can begin; after a value, `-` subtracts.
fn starts_expression(lexeme: Lexeme) -> bool {
    matches!(
        lexeme,
        Lexeme::Number
            | Lexeme::Name
            | Lexeme::True
            | Lexeme::False
            | Lexeme::Bang
            | Lexeme::Open
            | Lexeme::If
            | Lexeme::Hole
            | Lexeme::Minus
    )
}

/// Tokens at which no value can begin because they end or separate something.
fn closes(lexeme: Lexeme) -> bool {
    matches!(
        lexeme,
        Lexeme::Close
            | Lexeme::CloseBrace
            | Lexeme::OpenBrace
            | Lexeme::Comma
            | Lexeme::Semicolon
            | Lexeme::Else
            | Lexeme::Equal
            | Lexeme::End
    )
}

/// The value, or message and hint.
fn read_number(text: &str) -> Result<f64, (String, String)> {
    let fail = |message: String, hint: String| Err((message, hint));
    let shown: String = text.chars().take(24).collect();
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count();
    let rest = &text[digits..];
    if let Some(decimals) = text.strip_prefix('.') {
        return fail("a digit is missing before the point".into(), format!("type `0.{}`", decimals.chars().take(24).collect::<String>()));
    }
    if text.starts_with("0x") || text.starts_with("0b") || text.starts_with("0X") || text.starts_with("0B") {
        return fail("numbers are written in decimal here".into(), "for example `255` instead of `0xff`".into());
    }
    if text.matches('.').count() > 1 {
        return fail(format!("`{shown}` has more than one point"), "write one number, such as `1.25`; `_` separates thousands".into());
    }
    if let Some(whole) = text.strip_suffix('.') {
        let whole: String = whole.chars().take(24).collect();
        return fail("a digit is missing after the point".into(), format!("type `{whole}` or `{whole}.0`"));
    }
    let fraction = rest.strip_prefix('.').unwrap_or("");
    let fraction_digits = fraction.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count();
    let tail = if rest.starts_with('.') { &fraction[fraction_digits..] } else { rest };
    if let Some(exponent) = tail.strip_prefix(['e', 'E']) {
        let exponent_digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if exponent_digits.is_empty() {
            return fail(
                "the exponent of this number is missing".into(),
                format!("`{shown}3` is a thousand times as much; otherwise leave out the `e`"),
            );
        }
        if exponent_digits.bytes().any(|b| !b.is_ascii_digit()) || (rest.starts_with('.') && fraction_digits == 0) {
            return fail(format!("`{shown}` is not a number"), "numbers look like `12`, `0.5`, `1e-3` or `1_000`".into());
        }
    } else if !tail.is_empty() {
        let number = &text[..text.len() - tail.len()];
        let letters = !tail.contains(['.', '_']) && tail.len() < 40 && number.len() < 24 && !number.ends_with('.');
        let hint = if letters {
            format!("to multiply, write `{number} * {tail}`")
        } else {
            "numbers look like `12`, `0.5`, `1e-3` or `1_000`".into()
        };
        return fail(format!("`{shown}` is neither a number nor a name"), hint);
    }
    match text.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => fail(
            format!("`{shown}` is too large for a number"),
            "the largest is about `1.8e308`, and the largest reward about `3.4e38`".into(),
        ),
        Err(_) => fail(format!("`{shown}` is not a number"), "numbers look like `12`, `0.5`, `1e-3` or `1_000`".into()),
    }
}

/// `2000` as `2,000`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
