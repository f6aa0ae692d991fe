import type { Reply, Start } from './blobCalls.ts';
import { makeChunkFiles } from './chunkFiles.ts';
import { type Call, outcomeOf } from './workerCalls.ts';

/** Keeps the chunks of files, off the page's thread. The first message says where. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const reply = (it: Reply, handOver: Transferable[] = []) => scope.postMessage(it, handOver);

scope.onmessage = ({ data: { place, lock } }: MessageEvent<Start>) => {
  const files = makeChunkFiles(place);
  scope.onmessage = async ({ data }: MessageEvent<Call>) => {
    const outcome = await outcomeOf(files, data);
    const bytes = outcome.kind === 'done' && outcome.result;
    reply(outcome, bytes instanceof Uint8Array ? [bytes.buffer] : []);
  };
  void navigator.locks.request(lock, () => {
    reply({ kind: 'ready' });
    return new Promise(() => {});
  });
};

// A call that cannot be read has no number to answer to.
scope.onmessageerror = () => {
  throw new Error('a call could not be read');
};
