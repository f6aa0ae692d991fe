import {
  type CircuitRelayServerComponents,
  type CircuitRelayServerInit,
  type CircuitRelayService,
  circuitRelayServer,
} from '@libp2p/circuit-relay-v2';
import type { Libp2pEvents, TypedEventTarget } from '@libp2p/interface';
import type { Libp2pOptions } from 'libp2p';

/** Devices connected at once: a large office, and more than one relay's CPU serves well. */
export const MAX_PEERS = 300;
/** Connections at once: some devices come back before the relay knows that their old socket is dead. */
const MAX_CONNECTIONS = MAX_PEERS + 100;
/**
 * Milliseconds that a reservation lasts; devices renew it in time. Long enough to be renewed rarely,
 * short enough that the places of devices that never come back are free again.
 */
const RESERVATION = 60 * 60_000;
/** Milliseconds for the messages that open a relayed connection. */
const HOP_TIMEOUT = 10_000;

/** libp2p's limits for a hub that serves one office behind one address. */
export const CONNECTION_LIMITS: NonNullable<Libp2pOptions['connectionManager']> = {
  maxConnections: MAX_CONNECTIONS,
  // After a restart everyone comes back within a second, and from one address.
  inboundConnectionThreshold: MAX_PEERS,
  maxIncomingPendingConnections: MAX_PEERS,
};

/** Relayed connections last and carry as much as their peers want: they are between members. */
const CIRCUIT: CircuitRelayServerInit = {
  hopTimeout: HOP_TIMEOUT,
  maxInboundHopStreams: MAX_PEERS,
  maxOutboundStopStreams: MAX_PEERS,
  reservations: {
    maxReservations: MAX_PEERS,
    reservationTtl: RESERVATION,
    applyDefaultLimit: false,
  },
};

interface Components extends CircuitRelayServerComponents {
  readonly events: TypedEventTarget<Libp2pEvents>;
}

/**
 * The circuit relay, which frees what libp2p would keep of a peer that is gone: its reservation's
 * place until the hour is over; and, when it is back with a new socket, the old one, which may be
 * dead and would still be written to.
 */
export function circuitRelay(): (components: Components) => CircuitRelayService {
  return (components) => {
    const relay = circuitRelayServer(CIRCUIT)(components);
    const { events, connectionManager } = components;
    events.addEventListener('peer:disconnect', ({ detail: peer }) => {
      const signal = relay.reservations.get(peer)?.signal as { clear?(): void } | undefined;
      signal?.clear?.();
      relay.reservations.delete(peer);
    });
    events.addEventListener('connection:open', ({ detail: fresh }) => {
      if (!fresh.direct) return;
      for (const older of connectionManager.getConnections(fresh.remotePeer)) {
        if (older.id !== fresh.id) older.abort(new Error('replaced by a new connection'));
      }
    });
    return relay;
  };
}
