// The service worker: after the first load, the page works without a network. All files are kept under the name of
// their contents; a new version takes them anew, and the old ones go.
const CACHE = "ogive-" + "e1b5006d44011945";
const FILES = ["./","assets/book.zh-mrXTfL3R.js","assets/index-BQCd9ZJb.css","assets/index-V5fQjS8W.js","assets/ogive_plain-DC_Hff3G.wasm","icon.svg"];

self.addEventListener("install", (event) => {
  const add = async () => (await caches.open(CACHE)).addAll(FILES);
  event.waitUntil(add().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = async () => {
    // Other pages of this server may have caches of their own.
    const names = (await caches.keys()).filter((name) => name.startsWith("ogive-") && name !== CACHE);
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(others());
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !event.request.url.startsWith(self.registration.scope)) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    // A server may say that answers vary by the request's headers; these files do not.
    const found = await cache.match(event.request, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
    const fetched = await fetch(event.request);
    if (fetched.ok) await cache.put(event.request, fetched.clone());
    return fetched;
  };
  event.respondWith(answer());
});
