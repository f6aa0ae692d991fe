import type { PeerId } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import { Bucket } from './bucket.ts';
import { MAX_PEERS } from './circuit.ts';
import { RATES, type What } from './limits.ts';

/** Devices remembered before those that have used nothing lately are forgotten. */
const MAX_REMEMBERED = 4 * MAX_PEERS;

/** What each device has used lately, also over its connections: coming again brings nothing. */
export class Paces {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #devices = new Map<PeerId, Map<What, Bucket>>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Whether the device may use this much now; if so it is used. */
  take(peer: PeerId, what: What, amount = 1): boolean {
    return this.#bucket(peer, what).take(amount);
  }

  /** Notes what the device has used already; gives the milliseconds for which it is to wait. */
  spend(peer: PeerId, what: What, amount = 1): number {
    return this.#bucket(peer, what).spend(amount);
  }

  /** Devices remembered. */
  get size(): number {
    return this.#devices.size;
  }

  #bucket(peer: PeerId, what: What): Bucket {
    let buckets = this.#devices.get(peer);
    if (!buckets) {
      if (this.#devices.size >= MAX_REMEMBERED) this.#forget();
      buckets = new Map();
      this.#devices.set(peer, buckets);
    }
    const bucket = buckets.get(what) ?? new Bucket(this.#clock, RATES[what]);
    buckets.set(what, bucket);
    return bucket;
  }

  /** Strangers' names are free, so there is a bound: the idle go first, then the oldest. */
  #forget(): void {
    for (const [peer, buckets] of this.#devices) {
      if ([...buckets.values()].every(({ full }) => full)) this.#devices.delete(peer);
    }
    for (const oldest of this.#devices.keys()) {
      if (this.#devices.size < MAX_REMEMBERED) return;
      this.#devices.delete(oldest);
    }
  }
}
