import type { GossipSub, GossipsubOpts, TopicValidatorFn } from '@chainsafe/libp2p-gossipsub';
import { sha256 } from '@noble/hashes/sha2.js';
import type { PeerId } from '../../model/ids.ts';
import type { TopicHandler } from '../../ports.ts';
import { MAX_ENVELOPE } from '../../wire/limits.ts';

/** Bytes of one gossip message on the wire: 16 envelopes of the largest size, sent again on request. */
const MAX_RPC = 16 * (MAX_ENVELOPE + 256);
/** Bytes that may wait for one slow peer before it is dropped from gossip; catch-up serves it then. */
const MAX_UNSENT = 4 * 1024 * 1024;
/**
 * Options of gossipsub. Every connected peer is a direct peer (keepGossip.ts): what is accepted goes
 * to all of them that are in the topic. A mesh is for thousands of strangers; in an office's star it
 * loses messages: with D = 6 on the hub 63 % arrived, with D above the number of peers those were
 * lost that came before the graft, and leaving and joining again shut a peer out for a minute.
 */
export const gossipOptions: Partial<GossipsubOpts> = {
  // Entries carry their own signatures; a second one would only cost time and say who passes on.
  globalSignaturePolicy: 'StrictNoSign',
  msgIdFn: (message) => sha256(message.data),
  allowPublishToZeroTopicPeers: true,
  ignoreDuplicatePublishError: true,
  fallbackToFloodsub: false,
  floodPublish: true,
  batchPublish: true,
  emitSelf: false,
  doPX: false,
  tagMeshPeers: false,
  runOnLimitedConnection: true,
  // No mesh, and no dialling of direct peers: they are direct because they are connected.
  D: 0,
  Dlo: 0,
  Dhi: 0,
  Dout: 0,
  Dscore: 0,
  Dlazy: 0,
  gossipFactor: 0,
  directConnectTicks: Number.MAX_SAFE_INTEGER,
  pruneBackoff: 0,
  unsubcribeBackoff: 0,
  heartbeatInterval: 1_000,
  maxInboundDataLength: MAX_RPC,
  maxOutboundBufferSize: MAX_UNSENT,
  // Offices sit behind one address; the default silences everyone from the 11th peer on.
  scoreParams: { IPColocationFactorWeight: 0 },
};

interface Rpc {
  readonly subscriptions?: readonly unknown[];
  readonly messages?: readonly { readonly topic: string }[];
  readonly control?: unknown;
}
/** What gossipsub's class has and its interface does not name. */
interface Inside {
  sendRpc(to: string, rpc: Rpc): boolean;
  /** Takes those out of the set to whom it could not be sent. */
  sendRpcInBatch(to: Set<string>, rpc: Rpc): void;
}

/** What goes to one peer has its own control messages added to it. */
const copyOf = ({ control, ...rest }: Rpc): Rpc =>
  control ? { ...rest, control: structuredClone(control) } : rest;

/** Topics joined, kept over a restart of the node. */
export class Topics {
  readonly #handlers = new Map<string, TopicHandler>();
  readonly #onError: (error: unknown) => void;
  #gossip: GossipSub | null = null;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  attach(gossip: GossipSub): void {
    this.#gossip = gossip;
    this.#confine(gossip as unknown as Inside);
    for (const [topic, handler] of this.#handlers) this.#join(gossip, topic, handler);
  }

  detach(): void {
    this.#gossip = null;
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    if (this.#handlers.has(topic)) throw new TypeError(`topic ${topic} is joined already`);
    this.#handlers.set(topic, handler);
    if (this.#gossip) this.#join(this.#gossip, topic, handler);
    return () => {
      if (this.#handlers.get(topic) !== handler) return;
      this.#handlers.delete(topic);
      this.#gossip?.unsubscribe(topic);
      this.#gossip?.topicValidators.delete(topic);
    };
  }

  /** Whether a peer in a topic is given what is told there. */
  #mayHear(peer: string, topic: string): boolean {
    return this.#handlers.get(topic)?.mayHear?.(peer as PeerId) ?? true;
  }

  /** gossipsub itself passes all messages of a topic on to whoever asks for it. */
  #confine(inside: Inside): void {
    const send = inside.sendRpc.bind(inside);
    inside.sendRpc = (to, rpc) => {
      const messages = (rpc.messages ?? []).filter(({ topic }) => this.#mayHear(to, topic));
      const isEmpty = messages.length + (rpc.subscriptions?.length ?? 0) === 0 && !rpc.control;
      return isEmpty ? false : send(to, { ...rpc, messages });
    };
    // The same bytes to many at once, which would pass by what is above.
    inside.sendRpcInBatch = (to, rpc) => {
      for (const peer of [...to]) if (!inside.sendRpc(peer, copyOf(rpc))) to.delete(peer);
    };
  }

  #join(gossip: GossipSub, topic: string, handler: TopicHandler): void {
    gossip.topicValidators.set(topic, this.#validator(handler));
    gossip.subscribe(topic);
  }

  #validator(handler: TopicHandler): TopicValidatorFn {
    const validate = async (peer: { toString(): string }, message: { data: Uint8Array }) => {
      try {
        return await handler.validate(message.data, peer.toString() as PeerId);
      } catch (error) {
        // A fault of this device is no reason to punish who sent the message.
        this.#onError(error);
        return 'ignore';
      }
    };
    return validate as unknown as TopicValidatorFn;
  }
}
