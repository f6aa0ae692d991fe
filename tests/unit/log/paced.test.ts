import { expect, test, vi } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { Paced } from '../../../src/log/paced.ts';

const PAUSE = 250;

function setUp() {
  const clock = makeVirtualClock();
  const task = vi.fn(() => Promise.resolve());
  return { clock, task, paced: new Paced(clock, PAUSE, task) };
}

test('runs at once after a pause, then shares one run among all who ask before the next', async () => {
  const { clock, task, paced } = setUp();
  await paced.run();
  const asked = Promise.all([paced.run(), paced.run(), paced.run()]);
  await clock.advance(PAUSE - 1);
  expect(task).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  await asked;
  expect(task).toHaveBeenCalledTimes(2);
  await clock.advance(PAUSE);
  await paced.run();
  expect(task).toHaveBeenCalledTimes(3);
});

test('who asks while it runs gets a later run', async () => {
  const { clock, task, paced } = setUp();
  const first = Promise.withResolvers<void>();
  task.mockReturnValueOnce(first.promise);
  const running = paced.run();
  await clock.settle();
  const next = paced.run();
  await clock.advance(PAUSE);
  expect(task).toHaveBeenCalledTimes(2);
  await next;
  first.resolve();
  await running;
});

test('a failed run fails for those who asked, and the next one is tried', async () => {
  const { clock, task, paced } = setUp();
  task.mockRejectedValueOnce(new Error('full'));
  await expect(paced.run()).rejects.toThrow('full');
  const again = paced.run();
  await clock.advance(PAUSE);
  await again;
});

test('finishing runs what is asked for, waits for it and leaves no timer', async () => {
  const { clock, task, paced } = setUp();
  await paced.finish();
  expect(task).not.toHaveBeenCalled();
  await paced.run();
  const waiting = paced.run();
  await clock.settle();
  await paced.finish();
  await waiting;
  expect(task).toHaveBeenCalledTimes(2);
  expect(clock.waiting).toBe(0);
});
