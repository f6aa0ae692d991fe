import { createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import { createOpened } from '../../../src/ui/pages/opened.ts';

/** Something that opens when it is told to. */
function makeDoor() {
  const { promise, resolve, reject } = Promise.withResolvers<{ close(): void }>();
  let closed = 0;
  return {
    open: () => promise,
    arrive: async (): Promise<void> => {
      resolve({ close: () => void closed++ });
      await promise;
      await Promise.resolve();
    },
    fail: reject,
    closed: () => closed,
  };
}

test('what is opened is closed with its owner', async () => {
  const door = makeDoor();
  const leave = createRoot((dispose) => {
    createOpened(door.open);
    return dispose;
  });
  await door.arrive();
  expect(door.closed()).toBe(0);
  leave();
  expect(door.closed()).toBe(1);
});

test('what opens after its owner is gone is closed at once', async () => {
  const door = makeDoor();
  const leave = createRoot((dispose) => {
    createOpened(door.open);
    return dispose;
  });
  leave();
  expect(door.closed()).toBe(0);
  await door.arrive();
  expect(door.closed()).toBe(1);
});
