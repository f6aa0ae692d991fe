import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Personal, type PlacedKept } from '../../../src/messenger/personal.ts';
import type { ConversationId, DeviceId, EntryId, LogId } from '../../../src/model/ids.ts';
import type { Personal as Kept } from '../../../src/model/payload.ts';
import type { Hlc } from '../../../src/model/time.ts';

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const design = 'AAAAAAAAAAAAAAAAAAAAAQ' as ConversationId;
const log = `${general}.202601` as LogId;
const id = (number: number): EntryId => `${String(number).padStart(42, '0')}A` as EntryId;

const placed = (number: number, kept: Kept, device = 'laptop'): PlacedKept => ({
  id: id(number),
  log: `${design}.202601` as LogId,
  device: device as DeviceId,
  hlc: (number * 4096) as Hlc,
  kept,
});
const save = (number: number, target: number, on = true, device?: string) =>
  placed(number, { kind: 'save', target: id(target), log, on }, device);
const star = (number: number, on: boolean, conversation = general) =>
  placed(number, { kind: 'prefer', conversation, what: 'star', value: on });

test('what is put aside stands until one is done with it, the newest first', () => {
  const personal = new Personal();
  personal.take([save(10, 1), save(11, 2), save(12, 1, false), save(13, 3)]);
  expect(personal.aside().map((it) => it.id)).toEqual([id(3), id(2)]);
  expect(personal.saved.get()).toEqual(new Set([id(2), id(3)]));
});

test('the same message put aside on two devices is one', () => {
  const personal = new Personal();
  personal.take([save(10, 1, true, 'laptop'), save(11, 1, true, 'phone')]);
  expect(personal.aside()).toHaveLength(1);
  personal.take([save(12, 1, false, 'laptop')]);
  expect(personal.aside()).toEqual([]);
});

test('of two devices apart the last word counts, in whatever order both come', () => {
  const early = star(10, true);
  const late = star(11, false);
  for (const order of [
    [early, late],
    [late, early],
  ]) {
    const personal = new Personal();
    for (const it of order) personal.take([it]);
    expect(personal.prefers(general, 'star')).toBe(false);
    expect(personal.prefers(design, 'star')).toBeUndefined();
    expect(personal.prefers(general, 'hide')).toBeUndefined();
  }
});

test('tells only of changes', () => {
  const personal = new Personal();
  let told = 0;
  personal.onChange(() => told++);
  const saved: number[] = [];
  personal.saved.subscribe((it) => saved.push(it.size));
  personal.take([save(10, 1)]);
  personal.take([save(10, 1)]);
  personal.take([star(11, true)]);
  expect(told).toBe(2);
  expect(saved).toEqual([1]);
});

test('depends on the set of the entries alone', () => {
  const all = [
    save(10, 1),
    save(11, 1, false),
    save(12, 1),
    save(13, 2),
    star(14, true),
    star(15, false),
    star(16, true, design),
  ];
  const inOrder = new Personal();
  inOrder.take(all);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
      const personal = new Personal();
      for (const it of order) personal.take([it]);
      expect(personal.aside()).toEqual(inOrder.aside());
      expect(personal.prefers(general, 'star')).toBe(false);
      expect(personal.prefers(design, 'star')).toBe(true);
    }),
  );
});
