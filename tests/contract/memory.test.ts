import { describe } from 'vitest';
import { makeBlobStore } from '../../src/adapters/memory/blobStore.ts';
import { Disk } from '../../src/adapters/memory/disk.ts';
import { makeIndexStore } from '../../src/adapters/memory/indexStore.ts';
import { makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import { makeLogStore } from '../../src/adapters/memory/logStore.ts';
import { makeOutbox } from '../../src/adapters/memory/outbox.ts';
import { makeStateStore } from '../../src/adapters/memory/stateStore.ts';
import { testHere } from '../support/page.ts';
import type { Device, Stores } from './device.ts';
import { storageCases } from './storage.suite.ts';

function openOn(disk: Disk): Stores {
  const stores = {
    logs: makeLogStore(disk),
    outbox: makeOutbox(disk),
    state: makeStateStore(disk),
    keys: makeKeyStore(disk),
    shards: makeIndexStore(disk),
    blobs: makeBlobStore(disk),
  };
  return {
    ...stores,
    close: async () => {
      await Promise.all(Object.values(stores).map((store) => store.close()));
    },
  };
}

async function makeDevice(): Promise<Device> {
  const disk = new Disk();
  return {
    open: async () => openOn(disk),
    crash: async () => disk.crash(),
    fail: (reason) => {
      disk.failure = reason;
    },
    remove: async () => {},
  };
}

describe('memory', () => testHere(storageCases(makeDevice)));
