import { expect, test } from 'vitest';
import { type ChainId, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import type { Clock, FrameStream } from '../../../src/ports.ts';
import { decodeFrame, type Frame } from '../../../src/sync/frames.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Outgoing } from '../../../src/sync/outgoing.ts';
import { Server } from '../../../src/sync/serving.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';

/** The sending end of a stream on which each frame takes a millisecond. */
function makeOutgoing(whileSending: (it: Outgoing) => void = () => {}) {
  const sent: Frame[] = [];
  let now = 0;
  let isStopped = false;
  const clock: Clock = {
    now: () => now,
    after(delay, task) {
      if (isStopped) return () => {};
      const timer = setTimeout(task, delay > 1_000 ? 1e6 : delay);
      return () => clearTimeout(timer);
    },
  };
  const stream = {
    peer: 'bob' as PeerId,
    // A stream with room takes each at once.
    send: async (bytes: Uint8Array) => {
      now += 1;
      sent.push(decodeFrame(bytes));
      whileSending(outgoing);
    },
    close: async () => {},
  } as unknown as FrameStream;
  const replica = new FakeReplica('alice' as PeerId);
  const ledger = new Ledger(replica, () => false).read();
  const outgoing: Outgoing = new Outgoing(
    stream,
    clock,
    new Server(replica, ledger, clock, stream.peer, () => {}),
  );
  for (let i = 0; i < 500; i++) {
    outgoing.push({ kind: 'inventory', logs: [], last: true, full: false, echo: false });
  }
  const over = async (): Promise<void> => {
    while (outgoing.backlog > 0) await new Promise((resolve) => setTimeout(resolve));
  };
  const stopClock = (): void => {
    isStopped = true;
  };
  return { outgoing, sent, over, stopClock };
}

test('whoever tells of years lets all else have its turn meanwhile', async () => {
  const { outgoing, sent, over } = makeOutgoing();
  const running = outgoing.run();
  const sentBefore = await new Promise((resolve) => setTimeout(() => resolve(sent.length), 1));
  expect(sentBefore).toBeLessThan(100);
  await over();
  expect(sent.length).toBe(500);
  outgoing.close();
  await running;
});

test('who is closed waits for no clock any more, neither while sending nor while others have their turn', async () => {
  const turn = makeOutgoing();
  turn.stopClock();
  const giving = turn.outgoing.run();
  while (turn.sent.length < 8) await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  turn.outgoing.close();
  await giving;
  let left = 20;
  const sending = makeOutgoing((it) => {
    left -= 1;
    if (left > 12) return;
    sending.stopClock();
    it.close();
  });
  await sending.outgoing.run();
  expect([turn.sent.length, sending.sent.length]).toEqual([8, 8]);
});

test('Y6: a receipt does not wait until all is told', async () => {
  const { outgoing, sent, over } = makeOutgoing();
  outgoing.receipt(ROSTER, 7 as ChainId, 1);
  const running = outgoing.run();
  await over();
  const at = sent.findIndex(({ kind }) => kind === 'receipt');
  expect(at).toBeGreaterThanOrEqual(0);
  expect(at).toBeLessThan(400);
  outgoing.close();
  await running;
});
