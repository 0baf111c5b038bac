// What the page's worker is for training, this one is for timing: no page in the way.
"use strict";

importScripts("timing.js");

onmessage = async ({data: {peers}}) => {
    const list = [];
    try {
        if (peers) {
            importScripts("tensorflow.js", "tf.min.js", "tf-backend-wasm.min.js");
            tf.wasm.setWasmPaths(new URL(".", location.href).href);
            list.push(tensorflow("wasm"), tensorflow("cpu"));
        }
        const wasm = await (await fetch("bench.wasm")).arrayBuffer();
        postMessage({found: await measure(wasm, list, (progress) => postMessage({progress}))});
    } catch (error) {
        postMessage({found: {error: String(error?.stack ?? error)}});
    }
};
