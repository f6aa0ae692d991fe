import { makeBlobStore } from '../../src/adapters/browser/blobStore.ts';
import type { BlobStore } from '../../src/ports.ts';
import type { Order } from './brittleScope.ts';

/** The chunks of a profile, in a worker that breaks when told to. */
export interface BrittleBlobs {
  readonly blobs: BlobStore;
  /** Tells the worker that there is. */
  tell(order: Order): void;
  /** Workers that were made so far. */
  made(): number;
}

/** `standing`: what each worker is told when it is made. */
export function makeBrittleBlobs(
  profile: string,
  standing: () => readonly Order[] = () => [],
): BrittleBlobs {
  let worker: Worker | null = null;
  let made = 0;
  const start = (): Worker => {
    made += 1;
    worker = new Worker(new URL('brittleBlobs.worker.ts', import.meta.url), { type: 'module' });
    for (const order of standing()) worker.postMessage(order);
    return worker;
  };
  return {
    blobs: makeBlobStore(profile, start),
    tell: (order) => worker?.postMessage(order),
    made: () => made,
  };
}
