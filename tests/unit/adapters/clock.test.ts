import { assert } from 'chai';
import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { clock as browserClock } from '../../../src/adapters/browser/clock.ts';
import { clock as nodeClock } from '../../../src/adapters/node/clock.ts';

const DAY = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ['node', nodeClock],
  ['browser', browserClock],
])('the clock of %s', (_, clock) => {
  test('tells Unix time in milliseconds', () => {
    assert.equal(clock.now(), 1_800_000_000_000);
    vi.advanceTimersByTime(5);
    assert.equal(clock.now(), 1_800_000_000_005);
  });

  test('calls once after the delay', () => {
    const task = vi.fn();
    clock.after(100, task);
    vi.advanceTimersByTime(99);
    assert.equal(task.mock.calls.length, 0);
    vi.advanceTimersByTime(1);
    assert.equal(task.mock.calls.length, 1);
    vi.advanceTimersByTime(1_000);
    assert.equal(task.mock.calls.length, 1);
    assert.equal(vi.getTimerCount(), 0);
  });

  test('waits for longer than a timer of 32 bits can', () => {
    const task = vi.fn();
    clock.after(60 * DAY, task);
    vi.advanceTimersByTime(60 * DAY - 1);
    assert.equal(task.mock.calls.length, 0);
    vi.advanceTimersByTime(1);
    assert.equal(task.mock.calls.length, 1);
  });

  test('cancels, also late and twice, and leaves no timer', () => {
    const task = vi.fn();
    const cancel = clock.after(60 * DAY, task);
    vi.advanceTimersByTime(30 * DAY);
    cancel();
    cancel();
    assert.equal(vi.getTimerCount(), 0);
    vi.advanceTimersByTime(60 * DAY);
    assert.equal(task.mock.calls.length, 0);
  });
});
