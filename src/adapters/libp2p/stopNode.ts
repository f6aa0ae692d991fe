import type { GossipSub } from '@chainsafe/libp2p-gossipsub';
import type { Libp2p } from '@libp2p/interface';

/** Timers that libp2p 3.3 leaves running when it stops, where its classes keep them. */
interface Leftovers {
  readonly components?: {
    readonly addressManager?: { readonly _updatePeerStoreAddresses?: { stop?(): void } };
  };
}
interface GossipLeftovers {
  readonly status?: { readonly heartbeatTimeout?: ReturnType<typeof setTimeout> };
}

/**
 * Stops a node, and the two timers that libp2p forgets: each would keep a process alive for a second,
 * which is most of what a terminal command takes.
 */
export async function stopNode(node: Libp2p<{ gossip: GossipSub }>): Promise<void> {
  const heartbeat = (node.services.gossip as unknown as GossipLeftovers).status?.heartbeatTimeout;
  await node.stop();
  clearTimeout(heartbeat);
  (node as Leftovers).components?.addressManager?._updatePeerStoreAddresses?.stop?.();
}
