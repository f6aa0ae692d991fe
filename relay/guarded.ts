import type { GossipSubComponents } from '@chainsafe/libp2p-gossipsub';
import type {
  Connection,
  ConnectionGater,
  PeerId as LibP2PPeerId,
  Stream,
} from '@libp2p/interface';
import type { GossipFactory } from '../src/adapters/libp2p/network.ts';
import type { PeerId } from '../src/model/ids.ts';
import { confineGossip, type GossipRules } from './confined.ts';
import type { Gate } from './gate.ts';
import type { Paces } from './paces.ts';
import { SocketConnection } from './webSocket.ts';

type Registrar = GossipSubComponents['registrar'];

/** The gate and the rates where libp2p asks: at new connections, and before it relays anything. */
export function guardConnections(gate: Gate, paces: Paces): ConnectionGater {
  const admits = (peer: PeerId): boolean =>
    gate.admitsConnection(peer) && paces.take(peer, 'connections');
  const slow = (peer: PeerId, bytes: number): number =>
    paces.spend(peer, gate.allows(peer) ? 'socket' : 'stranger', bytes);
  return {
    denyInboundEncryptedConnection(peer, connection) {
      const id = idOf(peer);
      if (!admits(id)) return true;
      if (connection instanceof SocketConnection) connection.paceBy((bytes) => slow(id, bytes));
      return false;
    },
    denyInboundRelayReservation: (peer) =>
      !gate.allows(idOf(peer)) || !paces.take(idOf(peer), 'reservations'),
    denyOutboundRelayedConnection: (from, to) =>
      !gate.mayConnect(idOf(from), idOf(to)) || !paces.take(idOf(from), 'circuits'),
  };
}

/**
 * The gate before gossip: a peer that is not allowed has no gossip streams, and so no topics. When it
 * is admitted, identifying it again tells gossipsub of it.
 */
export function guardGossip(rules: GossipRules): (make: GossipFactory) => GossipFactory {
  return (make) => (components) => {
    const registrar = guard(components.registrar, rules.gate);
    return confineGossip(make(withRegistrar(components, registrar)), rules);
  };
}

/** What gossipsub takes of the components, with another registrar. */
const withRegistrar = (
  components: GossipSubComponents,
  registrar: Registrar,
): GossipSubComponents => ({
  privateKey: components.privateKey,
  peerId: components.peerId,
  peerStore: components.peerStore,
  connectionManager: components.connectionManager,
  logger: components.logger,
  registrar,
});

/**
 * A registrar whose handlers and topologies hear of allowed peers only. libp2p's own stream
 * middleware cannot be used for it: version 3.3 adds the handler to it again with every stream.
 */
function guard(registrar: Registrar, gate: Gate): Registrar {
  return new Proxy(registrar, {
    get(target, name, receiver) {
      if (name === 'handle') return handle;
      if (name === 'register') return register;
      const value: unknown = Reflect.get(target, name, receiver);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

  function handle(...[protocol, handler, options]: Parameters<Registrar['handle']>): Promise<void> {
    const guarded = (stream: Stream, connection: Connection) => {
      if (gate.allows(idOf(connection.remotePeer))) return handler(stream, connection);
      stream.abort(new Error('not admitted'));
    };
    return registrar.handle(protocol, guarded, options);
  }

  function register(...[protocol, topology]: Parameters<Registrar['register']>): Promise<string> {
    return registrar.register(protocol, {
      ...topology,
      onConnect(peer, connection) {
        if (gate.allows(idOf(peer))) topology.onConnect?.(peer, connection);
      },
    });
  }
}

const idOf = (peer: LibP2PPeerId): PeerId => peer.toString() as PeerId;
