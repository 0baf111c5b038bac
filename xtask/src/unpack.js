// The first script of the single file: makes of its pieces what www/start.js would load. Chromium lets a worker of a file load
// nothing at all, so the glue goes into the worker itself.
(() => {
  "use strict";
  const urls = { site: location.href.split("#")[0] };
  for (const piece of document.querySelectorAll("script[data-piece]")) {
    const text = atob(piece.textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    const blob = new Blob([bytes], { type: piece.dataset.type });
    urls[piece.dataset.piece] = URL.createObjectURL(blob);
    if (piece.dataset.piece === "glue") window.waywardGlue = blob;
    piece.remove();
  }
  window.waywardUrls = urls;
})();
