import type { ChainId, LogId, PeerId, Vector } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { keyOf } from './claims.ts';
import type { Ledger } from './ledger.ts';

/** Entries of one chain that others said they have and that are not here. */
export interface Lack {
  readonly log: LogId;
  readonly chain: ChainId;
  /** The first that is lacking. */
  readonly from: number;
  readonly count: number;
  /** Who said that they have them. */
  readonly by: readonly PeerId[];
}

/** Milliseconds for which something may be lacking before it is spoken of: until then it is on its way. */
const SPOKEN_AFTER = 5_000;
/** Chains that are remembered at most: what hostile peers claim is bounded. */
const MAX_CHAINS = 2_000;

interface Told {
  readonly log: LogId;
  readonly chain: ChainId;
  next: number;
  readonly since: number;
  readonly by: Set<PeerId>;
}

/** What others have and this replica does not, by their own word; it outlives their connections. */
export class Lacks {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #told = new Map<string, Told>();

  constructor(clock: Clock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** A peer says that it holds this. */
  told(peer: PeerId, log: LogId, vector: Vector): void {
    if (!this.#ledger.mayRead(peer, log)) return;
    for (const [chain, next] of vector) {
      if (next <= this.#ledger.next(log, chain)) continue;
      const key = keyOf(log, chain);
      const known = this.#told.get(key);
      if (known) {
        known.next = Math.max(known.next, next);
        known.by.add(peer);
      } else if (this.#told.size < MAX_CHAINS) {
        const since = this.#clock.now();
        this.#told.set(key, { log, chain, next, since, by: new Set([peer]) });
      }
    }
  }

  /** What is lacking now, and has been for a while. */
  now(): Lack[] {
    const lacks: Lack[] = [];
    for (const [key, { log, chain, next, since, by }] of this.#told) {
      const from = this.#ledger.next(log, chain);
      if (from >= next) this.#told.delete(key);
      else if (this.#clock.now() - since >= SPOKEN_AFTER) {
        lacks.push({ log, chain, from, count: next - from, by: [...by] });
      }
    }
    return lacks;
  }
}
