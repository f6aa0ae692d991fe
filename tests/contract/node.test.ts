import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type DataFolder, openDataFolder } from '../../src/adapters/node/dataFolder.ts';
import { testHere } from '../support/page.ts';
import { type Device, LOG, noise } from './device.ts';
import { storageCases } from './storage.suite.ts';

/** What every open file of this process writes with. */
async function handles(): Promise<{ writeFile: (bytes: Uint8Array) => Promise<void> }> {
  const handle = await open('/dev/null');
  await handle.close();
  return Object.getPrototypeOf(handle);
}

/** Makes writes of files fail, as a full or broken disk does. */
function refuseWrites(
  prototype: Awaited<ReturnType<typeof handles>>,
  reason: 'storage-full' | 'storage-failed',
): () => void {
  const { writeFile } = prototype;
  const code = reason === 'storage-full' ? 'ENOSPC' : 'EIO';
  prototype.writeFile = () => Promise.reject(Object.assign(new Error('refused'), { code }));
  return () => {
    prototype.writeFile = writeFile;
  };
}

async function makeDevice(): Promise<Device> {
  const prototype = await handles();
  let repair = () => {};
  const root = mkdtempSync(join(tmpdir(), 'confab-data-'));
  const opened: DataFolder[] = [];
  let life = 0;
  const folder = () => join(root, String(life));
  return {
    async open() {
      const data = await openDataFolder(folder());
      opened.push(data);
      return { ...data, shards: data.openIndex() };
    },
    // What the operating system holds of the files at this moment is what a killed process leaves.
    async crash() {
      const left = folder();
      life++;
      cpSync(left, folder(), { recursive: true });
    },
    fail(reason) {
      repair();
      repair = reason ? refuseWrites(prototype, reason) : () => {};
      for (const { database } of opened) {
        if (!database.connection.isOpen) continue;
        const pages = database.connection.prepare('PRAGMA page_count').get()?.page_count;
        const limit = reason === 'storage-full' ? Number(pages) : 0xffff_fffe;
        database.connection.exec(`PRAGMA max_page_count = ${limit}`);
        database.connection.exec(`PRAGMA query_only = ${Number(reason === 'storage-failed')}`);
      }
    },
    async remove() {
      await Promise.all(opened.map((data) => data.close()));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

describe('a data folder', () => testHere(storageCases(makeDevice)));

test.each(['storage-full', 'storage-failed'] as const)(
  'a log in many pieces is read also where nothing can be written (%s)',
  async (reason) => {
    const device = await makeDevice();
    const stores = await device.open();
    const before = new Y.Doc();
    const stored = await stores.logs.open(LOG, before);
    for (let i = 0; i < 100; i++) {
      before.getArray('chain').push([[noise(400)]]);
      await stored.flushed();
    }
    await stored.close();
    device.fail(reason);
    const after = new Y.Doc();
    await stores.logs.open(LOG, after);
    expect(after.getArray('chain').toJSON()).toEqual(before.getArray('chain').toJSON());
    device.fail(null);
    await device.remove();
  },
);
