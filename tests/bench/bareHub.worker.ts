import { BYTES_PROTOCOL, serveBytes } from './bareBytes.ts';
import { makeBareNode, meshOf, TOPIC } from './bareNode.ts';
import { answer } from './worker.ts';

/** The hub of the floors: a bare libp2p node that passes on gossip, and gives bytes to who asks. */
const node = await makeBareNode(true);
node.services.gossip.subscribe(TOPIC);

const functions = {
  address: (): string => {
    const [address] = node.getMultiaddrs();
    if (!address) throw new Error('the hub listens nowhere');
    return address.toString();
  },
  /** Peers in the topic's mesh. */
  mesh: () => meshOf(node),
  serve: (count: number, bytes: number) =>
    node.handle(BYTES_PROTOCOL, (stream) => serveBytes(stream, count, bytes)),
};

export type BareHub = typeof functions;

answer(functions);
