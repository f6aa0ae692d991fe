import { ConfabError } from '../../model/errors.ts';
import type { Finder } from '../../search/finder.ts';
import { callFinder, type Reply } from './finderCalls.ts';
import { trustedScript } from './trustedScript.ts';

/** Milliseconds that closing waits for the worker to keep what changed: a page that goes away does not wait. */
const LAST_WORDS = 2_000;

/**
 * The search index of a profile, in a worker that starts when it is first needed. `onLost`: the worker
 * is gone, be it that its code could not be loaded; every call fails, and another finder is needed.
 */
export function makeFinder(profile: string, address: string, onLost: () => void): Finder {
  let worker: Worker | null = null;
  const calls = callFinder((call) => {
    worker ??= start();
    worker.postMessage(call);
  });
  const start = (): Worker => {
    const started = new Worker(trustedScript(address), { type: 'module', name: 'confab search' });
    started.onmessage = ({ data }: MessageEvent<Reply>) => calls.hear(data);
    started.onerror = (event) => {
      started.terminate();
      if (worker !== started) return;
      worker = null;
      onLost();
      calls.fail(new ConfabError('storage-failed', `the search worker: ${event.message}`));
    };
    started.postMessage(profile);
    return started;
  };
  return {
    ...calls.finder,
    async close() {
      const closing = worker;
      if (!closing) return;
      worker = null;
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORDS));
      closing.postMessage({ id: 0, method: 'close', args: [] });
      await Promise.race([ended(closing), late]);
      closing.terminate();
      calls.fail(new ConfabError('closed', 'the search index'));
    },
  };
}

/** Resolves with the reply to the call numbered 0. */
const ended = (worker: Worker): Promise<void> =>
  new Promise((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (data.kind !== 'told' && data.id === 0) resolve();
    });
  });
