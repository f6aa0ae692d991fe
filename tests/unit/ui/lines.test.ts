import { expect, test } from 'vitest';
import type { EntryId } from '../../../src/model/ids.ts';
import { lineOf } from '../../../src/ui/conversation/lines.ts';
import { messageAt } from './messages.ts';

test('messages by one author within five minutes form a group', () => {
  expect(lineOf(messageAt(2, 5), messageAt(1, 0), null).head).toBe(false);
  expect(lineOf(messageAt(2, 5.1), messageAt(1, 0), null).head).toBe(true);
  expect(lineOf(messageAt(2, 1, { from: 'Bob' }), messageAt(1, 0), null).head).toBe(true);
});

test('a message placed where it arrived, long before the one above it, begins a group', () => {
  expect(lineOf(messageAt(2, -30), messageAt(1, 0), null).head).toBe(true);
});

test('a day begins with its first message and at midnight of the person’s own time zone', () => {
  expect(lineOf(messageAt(1, 0), undefined, null)).toEqual({
    day: true,
    unread: false,
    head: true,
  });
  const midnight = 12 * 60;
  expect(lineOf(messageAt(2, midnight), messageAt(1, midnight - 1), null).day).toBe(true);
  expect(lineOf(messageAt(2, midnight + 1), messageAt(1, midnight), null).day).toBe(false);
});

test('the unread line stands above its message and begins a group', () => {
  const line = lineOf(messageAt(2, 1), messageAt(1, 0), 'm2' as EntryId);
  expect(line).toEqual({ day: false, unread: true, head: true });
});
