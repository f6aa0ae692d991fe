import { DatabaseSync } from 'node:sqlite';
import { ConfabError } from '../src/model/errors.ts';

export const ARCHIVE_FILE = 'archive.sqlite';

/** Marks the file as a relay's (PRAGMA application_id): "Cnfr". */
const APPLICATION = 0x436e_6672;
/** Number of this layout (PRAGMA user_version). */
const LAYOUT = 2;
/**
 * Bytes of a database page. Rows stand in the order of their arrival, so pages are full: an envelope
 * of 400 bytes takes 435 on disk (measured; 471 with pages of 4 KiB, 474 and twice the time in a
 * table ordered by place).
 */
export const PAGE_SIZE = 16 * 1024;
/** Pages in the write-ahead log before it is worked in: 2 MiB. */
const CHECKPOINT_PAGES = 128;

/** Offices, logs and chains have small numbers, so that an envelope's row repeats none of their names. */
const SCHEMA = `
  CREATE TABLE office (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    office INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (office, name)) STRICT;
  CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL,
    chain INTEGER NOT NULL,
    device BLOB NOT NULL,
    next INTEGER NOT NULL,
    head BLOB NOT NULL,
    UNIQUE (log, chain)) STRICT;
  CREATE TABLE envelope (
    id INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL) STRICT;
  CREATE UNIQUE INDEX place ON envelope (chain, number);
`;

/** Layout 2 counts what offices, and devices on their newest day (UTC), have added. */
const COUNTS = `
  ALTER TABLE office ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE office SET bytes = coalesce((
    SELECT sum(length(envelope.bytes) + 40) FROM envelope
      JOIN chain ON chain.id = envelope.chain JOIN log ON log.id = chain.log
      WHERE log.office = office.id), 0);
  CREATE TABLE usage (
    office INTEGER NOT NULL,
    device BLOB NOT NULL,
    day INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (office, device)) STRICT, WITHOUT ROWID;
`;

/** Opens or makes an archive's file, every commit of which survives a power cut. */
export function openArchiveFile(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    prepare(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync, path: string): void {
  const application = pragma(db, 'application_id');
  const layout = pragma(db, 'user_version');
  if (application === APPLICATION && layout === LAYOUT) return;
  if (application === APPLICATION && layout === 1) {
    db.exec(`BEGIN; ${COUNTS} PRAGMA user_version = ${LAYOUT}; COMMIT`);
    return;
  }
  if (application === APPLICATION) {
    throw new ConfabError('unsupported', `${path} was written by a newer Confab (${layout})`);
  }
  if (db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables !== 0) {
    throw new ConfabError('storage-failed', `${path} is no archive of Confab`);
  }
  db.exec(`BEGIN; ${SCHEMA} ${COUNTS}
    PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${LAYOUT}; COMMIT`);
}

const pragma = (db: DatabaseSync, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
