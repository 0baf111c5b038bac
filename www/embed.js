// <wayward-playground>: Wayward in a page of yours. One file, no dependencies, nothing global but the element; docs/embedding.md
// says what it takes and tells. Until somebody presses Run or comes near, it is its poster or its text and loads nothing.
(() => {
  "use strict";
  if (customElements.get("wayward-playground")) return;
  // A module has no current script, but a place in its own stack. What a bundle took in knows neither: then the element says it.
  const own = document.currentScript?.src || /\w+:\/\/\S*?embed\.js/.exec(Error().stack)?.[0];
  const MOST = 3; // Live frames on a page.
  const NEAR = 200; // Pixels from view.
  const PATIENCE = 30000; // Milliseconds for a frame to say hello.
  const GRACE = 2000; // Milliseconds for one that has loaded to say anything.
  const LATEST = 15000; // Milliseconds from hello until it is shown, whatever it can do.
  const LARGEST = 65536; // Bytes of a message as JSON.
  const live = new Set();
  const error = (code, message, where = "") => ({ code, message, where });
  const sheet = new CSSStyleSheet();
  // The last line watches the host's colors: no rule of the host reaches in here, and what it inherits tells when they change.
  sheet.replaceSync(`
    :host { display: block; position: relative; min-width: 0; max-width: 100%; contain: inline-size; contain-intrinsic-width: 40rem; }
    :host([hidden]), [hidden] { display: none !important; }
    div { box-sizing: border-box; min-height: var(--height); display: grid; justify-items: center; align-content: center; gap: .75rem; padding: 1rem;
      border: 1px solid #8886; border-radius: 8px; }
    :host(:is([theme=dark], [theme=light])) div { background: Canvas; color: CanvasText; }
    img, ::slotted(img), ::slotted(picture) { max-width: 100%; height: auto; max-height: calc(var(--height) - 6rem); object-fit: contain; border-radius: 4px; }
    img { height: calc(var(--height) - 8rem); }
    p, ::slotted(p) { margin: 0; }
    p:empty { display: none; }
    button { font: inherit; font-weight: 650; padding: .5rem 1.5rem; border: 0; border-radius: 8px; background: #3b4cc4; color: #fff; cursor: pointer; }
    button:focus-visible { outline: 3px solid #7e8bf0; outline-offset: 2px; }
    iframe { display: block; width: 100%; height: var(--height); border: 0; border-radius: 8px; }
    iframe[inert] { position: absolute; inset: 0 auto auto 0; opacity: 0; pointer-events: none; }
    @media print { iframe, button, p { display: none; } div, div[hidden] { display: grid !important; min-height: 0; } img { height: auto; } }
    i { position: absolute; caret-color: light-dark(#000, #111); transition: color 1ms, caret-color 1ms; }`);

  class Playground extends HTMLElement {
    #frame; #port; #near; #host; #box; #image; #note; #button; #patience;
    #silent; // Why nobody answers.
    #own; // The scenario as a text, to be shown first.
    #id = 0;
    #asked = new Map(); // Requests under way: id -> [resolve, reject].
    #queue = []; // Those that wait for the port: [message, resolve, reject].
    #timers = []; // Of the frame; they would hold an element that is gone.
    #kept; // A link to what was shown when the frame had to go.
    #amount; // And how far it was shifted.
    #tall; // What the frame shows is so high.
    #seen = 0; // When it was last in view; now: Infinity.
    #apart; // The next frame has to do without what a browser keeps for its site.

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const make = (name) => document.createElement(name);
      this.#box = make("div");
      this.#box.part = "poster";
      const image = (this.#image = make("img"));
      image.loading = "lazy";
      const slot = make("slot");
      // A page that is still being read brings what stands inside later.
      slot.onslotchange = () => this.#dress();
      this.#note = make("p");
      this.#note.setAttribute("role", "alert");
      const button = (this.#button = make("button"));
      button.type = "button";
      button.part = "run";
      button.onclick = () => {
        if ((this.#apart = !!this.#silent)) this.#close();
        this.#open("1");
      };
      const watch = make("i");
      watch.ontransitionend = this.#follow;
      this.#box.append(image, slot, this.#note, button);
      root.append(this.#box, watch);
      this.#label("Run");
    }

    connectedCallback() {
      this.#dress();
      this.#height(this.#tall || this.getAttribute("height"));
      this.#near = new IntersectionObserver(([...entries]) => {
        const inView = entries.pop().isIntersecting;
        this.#seen = inView ? Infinity : performance.now();
        if (inView && /^(1|visible)$/.test(this.getAttribute("autoplay"))) this.#open();
        this.#follow();
      }, { rootMargin: `${NEAR}px` });
      this.#near.observe(this);
      this.#host = new MutationObserver(this.#follow);
      for (const part of [document.documentElement, document.body]) {
        this.#host.observe(part, { attributeFilter: ["class", "data-theme", "data-bs-theme"] });
      }
      this.#follow();
    }

    // It moves within the document without losing its frame, where the host moves it so.
    connectedMoveCallback() {}

    disconnectedCallback() {
      this.#near.disconnect();
      this.#host.disconnect();
      this.#close();
    }

    static observedAttributes = ["theme", "preset", "link", "seed", "seeds", "group"];
    attributeChangedCallback(name, old, now) {
      if (name === "theme") return this.#follow();
      if (old === now) return;
      if (name === "group") return this.#port && this.#join(old);
      // Another scenario than the one that began.
      this.#kept = this.#amount = undefined;
      if (this.#frame) this.#show(this.#scenario());
    }

    get #base() {
      const base = this.getAttribute("base");
      return base ? new URL(base, document.baseURI) : own;
    }

    get #name() { return this.title || "Wayward playground"; }

    #label(words) {
      this.#button.textContent = words;
      this.#button.setAttribute("aria-label", `${words}: ${this.#name}`);
    }

    #dress() {
      // A picture among what the host wrote inside does as well, and has its own words.
      const poster = !this.querySelector("img") && this.getAttribute("poster");
      this.#image.hidden = !poster;
      if (poster) this.#image.src = poster;
      this.#image.alt = this.#name;
      if (!this.#frame) this.#label("Run");
    }

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

    #open(autoplay) {
      if (this.#frame || !this.isConnected) return;
      // Who presses Run waits for nothing; all else waits for the page, which a slow server must not hold back.
      const early = document.readyState !== "complete";
      this.#patience ??= setTimeout(() => this.#lose("it did not start"), PATIENCE);
      if (early && !autoplay) return addEventListener("load", () => setTimeout(() => this.#open()), { once: true });
      const base = this.#base;
      if (!base) return this.#lose("the attribute base says where that is");
      if (live.size >= MOST) [...live].reduce((a, b) => (b.#seen < a.#seen ? b : a)).#close();
      live.add(this);
      const url = new URL("embed.html", base);
      for (const key of ["panels", "lock", "controls", "motion", "accent", "amount", "framing", "keys"]) {
        if (this.hasAttribute(key)) url.searchParams.set(key, this.getAttribute(key));
      }
      if (this.#amount !== undefined) url.searchParams.set("at", this.#amount);
      url.searchParams.set("autoplay", this.getAttribute("autoplay") || autoplay || "0");
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
      // A page with Cross-Origin-Embedder-Policy may take a frame so whose server does not send it.
      frame.credentialless = self.crossOriginIsolated || this.#apart;
      if (early) frame.loading = "lazy"; // Holds no page back.
      frame.setAttribute("inert", "");
      frame.src = url;
      // What the browser puts in the place of a page that does not come is loaded as well, and says nothing.
      frame.onload = () => this.#later(GRACE, () => this.#frame === frame && !frame.began && this.#lose("nothing of it came"));
      addEventListener("message", this.#hear);
      this.#label("Loading");
      this.shadowRoot.append(frame);
    }

    #hear = ({ source, data, origin }) => {
      const frame = this.#frame;
      if (!frame || source !== frame.contentWindow || data?.wayward !== 1) return;
      frame.began = true;
      if (data.type === "failed") this.#lose("", data.message);
      if (data.type === "height") this.#grow(data.px);
      if (data.type !== "hello") return;
      clearTimeout(this.#patience);
      this.#silent = undefined;
      this.#note.textContent = "";
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.onmessage = ({ data: { id, type, value, error, detail } }) => {
        if (id) return this.#settle(id, value, error);
        if (type === "state") this.#kept = detail.link;
        if (type === "shift") this.#amount = detail.amount;
        if (type === "ready") this.#swap();
        this.#tell(type, detail);
      };
      source.postMessage({ wayward: 1, type: "port" }, origin === "null" ? "*" : origin, [port2]);
      if (this.hasAttribute("group")) this.#join();
      if (this.#own) this.#show(this.#own, true);
      for (const request of this.#queue.splice(0)) this.#send(...request);
      this.#told = undefined;
      this.#follow();
      // What cannot train has words for it.
      this.#later(LATEST, () => this.#frame === frame && !this.#silent && this.#swap());
    };

    // The frame takes the place of the poster, and the focus of the button.
    #swap() {
      const focused = this.shadowRoot.activeElement === this.#button;
      this.#frame.removeAttribute("inert");
      this.#box.hidden = true;
      if (this.#tall) this.#height(this.#tall);
      if (focused) this.#frame.focus();
    }

    // Until it is shown, the frame may grow as it likes.
    #grow(px) {
      this.#tall = px;
      if (this.#box.hidden) this.#height(px);
    }

    // Back to the poster; what was shown is kept.
    #close() {
      const focused = this.#frame && this.shadowRoot.activeElement === this.#frame;
      live.delete(this);
      this.#end(error("closed", "the frame had to go"));
      removeEventListener("message", this.#hear);
      this.#port?.close();
      this.#frame?.remove();
      const joined = this.#port && this.hasAttribute("group");
      this.#frame = this.#port = this.#silent = undefined;
      if (joined) this.#join();
      this.#say("", "Run");
      if (focused) this.#button.focus();
    }

    // The poster again, with the reason and a way to try once more. A frame that comes late is welcome.
    #lose(reason, message = `Wayward did not load from ${this.#base || "anywhere"}: ${reason}.`) {
      const why = error("no_answer", message);
      this.#end(why);
      this.#silent = why;
      this.#frame?.setAttribute("inert", "");
      this.#say(why.message, "Try again");
      this.#tell("error", why);
    }

    #say(words, label) {
      this.#note.textContent = words;
      this.#box.hidden = false;
      this.#label(label);
    }

    #later(milliseconds, act) {
      this.#timers.push(setTimeout(act, milliseconds));
    }

    #end(why) {
      for (const timer of [this.#patience, ...this.#timers.splice(0)]) clearTimeout(timer);
      this.#patience = undefined;
      for (const [, , reject] of this.#queue.splice(0)) reject?.(why);
      for (const id of [...this.#asked.keys()]) this.#settle(id, null, why);
    }

    #height(px) {
      const height = Math.min(Math.max(+px || 520, 80), 20000);
      this.style.setProperty("--height", `${height}px`);
    }

    #theme() {
      const wanted = this.getAttribute("theme");
      const one = /^(light|dark)$/;
      if (one.test(wanted)) return wanted;
      const { colorScheme, color } = getComputedStyle(this);
      const [light, dark] = [/light/, /dark/].map((scheme) => scheme.test(colorScheme));
      if (light !== dark) return dark ? "dark" : "light";
      for (const { dataset, classList } of [document.body, document.documentElement]) {
        const named = [dataset.theme, dataset.bsTheme, ...classList].find((name) => one.test(name));
        if (named) return named;
      }
      // Where none of these says it, the text does: it is light where the page is dark.
      const dusk = dark ? matchMedia("(prefers-color-scheme: dark)").matches : /^rgb/.test(color) && Math.max(...color.match(/\d+/g).slice(0, 3)) > 150;
      return dusk ? "dark" : "light";
    }

    #told;
    #follow = () => {
      if (!this.isConnected) return;
      const theme = this.#theme();
      this.#box.style.colorScheme = theme;
      if (this.#port && theme !== this.#told) this.#send({ type: "theme", theme: (this.#told = theme) });
    };
  }
  customElements.define("wayward-playground", Playground);
})();
