import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfabError } from '../../model/errors.ts';
import { type ChunkId, isId32 } from '../../model/ids.ts';
import type { BlobStore } from '../../ports.ts';
import { storageError } from './sqliteError.ts';

const FOLDER = 'files';
/** What a write that was cut off leaves. */
const UNFINISHED = '.part';

/**
 * Chunks as files of their own below `files/` of a data folder, in one folder for each first letter,
 * readable by their owner only. A chunk is written beside its place and renamed, so that a crash leaves
 * all of it or nothing. Throws as storage does.
 */
export function makeBlobStore(dataFolder: string): BlobStore {
  const root = join(dataFolder, FOLDER);
  const running = new Set<Promise<unknown>>();
  const state = { closed: false };
  let unfinished = 0;
  const folderOf = (name: ChunkId): string => join(root, folderName(name));
  const pathOf = (name: ChunkId): string => join(folderOf(name), name);

  const during = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    if (state.closed) throw new ConfabError('closed', 'blob store');
    const done = work();
    running.add(done);
    try {
      return await done;
    } catch (cause) {
      throw storageError(what, cause);
    } finally {
      running.delete(done);
    }
  };

  const write = async (name: ChunkId, bytes: Uint8Array): Promise<void> => {
    mkdirSync(folderOf(name), { recursive: true, mode: 0o700 });
    const part = `${pathOf(name)}.${process.pid}.${unfinished++}${UNFINISHED}`;
    try {
      const file = await open(part, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await rename(part, pathOf(name));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  };

  return {
    put: (name, bytes) => during(`keeping chunk ${name}`, () => write(name, bytes)),
    get: (name) =>
      during(`reading chunk ${name}`, async () => {
        try {
          return new Uint8Array(await readFile(pathOf(name)));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
          throw error;
        }
      }),
    drop: (names) =>
      during('letting go of chunks', async () => {
        for (const name of names) await rm(pathOf(name), { force: true });
      }),
    list: () => during(`listing ${root}`, async () => listed(root)),
    room: () =>
      during(`measuring ${root}`, async () => {
        const { bavail, bsize } = await statfs(dataFolder);
        return bavail * bsize;
      }),
    async close() {
      state.closed = true;
      await Promise.allSettled([...running]);
    },
  };
}

/** Letters and digits only: a name that begins with `-` or `_` shares a folder. */
const folderName = (name: ChunkId): string =>
  /^[a-z0-9]/i.test(name) ? name.slice(0, 1).toLowerCase() : '0';

/** The names below the folder; what a crash left unfinished is removed on the way. */
function listed(root: string): ChunkId[] {
  const names: ChunkId[] = [];
  for (const folder of entriesOf(root)) {
    for (const name of entriesOf(join(root, folder))) {
      if (isId32(name)) names.push(name as ChunkId);
      else if (name.endsWith(UNFINISHED)) rmSync(join(root, folder, name), { force: true });
    }
  }
  return names;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
