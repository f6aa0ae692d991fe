import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import {
  type ChainId,
  type LogId,
  type PeerId,
  ROSTER,
  type Vector,
} from '../../../src/model/ids.ts';
import type { Vouch } from '../../../src/sync/replica.ts';
import type { Session } from '../../../src/sync/session.ts';
import { Vouching } from '../../../src/sync/vouching.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

const [ana, ben] = ['ana', 'ben'] as PeerId[] as [PeerId, PeerId];
const GOOD = new Uint8Array([1]);
const FORGED = new Uint8Array([2]);

/** A relay to which Ana's chains 1 to 4,000 are known. */
function relay() {
  const clock = makeVirtualClock();
  const replica = new FakeReplica('relay' as PeerId);
  const sessions = new Map<PeerId, Session>();
  const vouching = new Vouching({
    clock,
    replica: Object.assign(replica, {
      authorOf: (_: LogId, chain: ChainId) => (chain <= 4_000 ? ana : null),
      isVouched: ({ signature }: Vouch) => signature === GOOD,
    }),
    self: replica.peer,
    role: 'relay',
    sessions,
    isRelay: () => false,
    failed: (error) => expect.fail(String(error)),
  });
  /** What Ana is given when she comes. */
  const given = (): Vouch[] => {
    const all: Vouch[] = [];
    vouching.begun({ peer: ana, vouch: (it: Vouch) => void all.push(it) } as unknown as Session);
    return all;
  };
  return { clock, vouching, given, sessions };
}

const vouch = (signature: Uint8Array, chains: readonly number[], log: LogId = ROSTER): Vouch => {
  const vector: Vector = new Map(chains.map((it) => [it as ChainId, 1]));
  return { holder: ben, log, vector, signature };
};

test('Y11: a relay keeps no vouch that its holder did not sign, or of chains that nobody writes', () => {
  const { vouching, given } = relay();
  expect(vouching.take(ben, vouch(FORGED, [1]))).toBe(false);
  const { vouching: other, given: kept } = relay();
  expect(other.take(ben, vouch(GOOD, [1, 4_001]))).toBe(true);
  expect([...given(), ...kept()]).toEqual([]);
});

test('Y11: a relay passes on no more than an honest holder tells', async () => {
  const { clock, vouching, given } = relay();
  for (let i = 0; i < 100; i++) vouching.take(ben, vouch(GOOD, [1]));
  await clock.advance(1_000);
  vouching.take(ben, vouch(GOOD, [2]));
  expect(given().map(({ vector }) => [...vector.keys()])).toEqual([[1], [2]]);
});

test('Y11: what a relay keeps for who is away is bounded by chains, the newest last', () => {
  const { vouching, given } = relay();
  const many = Array.from({ length: 4_000 }, (_, i) => i + 1);
  for (let i = 0; i < 9; i++) vouching.take(ben, vouch(GOOD, many, `log ${i}` as LogId));
  expect(given().map(({ log }) => log)).toEqual(['log 4', 'log 5', 'log 6', 'log 7', 'log 8']);
});

/** Ben's device, whose log holds what Ana writes, with a relay that notes what it is told. */
function member() {
  const clock = makeVirtualClock(Date.UTC(2026, 0, 15));
  const hub = 'relay' as PeerId;
  const told: { at: number; chains: number[] }[] = [];
  const sessions = new Map<PeerId, Session>();
  const vouching = new Vouching({
    clock,
    replica: Object.assign(new FakeReplica(ben), {
      authorOf: () => ana,
      vouch: async () => GOOD,
    }),
    self: ben,
    role: 'member',
    sessions,
    isRelay: (peer) => peer === hub,
    failed: (error) => expect.fail(String(error)),
  });
  const start = clock.now();
  /** A session with the relay; one that is dead takes what it is told to nobody. */
  const connect = (isDead = false): void => {
    const vouch = async ({ vector }: Vouch): Promise<boolean> => {
      if (!isDead) told.push({ at: clock.now() - start, chains: [...vector.keys()] });
      return !isDead;
    };
    const session = { peer: hub, vouch, answered: async () => {} } as unknown as Session;
    sessions.set(hub, session);
    vouching.begun(session);
  };
  const holds = (live: boolean, ...chains: number[]): void => {
    for (const chain of chains) vouching.held(ana, JANUARY, chain as ChainId, 1, live);
  };
  return { clock, vouching, told, sessions, connect, holds, hub };
}

const JANUARY = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;

test('Y11: what comes live is vouched for within seconds, however much was caught up with before', async () => {
  const { clock, told, connect, holds } = member();
  connect();
  holds(false, ...Array.from({ length: 40 }, (_, i) => i));
  await clock.advance(2_000);
  expect(told.map(({ chains }) => chains.length)).toEqual([40]);
  holds(false, 50);
  await clock.advance(1_000);
  expect(told, 'what is caught up with waits').toHaveLength(1);
  holds(true, 60);
  await clock.advance(1_000);
  expect(told.at(-1)?.chains).toEqual([50, 60]);
  for (let i = 0; i < 5; i++) {
    holds(true, 70 + i);
    await clock.advance(1_000);
  }
  expect(told.slice(2).flatMap(({ chains }) => chains)).toEqual([70, 71, 72, 73, 74]);
});

test('Y11: what a dead session was told is told to the next one', async () => {
  const { clock, told, connect, holds, sessions, hub } = member();
  connect(true);
  holds(true, 1);
  await clock.advance(3_000);
  sessions.delete(hub);
  holds(true, 2);
  await clock.advance(10_000);
  connect();
  await clock.advance(2_000);
  expect(told.map(({ chains }) => chains)).toEqual([[2, 1]]);
  await clock.advance(180_000);
  connect();
  await clock.advance(2_000);
  expect(told, 'what was told long ago is not').toHaveLength(1);
});

test('Y11: whoever closes tells first what they hold, and not too soon after the last time', async () => {
  const { clock, vouching, told, connect, holds } = member();
  connect();
  holds(true, 1);
  await clock.advance(1_100);
  expect(told).toHaveLength(1);
  holds(true, 2);
  let closed = 0;
  void vouching.close().then(() => (closed = clock.now()));
  await clock.advance(1_000);
  expect(closed).toBeGreaterThan(0);
  expect(told.map(({ chains }) => chains)).toEqual([[1], [2]]);
  expect((told[1]?.at ?? 0) - (told[0]?.at ?? 0)).toBeGreaterThanOrEqual(500);
  holds(true, 3);
  await clock.advance(60_000);
  expect(told).toHaveLength(2);
  expect(clock.waiting, 'timers left').toBe(0);
});

test('Y11: closing waits a second at most for a relay that takes nothing', async () => {
  const { clock, vouching, connect, holds, sessions, hub } = member();
  connect();
  sessions.set(hub, { peer: hub, vouch: () => new Promise(() => {}) } as unknown as Session);
  holds(true, 1);
  const began = clock.now();
  let closed = Number.POSITIVE_INFINITY;
  void vouching.close().then(() => (closed = clock.now()));
  await clock.advance(5_000);
  expect(closed - began).toBeLessThanOrEqual(1_000);
});

test('Y11: a relay gives again what an author was given on a line that may have been dead', async () => {
  const { clock, vouching, given, sessions } = relay();
  sessions.set(ana, { peer: ana, vouch: async () => true } as unknown as Session);
  vouching.take(ben, vouch(GOOD, [1]));
  sessions.delete(ana);
  await clock.advance(30_000);
  expect(given().map(({ vector }) => [...vector.keys()])).toEqual([[1]]);
  await clock.advance(120_000);
  expect(given()).toEqual([]);
});
