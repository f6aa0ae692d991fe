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
  const vouching = new Vouching({
    clock,
    replica: Object.assign(replica, {
      authorOf: (_: LogId, chain: ChainId) => (chain <= 4_000 ? ana : null),
      isVouched: ({ signature }: Vouch) => signature === GOOD,
    }),
    self: replica.peer,
    role: 'relay',
    sessions: new Map(),
    isRelay: () => false,
    failed: (error) => expect.fail(String(error)),
  });
  /** What Ana is given when she comes. */
  const given = (): Vouch[] => {
    const all: Vouch[] = [];
    vouching.begun({ peer: ana, vouch: (it: Vouch) => void all.push(it) } as unknown as Session);
    return all;
  };
  return { clock, vouching, given };
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
