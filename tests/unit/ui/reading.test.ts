import { expect, test } from 'vitest';
import { makeReading } from '../../../src/ui/conversation/reading.ts';
import { messageAt } from './messages.ts';

const ten = Array.from({ length: 10 }, (_, index) =>
  messageAt(index, index, { unread: index === 2 || index > 6 }),
);

test('what is on screen of an attentive person is seen; the rest is counted above and below', () => {
  const reading = makeReading();
  expect(reading.look(ten, { first: 4, last: 7 }, true)).toEqual({
    above: 1,
    below: 2,
    firstAbove: 2,
  });
  expect(reading.look(ten, { first: 6, last: 9 }, true)).toEqual({
    above: 1,
    below: 0,
    firstAbove: 2,
  });
  expect(reading.look(ten, { first: 0, last: 3 }, true)).toEqual({
    above: 0,
    below: 0,
    firstAbove: -1,
  });
});

test('nothing is seen while nobody looks', () => {
  const reading = makeReading();
  reading.look(ten, { first: 0, last: 9 }, false);
  expect(reading.firstUnseen(ten)).toBe('m2');
  expect(reading.look(ten, { first: 8, last: 9 }, false)).toMatchObject({ above: 2, below: 0 });
});

test('the newest being on screen does not make an older late arrival seen', () => {
  const reading = makeReading();
  const read = ten.map((message) => ({ ...message, unread: false }));
  reading.look(read, { first: 5, last: 9 }, true);
  const late = [...read.slice(0, 2), messageAt(99, 1.5, { unread: true }), ...read.slice(2)];
  expect(reading.look(late, { first: 6, last: 10 }, true)).toEqual({
    above: 1,
    below: 0,
    firstAbove: 2,
  });
  expect(reading.firstUnseen(late)).toBe('m99');
});

test('passing over leaves nothing unseen', () => {
  const reading = makeReading();
  reading.skip(ten);
  expect(reading.look(ten, { first: 0, last: 0 }, true)).toEqual({
    above: 0,
    below: 0,
    firstAbove: -1,
  });
  expect(reading.firstUnseen(ten)).toBe(null);
});
