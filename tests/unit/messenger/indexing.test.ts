import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { Entry } from '../../../src/log/entry.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { Indexing } from '../../../src/messenger/indexing.ts';
import type { TalkSource } from '../../../src/messenger/talk.ts';
import type { ChainId, LogId, MemberId, Vector } from '../../../src/model/ids.ts';
import { toWire } from '../../../src/model/payload.ts';
import type { Doc } from '../../../src/search/docs.ts';
import type { Finder } from '../../../src/search/finder.ts';

const log = `${'A'.repeat(22)}.202611` as LogId;
const newer = `${'A'.repeat(22)}.202612` as LogId;

function entryOf(chain: number, number: number): Entry {
  const value = toWire({ kind: 'message', text: `${chain}.${number}` });
  const id = `${chain}.${number}`;
  const at = { id, log, chain, number, device: 'd', hlc: chain * 1_000 + number };
  return { at, content: { kind: 'open', value } } as unknown as Entry;
}

/**
 * An index over one log; `replacing` is what its worker does before it has taken the log, `secret` what
 * the key store gives.
 */
async function makeIndexing(
  replacing: () => Promise<void> = async () => {},
  secret: () => Promise<Uint8Array> = async () => new Uint8Array(32),
) {
  const clock = makeVirtualClock();
  const errors: unknown[] = [];
  let entries: Entry[] = [];
  const vectors = new Map<LogId, Vector>();
  let grown: (log: LogId, entries: readonly Entry[], own: boolean) => void = () => {};
  const core = {
    device: { clock, keys: { secret } },
    logs: {
      onGrown(listener: typeof grown) {
        grown = listener;
        return () => {};
      },
      vectors: () => vectors,
      get: async (id: LogId) => {
        if (id === newer) throw new Error('a month that cannot be opened');
        const held = [...entries];
        return { entries: () => held, vector: () => new Map(vectors.get(log)) };
      },
    },
    onRoster: () => () => {},
    report: (error: unknown) => errors.push(error),
  } as unknown as Core;
  const source: TalkSource = {
    counts: () => true,
    memberOf: () => 'm' as MemberId,
    mayPin: () => true,
    mayModerate: () => false,
    self: () => 'me' as MemberId,
    nameOf: () => 'Name',
    isUnread: () => false,
    arrival: () => 0,
    now: () => Number.POSITIVE_INFINITY,
  };
  const indexed = new Map<string, Doc>();
  let calls = 0;
  let onDrop = () => {};
  const take = async (_: LogId, __: Vector, docs: readonly Doc[]) => {
    calls++;
    for (const doc of docs) indexed.set(`${doc.chain}.${doc.number}`, doc);
  };
  const finder = {
    start: async (_: Uint8Array, told: (told: unknown) => void) =>
      told({ kind: 'loaded', logs: [] }),
    replace: async (...args: Parameters<typeof take>) => {
      await take(...args);
      await replacing();
    },
    update: take,
    drop: async () => onDrop(),
    close: async () => {},
  } as unknown as Finder;
  const indexing = new Indexing(core, source, finder);
  await indexing.begin().catch((error) => errors.push(error));
  await clock.advance(10);
  return {
    clock,
    indexing,
    indexed,
    calls: () => {
      expect(errors).toEqual([]);
      return calls;
    },
    errors,
    /** Another log comes, which cannot be opened. */
    comeBroken() {
      vectors.set(newer, new Map([[1 as ChainId, 1]]));
      grown(newer, [], false);
    },
    /** All of the log is gone; `meanwhile` is what happens while the index lets go of it. */
    go(meanwhile: () => void) {
      entries = [];
      vectors.delete(log);
      onDrop = meanwhile;
      grown(log, [], false);
    },
    come(chain: number, count: number) {
      const from = vectors.get(log)?.get(chain as ChainId) ?? 0;
      const some = Array.from({ length: count }, (_, i) => entryOf(chain, from + i));
      // What is written to a log that was opened anew stands in no log that was opened before.
      entries = [...entries, ...some];
      const vector = new Map(vectors.get(log)).set(chain as ChainId, from + count);
      vectors.set(log, vector);
      grown(log, some, false);
    },
  };
}

test('many short runs wait for a second of quiet, and are then gone through once', async () => {
  const { clock, indexed, calls, come } = await makeIndexing();
  for (let chain = 1; chain <= 100; chain++) {
    come(chain, 6);
    await clock.advance(10);
    // The first few could have been written just now.
    if (chain > 3) expect(calls()).toBeLessThanOrEqual(3);
  }
  const before = calls();
  await clock.advance(900);
  expect(calls()).toBe(before);
  await clock.advance(200);
  expect(indexed.size).toBe(600);
  expect(calls() - before).toBeLessThanOrEqual(1);
});

test('what is said now and then is indexed at once', async () => {
  const { clock, indexed, calls, come } = await makeIndexing();
  for (let said = 1; said <= 30; said++) {
    come(1, 1);
    await clock.advance(200);
    expect([indexed.size, calls()]).toEqual([said, said]);
  }
});

test('what comes into a log that was opened anew while it was indexed is found', async () => {
  let onReplace = () => {};
  const { clock, indexed, indexing, come } = await makeIndexing(async () => onReplace());
  onReplace = () => {
    onReplace = () => {};
    come(2, 1);
  };
  come(1, 1);
  await clock.advance(5_000);
  expect([...indexed.keys()].sort()).toEqual(['1.0', '2.0']);
  expect(indexing.coverage.get()).toEqual({ kind: 'whole' });
});

test('a month that cannot be opened is told of, and keeps nobody from the others', async () => {
  const { clock, indexed, indexing, errors, come, comeBroken } = await makeIndexing();
  comeBroken();
  await clock.advance(10);
  come(1, 1);
  await clock.advance(10);
  expect([...indexed.keys()]).toEqual(['1.0']);
  expect(errors).toHaveLength(1);
  const whole = indexing.upToDate();
  await clock.advance(10);
  await whole;
  // It is what is still to come.
  expect(indexing.coverage.get()).toEqual({ kind: 'partly', back: Date.UTC(2027, 0) });
});

test('what comes while the index lets go of another log is found', async () => {
  const { clock, indexed, go, come } = await makeIndexing();
  come(1, 1);
  await clock.advance(10);
  go(() => come(2, 1));
  await clock.advance(10);
  expect([...indexed.keys()]).toContain('2.0');
});

test('where its key could not be read, the next question tries again', async () => {
  let tries = 0;
  const secret = async () => {
    if (++tries === 1) throw new Error('the store gave no answer');
    return new Uint8Array(32);
  };
  const { clock, indexed, indexing, errors, come } = await makeIndexing(undefined, secret);
  expect(errors).toHaveLength(1);
  await indexing.begin();
  come(1, 1);
  await clock.advance(10);
  expect([...indexed.keys()]).toEqual(['1.0']);
});
