// Keeps the book for reading without a network. `FILES` says which files there are, each with a hash of
// its content, and `LATER` begins the names of those that are kept when they are first used: the editor
// and Python, which most readers never ask for. Both are written in front of this when the book is built.

const ROOT = new URL(self.registration.scope);
const BOOK = `book ${ROOT.pathname}`; // several books may lie on one host
const USED = `used ${ROOT.pathname}`;
const AT_ONCE = 6;
const PATIENCE = 4000; // milliseconds for a network that is there and doesn't answer

const keyOf = (name) => new URL(`${name}${name.includes("?") ? "&" : "?"}content=${FILES[name]}`, ROOT).href;

// Only what has changed since the last time is fetched; pages go on with the old files meanwhile.
async function keepAll() {
  const book = await caches.open(BOOK);
  const names = Object.keys(FILES);
  const fetchSome = async () => {
    for (let name; (name = names.pop()) !== undefined; ) {
      if (await book.match(keyOf(name))) continue;
      const response = await fetch(new URL(name, ROOT), { cache: "no-cache" });
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      await book.put(keyOf(name), response);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
}

async function dropOld() {
  const current = new Set(Object.keys(FILES).map(keyOf));
  const book = await caches.open(BOOK);
  for (const request of await book.keys()) if (!current.has(request.url)) await book.delete(request);
  const used = await caches.open(USED);
  for (const request of await used.keys()) if (!isForLater(request.url)) await used.delete(request);
}

const isForLater = (url) => LATER.some((start) => url.startsWith(new URL(start, ROOT).href));

// The name of a file of the book: as it is asked for, or as hosts also let one ask for it.
function nameOf(url) {
  const name = url.href.slice(ROOT.href.length).replace(/#.*/, "");
  const plain = name.replace(/\?.*/, "");
  const names = [name, plain, plain.replace(/(^|\/)$/, "$1index.html"), `${plain}.html`];
  return names.find((each) => each in FILES);
}

async function kept(url) {
  const name = nameOf(url);
  return name && (await (await caches.open(BOOK)).match(keyOf(name)));
}

// A page is fetched, so that it is never an old one; without a network, or with one that hangs, the kept one.
async function page(request) {
  const url = new URL(request.url);
  const fetched = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([fetched.catch(() => null), late]);
  return first ?? (await kept(url)) ?? fetched;
}

async function file(request) {
  const url = new URL(request.url);
  if (isForLater(url.href)) {
    const used = await caches.open(USED);
    const before = await used.match(url.href);
    if (before) return before;
    const response = await fetch(request);
    if (response.ok) await used.put(url.href, response.clone());
    return response;
  }
  if (url.search && !(url.href.slice(ROOT.href.length) in FILES))
    return fetch(request).catch(async () => (await kept(url)) ?? Response.error()); // a newer book's
  return (await kept(url)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(ROOT.href)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});
