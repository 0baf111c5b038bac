// Times the jobs of the bench's Wasm, as src/native.rs does natively. In a worker in Chromium, and in Node.
"use strict";

// How long a sample should take at least, in milliseconds. Chromium's clock ticks every 0.1 ms.
const SAMPLE = 20;
// Samples of each job, taken in turns, so that a slow second hits all alike.
const ROUNDS = 11;

async function measure(wasm, makePeers, say) {
    const {instance} = await WebAssembly.instantiate(wasm, {});
    const ours = instance.exports;
    const text = (from) => new TextDecoder().decode(new Uint8Array(ours.memory.buffer, from, ours.text_length()));
    const jobs = JSON.parse(text(ours.jobs()));
    const minibatch = JSON.parse(text(ours.minibatch()));

    for (const [at, job] of jobs.entries()) {
        job.samples = [];
        job.start = () => ours.before(at);
        job.run = (runs) => ours.run(at, runs);
        // Once, so that the engine has seen everything and compiled what is hot.
        job.start();
        job.run(job.runs || 1);
        if (!job.runs) job.runs = enough(job.run);
    }
    const peers = {};
    for (const {name, make} of makePeers) {
        say(name);
        try {
            const peer = await make(minibatch);
            check(peer, minibatch.losses);
            const run = (runs) => { peer.activate(); for (let i = 0; i < runs; i++) peer.step(); };
            peers[name] = {samples: [], start() {}, run, runs: enough(run)};
        } catch (error) {
            peers[name] = {error: String(error?.message ?? error).split("\n")[0]};
        }
    }
    const all = [...jobs, ...Object.values(peers).filter((peer) => !peer.error)];
    for (let round = 0; round < ROUNDS; round++) {
        say(`round ${round + 1} of ${ROUNDS}`);
        for (const job of all) {
            job.start();
            const begun = performance.now();
            job.run(job.runs);
            job.samples.push((performance.now() - begun) * 1000 / job.runs);
        }
    }
    const figures = ({samples, runs, error, flop, per_step}) => {
        if (error) return {error};
        samples.sort((a, b) => a - b);
        return {min: samples[0], median: samples[samples.length >> 1], runs, flop, per_step};
    };
    const {steps, lanes} = minibatch;
    return {
        jobs: Object.fromEntries(jobs.map((job) => [job.name, figures(job)])),
        peers: Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, figures(peer)])),
        digest: text(ours.digest()),
        steps,
        lanes,
    };
}

// Runs that take a sample's time. The least of three tries counts: one that was interrupted would make samples too short for the clock.
function enough(run) {
    for (let runs = 1; ; runs *= 2) {
        let spent = Infinity;
        for (let i = 0; i < 3; i++) {
            const begun = performance.now();
            run(runs);
            spent = Math.min(spent, performance.now() - begun);
        }
        if (spent >= SAMPLE / 4) return Math.ceil(runs * SAMPLE / spent);
    }
}

// What computes something else is no comparison.
function check(peer, losses) {
    peer.activate();
    for (const [i, ours] of losses.entries()) {
        const theirs = peer.step();
        const tolerance = i === 0 ? 1e-4 : 0.02 * Math.max(Math.abs(ours), 0.05);
        if (!(Math.abs(theirs - ours) <= tolerance)) {
            throw new Error(`computes something else: before step ${i + 1} of ${losses.length} the loss is ${theirs}, not ${ours}`);
        }
    }
}

if (typeof module !== "undefined") module.exports = {measure};
