import { makeFinder } from '../../search/finder.ts';
import { clock } from './clock.ts';
import { type Reply, serve } from './finderCalls.ts';
import { makeIndexStore } from './indexStore.ts';
import type { Call } from './workerCalls.ts';

/** The search index, off the page's thread. The first message names the profile. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

scope.onmessage = ({ data: profile }: MessageEvent<string>) => {
  const finder = makeFinder(makeIndexStore(profile), clock);
  const answer = serve(finder, (reply: Reply) => scope.postMessage(reply));
  scope.onmessage = ({ data }: MessageEvent<Call>) => void answer(data);
};
