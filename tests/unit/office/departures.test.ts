import { expect, test } from 'vitest';
import type { ChainId, ConversationId, EntryId, LogId } from '../../../src/model/ids.ts';
import { endOf, isSameEnds } from '../../../src/office/cutoffs.ts';
import { Reduction } from '../../../src/office/reduce.ts';
import { type Aside, keyNamed, memberNamed, roomNamed, Tale } from '../../support/tale.ts';

const id = roomNamed('ours');
const log = `${id as ConversationId}.202601` as LogId;
let keys = 0;

function group(): Tale {
  const tale = new Tale();
  tale.welcome('Ann');
  tale.welcome('Ben');
  tale.group('Fay', 'ours', ['Fay', 'Ann', 'Ben']);
  return tale;
}

/** Fay takes Ben out, who has written this far in one chain. */
const takeOut = (tale: Tale, next: number, aside: Aside = {}): EntryId => {
  const rest = { id, add: [], key: keyNamed(`k ${keys++}`), boxes: tale.boxesOf(['Fay', 'Ann']) };
  const cut: [LogId, [ChainId, number][]][] = [[log, [[1 as ChainId, next]]]];
  return tale.write(
    'Fay',
    { t: 'participants', remove: [memberNamed('Ben')], cut, ...rest },
    aside,
  );
};
const takeIn = (tale: Tale, by: string, aside: Aside = {}): EntryId => {
  const rest = { id, remove: [], cut: [], key: null, boxes: [] };
  return tale.write(by, { t: 'participants', add: [memberNamed('Ben')], ...rest }, aside);
};
const end = (tale: Tale) =>
  endOf(tale.roster().departures.get(`${id}/${memberNamed('Ben')}`), log, 1 as ChainId);

test('R13: what somebody wrote after they were taken in again stays when they go once more', () => {
  const tale = group();
  takeOut(tale, 3);
  expect(end(tale)).toBe(3);
  takeIn(tale, 'Ann');
  expect(end(tale)).toBe(Number.POSITIVE_INFINITY);
  takeOut(tale, 8);
  expect(end(tale)).toBe(8);
});

test('R13: of those that nobody had seen who took them in, the least number holds', () => {
  const tale = group();
  takeOut(tale, 3);
  takeIn(tale, 'Ann');
  const seen = tale.heads();
  takeOut(tale, 8, { seen });
  takeOut(tale, 6, { seen });
  expect(end(tale)).toBe(6);
});

test('R13: two who take them in, each without having seen one of two removals, let in nobody', () => {
  const tale = group();
  const seen = tale.heads();
  const [one, other] = [takeOut(tale, 3, { seen }), takeOut(tale, 5, { seen })];
  takeIn(tale, 'Ann', { seen: [one] });
  takeIn(tale, 'Ann', { seen: [other] });
  expect(end(tale)).toBe(3);
});

test('R13: that somebody ends elsewhere is noticed, also where as many ends are here as before', () => {
  const tale = group();
  takeOut(tale, 3);
  const reduction = new Reduction(tale.entries);
  const grown = () => {
    const known = tale.entries.filter(({ id }) => !reduction.has(id));
    reduction.add(known);
    return reduction.roster;
  };
  const before = grown();
  tale.channel('Fay', 'general');
  expect(isSameEnds(before, grown())).toBe(true);
  takeIn(tale, 'Ann');
  takeOut(tale, 8);
  expect([...grown().departures.values()].flat()).toHaveLength(1);
  expect(isSameEnds(before, grown())).toBe(false);
});
