import * as Y from 'yjs';
import { ConfabError } from '../../model/errors.ts';
import type { StoredLog } from '../../ports.ts';
import { ANSWER_TIMEOUT } from './database.ts';
import { CUSTOM, completion, UPDATES } from './logDatabase.ts';
import { storageError, within } from './storageError.ts';
import type { Loaded } from './yjsPersistence.ts';

/** Rounds in which `flushed` writes again what was lost, before it says so. */
const ROUNDS = 3;

interface Hooks {
  /** Notes durably that something is kept of this log. */
  note(): Promise<void>;
  /** The log is closed. */
  release(): void;
}

/**
 * What y-indexeddb does not say, seen from its connection. Its writes are transactions without an
 * acknowledgement, so `flushed` makes one more on the same stores, strictly durable: it completes
 * after all before it, and an earlier one that failed has sent its `abort` to the connection by then.
 * What was lost is written again as the difference to what was last known to be durable.
 */
export function keep(loaded: Loaded, hooks: Hooks): StoredLog {
  const { name, doc, connection } = loaded;
  /** Something was written of which nothing is known yet. */
  let unproven = doc.store.clients.size > 0;
  /** Why writes were lost that are still to be made up for. */
  let lost: ConfabError | null = null;
  /** The connection is gone for good. */
  let ended: ConfabError | null = null;
  let durable = Y.encodeStateVector(doc);
  let noted: Promise<void> | null = null;
  let closing: Promise<void> | null = null;

  const note = () => {
    noted ??= hooks.note();
    noted.catch(() => {
      noted = null;
    });
    return noted;
  };
  const onUpdate = () => {
    unproven = true;
    // A failure is told by `flushed`, which tries again.
    if (!noted) note().catch(() => {});
  };
  const onAbort = (event: Event) => {
    lost = storageError(`writing ${name}`, (event.target as IDBTransaction).error);
  };
  const onEnd = () => {
    ended = new ConfabError('storage-failed', `${name}: the browser ended the connection`);
    // It would throw into whoever changes the document.
    loaded.detach();
  };
  if (unproven) onUpdate();
  doc.on('update', onUpdate);
  connection.addEventListener('abort', onAbort);
  connection.addEventListener('close', onEnd);
  connection.addEventListener('versionchange', onEnd);

  /** One round: rejects when its own transaction fails, leaves `lost` set when an earlier one did. */
  const write = async () => {
    if (ended) throw ended;
    const missing = lost && Y.encodeStateAsUpdate(doc, durable);
    const reached = Y.encodeStateVector(doc);
    lost = null;
    unproven = false;
    let transaction: IDBTransaction | undefined;
    try {
      transaction = connection.transaction([UPDATES, CUSTOM], 'readwrite', {
        durability: 'strict',
      });
      const done = completion(transaction);
      if (missing) transaction.objectStore(UPDATES).add(missing);
      // Without a write of its own, an engine could have nothing to flush.
      transaction.objectStore(CUSTOM).put(Date.now(), 'flushed');
      await within(ANSWER_TIMEOUT, `writing ${name}`, done);
    } catch (cause) {
      lost = storageError(`writing ${name}`, transaction?.error ?? cause);
      throw lost;
    }
    if (!lost) durable = reached;
  };
  const prove = async () => {
    for (let round = 0; unproven || lost; round++) {
      if (lost && round === ROUNDS) throw lost;
      await note();
      await write();
    }
  };
  // One after the other: each call proves what was changed before it.
  let proving: Promise<void> = Promise.resolve();
  const flush = () => {
    proving = proving.catch(() => {}).then(prove);
    return proving;
  };

  const stop = async () => {
    try {
      await flush();
    } finally {
      doc.off('update', onUpdate);
      connection.removeEventListener('abort', onAbort);
      connection.removeEventListener('close', onEnd);
      connection.removeEventListener('versionchange', onEnd);
      try {
        await loaded.destroy();
      } finally {
        // Whatever came of it: a log that counts as open could never be opened again.
        hooks.release();
      }
    }
  };
  return {
    async flushed() {
      if (closing) throw new ConfabError('closed', name);
      await flush();
    },
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
