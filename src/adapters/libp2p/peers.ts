import type { Connection, Libp2p } from '@libp2p/interface';
import type { PeerId } from '../../model/ids.ts';
import type { NetworkEvent } from '../../ports.ts';

/** The connections of a node, told as what happens to peers. */
export class Peers {
  readonly #open = new Map<PeerId, Set<Connection>>();
  readonly #emit: (event: NetworkEvent) => void;

  constructor(emit: (event: NetworkEvent) => void) {
    this.#emit = emit;
  }

  watch(node: Libp2p): void {
    node.addEventListener('connection:open', (event) => this.#opened(event.detail));
    node.addEventListener('connection:close', (event) => this.#closed(event.detail));
  }

  list(): { peer: PeerId; direct: boolean }[] {
    return [...this.#open].map(([peer, connections]) => ({ peer, direct: isDirect(connections) }));
  }

  /** The peer's best connection: a direct one before a relayed one, the newest of a kind. */
  best(peer: PeerId): Connection | null {
    const open = [...(this.#open.get(peer) ?? [])].filter((it) => it.status === 'open');
    return open.findLast((it) => it.direct) ?? open.at(-1) ?? null;
  }

  #opened(connection: Connection): void {
    if (connection.status !== 'open') return;
    const peer = connection.remotePeer.toString() as PeerId;
    const connections = this.#open.get(peer);
    if (!connections) {
      this.#open.set(peer, new Set([connection]));
      this.#emit({ kind: 'peer-connected', peer, direct: connection.direct });
      return;
    }
    const before = isDirect(connections);
    connections.add(connection);
    if (!before && connection.direct) this.#emit({ kind: 'peer-path', peer, direct: true });
  }

  #closed(connection: Connection): void {
    const peer = connection.remotePeer.toString() as PeerId;
    const connections = this.#open.get(peer);
    if (!connections?.has(connection)) return;
    const before = isDirect(connections);
    connections.delete(connection);
    if (connections.size === 0) {
      this.#open.delete(peer);
      this.#emit({ kind: 'peer-disconnected', peer });
    } else if (before && !isDirect(connections)) {
      this.#emit({ kind: 'peer-path', peer, direct: false });
    }
  }
}

const isDirect = (connections: ReadonlySet<Connection>): boolean =>
  [...connections].some((it) => it.direct);
