import type { Clock } from '../src/ports.ts';
import { PeerPaces } from '../src/sync/peerPaces.ts';
import { MAX_PEERS } from './circuit.ts';
import { RATES, type What } from './limits.ts';

/** What each device may use of this relay. */
export class Paces extends PeerPaces<What> {
  constructor(clock: Pick<Clock, 'now'>) {
    super(clock, RATES, 4 * MAX_PEERS);
  }
}
