import { beforeEach, expect, test } from 'vitest';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { ChainId, LogId, PeerId } from '../../../src/model/ids.ts';
import { Auditing } from '../../../src/sync/auditing.ts';
import type { Frame } from '../../../src/sync/frames.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import type { End, TagOf } from '../../../src/sync/replica.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

const LOG = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const BOB = 'bob' as PeerId;
const MINUTE = 60_000;
const tag = (byte: number) => new Uint8Array(8).fill(byte);
const ends = (from: number, to: number, next = 1, byte = 1): End[] =>
  Array.from({ length: to - from }, (_, i) => ({
    chain: (from + i) as ChainId,
    next,
    tag: tag(byte),
  }));

/** Holds chains of one entry, or of more, whose tags are all 1. */
class Tagged extends FakeReplica {
  asked: number[] = [];

  async tags(): Promise<TagOf> {
    return (chain) => {
      this.asked.push(chain);
      return tag(1);
    };
  }
}

let clock: VirtualClock;
let replica: Tagged;
let auditing: Auditing;
let pushed: Frame[];

function begin(chains: number, entries = 1): void {
  replica = new Tagged('alice' as PeerId);
  for (let chain = 0; chain < chains; chain++) {
    replica.append(LOG, chain as ChainId, ...Array.from({ length: entries }, () => 'text'));
  }
  const ledger = new Ledger(replica, () => false).read();
  const intake = new Intake(clock, replica, ledger, () => {});
  const failed = (error: unknown) => expect(error).toBe(null);
  const push = (frame: Frame) => void pushed.push(frame);
  auditing = new Auditing(BOB, { replica, ledger, intake, clock, failed }, push);
}

/** Hears of ends and compares them; gives how many of the own ones were looked at. */
async function hear(told: readonly End[]): Promise<number | 'fault'> {
  replica.asked = [];
  if (!auditing.hear(LOG, told)) return 'fault';
  let done = false;
  void auditing.compared().then(() => (done = true));
  await clock.runUntil(() => done, 1_000);
  return replica.asked.length;
}

beforeEach(() => {
  clock = makeVirtualClock();
  pushed = [];
});

test('Y10: the ends of a log are compared once in five minutes; before that they are a fault', async () => {
  begin(10);
  expect(await hear(ends(0, 5))).toBe(5);
  expect(await hear(ends(5, 10)), 'the rest of the same telling').toBe(5);
  expect(await hear(ends(0, 10))).toBe('fault');
  expect(replica.asked).toEqual([]);
  await clock.advance(MINUTE);
  expect(await hear(ends(0, 10))).toBe('fault');
  await clock.advance(4 * MINUTE);
  expect(await hear(ends(0, 10))).toBe(10);
});

test('Y10: chains that do not ascend are a fault', async () => {
  begin(10);
  expect(await hear(ends(0, 5).reverse())).toBe('fault');
  expect(await hear([...ends(0, 2), ...ends(1, 3)])).toBe('fault');
});

test('only what is held here is looked at, and little that is not at the end of its chain', async () => {
  begin(2_000, 2);
  expect(await hear(ends(10_000, 14_000, 2))).toBe(0);
  await clock.advance(5 * MINUTE);
  expect(await hear(ends(0, 2_000, 3)), 'longer than what is held').toBe(0);
  await clock.advance(5 * MINUTE);
  expect(await hear(ends(0, 2_000, 2))).toBe(2_000);
  await clock.advance(5 * MINUTE);
  expect(await hear(ends(0, 2_000, 1))).toBe(500);
});

test('nothing is compared any more while as many chains as may be are fetched again', async () => {
  begin(4_000);
  expect(await hear(ends(0, 4_000, 1, 2))).toBe(16);
  expect(pushed.filter(({ kind }) => kind === 'want')).toHaveLength(16);
});

test('comparing gives others their turn', async () => {
  begin(4_000);
  expect(auditing.hear(LOG, ends(0, 4_000))).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(replica.asked.length).toBeGreaterThan(0);
  expect(replica.asked.length).toBeLessThan(1_000);
});

test('of a chain that is fetched again it takes what it waits for, and leaves the rest to others', async () => {
  begin(1, 4);
  await hear(ends(0, 1, 4, 2));
  const run = (from: number, count: number) => ({
    log: LOG,
    chain: 0 as ChainId,
    from,
    envelopes: Array.from({ length: count }, () => new Uint8Array(1)),
  });
  expect(auditing.take(run(4, 2))).toBe(false);
  expect(auditing.take(run(0, 2))).toBe(true);
  expect(auditing.take(run(0, 2))).toBe(false);
  expect(auditing.take(run(2, 2))).toBe(true);
  expect(auditing.take(run(4, 0))).toBe(false);
});
