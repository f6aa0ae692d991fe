import type { ChainId, Vector } from '../model/ids.ts';
import type { Admitted } from './judge.ts';

/**
 * A checksum over what a log holds, by which damage of this device's own storage is found when the log
 * is opened: FNV-1a with 32 bits (draft-eastlake-fnv), added up over its entries in any order. It is no
 * protection against anybody: signatures are.
 */

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** Of one envelope in its place. */
export function sumOf({
  chain,
  number,
  bytes,
}: Pick<Admitted, 'chain' | 'number' | 'bytes'>): number {
  let hash = OFFSET ^ (chain % 0x1_0000_0000) ^ number;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
  return hash >>> 0;
}

/** Entries of chains, each by its number. */
export type Chains = (chain: ChainId) => readonly { readonly at: Admitted }[];

/** The sum of growing chains, each entry added once. */
export class GrowingSum {
  readonly #reached = new Map<ChainId, number>();
  #sum = 0;

  /** The sum of all that stands below the vector, which never goes back. */
  upTo(vector: Vector, entries: Chains): number {
    for (const [chain, next] of vector) {
      const from = this.#reached.get(chain) ?? 0;
      if (from >= next) continue;
      for (const { at } of entries(chain).slice(from, next)) {
        this.#sum = (this.#sum + sumOf(at)) % 0x1_0000_0000;
      }
      this.#reached.set(chain, next);
    }
    return this.#sum;
  }
}
