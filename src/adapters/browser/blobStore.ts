import { ConfabError } from '../../model/errors.ts';
import { type ChunkId, isId32 } from '../../model/ids.ts';
import type { BlobStore } from '../../ports.ts';
import { estimateSpace } from './persist.ts';
import { storageError } from './storageError.ts';

/**
 * Chunks as files of the origin private file system, in one folder for each first letter of their
 * names. A chunk is written under another name and gets its own when all of it is there: what a reload
 * or a crash cuts off is never taken for one.
 */
export function makeBlobStore(profile: string): BlobStore {
  const running = new Set<Promise<unknown>>();
  const folders = new Map<string, Promise<FileSystemDirectoryHandle>>();
  const state = { closed: false };
  const writing = new Map<ChunkId, Promise<void>>();
  let root: Promise<FileSystemDirectoryHandle> | null = null;

  const rootFolder = (): Promise<FileSystemDirectoryHandle> => {
    root ??= openRoot(profile);
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

  return {
    put: (name, bytes) => {
      // It may come from two holders at once; what has one name is the same.
      const before = writing.get(name);
      if (before) return before;
      const done = during(`keeping chunk ${name}`, async () => {
        const folder = await folderOf(name);
        const file = (await folder.getFileHandle(name + PART, { create: true })) as Movable;
        const writer = await file.createWritable();
        try {
          await writer.write(bytes as Uint8Array<ArrayBuffer>);
        } catch (error) {
          await writer.abort().catch(() => undefined);
          throw error;
        }
        await writer.close();
        await file.move(name);
      });
      writing.set(name, done);
      const forget = () => writing.delete(name);
      done.then(forget, forget);
      return done;
    },
    get: (name) =>
      during(`reading chunk ${name}`, async () => {
        const folder = await folderOf(name);
        const handle = await folder.getFileHandle(name).catch(unlessMissing);
        const file = await handle?.getFile().catch(unlessMissing);
        return file ? new Uint8Array(await file.arrayBuffer()) : null;
      }),
    drop: (names) =>
      during('letting go of chunks', async () => {
        for (const name of names) {
          await (await folderOf(name)).removeEntry(name).catch(unlessMissing);
        }
      }),
    list: () => during('listing files', async () => listed(await rootFolder())),
    room: () =>
      during('measuring storage', async () => {
        const space = await estimateSpace();
        return space && Math.max(0, space.quota - space.used);
      }),
    async close() {
      state.closed = true;
      await Promise.allSettled([...running]);
    },
  };
}

/** Deletes all chunks of a profile. */
export async function wipeBlobs(profile: string): Promise<void> {
  const storage = await navigator.storage.getDirectory();
  await storage.removeEntry(folderName(profile), { recursive: true }).catch(unlessMissing);
}

const folderName = (profile: string): string => `${profile}-files`;

const openRoot = async (profile: string): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(folderName(profile), {
    create: true,
  });

function unlessMissing(error: unknown): undefined {
  if ((error as { name?: string }).name === 'NotFoundError') return undefined;
  throw error;
}

/** Behind the name of a chunk that is being written. */
const PART = '.part';

/** All engines that have this file system have `move`; TypeScript's DOM types lack it. */
type Movable = FileSystemFileHandle & { move(name: string): Promise<void> };

/** Names of what is kept. What was cut off while it was written goes. */
async function listed(root: FileSystemDirectoryHandle): Promise<ChunkId[]> {
  const names: ChunkId[] = [];
  for await (const folder of root.values()) {
    if (folder.kind !== 'directory') continue;
    const cutOff: string[] = [];
    for await (const name of folder.keys()) {
      if (isId32(name)) names.push(name as ChunkId);
      else if (name.endsWith(PART)) cutOff.push(name);
    }
    for (const name of cutOff) await folder.removeEntry(name).catch(unlessMissing);
  }
  return names;
}
