import type { Connection, IdentifyResult, Libp2pEvents, TypedEventTarget } from '@libp2p/interface';

/** The protocol that a circuit relay speaks. Source: libp2p specs, relay/circuit-v2. */
const HOP = '/libp2p/circuit/relay/0.2.0/hop';
const CIRCUIT_TRANSPORT = '@libp2p/circuit-relay-v2-transport';
/** Milliseconds before the first and the slowest further try: a relay refuses until it knows who we are. */
const RETRY = [500, 60_000] as const;

interface Components {
  readonly events: TypedEventTarget<Libp2pEvents>;
  readonly transportManager: { getTransports(): readonly object[] };
}

/** What libp2p's circuit transport has and the interface of transports does not name. */
interface ReservationStore {
  hasReservation(peer: Connection['remotePeer']): boolean;
  addRelay(peer: Connection['remotePeer'], type: 'configured'): Promise<unknown>;
}

/**
 * A libp2p service that reserves a place at every relay we dialled, so that others can reach this
 * node through it. libp2p can only search for relays, which dials peers on its own account and never
 * asks again one that refused, or listen on one for ever, which leaves a listener with every
 * reconnect. Renewing a reservation in time is libp2p's part.
 */
export function reservations(): (components: Components) => { start(): void; stop(): void } {
  return ({ events, transportManager }) => {
    const waiting = new Map<string, ReturnType<typeof setTimeout>>();

    const reserve = (connection: Connection, pause: number): void => {
      waiting.delete(connection.id);
      const store = storeOf(transportManager.getTransports());
      if (!store || connection.status !== 'open' || store.hasReservation(connection.remotePeer)) {
        return;
      }
      store.addRelay(connection.remotePeer, 'configured').catch(() => {
        // Refused or lost: tried again while this connection lasts.
        if (connection.status !== 'open' || !running) return;
        const timer = setTimeout(reserve, pause, connection, Math.min(pause * 2, RETRY[1]));
        waiting.set(connection.id, timer);
      });
    };

    const identified = ({ detail }: CustomEvent<IdentifyResult>): void => {
      const { connection, protocols } = detail;
      const isOurDial = connection.direct && connection.direction === 'outbound';
      if (isOurDial && protocols.includes(HOP)) reserve(connection, RETRY[0]);
    };
    const closed = ({ detail: { id } }: CustomEvent<Connection>): void => {
      clearTimeout(waiting.get(id));
      waiting.delete(id);
    };

    let running = false;
    return {
      start() {
        running = true;
        events.addEventListener('peer:identify', identified);
        events.addEventListener('connection:close', closed);
      },
      stop() {
        running = false;
        events.removeEventListener('peer:identify', identified);
        events.removeEventListener('connection:close', closed);
        for (const timer of waiting.values()) clearTimeout(timer);
        waiting.clear();
      },
    };
  };
}

function storeOf(transports: readonly object[]): ReservationStore | undefined {
  const circuit = transports.find(
    (it) => (it as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === CIRCUIT_TRANSPORT,
  );
  return (circuit as { reservationStore?: ReservationStore } | undefined)?.reservationStore;
}
