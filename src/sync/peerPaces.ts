import type { Clock } from '../ports.ts';
import { Bucket, type Rate } from './bucket.ts';

/** What each peer, or whoever else has a name, has used lately, also over connections: coming again brings nothing. */
export class PeerPaces<What extends string> {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rates: Readonly<Record<What, Rate>>;
  readonly #most: number;
  readonly #peers = new Map<string, Map<What, Bucket>>();

  /** `most`: peers remembered before those that have used nothing lately are forgotten. */
  constructor(clock: Pick<Clock, 'now'>, rates: Readonly<Record<What, Rate>>, most: number) {
    this.#clock = clock;
    this.#rates = rates;
    this.#most = most;
  }

  /** Whether the peer may use this much now; if so it is used. */
  take(peer: string, what: What, amount = 1): boolean {
    return this.#bucket(peer, what).take(amount);
  }

  /** Notes what the peer has used already; gives the milliseconds for which it is to wait. */
  spend(peer: string, what: What, amount = 1): number {
    return this.#bucket(peer, what).spend(amount);
  }

  /** The milliseconds for which the peer would be to wait if it used this much. */
  waitFor(peer: string, what: What, amount = 1): number {
    return this.#bucket(peer, what).waitFor(amount);
  }

  /** Peers remembered. */
  get size(): number {
    return this.#peers.size;
  }

  #bucket(peer: string, what: What): Bucket {
    let buckets = this.#peers.get(peer);
    if (!buckets) {
      if (this.#peers.size >= this.#most) this.#forget();
      buckets = new Map();
      this.#peers.set(peer, buckets);
    }
    const bucket = buckets.get(what) ?? new Bucket(this.#clock, this.#rates[what]);
    buckets.set(what, bucket);
    return bucket;
  }

  /** Strangers' names are free, so there is a bound: the idle go first, then the oldest. */
  #forget(): void {
    for (const [peer, buckets] of this.#peers) {
      if ([...buckets.values()].every(({ full }) => full)) this.#peers.delete(peer);
    }
    for (const oldest of this.#peers.keys()) {
      if (this.#peers.size < this.#most) return;
      this.#peers.delete(oldest);
    }
  }
}
