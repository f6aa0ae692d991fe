import { startRelay } from '../support/relay.ts';
import type { BareHub } from './bareHub.worker.ts';
import type { Bench } from './bench.ts';
import { PEERS } from './filled.ts';
import type { PeersWorker } from './peers.worker.ts';
import { startWorker, type Worker } from './worker.ts';

/** Peers in worker processes, and what of theirs was heard. */

export interface Placed {
  readonly worker: Worker<PeersWorker>;
  readonly peer: number;
}

export const startPeers = (bench: Bench): Promise<Worker<PeersWorker>> =>
  bench.open(Promise.resolve(startWorker<PeersWorker>(PEERS)), (it) => it.stop());

export async function startBareHub(bench: Bench) {
  const worker = startWorker<BareHub>(new URL('bareHub.worker.ts', import.meta.url));
  await bench.open(Promise.resolve(worker), (it) => it.stop());
  return { pid: worker.pid, address: await worker.call('address'), call: worker.call };
}

/** Waits until the condition holds; rejects after `within` milliseconds. */
export async function until(
  what: string,
  within: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An office on a relay of its own, founded by a peer in `worker`. */
export async function foundOffice(
  bench: Bench,
  worker: Worker<PeersWorker>,
  via?: (relay: { addresses: string[]; url: string }) => Promise<string[]>,
) {
  const folder = bench.path('relay');
  const relay = await bench.open(startRelay(folder), (it) => it.stop());
  const relays = await via?.(relay);
  const founder = await worker.call('found', bench.path('founder'), relay.setup ?? '', relays);
  const invite = await worker.call('invite', founder, 1_000);
  return { relay, folder, founder, invite };
}

/** Latencies in milliseconds of what was heard, by when each number was said; per peer. */
export function latencies(
  heard: readonly (readonly [number: number, at: number])[],
  said: ReadonlyMap<number, number>,
): number[] {
  const seen = new Set<number>();
  return heard.flatMap(([number, at]) => {
    const start = said.get(number);
    if (start === undefined || seen.has(number)) return [];
    seen.add(number);
    return [at - start];
  });
}
