import { expect, test } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { Holding, type HoldingContext } from '../../../src/messenger/holding.ts';
import {
  type ChainId,
  type EntryId,
  type LogId,
  logOf,
  type Month,
} from '../../../src/model/ids.ts';
import { fromWire, toWire } from '../../../src/model/payload.ts';
import { type Keyring, namedKey } from '../../../src/office/keyring.ts';
import { PAYLOAD_LIMITS } from '../../../src/wire/limits.ts';
import { type Device, setup } from '../../support/story.ts';

const LOG: LogId = logOf('A'.repeat(22) as never, 682 as Month);
const entry = (chain: number): Entry =>
  ({
    at: { log: LOG, chain: chain as ChainId, number: 0, envelope: { keyId: 'k' } },
    content: { kind: 'sealed' },
  }) as Entry;

/** Nothing is kept, one entry waits, and the key is the same as when it was written. */
const context = (): HoldingContext =>
  ({
    state: { scan: async () => [], set: async () => {} },
    keyring: { current: () => ({ id: 'k' }) },
    logs: {
      vectors: () => new Map([[LOG, new Map([[1, 1]])]]),
      get: async () => ({ tail: () => [entry(1)] }),
      isWithdrawn: () => false,
      madeAgainIn: async () => new Map(),
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

/** What a device holds back of an office whose key changed in some of its logs. */
function holdingOf({ logs, keyring, state }: Device, changed: ReadonlySet<LogId>): Holding {
  const current = (log: LogId) =>
    changed.has(log) ? namedKey(new Uint8Array(32).fill(9)) : keyring.current(log);
  return new Holding({ logs, state, keyring: { current } as unknown as Keyring });
}

/** What counts of a log: texts, and what points at them by what they say. */
async function said(device: Device, log: LogId, others: readonly LogId[] = []): Promise<string[]> {
  const texts = new Map<EntryId, string>();
  const remarks: [kind: string, target: EntryId][] = [];
  for (const it of [log, ...others]) {
    for (const entry of (await device.logs.get(it)).entries()) {
      if (entry.content.kind !== 'open' || device.logs.isWithdrawn(entry.at)) continue;
      const payload = fromWire(entry.content.value, PAYLOAD_LIMITS);
      if (payload?.kind === 'message') texts.set(entry.at.id, payload.text);
      if (payload && 'target' in payload) remarks.push([payload.kind, payload.target]);
    }
  }
  const about = remarks.map(([kind, target]) => `${kind} ${texts.get(target)}`);
  return [...texts.values(), ...about].sort();
}

const deleting = (target: EntryId) => () => ({
  content: toWire({ kind: 'delete', target }),
  act: null,
});

test('C4: what was said of a message in a later run of the app follows it under the new key', async () => {
  const { alice, general, log } = await setup();
  const one = await alice.say(general, 'one');
  await alice.restart();
  const without = await alice.logs.append(log, deleting(one.at.id));
  const two = await alice.say(general, 'two');
  await alice.restart();
  const last = await alice.logs.append(log, deleting(two.at.id));
  const holding = holdingOf(alice, new Set([log]));
  // In the worst order.
  for (const entry of [last, without, one]) holding.wrote([entry]);
  expect(await holding.release(async () => true)).toBe(true);
  expect(await said(alice, log)).toEqual(['delete one', 'delete two', 'one', 'two']);
  const now = holding.madeAgain(one.at.id);
  expect(now).toMatchObject({ hlc: one.at.hlc, log });
  expect((await alice.logs.madeAgain(one.at.id))?.id).toBe(now?.id);
});

test('C4: what stands in another log follows too, also after a crash in between', async () => {
  const { alice, general, log } = await setup();
  const other = alice.logNow(await alice.createChannel('other'));
  const one = await alice.say(general, 'one');
  const saving = toWire({ kind: 'save', target: one.at.id, log, on: true });
  const saved = await alice.logs.append(other, () => ({ content: saving, act: null }));
  const holding = holdingOf(alice, new Set([log]));
  for (const entry of [saved, one]) holding.wrote([entry]);
  const failing = holding.release((it) =>
    it === log ? Promise.resolve(true) : Promise.reject(new Error('no key yet')),
  );
  await expect(failing).rejects.toThrow('no key yet');
  await alice.restart();
  const again = holdingOf(alice, new Set());
  await again.start();
  expect(await again.release(async () => true)).toBe(true);
  expect(await said(alice, log, [other])).toEqual(['one', 'save one']);
});
