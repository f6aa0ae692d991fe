import type { ChainId, LogId, Vector } from '../model/ids.ts';
import { equalBytes } from '../wire/bytes.ts';

/** Bytes of a chain as it is kept: its id as a float of 64 bits, the next number as an integer of 32. */
const CHAIN_BYTES = 12;

/** A vector as it is kept; the same vector gives the same bytes. */
export function packVector(vector: Vector): Uint8Array {
  const chains = [...vector].sort(([a], [b]) => a - b);
  const view = new DataView(new ArrayBuffer(chains.length * CHAIN_BYTES));
  for (const [i, [chain, next]] of chains.entries()) {
    view.setFloat64(i * CHAIN_BYTES, chain);
    view.setUint32(i * CHAIN_BYTES + 8, next);
  }
  return new Uint8Array(view.buffer);
}

/** Reads what `packVector` made, or the pairs that were kept before it. */
export function unpackVector(value: unknown): Map<ChainId, number> {
  if (!(value instanceof Uint8Array)) return new Map(value as [ChainId, number][]);
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const vector = new Map<ChainId, number>();
  for (let at = 0; at + CHAIN_BYTES <= view.byteLength; at += CHAIN_BYTES) {
    vector.set(view.getFloat64(at) as ChainId, view.getUint32(at + 8));
  }
  return vector;
}

/** Whether both say the same; nothing known is as nothing held. */
export function isSameVector(known: Vector | undefined, held: Vector): boolean {
  if ((known?.size ?? 0) !== held.size) return false;
  return [...held].every(([chain, next]) => known?.get(chain) === next);
}

/**
 * Vectors by log, each read when it is first asked for: an office of years has tens of thousands of
 * chains, and most of its logs are not looked at in a run.
 */
export class Vectors implements ReadonlyMap<LogId, Vector> {
  /** Vectors, and what is kept of those that were not asked for. */
  readonly #held = new Map<LogId, unknown>();

  /** Takes what is kept of a log. */
  keep(log: LogId, value: unknown): void {
    this.#held.set(log, value);
  }

  set(log: LogId, vector: Vector): void {
    this.#held.set(log, vector);
  }

  delete(log: LogId): boolean {
    return this.#held.delete(log);
  }

  has(log: LogId): boolean {
    return this.#held.has(log);
  }

  get(log: LogId): Vector | undefined {
    const held = this.#held.get(log);
    if (held === undefined || held instanceof Map) return held;
    const vector = unpackVector(held);
    this.#held.set(log, vector);
    return vector;
  }

  /** Whether both say the same of a log, as can be told without reading it; else false. */
  isSameUnread(log: LogId, other: Vectors): boolean {
    const [mine, theirs] = [this.#held.get(log), other.#held.get(log)];
    return mine instanceof Uint8Array && theirs instanceof Uint8Array && equalBytes(mine, theirs);
  }

  get size(): number {
    return this.#held.size;
  }

  #all(): Map<LogId, Vector> {
    for (const log of this.#held.keys()) this.get(log);
    return this.#held as Map<LogId, Vector>;
  }

  keys(): MapIterator<LogId> {
    return this.#held.keys();
  }

  values(): MapIterator<Vector> {
    return this.#all().values();
  }

  entries(): MapIterator<[LogId, Vector]> {
    return this.#all().entries();
  }

  [Symbol.iterator](): MapIterator<[LogId, Vector]> {
    return this.entries();
  }

  forEach(each: (vector: Vector, log: LogId, all: ReadonlyMap<LogId, Vector>) => void): void {
    this.#all().forEach((vector, log) => {
      each(vector, log, this);
    });
  }
}
