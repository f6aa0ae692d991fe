import fc from 'fast-check';
import { createEffect, createRoot } from 'solid-js';
import { expect, test, vi } from 'vitest';
import type { Message, Messages } from '../../../src/messenger/messenger.ts';
import { makeSource } from '../../../src/messenger/observable.ts';
import type { ConversationId } from '../../../src/model/ids.ts';
import { createRows, TOP } from '../../../src/ui/conversation/rows.ts';
import { messageAt } from './messages.ts';

function open(first: readonly Message[], firstShown: () => number) {
  const messages = makeSource(first);
  const timeline: Messages = {
    conversation: 'c' as ConversationId,
    messages,
    complete: makeSource(true),
    latest: makeSource(true),
    loadNewer: async () => {},
    keepAround: () => {},
    toNewest: async () => {},
    seek: async () => false,
    loadOlder: async () => {},
    markRead: () => {},
    close: () => {},
  };
  return createRoot((dispose) => {
    const rows = createRows(timeline, { firstShown, onChange: () => {} });
    return { rows, messages, dispose };
  });
}

const some = (...numbers: number[]): Message[] =>
  numbers.map((number) => messageAt(number, number));

test('what is new of one’s own is drawn in the next task, so that the others are told first', async () => {
  const { rows, messages, dispose } = open(some(1, 2), () => 1);
  const [own] = some(3).map((it) => ({ ...it, from: { ...it.from, self: true } }));
  messages.set([...some(1, 2), own as Message]);
  expect(rows.list().ids).toEqual([TOP, 'm1', 'm2']);
  await vi.waitFor(() => expect(rows.list().ids).toEqual([TOP, 'm1', 'm2', 'm3']));
  messages.set([...some(1, 2), own as Message, ...some(4)]);
  expect(rows.list().ids).toEqual([TOP, 'm1', 'm2', 'm3', 'm4']);
  dispose();
});

test('a row is found by its message, with the message before it', () => {
  const { rows, messages, dispose } = open(some(1, 2, 3), () => 1);
  expect(rows.list().ids).toEqual([TOP, 'm1', 'm2', 'm3']);
  messages.set(some(0, 1, 2, 3));
  expect(rows.rowOf('m2' as never)).toBe(3);
  expect(rows.messageOf('m2' as never)?.text).toBe('text 2');
  expect(rows.beforeOf('m2' as never)?.text).toBe('text 1');
  dispose();
});

test('a message is in its row at every moment, while others come before it', () => {
  const { rows, messages, dispose } = open(some(5, 6, 7), () => 1);
  const found: unknown[] = [];
  const stop = createRoot((dispose) => {
    createEffect(() => found.push(rows.list().ids[rows.rowOf('m6' as never) ?? -1]));
    return dispose;
  });
  messages.set(some(1, 2, 5, 6, 7));
  messages.set(some(1, 2, 3, 5, 6, 7, 8));
  expect(found.length).toBeGreaterThan(2);
  expect(new Set(found)).toEqual(new Set(['m6']));
  stop();
  dispose();
});

test('changed messages in the same order leave the rows as they are', () => {
  const { rows, messages, dispose } = open(some(1, 2, 3), () => 1);
  const before = rows.list();
  messages.set(some(1, 2, 3));
  expect(rows.list()).toBe(before);
  dispose();
});

test('whatever arrives wherever, the first row on screen is told to have moved as far as it did', () => {
  // What the virtualiser does with a list: it keeps sizes by index, from the start or from the end.
  const sizesAfter = (sizes: string[], length: number, shift: boolean): string[] => {
    const added = length - sizes.length;
    if (added < 0) return shift ? sizes.slice(-added) : sizes.slice(0, added);
    const fresh: string[] = Array(added).fill('?');
    return shift ? [...fresh, ...sizes] : [...sizes, ...fresh];
  };
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(numbers, numbers, fc.nat(), (before, arriving, pick) => {
      const old = before.toSorted((a, b) => a - b);
      const next = [...new Set([...old, ...arriving])].sort((a, b) => a - b);
      const shown = 1 + (pick % old.length);
      const messages = makeSource<readonly Message[]>(some(...old));
      let sizes: string[] = [TOP, ...old.map((number) => `m${number}`)];
      const timeline = { messages } as unknown as Messages;
      createRoot((dispose) => {
        const { list } = createRows(timeline, { firstShown: () => shown, onChange: () => {} });
        // Both steps are seen by the virtualiser; here the first is worked out from the second.
        const anchor = `m${old[shown - 1]}`;
        messages.set(some(...next));
        const moved = list().ids.indexOf(anchor as never) - shown;
        sizes = sizesAfter(sizes, sizes.length + moved, true);
        sizes = sizesAfter(sizes, list().ids.length, false);
        expect(sizes[list().ids.indexOf(anchor as never)]).toBe(anchor);
        dispose();
      });
    }),
  );
});
