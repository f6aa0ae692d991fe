import { describe, expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { type ChainId, logOf, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import type { FrameStream } from '../../../src/ports.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../../src/sync/frames.ts';
import { Incoming } from '../../../src/sync/greeting.ts';
import { hearRemoval, showRemoval } from '../../../src/sync/removal.ts';
import type { Run } from '../../../src/sync/replica.ts';
import { MAX_CHAINS, MAX_PROOF } from '../../../src/wire/limits.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';
import { conversation } from '../../support/syncWorld.ts';

const chain = (id: number) => id as ChainId;
const run = (id: number, from: number, ...sizes: number[]): Run => ({
  log: ROSTER,
  chain: chain(id),
  from,
  envelopes: sizes.map((size) => new Uint8Array(size).fill(1)),
});
const entries = (it: Run): Frame => ({ kind: 'entries', run: it });

/** A stream on which the peer says these frames; `sent` is what it was told. */
function stream(says: Iterable<Frame | Uint8Array>) {
  const sent: Frame[] = [];
  let closed = false;
  const made: FrameStream = {
    peer: 'peer' as PeerId,
    send: async (bytes) => void sent.push(decodeFrame(bytes)),
    close: async () => {
      closed = true;
    },
    async *[Symbol.asyncIterator]() {
      for (const it of says) yield it instanceof Uint8Array ? it : encodeFrame(it);
    },
  };
  return { incoming: new Incoming(made), sent, isClosed: () => closed };
}

const hear = (says: Iterable<Frame | Uint8Array>) =>
  hearRemoval(stream(says).incoming, makeVirtualClock(), new Map());

describe('Y13: what a relay shows of a removal', () => {
  test('is asked for with what is held, in as many frames as that takes', async () => {
    const held = new Map(Array.from({ length: MAX_CHAINS + 1 }, (_, i) => [chain(i), 1] as const));
    const { incoming, sent } = stream([]);
    expect(await hearRemoval(incoming, makeVirtualClock(), held)).toEqual([]);
    expect(sent).toMatchObject([
      { kind: 'have', log: ROSTER, echo: false },
      { kind: 'have', log: ROSTER, echo: true, vector: new Map([[chain(MAX_CHAINS), 1]]) },
    ]);
  });

  test('comes chain by chain, up to an empty run', async () => {
    const says = [
      run(1, 0, 300),
      run(2, 0, 300),
      run(1, 1, 300, 300),
      run(1, 5, 300),
      run(3, 0),
      run(4, 0, 9),
    ];
    expect(await hear(says.map(entries))).toEqual([
      run(1, 0, 300, 300, 300),
      run(1, 5, 300),
      run(2, 0, 300),
    ]);
  });

  test.each([
    ['bytes that are no frame', Uint8Array.of(0xff)],
    ['a frame of another kind', { kind: 'welcome' } as const],
    [
      'entries of a conversation',
      entries({ ...run(7, 0, 10), log: logOf(conversation('A'), 24_312) }),
    ],
  ])('ends with %s; what came before may be good', async (_, last) => {
    expect(await hear([entries(run(1, 0, 300)), last, entries(run(2, 0, 300))])).toEqual([
      run(1, 0, 300),
    ]);
  });

  test.each([
    ['large', 60_000],
    ['tiny', 1],
  ])('is bounded, however many %s entries come', async (_, size) => {
    let given = 0;
    function* forever(): Generator<Frame> {
      while (given < 20_000 && given * size < 4 * MAX_PROOF) yield entries(run(++given, 0, size));
    }
    const heard = await hear(forever());
    const bytes = heard
      .flatMap(({ envelopes }) => envelopes)
      .reduce((sum, it) => sum + it.length, 0);
    expect(bytes).toBeLessThanOrEqual(MAX_PROOF);
    expect(given).toBeLessThan(10_000);
  });
});

describe('Y13: who was removed', () => {
  /** A relay's replica that has a removal at the end of two chains, in turns. */
  function relay() {
    const replica = new FakeReplica('relay' as PeerId);
    replica.append(ROSTER, chain(1), 'a', 'b');
    replica.append(ROSTER, chain(2), 'c');
    const asked: unknown[] = [];
    return Object.assign(replica, {
      asked,
      removal: (...args: unknown[]) => {
        asked.push(args);
        return [
          { chain: chain(1), from: 0, to: 1 },
          { chain: chain(2), from: 0, to: 1 },
          { chain: chain(1), from: 1, to: 2 },
        ];
      },
    });
  }

  const have = (id: number, echo: boolean): Frame => ({
    kind: 'have',
    log: ROSTER,
    vector: new Map([[chain(id), 1]]),
    echo,
  });

  test('is shown what they lack once they said what they hold', async () => {
    const replica = relay();
    const { incoming, sent, isClosed } = stream([have(8, false), have(9, true)]);
    await showRemoval(incoming, makeVirtualClock(), replica);
    const held = new Map([
      [chain(8), 1],
      [chain(9), 1],
    ]);
    expect(replica.asked).toEqual([['peer', held]]);
    const shown = sent.map(
      (it) => it.kind === 'entries' && [it.run.chain, it.run.from, it.run.envelopes.length],
    );
    expect(shown).toEqual([
      [1, 0, 1],
      [2, 0, 1],
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect(isClosed()).toBe(true);
  });

  test.each([
    ['says nothing', []],
    ['never ends', Array.from({ length: 100 }, () => have(1, false))],
    ['says something else', [{ kind: 'welcome' } as const]],
    ['says no frame', [Uint8Array.of(0xff)]],
  ])('is shown nothing when their program %s', async (_, says) => {
    const replica = relay();
    const { incoming, sent, isClosed } = stream(says);
    await showRemoval(incoming, makeVirtualClock(), replica);
    expect([replica.asked, sent, isClosed()]).toEqual([[], [], true]);
  });

  test('is shown as much as one refusal brings', async () => {
    const replica = relay();
    const texts = Array.from({ length: 100 }, () => 'x'.repeat(60_000));
    replica.append(ROSTER, chain(3), ...texts);
    replica.removal = () => [{ chain: chain(3), from: 0, to: 100 }];
    const { incoming, sent } = stream([have(1, true)]);
    await showRemoval(incoming, makeVirtualClock(), replica);
    const count = sent.reduce(
      (n, it) => n + (it.kind === 'entries' ? it.run.envelopes.length : 0),
      0,
    );
    expect(count).toBeGreaterThan(20);
    expect(count * 60_000).toBeLessThanOrEqual(MAX_PROOF);
  });
});
