// The first script of the single file: makes of its pieces what www/start.js would load. Chromium lets a worker of a file load
// nothing at all, so the glue goes into the worker itself.
(() => {
  "use strict";
  const urls = { site: location.href.split("#")[0] };
  for (const piece of document.querySelectorAll("script[data-piece]")) {
    const text = atob(piece.textContent);
    let parts = [new Uint8Array(text.length)];
    for (let i = 0; i < text.length; i += 1) parts[0][i] = text.charCodeAt(i);
    // The script that loads the annex names its glue, a piece that came before.
    if (piece.dataset.piece === "annex") parts = [text.replace("../annex.js", urls.annexGlue)];
    const blob = new Blob(parts, { type: piece.dataset.type });
    urls[piece.dataset.piece] = URL.createObjectURL(blob);
    if (piece.dataset.piece === "glue") window.waywardGlue = blob;
    piece.remove();
  }
  window.waywardUrls = urls;
})();
