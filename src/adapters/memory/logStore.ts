import * as Y from 'yjs';
import { ConfabError } from '../../model/errors.ts';
import type { LogId } from '../../model/ids.ts';
import type { LogStore, StoredLog } from '../../ports.ts';
import type { Disk, Session } from './disk.ts';

/** Updates applied in one transaction, and from which on an open merges them: Yjs is slow with single ones and quadratic in large transactions. */
const BATCH = 64;

/** A store of logs on a memory disk. Only what `flushed` or `close` acknowledged survives a crash for sure. */
export function makeLogStore(disk: Disk): LogStore {
  const session = disk.begin();
  const open = new Map<LogId, StoredLog>();
  let closed = false;

  return {
    async open(log, doc) {
      await Promise.resolve();
      if (closed || !session.alive) throw new ConfabError('closed', `log store, opening ${log}`);
      if (open.has(log)) throw new ConfabError('in-use', `log ${log} is open already`);
      load(disk, log, doc);
      const stored = keep(disk, session, log, doc, () => open.delete(log));
      open.set(log, stored);
      return stored;
    },
    async list() {
      return [...disk.logs.keys()];
    },
    async drop(log) {
      if (open.has(log)) throw new ConfabError('in-use', `log ${log} is open`);
      await session.write(() => disk.logs.delete(log));
    },
    async close() {
      closed = true;
      await Promise.all([...open.values()].map((stored) => stored.close()));
    },
  };
}

function load(disk: Disk, log: LogId, doc: Y.Doc): void {
  const updates = disk.logs.get(log) ?? [];
  for (let from = 0; from < updates.length; from += BATCH) {
    doc.transact(() => {
      for (const update of updates.slice(from, from + BATCH)) Y.applyUpdate(doc, update);
    });
  }
  if (updates.length >= BATCH) disk.logs.set(log, [Y.encodeStateAsUpdate(doc)]);
}

function keep(
  disk: Disk,
  session: Session,
  log: LogId,
  doc: Y.Doc,
  release: () => void,
): StoredLog {
  let pending: Uint8Array[] = [];
  let closing: Promise<void> | null = null;
  const write = (updates: readonly Uint8Array[]) => {
    if (updates.length === 0) return;
    const kept = disk.logs.get(log) ?? [];
    for (const update of updates) kept.push(update);
    disk.logs.set(log, kept);
  };
  const onUpdate = (update: Uint8Array) => {
    pending.push(update);
  };
  doc.on('update', onUpdate);
  const forget = session.onCrash((survivors) => {
    doc.off('update', onUpdate);
    if (!disk.failure) write(pending.slice(0, survivors(pending.length)));
    pending = [];
  });

  const flush = () =>
    session.write(() => {
      write(pending);
      pending = [];
    });
  const stop = async () => {
    doc.off('update', onUpdate);
    release();
    // Until then a crash can still keep some of it.
    if (pending.length > 0) await flush();
    forget();
  };
  return {
    async flushed() {
      if (closing) throw new ConfabError('closed', `log ${log}`);
      if (pending.length > 0 || !session.alive) await flush();
    },
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
