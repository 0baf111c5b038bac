//! What is timed: training as it is, and its parts on recorded data. No clock in here: the drivers (`native`, and
//! `web/timing.js` for the Wasm) run the same list and time it.

use crate::{flop, vector};
use std::hint::black_box;
use engine::env::{Features, Level, State};
use engine::experiment::question;
use engine::judge::{Measurement, Reference};
use engine::lang::{self, Program, Scratch};
use engine::learner::adam::Adam;
use engine::learner::kernel::{self, Activations, ROWS, Transposed};
use engine::learner::net::{HEAD, Layout, Net, Shape, log_softmax};
use engine::learner::ppo::{self, Sample, Sums};
use engine::learner::rollout::{self, Rollout};
use engine::learner::{Ppo, Progress, Settings};
use engine::rng::{Purpose, Rng};
use engine::scenario::{Goals, Scenario};

pub const SCENARIO: &str = "cheese-corner";

/// Updates after which data are recorded: the agent walks about, and has not yet settled.
const RECORDED_AFTER: u32 = 16;

/// 15 operations and two functions, on all eight features.
const REWARD_15: &str = "0.05 * reached_corner + (if reached_cheese && !bumped { 1 - steps / 400 } else { \
    0.1 * (was(distance_to_cheese) - distance_to_cheese) - 0.01 * abs(x - y) - max(distance_to_corner, 2) * 0.001 + 0 })";

/// All units are on, so that every multiplication counted is made.
const ALL: [u64; ROWS] = [u64::MAX; ROWS];

/// One thing to time.
pub struct Job {
    pub name: &'static str,
    /// Runs of one sample; 0: as many as take some 20 ms.
    pub runs: u32,
    /// Floating-point operations of a run; 0: not counted.
    pub flop: f64,
    /// Runs that one step of training takes; 0: this is no part of training.
    pub per_step: f64,
    run: fn(&mut Bench),
}

pub struct Bench {
    pub jobs: Vec<Job>,
    pub settings: Settings,
    scenario: Scenario,
    goals: Goals,
    /// Against which agents are judged.
    reference: Reference,
    /// Whole runs.
    training: Ppo,
    /// Gradient steps on one minibatch.
    gradient: Ppo,
    /// Allocations must not happen in here, so everything is held ready.
    net: Net,
    layout: Layout,
    rollout: Rollout,
    /// A minibatch: places in the recorded batch.
    samples: Vec<u32>,
    /// Mean of the advantages, and 1 / their deviation.
    scale: (f32, f32),
    acts: Activations,
    transposed: Transposed,
    sums: Vec<f32>,
    /// What Adam changes, so that `net` stays as recorded.
    weights: Vec<f32>,
    adam: Adam,
    table: Vec<f32>,
    /// Room for a word an input.
    input_samples: Vec<u64>,
    play: Play,
    sources: [String; 2],
}

/// Levels in which 64 agents walk at random, for the parts of playing.
struct Play {
    levels: Vec<Level>,
    states: Vec<State>,
    steps: Vec<u16>,
    features: Features,
    now: Vec<f64>,
    was: Vec<f64>,
    out: Vec<f64>,
    scratch: Scratch,
    rng: Rng,
    level: Level,
    active: Vec<u16>,
    rewards: [Program; 2],
    reward_15: Program,
}

impl Bench {
    pub fn new() -> Bench {
        let scenario = Scenario::preset(SCENARIO).expect("a preset");
        let goals = scenario.check().unwrap_or_else(|errors| panic!("{errors:?}"));
        let settings = scenario.agent;
        let make = |settings: &Settings| {
            Ppo::new(settings, scenario.levels(0.0), goals.reward.clone(), goals.intended.clone(), scenario.seed)
        };

        let mut recorded = make(&settings);
        while recorded.updates() < RECORDED_AFTER {
            recorded.advance();
        }
        let net = recorded.net().clone();
        // How many episodes begin in a step, over a whole run: each makes a level.
        while !matches!(recorded.advance(), Progress::Done) {}
        let episodes = f64::from(recorded.window().finished) / f64::from(recorded.steps().0);

        let layout = net.shape.layout();
        let mut rollout =
            Rollout::new(&settings, scenario.levels(0.0), goals.reward.clone(), goals.intended.clone(), scenario.seed);
        for _ in 0..2 {
            for t in 0..settings.num_steps {
                assert!(rollout.step(&net, t).is_ok());
            }
        }
        rollout.estimate(&net, settings.gamma, settings.gae_lambda);
        let mut shuffle = Rng::new(0, Purpose::Shuffle, 0);
        let batch = settings.num_envs * settings.num_steps;
        let mut samples: Vec<u32> = (0..batch as u32).collect();
        for i in (1..batch).rev() {
            samples.swap(i, shuffle.below(i as u32 + 1) as usize);
        }
        samples.truncate(batch / settings.num_minibatches);
        let advantages: Vec<f64> = samples.iter().map(|&at| f64::from(rollout.batch.advantages[at as usize])).collect();
        let mean = advantages.iter().sum::<f64>() / advantages.len() as f64;
        let variance = advantages.iter().map(|a| (a - mean) * (a - mean)).sum::<f64>() / (advantages.len() - 1) as f64;
        let active = samples.iter().map(|&at| rollout.batch.row(at as usize).len()).sum::<usize>() as f64 / samples.len() as f64;

        let hidden = settings.hidden_size;
        let mut transposed = Transposed::new(hidden);
        transposed.refresh(&net.shape, &layout, &net.weights, 1.0);
        let mut rng = Rng::new(1, Purpose::Rollout, 0);
        let mut bench = Bench {
            jobs: jobs(&settings, active, episodes),
            settings,
            reference: Reference::new(question(&scenario, &goals, 1.0)),
            training: make(&settings),
            gradient: make(&settings),
            weights: net.weights.clone(),
            adam: Adam::new(layout.len),
            sums: vec![0.0; layout.len],
            scale: (mean as f32, (1.0 / (variance.sqrt() + 1e-8)) as f32),
            acts: Activations::new(&net.shape),
            input_samples: vec![0; net.shape.inputs],
            table: (0..ROWS * hidden).map(|_| rng.normal()).collect(),
            play: Play::new(&scenario, &goals, settings.num_envs),
            sources: [long_source(), long_faulty_source()],
            scenario,
            goals,
            net,
            layout,
            rollout,
            samples,
            transposed,
        };
        // Activations and gradients at the head as they are in training, for the parts that start from them.
        forward_minibatch(&mut bench);
        losses(&mut bench);
        act(&mut bench);
        bench
    }

    /// Not timed: puts a job's data to where its sample starts.
    pub fn before(&mut self, job: usize) {
        match self.jobs[job].name {
            "training" => self.training = self.ppo(&self.settings),
            "gradient step" => {
                // One batch as large as a minibatch of training, played once and then learned from again and again: after
                // the first piece, each piece of work is one gradient step.
                let size = self.samples.len();
                let settings =
                    Settings { num_steps: size / self.settings.num_envs, num_minibatches: 1, update_epochs: 1 << 20, ..self.settings };
                self.gradient = self.ppo(&settings);
                assert!(matches!(self.gradient.advance(), Progress::Working));
            }
            _ => {}
        }
    }

    pub fn run(&mut self, job: usize, times: u32) {
        let run = self.jobs[job].run;
        for _ in 0..times {
            run(self);
        }
    }

    /// The digest of the agent that the last sample of "training" left behind: the same wherever this runs.
    pub fn digest(&self) -> String {
        self.training.net().digest()
    }

    /// Of one run of "training".
    pub fn steps(&self) -> usize {
        self.training.steps().1 as usize
    }

    fn ppo(&self, settings: &Settings) -> Ppo {
        let (scenario, goals) = (&self.scenario, &self.goals);
        Ppo::new(settings, scenario.levels(0.0), goals.reward.clone(), goals.intended.clone(), scenario.seed)
    }

    /// The recorded minibatch, as a peer needs it.
    pub fn minibatch(&self) -> Minibatch {
        let shape = self.net.shape;
        let n = self.samples.len();
        let mut inputs = vec![0.0; n * shape.inputs];
        let of = |values: &[f32]| self.samples.iter().map(|&at| values[at as usize]).collect::<Vec<f32>>();
        let batch = &self.rollout.batch;
        for (row, &at) in inputs.chunks_exact_mut(shape.inputs).zip(&self.samples) {
            for &input in batch.row(at as usize) {
                row[input as usize] = 1.0;
            }
        }
        let (mean, inverse) = self.scale;
        let layout = self.layout;
        let weights = &self.net.weights;
        // Without the columns that only fill our vectors up.
        let outputs = shape.actions + 1;
        let head = weights[layout.head..layout.head_bias].chunks_exact(HEAD).flat_map(|row| &row[..outputs]).copied().collect();
        Minibatch {
            n,
            inputs: shape.inputs,
            hidden: shape.hidden,
            actions: shape.actions,
            x: inputs,
            action: self.samples.iter().map(|&at| batch.actions[at as usize]).collect(),
            log_probability: of(&batch.log_probabilities),
            advantage: of(&batch.advantages).into_iter().map(|a| (a - mean) * inverse).collect(),
            target: of(&batch.returns),
            w1: weights[layout.w1..layout.b1].to_vec(),
            b1: weights[layout.b1..layout.w2].to_vec(),
            w2: weights[layout.w2..layout.b2].to_vec(),
            b2: weights[layout.b2..layout.head].to_vec(),
            head,
            head_bias: weights[layout.head_bias..][..outputs].to_vec(),
            learning_rate: self.settings.learning_rate,
            clip_coef: self.settings.clip_coef,
            ent_coef: self.settings.ent_coef,
            vf_coef: self.settings.vf_coef,
            max_grad_norm: self.settings.max_grad_norm,
            losses: self.losses(),
        }
    }

    /// The loss of the minibatch before each of [`COMPARED`] gradient steps, by our own arithmetic: what a peer must find, too.
    fn losses(&self) -> [f32; COMPARED] {
        let mut net = self.net.clone();
        let mut adam = Adam::new(self.layout.len);
        let mut transposed = self.transposed.clone();
        let mut acts = self.acts.clone();
        std::array::from_fn(|_| {
            let mut gradient = vec![0.0; self.layout.len];
            let mut sums = Sums::default();
            for start in (0..self.samples.len()).step_by(ROWS) {
                let rows = self.rows(start);
                kernel::forward(&net.shape, &self.layout, &net.weights, &rows, &mut acts);
                self.loss(start, &mut acts, &mut sums);
                kernel::backward(&net.shape, &self.layout, &transposed, &rows, &mut acts, &mut gradient);
            }
            adam.step(&mut net.weights, &gradient, self.settings.learning_rate, self.settings.max_grad_norm);
            transposed.refresh(&net.shape, &self.layout, &net.weights, 1.0);
            let policy = sums.policy_loss - f64::from(self.settings.ent_coef) * sums.entropy;
            ((policy + f64::from(self.settings.vf_coef) * sums.value_loss) / f64::from(sums.samples)) as f32
        })
    }

    fn rows(&self, start: usize) -> [&[u16]; ROWS] {
        std::array::from_fn(|i| self.rollout.batch.row(self.samples[start + i] as usize))
    }

    #[inline(never)]
    fn loss(&self, start: usize, acts: &mut Activations, sums: &mut Sums) {
        let batch = &self.rollout.batch;
        let (mean, inverse) = self.scale;
        for (i, &at) in self.samples[start..start + ROWS].iter().enumerate() {
            let at = at as usize;
            let sample = Sample {
                action: batch.actions[at] as usize,
                log_probability: batch.log_probabilities[at],
                advantage: (batch.advantages[at] - mean) * inverse,
                target: batch.returns[at],
                // The reward is 1.
                unit: 1.0,
            };
            let weight = 1.0 / self.samples.len() as f32;
            let (head, gradient) = (&acts.head[i * HEAD..][..HEAD], &mut acts.head_gradient[i * HEAD..][..HEAD]);
            ppo::loss(head, gradient, self.net.shape.actions, &sample, &self.settings, weight, sums);
        }
    }
}

/// Gradient steps after which a peer's loss is compared with ours.
pub const COMPARED: usize = 8;

/// All that one gradient step needs; `x` is `[n, inputs]`, dense, as people who use a library feed it.
#[cfg_attr(not(any(feature = "peers", target_arch = "wasm32")), expect(dead_code, reason = "only peers read all of it"))]
pub struct Minibatch {
    pub n: usize,
    pub inputs: usize,
    pub hidden: usize,
    pub actions: usize,
    pub x: Vec<f32>,
    pub action: Vec<u8>,
    pub log_probability: Vec<f32>,
    pub advantage: Vec<f32>,
    pub target: Vec<f32>,
    pub w1: Vec<f32>,
    pub b1: Vec<f32>,
    pub w2: Vec<f32>,
    pub b2: Vec<f32>,
    /// `[hidden, actions + 1]`
    pub head: Vec<f32>,
    pub head_bias: Vec<f32>,
    pub learning_rate: f32,
    pub clip_coef: f32,
    pub ent_coef: f32,
    pub vf_coef: f32,
    pub max_grad_norm: f32,
    /// Of our own first gradient steps.
    pub losses: [f32; COMPARED],
}

impl Play {
    fn new(scenario: &Scenario, goals: &Goals, lanes: usize) -> Play {
        let world = scenario.world;
        let level = |index: u64| {
            let mut level = Level::room(world, 5, 5, 1);
            world.generate(&scenario.train, &mut Rng::new(2, Purpose::Rollout, index), &mut level);
            level
        };
        let levels: Vec<Level> = (0..lanes as u64).map(level).collect();
        let columns = vec![0.0; world.features().len() * lanes];
        let reward_15 = lang::compile(REWARD_15, &scenario.schema());
        Play {
            states: levels.iter().map(|level| world.start(level)).collect(),
            steps: vec![0; lanes],
            features: world.new_features(),
            now: columns.clone(),
            was: columns,
            out: vec![0.0; lanes],
            scratch: Scratch::default(),
            rng: Rng::new(3, Purpose::Rollout, 0),
            level: level(0),
            active: Vec::with_capacity(world.num_inputs()),
            rewards: [goals.reward.clone(), goals.intended.clone()],
            reward_15: reward_15.0.unwrap_or_else(|| panic!("{:?}", reward_15.1)),
            levels,
        }
    }
}

fn jobs(settings: &Settings, active: f64, episodes: f64) -> Vec<Job> {
    let (hidden, envs) = (settings.hidden_size, settings.num_envs as f64);
    let minibatch = (settings.num_envs * settings.num_steps / settings.num_minibatches) as f64;
    let epochs = settings.update_epochs as f64;
    let (forward, backward) = (flop::forward(hidden, active), flop::backward(hidden, active));
    let batch = settings.num_envs * settings.num_steps;
    let steps = (settings.total_timesteps as usize).div_ceil(batch) * batch;
    let job = |name, runs, flop: f64, per_step, run: fn(&mut Bench)| Job { name, runs, flop, per_step, run };
    let dense = |inner: usize, columns: usize| (ROWS * inner * columns * 2) as f64;
    #[cfg(target_arch = "x86_64")]
    let eight = vector::eight::is_there()
        .then(|| job("peak, 12 chains of eight", 0, vector::eight::FLOP, 0.0, |_: &mut Bench| peak(vector::eight::chains)));
    #[cfg(not(target_arch = "x86_64"))]
    let eight = None;
    let jobs = vec![
        job("peak, 8 chains", 0, vector::FLOP_CHAINS_8, 0.0, |_| peak(vector::chains_8)),
        job("peak, 12 chains", 0, vector::FLOP_CHAINS_12, 0.0, |_| peak(vector::chains_12)),
        job("peak, 14 chains", 0, vector::FLOP_CHAINS_14, 0.0, |_| peak(vector::chains_14)),
        job("peak, products", 0, vector::FLOP_PRODUCTS, 0.0, |_| peak(vector::products)),
        job("training", 1, steps as f64 * flop::step(settings, active), 0.0, train),
        job("gradient step", 32, minibatch * (forward + backward), 0.0, |bench| {
            assert!(matches!(bench.gradient.advance(), Progress::Working));
        }),
        job("kernel x w, 64 x 64", 0, dense(hidden, hidden), 0.0, |bench| {
            let (layout, hidden) = (bench.layout, bench.settings.hidden_size);
            let (w, bias) = (&bench.net.weights[layout.w2..layout.b2], &bench.net.weights[layout.b2..layout.head]);
            kernel::affine(&bench.table, hidden, &ALL, w, bias, &mut bench.acts.second);
        }),
        job("kernel x' y, 64 x 64", 0, dense(hidden, hidden), 0.0, |bench| {
            let (layout, hidden) = (bench.layout, bench.settings.hidden_size);
            let sums = &mut bench.sums[layout.w2..layout.b2];
            kernel::outer(&bench.table, hidden, &ALL, &bench.acts.first, hidden, sums);
        }),
        job("kernel x w, 64 x 8", 0, dense(hidden, HEAD), 0.0, |bench| {
            let (layout, hidden) = (bench.layout, bench.settings.hidden_size);
            let (w, bias) = (&bench.net.weights[layout.head..layout.head_bias], &bench.net.weights[layout.head_bias..]);
            kernel::affine(&bench.table, hidden, &ALL, w, bias, &mut bench.acts.head);
        }),
        job("kernel rows of w1", 0, ROWS as f64 * active * (hidden * 2) as f64, 0.0, |bench| {
            let (layout, hidden) = (bench.layout, bench.settings.hidden_size);
            let weights = &bench.net.weights;
            for i in 0..ROWS {
                let row = bench.rollout.batch.row(bench.samples[i] as usize);
                let out = &mut bench.acts.second[i * hidden..][..hidden];
                kernel::sum_rows(row, &weights[layout.w1..layout.b1], &weights[layout.b1..layout.w2], out);
            }
        }),
        job("kernel onto rows of w1", 0, ROWS as f64 * active * (hidden * 2) as f64, 0.0, |bench| {
            let (layout, hidden) = (bench.layout, bench.settings.hidden_size);
            let rows: [&[u16]; ROWS] = std::array::from_fn(|i| bench.rollout.batch.row(bench.samples[i] as usize));
            kernel::scatter(&rows, &bench.table, hidden, &mut bench.input_samples, &mut bench.sums[layout.w1..layout.b1]);
        }),
        job("backward", 0, minibatch * backward, epochs / minibatch, |bench| {
            for start in (0..bench.samples.len()).step_by(ROWS) {
                let batch = &bench.rollout.batch;
                let rows: [&[u16]; ROWS] = std::array::from_fn(|i| batch.row(bench.samples[start + i] as usize));
                kernel::backward(&bench.net.shape, &bench.layout, &bench.transposed, &rows, &mut bench.acts, &mut bench.sums);
            }
            bench.sums.fill(0.0);
        }),
        job("forward of the update", 0, minibatch * forward, epochs / minibatch, forward_minibatch),
        job("loss", 0, 0.0, epochs / minibatch, losses),
        job("Adam, clipping, transposing", 0, 0.0, epochs / minibatch, |bench| {
            // Whatever gradient the last job left behind: clipped, it moves the weights by little.
            bench.adam.step(&mut bench.weights, &bench.sums, bench.settings.learning_rate, bench.settings.max_grad_norm);
            bench.transposed.refresh(&bench.net.shape, &bench.layout, &bench.net.weights, 1.0);
        }),
        job("forward of playing", 0, envs * forward, 1.0 / envs, |bench| {
            let batch = &bench.rollout.batch;
            let rows: [&[u16]; ROWS] = std::array::from_fn(|i| batch.row(i));
            kernel::forward(&bench.net.shape, &bench.layout, &bench.net.weights, &rows, &mut bench.acts);
        }),
        job("observation", 0, 0.0, 1.0 / envs, |bench| {
            let play = &mut bench.play;
            for (level, state) in play.levels.iter().zip(&play.states) {
                play.active.clear();
                level.world.observe(level, *state, true, &mut play.active);
                black_box(&mut play.active);
            }
        }),
        job("choosing actions", 0, 0.0, 1.0 / envs, |bench| {
            let actions = bench.net.shape.actions;
            for head in bench.acts.head.chunks_exact(HEAD) {
                let (mut log_p, mut p) = ([0.0; HEAD], [0.0; HEAD]);
                log_softmax(head, actions, &mut log_p, &mut p);
                black_box((rollout::draw(&p[..actions], bench.play.rng.unit()), log_p));
            }
        }),
        job("moves and features", 0, 0.0, 1.0 / envs, act),
        job("new levels", 0, 0.0, episodes, |bench| {
            let play = &mut bench.play;
            bench.scenario.world.generate(&bench.scenario.train, &mut play.rng, &mut play.level);
        }),
        job("reward and intended goal", 0, 0.0, 1.0 / envs, |bench| {
            let Play { rewards, now, was, scratch, out, .. } = &mut bench.play;
            for program in rewards {
                program.evaluate(now, was, scratch, out);
            }
        }),
        job("advantages", 0, 0.0, 1.0 / batch as f64, |bench| {
            // With the forward passes for the values after the last step, one by one.
            bench.rollout.estimate(&bench.net, bench.settings.gamma, bench.settings.gae_lambda);
        }),
        job("the judge's reference", 1, 0.0, 0.0, |bench| {
            bench.reference = Reference::new(bench.reference.question().clone());
            while !bench.reference.advance() {}
        }),
        job("judging an agent", 1, 0.0, 0.0, |bench| {
            let mut measurement = Measurement::new(&bench.reference);
            while !measurement.advance(&bench.reference, &bench.net) {}
            black_box(measurement.finish(&bench.reference));
        }),
        job("a reward of 15 operations", 0, 0.0, 0.0, |bench| {
            let Play { reward_15, now, was, scratch, out, .. } = &mut bench.play;
            reward_15.evaluate(now, was, scratch, out);
        }),
        job("compiling 8 KiB", 0, 0.0, 0.0, |bench| compile(bench, 0)),
        job("compiling 8 KiB of mistakes", 0, 0.0, 0.0, |bench| compile(bench, 1)),
    ];
    eight.into_iter().chain(jobs).collect()
}

fn peak(multiply_and_add: fn(f32, f32) -> f32) {
    black_box(multiply_and_add(black_box(0.999), black_box(0.001)));
}

fn train(bench: &mut Bench) {
    loop {
        match bench.training.advance() {
            Progress::Done => return,
            Progress::Working | Progress::Updated(_) => {}
            Progress::BadReward(_) | Progress::Diverged => panic!("a healthy run"),
        }
    }
}

fn forward_minibatch(bench: &mut Bench) {
    for start in (0..bench.samples.len()).step_by(ROWS) {
        let batch = &bench.rollout.batch;
        let rows: [&[u16]; ROWS] = std::array::from_fn(|i| batch.row(bench.samples[start + i] as usize));
        kernel::forward(&bench.net.shape, &bench.layout, &bench.net.weights, &rows, &mut bench.acts);
    }
}

fn losses(bench: &mut Bench) {
    let mut acts = std::mem::replace(&mut bench.acts, Activations::new(&Shape { inputs: 0, hidden: 0, actions: 0 }));
    let mut sums = Sums::default();
    for start in (0..bench.samples.len()).step_by(ROWS) {
        bench.loss(start, &mut acts, &mut sums);
    }
    black_box(sums);
    bench.acts = acts;
}

fn act(bench: &mut Bench) {
    let play = &mut bench.play;
    let lanes = play.levels.len();
    for (lane, level) in play.levels.iter().enumerate() {
        let (world, state) = (level.world, play.states[lane]);
        let after = world.step(level, state, (play.rng.bits() % 4) as u8);
        world.transition(level, state, play.steps[lane], after.state, &mut play.features);
        for (feature, (&now, &was)) in play.features.now.iter().zip(&play.features.was).enumerate() {
            play.now[feature * lanes + lane] = now;
            play.was[feature * lanes + lane] = was;
        }
        let over = after.terminated || play.steps[lane] == level.time_limit;
        play.states[lane] = if over { world.start(level) } else { after.state };
        play.steps[lane] = if over { 0 } else { play.steps[lane] + 1 };
    }
}

fn compile(bench: &Bench, source: usize) {
    let (program, diagnostics) = lang::compile(&bench.sources[source], &bench.scenario.schema());
    assert_eq!(program.is_some(), source == 0, "{diagnostics:?}");
    black_box((program, diagnostics));
}

/// As long as a reward may be, and right.
fn long_source() -> String {
    let mut source = String::from("let a0 = 0.01;\n");
    let mut last = 0;
    while source.len() + 110 < lang::MAX_SOURCE {
        let next = last + 1;
        source += &format!(
            "let a{next} = if bumped {{ a{last} - 0.01 }} else {{ a{last} + 0.1 * (was(distance_to_cheese) - distance_to_cheese) }};\n"
        );
        last = next;
    }
    source + &format!("a{last}")
}

/// The same with a slip of the pen in every line.
fn long_faulty_source() -> String {
    long_source().replace("distance_to_cheese)", "distnace_to_chese)")
}
