import {
  type ChainId,
  type ConversationId,
  type LogId,
  type Month,
  type PeerId,
  partsOf,
  type Vector,
} from '../model/ids.ts';
import { toBase64url } from '../wire/bytes.ts';
import { encode } from '../wire/cbor.ts';
import { sha256 } from '../wire/sha256.ts';
import { DIGEST_BYTES, pairsOf, type Range } from './frames.ts';
import type { Replica } from './replica.ts';

/** First 16 bytes of the SHA-256 of the vector's canonical CBOR, chains ascending (SPEC Y3). */
export const digestOf = (vector: Vector): Uint8Array =>
  sha256(encode(pairsOf(vector))).subarray(0, DIGEST_BYTES);

/** What the first vector lacks of the second, one range a chain. */
export function lacking(mine: Vector | undefined, theirs: Vector): Range[] {
  const ranges: Range[] = [];
  for (const [chain, to] of theirs) {
    const from = mine?.get(chain) ?? 0;
    if (from < to) ranges.push({ chain, from, to });
  }
  return ranges;
}

/** A log's digest in both spellings: for frames and for comparing. */
interface Digest {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * What this replica holds, kept beside it so that every session can look it up and compare
 * digests without asking the replica again for each frame.
 */
export class Ledger {
  readonly #held = new Map<LogId, Map<ChainId, number>>();
  readonly #digests = new Map<LogId, Digest>();
  readonly #newest = new Map<ConversationId, Month>();
  /** Entries held. */
  size = 0;
  readonly #replica: Replica;
  readonly #isRelay: (peer: PeerId) => boolean;

  /** It is empty before it is read: years of an office take a while, and nobody asks before sync starts. */
  constructor(replica: Replica, isRelay: (peer: PeerId) => boolean) {
    this.#replica = replica;
    this.#isRelay = isRelay;
  }

  /** Takes over what the replica holds now. */
  read(): this {
    for (const [log, vector] of this.#replica.vectors()) {
      if (this.#held.has(log)) for (const [chain, next] of vector) this.raise(log, chain, next);
      else if (vector.size > 0) this.#take(log, vector);
    }
    return this;
  }

  #take(log: LogId, vector: Vector): void {
    this.#begin(log, new Map(vector));
    for (const next of vector.values()) this.size += next;
  }

  #begin(log: LogId, chains: Map<ChainId, number>): void {
    this.#held.set(log, chains);
    const parts = partsOf(log);
    if (!parts) return;
    const { conversation, month } = parts;
    this.#newest.set(conversation, Math.max(month, this.newest(conversation)));
  }

  /** Something of a log is gone: takes over what is left. */
  lost(log: LogId): void {
    const left = this.#replica.vectors().get(log);
    for (const chain of [...this.vector(log).keys()]) this.set(log, chain, left?.get(chain) ?? 0);
  }

  /** The logs that this peer may be told about; a relay sees only ciphertext and may hold any. */
  *logsFor(peer: PeerId): Generator<LogId> {
    for (const log of this.#held.keys()) if (this.mayRead(peer, log)) yield log;
  }

  mayRead(peer: PeerId, log: LogId): boolean {
    return this.#isRelay(peer) || this.#replica.mayRead(peer, log);
  }

  /** The conversation that somebody looks at here. */
  get watched(): ConversationId | null {
    return this.#replica.watched ?? null;
  }

  vector(log: LogId): Vector {
    return this.#held.get(log) ?? NOTHING;
  }

  next(log: LogId, chain: ChainId): number {
    return this.#held.get(log)?.get(chain) ?? 0;
  }

  /** The newest month of a conversation of which something was ever held; 0 where there is none. */
  newest(conversation: ConversationId): Month {
    return this.#newest.get(conversation) ?? 0;
  }

  /** As `set`, but never back: what is said of part of a chain does not shorten it. */
  raise(log: LogId, chain: ChainId, next: number): void {
    if (next > this.next(log, chain)) this.set(log, chain, next);
  }

  set(log: LogId, chain: ChainId, next: number): void {
    let chains = this.#held.get(log);
    if (chains?.get(chain) === next || (next === 0 && !chains?.has(chain))) return;
    if (!chains) {
      chains = new Map();
      this.#begin(log, chains);
    }
    this.size += next - (chains.get(chain) ?? 0);
    if (next > 0) chains.set(chain, next);
    else chains.delete(chain);
    if (chains.size === 0) this.#held.delete(log);
    this.#digests.delete(log);
  }

  digest(log: LogId): Digest {
    const known = this.#digests.get(log);
    if (known) return known;
    // Peers name logs as they like: what is not held leaves nothing here.
    if (!this.#held.has(log)) return NONE;
    const digest = makeDigest(this.vector(log));
    this.#digests.set(log, digest);
    return digest;
  }
}

const NOTHING: Vector = new Map();

function makeDigest(vector: Vector): Digest {
  const bytes = digestOf(vector);
  return { bytes, text: toBase64url(bytes) };
}

/** Of a log that is not held. */
const NONE: Digest = makeDigest(NOTHING);
