//! The functions of the language: names, how they are written, what they mean, and their arithmetic.
//!
//! Not here: `was(…)` computes nothing (it reads a column) and is resolved in `check.rs`; it only has its line in the
//! list for completion. Questionable decision: `min` and `max` take two arguments or more.

use crate::math;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Min,
    Max,
    Abs,
    Clamp,
    Sign,
    Sqrt,
    Exp,
    Ln,
    Pow,
    Floor,
}

/// A built-in name, for completion and hover docs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    pub name: &'static str,
    /// How it is written.
    pub signature: &'static str,
    /// One sentence.
    pub doc: &'static str,
}

const fn builtin(name: &'static str, signature: &'static str, doc: &'static str) -> Builtin {
    Builtin { name, signature, doc }
}

/// Every name that the language itself gives a meaning, without the keywords.
pub const BUILTINS: [Builtin; 12] = [
    builtin("min", "min(a, b)", "The smallest of two or more numbers."),
    builtin("max", "max(a, b)", "The largest of two or more numbers."),
    builtin("abs", "abs(x)", "The size of a number without its sign."),
    builtin("clamp", "clamp(x, low, high)", "The number, but no smaller than low and no larger than high."),
    builtin("sign", "sign(x)", "1 for a positive number, -1 for a negative one, 0 for zero."),
    builtin("sqrt", "sqrt(x)", "The square root."),
    builtin("exp", "exp(x)", "e to the power x."),
    builtin("ln", "ln(x)", "The natural logarithm."),
    builtin("pow", "pow(x, y)", "x to the power y."),
    builtin("floor", "floor(x)", "The largest whole number that is no larger than x."),
    builtin("was", "was(feature)", "A state feature as it was before this step (in the starting state: as it is at the start)."),
    builtin("gamma", "gamma", "The learner's discount: what a reward one step later is worth now."),
];

pub const KEYWORDS: [&str; 5] = ["let", "if", "else", "true", "false"];

/// Whether the name is written with parentheses.
pub fn is_function(name: &str) -> bool {
    name == "was" || Function::named(name).is_some()
}

impl Function {
    pub fn named(name: &str) -> Option<Function> {
        Some(match name {
            "min" => Function::Min,
            "max" => Function::Max,
            "abs" => Function::Abs,
            "clamp" => Function::Clamp,
            "sign" => Function::Sign,
            "sqrt" => Function::Sqrt,
            "exp" => Function::Exp,
            "ln" => Function::Ln,
            "pow" => Function::Pow,
            "floor" => Function::Floor,
            _ => return None,
        })
    }

    /// Least and largest number of arguments, both inclusive.
    pub fn arity(self) -> (usize, usize) {
        match self {
            Function::Min | Function::Max => (2, usize::MAX),
            Function::Pow => (2, 2),
            Function::Clamp => (3, 3),
            Function::Abs | Function::Sign | Function::Sqrt | Function::Exp | Function::Ln | Function::Floor => (1, 1),
        }
    }

    /// The value for arguments whose number `check.rs` has counted.
    pub fn apply(self, arguments: &[f64]) -> f64 {
        match (self, arguments) {
            (Function::Min, [first, rest @ ..]) => rest.iter().fold(*first, |least, &x| math::min64(least, x)),
            (Function::Max, [first, rest @ ..]) => rest.iter().fold(*first, |most, &x| math::max64(most, x)),
            // The upper bound wins when the two are the wrong way round (a warning): a total function needs an answer.
            (Function::Clamp, &[x, low, high]) => math::min64(math::max64(x, low), high),
            (Function::Abs, &[x]) => x.abs(),
            (Function::Sign, &[x]) => math::sign64(x),
            (Function::Sqrt, &[x]) => x.sqrt(),
            (Function::Exp, &[x]) => math::exp64(x),
            (Function::Ln, &[x]) => math::ln64(x),
            (Function::Pow, &[x, y]) => math::pow64(x, y),
            (Function::Floor, &[x]) => x.floor(),
            _ => unreachable!("the number of arguments is checked before any program runs"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_its_line_for_completion() {
        for builtin in BUILTINS {
            assert!(builtin.signature.starts_with(builtin.name) && builtin.doc.ends_with('.'), "{}", builtin.name);
            let Some(function) = Function::named(builtin.name) else {
                assert!(builtin.name == "was" || builtin.name == "gamma", "{}", builtin.name);
                continue;
            };
            // The signature shows as many arguments as the function takes at least.
            assert_eq!(builtin.signature.matches(',').count() + 1, function.arity().0, "{}", builtin.name);
        }
    }

    #[test]
    fn arithmetic() {
        assert_eq!(Function::Clamp.apply(&[7.0, 0.0, 5.0]), 5.0);
        assert_eq!(Function::Clamp.apply(&[7.0, 9.0, 5.0]), 5.0, "the upper bound wins");
        assert!(Function::Min.apply(&[1.0, f64::NAN, 0.0]).is_nan());
        assert!(Function::Max.apply(&[f64::NAN, 1.0]).is_nan());
        assert!(Function::Clamp.apply(&[f64::NAN, 0.0, 1.0]).is_nan());
        assert_eq!(Function::Sign.apply(&[-0.5]), -1.0);
    }
}
