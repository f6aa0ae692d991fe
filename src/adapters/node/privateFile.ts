import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfabError } from '../../model/errors.ts';

/**
 * Makes the folder, and the ones above it, readable by its owner only. A folder with other things in it
 * keeps its mode. Throws `no-folder` for a path that is a file or lies below one.
 */
export function makePrivateFolder(folder: string, ownFile: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw cause;
    throw new ConfabError('no-folder', folder, { cause });
  }
  if (existsSync(join(folder, ownFile)) || readdirSync(folder).length === 0)
    chmodSync(folder, 0o700);
}

/**
 * Makes the file readable by its owner only, creating it when it is missing. Never opens a file that
 * exists: closing it again would end every lock that this process holds on it (POSIX `fcntl`).
 */
export function makePrivateFile(folder: string, name: string): void {
  const path = join(folder, name);
  if (existsSync(path)) {
    chmodSync(path, 0o600);
    return;
  }
  closeSync(openSync(path, 'wx', 0o600));
  syncFolder(folder);
}

/** Makes durable which files a folder has. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder, and does not need to.
  if (process.platform === 'win32') return;
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
