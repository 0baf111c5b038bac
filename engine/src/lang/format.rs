//! The canonical layout of a program.
//!
//! Not here: any change but of blanks and line breaks. The words, their order, parentheses and comments stay, so the
//! meaning cannot change. Questionable decision: layout depends only on the tokens, on which comments stand alone on a
//! line, and on empty lines between statements; all three survive formatting, so formatting twice is formatting once.

use super::ast::{Block, Expr, ExprKind};
use super::diagnostic::Span;
use super::lexer::{Lexeme, Token, lex};
use super::{MAX_SOURCE, parser};

/// Columns that a line may fill before it is broken.
const WIDTH: usize = 80;
const INDENT: usize = 4;

/// The canonical layout; `None` if the text does not parse, or would not fit the limit on length any more.
pub fn format(source: &str) -> Option<String> {
    if source.len() > MAX_SOURCE {
        return None;
    }
    let parsed = parser::parse(source);
    let block = parsed.block.filter(|_| parsed.diagnostics.is_empty())?;
    let tokens = lex(source);
    let comments = tokens.iter().filter(|token| token.lexeme == Lexeme::Comment).map(|token| token.span.start).collect();
    let mut formatter =
        Formatter { source, tokens, comments, at: 0, out: String::new(), indent: 0, gap: Gap::Nothing, statement: true, column: 0 };
    formatter.block(&block);
    formatter.comments();
    (formatter.out.len() <= MAX_SOURCE).then_some(formatter.out)
}

/// What stands before the next token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Nothing,
    Blank,
    Line,
}

struct Formatter<'a> {
    source: &'a str,
    /// With comments.
    tokens: Vec<Token>,
    /// Where comments begin, in order.
    comments: Vec<usize>,
    /// The next token.
    at: usize,
    out: String,
    indent: usize,
    gap: Gap,
    /// Whether a statement begins here: only there an empty line is kept.
    statement: bool,
    /// Characters on the current line of `out`.
    column: usize,
}

impl Formatter<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn new_line(&mut self) {
        if self.out.is_empty() {
            return;
        }
        // An empty line between statements stays, one of them; not at the beginning of a block.
        if self.statement && !self.out.ends_with('{') && empty_line(self.before()) {
            self.out.push('\n');
        }
        self.out.push('\n');
        self.column = 0;
        self.push(&" ".repeat(self.indent * INDENT));
    }

    /// The blanks before the next token, as written.
    fn before(&self) -> &str {
        let start = self.at.checked_sub(1).map_or(0, |at| self.tokens[at].span.end);
        let end = self.tokens.get(self.at).map_or(self.source.len(), |token| token.span.start);
        &self.source[start..end]
    }

    /// Writes the comments that come next; a line break follows each.
    fn comments(&mut self) {
        while let Some(token) = self.tokens.get(self.at).copied().filter(|token| token.lexeme == Lexeme::Comment) {
            if self.at == 0 || self.before().contains(['\n', '\r']) {
                self.new_line();
            } else {
                self.push(" ");
            }
            self.push(self.source[token.span.start..token.span.end].trim_end());
            self.at += 1;
            self.gap = Gap::Line;
        }
    }

    /// Writes the next token.
    fn token(&mut self) {
        self.comments();
        match self.gap {
            Gap::Nothing => {}
            Gap::Blank => self.push(" "),
            Gap::Line => self.new_line(),
        }
        if let Some(token) = self.tokens.get(self.at).copied() {
            self.push(&self.source[token.span.start..token.span.end]);
            self.at += 1;
        }
        self.gap = Gap::Nothing;
        self.statement = false;
    }

    fn blank(&mut self) {
        self.gap = Gap::Blank;
    }

    fn line(&mut self) {
        self.gap = Gap::Line;
    }

    fn block(&mut self, block: &Block) {
        for binding in &block.lets {
            self.statement = true;
            self.token(); // let
            self.blank();
            self.token(); // name
            self.blank();
            self.token(); // =
            self.blank();
            self.expr(&binding.value);
            self.token(); // ;
            self.line();
        }
        self.statement = true;
        self.expr(&block.value);
    }

    /// `{ value }` on one line, or on several.
    fn braces(&mut self, block: &Block, flat: bool) {
        self.blank();
        self.token(); // {
        if flat {
            self.blank();
            self.expr(&block.value);
            self.blank();
        } else {
            self.indent += 1;
            self.line();
            self.block(block);
            self.comments();
            self.indent -= 1;
            self.line();
        }
        self.token(); // }
    }

    fn expr(&mut self, expr: &Expr) {
        let flat = self.fits(expr);
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Truth(_) | ExprKind::Name | ExprKind::Hole => self.token(),
            ExprKind::Call { arguments, .. } => {
                self.token(); // name
                self.token(); // (
                self.inside(flat, |formatter| {
                    for (i, argument) in arguments.iter().enumerate() {
                        if i > 0 {
                            formatter.token(); // ,
                            formatter.gap = if flat { Gap::Blank } else { Gap::Line };
                        }
                        formatter.expr(argument);
                    }
                });
                self.token(); // )
            }
            ExprKind::Paren(inner) => {
                self.token(); // (
                self.inside(flat, |formatter| formatter.expr(inner));
                self.token(); // )
            }
            ExprKind::Negate(inner) | ExprKind::Not(inner) => {
                self.token();
                self.expr(inner);
            }
            ExprKind::Chain { first, rest } => {
                self.expr(first);
                self.indent += usize::from(!flat);
                for (_, right) in rest {
                    self.gap = if flat { Gap::Blank } else { Gap::Line };
                    self.token(); // operator
                    self.blank();
                    self.expr(right);
                }
                self.indent -= usize::from(!flat);
            }
            ExprKind::If { arms, otherwise } => {
                for (i, (condition, block)) in arms.iter().enumerate() {
                    if i > 0 {
                        self.blank();
                        self.token(); // else
                        self.blank();
                    }
                    self.token(); // if
                    self.blank();
                    self.expr(condition);
                    self.braces(block, flat);
                }
                if let Some(block) = otherwise {
                    self.blank();
                    self.token(); // else
                    self.braces(block, flat);
                }
            }
        }
    }

    /// What stands between parentheses: behind the opening one, or on lines of its own.
    fn inside(&mut self, flat: bool, write: impl FnOnce(&mut Self)) {
        if flat {
            return write(self);
        }
        self.indent += 1;
        self.line();
        write(self);
        self.comments();
        self.indent -= 1;
        self.line();
    }

    fn fits(&self, expr: &Expr) -> bool {
        let column = match self.gap {
            Gap::Nothing => self.column,
            Gap::Blank => self.column + 1,
            Gap::Line => self.indent * INDENT,
        };
        !self.has_comment(expr.span) && self.width(expr).is_some_and(|width| column + width <= WIDTH)
    }

    fn has_comment(&self, span: Span) -> bool {
        let after = self.comments.partition_point(|&start| start < span.start);
        self.comments.get(after).is_some_and(|&start| start < span.end)
    }

    /// Columns on one line; `None` if it never stands on one line.
    fn width(&self, expr: &Expr) -> Option<usize> {
        let text = |span: Span| self.source[span.start..span.end].chars().count();
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Truth(_) | ExprKind::Name | ExprKind::Hole => Some(text(expr.span)),
            ExprKind::Call { name, arguments } => {
                let mut width = text(*name) + 2 + 2 * arguments.len().saturating_sub(1);
                for argument in arguments {
                    width += self.width(argument)?;
                }
                Some(width)
            }
            ExprKind::Paren(inner) => Some(self.width(inner)? + 2),
            ExprKind::Negate(inner) | ExprKind::Not(inner) => Some(self.width(inner)? + 1),
            ExprKind::Chain { first, rest } => {
                let mut width = self.width(first)?;
                for (_, right) in rest {
                    width += 4 + self.width(right)?; // two blanks and the longest operator
                }
                Some(width)
            }
            // One choice may stand on one line; a list of them reads as a table.
            ExprKind::If { arms, otherwise } => {
                let [(condition, block)] = arms.as_slice() else { return None };
                let mut width = "if  {  }".len() + self.width(condition)? + self.block_width(block)?;
                if let Some(block) = otherwise {
                    width += " else {  }".len() + self.block_width(block)?;
                }
                Some(width)
            }
        }
    }

    fn block_width(&self, block: &Block) -> Option<usize> {
        if block.lets.is_empty() { self.width(&block.value) } else { None }
    }
}

/// Whether blanks hold more than one line break.
fn empty_line(blanks: &str) -> bool {
    let breaks = |c: char| blanks.matches(c).count();
    breaks('\n').max(breaks('\r')) > 1
}
