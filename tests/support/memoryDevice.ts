import { makeBlobStore } from '../../src/adapters/memory/blobStore.ts';
import type { Disk } from '../../src/adapters/memory/disk.ts';
import { makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import { makeLogStore } from '../../src/adapters/memory/logStore.ts';
import { makeOutbox } from '../../src/adapters/memory/outbox.ts';
import { makeStateStore } from '../../src/adapters/memory/stateStore.ts';
import { clock } from '../../src/adapters/node/clock.ts';
import type { Device } from '../../src/messenger/open.ts';

/** A device over a disk in memory, without network and search: enough for a profile without an office. */
export const memoryDevice = (disk: Disk): Device => ({
  logs: makeLogStore(disk),
  outbox: makeOutbox(disk),
  state: makeStateStore(disk),
  keys: makeKeyStore(disk),
  blobs: makeBlobStore(disk),
  clock,
  random: Math.random,
  finder: () => Promise.reject(new Error('no search here')),
  network: () => Promise.reject(new Error('no network here')),
  report: (error) => {
    throw error;
  },
});

/** Options of sessions over such devices, to which a test adds what it is about. */
export const quietSessions = {
  origin: 'https://office.example',
  fragment: () => '',
  clearFragment() {},
  wipeDevice: async () => {},
  onEntering() {},
  onOpened() {},
};
