import { expect, it } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { ConfabError, type Reason } from '../../../src/model/errors.ts';
import type { PeerId } from '../../../src/model/ids.ts';
import type { FrameStream } from '../../../src/ports.ts';
import { Claims } from '../../../src/sync/claims.ts';
import { Incoming } from '../../../src/sync/greeting.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Session } from '../../../src/sync/session.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

/** A session whose stream fails at the first read. */
function sessionThatReads(reason: Reason): Session {
  const clock = makeVirtualClock();
  const replica = new FakeReplica('alice' as PeerId);
  const ledger = new Ledger(replica, () => false);
  const stream: FrameStream = {
    peer: 'bob' as PeerId,
    send: async () => {},
    close: async () => {},
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new ConfabError(reason, 'in the middle of a frame')),
    }),
  };
  const shared = {
    replica,
    clock,
    ledger,
    intake: new Intake(replica, ledger, () => {}),
    claims: new Claims(clock),
    isRelay: () => false,
    historyPaused: () => false,
    changed: () => {},
    failed: () => {},
    told: () => {},
    acknowledged: () => {},
    limited: () => {},
  };
  return new Session(shared, new Incoming(stream), true);
}

it('does not blame the peer for a connection that broke in the middle of a frame', async () => {
  expect(await sessionThatReads('closed').run([])).toBe('closed');
});

it('blames the peer for bytes that are no frame', async () => {
  expect(await sessionThatReads('malformed').run([])).toBe('misbehaved');
});
