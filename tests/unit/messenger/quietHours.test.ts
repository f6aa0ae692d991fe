import { expect, test } from 'vitest';
import { isQuiet, untilTurn } from '../../../src/messenger/quietHours.ts';

const at = (day: number, hour: number, minute = 0, second = 0) =>
  // 4 January 2026 is a Sunday.
  new Date(2026, 0, 4 + day, hour, minute, second).getTime();
const evenings = { days: [1, 2, 3, 4, 5], from: 18 * 60, to: 8 * 60 };
const lunch = { days: [1], from: 12 * 60, to: 13 * 60 + 30 };

test('within one day', () => {
  expect(isQuiet(lunch, at(1, 11, 59))).toBe(false);
  expect(isQuiet(lunch, at(1, 12))).toBe(true);
  expect(isQuiet(lunch, at(1, 13, 29, 59))).toBe(true);
  expect(isQuiet(lunch, at(1, 13, 30))).toBe(false);
  expect(isQuiet(lunch, at(2, 12))).toBe(false);
  expect(isQuiet(null, at(1, 12))).toBe(false);
});

test('over midnight: the day on which they begin counts', () => {
  expect(isQuiet(evenings, at(0, 19)), 'Sunday evening').toBe(false);
  expect(isQuiet(evenings, at(1, 3)), 'the night to Monday').toBe(false);
  expect(isQuiet(evenings, at(1, 18))).toBe(true);
  expect(isQuiet(evenings, at(2, 7, 59))).toBe(true);
  expect(isQuiet(evenings, at(2, 8))).toBe(false);
  expect(isQuiet(evenings, at(6, 7)), 'the night to Saturday').toBe(true);
  expect(isQuiet(evenings, at(6, 19)), 'Saturday evening').toBe(false);
});

test('from one time to the same: a whole day', () => {
  const friday = { days: [5], from: 540, to: 540 };
  expect(isQuiet(friday, at(5, 9))).toBe(true);
  expect(isQuiet(friday, at(6, 8, 59))).toBe(true);
  expect(isQuiet(friday, at(6, 9))).toBe(false);
});

test('until the next turn', () => {
  expect(untilTurn(lunch, at(1, 11, 59, 30))).toBe(30_000);
  expect(untilTurn(lunch, at(1, 12))).toBe(90 * 60_000);
  expect(untilTurn(lunch, at(1, 13, 30))).toBe(22.5 * 3_600_000);
});
