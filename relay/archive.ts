import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { lockFolder } from '../src/adapters/node/folderLock.ts';
import { makePrivateFile, makePrivateFolder } from '../src/adapters/node/privateFile.ts';
import { storageError } from '../src/adapters/node/sqliteError.ts';
import { ConfabError } from '../src/model/errors.ts';
import type { Chain } from '../src/log/judge.ts';
import type { ChainId, DeviceId, EntryId, LogId, OfficeId, Vector } from '../src/model/ids.ts';

/**
 * Bytes of a database page. Rows stand in the order of their arrival, so pages are full: an envelope
 * of 400 bytes takes 435 on disk (measured; 471 with pages of 4 KiB, 474 and twice the time in a
 * table ordered by place).
 */
const PAGE_SIZE = 16 * 1024;
/** Pages in the write-ahead log before it is worked in: 2 MiB. */
const CHECKPOINT_PAGES = 128;
/** Milliseconds without a write after which the write-ahead log is worked in and emptied. */
const IDLE = 2_000;
const FILE = 'archive.sqlite';
/** Number of this layout, kept in the database's `user_version`. */
const LAYOUT = 1;

const SCHEMA = `
  CREATE TABLE office (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE log (id INTEGER PRIMARY KEY, office INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (office, name));
  CREATE TABLE chain (
    id INTEGER PRIMARY KEY, log INTEGER NOT NULL, chain INTEGER NOT NULL, device TEXT NOT NULL,
    next INTEGER NOT NULL, head TEXT NOT NULL, UNIQUE (log, chain));
  CREATE TABLE envelope (id INTEGER PRIMARY KEY, chain INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL);
  CREATE UNIQUE INDEX place ON envelope (chain, number);
  PRAGMA user_version = ${LAYOUT};
`;

/** A chain as it is held: `next` is durable, `taken` includes what is being written. */
interface Held {
  readonly id: number;
  readonly device: DeviceId;
  next: number;
  /** Id of the newest durable entry: what the next one is bound to. */
  head: EntryId;
  taken: number;
}

interface HeldLog {
  readonly id: number;
  readonly name: LogId;
  readonly office: HeldOffice;
  readonly chains: Map<ChainId, Held>;
}

interface HeldOffice {
  readonly id: number;
  readonly logs: Map<LogId, HeldLog>;
  /** Only what is durable. */
  readonly vectors: Map<LogId, Map<ChainId, number>>;
}

/** One chain's part of the next commit. */
interface Batch {
  readonly log: HeldLog;
  readonly chain: ChainId;
  readonly held: Held;
  readonly head: EntryId;
  readonly from: number;
  readonly envelopes: readonly Uint8Array[];
  readonly resolve: (next: number) => void;
  readonly reject: (error: ConfabError) => void;
}

/**
 * The envelopes that a relay keeps, in one SQLite file of its data folder, owned by one process. It
 * does not judge them: whoever appends has.
 */
export class Archive {
  readonly #db: DatabaseSync;
  readonly #offices = new Map<OfficeId, HeldOffice>();
  readonly #insert: StatementSync;
  readonly #advance: StatementSync;
  readonly #select: StatementSync;
  readonly #unlock: () => void;
  #batches: Batch[] = [];
  /** Rows that give offices, logs and chains their small numbers; written with the next commit. */
  #names: (() => void)[] = [];
  readonly #lastIds = { office: 0, log: 0, chain: 0 };
  #flushing: NodeJS.Immediate | null = null;
  #idle: NodeJS.Timeout | null = null;
  #closed = false;

  /**
   * Opens the archive in a folder, which is made when missing. Throws `in-use` while another process
   * has it, `unsupported` for a later layout and `storage-failed` otherwise.
   */
  constructor(folder: string) {
    makePrivateFolder(folder, FILE);
    this.#unlock = lockFolder(folder);
    try {
      this.#db = openDatabase(folder);
    } catch (error) {
      this.#unlock();
      throw error;
    }
    this.#insert = this.#db.prepare('INSERT INTO envelope (chain, number, bytes) VALUES (?, ?, ?)');
    this.#advance = this.#db.prepare('UPDATE chain SET next = ?, head = ? WHERE id = ?');
    this.#select = this.#db.prepare(
      'SELECT bytes FROM envelope WHERE chain = ? AND number >= ? ORDER BY number LIMIT ?',
    );
    this.#load();
  }

  /** The offices of which something is kept. */
  offices(): OfficeId[] {
    return [...this.#offices].filter(([, it]) => it.vectors.size > 0).map(([name]) => name);
  }

  /** What is durably held of an office: per log and chain, the number that comes next. Always current. */
  vectors(office: OfficeId): ReadonlyMap<LogId, Vector> {
    return this.#offices.get(office)?.vectors ?? new Map();
  }

  /** The chains of an office, as far as they are durable. */
  chains(office: OfficeId): Map<LogId, Map<ChainId, Chain>> {
    const logs = [...(this.#offices.get(office)?.logs ?? [])];
    return new Map(
      logs.map(([name, { chains }]) => [
        name,
        new Map(
          [...chains]
            .filter(([, { next }]) => next > 0)
            .map(([id, { device, next, head }]) => [id, { id, device, next, head }]),
        ),
      ]),
    );
  }

  /**
   * Keeps envelopes that follow each other in one chain, the first with number `from`; `chain` is
   * what it becomes by them. What is held already is skipped. Resolves with the chain's next number when they are durable. All appends of
   * one turn of the event loop share one commit. Rejects with `storage-full`, `storage-failed` or
   * `closed`; throws a RangeError when envelopes before `from` are missing.
   */
  append(
    office: OfficeId,
    log: LogId,
    chain: Chain,
    from: number,
    envelopes: readonly Uint8Array[],
  ): Promise<number> {
    if (this.#closed) return Promise.reject(new ConfabError('closed', 'the archive'));
    const heldLog = this.#log(office, log);
    const held = this.#chain(heldLog, chain);
    if (from > held.taken) {
      throw new RangeError(`${log} chain ${chain.id}: ${from} comes after ${held.taken}`);
    }
    const fresh = envelopes.slice(held.taken - from);
    return new Promise((resolve, reject) => {
      this.#batches.push({
        log: heldLog,
        chain: chain.id,
        held,
        head: chain.head,
        from: held.taken,
        envelopes: fresh,
        resolve,
        reject,
      });
      held.taken += fresh.length;
      this.#flushing ??= setImmediate(() => this.#flush());
    });
  }

  /**
   * Envelopes of a chain from number `from` on: at least one where there is one, and otherwise at
   * most `count` of them and `bytes` bytes.
   */
  read(
    office: OfficeId,
    log: LogId,
    chain: ChainId,
    from: number,
    count: number,
    bytes: number,
  ): Uint8Array[] {
    const held = this.#offices.get(office)?.logs.get(log)?.chains.get(chain);
    if (!held || from >= held.next || this.#closed) return [];
    const found: Uint8Array[] = [];
    let room = bytes;
    const wanted = Math.min(count, held.next - from);
    for (const row of this.#select.iterate(held.id, from, wanted)) {
      const envelope = row.bytes as Uint8Array;
      if (found.length > 0 && envelope.length > room) break;
      found.push(envelope);
      room -= envelope.length;
    }
    return found;
  }

  /** Resolves when what was appended before is written, or could not be. */
  async settled(): Promise<void> {
    while (this.#flushing) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Writes what waits and gives the folder free. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    if (this.#idle) clearTimeout(this.#idle);
    this.#db.close();
    this.#unlock();
  }

  #flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    const batches = this.#batches;
    if (batches.length === 0) return;
    this.#batches = [];
    try {
      this.#write(batches);
    } catch (cause) {
      const failure = storageError('writing the archive', cause);
      for (const { held, reject } of batches) {
        held.taken = held.next;
        reject(failure);
      }
      return;
    }
    for (const { log, chain, held, head, from, envelopes, resolve } of batches) {
      held.next = from + envelopes.length;
      held.head = head;
      show(log, chain, held);
      resolve(held.next);
    }
    this.#checkpointWhenIdle();
  }

  #write(batches: readonly Batch[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const name of this.#names) name();
      for (const { held, head, from, envelopes } of batches) {
        let number = from;
        for (const envelope of envelopes) this.#insert.run(held.id, number++, envelope);
        this.#advance.run(number, head, held.id);
      }
      this.#db.exec('COMMIT');
      this.#names = [];
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #checkpointWhenIdle(): void {
    if (this.#idle) this.#idle.refresh();
    else {
      this.#idle = setTimeout(() => {
        this.#idle = null;
        this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      }, IDLE).unref();
    }
  }

  #load(): void {
    const rows = this.#db
      .prepare(
        `SELECT office.id AS officeId, office.name AS office, log.id AS logId, log.name AS log,
           chain.id AS id, chain.chain AS chain, chain.device AS device,
           chain.next AS next, chain.head AS head
         FROM chain JOIN log ON log.id = chain.log JOIN office ON office.id = log.office`,
      )
      .iterate();
    for (const row of rows) {
      const office = this.#keepOffice(row.office as OfficeId, row.officeId as number);
      const log = this.#keepLog(office, row.log as LogId, row.logId as number);
      const next = row.next as number;
      this.#keepChain(log, row.chain as ChainId, {
        id: row.id as number,
        device: row.device as DeviceId,
        next,
        taken: next,
        head: row.head as EntryId,
      });
    }
  }

  #keepOffice(name: OfficeId, id: number): HeldOffice {
    const known = this.#offices.get(name);
    if (known) return known;
    const office: HeldOffice = { id, logs: new Map(), vectors: new Map() };
    this.#offices.set(name, office);
    this.#lastIds.office = Math.max(this.#lastIds.office, id);
    return office;
  }

  #keepLog(office: HeldOffice, name: LogId, id: number): HeldLog {
    const known = office.logs.get(name);
    if (known) return known;
    const log: HeldLog = { id, name, office, chains: new Map() };
    office.logs.set(name, log);
    this.#lastIds.log = Math.max(this.#lastIds.log, id);
    return log;
  }

  #keepChain(log: HeldLog, chain: ChainId, held: Held): Held {
    log.chains.set(chain, held);
    this.#lastIds.chain = Math.max(this.#lastIds.chain, held.id);
    show(log, chain, held);
    return held;
  }

  #log(officeName: OfficeId, name: LogId): HeldLog {
    let office = this.#offices.get(officeName);
    if (!office) {
      office = this.#keepOffice(officeName, this.#lastIds.office + 1);
      this.#name('INSERT INTO office VALUES (?, ?)', office.id, officeName);
    }
    const known = office.logs.get(name);
    if (known) return known;
    const log = this.#keepLog(office, name, this.#lastIds.log + 1);
    this.#name('INSERT INTO log VALUES (?, ?, ?)', log.id, office.id, name);
    return log;
  }

  #chain(log: HeldLog, { id: chain, device, head }: Chain): Held {
    const known = log.chains.get(chain);
    if (known) return known;
    const id = this.#lastIds.chain + 1;
    const held = this.#keepChain(log, chain, { id, device, next: 0, taken: 0, head });
    this.#name("INSERT INTO chain VALUES (?, ?, ?, ?, 0, '')", id, log.id, chain, device);
    return held;
  }

  #name(sql: string, ...values: (string | number)[]): void {
    this.#names.push(() => this.#db.prepare(sql).run(...values));
  }
}

/** Makes what is held of a chain visible in the office's vectors. */
function show(log: HeldLog, chain: ChainId, held: Held): void {
  if (held.next === 0) return;
  const { vectors } = log.office;
  let vector = vectors.get(log.name);
  if (!vector) {
    vector = new Map();
    vectors.set(log.name, vector);
  }
  vector.set(chain, held.next);
}

function openDatabase(folder: string): DatabaseSync {
  const path = join(folder, FILE);
  let db: DatabaseSync | undefined;
  try {
    makePrivateFile(folder, FILE);
    db = new DatabaseSync(path);
    db.exec(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    const version = db.prepare('PRAGMA user_version').get()?.user_version;
    if (version === 0) db.exec(`BEGIN; ${SCHEMA} COMMIT;`);
    else if (version !== LAYOUT) {
      throw new ConfabError('unsupported', `${path} was written by a newer Confab (${version})`);
    }
    return db;
  } catch (cause) {
    db?.close();
    throw storageError(`opening ${path}`, cause);
  }
}
