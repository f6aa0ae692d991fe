import { expect, it } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { makeStreamPair } from '../../../src/adapters/memory/streams.ts';
import { ConfabError, type Reason } from '../../../src/model/errors.ts';
import {
  type ChainId,
  type ConversationId,
  logOf,
  type PeerId,
  ROSTER,
} from '../../../src/model/ids.ts';
import { monthOf } from '../../../src/model/time.ts';
import type { FrameStream } from '../../../src/ports.ts';
import { Claims } from '../../../src/sync/claims.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../../src/sync/frames.ts';
import { Incoming } from '../../../src/sync/greeting.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Session } from '../../../src/sync/session.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

type Party = ConstructorParameters<typeof Session>[0];

/** What sessions of a replica share; `more` instead of what most need. */
function sharedOf(replica: FakeReplica, more: Partial<Party> = {}): Party {
  const ledger = new Ledger(replica, () => false).read();
  const clock = more.clock ?? makeVirtualClock();
  return {
    replica,
    clock,
    ledger,
    intake: new Intake(clock, replica, ledger, () => {}),
    claims: new Claims(clock),
    isRelay: () => false,
    historyPaused: () => false,
    first: () => null,
    holds: () => false,
    changed: () => {},
    failed: () => {},
    told: () => {},
    acknowledged: () => {},
    vouched: () => false,
    limited: () => {},
    ...more,
  };
}

/** A session whose stream gives these frames, and then fails; without a reason, it waits to be closed. */
function sessionThatReads(
  reason: Reason | null,
  frames: readonly Frame[] = [],
  replica = new FakeReplica('alice' as PeerId),
) {
  const left = frames.map(encodeFrame);
  const closed = Promise.withResolvers<void>();
  const stream: FrameStream = {
    peer: 'bob' as PeerId,
    send: async () => {},
    close: async () => closed.resolve(),
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const value = left.shift();
        if (value) return { done: false, value };
        if (reason) throw new ConfabError(reason, 'in the middle of a frame');
        await closed.promise;
        return { done: true, value: undefined };
      },
    }),
  };
  const failures: unknown[] = [];
  const shared = sharedOf(replica, { failed: (error) => void failures.push(error) });
  return { session: new Session(shared, new Incoming(stream), true), failures };
}

it('does not blame the peer for a connection that broke in the middle of a frame', async () => {
  expect(await sessionThatReads('closed').session.run([])).toBe('closed');
});

it('blames the peer for bytes that are no frame', async () => {
  expect(await sessionThatReads('malformed').session.run([])).toBe('misbehaved');
});

it('tells of a fault of this device’s own, and blames nobody for it', async () => {
  const replica = new FakeReplica('alice' as PeerId);
  const chain = 1 as ChainId;
  replica.append(ROSTER, chain, 'something');
  const fault = new ConfabError('storage-failed', 'the roster cannot be read');
  replica.read = () => Promise.reject(fault);
  const want: Frame = { kind: 'want', log: ROSTER, ranges: [{ chain, from: 0, to: 1 }] };
  const { session, failures } = sessionThatReads(null, [want], replica);
  expect(await session.run([])).toBe('closed');
  expect(failures).toEqual([fault]);
});

it('Y7: who needs one conversation first has its newest page before the rest is told', async () => {
  const [alice, bob] = ['alice', 'bob'].map((it) => new FakeReplica(it as PeerId)) as [
    FakeReplica,
    FakeReplica,
  ];
  const clock = makeVirtualClock();
  const now = monthOf(clock.now());
  const chain = 1 as ChainId;
  const rooms = Array.from(
    { length: 60 },
    (_, i) => `${String(i).padStart(2, '0')}${'A'.repeat(20)}` as ConversationId,
  );
  const first = rooms.at(-1) as ConversationId;
  for (const room of rooms) {
    for (let ago = 0; ago < 12; ago++) alice.append(logOf(room, now - ago), chain, 'something');
  }
  let told = 0;
  const carry = (frame: Uint8Array, arrive: () => void): void => {
    if (frame.length > 0 && decodeFrame(frame).kind === 'have') told += 1;
    arrive();
  };
  const { near, far } = makeStreamPair(alice.peer, bob.peer, carry, (_, arrive) => arrive(), 1e6);
  let toldBefore: number | null = null;
  const there = new Session(sharedOf(alice, { clock }), new Incoming(near), false);
  let holds = true;
  const here: Session = new Session(
    sharedOf(bob, {
      clock,
      first: () => first,
      holds: () => holds,
      changed: () => {
        if (here.hasRecent(first)) toldBefore ??= told;
      },
    }),
    new Incoming(far),
    true,
  );
  const running = [there.run([]), here.run([])];
  await clock.runUntil(() => toldBefore !== null, 1_000);
  expect(bob.count(logOf(first, now))).toBe(1);
  expect(toldBefore).toBeLessThan(20);
  // Whoever paints it has the time.
  await clock.advance(500);
  expect(here.knowsRecent).toBe(false);
  holds = false;
  here.pump();
  await clock.runUntil(() => here.knowsRecent, 1_000);
  expect(here.knowsRecent).toBe(true);
  expect(told).toBeGreaterThan(rooms.length);
  for (const session of [here, there]) session.end('closed');
  await Promise.all(running);
});
