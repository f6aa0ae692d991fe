import type { Placed } from './live.ts';
import { latencies } from './live.ts';
import { cpuOf } from './processes.ts';

/** Many peers around one hub. */

export interface Said {
  readonly number: number;
  /** Who said it, as an index into the peers. */
  readonly by: number;
  readonly due: number;
  readonly at: number;
}

/** What became of what was said: each latency in milliseconds, and how many should have arrived. */
export interface Spread {
  readonly latencies: number[];
  readonly expected: number;
}

/** Milliseconds that stragglers get after the last message. */
const GRACE = 15_000;

/** Collects what the listening peers heard of what was said, until it is all there or time is up. */
export async function collect(
  listening: readonly Placed[],
  said: readonly Said[],
  from: 'due' | 'at',
): Promise<Spread> {
  const heard: [number, number][][] = listening.map(() => []);
  const expected = listening.map((_, i) => said.filter(({ by }) => by !== i).length);
  const end = performance.now() + GRACE;
  for (;;) {
    for (const [i, { worker, peer }] of listening.entries()) {
      heard[i]?.push(...(await worker.call('heard', peer)));
    }
    const missing = heard.some((it, i) => it.length < (expected[i] ?? 0));
    if (!missing || performance.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const all = listening.flatMap((_, i) => {
    const others = said.filter(({ by }) => by !== i);
    return latencies(heard[i] ?? [], new Map(others.map((it) => [it.number, it[from]])));
  });
  return { latencies: all, expected: expected.reduce((sum, count) => sum + count, 0) };
}

/** Milliseconds of CPU that a process uses while `work` goes on. */
export async function cpuDuring<T>(pid: number, work: () => Promise<T>) {
  const before = await cpuOf(pid);
  const result = await work();
  return { cpu: (await cpuOf(pid)) - before, result };
}

/** Share of what should have arrived, in percent. */
export const delivered = ({ latencies, expected }: Spread): number =>
  (100 * latencies.length) / expected;
