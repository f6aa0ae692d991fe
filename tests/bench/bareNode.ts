import { type GossipSub, gossipsub } from '@chainsafe/libp2p-gossipsub';
import { noise } from '@chainsafe/libp2p-noise';
import { type Identify, identify } from '@libp2p/identify';
import type { Libp2p } from '@libp2p/interface';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import type { Peer } from './peer.ts';

/**
 * The floors: libp2p with gossipsub as it comes, and nothing of Confab. Only what would break the
 * star at once is set: the hub's degree is above the number of peers, nobody is scored down for
 * sharing an address, and the hub takes connections as fast as they come.
 */

export type BareNode = Libp2p<{ identify: Identify; gossip: GossipSub }>;

export const TOPIC = 'bench';

/** Peers in the mesh of the topic, of which gossipsub's interface does not tell. */
export const meshOf = ({ services }: BareNode): number =>
  (services.gossip as unknown as { mesh: Map<string, Set<string>> }).mesh.get(TOPIC)?.size ?? 0;

/** Peers of the hub at most. */
const DEGREE = 512;

export function makeBareNode(hub: boolean): Promise<BareNode> {
  return createLibp2p({
    addresses: hub ? { listen: ['/ip4/127.0.0.1/tcp/0/ws'] } : {},
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    connectionManager: { inboundConnectionThreshold: 1_000, maxIncomingPendingConnections: 1_000 },
    services: {
      identify: identify(),
      gossip: gossipsub({
        ...(hub ? { D: DEGREE, Dlo: DEGREE, Dhi: DEGREE, Dout: 0 } : {}),
        scoreParams: { IPColocationFactorWeight: 0 },
        // A peer that fell out of the star counts as one that heard nothing, not as a fault of the run.
        allowPublishToZeroTopicPeers: true,
      }),
    },
  });
}

/** Dials the hub and waits until it is in the mesh of the topic. */
export async function joinBare(address: string): Promise<Peer> {
  const node = await makeBareNode(false);
  const { gossip } = node.services;
  gossip.subscribe(TOPIC);
  await node.dial(multiaddr(address));
  while (meshOf(node) === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return {
    say: (text) => gossip.publish(TOPIC, encoder.encode(text)),
    onText(listener) {
      gossip.addEventListener('gossipsub:message', ({ detail: { msg } }) => {
        if (msg.topic === TOPIC) listener(decoder.decode(msg.data));
      });
    },
    close: async () => {
      await node.stop();
    },
  };
}
