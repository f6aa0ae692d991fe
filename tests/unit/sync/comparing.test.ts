import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import {
  type ChainId,
  type LogId,
  type PeerId,
  ROSTER,
  type Vector,
} from '../../../src/model/ids.ts';
import { Comparing } from '../../../src/sync/comparing.ts';
import type { Frame } from '../../../src/sync/frames.ts';
import { digestOf, Ledger } from '../../../src/sync/ledger.ts';
import type { Outgoing } from '../../../src/sync/outgoing.ts';
import type { Replica } from '../../../src/sync/replica.ts';

const log = `${'A'.repeat(22)}.202610` as LogId;
const other = `${'A'.repeat(22)}.202611` as LogId;
const chain = 7 as ChainId;

/** One side, and what it says to a peer that holds the same. */
function makeSide() {
  const clock = makeVirtualClock();
  const held = new Map<LogId, Vector>([
    [log, new Map([[chain, 3]])],
    [other, new Map([[chain, 2]])],
  ]);
  const replica = { vectors: () => held, mayRead: () => true } as unknown as Replica;
  const ledger = new Ledger(replica, () => true).read();
  const sent: Frame[] = [];
  const outgoing = { push: (frame: Frame) => sent.push(frame), backlog: 0 } as unknown as Outgoing;
  const parties = { clock, ledger, replica, acknowledged: () => {}, changed: () => {} };
  const comparing = new Comparing('p' as PeerId, parties, outgoing, () => {});
  comparing.sendInventory({ full: true, echo: false });
  const logs = [...held].map(([id, vector]) => [id, digestOf(vector)] as [LogId, Uint8Array]);
  comparing.inventory({ kind: 'inventory', logs, last: true, full: true, echo: false });
  sent.length = 0;
  const lose = (left?: Vector) => {
    if (left) held.set(log, left);
    else held.delete(log);
    ledger.lost(log);
    comparing.lost(log);
  };
  return { clock, comparing, sent, lose };
}

test.each([
  ['all of a log', undefined],
  ['a part of a log', new Map([[chain, 1]])],
])('Y3: the peer is asked for %s that was lost, until it is there again', async (_, left) => {
  const { clock, comparing, sent, lose } = makeSide();
  lose(left);
  await clock.advance(1_000);
  const listed = [log, digestOf(left ?? new Map())];
  expect(sent).toMatchObject([{ kind: 'inventory', logs: [listed], echo: true }]);
  // The answer was lost.
  await clock.advance(60_000);
  comparing.sendInventory({ full: false, echo: false });
  expect(sent.at(-1)).toMatchObject({ logs: [listed] });
});

test('Y2: of what a full inventory shows to be lacking, the peer tells without being asked', () => {
  const clock = makeVirtualClock();
  const held = new Map<LogId, Vector>([[log, new Map([[chain, 3]])]]);
  const replica = { vectors: () => held, mayRead: () => true } as unknown as Replica;
  const makeOne = (ledger: Ledger) => {
    const sent: Frame[] = [];
    const outgoing = { push: (it: Frame) => sent.push(it), backlog: 0, known: () => {} };
    const parties = { clock, ledger, replica, acknowledged: () => {}, changed: () => {} };
    const offered: LogId[] = [];
    const comparing = new Comparing('p' as PeerId, parties, outgoing as unknown as Outgoing, (it) =>
      offered.push(it),
    );
    comparing.sendInventory({ full: true, echo: false });
    return { comparing, sent, offered };
  };
  const full = makeOne(new Ledger(replica, () => true).read());
  const empty = makeOne(new Ledger({ ...replica, vectors: () => new Map() }, () => true).read());
  const pass = (from: typeof full, to: typeof full) => {
    for (const frame of from.sent.splice(0)) {
      if (frame.kind === 'inventory') to.comparing.inventory(frame);
      else if (frame.kind === 'have') to.comparing.have(frame);
    }
  };
  pass(full, empty);
  expect(empty.comparing.knows(log)).toBe(false);
  expect(
    empty.sent.filter(({ kind }) => kind === 'have'),
    'nothing is asked',
  ).toEqual([]);
  pass(empty, full);
  pass(full, empty);
  expect(empty.offered).toEqual([log]);
  expect(empty.comparing.complete).toBe(true);
});

test('Y2: who has just joined is not told of years on a connection that they are about to leave', async () => {
  const clock = makeVirtualClock();
  const held = new Map<LogId, Vector>([
    [ROSTER, new Map([[chain, 3]])],
    [log, new Map([[chain, 3]])],
  ]);
  let isMember = false;
  const replica = {
    vectors: () => held,
    mayRead: (_: PeerId, it: LogId) => isMember || it === ROSTER,
  } as unknown as Replica;
  const ledger = new Ledger(replica, () => false).read();
  const sent: Frame[] = [];
  const outgoing = { push: (frame: Frame) => sent.push(frame), backlog: 0 } as unknown as Outgoing;
  const parties = { clock, ledger, replica, acknowledged: () => {}, changed: () => {} };
  const comparing = new Comparing('p' as PeerId, parties, outgoing, () => {});
  comparing.sendInventory({ full: true, echo: false });
  sent.length = 0;
  isMember = true;
  comparing.rosterGrew();
  await clock.advance(2_000);
  expect(sent).toEqual([]);
  // They did not.
  await clock.advance(2_000);
  expect(sent).toMatchObject([{ kind: 'inventory', logs: [[log, expect.anything()]] }]);
  comparing.close();
});

test('a peer that lists more and more logs, and tells of none, is not listened to for ever', () => {
  const { comparing } = makeSide();
  const digest = new Uint8Array(16);
  const list = (round: number): boolean => {
    const logs = Array.from({ length: 2_000 }, (_, i) => {
      const name = String(round * 2_000 + i).padStart(22, 'A');
      return [`${name}.202611` as LogId, digest] as [LogId, Uint8Array];
    });
    return comparing.inventory({ kind: 'inventory', logs, last: true, full: false, echo: false });
  };
  const rounds = Array.from({ length: 30 }, (_, round) => round);
  expect(rounds.find((round) => !list(round))).toBe(25);
});
