import { afterEach, expect, test, vi } from 'vitest';
import { makeBlobStore } from '../../../src/adapters/memory/blobStore.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeKeyStore } from '../../../src/adapters/memory/keyStore.ts';
import { makeLogStore } from '../../../src/adapters/memory/logStore.ts';
import { makeOutbox } from '../../../src/adapters/memory/outbox.ts';
import { makeStateStore } from '../../../src/adapters/memory/stateStore.ts';
import { clock } from '../../../src/adapters/node/clock.ts';
import type { Device } from '../../../src/messenger/open.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { makeSessions } from '../../../src/ui/sessions.ts';

afterEach(() => void vi.restoreAllMocks());

/** A profile without an office, whose outbox cannot be closed: the disk is full. */
function full() {
  const disk = new Disk();
  let opened = 0;
  const closed: string[] = [];
  const openDevice = async (): Promise<Device> => {
    opened += 1;
    const outbox = makeOutbox(disk);
    const state = makeStateStore(disk);
    return {
      logs: makeLogStore(disk),
      outbox: {
        ...outbox,
        close: () => Promise.reject(new ConfabError('storage-full', 'told to')),
      },
      state: { ...state, close: async () => void closed.push('state') },
      keys: makeKeyStore(disk),
      blobs: makeBlobStore(disk),
      clock,
      random: Math.random,
      finder: () => Promise.reject(new Error('no search here')),
      network: () => Promise.reject(new Error('no network here')),
    } as unknown as Device;
  };
  const wipeDevice = vi.fn(async () => {});
  const sessions = makeSessions({
    lock: { take: async () => ({ release() {} }), takeOver: async () => ({ release() {} }) },
    openDevice,
    origin: 'https://office.example',
    fragment: () => '',
    clearFragment() {},
    wipeDevice,
    onOpened() {},
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
