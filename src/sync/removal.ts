import { type ChainId, ROSTER, type Vector } from '../model/ids.ts';
import type { Stretch } from '../office/removal.ts';
import type { Clock } from '../ports.ts';
import { MAX_CHAINS, MAX_FRAME_ENTRIES, MAX_PROOF, MAX_RUN } from '../wire/limits.ts';
import { encodeFrame, type Frame, pairsOf } from './frames.ts';
import type { Incoming } from './greeting.ts';
import { bytesIn } from './intake.ts';
import type { Replica, Run } from './replica.ts';

/**
 * Who is refused as removed is shown that they were (SPEC Y13): they say what they hold of the roster,
 * and are given what they lack of it up to their removal. They judge it as all else that comes.
 */

/** Frames in which somebody may say what they hold: a roster of 128,000 chains. */
const MAX_HAVES = 32;
/** Bytes that a run counts at least: thousands of empty ones are work too. */
const LEAST_COST = 256;

/** Gives a peer that was just refused what shows its removal, and ends the stream. Never rejects. */
export async function showRemoval(
  incoming: Incoming,
  clock: Clock,
  replica: Replica,
): Promise<void> {
  const { stream, peer } = incoming;
  try {
    const held = await hearHeld(incoming, clock);
    if (held) {
      for await (const run of runsUpTo(replica, replica.removal?.(peer, held) ?? [])) {
        await stream.send(encodeFrame({ kind: 'entries', run }));
      }
      await stream.send(encodeFrame(THE_END));
    }
  } catch {
    // Who does not ask, asks in no frames, or leaves before the end, is told nothing more.
  } finally {
    await stream.close().catch(() => undefined);
  }
}

const THE_END: Frame = {
  kind: 'entries',
  run: { log: ROSTER, chain: 0 as ChainId, from: 0, envelopes: [] },
};

/** What the peer says that it holds of the roster; null when it says something else. */
async function hearHeld(incoming: Incoming, clock: Clock): Promise<Vector | null> {
  const held = new Map<ChainId, number>();
  for (let frames = 0; frames < MAX_HAVES; frames++) {
    const frame = await incoming.soon(clock);
    if (frame.kind !== 'have' || frame.log !== ROSTER) return null;
    for (const [chain, next] of frame.vector) held.set(chain, next);
    if (frame.echo) return held;
  }
  return null;
}

async function* runsUpTo(
  replica: Replica,
  stretches: readonly Stretch[],
): AsyncGenerator<Run, void, undefined> {
  let left = MAX_PROOF;
  for (const { chain, from, to } of stretches) {
    for (let at = from; at < to; ) {
      const count = Math.min(to - at, MAX_RUN);
      const bytes = MAX_FRAME_ENTRIES - 5 * count;
      const envelopes = (await replica.read(ROSTER, chain, at, count, bytes)).slice(0, count);
      if (envelopes.length === 0) return;
      const run = { log: ROSTER, chain, from: at, envelopes };
      left -= costOf(run);
      if (left < 0) return;
      yield run;
      at += envelopes.length;
    }
  }
}

const costOf = (run: Run): number => Math.max(LEAST_COST, bytesIn(run));

/**
 * Asks a peer that says that this device was removed what shows it: gives the runs of the roster that
 * it brings, those of each chain together. What comes beyond MAX_PROOF bytes, or is no part of a
 * roster, ends it; what came before that may be good all the same. Never rejects.
 */
export async function hearRemoval(
  incoming: Incoming,
  clock: Clock,
  held: Vector,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  try {
    for (const frame of havesOf(held)) await incoming.stream.send(encodeFrame(frame));
    for (let left = MAX_PROOF; ; ) {
      const frame = await incoming.soon(clock);
      if (frame.kind !== 'entries' || frame.run.log !== ROSTER) break;
      left -= costOf(frame.run);
      if (left < 0 || frame.run.envelopes.length === 0) break;
      runs.push(frame.run);
    }
  } catch {
    // The line broke, or what came is no frame.
  }
  return byChain(runs);
}

function* havesOf(held: Vector): Generator<Frame> {
  const pairs = pairsOf(held).slice(0, MAX_HAVES * MAX_CHAINS);
  for (let at = 0; at === 0 || at < pairs.length; at += MAX_CHAINS) {
    const vector = new Map(pairs.slice(at, at + MAX_CHAINS));
    yield { kind: 'have', log: ROSTER, vector, echo: at + MAX_CHAINS >= pairs.length };
  }
}

/** Runs that follow each other in one chain as one: they came between those of other chains. */
function byChain(runs: readonly Run[]): Run[] {
  const joined = new Map<ChainId, Run[]>();
  for (const run of runs) {
    const chain = joined.get(run.chain) ?? [];
    joined.set(run.chain, chain);
    const last = chain.at(-1);
    const count = (last?.envelopes.length ?? 0) + run.envelopes.length;
    if (last && run.from === last.from + last.envelopes.length && count <= MAX_RUN) {
      chain[chain.length - 1] = { ...last, envelopes: [...last.envelopes, ...run.envelopes] };
    } else chain.push(run);
  }
  return [...joined.values()].flat();
}
