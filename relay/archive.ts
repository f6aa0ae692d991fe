import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { lockFolder } from '../src/adapters/node/folderLock.ts';
import { makePrivateFile, makePrivateFolder } from '../src/adapters/node/privateFile.ts';
import { storageError } from '../src/adapters/node/sqliteError.ts';
import type { Chain } from '../src/log/judge.ts';
import { ConfabError } from '../src/model/errors.ts';
import type { ChainId, DeviceId, LogId, OfficeId, Vector } from '../src/model/ids.ts';
import { bytesOf } from '../src/wire/bytes.ts';
import { ARCHIVE_FILE, openArchiveFile } from './archiveFile.ts';
import { KeptChain } from './keptChain.ts';
import { CHAIN_BYTES, LOG_BYTES, Usage } from './usage.ts';

/** Milliseconds without a write after which the write-ahead log is worked in and emptied. */
const IDLE = 2_000;

/** A chain as it is held. */
interface HeldChain {
  readonly row: number;
  /** What is on disk; null before the first commit. */
  durable: Chain | null;
  /** What is held, with what is being written. */
  taken: Chain | null;
}

interface HeldLog {
  readonly row: number;
  readonly chains: Map<ChainId, HeldChain>;
}

interface HeldOffice {
  readonly row: number;
  readonly logs: Map<LogId, HeldLog>;
  /** Only what is durable. */
  readonly vectors: Map<LogId, Map<ChainId, number>>;
}

/** A chain's place: what a commit has to show in its office's vectors. */
interface Place {
  readonly office: HeldOffice;
  readonly log: LogId;
}

/** What the next commit makes durable. */
interface Pending {
  readonly touched: Map<HeldChain, Place>;
  readonly done: PromiseWithResolvers<void>;
  readonly immediate: NodeJS.Immediate;
}

/**
 * The envelopes that a relay keeps, in one SQLite file of its data folder, owned by one process. It
 * judges nothing: whoever appends has.
 */
export class Archive {
  readonly #db: DatabaseSync;
  readonly #unlock: () => void;
  readonly #offices = new Map<OfficeId, HeldOffice>();
  /** The last row numbers given, so that numbers stay small. */
  readonly #last = { office: 0, log: 0, chain: 0 };
  readonly #insert: StatementSync;
  readonly #keepChain: StatementSync;
  readonly #select: StatementSync;
  readonly #names: StatementSync;
  readonly #usage: Usage;
  #pending: Pending | null = null;
  #idle: NodeJS.Timeout | null = null;
  #closed = false;

  /**
   * Opens the archive in a folder, which is made when missing. Throws `in-use` while another process
   * has it, `unsupported` for a later layout, `storage-full` and `storage-failed`. `now` gives the
   * Unix time in milliseconds, by which days are told apart.
   */
  constructor(folder: string, now: () => number = Date.now) {
    makePrivateFolder(folder, ARCHIVE_FILE);
    this.#unlock = lockFolder(folder);
    try {
      makePrivateFile(folder, ARCHIVE_FILE);
      this.#db = openArchiveFile(join(folder, ARCHIVE_FILE));
    } catch (cause) {
      this.#unlock();
      throw storageError(`opening the archive in ${folder}`, cause);
    }
    this.#insert = this.#db.prepare('INSERT INTO envelope (chain, number, bytes) VALUES (?, ?, ?)');
    this.#keepChain = this.#db.prepare(
      `INSERT INTO chain (id, log, chain, device, next, head) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET next = excluded.next, head = excluded.head`,
    );
    this.#select = this.#db.prepare(
      'SELECT bytes FROM envelope WHERE chain = ? AND number >= ? ORDER BY number LIMIT ?',
    );
    this.#names = this.#db.prepare('SELECT device, head FROM chain WHERE id = ?');
    this.#usage = new Usage(this.#db, now);
    this.#load();
  }

  /** Bytes on disk that an office uses. */
  used(office: OfficeId): number {
    const held = this.#offices.get(office);
    return held ? this.#usage.office(held.row) : 0;
  }

  /** Bytes on disk that a device has added to an office since the day (UTC) began. */
  usedToday(office: OfficeId, device: DeviceId): number {
    const held = this.#offices.get(office);
    return held ? this.#usage.device(held.row, device) : 0;
  }

  /** How many of the envelopes, from the first on, would take at most so many bytes on disk. */
  fitting(envelopes: readonly Uint8Array[], bytes: number): number {
    return this.#usage.fitting(envelopes, bytes);
  }

  /** The offices of which something is durably kept. */
  offices(): OfficeId[] {
    return [...this.#offices].filter(([, { vectors }]) => vectors.size > 0).map(([name]) => name);
  }

  /** What is durably held of an office: per log and chain, the number that comes next. Always current. */
  vectors(office: OfficeId): ReadonlyMap<LogId, Vector> {
    return this.#offices.get(office)?.vectors ?? new Map();
  }

  /** The chains that are held of an office, by log, also as they are being written. */
  chains(office: OfficeId): Map<LogId, Map<ChainId, Chain>> {
    const logs = new Map<LogId, Map<ChainId, Chain>>();
    for (const [log, { chains }] of this.#offices.get(office)?.logs ?? []) {
      const taken = new Map<ChainId, Chain>();
      for (const [id, held] of chains) if (held.taken) taken.set(id, held.taken);
      if (taken.size > 0) logs.set(log, taken);
    }
    return logs;
  }

  /**
   * Keeps envelopes that follow each other in one chain, the first with number `from`; `chain` is
   * how it stands after them. Resolves when they are durable; all appends of one turn of the event
   * loop share one commit and one fate. Rejects with `storage-full`, `storage-failed`, `closed`, or
   * with a RangeError when `from` is not the chain's next number.
   */
  async append(
    office: OfficeId,
    log: LogId,
    chain: Chain,
    from: number,
    envelopes: readonly Uint8Array[],
  ): Promise<void> {
    if (this.#closed) throw new ConfabError('closed', 'the archive');
    const next = this.#offices.get(office)?.logs.get(log)?.chains.get(chain.id)?.taken?.next ?? 0;
    if (from !== next || chain.next !== from + envelopes.length) {
      throw new RangeError(`${log} ${chain.id}: ${envelopes.length} from ${from}, held ${next}`);
    }
    const pending = this.#begin();
    try {
      this.#write(pending, office, log, chain, from, envelopes);
    } catch (cause) {
      this.#fail(cause);
    }
    await pending.done.promise;
  }

  /** Resolves when everything appended so far is durable; rejects as its append did. */
  async settled(): Promise<void> {
    await this.#pending?.done.promise;
  }

  /**
   * Envelopes of a chain from number `from` on, also those being written: at least one where there
   * is one, and otherwise at most `count` of them and `bytes` bytes.
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
    const wanted = Math.min(count, (held?.taken?.next ?? 0) - from);
    if (!held || wanted <= 0 || this.#closed) return [];
    const found: Uint8Array[] = [];
    let room = bytes;
    for (const row of this.#select.iterate(held.row, from, wanted)) {
      const envelope = row.bytes as Uint8Array;
      if (found.length > 0 && envelope.length > room) break;
      found.push(envelope);
      room -= envelope.length;
    }
    return found;
  }

  /** Writes what waits and gives the folder free. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    if (this.#idle) clearTimeout(this.#idle);
    this.#db.close();
    this.#unlock();
  }

  #begin(): Pending {
    if (this.#pending) return this.#pending;
    const done = Promise.withResolvers<void>();
    // Every append waits for it; this only keeps a failure that nobody waits for from ending the process.
    done.promise.catch(() => undefined);
    const immediate = setImmediate(() => this.#commit());
    this.#pending = { touched: new Map(), done, immediate };
    return this.#pending;
  }

  #write(
    pending: Pending,
    officeName: OfficeId,
    logName: LogId,
    chain: Chain,
    from: number,
    envelopes: readonly Uint8Array[],
  ): void {
    if (!this.#db.isTransaction) this.#db.exec('BEGIN IMMEDIATE');
    const office = this.#office(officeName);
    const isNewLog = !office.logs.has(logName);
    const log = this.#log(office, logName);
    const isNewChain = !log.chains.has(chain.id);
    const held = this.#chain(log, chain.id);
    pending.touched.set(held, { office, log: logName });
    let number = from;
    for (const bytes of envelopes) this.#insert.run(held.row, number++, bytes);
    const [device, head] = [bytesOf(chain.device), bytesOf(chain.head)];
    this.#keepChain.run(held.row, log.row, chain.id, device, chain.next, head);
    held.taken = chain;
    const names = (isNewLog ? LOG_BYTES : 0) + (isNewChain ? CHAIN_BYTES : 0);
    this.#usage.add(office.row, chain.device, names + this.#usage.cost(envelopes));
  }

  #commit(): void {
    const pending = this.#pending;
    if (!pending) return;
    try {
      if (this.#db.isTransaction) {
        this.#usage.write();
        this.#db.exec('COMMIT');
      }
    } catch (cause) {
      this.#fail(cause);
      return;
    }
    this.#pending = null;
    this.#usage.written();
    clearImmediate(pending.immediate);
    for (const [held, { office, log }] of pending.touched) {
      held.durable = held.taken;
      show(office, log, held);
    }
    pending.done.resolve();
    this.#checkpointWhenIdle();
  }

  /** Nothing of this turn was written: back to what is durable. */
  #fail(cause: unknown): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.#usage.undo();
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = null;
    clearImmediate(pending.immediate);
    for (const held of pending.touched.keys()) held.taken = held.durable;
    // Rows of new offices and logs are gone with the rest; those in memory get theirs at the next write.
    this.#forgetUnwritten();
    pending.done.reject(storageError('writing the archive', cause));
  }

  #forgetUnwritten(): void {
    for (const [officeName, office] of this.#offices) {
      for (const [logName, log] of office.logs) {
        for (const [id, held] of log.chains) if (!held.durable) log.chains.delete(id);
        if (log.chains.size === 0) office.logs.delete(logName);
      }
      if (office.logs.size === 0) this.#offices.delete(officeName);
    }
  }

  #checkpointWhenIdle(): void {
    if (this.#idle) {
      this.#idle.refresh();
      return;
    }
    this.#idle = setTimeout(() => this.#checkpoint(), IDLE).unref();
  }

  #checkpoint(): void {
    if (this.#db.isTransaction) return;
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // A full disk: everything stays in the write-ahead log, and the next write tries again.
    }
  }

  /** Years of an office are tens of thousands of chains: what they share is read once. */
  #load(): void {
    const logs = new Map<unknown, { readonly place: Place; readonly held: HeldLog }>();
    const named = this.#db.prepare(
      `SELECT office.id AS office, office.name AS officeName, log.id AS row, log.name AS name
       FROM log JOIN office ON office.id = log.office`,
    );
    for (const { office: row, officeName, row: logRow, name } of named.iterate()) {
      const office = this.#holdOffice(officeName as OfficeId, row as number);
      const log = name as LogId;
      logs.set(logRow, {
        place: { office, log },
        held: this.#holdLog(office, log, Number(logRow)),
      });
    }
    const rows = this.#db.prepare('SELECT id, log, chain, next FROM chain');
    rows.setReturnArrays(true);
    for (const row of rows.iterate() as Iterable<unknown>) {
      const [id, log, name, next] = row as [number, number, ChainId, number];
      const found = logs.get(log);
      if (!found) throw new ConfabError('storage-failed', `chain ${name} belongs to no log`);
      const chain = new KeptChain(name, next, id, this.#names);
      const held = this.#holdChain(found.held, name, id);
      held.durable = chain;
      held.taken = chain;
      show(found.place.office, found.place.log, held);
    }
    const last = this.#db
      .prepare(
        `SELECT (SELECT max(id) FROM office) AS office, (SELECT max(id) FROM log) AS log,
           (SELECT max(id) FROM chain) AS chain`,
      )
      .get() as Record<'office' | 'log' | 'chain', number | null>;
    for (const name of ['office', 'log', 'chain'] as const) this.#last[name] = last[name] ?? 0;
  }

  #office(name: OfficeId): HeldOffice {
    const known = this.#offices.get(name);
    if (known) return known;
    const row = ++this.#last.office;
    this.#db.prepare('INSERT INTO office (id, name) VALUES (?, ?)').run(row, name);
    return this.#holdOffice(name, row);
  }

  #log(office: HeldOffice, name: LogId): HeldLog {
    const known = office.logs.get(name);
    if (known) return known;
    const row = ++this.#last.log;
    this.#db
      .prepare('INSERT INTO log (id, office, name) VALUES (?, ?, ?)')
      .run(row, office.row, name);
    return this.#holdLog(office, name, row);
  }

  #chain(log: HeldLog, id: ChainId): HeldChain {
    return log.chains.get(id) ?? this.#holdChain(log, id, ++this.#last.chain);
  }

  #holdOffice(name: OfficeId, row: number): HeldOffice {
    const office = this.#offices.get(name) ?? { row, logs: new Map(), vectors: new Map() };
    this.#offices.set(name, office);
    return office;
  }

  #holdLog(office: HeldOffice, name: LogId, row: number): HeldLog {
    const log = office.logs.get(name) ?? { row, chains: new Map() };
    office.logs.set(name, log);
    return log;
  }

  #holdChain(log: HeldLog, id: ChainId, row: number): HeldChain {
    const held = { row, durable: null, taken: null };
    log.chains.set(id, held);
    return held;
  }
}

/** Makes a durable chain visible in its office's vectors. */
function show({ vectors }: HeldOffice, log: LogId, { durable }: HeldChain): void {
  if (!durable) return;
  const vector = vectors.get(log) ?? new Map<ChainId, number>();
  vectors.set(log, vector.set(durable.id, durable.next));
}
