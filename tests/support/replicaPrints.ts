import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { Disk } from '../../src/adapters/memory/disk.ts';
import type { ChainId, LogId } from '../../src/model/ids.ts';

/** A vector as it is kept. */
export type Pairs = [ChainId, number][];

export const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** The same text for the same vectors. */
export const print = (logs: readonly (readonly [string, Pairs])[]): string =>
  JSON.stringify(
    [...logs].sort(byKey).map(([log, pairs]) => [log, pairs.sort((a, b) => a[0] - b[0])]),
  );

export function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
}

/** A disk's documents: the digest of each encoding, and of each chain's envelopes. */
export function docsOf(disk: Disk) {
  const digests = new Map<LogId, string>();
  const envelopes = new Map<string, string>();
  for (const [log, updates] of disk.logs) {
    const doc = new Y.Doc({ gc: false });
    for (const update of updates) Y.applyUpdate(doc, update);
    digests.set(log, digestOf([Y.encodeStateAsUpdate(doc)]));
    for (const name of doc.share.keys()) {
      const array = doc.getArray<[Uint8Array]>(name).toArray();
      envelopes.set(`${log} ${Number.parseInt(name, 36)}`, digestOf(array.map(([bytes]) => bytes)));
    }
  }
  return {
    digests: new Map([...digests].sort(byKey)),
    envelopes: new Map([...envelopes].sort(byKey)),
  };
}
