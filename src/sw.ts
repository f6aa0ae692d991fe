/**
 * The service worker: the app starts without the relay after the first load, and its version changes
 * only when the person agrees.
 *
 * Each worker keeps one complete version of the app. Browsers put a newer worker in the place of an
 * older one by themselves once every tab is closed, asked or not. So which version is *shown* is a
 * choice of its own, kept beside the versions: a worker serves the chosen one, its own or not, until
 * the page says `take-over`. What a page and a worker say to each other is the same in all versions:
 *
 * - page → worker `take-over`: choose the version of this worker.
 * - page → worker `is-newer`: answered through the port with true when this worker has a newer version
 *   than the chosen one.
 * - worker → pages `changed`: another version was chosen; reload to get it.
 */
declare const self: ServiceWorkerGlobalScope;
/** Paths of every file of this version, relative to the worker; filled in by vite.config.ts. */
declare const __SHELL__: readonly string[];
/** Hash over the contents of this version; filled in by vite.config.ts. */
declare const __VERSION__: string;

const prefix = 'confab-app-';
const own = prefix + __VERSION__;
/** The cache of which the one entry names the chosen version's cache. */
const choice = 'confab-choice';
const scope = new URL('./', self.location.href);
const page = new URL('index.html', scope).href;
const assets = new URL('assets/', scope).href;
const files = new Set(__SHELL__.map((path) => new URL(path, scope).href));

async function keep(): Promise<void> {
  const cache = await caches.open(own);
  // `reload` goes past the browser's own cache: an old file must not end up in a new version.
  await cache.addAll([...files].map((url) => new Request(url, { cache: 'reload' })));
  if ((await chosen()) === null) await choose();
}

/** Name of the chosen version's cache; null when none was chosen, or the browser cleared it away. */
async function chosen(): Promise<string | null> {
  const name = await (await caches.match(scope.href, { cacheName: choice }))?.text();
  const kept = name !== undefined && (await caches.match(page, { cacheName: name }));
  return kept ? name : null;
}

async function choose(): Promise<void> {
  await (await caches.open(choice)).put(scope.href, new Response(own));
}

/** Versions that are neither chosen nor this worker's serve nobody any more. */
async function dropOthers(): Promise<void> {
  const kept = await chosen();
  const names = await caches.keys();
  const others = names.filter((it) => it.startsWith(prefix) && it !== own && it !== kept);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function takeOver(): Promise<void> {
  await choose();
  await self.skipWaiting();
  await dropOthers();
  // Of all tabs, since they share one profile; a page that this worker was waiting for reloads twice at most.
  const pages = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  for (const client of pages) client.postMessage('changed');
}

/** The file as the chosen version has it, else from the relay; files under assets/ never change, so they are then kept too. */
async function answer(request: Request, url: string): Promise<Response> {
  // Whatever version they are of: they are named after what is in them.
  const asset = url.startsWith(assets) ? await caches.match(url) : undefined;
  if (asset) return asset;
  const cache = await caches.open((await chosen()) ?? own);
  const kept = await cache.match(url);
  if (kept) return kept;
  const fetched = await fetch(request);
  if (fetched.ok && url.startsWith(assets)) await cache.put(url, fetched.clone());
  return fetched;
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(dropOthers()));
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(takeOver());
  if (event.data === 'is-newer') {
    const [port] = event.ports;
    event.waitUntil(chosen().then((name) => port?.postMessage(name !== null && name !== own)));
  }
});
/** A click on a notification leads to its message, in the tab that is open or in a new one. */
async function openNoted({ data }: Notification): Promise<void> {
  const hash = typeof data === 'string' && data.startsWith('#/c/') ? data : '';
  const [tab] = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  if (!tab) await self.clients.openWindow(scope.href + hash);
  else {
    await tab.focus();
    tab.postMessage({ open: hash });
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openNoted(event.notification));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  url.hash = '';
  url.search = '';
  if (request.mode === 'navigate' && url.href === scope.href)
    event.respondWith(answer(request, page));
  else if (files.has(url.href) || url.href.startsWith(assets)) {
    event.respondWith(answer(request, url.href));
  }
});
