//! The same run in every place that can make it: natively, in the page's kind of worker in a browser, and in Node.

use crate::{GLANCE, PATIENCE, Page, dist, json, variable};
use engine::experiment::{Report, SNAPSHOTS, Summary};
use engine::jobs::{Control, Job, JobId, Output, Priority, Reply, Request, Spec, Train, Worker};
use engine::judge::Scores;
use engine::scenario::Scenario;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

#[path = "../../../engine/tests/frozen/mod.rs"]
pub mod frozen;

/// The preset of the tests, changed in some fields.
pub fn cheese_corner(changes: &[(&str, &str)]) -> Scenario {
    let mut scenario = Scenario::preset("cheese-corner").expect("a preset");
    for (key, value) in changes {
        scenario.set(key, value).expect("in range");
    }
    scenario
}

/// What came out of a run, judged at full shift; without how long it took, so that two are the same or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub summary: Summary,
    pub report: Report,
}

impl Outcome {
    pub fn digest(&self) -> &str {
        &self.summary.digest
    }
}

/// Listens to a run until its end.
fn outcome(mut hear: impl FnMut() -> Output) -> Outcome {
    let (mut trained, mut judged) = (None, None);
    loop {
        match hear() {
            Output::Trained(summary) => trained = Some(Summary { busy_ms: 0.0, ms_to_95: None, ..summary }),
            // The scores stay with whoever judged; the rows and the evidence hold all that is in them.
            Output::Judged { report, .. } => judged = Some(Report { scores: Scores::default(), ..*report }),
            Output::Done => {
                return Outcome {
                    summary: trained.expect("training ends before the verdict"),
                    report: judged.expect("a run ends with its verdict"),
                };
            }
            bad @ (Output::Refused(_) | Output::Failed(_)) => panic!("{bad:?}"),
            _ => {}
        }
    }
}

/// In this process, in as small pieces as there are.
pub fn natively(scenario: &Scenario) -> Outcome {
    let (mut worker, mut replies) = (Worker::default(), Vec::new());
    worker.receive(train(scenario), &|| 0.0, &mut replies);
    let mut replies = VecDeque::from(replies);
    outcome(|| {
        loop {
            if let Some(reply) = replies.pop_front() {
                return output(reply);
            }
            assert!(worker.is_busy(), "a run ends with its verdict");
            let mut new = Vec::new();
            worker.advance(&|| 0.0, &mut new);
            replies.extend(new);
        }
    })
}

/// The only job in these workers.
const RUN: JobId = 1;

fn train(scenario: &Scenario) -> Request {
    let train = Train { scenario: Box::new(scenario.clone()), amount: 1.0, start: None, snapshots: SNAPSHOTS, held: false };
    Request::Begin(Job { id: RUN, priority: Priority::Usual, spec: Spec::Train(train) })
}

fn output(reply: Reply) -> Output {
    match reply {
        Reply::Output(RUN, output) => output,
        other => panic!("nobody asked for {other:?}"),
    }
}

/// Workers of a started page beside the one that the page itself uses, and nothing of them is drawn.
pub struct Workers<'a> {
    page: &'a Page,
    heard: Vec<VecDeque<Reply>>,
}

impl Workers<'_> {
    pub fn new(page: &Page, count: usize) -> Workers<'_> {
        page.evaluate(&format!(
            "const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
             window.__heard = [];
             window.__team = Array.from({{length: {count}}}, (_, place) => {{
                 const worker = waywardWorker();
                 worker.onmessage = ({{data}}) => __heard.push([place, hex(new Uint8Array(data))]);
                 return worker;
             }});"
        ));
        let mut workers = Workers { page, heard: vec![VecDeque::new(); count] };
        // What is sent to a worker that has not spoken is lost.
        for place in 0..count {
            let first = workers.hear(place);
            assert!(matches!(first, Reply::Ready { .. }), "worker {place} began with {first:?}");
        }
        workers
    }

    pub fn send(&self, place: usize, request: &Request) {
        self.page.evaluate(&format!("__team[{place}].postMessage(Uint8Array.from({}))", json!(request.to_bytes())));
    }

    pub fn hear(&mut self, place: usize) -> Reply {
        let start = Instant::now();
        loop {
            if let Some(reply) = self.heard[place].pop_front() {
                return reply;
            }
            let new = self.page.evaluate("return __heard.splice(0)");
            for message in new.as_array().expect("a list") {
                let (from, hex) = (message[0].as_u64().expect("a place"), message[1].as_str().expect("hex digits"));
                self.heard[usize::try_from(from).expect("a small one")].push_back(reply(hex));
            }
            if self.heard[place].is_empty() {
                assert!(start.elapsed() < PATIENCE, "worker {place} has said nothing for {PATIENCE:?}");
                std::thread::sleep(GLANCE);
            }
        }
    }

    /// Each worker makes the run of its place, all at the same time.
    pub fn run(mut self, scenarios: &[Scenario]) -> Vec<Outcome> {
        assert_eq!(scenarios.len(), self.heard.len(), "one worker a run");
        for (place, scenario) in scenarios.iter().enumerate() {
            self.send(place, &train(scenario));
        }
        (0..scenarios.len()).map(|place| outcome(|| output(self.hear(place)))).collect()
    }

    /// Makes the run in one worker, but stopped again and again: a pause, so many single updates, and on until the next pause
    /// takes effect. Also says how often it stood still.
    pub fn run_in_fits(mut self, scenario: &Scenario, updates: u32) -> (Outcome, u32) {
        self.send(0, &train(scenario));
        let mut pauses = 0;
        let outcome = outcome(|| {
            let output = output(self.hear(0));
            // The answer to the pause below, and to each step.
            if let Output::Paused { .. } = output {
                pauses += 1;
                let control = if pauses % (updates + 1) == 0 { Control::Resume } else { Control::Step { updates: 1 } };
                self.send(0, &Request::Control(RUN, control));
            }
            if let Output::Resumed | Output::Snapshot { step: 0, .. } = output {
                self.send(0, &Request::Control(RUN, Control::Pause));
            }
            output
        });
        (outcome, pauses)
    }
}

/// How much the worker computes between two looks into its mailbox.
#[derive(Clone, Copy, Debug)]
pub enum Chunks {
    /// By the clock, as in a browser.
    Timed,
    /// One `advance` each.
    Single,
    /// All there is to do at once.
    Endless,
}

/// The site's worker in Node: no browser, but the very same Wasm and glue.
pub fn in_node(scenario: &Scenario, chunks: Chunks) -> Outcome {
    let mut node = Node::start(chunks);
    let first = node.hear();
    assert!(matches!(first, Reply::Ready { .. }), "it began with {first:?}");
    node.send(&train(scenario));
    outcome(|| output(node.hear()))
}

/// Bytes of memory that a worker holds after it has trained and judged these, one after another.
pub fn memory_in_node(scenarios: &[Scenario]) -> u64 {
    let mut node = Node::start(Chunks::Timed);
    node.hear();
    for scenario in scenarios {
        node.send(&train(scenario));
        outcome(|| output(node.hear()));
    }
    writeln!(node.input, "memory").expect("Node listens");
    node.lines.recv_timeout(PATIENCE).expect("Node goes on").parse().expect("a number")
}

struct Node {
    process: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Node {
    fn start(chunks: Chunks) -> Node {
        let clock = match chunks {
            Chunks::Timed => "real",
            Chunks::Single => "leaping",
            Chunks::Endless => "still",
        };
        let program = variable("WAYWARD_NODE").unwrap_or("node".into());
        let mut process = std::process::Command::new(&program)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("node/worker.js"))
            .arg(dist())
            .arg(clock)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}); `cargo xtask test` installs or names what is missing"));
        let input = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Node { process, input, lines }
    }

    fn send(&mut self, request: &Request) {
        let hex: String = request.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(self.input, "{hex}").expect("Node listens");
    }

    fn hear(&mut self) -> Reply {
        reply(&self.lines.recv_timeout(PATIENCE).expect("Node goes on"))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn reply(hex: &str) -> Reply {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).expect("a hex digit");
    let bytes: Vec<u8> = hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect();
    Reply::from_bytes(&bytes).expect("site and tests are of one build")
}
