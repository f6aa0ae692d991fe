import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfabError } from '../../model/errors.ts';
import { makePrivateFile } from './privateFile.ts';
import { storageError } from './sqliteError.ts';

const FILE = 'confab.lock';

/**
 * Takes a folder for this opening alone, until the returned function is called or the process ends,
 * however it ends: the lock is the operating system's, on an empty file through SQLite, so nothing
 * stale can stay behind. Throws `in-use` naming the folder.
 */
export function lockFolder(folder: string): () => void {
  let lock: DatabaseSync | undefined;
  try {
    makePrivateFile(folder, FILE);
    lock = new DatabaseSync(join(folder, FILE), { timeout: 0 });
    // Without a journal file the lock leaves nothing beside itself.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    const error = storageError(`locking ${join(folder, FILE)}`, cause);
    if (error.reason !== 'in-use') throw error;
    throw new ConfabError('in-use', `the data folder ${folder} is open in another process`, {
      cause,
    });
  }
  const held = lock;
  return () => {
    if (held.isOpen) held.close();
  };
}
