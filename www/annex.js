// Loads the annex (src/annex), for www/start.js.
import load, * as annex from "../annex.js";

window.waywardAnnexModule = load().then(() => annex);
