import type { Connection, Libp2pEvents, TypedEventTarget } from '@libp2p/interface';
import type { PeerId } from '../src/model/ids.ts';
import type { Gate } from './gate.ts';
import type { Paces } from './paces.ts';

interface Components {
  readonly events: TypedEventTarget<Libp2pEvents>;
}
/** What libp2p's connections have and their interface does not name. */
interface Inside {
  readonly muxer?: EventTarget;
}

/** A libp2p service that shuts out who opens streams on and on, of whatever protocol. */
export function countStreams(gate: Gate, paces: Paces): (components: Components) => object {
  return ({ events }) => {
    events.addEventListener(
      'connection:open',
      ({ detail: connection }: CustomEvent<Connection>) => {
        const peer = connection.remotePeer.toString() as PeerId;
        (connection as unknown as Inside).muxer?.addEventListener('stream', () => {
          if (!paces.take(peer, 'streams')) gate.ban(peer);
        });
      },
    );
    return {};
  };
}
