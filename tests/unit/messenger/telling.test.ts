import { describe, expect, test } from 'vitest';
import {
  countsOf,
  hasKeyword,
  isMuted,
  levelOf,
  tellingOf,
} from '../../../src/messenger/telling.ts';

const PLAIN = { loud: false, eyes: false, quiet: false };
const LOUD = { ...PLAIN, loud: true };
const of = (level: 'everything' | 'mentions' | 'nothing', muted = false) => ({ level, muted });
const told = (counts: boolean, badges: boolean, notifies: boolean) => ({
  counts,
  badges,
  notifies,
});

describe('whether a message notifies, counts and badges', () => {
  test('everything', () => {
    expect(tellingOf(of('everything'), PLAIN)).toEqual(told(true, true, true));
    expect(tellingOf(of('everything'), LOUD)).toEqual(told(true, true, true));
  });

  test('mentions: what means nobody in particular only counts', () => {
    expect(tellingOf(of('mentions'), PLAIN)).toEqual(told(true, false, false));
    expect(tellingOf(of('mentions'), LOUD)).toEqual(told(true, true, true));
  });

  test('nothing, and muted whatever the level', () => {
    const silent = told(false, false, false);
    for (const wanted of [of('nothing'), of('everything', true), of('mentions', true)]) {
      expect(tellingOf(wanted, PLAIN)).toEqual(silent);
      expect(tellingOf(wanted, LOUD)).toEqual(silent);
    }
  });

  test('what is before the eyes, and who is not to be disturbed: it badges and does not notify', () => {
    for (const more of [{ eyes: true }, { quiet: true }]) {
      expect(tellingOf(of('everything'), { ...LOUD, ...more })).toEqual(told(true, true, false));
    }
  });

  test('the counts of a conversation are those of its messages', () => {
    const news = { unread: 7, mentions: 2 };
    expect(countsOf(of('everything'), news)).toEqual({ counts: 7, badges: 7 });
    expect(countsOf(of('mentions'), news)).toEqual({ counts: 7, badges: 2 });
    expect(countsOf(of('nothing'), news)).toEqual({ counts: 0, badges: 0 });
    expect(countsOf(of('mentions', true), news)).toEqual({ counts: 0, badges: 0 });
  });
});

test('a level that was never chosen, or is of a later version, follows the kind', () => {
  expect(levelOf('channel', undefined, 'mentions')).toBe('mentions');
  expect(levelOf('channel', false, 'nothing')).toBe('nothing');
  expect(levelOf('group', 'sometimes', 'mentions')).toBe('everything');
  expect(levelOf('direct', 'nothing', 'mentions')).toBe('nothing');
});

test('muted for good, until a time, or not', () => {
  expect(isMuted(true, 5)).toBe(true);
  expect(isMuted(6, 5)).toBe(true);
  expect(isMuted(5, 5)).toBe(false);
  expect(isMuted(false, 5)).toBe(false);
  expect(isMuted(undefined, 5)).toBe(false);
});

test('a keyword counts as a word of its own, in whatever case and script', () => {
  const words = ['invoice', 'C++', 'Müller', 'نيل'];
  for (const text of ['The INVOICE is here', 'invoice', '“invoice”!', 'we write c++.', 'müller?']) {
    expect(hasKeyword(text, words), text).toBe(true);
  }
  expect(hasKeyword('اجتماع مع نيل غدًا', words)).toBe(true);
  for (const text of ['invoices', 'reinvoice', 'C+ and ++', 'Müllerin', '']) {
    expect(hasKeyword(text, words), text).toBe(false);
  }
  expect(hasKeyword('anything', [])).toBe(false);
});
