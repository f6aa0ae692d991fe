import { expect, test } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { Holding, type HoldingContext } from '../../../src/messenger/holding.ts';
import { type ChainId, type LogId, logOf, type Month } from '../../../src/model/ids.ts';

const LOG: LogId = logOf('A'.repeat(22) as never, 682 as Month);
const entry = (chain: number): Entry =>
  ({ at: { log: LOG, chain: chain as ChainId, number: 0, envelope: { keyId: 'k' } } }) as Entry;

/** Nothing is kept, one entry waits, and the key is the same as when it was written. */
const context = (): HoldingContext =>
  ({
    state: { scan: async () => [], set: async () => {} },
    keyring: { current: () => ({ id: 'k' }) },
    logs: {
      vectors: () => new Map([[LOG, new Map([[1, 1]])]]),
      get: async () => ({ tail: () => [entry(1)] }),
      isWithdrawn: () => false,
    },
  }) as unknown as HoldingContext;

test('C4: what is written after the line was lost again is held back, whatever was being released', async () => {
  const holding = new Holding(context());
  await holding.start();
  holding.wrote([entry(1)]);
  const ready = Promise.withResolvers<boolean>();
  const releasing = holding.release(() => ready.promise);
  holding.hold();
  ready.resolve(true);
  await releasing;
  expect(holding.wrote([entry(2)])).toBe(true);
});

test('C4: nothing is held back once all is released', async () => {
  const holding = new Holding(context());
  await holding.start();
  holding.wrote([entry(1)]);
  await holding.release(async () => true);
  expect(holding.wrote([entry(2)])).toBe(false);
});
