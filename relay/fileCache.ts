import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeBlobStore } from '../src/adapters/node/blobStore.ts';
import { Places } from '../src/files/places.ts';
import { Shelf } from '../src/files/shelf.ts';
import { ConfabError } from '../src/model/errors.ts';
import type { ConversationId, FileId, MemberId, OfficeId } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import { chunkIdOf } from '../src/wire/chunks.ts';
import { CHUNK_TAG } from '../src/wire/limits.ts';
import { FILE, type FileRow, FileRows, ROW } from './fileRows.ts';

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
export interface CachedFile extends FileRow {
  readonly conversations: readonly ConversationId[];
  /** Always current. */
  readonly held: Places;
  /** Unix time in milliseconds at which it goes. */
  readonly until: number;
}

/**
 * Lets go of all that a relay kept of files in its folder, which keeps none any more. Throws as storage
 * does; then the next start tries again, since what tells of them goes last.
 */
export function dropFileCache(folder: string): void {
  if (!existsSync(join(folder, FILE))) return;
  for (const name of ['files', `${FILE}-wal`, `${FILE}-shm`, FILE])
    rmSync(join(folder, name), { recursive: true, force: true });
}

/** A file that a member has, for those who read a conversation. */
export interface Offered {
  readonly office: OfficeId;
  readonly name: FileId;
  readonly member: MemberId;
  readonly places: number;
  readonly conversation: ConversationId;
}

/** Sealed chunks that a relay keeps for those who are away. It can open none of them. */
export class FileCache {
  readonly #rows: FileRows;
  readonly #shelf: Shelf;
  readonly #limits: CacheLimits;
  readonly #clock: Clock;
  /** Those last used, by office and name. */
  readonly #open = new Map<string, CachedFile>();
  /** What changes chunks and rows together goes one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #cancelTidy: () => void = () => {};
  #closed = false;

  /** Opens the cache in a relay's folder, which that relay owns. Throws as storage does. */
  constructor(folder: string, limits: CacheLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#shelf = new Shelf(makeBlobStore(folder));
    this.#rows = new FileRows(folder);
    this.#inTurn(() => this.#dropStray()).catch(() => {}); // tried again at the next start
    this.#tidyIn(0);
  }

  /** Bytes of all that is here. */
  get bytes(): number {
    return this.#rows.bytes;
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
    const found = this.#rows.find(office, name);
    if (!found) return null;
    const held = new Places();
    for (const place of this.#rows.placesOf(found.row)) held.set(place, true);
    const conversations = this.#rows.conversationsOf(found.row);
    return { ...found, held, conversations, until: found.at + this.#limits.days * DAY };
  }

  #changed({ office, name }: FileRow): void {
    this.#open.delete(`${office}/${name}`);
  }

  /**
   * Takes note of a file that a member is about to bring, or sends once more: its days begin anew. Null
   * where there is no room even for the note.
   */
  offer({ office, name, member, places, conversation }: Offered): Promise<CachedFile | null> {
    return this.#inTurn(async () => {
      const known = this.find(office, name);
      const rows = (known ? 0 : 1) + (known?.conversations.includes(conversation) ? 0 : 1);
      const bringer = known?.member ?? member;
      if (rows > 0 && !(await this.#makeRoom(known?.row ?? 0, bringer, rows * ROW))) return null;
      const at = Math.floor(this.#clock.now());
      if (known) this.#rows.renew(known, at);
      else this.#rows.add({ office, name, member, places, at });
      const file = this.#rows.find(office, name);
      if (file) this.#rows.allow(file, conversation);
      this.#open.delete(`${office}/${name}`);
      return this.find(office, name);
    });
  }

  /** Whether a file of about so many bytes can be kept at all. */
  fits(bytes: number): boolean {
    return bytes <= this.#limits.bytes * MEMBER_SHARE;
  }

  /**
   * Keeps a chunk at its place, letting go of the oldest files where there is no room. False where there
   * is none. Rejects with `malformed` for an empty one and a first one that is not the file's, and as
   * storage does.
   */
  async put(file: CachedFile, place: number, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    if (bytes.length <= CHUNK_TAG) throw new ConfabError('malformed', 'empty chunk');
    const name = await chunkIdOf(bytes);
    if (place === 0 && name !== file.name) throw new ConfabError('malformed', 'no such file');
    return this.#inTurn(async () => {
      if (this.#current(file)?.held.has(place)) return true;
      if (!(await this.#makeRoom(file.row, file.member, ROW + bytes.length))) return false;
      // It may have been let go of before its turn.
      if (!this.#current(file)) return false;
      await this.#shelf.put(name, bytes);
      this.#rows.put(file, place, name, bytes.length);
      this.#current(file)?.held.set(place, true);
      return true;
    });
  }

  #current({ office, name, row }: FileRow): CachedFile | null {
    const known = this.find(office, name);
    return known?.row === row ? known : null;
  }

  /** A chunk at its place; null where it is not here, or was damaged. */
  async get(file: CachedFile, place: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const name = this.#rows.chunkAt(file.row, place);
    if (!name) return null;
    const bytes = await this.#shelf.get(name);
    if (!bytes) {
      this.#rows.lose(file.row, place, name);
      this.#current(file)?.held.set(place, false);
    }
    return bytes;
  }

  async #makeRoom(row: number, member: MemberId, bytes: number): Promise<boolean> {
    const { bytes: most } = this.#limits;
    while (this.#rows.bytesOf(member) + bytes > most * MEMBER_SHARE) {
      if (!(await this.#dropOldest(row, member))) return false;
    }
    while (this.bytes + bytes > most) if (!(await this.#dropOldest(row, null))) return false;
    for (;;) {
      const room = await this.#shelf.room();
      if (room === null || room - bytes > RESERVE) return true;
      if (!(await this.#dropOldest(row, null))) return false;
    }
  }

  /** Lets go of the oldest file but one; false where there is no other. */
  async #dropOldest(but: number, member: MemberId | null): Promise<boolean> {
    const oldest = this.#rows.oldest(but, member);
    if (oldest === null) return false;
    await this.#drop(oldest);
    return true;
  }

  /** No message of these conversations carries the file any more; where none does, it is let go of. */
  forget(file: CachedFile, conversations: readonly ConversationId[]): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#current(file)) return;
      for (const it of conversations) this.#rows.disallow(file, it);
      this.#changed(file);
      if (this.#rows.conversationsOf(file.row).length === 0) await this.#drop(file.row);
    });
  }

  async #drop(row: number): Promise<void> {
    for (const [key, file] of this.#open) if (file.row === row) this.#open.delete(key);
    await this.#shelf.drop(this.#rows.unused(this.#rows.drop(row)));
  }

  /** A crash came between a chunk and its row, or between a file's rows and its chunks. */
  async #dropStray(): Promise<void> {
    await this.#shelf.drop(this.#rows.unused([...(await this.#shelf.names())]));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(() => {
      if (this.#closed) throw new ConfabError('closed', 'files');
      return work();
    });
    this.#turn = done.catch(() => {});
    return done;
  }

  #tidyIn(wait: number): void {
    this.#cancelTidy = this.#clock.after(wait, () => {
      void this.#inTurn(() => this.#tidy())
        .catch(() => {}) // tried again
        .finally(() => {
          if (!this.#closed) this.#tidyIn(TIDY_EVERY);
        });
    });
  }

  /** Lets go of what is too old. */
  async #tidy(): Promise<void> {
    const from = this.#clock.now() - this.#limits.days * DAY;
    for (const row of this.#rows.until(Math.floor(from))) await this.#drop(row);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTidy();
    await this.#turn;
    await this.#shelf.close();
    this.#rows.close();
  }
}
