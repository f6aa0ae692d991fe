import type { GossipSub } from '@chainsafe/libp2p-gossipsub';
import type { PeerId } from '../src/model/ids.ts';
import type { PacedOptions } from './pacedNetwork.ts';

export interface GossipRules extends Omit<PacedOptions, 'clock'> {
  /** Whether a peer is told that the relay is in a topic: it may have business there, now or later. */
  mayKnow(peer: PeerId, topic: string): boolean;
}

interface Message {
  readonly topic: string;
}
interface Rpc {
  readonly subscriptions: readonly { readonly topic?: string }[];
  readonly messages: readonly Message[];
  readonly control?: unknown;
}
/** What gossipsub's class has and its interface does not name. */
interface Inside {
  handleReceivedMessage(from: { toString(): string }, message: Message): Promise<void>;
  sendRpc(to: string, rpc: Rpc): boolean;
}

/**
 * Keeps each peer to the topics of its own office, and to the conversations in which it takes part:
 * gossipsub itself would pass any message in any topic on to whoever asks for it, and tells everybody
 * every topic. Looked up with each message, so that it follows the roster. Messages elsewhere are dropped
 * before they cost a hash. What goes to many at once comes by here too (`src/adapters/libp2p/gossip.ts`).
 */
export function confineGossip<G extends GossipSub>(
  gossip: G,
  { gate, paces, rateOf, mayKnow }: GossipRules,
): G {
  const inside = gossip as unknown as Inside;
  const receive = inside.handleReceivedMessage.bind(gossip);
  const send = inside.sendRpc.bind(gossip);

  inside.handleReceivedMessage = async (from, message) => {
    const peer = from.toString() as PeerId;
    if (rateOf(peer, message.topic)) return receive(from, message);
    if (!paces.take(peer, 'excess')) gate.ban(peer);
  };
  inside.sendRpc = (to, rpc) => {
    const isOwn = ({ topic }: { topic?: string }): boolean =>
      topic !== undefined && rateOf(to as PeerId, topic) !== null;
    const isKnown = ({ topic }: { topic?: string }): boolean =>
      topic !== undefined && mayKnow(to as PeerId, topic);
    const own = {
      ...rpc,
      subscriptions: (rpc.subscriptions ?? []).filter(isKnown),
      messages: (rpc.messages ?? []).filter(isOwn),
    };
    const isEmpty = own.subscriptions.length + own.messages.length === 0 && !rpc.control;
    return isEmpty ? false : send(to, own);
  };
  return gossip;
}
