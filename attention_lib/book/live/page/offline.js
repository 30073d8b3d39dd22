// After one visit the whole book is there without a network: offline-worker.js, in the book's root, keeps
// it. It is registered once the page has come to rest, so that nothing waits for it.
const root = new URL("../", import.meta.url);

function register() {
  navigator.serviceWorker.register(new URL("offline-worker.js", root)).catch(() => {}); // it works without, too
}

if ("serviceWorker" in navigator) {
  const later = () => (window.requestIdleCallback ?? setTimeout)(register);
  if (document.readyState === "complete") later();
  else addEventListener("load", later);
}
