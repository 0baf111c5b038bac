// Starts Wayward, or says in plain words why it cannot.
//
// Classic, ES2017, alone: it must run, and say so, where nothing else does. For the page's Rust code it leaves waywardUrls, and
// waywardWorker(), which makes a worker that speaks first; for the glue waywardChunk(), which gives it a part of the program; and
// waywardMix: whether what came last in the place of a part was one of another version.
(() => {
  "use strict";
  // A link whose # was encoded on its way: here where it lies in the query; where it lies in the path, 404.html brings us.
  const mended = location.href.replace(/^([^#]*?)%(?:25)*23(?=\d+\.|[\w.]+(?:=|%(?:25)*3D))/i, "$1#");
  if (mended !== location.href) return location.replace(mended);

  // The single file brings everything along, and the glue for its workers, which may load nothing.
  const inside = window.waywardUrls;
  const script = document.currentScript.src;
  const site = new URL("../", script || location.href);
  // Written by `cargo xtask finish`. Every part bears it, and is asked for by it.
  const VERSION = "unversioned";
  const at = (name) => new URL(`${name}?v=${VERSION}`, site).href;
  const urls = inside || { glue: at("page.js"), page: at("page_bg.wasm"), recordings: at("www/recordings.txt"), site: site.href };

  window.waywardUrls = urls;

  const root = document.documentElement;
  const isEmbed = root.hasAttribute("data-embed");

  // The theme, before anything is drawn: of the address or chosen in the View menu (ui/theme.rs), and high contrast where the
  // system asks for that. In a page of others the host has its say later (features/embed/frame.rs).
  function theme() {
    try {
      const asked = !isEmbed && /[?&]theme=(\w+)/.exec(location.search);
      return asked ? asked[1] : isEmbed ? "" : localStorage["wayward.theme"];
    } catch (_) {
      return ""; // A browser may forbid its storage.
    }
  }
  root.dataset.theme = theme() || (matchMedia("(prefers-contrast: more)").matches ? "contrast" : "");

  const SIMD_MODULE = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ]);

  const WORKER_SOURCE = `
    onmessage = ({ data }) => {
      onmessage = null;
      self.waywardChunk = async () => data.engine;
      wasm_bindgen({ module_or_path: data.page })
        .then(() => wasm_bindgen.start_worker())
        .catch((error) => setTimeout(() => { throw error; }));
    };`;

  function whatIsMissing() {
    if (!inside && /^(file|content):$/.test(location.protocol)) {
      return "This copy of Wayward needs a web server: a browser lets no page load its parts from a folder. " +
        "What opens without one is Wayward as a single file, which `cargo xtask single-file` makes.";
    }
    const browsers = "It runs in Chrome and Edge from version 91, Firefox from 89 and Safari from 16.4.";
    if (typeof WebAssembly !== "object") {
      return `Wayward needs WebAssembly, which this browser does not have or has switched off. ${browsers}`;
    }
    if (!WebAssembly.validate(SIMD_MODULE)) {
      return `Wayward needs the SIMD instructions of WebAssembly, which this browser does not have. ${browsers}`;
    }
    return null;
  }

  // A host that shows something else until this page stands hears how far it has come.
  function tellHost(type, message) {
    if (isEmbed && parent !== window) parent.postMessage({ wayward: 1, type, message }, "*");
  }

  function say(text, canRetry) {
    tellHost("failed", text);
    const message = document.getElementById("start-message");
    if (!message) return; // The page has already taken over.
    message.textContent = text;
    message.setAttribute("role", "alert");
    if (canRetry) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Try again";
      button.addEventListener("click", tryAgain);
      message.after(button);
    }
  }

  // What the browser keeps may be the very reason, so all that this page asked for is asked for again, past that.
  async function tryAgain() {
    document.getElementById("start-message").textContent = "Loading Wayward anew…";
    const names = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(site.href));
    const again = async (name) => (await fetch(name, { cache: "reload" })).blob();
    await Promise.all([location.href, ...names].map((name) => again(name).catch(() => {})));
    location.reload();
  }

  const shown = (url) => url.split("?")[0];

  // Caches and hosts may give files of two deployments, which must not run together.
  function mix(url) {
    return Object.assign(new Error(`${shown(url)} is of another version than the rest`), { isMix: true });
  }

  // A style sheet of another version is asked for once more, under an address that nobody keeps: browsers hold them in caches of
  // their own.
  async function checkSheet(sheet) {
    const name = shown(sheet.href).split("/").pop().replace(".css", "");
    const isMix = () => {
      const version = getComputedStyle(root).getPropertyValue(`--version-${name}`).trim();
      return version && version !== `v${VERSION}`; // What did not come at all is no other version.
    };
    if (!isMix()) return;
    const fresh = sheet.cloneNode();
    fresh.href += `&${Date.now()}`;
    await new Promise((done, fail) => {
      [fresh.onload, fresh.onerror] = [done, () => fail(mix(sheet.href))];
      sheet.replaceWith(fresh);
    });
    if (isMix()) throw mix(sheet.href);
  }

  function load(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${shown(url)} did not load`));
      document.head.append(script);
    });
  }

  async function get(url, cache) {
    const response = await fetch(url, { cache }).catch(() => {
      throw new Error(`${shown(url)} did not load`);
    });
    if (!response.ok) throw new Error(`${shown(url)} answered ${response.status}`);
    return response;
  }

  // Runs the glue, and gives its text: each worker has it within, so that none asks a server that has another version by then.
  async function glue() {
    await load(urls.glue);
    // The very file that has just run.
    const text = window.waywardGlue || (await (await get(urls.glue, "force-cache")).text());
    if (wasm_bindgen.version !== VERSION || !(inside || text.includes(VERSION))) throw mix(urls.glue);
    return text;
  }

  async function module(url, cache) {
    const response = await get(url, cache);
    const type = response.headers.get("Content-Type") || "";
    const module = WebAssembly.compileStreaming && type.startsWith("application/wasm")
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
    const [version = new ArrayBuffer(0)] = WebAssembly.Module.customSections(module, "wayward-version");
    if (new TextDecoder().decode(version) !== VERSION) throw mix(url);
    return module;
  }

  // What does not come, or not in this version, is asked for once more, past what the browser keeps.
  const compile = (url) => module(url, "default").catch(() => module(url, "reload"));

  // Compiled once for the page and all workers. What did not load is asked for again when it is wanted again.
  const chunks = {};
  window.waywardChunk = (name) => {
    if (!chunks[name]) {
      chunks[name] = compile(urls[name] || at(`chunks/${name}.wasm`));
      chunks[name].catch(({ isMix }) => {
        window.waywardMix = Boolean(isMix);
        delete chunks[name];
      });
    }
    return chunks[name];
  };

  // Where that does not load, the worker ends like one that failed, and the page makes another, but not at once.
  async function begin(worker) {
    try {
      const [page, engine] = await Promise.all([waywardChunk("page"), waywardChunk("engine")]);
      worker.postMessage({ page, engine });
    } catch ({ message: why, isMix }) {
      const message = isMix ? `${why}; reload the page to get the new one` : why;
      setTimeout(() => worker.dispatchEvent(new ErrorEvent("error", { message })), 2000);
    }
  }

  async function start() {
    tellHost("starting");
    const missing = whatIsMissing();
    if (missing) return say(missing, false);
    try {
      if (!inside && script !== at("www/start.js")) throw mix(location.href.split("#")[0]);
      const sheets = inside ? [] : [...document.querySelectorAll("link[rel=stylesheet]")];
      const main = waywardChunk("page");
      // Workers wait for it; on its way at the same time it would keep the page back.
      main.then(() => waywardChunk("engine")).catch(() => {});
      const [page, , text] = await Promise.all([main, isEmbed && waywardChunk("embed"), glue(), ...sheets.map(checkSheet)]);
      const workerSource = URL.createObjectURL(new Blob([text, WORKER_SOURCE], { type: "text/javascript" }));
      window.waywardWorker = () => {
        const worker = new Worker(workerSource);
        begin(worker);
        return worker;
      };
      await wasm_bindgen({ module_or_path: page });
      await wasm_bindgen.start_page();
      // For visits without a connection. A browser may refuse it.
      if (top === window && !inside) (async () => navigator.serviceWorker.register(new URL("sw.js", site)))().catch(() => {});
    } catch (error) {
      const why = error.isMix
        ? "A new version was put in place a short while ago, and parts of both have come together. Try again loads all of them anew"
        : self.origin === "null" && top !== window
        ? "This page lies in a sandboxed frame, where it may load its parts only if its server sends the header Access-Control-Allow-Origin: *"
        : "Please check the connection and try again";
      say(`Wayward could not start: ${error.message || error}. ${why}.`, true);
      throw error; // So that the console shows where.
    }
  }

  // Where there is no such page there is nothing to start.
  if (!root.hasAttribute("data-missing")) start();
})();
