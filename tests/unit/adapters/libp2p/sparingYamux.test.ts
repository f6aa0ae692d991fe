import { multiaddrConnectionPair } from '@libp2p/utils';
import { yamux } from '@libp2p/yamux';
import { describe, expect, test, vi } from 'vitest';
import { sparingYamux } from '../../../../src/adapters/libp2p/sparingYamux.ts';

/** A stream from a plain yamux to one under test, and how many frames the latter has sent. */
async function setUp() {
  const [here, there] = multiaddrConnectionPair();
  const sender = yamux()().createStreamMuxer(here);
  const receiver = sparingYamux()().createStreamMuxer(there);
  const sent = vi.spyOn(there, 'send');
  let received = 0;
  receiver.addEventListener('stream', ({ detail: stream }) => {
    stream.addEventListener('message', ({ data }) => {
      received += data.byteLength;
    });
  });
  const stream = await sender.createStream();
  const say = async (bytes: number) => {
    const upTo = received + bytes;
    if (!stream.send(new Uint8Array(bytes))) await stream.onDrain();
    await vi.waitFor(() => expect(received).toBe(upTo), { interval: 1, timeout: 10_000 });
  };
  return { say, sent, close: () => Promise.all([sender.abort(end), receiver.abort(end)]) };
}

const end = new Error('the end of the test');

describe('yamux that is sparing with window updates', () => {
  test('answers no message of a few', async () => {
    const { say, sent, close } = await setUp();
    await say(100);
    sent.mockClear();
    for (let i = 0; i < 100; i++) await say(500);
    expect(sent).not.toHaveBeenCalled();
    await close();
  });

  test('lets a stream carry many times its window', async () => {
    const { say, sent, close } = await setUp();
    for (let i = 0; i < 200; i++) await say(60_000);
    expect(sent.mock.calls.length).toBeGreaterThan(1);
    expect(sent.mock.calls.length).toBeLessThan(120);
    await close();
  });
});
