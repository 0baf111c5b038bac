// Wayward's worker without a browser: as much of a worker's scope in Node as it needs, around the site's own glue and Wasm.
//
//   node worker.js SITE CLOCK
//
// One message a line, in hex: commands on standard input, events on standard output. CLOCK decides how much the worker
// computes between two looks into its mailbox: by time as in a browser (real), one piece of work (leaping) or all that there
// is (still). The line `memory` is answered with the bytes that the Wasm holds.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { createInterface } = require("node:readline");
const { runInThisContext } = require("node:vm");

const [site, clock] = process.argv.slice(2);

const { performance } = globalThis;
let leaps = 0;
const now = { real: () => performance.now(), leaping: () => (leaps += 1000), still: () => 0 }[clock];
Object.defineProperty(globalThis, "performance", { value: { now } });

globalThis.self = globalThis;
globalThis.postMessage = (buffer) => process.stdout.write(`${Buffer.from(buffer).toString("hex")}\n`);
createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line === "memory") process.stdout.write(`${exported.memory.buffer.byteLength}\n`);
    else globalThis.onmessage({ data: Uint8Array.from(Buffer.from(line, "hex")) });
  })
  .on("close", () => process.exit());

const compile = (name) => new WebAssembly.Module(readFileSync(join(site, name)));
globalThis.waywardChunk = async (name) => compile(`chunks/${name}.wasm`);
// A classic script, as importScripts would run it.
const glue = join(site, "page.js");
runInThisContext(readFileSync(glue, "utf8"), { filename: glue });
let exported;
wasm_bindgen({ module_or_path: compile("page_bg.wasm") }).then((exports) => {
  exported = exports;
  return wasm_bindgen.start_worker();
});
