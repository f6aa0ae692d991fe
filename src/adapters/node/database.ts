import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfabError } from '../../model/errors.ts';
import { makePrivateFile } from './privateFile.ts';
import { SCHEMA, VERSION } from './schema.ts';
import { storageError } from './sqliteError.ts';

export const DATABASE_FILE = 'confab.sqlite';

/** Marks the file as Confab's (PRAGMA application_id): "Cnfb". */
const APPLICATION = 0x436e_6662;
/** Milliseconds a write waits for a reader from outside, such as a backup. */
const BUSY_TIMEOUT = 2_000;
/** Bytes that the write-ahead log may keep after a checkpoint. */
const JOURNAL_LIMIT = 8 * 1024 * 1024;

/** One store's way to the database. */
export interface Access {
  readonly connection: DatabaseSync;
  /**
   * Runs `job`, which writes through prepared statements, and resolves when it is durable. What is
   * asked for within one turn of the event loop shares one transaction, one sync of the disk and one
   * fate: a job throws only what SQLite throws. Rejects with `storage-full`, `storage-failed` or `closed`.
   */
  write(job: () => void): Promise<void>;
  /** Runs `job`, which only reads. Throws `storage-failed` or `closed`. */
  read<T>(job: () => T): T;
  /** Ends this access once its writes are settled; the database stays open for the others. */
  close(): Promise<void>;
}

/** The one database file of a data folder. */
export interface Database {
  readonly path: string;
  readonly connection: DatabaseSync;
  /** Makes an access for a store; `name` is for its errors. */
  attach(name: string): Access;
  /** Writes what was asked for and closes. Harmless when closed. */
  close(): void;
}

interface Job {
  readonly run: () => void;
  readonly done: () => void;
  readonly failed: (error: ConfabError) => void;
}

/** Opens or makes the database of a folder that exists and is locked. Throws `storage-failed`, `storage-full`, `unsupported`. */
export function openDatabase(folder: string): Database {
  const path = join(folder, DATABASE_FILE);
  const connection = connect(folder, path);
  const queue = makeQueue(connection, path);
  return {
    path,
    connection,
    attach: (name) => attach(connection, queue, path, name),
    close() {
      if (!connection.isOpen) return;
      queue.commit();
      connection.close();
    },
  };
}

function attach(connection: DatabaseSync, queue: Queue, path: string, name: string): Access {
  let closed = false;
  const closedError = () => new ConfabError('closed', `${name} of ${path}`);
  return {
    connection,
    write: (job) => (closed || !connection.isOpen ? Promise.reject(closedError()) : queue.add(job)),
    read(job) {
      if (closed || !connection.isOpen) throw closedError();
      try {
        return job();
      } catch (cause) {
        throw storageError(`reading ${path}`, cause);
      }
    },
    async close() {
      closed = true;
      if (connection.isOpen) queue.commit();
    },
  };
}

interface Queue {
  /** Runs the job with the next commit; settles with it. */
  add(job: () => void): Promise<void>;
  /** Commits now what was added; never throws. */
  commit(): void;
}

function makeQueue(connection: DatabaseSync, path: string): Queue {
  let jobs: Job[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  const commit = () => {
    clearImmediate(scheduled);
    scheduled = undefined;
    if (jobs.length === 0) return;
    const batch = jobs;
    jobs = [];
    try {
      inTransaction(connection, () => {
        for (const job of batch) job.run();
      });
    } catch (cause) {
      const error = storageError(`writing ${path}`, cause);
      for (const job of batch) job.failed(error);
      return;
    }
    for (const job of batch) job.done();
  };
  const add = (run: () => void) =>
    new Promise<void>((done, failed) => {
      jobs.push({ run, done, failed });
      scheduled ??= setImmediate(commit);
    });
  return { add, commit };
}

function connect(folder: string, path: string): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    // SQLite gives -wal and -shm the mode of the file they belong to.
    makePrivateFile(folder, DATABASE_FILE);
    connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    connection.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;
       PRAGMA journal_size_limit = ${JOURNAL_LIMIT}`,
    );
    prepare(connection, path);
    return connection;
  } catch (cause) {
    connection?.close();
    throw storageError(`opening ${path}`, cause);
  }
}

/** Makes the tables of a new file; refuses one that is not Confab's or that a newer version wrote. */
function prepare(connection: DatabaseSync, path: string): void {
  const application = pragma(connection, 'application_id');
  const version = pragma(connection, 'user_version');
  if (application === APPLICATION && version > VERSION) {
    throw new ConfabError('unsupported', `${path} was written by a newer Confab (${version})`);
  }
  if (application === APPLICATION && version === VERSION) return;
  const tables = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get();
  if (application !== APPLICATION && tables?.tables !== 0) {
    throw new ConfabError('storage-failed', `${path} is no data of Confab`);
  }
  inTransaction(connection, () => {
    connection.exec(SCHEMA);
    connection.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${VERSION}`);
  });
}

const pragma = (connection: DatabaseSync, name: string): number =>
  Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);

function inTransaction(connection: DatabaseSync, run: () => void): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    run();
    connection.exec('COMMIT');
  } catch (error) {
    // A full disk may have ended the transaction already.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}
