// Starts Wayward, or says in plain words why it cannot.
//
// Classic, ES2017, alone: it must run, and say so, where nothing else does. For the page's Rust code it leaves
// waywardUrls, waywardModule (compiled once), waywardWorker(), a blob worker that speaks first, and waywardOpen, the experiment
// that the address names. The annex (links, embeds, files) is loaded when it is first needed.
(() => {
  "use strict";
  // The single file brings everything along, and the glue for its workers, which may load nothing.
  const inside = window.waywardUrls;
  const site = new URL("../", document.currentScript.src || location.href);
  const at = (name) => new URL(name, site).href;
  const urls = inside || { glue: at("page.js"), wasm: at("page_bg.wasm"), annex: at("www/annex.js"), annexStyle: at("www/annex.css"), recordings: at("www/recordings.txt"), site: site.href };

  window.waywardUrls = urls;

  const root = document.documentElement;
  const isEmbed = root.hasAttribute("data-embed");

  // What the annex keeps in the browser's storage. A browser may forbid it.
  function stored(key) {
    try {
      return isEmbed ? "" : localStorage["wayward." + key];
    } catch (_) {
      return "";
    }
  }

  // The theme: of the address or chosen in the View menu (annex/view.rs), and high contrast where the system asks for that. In a
  // page of others the host has its say later (annex/embed.rs). High contrast and the projector lie in the annex's style sheet.
  const asked = !isEmbed && /[?&]theme=(\w+)/.exec(location.search);
  const theme = (asked ? asked[1] : stored("theme")) || (matchMedia("(prefers-contrast: more)").matches ? "contrast" : "");
  root.dataset.theme = theme;
  if (/^[cp]/.test(theme) && !inside) {
    document.head.insertAdjacentHTML("beforeend", `<link rel="stylesheet" href="${urls.annexStyle}" data-annex-style>`);
  }

  const SIMD_MODULE = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ]);

  const WORKER_SOURCE = `
    "use strict";
    onmessage = ({ data }) => {
      onmessage = null;
      if (typeof wasm_bindgen !== "function") importScripts(data.glue);
      wasm_bindgen({ module_or_path: data.module }).catch((error) => setTimeout(() => { throw error; }));
    };`;

  function whatIsMissing() {
    const browsers = "It runs in Chrome and Edge from version 91, Firefox from 89 and Safari from 16.4.";
    if (typeof WebAssembly !== "object") {
      return `Wayward needs WebAssembly, which this browser does not have or has switched off. ${browsers}`;
    }
    if (!WebAssembly.validate(SIMD_MODULE)) {
      return `Wayward needs the SIMD instructions of WebAssembly, which this browser does not have. ${browsers}`;
    }
    return null;
  }

  function say(text, canRetry) {
    const message = document.getElementById("start-message");
    if (!message) return; // The page has already taken over.
    message.textContent = text;
    message.setAttribute("role", "alert");
    if (canRetry) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Try again";
      button.addEventListener("click", () => location.reload());
      message.after(button);
    }
  }

  function load(url, type) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.type = type;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${url} did not load`));
      document.head.append(script);
    });
  }

  // What www/annex.js leaves in waywardAnnexModule: a promise of the functions of src/bin/annex.rs.
  let annexLoads = null;
  function annex() {
    if (!annexLoads) {
      annexLoads = load(urls.annex, "module").then(() => window.waywardAnnexModule);
      annexLoads.catch(() => (annexLoads = null));
    }
    return annexLoads;
  }

  // An address that says what to show, now or later, and what asks for the annex by itself.
  const arrive = () => annex().then((module) => module.arrive());
  window.waywardEdited = (before, now) => {
    if (!isEmbed) history.replaceState("behind", ""); // Until the annex has written what is shown into the address.
    annex().then((module) => module.edited(before, now), () => {});
  };
  addEventListener("hashchange", () => {
    arrive().then((saved) => saved && wasm_bindgen.tell("open", "", saved), sayOnPage);
  });
  addEventListener("click", ({ target }) => {
    const button = target.closest("[data-annex]");
    if (button) annex().then((module) => module.press(button.dataset.annex), sayOnPage);
  });
  const sayOnPage = ({ message }) => wasm_bindgen.tell("say", "", `A part of Wayward could not be loaded: ${message}. Please check the connection.`);

  async function loadModule() {
    const response = await fetch(urls.wasm).catch(() => {
      throw new Error(`${urls.wasm} did not load`);
    });
    if (!response.ok) throw new Error(`${urls.wasm} answered ${response.status}`);
    const type = response.headers.get("Content-Type") || "";
    if (WebAssembly.compileStreaming && type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
  }

  async function start() {
    const missing = whatIsMissing();
    if (missing) return say(missing, false);
    try {
      const opens = isEmbed || (location.hash.length > 1 && history.state !== "behind");
      const [module, saved] = await Promise.all([loadModule(), opens ? arrive() : undefined, load(urls.glue, "")]);
      window.waywardOpen = saved;
      window.waywardModule = module;
      const workerSource = URL.createObjectURL(new Blob([window.waywardGlue || "", WORKER_SOURCE], { type: "text/javascript" }));
      window.waywardWorker = () => {
        const worker = new Worker(workerSource);
        worker.postMessage({ glue: urls.glue, module });
        return worker;
      };
      await wasm_bindgen({ module_or_path: module });
      if (!isEmbed) {
        if (/[?&](lesson|workshop)=/.test(location.search) || stored("predict") === "1") {
          annex().then((annex) => annex.started(), sayOnPage);
        } else {
          // On the boards until an agent has learned here, when the page is drawn; it lacks nothing without. Not where a person is
          // asked what agents will do.
          const record = (text) => wasm_bindgen.tell("record", "", text);
          setTimeout(() => fetch(urls.recordings).then((file) => file.text()).then(record).catch(() => {}), 300);
        }
      }
      // For visits without a connection. A browser may refuse it.
      if (top === window && !inside) (async () => navigator.serviceWorker.register(new URL("sw.js", site)))().catch(() => {});
    } catch (error) {
      const why = self.origin === "null" && top !== window
        ? "This page lies in a sandboxed frame, where it may load its parts only if its server sends the header Access-Control-Allow-Origin: *"
        : "Please check the connection and try again";
      say(`Wayward could not start: ${error.message || error}. ${why}.`, true);
      throw error; // So that the console shows where.
    }
  }

  start();
})();
