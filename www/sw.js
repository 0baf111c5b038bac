// Keeps the whole site in the browser, so that it opens, trains and judges without a connection. The page never needs it.
//
// Versions are not mixed. A version is the hash of every file, and has a cache of its own, filled as a whole: the browser itself
// checks each file against the list below, and one that is not of this version fails them all. Pages that one version opened
// keep it; the next takes over when the last of them is closed, and only then is the old cache removed. Nobody is asked.
//
// Answers GET of listed files, under the addresses by which this version's page asks for them, and nothing else. Without a list, as this file lies in www/ and in debug builds, it answers
// nothing and removes what an earlier one left; so deploying it as it is takes the offline copy back.
"use strict";

// Both lines are written by `cargo xtask finish`: a hash, and the hash of each file by its name.
const VERSION = "";
const FILES = {};

// Several copies of Wayward may lie on one origin, each with its own scope.
const OURS = `wayward ${registration.scope} `;
const address = (name) => new URL(name, registration.scope).href;
const known = new Map(Object.keys(FILES).map((name) => [address(name), address(name)]));
if (VERSION) known.set(address("./"), address("index.html"));

async function install() {
  if (!VERSION) return skipWaiting();
  const answers = await Promise.all(Object.entries(FILES).map(async ([name, integrity]) => {
    // What the page has just loaded is asked about, not loaded again; where that gives a wrong file, it is.
    const get = (cache) => fetch(address(name), { cache, integrity });
    const answer = await get("no-cache").catch(() => get("reload"));
    // Some hosts send /embed.html on to /embed, and a navigation must not be answered by what was sent on.
    const { headers } = answer;
    return [address(name), answer.redirected ? new Response(await answer.blob(), { headers }) : answer];
  }));
  const cache = await caches.open(OURS + VERSION);
  await Promise.all(answers.map(([url, answer]) => cache.put(url, answer)));
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== OURS + VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The page that is already open may want later files, too.
  await clients.claim();
}

async function answer(url, request) {
  const kept = await caches.match(url, { cacheName: OURS + VERSION });
  // A person may have cleared the cache alone.
  return kept || fetch(request);
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.hash = "";
  if (request.mode === "navigate") {
    // What follows the question mark is for the page.
    url.search = "";
    // A link whose # was encoded on its way; a host answers with the same page.
    if (/%(25)*23/.test(url.pathname)) url.href = address("404.html");
  }
  const file = known.get(url.href);
  if (request.method === "GET" && file) event.respondWith(answer(file, request));
});
