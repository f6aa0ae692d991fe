import type { CircuitRelayService } from '@libp2p/circuit-relay-v2';
import { CONNECTION_LIMITS, circuitRelay } from '../../relay/circuit.ts';
import { Gate } from '../../relay/gate.ts';
import { guardConnections, guardGossip } from '../../relay/guarded.ts';
import { openHttp } from '../../relay/http.ts';
import type { PacedOptions } from '../../relay/pacedNetwork.ts';
import { Paces } from '../../relay/paces.ts';
import { countStreams } from '../../relay/streams.ts';
import { sharedWebSockets } from '../../relay/webSocket.ts';
import { createNetwork, type LibP2PNetwork } from '../../src/adapters/libp2p/network.ts';
import { clock } from '../../src/adapters/node/clock.ts';
import type { PeerId } from '../../src/model/ids.ts';

/** The relay's network with its gate and port, and nothing else: who belongs is the test's word. */
export interface OpenHub {
  readonly network: LibP2PNetwork;
  readonly gate: Gate;
  readonly port: number;
  /** Multiaddr with the peer id. */
  readonly address: string;
  readonly seed: Uint8Array;
  /** Peers that others can reach through it. */
  reservations(): number;
  close(): Promise<void>;
}

export interface HubOptions {
  /** Default: everybody belongs. */
  isMember?(peer: PeerId): boolean;
  readonly port?: number;
  /** False leaves the network to be started by the test. */
  readonly start?: boolean;
  readonly seed?: Uint8Array;
  /** Default: everybody may use every topic. */
  readonly rateOf?: PacedOptions['rateOf'];
}

export async function openHub(options: HubOptions = {}): Promise<OpenHub> {
  const { isMember = () => true, port = 0, rateOf = () => 'messages' } = options;
  const mayKnow = (peer: PeerId, topic: string) => rateOf(peer, topic) !== null;
  const seed = options.seed ?? crypto.getRandomValues(new Uint8Array(32));
  let network: LibP2PNetwork | null = null;
  const gate = new Gate({
    clock,
    isMember,
    mayMeet: (one, other) => isMember(one) && isMember(other),
    hangUp: (peer) => void network?.hangUp(peer),
  });
  const paces = new Paces(clock);
  let relay: CircuitRelayService | null = null;
  const relayService: ReturnType<typeof circuitRelay> = (components) => {
    relay = circuitRelay()(components);
    return relay;
  };
  const http = await openHttp({
    host: '127.0.0.1',
    port,
    assets: new Map(),
    health: () => ({ status: 'ok', peers: gate.peers(), offices: 0 }),
    connectTo: () => [],
  });
  const made = await createNetwork({
    seed,
    transports: [sharedWebSockets(http)],
    gossip: guardGossip({ gate, paces, rateOf, mayKnow }),
    services: { relay: relayService, streams: countStreams(gate, paces) },
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
    connectionGater: guardConnections(gate, paces),
    connectionManager: CONNECTION_LIMITS,
    onError: () => undefined,
  });
  network = made;
  made.onEvent(({ kind, peer }) => {
    if (kind === 'peer-connected') gate.connected(peer);
    if (kind === 'peer-disconnected') gate.disconnected(peer);
  });
  gate.onAdmitted((peer) => made.introduce(peer));
  if (options.start !== false) await made.start();
  return {
    network: made,
    gate,
    port: http.port,
    address: `/ip4/127.0.0.1/tcp/${http.port}/ws/p2p/${made.peer}`,
    seed,
    reservations: () => relay?.reservations.size ?? 0,
    async close() {
      await made.stop();
      gate.close();
      await http.close();
    },
  };
}
