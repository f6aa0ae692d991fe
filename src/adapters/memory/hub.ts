import type { PeerId } from '../../model/ids.ts';
import type { Clock, Network } from '../../ports.ts';
import { HubNetwork } from './network.ts';
import { addressOf, type Faults, NO_FAULTS, World } from './world.ts';

export type { Faults } from './world.ts';

/** An in-memory network for scenarios: many peers in one process on one clock. */
export interface Hub {
  readonly faults: Faults;
  /** A network for a peer. Asking again for the same PeerId is a restart: the earlier one dies. */
  join(peer: PeerId, options?: { webrtc?: boolean }): Network;
  /** The running network of a peer, for what its own program would not do. Throws when there is none. */
  networkOf(peer: PeerId): Network;
  /** Where a peer can be dialled. */
  addressOf(peer: PeerId): string;
  /** Ends a peer's network without a word to it or to others: a crash. */
  crash(peer: PeerId): void;
  /**
   * Only peers of one group can reach each other, until `heal`. Silent: connections stay up and
   * carry nothing, as after a change of network.
   */
  partition(groups: readonly (readonly PeerId[])[], options?: { silent?: boolean }): void;
  heal(): void;
  /** Ends one connection; both peers are told. */
  disconnect(a: PeerId, b: PeerId): void;
  /** How many gossip messages peers have refused from this peer. */
  rejectedFrom(peer: PeerId): number;
  /** Bytes of frames and gossip that this peer has sent. */
  sentBy(peer: PeerId): number;
  /** Watches every frame and gossip message before it leaves, whether it arrives or not. */
  onWire(watch: (from: PeerId, to: PeerId, bytes: Uint8Array) => void): void;
}

/** A hub without peers. Without `faults` nothing is lost and everything takes 1 ms one way. */
export function makeHub(clock: Clock, seed = 1, faults: Partial<Faults> = {}): Hub {
  const world = new World<HubNetwork>(clock, seed, { ...NO_FAULTS, ...faults });
  const disconnect = (a: PeerId, b: PeerId): void => {
    world.networks.get(a)?.dropped(b);
    world.networks.get(b)?.dropped(a);
  };
  const crash = (peer: PeerId): void => {
    world.networks.get(peer)?.die();
    world.networks.delete(peer);
  };
  return {
    faults: world.faults,
    addressOf,
    disconnect,
    crash,
    join(peer, options = {}) {
      crash(peer);
      const network = new HubNetwork(world, peer, options.webrtc ?? true);
      world.networks.set(peer, network);
      return network;
    },
    partition(groups, options = {}) {
      world.groups = groups.map((group) => new Set(group));
      if (options.silent) return;
      for (const network of world.networks.values()) {
        for (const { peer } of network.connected()) {
          if (!world.reaches(network.peer, peer)) disconnect(network.peer, peer);
        }
      }
    },
    networkOf(peer) {
      const network = world.networks.get(peer);
      if (!network) throw new Error(`no network of ${peer}`);
      return network;
    },
    heal() {
      world.groups = null;
    },
    rejectedFrom: (peer) => world.rejected.get(peer) ?? 0,
    sentBy: (peer) => world.sent.get(peer) ?? 0,
    onWire(watch) {
      world.watches.push(watch);
    },
  };
}
