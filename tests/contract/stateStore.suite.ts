import { assert } from 'chai';
import type { StateStore } from '../../src/ports.ts';
import type { Cases } from '../support/page.ts';
import { assertRejects, type MakeDevice, noise, withDevice } from './device.ts';

/** Prefixes that end at odd places: SQL and regular expression signs, bounds of UTF-8 and UTF-16. */
const ODD = [
  '%',
  '_',
  "'",
  '"',
  '\\',
  '*',
  '\u0000',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{10ffff}',
  '👩‍💻',
  'é',
  'e\u0301',
];

const scanned = async (state: StateStore, prefix: string): Promise<Record<string, unknown>> =>
  Object.fromEntries(await state.scan(prefix));

export const stateStoreCases = (make: MakeDevice): Cases => ({
  'keeps values of every shape over a restart': withDevice(make, async (device) => {
    const values = {
      zero: 0,
      large: Number.MAX_SAFE_INTEGER,
      negative: -1,
      text: 'ü👩‍💻\u0000',
      empty: '',
      nothing: null,
      yes: true,
      bytes: noise(70_000),
      list: [1, ['two', new Uint8Array([3])], null],
      map: { a: 1, 'b/c': { d: [] } },
    };
    const stores = await device.open();
    await stores.state.set(values);
    await stores.close();
    const again = await device.open();
    for (const [key, value] of Object.entries(values)) {
      assert.equal(JSON.stringify(await again.state.get(key)), JSON.stringify(value), key);
    }
    assert.deepEqual(await again.state.get('bytes'), values.bytes);
    assert.isUndefined(await again.state.get('missing'));
    await again.close();
  }),

  'keeps over a crash what was set': withDevice(make, async (device) => {
    const stores = await device.open();
    for (let i = 0; i < 20; i++) await stores.state.set({ count: i, [`key/${i}`]: i });
    await device.crash();
    const again = await device.open();
    assert.equal(await again.state.get('count'), 19);
    assert.lengthOf(await again.state.scan('key/'), 20);
    await again.close();
  }),

  'changes, and deletes with undefined': withDevice(make, async (device) => {
    const { state, close } = await device.open();
    await state.set({ a: 1, b: 2, c: 3 });
    await state.set({ a: 10, b: undefined, missing: undefined });
    assert.deepEqual(await scanned(state, ''), { a: 10, c: 3 });
    await state.set({});
    await close();
  }),

  'scans by prefix, whatever its characters': withDevice(make, async (device) => {
    const { state, close } = await device.open();
    const keys = ODD.flatMap((odd) => [
      odd,
      `${odd}x`,
      `${odd}${odd}`,
      `x${odd}`,
      `${odd}\u{10ffff}`,
    ]);
    await state.set(Object.fromEntries(keys.map((key) => [key, key])));
    for (const prefix of ['', ...ODD, ...keys]) {
      const found = await state.scan(prefix);
      const expected = [...new Set(keys)].filter((key) => key.startsWith(prefix)).sort();
      assert.deepEqual(found.map(([key]) => key).sort(), expected, JSON.stringify(prefix));
      for (const [key, value] of found) assert.equal(value, key);
    }
    await close();
  }),

  'takes 500 pairs at once and sets at once': withDevice(make, async (device) => {
    const { state, close } = await device.open();
    const pairs = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`p/${i}`, i]));
    await state.set(pairs);
    await Promise.all(Array.from({ length: 50 }, (_, i) => state.set({ [`q/${i}`]: i, last: i })));
    assert.deepEqual(await scanned(state, 'p/'), pairs);
    assert.lengthOf(await state.scan('q/'), 50);
    assert.equal(await state.get('last'), 49);
    await close();
  }),

  'keeps keys that mean something to JavaScript': withDevice(make, async (device) => {
    const { state, close } = await device.open();
    await state.set({ constructor: 1, ['__proto__']: { toString: 2 } });
    assert.equal(await state.get('constructor'), 1);
    assert.equal(JSON.stringify(await state.get('__proto__')), '{"toString":2}');
    assert.isUndefined(await state.get('hasOwnProperty'));
    await close();
  }),

  'refuses what could not be read back': withDevice(make, async (device) => {
    const { state, close } = await device.open();
    for (const value of [0.5, Number.NaN, new Map([[1, 2]]), () => {}, { deep: undefined }]) {
      await assertRejects(state.set({ fine: 1, bad: value }), 'malformed');
    }
    assert.isUndefined(await state.get('fine'));
    await close();
  }),

  'sets all pairs or none, and tells why': withDevice(make, async (device) => {
    for (const reason of ['storage-full', 'storage-failed'] as const) {
      const { state, close } = await device.open();
      const pairs = { small: 1, big: noise(400_000) };
      device.fail(reason);
      await assertRejects(state.set(pairs), reason);
      device.fail(null);
      assert.isUndefined(await state.get('small'));
      await state.set(pairs);
      await state.set({ small: undefined, big: undefined });
      await close();
    }
  }),

  'refuses everything when closed, which may come twice': withDevice(make, async (device) => {
    const { state, outbox, close } = await device.open();
    await state.close();
    await state.close();
    await assertRejects(state.get('a'), 'closed');
    await assertRejects(state.set({ a: 1 }), 'closed');
    await assertRejects(state.scan(''), 'closed');
    assert.deepEqual(await outbox.all(), [], 'other stores stay open');
    await close();
  }),
});
