import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../src/adapters/node/privateFile.ts';
import { ConfabError } from '../src/model/errors.ts';
import { randomBytes } from '../src/wire/bytes.ts';

/**
 * The secret of a name in a private folder: `length` random bytes, made at the first call and the same for
 * ever. Only the owner can read it. Throws `storage-failed`.
 */
export function keepSecret(folder: string, name: string, length: number): Uint8Array {
  const path = join(folder, name);
  try {
    const kept = readIfThere(path);
    if (!kept) return writeNew(folder, name, randomBytes(length));
    if (kept.length === length) return kept;
  } catch (cause) {
    throw new ConfabError('storage-failed', `${path}: ${String(cause)}`, { cause });
  }
  // Not made anew: a relay with another identity is a stranger to its office.
  throw new ConfabError('storage-failed', `${path} is damaged: it should have ${length} bytes`);
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a file that is there whole or not at all after a power cut. */
function writeNew(folder: string, name: string, bytes: Uint8Array): Uint8Array {
  const path = join(folder, name);
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(folder);
  return bytes;
}

/** Forgets a secret that has served; harmless when there is none. */
export function dropSecret(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
}
