import type { Observable } from '../messenger/messenger.ts';
import { makeSource } from '../messenger/observable.ts';

/** How often a page that stays open asks whether there is a newer version. Milliseconds. */
const ASK_EVERY = 3_600_000;
/** Milliseconds that a version which is still being fetched may keep somebody waiting who agreed. */
const FETCH_WITHIN = 5_000;

export interface Updates extends Observable<(() => void) | null> {
  /** Stops asking. */
  close(): void;
}

/**
 * Keeps the app for use without a network, and tells when a newer version is here. It is shown only
 * when the person says so; then this page and the app's other tabs reload. `script` is the service
 * worker's address, in the form that Trusted Types ask for.
 */
export function watchUpdates(script: string | URL): Updates {
  const update = makeSource<(() => void) | null>(null);
  const stop = new AbortController();
  const { signal } = stop;
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;

  const look = (registration: ServiceWorkerRegistration): void => {
    const offer = (): void => update.set(() => void takeNewest(registration));
    // Without a controller this is the first version, which nobody has to agree to.
    if (!container?.controller) return;
    if (registration.waiting) offer();
    else askIfNewer(container.controller, offer);
  };
  const watch = (registration: ServiceWorkerRegistration): void => {
    const follow = (): void => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => look(registration), { signal });
    };
    look(registration);
    follow();
    registration.addEventListener('updatefound', follow, { signal });
    const timer = setInterval(() => void registration.update().catch(() => {}), ASK_EVERY);
    signal.addEventListener('abort', () => clearInterval(timer));
  };

  container?.addEventListener(
    'message',
    ({ data }) => {
      if (data === 'changed') location.reload();
    },
    { signal },
  );
  // Messages wait until a page that listens in this way says that it does.
  container?.startMessages();
  container?.register(script).then(
    (registration) => signal.aborted || watch(registration),
    // A private window or a policy may forbid it: the app then needs its relay to start, and works.
    (error: unknown) => console.warn('The app is not kept for use without a network.', error),
  );
  return { get: update.get, subscribe: update.subscribe, close: () => stop.abort() };
}

/** What was offered may not be the newest any more: that is known only when somebody agrees. */
async function takeNewest(registration: ServiceWorkerRegistration): Promise<void> {
  if (registration.installing) await settled(registration.installing);
  (registration.waiting ?? registration.active)?.postMessage('take-over');
}

/** Resolves once a version is all here, or will not be. */
function settled(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FETCH_WITHIN);
    worker.addEventListener('statechange', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A worker may have come into its place while no tab was open: it still shows the version before. */
function askIfNewer(worker: ServiceWorker, offer: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    port1.close();
    if (data === true) offer();
  };
  worker.postMessage('is-newer', [port2]);
}
