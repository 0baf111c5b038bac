// Loads the annex (src/annex), for www/start.js. Where its Wasm lies the glue knows, except in the single file.
import load, * as annex from "../annex.js";

window.waywardAnnexModule = load({ module_or_path: window.waywardUrls.annexWasm }).then(() => annex);
