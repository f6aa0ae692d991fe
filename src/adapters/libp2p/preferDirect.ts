import type { Connection, Libp2p } from '@libp2p/interface';

/**
 * Milliseconds that a relayed connection outlives the direct one that replaces it: streams move over
 * meanwhile. Kept for ever, it would carry gossip through the relay a second time.
 */
const GRACE = 5_000;

/**
 * Closes relayed connections to peers with a direct one. A peer without keeps its relayed connection,
 * whatever becomes of tries to upgrade it (js-libp2p #3015). Returns what ends it.
 */
export function preferDirect(node: Libp2p, onError: (error: unknown) => void): () => void {
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const closeRelayed = async ({ remotePeer }: Connection): Promise<void> => {
    const connections = node.getConnections(remotePeer).filter((it) => it.status === 'open');
    if (!connections.some((it) => it.direct)) return;
    for (const relayed of connections.filter((it) => !it.direct)) await relayed.close();
  };

  const opened = ({ detail: connection }: CustomEvent<Connection>): void => {
    if (node.getConnections(connection.remotePeer).length < 2) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      closeRelayed(connection).catch(onError);
    }, GRACE);
    timers.add(timer);
  };

  node.addEventListener('connection:open', opened);
  return () => {
    node.removeEventListener('connection:open', opened);
    for (const timer of timers) clearTimeout(timer);
  };
}
