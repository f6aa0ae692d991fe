import type { BlobStore } from '../../ports.ts';
import type { Outcome } from './workerCalls.ts';

/** How the page and the worker that keeps chunks of files talk, besides calls. */

/** What the worker does of a BlobStore: the page alone closes, by ending it. */
export type ChunkFiles = Omit<BlobStore, 'close'>;

/** What the worker is told first. */
export interface Start {
  /** The folder below which it keeps chunks. */
  readonly place: string;
  /** A Web Lock that it is to have for as long as it lives. */
  readonly lock: string;
}

/** What the worker says: that it has the lock, and what came of calls. */
export type Reply = Outcome | { readonly kind: 'ready' };
