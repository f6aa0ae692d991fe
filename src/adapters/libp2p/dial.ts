import type { Connection, Libp2p } from '@libp2p/interface';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { ConfabError } from '../../model/errors.ts';

/** Milliseconds that a dial may take: name, socket, handshake, and WebRTC's exchange over the relay. */
const DIAL_TIMEOUT = 10_000;

/** Dials an address. Rejects with `malformed`, `timeout`, `closed` (the caller's signal) or `relay-unreachable`. */
export async function dial(
  node: Libp2p,
  address: string,
  signal?: AbortSignal,
): Promise<Connection> {
  const target = parse(address);
  const bound = AbortSignal.timeout(DIAL_TIMEOUT);
  try {
    return await node.dial(target, { signal: signal ? AbortSignal.any([signal, bound]) : bound });
  } catch (cause) {
    // A failed upgrade to WebRTC leaves the connection through the relay: better than none.
    const relayed = relayedConnection(node, target);
    if (relayed) return relayed;
    if (bound.aborted || isTimeout(cause)) throw new ConfabError('timeout', address, { cause });
    if (signal?.aborted) throw new ConfabError('closed', `dial of ${address} given up`, { cause });
    throw new ConfabError('relay-unreachable', address, { cause });
  }
}

function parse(address: string): Multiaddr {
  try {
    return multiaddr(address);
  } catch (cause) {
    throw new ConfabError('malformed', `no multiaddr: ${address}`, { cause });
  }
}

function relayedConnection(node: Libp2p, target: Multiaddr): Connection | undefined {
  const parts = target.getComponents();
  if (!parts.some((it) => it.name === 'p2p-circuit')) return undefined;
  const peer = parts.findLast((it) => it.name === 'p2p')?.value;
  return node
    .getConnections()
    .find((it) => it.remotePeer.toString() === peer && it.status === 'open');
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || (error.cause instanceof Error && isTimeout(error.cause)));
