// Starts the worker and shows what it says; tests/e2e/src/bin/bench.rs reads `found`.
"use strict";

let found = null;
const worker = new Worker("worker.js");
worker.onmessage = ({data}) => {
    if (data.progress) document.querySelector("#progress").textContent = data.progress;
    if (data.found) found = data.found;
};
worker.onerror = ({message}) => { found = {error: message}; };
worker.postMessage({peers: new URLSearchParams(location.search).has("peers")});
