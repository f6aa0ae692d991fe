import { crc32 } from 'node:zlib';
import * as Y from 'yjs';
import { ConfabError } from '../../model/errors.ts';
import type { LogId } from '../../model/ids.ts';
import type { LogStore, StoredLog } from '../../ports.ts';
import type { Access, Database } from './database.ts';

/** Updates applied in one Yjs transaction: single ones are slow, transactions of thousands quadratic. */
const BATCH = 64;
/** Rows of one log from which on an open merges them into one. */
const MERGE_ON_OPEN = 64;
/** Rows written by one opening from which on they are merged into one, so that the next open is quick. */
const MERGE_WHILE_OPEN = 256;

/** What every log shares: the statements, prepared once. */
type Rows = ReturnType<typeof makeRows>;

/** Replicas of logs in the data folder's database. */
export function makeLogStore(database: Database): LogStore {
  const access = database.attach('log store');
  const rows = makeRows(access);
  const open = new Map<LogId, StoredLog>();

  return {
    async open(log, doc) {
      if (open.has(log)) throw new ConfabError('in-use', `log ${log} is open already`);
      const id = access.read(() => rows.idOf(log));
      if (id !== undefined) await load(access, rows, log, id, doc);
      const stored = keep(access, rows, log, doc, () => open.delete(log));
      open.set(log, stored);
      return stored;
    },
    list: async () => access.read(() => rows.names()),
    async drop(log) {
      if (open.has(log)) throw new ConfabError('in-use', `log ${log} is open`);
      await access.write(() => rows.drop(log));
    },
    async close() {
      const closings = [...open.values()].map((stored) => stored.close());
      const results = await Promise.allSettled(closings);
      await access.close();
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
  };
}

function makeRows({ connection }: Access) {
  const selectId = connection.prepare('SELECT id FROM log WHERE name = ?');
  const insertId = connection.prepare('INSERT INTO log (name) VALUES (?)');
  const selectNames = connection.prepare('SELECT name FROM log ORDER BY id');
  const deleteName = connection.prepare('DELETE FROM log WHERE id = ?');
  const select = connection.prepare(
    'SELECT seq, bytes, sum FROM log_update WHERE log = ? ORDER BY seq',
  );
  const insert = connection.prepare('INSERT INTO log_update (log, bytes, sum) VALUES (?, ?, ?)');
  const remove = connection.prepare('DELETE FROM log_update WHERE log = ? AND seq >= ?');
  const setAside = connection.prepare('INSERT INTO damaged (log, at, bytes) VALUES (?, ?, ?)');
  const idOf = (log: LogId) => selectId.get(log)?.id as number | undefined;

  return {
    idOf,
    idFor: (log: LogId) => idOf(log) ?? Number(insertId.run(log).lastInsertRowid),
    names: () => selectNames.all().map((row) => row.name as LogId),
    updates: (id: number) => select.all(id) as { seq: number; bytes: Uint8Array; sum: number }[],
    /** Returns the new row's place in the order. */
    add: (id: number, bytes: Uint8Array) =>
      Number(insert.run(id, bytes, crc32(bytes)).lastInsertRowid),
    removeFrom: (id: number, seq: number) => remove.run(id, seq),
    setAside: (log: LogId, bytes: Uint8Array) => setAside.run(log, Date.now(), bytes),
    drop(log: LogId) {
      const id = idOf(log);
      if (id === undefined) return;
      remove.run(id, 0);
      deleteName.run(id);
    },
  };
}

/** Fills the document. Rows with a wrong sum are set aside: peers and the outbox have what they held. */
async function load(access: Access, rows: Rows, log: LogId, id: number, doc: Y.Doc): Promise<void> {
  const kept = access.read(() => rows.updates(id));
  const damaged = kept.filter((row) => crc32(row.bytes) !== row.sum);
  const sound = damaged.length > 0 ? kept.filter((row) => !damaged.includes(row)) : kept;
  try {
    for (let from = 0; from < sound.length; from += BATCH) {
      doc.transact(() => {
        for (const row of sound.slice(from, from + BATCH)) Y.applyUpdate(doc, row.bytes);
      });
    }
  } catch (cause) {
    throw new ConfabError('storage-failed', `replaying log ${log}`, { cause });
  }
  if (damaged.length === 0 && kept.length < MERGE_ON_OPEN) return;
  // What follows a lost row cannot be applied; it comes again with the row.
  if (damaged.length > 0) doc.store.pendingStructs = null;
  const tidied = access.write(() => {
    for (const row of damaged) rows.setAside(log, row.bytes);
    rows.removeFrom(id, 0);
    rows.add(id, Y.encodeStateAsUpdate(doc));
  });
  await tidied.catch((error: ConfabError) => {
    // On a full disk what is kept can be read all the same; the next opening tries again.
    if (error.reason === 'closed') throw error;
  });
}

function keep(access: Access, rows: Rows, log: LogId, doc: Y.Doc, release: () => void): StoredLog {
  let pending: Uint8Array[] = [];
  let writing: Promise<void> | null = null;
  let closing: Promise<void> | null = null;
  let tail = { count: 0, from: 0, base: Y.encodeStateVector(doc) };

  /** Writes what is pending when the commit comes; on failure it stays pending. */
  const write = async () => {
    let taken: Uint8Array[] = [];
    let next = tail;
    try {
      await access.write(() => {
        taken = pending;
        pending = [];
        if (taken.length === 0) return;
        const id = rows.idFor(log);
        const places = taken.map((update) => rows.add(id, update));
        const from = tail.count > 0 ? tail.from : (places[0] ?? 0);
        next = { ...tail, count: tail.count + taken.length, from };
        if (next.count < MERGE_WHILE_OPEN) return;
        rows.removeFrom(id, next.from);
        rows.add(id, Y.encodeStateAsUpdate(doc, next.base));
        next = { count: 0, from: 0, base: Y.encodeStateVector(doc) };
      });
      tail = next;
    } catch (error) {
      pending = [...taken, ...pending];
      throw error;
    }
  };
  const flush = () => {
    writing ??= write().finally(() => {
      writing = null;
    });
    return writing;
  };
  const onUpdate = (update: Uint8Array) => {
    pending.push(update);
    // A failure is told by the next `flushed`, which tries again.
    flush().catch(() => {});
  };
  doc.on('update', onUpdate);

  const stop = async () => {
    doc.off('update', onUpdate);
    release();
    while (pending.length > 0 || writing) await flush();
  };
  return {
    async flushed() {
      if (closing) throw new ConfabError('closed', `log ${log}`);
      while (pending.length > 0 || writing) await flush();
    },
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
