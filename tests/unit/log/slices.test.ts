import { expect, test } from 'vitest';
import { Slices } from '../../../src/log/slices.ts';
import type { Clock } from '../../../src/ports.ts';

/** A clock that work moves on, and whose timers run when they are told to. */
function setUp() {
  let now = 0;
  let cancelled = 0;
  const timers: (() => void)[] = [];
  const clock: Clock = {
    now: () => now,
    after: (_, task) => {
      timers.push(task);
      return () => {
        cancelled += 1;
      };
    },
  };
  const done: string[] = [];
  const slices = new Slices(clock);
  const work = (name: string, took: number) =>
    slices.run(() => {
      done.push(name);
      now += took;
      return name;
    });
  const nextTurn = () => {
    for (const timer of timers.splice(0)) timer();
  };
  return { slices, done, work, nextTurn, timers, cancelled: () => cancelled };
}

test('what fits into a slice is done at once', async () => {
  const { done, work } = setUp();
  const one = work('one', 3);
  expect(done).toEqual(['one']);
  work('other', 3);
  expect(done).toEqual(['one', 'other']);
  expect(await one).toBe('one');
});

test('the rest waits for the next slices, in its order', async () => {
  const { done, work, nextTurn, timers } = setUp();
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => work(name, 7));
  expect(done).toEqual(['a', 'b']);
  nextTurn();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  nextTurn();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
  nextTurn();
  expect(timers, 'nothing runs on when nothing waits').toHaveLength(0);
});

test('what is asked for when a slice is over waits, though nothing else does', () => {
  const { done, work, nextTurn } = setUp();
  work('long', 50);
  work('after', 1);
  expect(done).toEqual(['long']);
  nextTurn();
  expect(done).toEqual(['long', 'after']);
});

test('closing does what waits, and leaves no timer', async () => {
  const { slices, done, work, cancelled } = setUp();
  const all = ['a', 'b', 'c'].map((name) => work(name, 20));
  slices.close();
  expect(await Promise.all(all)).toEqual(done);
  expect(cancelled()).toBe(1);
  await work('late', 1);
  expect(done).toEqual(['a', 'b', 'c', 'late']);
});

test('work that fails holds up nothing', async () => {
  const { slices, done, work } = setUp();
  const failing = slices.run(() => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await expect(slices.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
  await work('next', 1);
  expect(done).toEqual(['next']);
});

test('what closes while it runs is done once, and what waits behind it too', async () => {
  const { slices, done, work } = setUp();
  work('long', 50);
  const closing = slices.run(() => {
    done.push('closing');
    slices.close();
  });
  const last = work('last', 1);
  slices.close();
  await Promise.all([closing, last]);
  expect(done).toEqual(['long', 'closing', 'last']);
});
