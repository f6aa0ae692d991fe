import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { ChainId, ConversationId, LogId, PeerId } from '../../../src/model/ids.ts';
import { Claims } from '../../../src/sync/claims.ts';
import { Fetcher } from '../../../src/sync/fetching.ts';
import type { Range } from '../../../src/sync/frames.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import type { Admission, Refusal } from '../../../src/sync/replica.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

const LOG = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const CHAIN = 7 as ChainId;

/** A fetcher whose replica refuses everything for as long as there is a reason. */
function setup() {
  const clock = makeVirtualClock();
  const replica = new FakeReplica('alice' as PeerId);
  const state: { why: Refusal | null; rosterKnown: boolean; first: ConversationId | null } = {
    why: null,
    rosterKnown: true,
    first: null,
  };
  const admit = replica.admit.bind(replica);
  replica.admit = async (run, ...rest): Promise<Admission> =>
    state.why ? { kind: 'refused', why: state.why, next: 0, device: null } : admit(run, ...rest);
  const ledger = new Ledger(replica, () => false).read();
  const wanted: Range[] = [];
  /** Logs of which something was asked for. */
  const order: LogId[] = [];
  const refusals: boolean[] = [];
  const fetcher = new Fetcher({
    peer: 'bob' as PeerId,
    clock,
    ledger,
    intake: new Intake(clock, replica, ledger, () => {}),
    claims: new Claims(clock),
    rosterKnown: () => state.rosterKnown,
    historyPaused: () => false,
    first: () => state.first,
    want: (log, ranges) => {
      order.push(log);
      wanted.push(...ranges);
    },
    unasked: () => expect.fail('unasked'),
    settled: (_, outcome, isAgain) => {
      if (outcome.kind === 'refused') refusals.push(isAgain);
    },
    changed: () => {},
  });
  /** The peer tells of the chain, and gives it when asked. */
  const offer = async (): Promise<boolean> => {
    wanted.length = 0;
    fetcher.offer(LOG, new Map([[CHAIN, 1]]));
    fetcher.pump();
    if (wanted.length === 0) return false;
    fetcher.entries({ log: LOG, chain: CHAIN, from: 0, envelopes: [new Uint8Array([1])] });
    await clock.advance(10);
    return true;
  };
  return { clock, fetcher, offer, order, replica, state, refusals };
}

test('a chain that was refused is asked for again in a while, and its peer not blamed once more', async () => {
  const { clock, offer, state, refusals } = setup();
  state.why = 'beyond-cutoff';
  expect(await offer()).toBe(true);
  expect(await offer()).toBe(false);
  await clock.advance(600_000);
  expect(await offer()).toBe(true);
  expect(refusals).toEqual([false, true]);
});

test('what nobody can have admitted is never asked for again', async () => {
  const { clock, offer, state } = setup();
  state.why = 'malformed';
  expect(await offer()).toBe(true);
  await clock.advance(24 * 3_600_000);
  expect(await offer()).toBe(false);
});

test('Y7: logs are fetched in one order, however they were heard of', () => {
  const letters = ['A', 'B', 'C'];
  const months = ['202601', '202512', '202511', '202503', '202412'];
  const all = letters.flatMap((it) => months.map((month) => `${it.repeat(21)}A.${month}` as LogId));
  const orderOf = (logs: readonly LogId[]): LogId[] => {
    const { fetcher, order, replica, state } = setup();
    Object.assign(replica, { watched: `${'B'.repeat(21)}A` });
    state.rosterKnown = false;
    for (const log of logs) fetcher.offer(log, new Map([[CHAIN, 1]]));
    state.rosterKnown = true;
    fetcher.pump();
    return order;
  };
  const rank = (log: LogId): string => {
    const [conversation = '', month = ''] = log.split('.');
    const isRecent = month >= '202512';
    return `${isRecent ? 1 : 0}${isRecent && conversation.startsWith('B') ? 1 : 0}${month}`;
  };
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (logs) => {
      const ranks = orderOf(logs).map(rank);
      expect(ranks).toHaveLength(all.length);
      expect(ranks).toEqual([...ranks].sort().reverse());
    }),
  );
});

test('a page that is fetched first keeps all else waiting, until it is let go on', async () => {
  const { fetcher, order, state } = setup();
  const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
  const [newest, older] = [LOG, `${general}.202512` as LogId];
  const elsewhere = 'BBBBBBBBBBBBBBBBBBBBBA.202601' as LogId;
  state.first = general;
  for (const log of [newest, elsewhere, older]) fetcher.offer(log, new Map([[CHAIN, 1]]));
  expect(order).toEqual([newest]);
  expect(fetcher.idle).toBe(false);
  state.first = null;
  fetcher.pump();
  expect(new Set(order)).toEqual(new Set([newest, elsewhere, older]));
});

test('Y7: a newest page is here before all that is recent is', async () => {
  const { clock, fetcher } = setup();
  const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
  const [newest, older] = [LOG, `${general}.202512` as LogId];
  const elsewhere = 'BBBBBBBBBBBBBBBBBBBBBA.202601' as LogId;
  for (const log of [elsewhere, older, newest]) fetcher.offer(log, new Map([[CHAIN, 1]]));
  fetcher.pump();
  expect(fetcher.hasRecent(general)).toBe(false);
  const give = async (log: LogId) => {
    fetcher.entries({ log, chain: CHAIN, from: 0, envelopes: [new Uint8Array([1])] });
    await clock.advance(10);
  };
  await give(elsewhere);
  expect(fetcher.hasRecent(general)).toBe(false);
  await give(newest);
  expect(fetcher.hasRecent(general)).toBe(true);
  expect(fetcher.hasRecent(null)).toBe(false);
  await give(older);
  expect(fetcher.hasRecent(null)).toBe(true);
});

test('what somebody looks at is asked for first among what is recent, also once they look elsewhere', async () => {
  const { clock, fetcher, order, replica, state } = setup();
  const conversation = (letter: string) => `${letter.repeat(21)}A` as ConversationId;
  const logOf = (letter: string) => `${conversation(letter)}.202601` as LogId;
  state.rosterKnown = false;
  replica.watched = conversation('C');
  // Two of them fill the window.
  for (const letter of 'ABCD') fetcher.offer(logOf(letter), new Map([[CHAIN, 2_000]]));
  state.rosterKnown = true;
  fetcher.pump();
  expect(order).toEqual([logOf('C'), logOf('A')]);
  replica.watched = conversation('D');
  for (let from = 0; from < 2_000; from += 500) {
    const envelopes = Array.from({ length: 500 }, () => new Uint8Array([1]));
    fetcher.entries({ log: logOf('C'), chain: CHAIN, from, envelopes });
  }
  await clock.advance(10);
  expect(order[2]).toBe(logOf('D'));
  fetcher.close();
});
