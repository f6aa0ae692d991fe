import type { PeerId } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import type { Rate } from '../src/sync/bucket.ts';
import { PeerPaces } from '../src/sync/peerPaces.ts';
import { MAX_PEERS } from './circuit.ts';
import { FLOOR, RATES, type What } from './limits.ts';

/** Members and devices that are remembered, each. */
const MOST = 4 * MAX_PEERS;

/**
 * What each member may use of this relay, and each device that belongs to none. A device whose member
 * has used up all of it has its floor.
 */
export class Paces {
  readonly #memberOf: (peer: PeerId) => string | null;
  readonly #devices: PeerPaces<What>;
  readonly #members: PeerPaces<What>;
  readonly #floors: PeerPaces<What>;

  /** `memberOf`: a name of the member whose device the peer is; null for nobody's. Cheap; asked often. */
  constructor(clock: Pick<Clock, 'now'>, memberOf: (peer: PeerId) => string | null = () => null) {
    this.#memberOf = memberOf;
    this.#devices = new PeerPaces(clock, RATES, MOST);
    this.#members = new PeerPaces(clock, RATES, MOST);
    this.#floors = new PeerPaces(clock, floorsOf(RATES), MOST);
  }

  /** Whether the peer may use this much now; if so it is used. */
  take(peer: PeerId, what: What, amount = 1): boolean {
    const member = this.#memberOf(peer);
    if (member === null) return this.#devices.take(peer, what, amount);
    return this.#members.take(member, what, amount) || this.#floors.take(peer, what, amount);
  }

  /** Notes what the peer has used already; gives the milliseconds for which it is to wait. */
  spend(peer: PeerId, what: What, amount = 1): number {
    const member = this.#memberOf(peer);
    if (member === null) return this.#devices.spend(peer, what, amount);
    const isFloor =
      this.#floors.waitFor(peer, what, amount) < this.#members.waitFor(member, what, amount);
    if (isFloor) return this.#floors.spend(peer, what, amount);
    return this.#members.spend(member, what, amount);
  }

  /** Devices of nobody's, and members, that are remembered. */
  get size(): number {
    return this.#devices.size + this.#members.size;
  }
}

function floorsOf(rates: Readonly<Record<What, Rate>>): Record<What, Rate> {
  const floors = Object.entries(rates).map(([what, { burst, perSecond }]) => [
    what,
    { burst: burst * FLOOR, perSecond: perSecond * FLOOR },
  ]);
  return Object.fromEntries(floors);
}
