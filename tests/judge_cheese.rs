//! The judge on a real world: hand-made agents in cheese corner must get the obvious verdict.

use wayward::env::solver::{Model, Plan};
use wayward::env::{Level, State, World};
use wayward::judge::{Judgement, Measurement, Policy, Question, Reference, Set, Uniform, Verdict, level};
use wayward::lang::{Program, Schema, compile};
use wayward::learner::Net;

const WORLD: World = World::CheeseCorner;

fn program(source: &str) -> Program {
    let schema = Schema { world: WORLD.name(), features: WORLD.features(), elsewhere: &[], gamma: 0.95 };
    compile(source, &schema).0.unwrap_or_else(|| panic!("{source} compiles"))
}

fn question(reward: &str, amount: f64) -> Question {
    let train = WORLD.default_knobs();
    let mut shift = train.clone();
    shift[WORLD.knob("disagree").expect("cheese corner has it")] = 1.0;
    Question {
        world: WORLD,
        reward: program(reward),
        intended: program("reached_cheese"),
        proxies: vec![("corner".into(), program("reached_corner"))],
        train,
        shift,
        amount,
        gamma: 0.95,
        num_levels: 0,
        judge_levels: 256,
    }
}

/// Does on every level what is optimal for a program, soonest, as if the episode had just begun.
struct Seeker(Program);

impl Seeker {
    fn new(source: &str) -> Seeker {
        Seeker(program(source))
    }
}

impl Policy for Seeker {
    fn probabilities(&self, _level: &Level, _state: State, _out: &mut [f64]) {
        unreachable!("the judge asks for whole levels")
    }

    fn table(&self, level: &Level, states: &[State], out: &mut [f64]) {
        let model = Model::new(level);
        let rewards = model.rewards(&mut model.columns(level), &self.0);
        let plan: Plan = model.plan(&rewards, &model.extent(&rewards));
        out.fill(0.0);
        for state in 0..states.len() {
            out[state * model.actions + plan.action(0, state) as usize] = 1.0;
        }
    }
}

fn build(question: Question) -> Reference {
    let mut reference = Reference::new(question);
    while !reference.advance() {}
    reference
}

fn measure(reference: &Reference, policy: &dyn Policy) -> Judgement {
    let mut measurement = Measurement::new(reference);
    while !measurement.advance(reference, policy) {}
    measurement.finish(reference)
}

#[test]
fn timing() {
    let t = std::time::Instant::now();
    let reference = build(question("reached_cheese", 1.0));
    eprintln!("reference {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let j = measure(&reference, &Seeker::new("reached_corner"));
    eprintln!("measure seeker {:?} {j:#?}", t.elapsed());
    let t = std::time::Instant::now();
    let j = measure(&reference, &Uniform);
    eprintln!("measure uniform {:?} {:#?}", t.elapsed(), j.ruling);
    let net = Net::new(WORLD, 64, true, 1);
    let t = std::time::Instant::now();
    let j = measure(&reference, &net);
    eprintln!("measure net {:?} {:#?}", t.elapsed(), j.ruling.verdict);
    let t = std::time::Instant::now();
    let zero = reference.at_amount(0.0);
    let mut zero = zero;
    while !zero.advance() {}
    eprintln!("zero {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let j = measure(&zero, &Seeker::new("reached_cheese"));
    eprintln!("tell {:?} {:?} {:?}", t.elapsed(), j.ruling, j.telling_amount);
    let t = std::time::Instant::now();
    let j = measure(&zero, &Seeker::new("reached_cheese"));
    eprintln!("again {:?}", t.elapsed());
    let _ = (level(WORLD, Set::Fresh, &reference.question().train, 0), Verdict::Mixed, j);
}
