import { type ChunkId, isId32 } from '../../model/ids.ts';
import type { ChunkFiles } from './blobCalls.ts';
import { estimateSpace } from './persist.ts';
import { storageError, unlessMissing } from './storageError.ts';

/** Behind the name of a chunk that is being written. */
const PART = '.part';

/**
 * Chunks as files of the origin private file system, below `place`, in one folder for each first letter
 * of their names. A chunk is written under another name, which no other worker uses, and gets its own when
 * all of it is there: what a reload or a crash cuts off is never taken for one.
 */
export function makeChunkFiles(place: string): ChunkFiles {
  const folders = new Map<string, Promise<FileSystemDirectoryHandle>>();
  const writing = new Map<ChunkId, Promise<void>>();
  const part = `.${crypto.randomUUID()}${PART}`;
  let root: Promise<FileSystemDirectoryHandle> | null = null;

  const rootFolder = (): Promise<FileSystemDirectoryHandle> => {
    root ??= openRoot(place);
    root.catch(() => {
      root = null;
    });
    return root;
  };
  const folderOf = (name: ChunkId): Promise<FileSystemDirectoryHandle> => {
    const letter = name.slice(0, 1);
    const known = folders.get(letter);
    if (known) return known;
    const opening = rootFolder().then((it) => it.getDirectoryHandle(letter, { create: true }));
    folders.set(letter, opening);
    opening.catch(() => folders.delete(letter));
    return opening;
  };

  const keep = async (name: ChunkId, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const folder = await folderOf(name);
    const file = (await folder.getFileHandle(name + part, { create: true })) as Movable;
    try {
      await write(file, bytes);
      await file.move(name);
    } catch (error) {
      // Should it stay: the next worker that lists what is kept lets go of it.
      await folder.removeEntry(name + part).catch(() => undefined);
      throw error;
    }
  };

  return {
    put: (name, bytes) => {
      // It may come from two holders at once; what has one name is the same.
      const before = writing.get(name);
      if (before) return before;
      const kept = keep(name, bytes as Uint8Array<ArrayBuffer>);
      const done = during(`keeping chunk ${name}`, kept).finally(() => writing.delete(name));
      writing.set(name, done);
      return done;
    },
    get: (name) => {
      const read = async () => {
        const folder = await folderOf(name);
        const handle = await folder.getFileHandle(name).catch(unlessMissing);
        const file = await handle?.getFile().catch(unlessMissing);
        return file ? new Uint8Array(await file.arrayBuffer()) : null;
      };
      return during(`reading chunk ${name}`, read());
    },
    drop: (names) => {
      const remove = async () => {
        for (const name of names) {
          await (await folderOf(name)).removeEntry(name).catch(unlessMissing);
        }
      };
      return during('letting go of chunks', remove());
    },
    list: () =>
      during(
        'listing files',
        rootFolder().then((it) => listed(it, part)),
      ),
    room: () => {
      const measure = async () => {
        const space = await estimateSpace();
        return space && Math.max(0, space.quota - space.used);
      };
      return during('measuring storage', measure());
    },
  };
}

async function during<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw storageError(what, cause);
  }
}

const openRoot = async (place: string): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(place, { create: true });

/** All engines that have this file system have `move`; TypeScript's DOM types lack it. */
type Movable = FileSystemFileHandle & { move(name: string): Promise<void> };

async function write(file: FileSystemFileHandle, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!('createSyncAccessHandle' in file)) return writeLater(file, bytes);
  const handle = await file.createSyncAccessHandle();
  try {
    const written = handle.write(bytes);
    if (written !== bytes.length) throw new Error(`wrote ${written} of ${bytes.length} bytes`);
    // It is on the disk before it has its name.
    handle.flush();
  } finally {
    handle.close();
  }
}

/** For engines without synchronous access. */
async function writeLater(
  file: FileSystemFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const writer = await file.createWritable();
  try {
    await writer.write(bytes);
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error;
  }
  await writer.close();
}

/** Names of what is kept. What another worker was cut off while it wrote goes. */
async function listed(root: FileSystemDirectoryHandle, part: string): Promise<ChunkId[]> {
  const names: ChunkId[] = [];
  for await (const folder of root.values()) {
    if (folder.kind !== 'directory') continue;
    const cutOff: string[] = [];
    for await (const name of folder.keys()) {
      if (isId32(name)) names.push(name as ChunkId);
      else if (name.endsWith(PART) && !name.endsWith(part)) cutOff.push(name);
    }
    // Not while a worker that was just ended still has it open; then it goes the next time.
    for (const name of cutOff) await folder.removeEntry(name).catch(() => undefined);
  }
  return names;
}
