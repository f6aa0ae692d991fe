/**
 * The service worker: the app starts without the relay after the first load.
 *
 * It keeps one complete version of the app. A newer version is fetched beside it and waits until the
 * person agrees (the page posts `take-over`) or every tab is closed: code never changes under a page.
 */
declare const self: ServiceWorkerGlobalScope;
/** Paths of every file of this version, relative to the worker; filled in by vite.config.ts. */
declare const __SHELL__: readonly string[];
/** Hash over the contents of this version; filled in by vite.config.ts. */
declare const __VERSION__: string;

const prefix = 'confab-app-';
const name = prefix + __VERSION__;
const scope = new URL('./', self.location.href);
const page = new URL('index.html', scope).href;
const files = new Set(__SHELL__.map((path) => new URL(path, scope).href));

async function keep(): Promise<void> {
  const cache = await caches.open(name);
  // `reload` goes past the browser's own cache: an old file must not end up in a new version.
  await cache.addAll([...files].map((url) => new Request(url, { cache: 'reload' })));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((other) => other.startsWith(prefix) && other !== name)
      .map((other) => caches.delete(other)),
  );
}

/** The kept file, else from the relay; files under assets/ never change, so they are then kept too. */
async function answer(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(url);
  if (kept) return kept;
  const fetched = await fetch(request);
  if (fetched.ok && url.startsWith(new URL('assets/', scope).href))
    await cache.put(url, fetched.clone());
  return fetched;
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  url.hash = '';
  url.search = '';
  if (request.mode === 'navigate' && url.href === scope.href)
    event.respondWith(answer(request, page));
  else if (files.has(url.href) || url.href.startsWith(new URL('assets/', scope).href)) {
    event.respondWith(answer(request, url.href));
  }
});
