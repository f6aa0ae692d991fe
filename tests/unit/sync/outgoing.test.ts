import { expect, test } from 'vitest';
import type { PeerId } from '../../../src/model/ids.ts';
import type { Clock, FrameStream } from '../../../src/ports.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Outgoing } from '../../../src/sync/outgoing.ts';
import { Server } from '../../../src/sync/serving.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

test('whoever tells of years lets all else have its turn meanwhile', async () => {
  let now = 0;
  let sent = 0;
  const clock: Clock = {
    now: () => now,
    after(delay, task) {
      const timer = setTimeout(task, delay > 0 ? 1e6 : 0);
      return () => clearTimeout(timer);
    },
  };
  const stream = {
    peer: 'bob' as PeerId,
    // A stream with room takes each at once, in a millisecond.
    send: async () => {
      now += 1;
      sent += 1;
    },
    close: async () => {},
  } as unknown as FrameStream;
  const replica = new FakeReplica('alice' as PeerId);
  const ledger = new Ledger(replica, () => false).read();
  const outgoing = new Outgoing(stream, clock, new Server(replica, ledger, clock, stream.peer));
  for (let i = 0; i < 200; i++) {
    outgoing.push({ kind: 'inventory', logs: [], last: true, full: false, echo: false });
  }
  const running = outgoing.run();
  const sentBefore = await new Promise<number>((resolve) => setTimeout(() => resolve(sent), 1));
  expect(sentBefore).toBeLessThan(100);
  while (outgoing.backlog > 0) await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toBe(200);
  outgoing.close();
  await running;
});
