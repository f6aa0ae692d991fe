import { expect, test } from 'vitest';
import type { ChainId, EntryId, LogId } from '../../../src/model/ids.ts';
import { hlcAt } from '../../../src/model/time.ts';
import { causesOf, inCausalOrder } from '../../../src/office/order.ts';
import { Reduction, reduce } from '../../../src/office/reduce.ts';
import type { RosterEntry } from '../../../src/office/roster.ts';
import { MAX_PARTS, MAX_SEEN } from '../../../src/wire/limits.ts';
import { START } from '../../support/story.ts';
import { deviceOf, keyNamed, memberNamed, Tale } from '../../support/tale.ts';

/**
 * What a member can make all others work for. Each of these grew with the square of its size, or worse;
 * the bounds leave room for a slow machine.
 */
const spent = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

test('entries that name as many as they may, each dated before those that it follows', () => {
  const ids = Array.from({ length: 4_000 }, (_, i) => `entry ${i}` as EntryId);
  const entries = ids.map((id, i): RosterEntry => {
    const seen = ids.slice(Math.max(0, i - MAX_SEEN), i);
    const [chain, device] = [i as ChainId, deviceOf('Mallory')];
    const hlc = hlcAt(START + 1_000_000 - i);
    return { id, chain, number: 0, device, hlc, act: { t: 'profile', seen }, said: {} };
  });
  let order: RosterEntry[] = [];
  expect(spent(() => (order = inCausalOrder(entries, causesOf(entries))))).toBeLessThan(6_000);
  expect(order.map(({ id }) => id)).toEqual(ids);
});

test('a flood of keys of a group of one’s own, made apart from each other', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  tale.group('Mallory', 'own', ['Mallory']);
  const seen = tale.heads();
  const id = [...tale.roster().conversations.keys()][0];
  if (!id) throw new Error('no group');
  const boxes = tale.boxesOf(['Mallory']);
  for (let i = 0; i < 1_500; i++) {
    tale.write('Mallory', { t: 'key', id, key: keyNamed(`flood ${i}`), boxes }, { seen });
  }
  expect(spent(() => reduce(tale.entries))).toBeLessThan(3_000);
  expect(tale.roster().keys.get(id)?.heads).toHaveLength(1_500);
});

test('a flood of removals of who is senior, apart from what they do', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  const seen = tale.heads();
  const rest = { devices: [], cut: [], key: keyNamed('x'), boxes: [] };
  for (let i = 0; i < 3_000; i++) {
    tale.write('Mallory', { t: 'remove', member: memberNamed('Fay'), ...rest }, { seen });
  }
  for (let i = 0; i < 300; i++) tale.write('Fay', { t: 'profile' }, { seen });
  expect(spent(() => reduce(tale.entries))).toBeLessThan(3_000);
});

test('a flood of removals from a group of one’s own behind all the parts that count', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  tale.group('Mallory', 'own', ['Mallory', 'Fay']);
  const [id] = tale.roster().conversations.keys();
  if (!id) throw new Error('no group');
  const log = `${id}.202601` as LogId;
  const chains = Array.from({ length: 5_000 }, (_, i): [ChainId, number] => [i as ChainId, 1]);
  for (let i = 0; i < 40; i++) {
    tale.write('Mallory', { t: 'part', cut: [[log, chains]], key: null, boxes: [] });
  }
  const boxes = tale.boxesOf(['Mallory']);
  for (let i = 0; i < 200; i++) {
    const rest = { id, add: [], remove: [memberNamed('Fay')], cut: [], key: keyNamed(`${i}`) };
    tale.write('Mallory', { t: 'participants', ...rest, boxes }, { seen: [tale.last()] });
  }
  const departures = tale.roster().departures.get(`${id}/${memberNamed('Fay')}`);
  expect(departures).toHaveLength(200);
  // Built once for all: otherwise each of these acts would cost what all parts weigh.
  const lists = departures?.flatMap((cutoff) => cutoff.lists) ?? [];
  expect(lists).toHaveLength(200 * MAX_PARTS);
  expect(new Set(lists).size).toBe(MAX_PARTS);
});

test('a flood of lockboxes for one device', () => {
  const tale = new Tale();
  tale.welcome('Mallory');
  const seen = tale.heads();
  for (let i = 0; i < 10_000; i++) {
    const gift = { t: 'give', to: deviceOf('Fay'), of: null, box: new Uint8Array(48) } as const;
    tale.write('Mallory', gift, { seen });
  }
  const reduction = new Reduction(tale.entries);
  expect(spent(() => reduction.lacking('office'))).toBeLessThan(1_500);
});
