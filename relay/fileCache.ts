import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeBlobStore } from '../src/adapters/node/blobStore.ts';
import { makePrivateFile } from '../src/adapters/node/privateFile.ts';
import { storageError } from '../src/adapters/node/sqliteError.ts';
import { Places } from '../src/files/places.ts';
import { Shelf } from '../src/files/shelf.ts';
import { ConfabError } from '../src/model/errors.ts';
import type { ChunkId, ConversationId, FileId, MemberId, OfficeId } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import { chunkIdOf } from '../src/wire/chunks.ts';

const FILE = 'files.sqlite';
const LAYOUT = 1;
/**
 * `file.bytes` counts what is here of it; `at` is when it was first offered. `chunk.name` is the SHA-256
 * of what was brought for a place: what it holds nobody here can read.
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
  PRAGMA user_version = ${LAYOUT};
`;

/** Share of the cache that the files of one member may take: nobody pushes out what all others brought. */
const MEMBER_SHARE = 0.5;
/** Bytes of disk that files leave to the archive, and to the roster in it above all. */
const RESERVE = 512 * 1024 * 1024;
/** Files whose places are kept in memory: those on their way. */
const MOST_OPEN = 64;
/** Milliseconds between looks for what is too old. */
const TIDY_EVERY = 3_600_000;
const DAY = 86_400_000;

export interface CacheLimits {
  /** Bytes of all files. */
  readonly bytes: number;
  /** Days after which a file goes. */
  readonly days: number;
}

/** By default 1 GB for 14 days: what a small office sends in that time, on the disk of the cheapest server. */
export const CACHE_LIMITS: CacheLimits = { bytes: 1024 ** 3, days: 14 };

/** A file as the cache knows it. */
export interface CachedFile {
  readonly row: number;
  readonly office: OfficeId;
  readonly name: FileId;
  /** Who brings it. */
  readonly member: MemberId;
  readonly places: number;
  readonly conversations: readonly ConversationId[];
  /** Always current. */
  readonly held: Places;
  /** Unix time in milliseconds at which it goes. */
  readonly until: number;
}

/** Sealed chunks that a relay keeps for those who are away. It can open none of them. */
export class FileCache {
  readonly #db: DatabaseSync;
  readonly #shelf: Shelf;
  readonly #limits: CacheLimits;
  readonly #clock: Clock;
  /** Those last used, by office and name. */
  readonly #open = new Map<string, CachedFile>();
  #cancelTidy: () => void = () => {};
  #closed = false;

  /** Opens the cache in a relay's folder, which that relay owns. Throws as storage does. */
  constructor(folder: string, limits: CacheLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#shelf = new Shelf(makeBlobStore(folder));
    try {
      makePrivateFile(folder, FILE);
      this.#db = new DatabaseSync(join(folder, FILE));
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      if (this.#db.prepare('PRAGMA user_version').get()?.user_version === 0) this.#db.exec(SCHEMA);
    } catch (cause) {
      throw storageError(`opening the files in ${folder}`, cause);
    }
    this.#tidyIn(0);
  }

  /** Bytes of all that is here. */
  get bytes(): number {
    return Number(this.#db.prepare('SELECT coalesce(sum(bytes), 0) AS sum FROM file').get()?.sum);
  }

  find(office: OfficeId, name: FileId): CachedFile | null {
    const key = `${office}/${name}`;
    const known = this.#open.get(key) ?? this.#load(office, name);
    if (!known) return null;
    this.#open.delete(key);
    this.#open.set(key, known);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.#open.delete(oldest);
    }
    return known;
  }

  #load(office: OfficeId, name: FileId): CachedFile | null {
    const row = this.#db
      .prepare('SELECT * FROM file WHERE office = ? AND name = ?')
      .get(office, name);
    if (!row) return null;
    const id = row.id as number;
    const held = new Places();
    for (const chunk of this.#db.prepare('SELECT place FROM chunk WHERE file = ?').iterate(id)) {
      held.set(chunk.place as number, true);
    }
    const conversations = this.#db
      .prepare('SELECT conversation FROM may_read WHERE file = ?')
      .all(id)
      .map((it) => it.conversation as ConversationId);
    const until = (row.at as number) + this.#limits.days * DAY;
    const places = row.places as number;
    const member = row.member as MemberId;
    return { row: id, office, name, member, places, conversations, held, until };
  }

  /** Takes note of a file that a member is about to bring. */
  add(office: OfficeId, name: FileId, member: MemberId, places: number): void {
    this.#db
      .prepare(
        'INSERT INTO file (office, name, member, places, bytes, at) VALUES (?, ?, ?, ?, 0, ?)',
      )
      .run(office, name, member, places, Math.floor(this.#clock.now()));
  }

  /** Those who read a conversation may have a file. */
  allow({ row, office, name }: CachedFile, conversation: ConversationId): void {
    this.#db.prepare('INSERT OR IGNORE INTO may_read VALUES (?, ?)').run(row, conversation);
    this.#open.delete(`${office}/${name}`);
  }

  /** Whether a file of about so many bytes can be kept at all. */
  fits(bytes: number): boolean {
    return bytes <= this.#limits.bytes * MEMBER_SHARE;
  }

  /**
   * Keeps a chunk at its place, letting go of the oldest files where there is no room. False where there
   * is none. Rejects with `malformed` for a first chunk that is not the file's, and as storage does.
   */
  async put(file: CachedFile, place: number, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const name = await chunkIdOf(bytes);
    if (place === 0 && name !== file.name) throw new ConfabError('malformed', 'no such file');
    if (!(await this.#makeRoom(file, bytes.length))) return false;
    await this.#shelf.put(name, bytes);
    // Meanwhile it may have been let go of.
    if (!this.find(file.office, file.name)) return false;
    const { changes } = this.#db
      .prepare('INSERT OR IGNORE INTO chunk VALUES (?, ?, ?)')
      .run(file.row, place, name);
    if (Number(changes) === 0) return true;
    this.find(file.office, file.name)?.held.set(place, true);
    this.#db.prepare('UPDATE file SET bytes = bytes + ? WHERE id = ?').run(bytes.length, file.row);
    return true;
  }

  /** A chunk at its place; null where it is not here, or was damaged. */
  async get(file: CachedFile, place: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const { row } = file;
    const chunk = this.#db
      .prepare('SELECT name FROM chunk WHERE file = ? AND place = ?')
      .get(row, place);
    if (!chunk) return null;
    const bytes = await this.#shelf.get(chunk.name as ChunkId);
    if (!bytes) {
      this.#db.prepare('DELETE FROM chunk WHERE file = ? AND place = ?').run(row, place);
      file.held.set(place, false);
    }
    return bytes;
  }

  async #makeRoom({ row, member }: CachedFile, bytes: number): Promise<boolean> {
    const { bytes: most } = this.#limits;
    const ofMember = this.#db.prepare(
      'SELECT coalesce(sum(bytes), 0) AS sum FROM file WHERE member = ?',
    );
    while (Number(ofMember.get(member)?.sum) + bytes > most * MEMBER_SHARE) {
      if (!(await this.#dropOldest('AND member = ?', row, member))) return false;
    }
    while (this.bytes + bytes > most) if (!(await this.#dropOldest('', row))) return false;
    for (;;) {
      const room = await this.#shelf.room();
      if (room === null || room - bytes > RESERVE) return true;
      if (!(await this.#dropOldest('', row))) return false;
    }
  }

  /** Lets go of the oldest file but one; false where there is no other. */
  async #dropOldest(where: string, but: number, ...more: string[]): Promise<boolean> {
    const oldest = this.#db
      .prepare(`SELECT id FROM file WHERE id <> ? ${where} ORDER BY at LIMIT 1`)
      .get(but, ...more);
    if (!oldest) return false;
    await this.#drop(oldest.id as number);
    return true;
  }

  /** Lets go of a file. */
  async drop(file: CachedFile): Promise<void> {
    await this.#drop(file.row);
  }

  async #drop(row: number): Promise<void> {
    for (const [key, file] of this.#open) if (file.row === row) this.#open.delete(key);
    const names = this.#db
      .prepare(
        `SELECT name FROM chunk WHERE file = ?
           AND NOT EXISTS (SELECT 1 FROM chunk AS other WHERE other.name = chunk.name AND other.file <> ?)`,
      )
      .all(row, row)
      .map(({ name }) => name as ChunkId);
    for (const table of ['chunk', 'may_read']) {
      this.#db.prepare(`DELETE FROM ${table} WHERE file = ?`).run(row);
    }
    this.#db.prepare('DELETE FROM file WHERE id = ?').run(row);
    await this.#shelf.drop(names);
  }

  #tidyIn(wait: number): void {
    this.#cancelTidy = this.#clock.after(wait, () => {
      void this.#tidy()
        .catch(() => {}) // tried again
        .finally(() => {
          if (!this.#closed) this.#tidyIn(TIDY_EVERY);
        });
    });
  }

  /** Lets go of what is too old. */
  async #tidy(): Promise<void> {
    const from = this.#clock.now() - this.#limits.days * DAY;
    const old = this.#db.prepare('SELECT id FROM file WHERE at <= ?').all(Math.floor(from));
    for (const { id } of old) await this.#drop(id as number);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTidy();
    await this.#shelf.close();
    this.#db.close();
  }
}
