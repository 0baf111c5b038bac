//! A program as it is written: the tree that the parser makes, and the signs that it shares with the checked tree.
//!
//! Not here: meaning (names are only spans), which is in `check.rs`. Questionable decision: `a + b - c` is one
//! [`ExprKind::Chain`] and `if … else if …` one list of arms, not nested pairs, so that no tree is deeper than the limit
//! on nesting allows and every walk may recurse.

use super::diagnostic::Span;

/// A whole program, or what stands between two braces.
#[derive(Clone, Debug)]
pub struct Block {
    pub lets: Vec<Let>,
    /// Values that go nowhere, each already reported; kept so that their names are checked too.
    pub strays: Vec<Expr>,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub struct Let {
    pub name: Span,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Number(f64),
    Truth(bool),
    Name,
    Call {
        name: Span,
        arguments: Vec<Expr>,
    },
    Paren(Box<Expr>),
    Negate(Box<Expr>),
    Not(Box<Expr>),
    /// Operators of one precedence, left to right; comparisons have exactly one.
    Chain {
        first: Box<Expr>,
        rest: Vec<(BinaryOp, Expr)>,
    },
    /// At least one arm; without `otherwise` the value is 0.
    If {
        arms: Vec<(Expr, Block)>,
        otherwise: Option<Box<Block>>,
    },
    /// Where something could not be read; already reported.
    Hole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Or,
    And,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl BinaryOp {
    /// Truths are 1 and 0.
    pub fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            BinaryOp::Or => f64::from(a != 0.0 || b != 0.0),
            BinaryOp::And => f64::from(a != 0.0 && b != 0.0),
            BinaryOp::Less => f64::from(a < b),
            BinaryOp::LessEqual => f64::from(a <= b),
            BinaryOp::Greater => f64::from(a > b),
            BinaryOp::GreaterEqual => f64::from(a >= b),
            BinaryOp::Equal => f64::from(a == b),
            BinaryOp::NotEqual => f64::from(a != b),
            BinaryOp::Add => a + b,
            BinaryOp::Subtract => a - b,
            BinaryOp::Multiply => a * b,
            BinaryOp::Divide => a / b,
        }
    }
}
