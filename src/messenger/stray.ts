import type { Shelf } from '../files/shelf.ts';
import { ConfabError, type Reason } from '../model/errors.ts';
import type { ChunkId } from '../model/ids.ts';
import type { Library } from './library.ts';

/**
 * Chunks that belong to no file of a message. Null where nobody can tell whose chunks are whose: while
 * a manifest is here in part, or something else is going on. Rejects with `storage-failed`.
 */
export async function strayIn(
  shelf: Shelf,
  library: Library,
  isBusy: () => boolean,
): Promise<ChunkId[] | null> {
  const names = new Set(await shelf.names());
  for (const file of [...library.files()]) {
    if (isBusy()) return null;
    const part = library.part(file);
    const shelved = part && (await shelf.file(file, part).catch(unlessUnfit));
    if (shelved === null && names.has(file)) return null;
    names.delete(file);
    for (const name of shelved?.manifest.places ?? []) names.delete(name);
  }
  return [...names];
}

/** A file that opens under nothing that is said of it never had more here than its top. */
function unlessUnfit(error: unknown): undefined {
  if (error instanceof ConfabError && UNFIT.has(error.reason)) return undefined;
  throw error;
}

const UNFIT: ReadonlySet<Reason> = new Set(['malformed', 'file-too-large', 'unsupported']);
