//! Register bytecode: every instruction runs over a column of lanes, one lane an environment.
//!
//! Not here: jumps (`if` computes all branches and selects, so a branch not taken cannot poison the result) and
//! scheduling. Questionable decision: a register is a fixed block of [`LANES`] lanes and the whole code runs block after
//! block. Registers then stay in the first cache however many lanes there are, and loops of fixed length over arrays are
//! what LLVM turns into vector instructions without being asked.

use super::ast::BinaryOp;
use super::check::{Body, Node, NodeKind};
use super::diagnostic::Span;
use super::function::Function;
use crate::math;

/// Lanes of one register. Guessed: 512 bytes, so a reward of a few dozen registers fits the first cache.
const LANES: usize = 64;

type Register = usize;
type Block = [f64; LANES];

#[derive(Clone, Copy, Debug)]
enum Instruction {
    Number(f64),
    Now(usize),
    Was(usize),
    Negate(Register),
    Not(Register),
    Binary(BinaryOp, Register, Register),
    /// A function of one argument.
    Call1(Function, Register),
    /// `min`, `max` or `pow`; longer `min` and `max`, and `clamp`, are made of these.
    Call2(Function, Register, Register),
    /// Condition, value when it holds, value when not.
    Select(Register, Register, Register),
}

#[derive(Clone, Debug)]
pub struct Code {
    /// Each with the register that it writes.
    instructions: Vec<(Register, Instruction)>,
    /// By instruction.
    spans: Vec<Span>,
    registers: usize,
    result: Register,
}

/// The registers of a running program; grows once and is then reused.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    registers: Vec<Block>,
}

impl Code {
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// `now` and `was`: `[features][lanes]`; `out`: `[lanes]`.
    pub fn run(&self, now: &[f64], was: &[f64], scratch: &mut Scratch, out: &mut [f64]) {
        let lanes = out.len();
        if scratch.registers.len() < self.registers {
            scratch.registers.resize(self.registers, [0.0; LANES]);
        }
        let registers = &mut scratch.registers[..self.registers];
        for (i, out) in out.chunks_mut(LANES).enumerate() {
            let start = i * LANES;
            for &(target, instruction) in &self.instructions {
                registers[target] = step(instruction, registers, now, was, lanes, start, out.len());
            }
            out.copy_from_slice(&registers[self.result][..out.len()]);
        }
    }
}

/// Lanes `start..start + used` of one instruction; the other lanes hold something and nobody reads it.
#[inline]
fn step(instruction: Instruction, registers: &[Block], now: &[f64], was: &[f64], lanes: usize, start: usize, used: usize) -> Block {
    let load = |columns: &[f64], feature: usize| {
        let mut block = [0.0; LANES];
        let from = feature * lanes + start;
        block[..used].copy_from_slice(&columns[from..from + used]);
        block
    };
    match instruction {
        Instruction::Number(value) => [value; LANES],
        Instruction::Now(feature) => load(now, feature),
        Instruction::Was(feature) => load(was, feature),
        Instruction::Negate(a) => map(&registers[a], |a| -a),
        Instruction::Not(a) => map(&registers[a], |a| truth(a == 0.0)),
        Instruction::Binary(op, a, b) => {
            let (a, b) = (&registers[a], &registers[b]);
            match op {
                BinaryOp::Or => map2(a, b, |a, b| truth((a != 0.0) | (b != 0.0))),
                BinaryOp::And => map2(a, b, |a, b| truth((a != 0.0) & (b != 0.0))),
                BinaryOp::Less => map2(a, b, |a, b| truth(a < b)),
                BinaryOp::LessEqual => map2(a, b, |a, b| truth(a <= b)),
                BinaryOp::Greater => map2(a, b, |a, b| truth(a > b)),
                BinaryOp::GreaterEqual => map2(a, b, |a, b| truth(a >= b)),
                BinaryOp::Equal => map2(a, b, |a, b| truth(a == b)),
                BinaryOp::NotEqual => map2(a, b, |a, b| truth(a != b)),
                BinaryOp::Add => map2(a, b, |a, b| a + b),
                BinaryOp::Subtract => map2(a, b, |a, b| a - b),
                BinaryOp::Multiply => map2(a, b, |a, b| a * b),
                BinaryOp::Divide => map2(a, b, |a, b| a / b),
            }
        }
        Instruction::Call1(function, a) => {
            let a = &registers[a];
            match function {
                Function::Abs => map(a, f64::abs),
                Function::Sign => map(a, math::sign64),
                Function::Sqrt => map(a, f64::sqrt),
                Function::Exp => map(a, math::exp64),
                Function::Ln => map(a, math::ln64),
                Function::Floor => map(a, f64::floor),
                Function::Min | Function::Max | Function::Clamp | Function::Pow => unreachable!("takes more than one argument"),
            }
        }
        Instruction::Call2(function, a, b) => {
            let (a, b) = (&registers[a], &registers[b]);
            match function {
                Function::Min => map2(a, b, math::min64),
                Function::Max => map2(a, b, math::max64),
                Function::Pow => map2(a, b, math::pow64),
                Function::Abs | Function::Sign | Function::Sqrt | Function::Exp | Function::Ln | Function::Floor | Function::Clamp => {
                    unreachable!("does not take two arguments")
                }
            }
        }
        Instruction::Select(condition, a, b) => {
            let (condition, a, b) = (&registers[condition], &registers[a], &registers[b]);
            let mut out = [0.0; LANES];
            for lane in 0..LANES {
                out[lane] = if condition[lane] != 0.0 { a[lane] } else { b[lane] };
            }
            out
        }
    }
}

fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

#[inline]
fn map(a: &Block, f: impl Fn(f64) -> f64) -> Block {
    let mut out = [0.0; LANES];
    for lane in 0..LANES {
        out[lane] = f(a[lane]);
    }
    out
}

#[inline]
fn map2(a: &Block, b: &Block, f: impl Fn(f64, f64) -> f64) -> Block {
    let mut out = [0.0; LANES];
    for lane in 0..LANES {
        out[lane] = f(a[lane], b[lane]);
    }
    out
}

pub fn generate(body: &Body, slots: usize) -> Code {
    let mut generator = Generator {
        code: Code { instructions: Vec::new(), spans: Vec::new(), registers: 0, result: 0 },
        free: Vec::new(),
        locals: vec![0; slots],
    };
    let result = generator.body(body);
    generator.code.result = result.register;
    generator.code
}

struct Generator {
    code: Code,
    /// Registers that nothing holds any more.
    free: Vec<Register>,
    /// By slot.
    locals: Vec<Register>,
}

/// A value, and whether its reader is the last one.
#[derive(Clone, Copy)]
struct Held {
    register: Register,
    temporary: bool,
}

impl Generator {
    /// Appends an instruction. Operands may be given back before: a target is written after its operands are read.
    fn emit(&mut self, span: Span, instruction: Instruction) -> Held {
        let register = self.free.pop().unwrap_or_else(|| {
            self.code.registers += 1;
            self.code.registers - 1
        });
        self.code.instructions.push((register, instruction));
        self.code.spans.push(span);
        Held { register, temporary: true }
    }

    fn give_back(&mut self, held: Held) {
        if held.temporary {
            self.free.push(held.register);
        }
    }

    fn unary(&mut self, span: Span, a: Held, make: impl Fn(Register) -> Instruction) -> Held {
        self.give_back(a);
        self.emit(span, make(a.register))
    }

    fn binary(&mut self, span: Span, a: Held, b: Held, make: impl Fn(Register, Register) -> Instruction) -> Held {
        self.give_back(a);
        self.give_back(b);
        self.emit(span, make(a.register, b.register))
    }

    fn body(&mut self, body: &Body) -> Held {
        let mut named = Vec::new();
        for (slot, value) in &body.lets {
            let held = self.node(value);
            self.locals[*slot] = held.register;
            named.push(held);
        }
        let value = self.node(&body.value);
        // The block's own names end here; its value may be one of them and then outlives the block.
        let mut result = value;
        for held in named {
            if held.register == value.register {
                result.temporary |= held.temporary;
            } else {
                self.give_back(held);
            }
        }
        result
    }

    fn node(&mut self, node: &Node) -> Held {
        let span = node.span;
        match &node.kind {
            NodeKind::Number(value) => self.emit(span, Instruction::Number(*value)),
            NodeKind::Now(feature) => self.emit(span, Instruction::Now(*feature)),
            NodeKind::Was(feature) => self.emit(span, Instruction::Was(*feature)),
            NodeKind::Local(slot) => Held { register: self.locals[*slot], temporary: false },
            NodeKind::Negate(inner) => {
                let a = self.node(inner);
                self.unary(span, a, Instruction::Negate)
            }
            NodeKind::Not(inner) => {
                let a = self.node(inner);
                self.unary(span, a, Instruction::Not)
            }
            NodeKind::Chain { first, rest } => {
                let mut left = self.node(first);
                for link in rest {
                    let right = self.node(&link.right);
                    left = self.binary(link.span, left, right, |a, b| Instruction::Binary(link.op, a, b));
                }
                left
            }
            NodeKind::Call(function, arguments) => self.call(span, *function, arguments),
            NodeKind::If { arms, otherwise } => {
                let mut value = match otherwise {
                    Some(body) => self.body(body),
                    None => self.emit(span, Instruction::Number(0.0)),
                };
                // From the last arm to the first: an earlier arm that holds wins.
                for (condition, body) in arms.iter().rev() {
                    let held = self.body(body);
                    let condition = self.node(condition);
                    for operand in [value, held, condition] {
                        self.give_back(operand);
                    }
                    value = self.emit(span, Instruction::Select(condition.register, held.register, value.register));
                }
                value
            }
        }
    }

    fn call(&mut self, span: Span, function: Function, arguments: &[Node]) -> Held {
        match (function, arguments) {
            (Function::Clamp, [x, low, high]) => {
                let (x, low) = (self.node(x), self.node(low));
                let raised = self.binary(span, x, low, |a, b| Instruction::Call2(Function::Max, a, b));
                let high = self.node(high);
                self.binary(span, raised, high, |a, b| Instruction::Call2(Function::Min, a, b))
            }
            (_, [only]) => {
                let a = self.node(only);
                self.unary(span, a, |a| Instruction::Call1(function, a))
            }
            (_, [first, rest @ ..]) => {
                let mut left = self.node(first);
                for argument in rest {
                    let right = self.node(argument);
                    left = self.binary(span, left, right, |a, b| Instruction::Call2(function, a, b));
                }
                left
            }
            (_, []) => unreachable!("the number of arguments is checked before"),
        }
    }
}
