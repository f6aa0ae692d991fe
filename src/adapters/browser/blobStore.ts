import { ConfabError } from '../../model/errors.ts';
import type { BlobStore } from '../../ports.ts';
import type { ChunkFiles, Reply, Start } from './blobCalls.ts';
import workerScript from './blobs.worker.ts?worker&url';
import { storageError, unlessMissing, within } from './storageError.ts';
import { trustedScript } from './trustedScript.ts';
import { Calls } from './workerCalls.ts';

/** Milliseconds in which the worker starts, or counts as lost. */
const STARTING = 20_000;
/** Milliseconds that closing waits for a worker that was ended to be gone. */
const ENDING = 2_000;
/** Milliseconds between two tries to delete what may still be open. */
const ASK_AGAIN = 20;

const startWorker = (): Worker =>
  new Worker(trustedScript(workerScript), { type: 'module', name: 'confab files' });

/**
 * The chunks of a profile, kept by a worker that starts when it is first needed: opening and writing files
 * can take longer than the page has between two frames. When the worker is lost, what was asked of it
 * rejects with `storage-failed`, and what is asked next starts another.
 */
export function makeBlobStore(profile: string, start = startWorker): BlobStore {
  /** Calls, and workers that are ending. */
  const running = new Set<Promise<unknown>>();
  let keeper: Keeper | null = null;
  let closing: Promise<void> | null = null;

  const track = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    const forget = () => running.delete(work);
    work.then(forget, forget);
    return work;
  };
  const hire = (): Keeper => {
    const hired = employ(start(), placeOf(profile), (gone) => {
      if (keeper === hired) keeper = null;
      track(gone);
    });
    return hired;
  };
  const call = async <T>(
    method: keyof ChunkFiles,
    args: readonly unknown[] = [],
    handOver: Transferable[] = [],
  ): Promise<T> => {
    if (closing) throw new ConfabError('closed', 'blob store');
    try {
      keeper ??= hire();
      return await track(keeper.calls.make<T>(method, args, handOver));
    } catch (cause) {
      throw storageError('the files worker', cause);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(running);
    await keeper?.end(new ConfabError('closed', 'blob store'));
  };

  return {
    put(name, bytes) {
      // Whoever gives them may go on using them; the copy is the worker's.
      const copy = bytes.slice();
      return call('put', [name, copy], [copy.buffer]);
    },
    get: (name) => call('get', [name]),
    drop: (names) => call('drop', [names]),
    list: () => call('list'),
    room: () => call('room'),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** A worker at work. */
interface Keeper {
  readonly calls: Calls;
  /** Ends it, and all calls with this error. Resolves when it is gone. */
  end(why: ConfabError): Promise<void>;
}

/** `onLost`: the worker ended by itself, or never began; `gone` resolves when nothing of it is left. */
function employ(worker: Worker, place: string, onLost: (gone: Promise<void>) => void): Keeper {
  const calls = new Calls((call, handOver) => worker.postMessage(call, handOver));
  const lock = `${place}/${crypto.randomUUID()}`;
  let over = false;
  let released: Promise<void> = Promise.resolve();

  const end = async (why: ConfabError): Promise<void> => {
    over = true;
    clearTimeout(late);
    worker.terminate();
    calls.fail(why);
    await within(ENDING, 'ending the files worker', released).catch(() => undefined);
  };
  const lose = (why: string): void => {
    if (!over) onLost(end(new ConfabError('storage-failed', `the files worker: ${why}`)));
  };
  const late = setTimeout(() => lose(`did not start within ${STARTING} ms`), STARTING);

  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.kind !== 'ready') {
      calls.hear(data);
      return;
    }
    clearTimeout(late);
    // Nothing tells of a worker that dies. But it lets go of its lock, whatever became of it.
    released = navigator.locks.request(lock, () => lose('ended')).catch(() => undefined);
  };
  worker.onerror = ({ message }) => lose(message || 'could not be loaded');
  worker.onmessageerror = () => lose('an answer could not be read');
  worker.postMessage({ place, lock } satisfies Start);
  return { calls, end };
}

/**
 * Deletes all chunks of a profile. What a worker had open as it ended is let go of a moment after its lock;
 * until then nothing above it can be deleted.
 */
export async function wipeBlobs(profile: string): Promise<void> {
  const storage = await navigator.storage.getDirectory();
  const deadline = performance.now() + ENDING;
  for (;;) {
    try {
      await storage.removeEntry(placeOf(profile), { recursive: true }).catch(unlessMissing);
      return;
    } catch (error) {
      if (!isStillOpen(error) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN));
    }
  }
}

const isStillOpen = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'NoModificationAllowedError';

const placeOf = (profile: string): string => `${profile}-files`;
