import { expect, test, vi } from 'vitest';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import type { Device } from '../../../src/messenger/open.ts';
import { makeSessions } from '../../../src/ui/sessions.ts';
import { memoryDevice, quietSessions } from '../../support/memoryDevice.ts';

/** A tab of an empty profile, and what happens to it. `before` is waited for at each step of its opening. */
function openTab(before: (step: 'device' | 'lock' | 'office') => Promise<void> = async () => {}) {
  const disk = new Disk();
  const closed: string[] = [];
  let takenOver: () => Promise<void> = async () => {};
  const take = vi.fn(async (onTakenOver: () => Promise<void>) => {
    takenOver = onTakenOver;
    return { release() {} };
  });
  const openDevice = async (): Promise<Device> => {
    await before('device');
    const device = memoryDevice(disk);
    const { state, keys } = device;
    return {
      ...device,
      state: {
        ...state,
        async get(key: string) {
          await before('office');
          return state.get(key);
        },
        async close() {
          closed.push('state');
          await state.close();
        },
      },
      keys: {
        ...keys,
        lock: {
          ...keys.lock,
          async state() {
            await before('lock');
            return keys.lock.state();
          },
        },
      },
    };
  };
  const sessions = makeSessions({
    lock: { take, takeOver: take },
    ...quietSessions,
    openDevice,
  });
  return { sessions, take, closed, takenOver: () => takenOver() };
}

test.each(['device', 'lock', 'office'] as const)(
  'a tab that is taken over while it opens its %s closes it and shows nothing',
  async (step) => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const tab = openTab(async (at) => {
      if (at !== step) return;
      reached.resolve();
      await gate.promise;
    });
    const starting = tab.sessions.start();
    await reached.promise;
    let isGiven = false;
    const giving = tab.takenOver().then(() => {
      isGiven = true;
    });
    await new Promise(setImmediate);
    // The other tab waits until nothing is open here.
    expect(isGiven).toBe(false);
    gate.resolve();
    await Promise.all([starting, giving]);
    expect(tab.sessions.session.get().kind).toBe('elsewhere');
    expect(tab.closed).toEqual(['state']);
  },
);

test('a tab that was taken over takes the profile back with its lock', async () => {
  const tab = openTab();
  await tab.sessions.start();
  await tab.takenOver();
  const session = tab.sessions.session.get();
  if (session.kind !== 'elsewhere') throw new Error(session.kind);
  await session.takeOver();
  expect(tab.take).toHaveBeenCalledTimes(2);
  expect(tab.sessions.session.get().kind).toBe('welcome');
});

test('trying again without the lock asks for it', async () => {
  const tab = openTab();
  tab.take.mockRejectedValueOnce(new DOMException('no locks', 'SecurityError'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await tab.sessions.start();
  const session = tab.sessions.session.get();
  if (session.kind !== 'failed') throw new Error(session.kind);
  session.retry?.();
  await vi.waitFor(() => expect(tab.sessions.session.get().kind).toBe('welcome'), {
    timeout: 10_000,
  });
  expect(tab.take).toHaveBeenCalledTimes(2);
  vi.restoreAllMocks();
});
