import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { makePrivateFile } from '../src/adapters/node/privateFile.ts';
import { storageError } from '../src/adapters/node/sqliteError.ts';
import type { ChunkId, ConversationId, FileId, MemberId, OfficeId } from '../src/model/ids.ts';

export const FILE = 'files.sqlite';
const LAYOUT = 2;
/**
 * Bytes that each row counts beside what it stands for: a file's takes about 350 with its index, a
 * chunk's 180. What is free would be taken without end.
 */
export const ROW = 256;
/**
 * `file.bytes` counts what is here of it and its rows; `at` is when it was last offered. `chunk.name` is
 * the SHA-256 of what was brought for a place: what it holds nobody here can read.
 */
const SCHEMA = `
  CREATE TABLE file (
    id INTEGER PRIMARY KEY, office TEXT NOT NULL, name TEXT NOT NULL, member TEXT NOT NULL,
    places INTEGER NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (office, name)
  ) STRICT;
  CREATE TABLE may_read (
    file INTEGER NOT NULL, conversation TEXT NOT NULL, PRIMARY KEY (file, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chunk (
    file INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (file, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX chunk_by_name ON chunk (name);
  CREATE INDEX file_by_age ON file (at);
  CREATE INDEX file_by_member ON file (member, at);
  PRAGMA user_version = ${LAYOUT};
`;
/** Rows counted nothing before. */
const FROM_1 = `
  UPDATE file SET bytes = bytes + ${ROW} * (1
    + (SELECT count(*) FROM chunk WHERE chunk.file = file.id)
    + (SELECT count(*) FROM may_read WHERE may_read.file = file.id));
  CREATE INDEX file_by_age ON file (at);
  CREATE INDEX file_by_member ON file (member, at);
  PRAGMA user_version = ${LAYOUT};
`;

/** A file as it is written down. */
export interface FileRow {
  readonly row: number;
  readonly office: OfficeId;
  readonly name: FileId;
  /** Who brings it. */
  readonly member: MemberId;
  readonly places: number;
  /** Unix time in milliseconds. */
  readonly at: number;
}

interface StoredFile extends Pick<FileRow, 'member' | 'places' | 'at'> {
  readonly id: number;
}

/** What a relay writes down of the files that it keeps: whose they are, for whom, and what is here. */
export class FileRows {
  readonly #db: DatabaseSync;
  /** Bytes by member: summing rows for each chunk would take longer than writing it. */
  readonly #used = new Map<string, number>();
  #bytes = 0;

  /** Throws as storage does. */
  constructor(folder: string) {
    try {
      makePrivateFile(folder, FILE);
      this.#db = new DatabaseSync(join(folder, FILE));
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      const { user_version } = this.#db.prepare('PRAGMA user_version').get() ?? {};
      if (user_version === 0) this.#db.exec(`BEGIN; ${SCHEMA} COMMIT`);
      if (user_version === 1) this.#db.exec(`BEGIN; ${FROM_1} COMMIT`);
      const sums = this.#all('SELECT member, sum(bytes) AS sum FROM file GROUP BY member');
      for (const { member, sum } of sums) this.#count(member as MemberId, sum as number);
    } catch (cause) {
      throw storageError(`opening the files in ${folder}`, cause);
    }
  }

  #all = (sql: string, ...values: SQLInputValue[]) => this.#db.prepare(sql).all(...values);

  /** True when it changed anything. */
  #run = (sql: string, ...values: SQLInputValue[]): boolean =>
    Number(this.#db.prepare(sql).run(...values).changes) > 0;

  #count(member: MemberId, bytes: number): void {
    this.#used.set(member, this.bytesOf(member) + bytes);
    this.#bytes += bytes;
  }

  /** Bytes of all that is here, and of the rows. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The same of what one member brought. */
  bytesOf(member: MemberId): number {
    return this.#used.get(member) ?? 0;
  }

  find(office: OfficeId, name: FileId): FileRow | null {
    const [found] = this.#all('SELECT * FROM file WHERE office = ? AND name = ?', office, name);
    if (!found) return null;
    const { id: row, member, places, at } = found as unknown as StoredFile;
    return { row, office, name, member, places, at };
  }

  placesOf(row: number): number[] {
    return this.#all('SELECT place FROM chunk WHERE file = ?', row).map((it) => it.place as number);
  }

  /** Whose readers may have it. */
  conversationsOf(row: number): ConversationId[] {
    const found = this.#all('SELECT conversation FROM may_read WHERE file = ?', row);
    return found.map((it) => it.conversation as ConversationId);
  }

  add({ office, name, member, places, at }: Omit<FileRow, 'row'>): void {
    const values = [office, name, member, places, ROW, at];
    this.#run(
      'INSERT INTO file (office, name, member, places, bytes, at) VALUES (?, ?, ?, ?, ?, ?)',
      ...values,
    );
    this.#count(member, ROW);
  }

  renew({ row }: FileRow, at: number): void {
    this.#run('UPDATE file SET at = ? WHERE id = ?', at, row);
  }

  allow(file: FileRow, conversation: ConversationId): void {
    const isNew = this.#run('INSERT OR IGNORE INTO may_read VALUES (?, ?)', file.row, conversation);
    if (isNew) this.#grow(file, ROW);
  }

  disallow(file: FileRow, conversation: ConversationId): void {
    const { row } = file;
    const was = this.#run(
      'DELETE FROM may_read WHERE file = ? AND conversation = ?',
      row,
      conversation,
    );
    if (was) this.#grow(file, -ROW);
  }

  /** Notes a chunk of so many bytes at a place where there is none. */
  put(file: FileRow, place: number, name: ChunkId, bytes: number): void {
    this.#run('INSERT INTO chunk VALUES (?, ?, ?)', file.row, place, name);
    this.#grow(file, ROW + bytes);
  }

  #grow({ row, member }: FileRow, bytes: number): void {
    this.#run('UPDATE file SET bytes = bytes + ? WHERE id = ?', bytes, row);
    this.#count(member, bytes);
  }

  chunkAt(row: number, place: number): ChunkId | null {
    const [found] = this.#all('SELECT name FROM chunk WHERE file = ? AND place = ?', row, place);
    return (found?.name as ChunkId | undefined) ?? null;
  }

  lose(row: number, place: number, name: ChunkId): void {
    this.#run('DELETE FROM chunk WHERE file = ? AND place = ? AND name = ?', row, place, name);
  }

  /** The file that was offered longest ago, of one member where told, but not this one. */
  oldest(but: number, member: MemberId | null): number | null {
    const where = member === null ? '' : 'AND member = ?';
    const values = member === null ? [but] : [but, member];
    const [found] = this.#all(
      `SELECT id FROM file WHERE id <> ? ${where} ORDER BY at LIMIT 1`,
      ...values,
    );
    return (found?.id as number | undefined) ?? null;
  }

  /** Files that were last offered at that time or before. */
  until(at: number): number[] {
    return this.#all('SELECT id FROM file WHERE at <= ?', at).map(({ id }) => id as number);
  }

  /** Forgets a file; gives its chunks. */
  drop(row: number): ChunkId[] {
    const [file] = this.#all('SELECT member, bytes FROM file WHERE id = ?', row);
    if (!file) return [];
    const chunks = this.#all('SELECT DISTINCT name FROM chunk WHERE file = ?', row);
    this.#db.exec('BEGIN');
    for (const table of ['chunk', 'may_read']) {
      this.#run(`DELETE FROM ${table} WHERE file = ?`, row);
    }
    this.#run('DELETE FROM file WHERE id = ?', row);
    this.#db.exec('COMMIT');
    this.#count(file.member as MemberId, -(file.bytes as number));
    return chunks.map(({ name }) => name as ChunkId);
  }

  /** Those of these chunks that no file has. */
  unused(names: readonly ChunkId[]): ChunkId[] {
    const find = this.#db.prepare('SELECT 1 FROM chunk WHERE name = ? LIMIT 1');
    return names.filter((name) => !find.get(name));
  }

  close(): void {
    this.#db.close();
  }
}
