// <wayward-playground>: Wayward in a page of yours. One file, no dependencies, nothing global but the element; docs/embedding.md
// says what it takes and tells. Until somebody presses Run or comes near, it is its poster or its text and loads nothing.
(() => {
  "use strict";
  if (customElements.get("wayward-playground")) return;
  const page = new URL("embed.html", document.currentScript.src);
  const MOST = 3; // Live frames on a page.
  const NEAR = 200; // Pixels from view.
  const PATIENCE = 30000; // Milliseconds for a frame to say hello.
  const LARGEST = 65536; // Bytes of a message as JSON.
  const live = new Set();
  const error = (code, message, where = "") => ({ code, message, where });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; caret-color: light-dark(#000, #111); transition: caret-color 1ms; }
    :host([hidden]), [hidden] { display: none !important; }
    div { box-sizing: border-box; min-height: var(--height); display: grid; place-items: center; align-content: center; gap: .75rem; padding: 1rem;
      border: 1px solid #8886; border-radius: 8px; }
    img { max-width: 100%; max-height: calc(var(--height) - 6rem); }
    button { font: inherit; font-weight: 650; padding: .5rem 1.5rem; border: 0; border-radius: 8px; background: #3b4cc4; color: #fff; cursor: pointer; }
    button:focus-visible { outline: 3px solid #7e8bf0; outline-offset: 2px; }
    iframe { display: block; width: 100%; height: var(--height); border: 0; }
    @media print { iframe, button { display: none; } div[hidden] { display: grid !important; } }`);

  class Playground extends HTMLElement {
    #frame; #port; #near; #box; #patience;
    #silent; // Why nobody answers.
    #own; // The scenario as a text, to be shown first.
    #id = 0;
    #asked = new Map(); // Requests under way: id -> [resolve, reject].
    #queue = []; // Those that wait for the port: [message, resolve, reject].
    #kept; // A link to what was shown when the frame had to go.
    #seen = 0; // When it was last in view; now: Infinity.

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      this.#box = document.createElement("div");
      this.#box.part = "poster";
      const image = document.createElement("img");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Run";
      button.part = "run";
      button.onclick = () => this.#open("1");
      this.#box.append(image, document.createElement("slot"), button);
      root.append(this.#box);
    }

    connectedCallback() {
      const [image, , button] = this.#box.children;
      // A picture among what the host wrote inside does as well, and has its own words.
      const poster = !this.querySelector("img") && this.getAttribute("poster");
      image.hidden = !poster;
      if (poster) image.src = poster;
      image.alt = this.#name;
      button.setAttribute("aria-label", `Run: ${this.#name}`);
      this.#height(this.getAttribute("height"));
      this.#near = new IntersectionObserver(([...entries]) => {
        const inView = entries.pop().isIntersecting;
        this.#seen = inView ? Infinity : performance.now();
        if (inView && /^(1|visible)$/.test(this.getAttribute("autoplay"))) this.#open();
        this.#follow();
      }, { rootMargin: `${NEAR}px` });
      this.#near.observe(this);
      // The host has become light or dark.
      this.addEventListener("transitionend", this.#follow);
    }

    disconnectedCallback() {
      this.#near.disconnect();
      this.#close();
    }

    static observedAttributes = ["theme", "preset", "link", "seed", "seeds", "group"];
    attributeChangedCallback(name, old) {
      if (name === "theme") return this.#follow();
      if (name === "group") return this.#port && this.#join(old);
      // Another scenario than the one that began.
      if (old === null && !this.#frame) return;
      this.#kept = undefined;
      if (this.#frame) this.#show(this.#scenario());
    }

    get #name() { return this.title || "Wayward playground"; }

    // ── What others call ──
    load(scenario) { return this.#ask("load", { scenario }); } // A link or a scenario.
    play() { return this.#ask("play"); }
    pause() { return this.#ask("pause"); }
    reset() { return this.#ask("reset"); }
    step(n = 1) { return this.#ask("step", { n }); }
    train(options = {}) {
      const known = options && typeof options === "object";
      const odd = known ? Object.keys(options).find((key) => key !== "steps") : "options";
      if (odd) return Promise.reject(error("malformed", known ? "train takes no such option" : "must be an object such as {steps: 98304}", odd));
      return this.#ask("train", options);
    }
    shift(knobs) { return this.#ask("shift", { knobs }); }
    judge() { return this.#ask("judge"); }
    getState() { return this.#ask("getState"); }
    snapshot(kind = "svg") { return this.#ask("snapshot", { kind }); }

    #ask(type, fields = {}) {
      return new Promise((resolve, reject) => {
        if (!this.isConnected) return reject(error("closed", "the element is in no document"));
        if (this.#silent) return reject(this.#silent);
        const [where = ""] = Object.keys(fields);
        let text;
        try {
          text = JSON.stringify({ type, ...fields });
        } catch ({ message }) {
          return reject(error("malformed", message, where)); // A circle, a BigInt.
        }
        if (new Blob([text]).size > LARGEST - 99) return reject(error("too_large", `a message may have ${LARGEST} bytes`, where));
        this.#send(JSON.parse(text), resolve, reject);
        this.#open();
      });
    }

    // A scenario of the attributes or of the text inside, which is nobody's request: what is wrong with it is told.
    #show(scenario, first = false) {
      this.#send({ type: "load", scenario, first }, undefined, (why) => {
        if (!/^(replaced|closed|no_answer)$/.test(why.code)) this.#tell("error", why);
      });
    }

    #send(...request) {
      if (!this.#port) return this.#queue.push(request);
      const [message, resolve, reject, ports = []] = request;
      this.#asked.set(++this.#id, [resolve, reject]);
      this.#port.postMessage({ ...message, wayward: 1, id: this.#id }, ports);
    }

    // The frames of a group get lines to each other, the eldest first; this one has left `old`, or has come or gone.
    #join(old) {
      if (this.#port && !this.getAttribute("group")) this.#send({ type: "peers", rank: 0 });
      for (const name of new Set([old, this.getAttribute("group")])) {
        const all = name ? [...live].filter((el) => el.#port && el.getAttribute("group") === name) : [];
        const ends = all.map(() => []);
        all.forEach((el, rank) => {
          for (let elder = 0; elder < rank; elder++) {
            const { port1, port2 } = new MessageChannel();
            ends[rank].push(port1);
            ends[elder].push(port2);
          }
        });
        all.forEach((el, rank) => el.#send({ type: "peers", rank }, undefined, undefined, ends[rank]));
      }
    }

    #settle(id, value, refusal) {
      const [resolve, reject] = this.#asked.get(id) || [];
      this.#asked.delete(id);
      if (refusal) reject?.(refusal);
      else resolve?.(value);
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(`wayward-${type}`, { detail, bubbles: true, composed: true }));
    }

    // ── The frame ──
    #scenario() {
      const link = this.#kept || this.getAttribute("link");
      if (link) return link;
      const own = this.querySelector('script[type="application/json"]');
      if (own) return own.textContent;
      const short = ["preset", "seed", "seeds"].filter((key) => this.hasAttribute(key)).map((key) => `${key}=${this.getAttribute(key)}`);
      if (!this.hasAttribute("preset")) short.unshift("preset=cheese-corner");
      return short.join("&");
    }

    #open(autoplay = "0") {
      if (this.#frame || !this.isConnected) return;
      if (live.size >= MOST) [...live].reduce((a, b) => (b.#seen < a.#seen ? b : a)).#close(true);
      live.add(this);
      const url = new URL(page);
      for (const key of ["panels", "lock", "controls", "motion", "accent"]) {
        if (this.hasAttribute(key)) url.searchParams.set(key, this.getAttribute(key));
      }
      url.searchParams.set("autoplay", this.getAttribute("autoplay") || autoplay);
      url.searchParams.set("theme", this.#theme());
      // A text of its own need not fit into an address.
      const scenario = this.#scenario();
      this.#own = /^\s*\{/.test(scenario) && scenario;
      if (!this.#own) url.hash = scenario.slice(scenario.indexOf("#") + 1);
      const frame = (this.#frame = document.createElement("iframe"));
      frame.title = this.#name;
      frame.part = "frame";
      frame.referrerPolicy = "no-referrer";
      if (this.hasAttribute("sandbox")) frame.setAttribute("sandbox", this.getAttribute("sandbox"));
      frame.src = url;
      addEventListener("message", this.#hear);
      this.#patience = setTimeout(() => this.#lose(error("no_answer", `the page at ${page} did not start`)), PATIENCE);
      frame.hidden = true;
      frame.onload = () => (frame.hidden = !(this.#box.hidden = true));
      this.shadowRoot.append(frame);
    }

    #hear = ({ source, data, origin }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || !data || data.wayward !== 1) return;
      if (data.type === "height") this.#height(data.px);
      if (data.type !== "hello") return;
      clearTimeout(this.#patience);
      this.#silent = undefined;
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.onmessage = ({ data: { id, type, value, error, detail } }) => {
        if (id) return this.#settle(id, value, error);
        if (type === "state") this.#kept = detail.link;
        this.#tell(type, detail);
      };
      source.postMessage({ wayward: 1, type: "port" }, origin === "null" ? "*" : origin, [port2]);
      if (this.hasAttribute("group")) this.#join();
      if (this.#own) this.#show(this.#own, true);
      for (const request of this.#queue.splice(0)) this.#send(...request);
      this.#follow();
    };

    // Back to the poster; what was shown is kept if it is only for want of room.
    #close(keep) {
      if (!this.#frame) return;
      live.delete(this);
      if (!keep) this.#kept = undefined;
      this.#lose(error("closed", "the frame had to go"), true);
      removeEventListener("message", this.#hear);
      this.#port?.close();
      this.#frame.remove();
      this.#frame = this.#port = this.#silent = undefined;
      if (this.hasAttribute("group")) this.#join();
      this.#box.hidden = false;
    }

    #lose(why, quiet) {
      clearTimeout(this.#patience);
      for (const [, , reject] of this.#queue.splice(0)) reject?.(why);
      for (const id of [...this.#asked.keys()]) this.#settle(id, null, why);
      if (quiet) return;
      this.#silent = why;
      this.#tell("error", why);
    }

    #height(px) {
      const height = Math.min(Math.max(+px || 520, 80), 20000);
      this.style.setProperty("--height", `${height}px`);
    }

    #theme() {
      const own = this.getAttribute("theme");
      if (own === "light" || own === "dark") return own;
      const scheme = getComputedStyle(this).colorScheme;
      const dark = /dark/.test(scheme) && (!/light/.test(scheme) || matchMedia("(prefers-color-scheme: dark)").matches);
      return dark ? "dark" : "light";
    }

    #told;
    #follow = () => {
      if (!this.#port) return;
      const theme = this.#theme();
      if (theme !== this.#told) this.#send({ type: "theme", theme: (this.#told = theme) });
    };
  }
  customElements.define("wayward-playground", Playground);
})();
