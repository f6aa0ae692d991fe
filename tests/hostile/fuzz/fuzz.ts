import { confirmNatively } from '../../../src/adapters/node/confirm.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { pickFrom } from './mutate.ts';
import { makeTargets, type Target } from './targets.ts';

/** Milliseconds that one input may take. */
export const MOST_TIME = 50;
/** Bytes by which memory may have grown after all of them. */
export const MOST_GROWTH = 50 * 1024 * 1024;
/** Times that a slow input is tried again, in case the machine was busy. */
const TRIES = 4;

export interface Found {
  readonly target: string;
  /** Seed of this one input: `pickFrom` makes it again. */
  readonly seed: number;
  readonly what: string;
}

export interface Report {
  readonly inputs: number;
  /** Inputs that were read as something, by target. */
  readonly read: Readonly<Record<string, number>>;
  /** Milliseconds of the slowest input, and bytes by which memory has grown. */
  readonly slowest: number;
  readonly growth: number;
  readonly found: readonly Found[];
}

/** Feeds `count` mutants to the targets in turn. The same seed makes the same inputs. */
export async function fuzz(count: number, seed: number): Promise<Report> {
  confirmNatively();
  const targets = await makeTargets();
  const read: Record<string, number> = {};
  const found: Found[] = [];
  let slowest = 0;
  const one = async (i: number): Promise<void> => {
    const target = targets[i % targets.length] as Target;
    const own = (seed + i) >>> 0;
    const { ms, what, isRead } = await measure(target, own);
    if (isRead) read[target.name] = (read[target.name] ?? 0) + 1;
    slowest = Math.max(slowest, ms);
    if (what) found.push({ target: target.name, seed: own, what });
  };
  // What fills caches and compiles is done before memory is looked at.
  const warm = Math.min(count, 20_000);
  for (let i = 0; i < warm; i++) await one(i);
  const before = memory();
  for (let i = warm; i < count && found.length < 10; i++) await one(i);
  return { inputs: count, read, slowest, growth: memory() - before, found };
}

async function measure(target: Target, seed: number) {
  let ms = Number.POSITIVE_INFINITY;
  let isRead = false;
  for (let i = 0; i < TRIES && ms > MOST_TIME; i++) {
    const began = process.cpuUsage();
    try {
      const answer = target.take(pickFrom(seed));
      if (answer instanceof Promise) await answer;
      isRead = true;
    } catch (error) {
      if (!(error instanceof ConfabError)) return { ms: 0, what: String(error), isRead };
    }
    const { user, system } = process.cpuUsage(began);
    ms = Math.min(ms, (user + system) / 1_000);
  }
  return { ms, what: ms > MOST_TIME ? `${Math.round(ms)} ms` : null, isRead };
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
