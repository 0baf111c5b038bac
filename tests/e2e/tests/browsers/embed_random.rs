//! A host that asks an embed for anything at any time, and a model of what may come back.
//!
//! `WAYWARD_CALLS` asks for more calls, `WAYWARD_SEED` for those of a run that failed. A sequence that fails is tried with fewer and
//! fewer of its calls, and what is left is printed as lines that can be pasted into the console of a page with an embed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use wayward_e2e::server::{Server, Site};
use wayward_e2e::{Page, Value, dist, json};

/// In CI.
const CALLS: u64 = 1_000;
/// From one `load` to the next.
const BATCH: usize = 60;
/// So often it is said how far it has come.
const PROGRESS: u64 = 10_000;
/// A candidate that does not fail so often is taken for good.
const TRIES: usize = 3;
/// So many candidates are tried.
const CANDIDATES: usize = 60;

const STEPS: [u32; 2] = [4_096, 8_192];
/// In eighths, which JSON and decimals write alike; 0: the shift stays where it is when a scenario is loaded.
const SHIFTS: [u32; 3] = [0, 4, 8];
/// The last one gets no number from its reward.
const SCENARIOS: [&str; 4] = [
    "{\"preset\": \"cheese-corner\", \"seed\": 5, \"seeds\": 1, \"judge\": {\"levels\": 64}, \"agent\": {\"total_timesteps\": 4096}}",
    "{\"preset\": \"coin-strip\", \"seed\": 6, \"seeds\": 2, \"judge\": {\"levels\": 64}, \"agent\": {\"total_timesteps\": 4096}}",
    "{\"preset\": \"lava\", \"seed\": 7, \"seeds\": 1, \"judge\": {\"levels\": 64}, \"agent\": {\"total_timesteps\": 4096}}",
    "{\"preset\": \"cheese-corner\", \"seed\": 8, \"seeds\": 2, \"judge\": {\"levels\": 64}, \"agent\": {\"total_timesteps\": 4096}, \"reward\": \"1 / (x - x)\"}",
];
const FAILING: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    Load(usize),
    /// The same by a link in the attribute, which nobody is answered.
    Attribute(usize),
    Train(Option<u32>),
    /// In eighths.
    Shift(u32),
    Judge,
    Step(u32),
    Play,
    Pause,
    Reset,
    GetState,
    Snapshot(&'static str),
    /// What makes no sense, by its place in [`WRONG`].
    Wrong(usize),
    /// Off the page, asked for something there, and on again.
    Remount(usize),
    /// So many milliseconds.
    Wait(u32),
    /// Until all that was asked has ended, or this long.
    Quiet(u32),
}

/// A call, and how it is refused.
const WRONG: [(&str, &str, &str); 8] = [
    ("el.train({steps: NaN})", "malformed", "steps"),
    ("el.train({stpes: 1})", "malformed", "stpes"),
    ("el.train(20000)", "malformed", "options"),
    ("el.train({steps: 1})", "out_of_range", "agent.total_timesteps"),
    ("el.shift({disagree: 7})", "out_of_range", "shift.disagree"),
    ("el.step(0)", "out_of_range", "n"),
    ("el.load({preset: 'lava', seed: 7n})", "malformed", "scenario"),
    ("el.load('#1.abc')", "cut_off", "link"),
];

impl Op {
    /// The call, as a host writes it.
    fn script(self, links: &[String]) -> String {
        match self {
            Op::Load(of) => format!("el.load({})", SCENARIOS[of]),
            // The same value once more would be no change; what stands behind a link does no harm.
            Op::Attribute(of) => format!("el.setAttribute('link', {} + '&' + performance.now())", json!(links[of])),
            Op::Train(None) => "el.train()".into(),
            Op::Train(Some(steps)) => format!("el.train({{steps: {steps}}})"),
            Op::Shift(eighths) => format!("el.shift({{disagree: {}}})", f64::from(eighths) / 8.0),
            Op::Judge => "el.judge()".into(),
            Op::Step(updates) => format!("el.step({updates})"),
            Op::Play => "el.play()".into(),
            Op::Pause => "el.pause()".into(),
            Op::Reset => "el.reset()".into(),
            Op::GetState => "el.getState()".into(),
            Op::Snapshot(kind) => format!("el.snapshot('{kind}')"),
            Op::Wrong(which) => WRONG[which].0.into(),
            Op::Remount(_) => "(() => { el.remove(); const off = el.judge(); document.body.append(el); return off; })()".into(),
            Op::Wait(milliseconds) => format!("wait({milliseconds})"),
            Op::Quiet(milliseconds) => format!("quiet({milliseconds})"),
        }
    }
}

/// A small generator of our own, so that a seed means the same for ever.
struct Rng(u64);

impl Rng {
    fn below(&mut self, end: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % end as u64) as usize
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn op(&mut self) -> Op {
        match self.below(100) {
            0..20 => Op::Train(self.of(&[None, Some(STEPS[0]), Some(STEPS[1])])),
            20..38 => Op::Judge,
            38..50 => Op::Shift(self.of(&SHIFTS[1..])),
            50..60 => Op::Step(self.of(&[1, 1, 2])),
            60..66 => Op::Play,
            66..71 => Op::Pause,
            71..77 => Op::Load(self.below(SCENARIOS.len())),
            77..80 => Op::Attribute(self.below(SCENARIOS.len())),
            80..84 => Op::Reset,
            84..89 => Op::GetState,
            89..94 => Op::Snapshot(self.of(&["svg", "csv"])),
            94..99 => Op::Wrong(self.below(WRONG.len())),
            _ => Op::Remount(self.below(FAILING)),
        }
    }

    /// So many calls, with pauses between them.
    fn batch(&mut self, calls: usize) -> Vec<Op> {
        let mut ops = vec![Op::Load(self.below(SCENARIOS.len()))];
        while ops.len() < calls {
            match self.op() {
                // What stands on the page when it is back is the host's to say.
                Op::Remount(of) => ops.extend([Op::Remount(of), Op::Load(of)]),
                op => ops.push(op),
            }
        }
        let mut spaced = Vec::new();
        for op in ops {
            spaced.push(op);
            match self.below(40) {
                0..4 => spaced.push(Op::Wait(0)),
                4..8 => spaced.push(Op::Wait(self.below(20) as u32)),
                8 => spaced.push(Op::Wait(self.below(100) as u32)),
                9..11 => spaced.push(Op::Quiet(250)),
                _ => {}
            }
        }
        // What is held goes on, and all ends.
        spaced.push(Op::Play);
        spaced
    }
}

/// What a sequential run has said of each scenario.
#[derive(Default)]
struct Known {
    /// As `getState` gives it after `load`.
    scenarios: Vec<Value>,
    links: Vec<String>,
    /// By scenario and steps.
    trained: BTreeMap<(usize, u32), Value>,
    /// By scenario, steps and shift.
    judged: BTreeMap<(usize, u32, u32), Value>,
}

struct Host {
    page: Page,
    _site: Server,
    folder: PathBuf,
}

impl Host {
    fn new() -> Host {
        let site = Server::start(Site::new(&dist()), 0).expect("a local port");
        let folder = std::env::temp_dir().join(format!("wayward-random-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let body = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><link rel=icon href=data:,><title>Host</title>\
             <script src='{}embed.js' defer></script><wayward-playground title=Random autoplay=0>Text</wayward-playground>",
            site.address()
        );
        std::fs::write(folder.join("host.html"), body).expect("a file can be written");
        let page = Page::of(Site { policy: false, ..Site::new(&folder) }, &[]);
        // A frame may take as long as it likes to start, as on a busy machine; one that never does is a call that never ends.
        page.on_new_document(
            "const later = setTimeout; window.setTimeout = (act, ms, ...more) => later(act, ms === 30000 ? 1e9 : ms, ...more);",
        );
        let host = Host { page, _site: site, folder };
        host.open();
        host
    }

    /// A fresh page.
    fn open(&self) {
        self.page.open("host.html");
        // Each call is noted with when it was asked and when it ended: `{at, asked, ended, ok}` or `no`. One that never ends has no end.
        self.page.evaluate(
            "window.el = document.querySelector('wayward-playground');
             window.wait = (ms) => new Promise((end) => setTimeout(end, ms));
             window.calls = []; window.clock = 0;
             window.quiet = async (ms) => { for (const until = performance.now() + ms; performance.now() < until && calls.some(({ended}) => !ended);) await wait(5); };
             window.note = (at, promise) => {
                 const call = {at, asked: ++clock}; calls.push(call);
                 const end = (how) => (value) => { if (call.ended) call.twice = true; call.ended = ++clock; call[how] = value ?? null; };
                 promise.then(end('ok'), end('no'));
             };",
        );
    }

    /// What became of each operation, by its place; None: it is no call.
    fn play(&self, ops: &[Op], links: &[String]) -> Vec<Option<Value>> {
        let mut script = String::from("calls.length = 0; window.over = false; (async () => {\n");
        for (at, op) in ops.iter().enumerate() {
            let call = op.script(links);
            script += &match op {
                Op::Wait(_) | Op::Quiet(_) => format!("await {call};\n"),
                Op::Attribute(_) => format!("{call};\n"),
                _ => format!("note({at}, {call});\n"),
            };
        }
        script += "await quiet(50000); over = true; })();";
        self.page.evaluate(&script);
        self.page.wait_until("over");
        let calls = self.page.evaluate("return calls");
        let mut became = vec![None; ops.len()];
        for call in calls.as_array().cloned().unwrap_or_default() {
            let at = call["at"].as_u64().expect("a place") as usize;
            became[at] = Some(call);
        }
        became
    }

    fn done(&self, op: Op) -> Value {
        let became = self.play(&[op], &[]);
        let call = became[0].as_ref().expect("a call");
        assert!(call.get("ok").is_some(), "{op:?}: {call}");
        call["ok"].clone()
    }

    /// One thing after another, each waited for.
    fn learn(&self) -> Known {
        let mut known = Known::default();
        for of in 0..SCENARIOS.len() {
            let state = self.done(Op::Load(of));
            known.scenarios.push(state["scenario"].clone());
            known.links.push(state["link"].as_str().expect("a link").to_owned());
            for steps in STEPS.iter().copied().filter(|_| of != FAILING) {
                self.done(Op::Load(of));
                known.trained.insert((of, steps), self.done(Op::Train(Some(steps))));
                for shift in SHIFTS {
                    if shift > 0 {
                        self.done(Op::Shift(shift));
                    }
                    known.judged.insert((of, steps, shift), self.done(Op::Judge));
                }
            }
        }
        let digests: Vec<&Value> = known.trained.values().map(|trained| &trained["digest"]).collect();
        assert!((1..digests.len()).all(|at| !digests[..at].contains(&digests[at])), "no two runs are alike: {digests:?}");
        known
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// How things stand for a host that remembers what it asked and how it ended.
#[derive(Clone, Copy)]
struct Model {
    scenario: usize,
    steps: u32,
    shift: u32,
    /// Something was trained, or begun.
    trains: bool,
    /// It may stand still: somebody asked for a pause or a step.
    holds: bool,
}

/// The first thing that should not have happened.
fn wrong(ops: &[Op], became: &[Option<Value>], known: &Known) -> Option<String> {
    let mut model = Model { scenario: 0, steps: STEPS[0], shift: 0, trains: false, holds: false };
    for (at, op) in ops.iter().enumerate() {
        let call = became[at].as_ref();
        if call.is_some_and(|call| call.get("twice").is_some()) {
            return Some(format!("{op:?} (the {at}th) ended twice"));
        }
        if call.is_some_and(|call| call.get("ended").is_none()) {
            return Some(format!("{op:?} (the {at}th) never ends"));
        }
        let ok = call.and_then(|call| call.get("ok"));
        let no = call.and_then(|call| call.get("no"));
        let before = model;
        // What follows from the call, whatever comes back.
        match *op {
            Op::Load(of) | Op::Attribute(of) => {
                model = Model { scenario: of, steps: STEPS[0], shift: 0, trains: false, holds: false };
            }
            Op::Reset => model = Model { steps: STEPS[0], shift: 0, trains: false, holds: false, ..model },
            Op::Train(steps) => model = Model { steps: steps.unwrap_or(model.steps), trains: true, holds: false, ..model },
            Op::Shift(shift) if ok.is_some() => model.shift = shift,
            Op::Step(_) => (model.trains, model.holds) = (true, true),
            Op::Play => model.holds = false,
            Op::Pause => model.holds = true,
            _ => {}
        }
        let Some(call) = call else { continue };
        // What was asked after this and before its end.
        let ended = call["ended"].as_u64().unwrap_or(u64::MAX);
        let since = |wanted: fn(&Op) -> bool| {
            ops.iter().zip(became).skip(at + 1).any(|(op, became)| {
                let asked = became.as_ref().map_or(0, |became| became["asked"].as_u64().unwrap_or(0));
                asked < ended && wanted(op)
            })
        };
        let opens = |op: &Op| matches!(op, Op::Load(_) | Op::Attribute(_) | Op::Reset);
        let fits = match (*op, ok, no) {
            (_, _, Some(no)) => {
                let code = no["code"].as_str().unwrap_or_default();
                match (*op, code) {
                    (Op::Remount(_), code) => code == "closed",
                    (_, "closed") => since(|op| matches!(op, Op::Remount(_))),
                    (Op::Wrong(which), code) => (code, no["where"].as_str().unwrap_or_default()) == (WRONG[which].1, WRONG[which].2),
                    (Op::Train(_), "replaced") => since(|op| matches!(op, Op::Train(_))) || since(opens),
                    (Op::Step(_), "replaced") => since(|op| matches!(op, Op::Train(_) | Op::Play | Op::Pause)) || since(opens),
                    (Op::Judge, "replaced") => since(|op| matches!(op, Op::Train(_) | Op::Shift(_) | Op::Step(_))) || since(opens),
                    (_, "replaced") => since(opens),
                    (Op::Judge, "paused") => before.trains && before.holds,
                    (Op::Judge | Op::Snapshot("csv"), "not_trained") => !before.trains,
                    (Op::Shift(_), "training") => before.trains,
                    (Op::Train(_) | Op::Step(_) | Op::Judge, "failed") => {
                        let seeds: [u64; 2] = [8, 9];
                        before.scenario == FAILING
                            && no["where"] == "reward"
                            && no["seed"].as_u64().is_some_and(|seed| seeds.contains(&seed))
                    }
                    _ => false,
                }
            }
            (Op::Load(_) | Op::Reset, Some(state), _) => {
                let untrained = (&state["status"], &state["paused"], &state["amount"]) == (&json!("idle"), &json!(false), &json!(0));
                untrained && state["scenario"] == known.scenarios[model.scenario]
            }
            (Op::Train(_), Some(trained), _) => known.trained.get(&(model.scenario, model.steps)) == Some(trained),
            (Op::Judge, Some(row), _) => known.judged.get(&(before.scenario, before.steps, before.shift)) == Some(row) && before.trains,
            (Op::Shift(shift), Some(state), _) => {
                state["amount"] == 1 && state["scenario"]["shift"]["disagree"].as_f64().unwrap_or(1.0) == f64::from(shift) / 8.0
            }
            (Op::Step(_), Some(made), _) => made["steps"].as_u64() > Some(0) && made["steps"].as_u64() <= made["total"].as_u64(),
            (Op::Play | Op::Pause, Some(state), _) => state["paused"] == (*op == Op::Pause),
            (Op::GetState, Some(state), _) => {
                let same = |key: &str| state["scenario"][key] == known.scenarios[before.scenario][key];
                let amount = if before.shift == 0 { 0 } else { 1 };
                same("preset") && same("seed") && same("seeds") && same("reward") && state["amount"] == amount
            }
            (Op::Snapshot("svg"), Some(text), _) => text.as_str().is_some_and(|text| text.contains("<svg")),
            (Op::Snapshot(_), Some(text), _) => before.trains && text.as_str().is_some_and(|text| text.contains("made_with")),
            _ => false,
        };
        if !fits {
            let stands = format!("scenario {}, {} steps, shift {}/8", before.scenario, before.steps, before.shift);
            return Some(format!("{op:?} (the {at}th, with {stands}) gives {call}"));
        }
    }
    None
}

/// Fewer and fewer of these, as long as something is wrong.
fn shrink(host: &Host, known: &Known, ops: Vec<Op>, why: String) -> (Vec<Op>, String) {
    let (mut ops, mut why, mut tried) = (ops, why, 0);
    let mut size = ops.len() / 2;
    while size > 0 {
        let mut from = 1;
        // The last one lets go what is held.
        while from + 1 < ops.len() && tried < CANDIDATES {
            let fewer: Vec<Op> = ops
                .iter()
                .enumerate()
                .filter(|(at, _)| !(from..from + size).contains(at) || at + 1 == ops.len())
                .map(|(_, op)| *op)
                .collect();
            tried += 1;
            let fails = (0..TRIES).find_map(|_| {
                host.open();
                wrong(&fewer, &host.play(&fewer, &known.links), known)
            });
            match fails {
                Some(other) => (ops, why) = (fewer, other),
                None => from += size,
            }
        }
        size /= 2;
    }
    (ops, why)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn a_real_host_that_asks_anything_at_any_time_gets_the_right_answer_to_each() {
    let calls = number("WAYWARD_CALLS").unwrap_or(CALLS);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let seed = number("WAYWARD_SEED").unwrap_or(now);
    println!("WAYWARD_SEED={seed} WAYWARD_CALLS={calls}");
    let host = Host::new();
    let known = host.learn();
    let (mut rng, mut asked, mut ends) = (Rng(seed), 0, BTreeMap::new());
    while asked < calls {
        let ops = rng.batch(BATCH);
        let became = host.play(&ops, &known.links);
        if let Some(why) = wrong(&ops, &became, &known) {
            println!("after {asked} calls: {why}");
            let (ops, why) = shrink(&host, &known, ops, why);
            let lines: Vec<String> = ops.iter().map(|op| op.script(&known.links)).collect();
            panic!("WAYWARD_SEED={seed}: {why}\n\n{}\n", lines.join(";\n"));
        }
        for call in became.iter().flatten() {
            asked += 1;
            if asked % PROGRESS == 0 {
                println!("{asked} calls");
            }
            let end = call.get("no").map_or("done", |no| no["code"].as_str().unwrap_or("?"));
            *ends.entry(end.to_owned()).or_insert(0u64) += 1;
        }
    }
    println!("{asked} calls ended: {ends:?}");
    // A host that only ever hears no has tried nothing.
    assert!(ends.get("done").is_some_and(|done| done * 3 > asked), "{ends:?}");
}
