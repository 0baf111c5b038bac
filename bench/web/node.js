// node node.js BENCH.wasm: prints JSON.
"use strict";

const {measure} = require("./timing.js");

measure(require("node:fs").readFileSync(process.argv[2]), [], () => {}).then((found) => console.log(JSON.stringify(found)));
