import type { GossipSub } from '@chainsafe/libp2p-gossipsub';
import type { Identify } from '@libp2p/identify';
import type { Connection, Libp2p } from '@libp2p/interface';

/** Heartbeats (seconds) between two tries for a peer that does not take part in gossip. */
const MAX_PAUSE = 64;

type Node = Libp2p<{ identify: Identify; gossip: GossipSub }>;
/** What gossipsub's class has and its interface does not name. */
interface Inside {
  /** Peers to which every accepted message of their topics goes, whatever the mesh. */
  readonly direct: Set<string>;
  readonly streamsOutbound: ReadonlyMap<string, unknown>;
}

/**
 * Makes every connected peer a direct peer of gossipsub, and keeps a gossip stream to it. gossipsub
 * opens one when it first hears of a connection and never again: when that stream or that connection
 * ends and another connection to the peer lives on (WebRTC after the relay died, a socket that
 * replaced a dead one; js-libp2p #2771, #3531), the peer falls silent for ever. To identify the peer
 * again makes libp2p tell gossipsub of the living connection. Returns what ends it.
 */
export function keepGossip(node: Node): () => void {
  const { gossip } = node.services;
  const { streamsOutbound, direct } = gossip as unknown as Inside;
  const missing = new Map<string, number>();
  const soon = new Set<ReturnType<typeof setTimeout>>();

  const beat = (): void => {
    const present = new Set<string>();
    for (const peer of node.getPeers()) {
      const id = peer.toString();
      present.add(id);
      if (streamsOutbound.has(id)) {
        missing.delete(id);
        continue;
      }
      const beats = (missing.get(id) ?? 0) + 1;
      missing.set(id, beats);
      const due = beats > 1 && (Number.isInteger(Math.log2(beats)) || beats % MAX_PAUSE === 0);
      const connection = due ? bestOf(node.getConnections(peer)) : undefined;
      if (connection) introduce(node, connection);
    }
    for (const id of missing.keys()) if (!present.has(id)) missing.delete(id);
  };

  const connected = (event: { detail: { toString(): string } }): void => {
    direct.add(event.detail.toString());
  };
  const disconnected = (event: { detail: { toString(): string } }): void => {
    direct.delete(event.detail.toString());
  };
  const closed = (event: { detail: Connection }): void => {
    const timer = setTimeout(() => {
      soon.delete(timer);
      const { remotePeer } = event.detail;
      const rest = bestOf(node.getConnections(remotePeer));
      if (rest && !streamsOutbound.has(remotePeer.toString())) introduce(node, rest);
    }, 0);
    soon.add(timer);
  };

  gossip.addEventListener('gossipsub:heartbeat', beat);
  node.addEventListener('peer:connect', connected);
  node.addEventListener('peer:disconnect', disconnected);
  node.addEventListener('connection:close', closed);
  return () => {
    gossip.removeEventListener('gossipsub:heartbeat', beat);
    node.removeEventListener('peer:connect', connected);
    node.removeEventListener('peer:disconnect', disconnected);
    node.removeEventListener('connection:close', closed);
    for (const timer of soon) clearTimeout(timer);
  };
}

/** Makes libp2p tell gossipsub and the other services of a connection as if it were new. */
export function introduce(node: Node, connection: Connection): void {
  // The peer may be gone by now, which is no fault; the next heartbeat looks again.
  node.services.identify.identify(connection).catch(() => undefined);
}

function bestOf(connections: Connection[]): Connection | undefined {
  const open = connections.filter((it) => it.status === 'open');
  return open.findLast((it) => it.direct) ?? open.at(-1);
}
