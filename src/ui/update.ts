import type { Observable } from '../messenger/messenger.ts';
import { makeSource } from '../messenger/observable.ts';

/** How often a page that stays open asks whether there is a newer version. Milliseconds. */
const ASK_EVERY = 3_600_000;

export interface Updates extends Observable<(() => void) | null> {
  /** Stops asking. */
  close(): void;
}

/**
 * Keeps the app for use without a network, and tells when a newer version waits. It takes over
 * only when the person says so; then this page and the app's other tabs reload.
 */
export function watchUpdates(worker: URL): Updates {
  const update = makeSource<(() => void) | null>(null);
  const stop = new AbortController();
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const watch = (registration: ServiceWorkerRegistration): void => {
    const offer = (): void => {
      // Without a controller this is the first version, which nobody has to agree to.
      const { waiting } = registration;
      if (waiting && container?.controller) update.set(() => waiting.postMessage('take-over'));
    };
    const follow = (): void => {
      registration.installing?.addEventListener('statechange', offer, { signal: stop.signal });
    };
    offer();
    follow();
    registration.addEventListener('updatefound', follow, { signal: stop.signal });
    const timer = setInterval(() => void registration.update().catch(() => {}), ASK_EVERY);
    stop.signal.addEventListener('abort', () => clearInterval(timer));
  };
  let controlled = container?.controller != null;
  container?.addEventListener(
    'controllerchange',
    () => {
      // The first worker of a fresh profile changes nothing under the page.
      if (controlled) location.reload();
      controlled = true;
    },
    { signal: stop.signal },
  );
  container?.register(worker).then(
    (registration) => stop.signal.aborted || watch(registration),
    // A private window or a policy may forbid it: the app then needs its relay to start, and works.
    (error: unknown) => console.warn('The app is not kept for use without a network.', error),
  );
  return { get: update.get, subscribe: update.subscribe, close: () => stop.abort() };
}
