import { afterEach, expect, test, vi } from 'vitest';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import type { Device } from '../../../src/messenger/open.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { makeSessions } from '../../../src/ui/sessions.ts';
import { memoryDevice, quietSessions } from '../../support/memoryDevice.ts';

afterEach(() => void vi.restoreAllMocks());

/** A profile without an office, whose outbox cannot be closed: the disk is full. */
function full() {
  const disk = new Disk();
  let opened = 0;
  const closed: string[] = [];
  const openDevice = async (): Promise<Device> => {
    opened += 1;
    const device = memoryDevice(disk);
    const close = () => Promise.reject(new ConfabError('storage-full', 'told to'));
    return {
      ...device,
      outbox: { ...device.outbox, close },
      state: { ...device.state, close: async () => void closed.push('state') },
    };
  };
  const wipeDevice = vi.fn(async () => {});
  const sessions = makeSessions({
    lock: { take: async () => ({ release() {} }), takeOver: async () => ({ release() {} }) },
    ...quietSessions,
    openDevice,
    wipeDevice,
  });
  return { sessions, wipeDevice, closed, opens: () => opened };
}

test('“Lock now” goes on though not everything could be written down', async () => {
  const { sessions, closed, opens } = full();
  await sessions.start();
  expect(sessions.session.get().kind).toBe('welcome');
  await expect(sessions.lock.lockNow()).rejects.toMatchObject({ reason: 'storage-full' });
  expect(sessions.session.get().kind).toBe('welcome');
  expect([opens(), closed]).toEqual([2, ['state']]);
});

test('“Delete everything” deletes though not everything could be written down', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { sessions, wipeDevice, opens } = full();
  await sessions.start();
  await sessions.wipe();
  expect(wipeDevice).toHaveBeenCalledTimes(1);
  expect(told).toHaveBeenCalledTimes(1);
  expect([sessions.session.get().kind, opens()]).toEqual(['welcome', 2]);
});
