import { expect, it } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { ConfabError, type Reason } from '../../../src/model/errors.ts';
import { type ChainId, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import type { FrameStream } from '../../../src/ports.ts';
import { Claims } from '../../../src/sync/claims.ts';
import { encodeFrame, type Frame } from '../../../src/sync/frames.ts';
import { Incoming } from '../../../src/sync/greeting.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Session } from '../../../src/sync/session.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

/** A session whose stream gives these frames, and then fails; without a reason, it waits to be closed. */
function sessionThatReads(
  reason: Reason | null,
  frames: readonly Frame[] = [],
  replica = new FakeReplica('alice' as PeerId),
) {
  const clock = makeVirtualClock();
  const ledger = new Ledger(replica, () => false);
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
  const shared = {
    replica,
    clock,
    ledger,
    intake: new Intake(clock, replica, ledger, () => {}),
    claims: new Claims(clock),
    isRelay: () => false,
    historyPaused: () => false,
    first: () => null,
    changed: () => {},
    failed: (error: unknown) => void failures.push(error),
    told: () => {},
    acknowledged: () => {},
    vouched: () => false,
    limited: () => {},
  };
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
