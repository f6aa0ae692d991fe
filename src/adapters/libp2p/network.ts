import { type GossipSub, gossipsub } from '@chainsafe/libp2p-gossipsub';
import { noise } from '@chainsafe/libp2p-noise';
import { type Identify, identify } from '@libp2p/identify';
import type { Connection, Libp2p, PrivateKey, Stream } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { ping } from '@libp2p/ping';
import { createLibp2p, type Libp2pOptions } from 'libp2p';
import { ConfabError } from '../../model/errors.ts';
import type { PeerId } from '../../model/ids.ts';
import type { FrameStream, Network, NetworkEvent, Protocol, TopicHandler } from '../../ports.ts';
import { MAX_FILE_FRAME, MAX_FRAME } from '../../wire/limits.ts';
import { dial } from './dial.ts';
import { LibP2PFrames } from './frames.ts';
import { gossipOptions, Topics } from './gossip.ts';
import { introduce, keepGossip } from './keepGossip.ts';
import { networkKeyOf } from './networkKey.ts';
import { Peers } from './peers.ts';
import { preferDirect } from './preferDirect.ts';
import { reservations } from './reservations.ts';
import { sparingYamux } from './sparingYamux.ts';
import { stopNode } from './stopNode.ts';

export const SYNC_PROTOCOL = '/confab/sync/1';
export const FILE_PROTOCOL = '/confab/file/1';
/** Of each protocol: bytes of its largest frame. */
const MOST: Readonly<Record<Protocol, number>> = {
  [SYNC_PROTOCOL]: MAX_FRAME,
  [FILE_PROTOCOL]: MAX_FILE_FRAME,
};
/** Streams of one protocol that one peer may have open: one each way, and a few that are just closing. */
const MAX_STREAMS = 8;
/** Milliseconds to open a stream on an existing connection. */
const OPEN_TIMEOUT = 10_000;
/** Milliseconds between pings of a connection; one that does not answer is dropped. */
const PING_INTERVAL = 15_000;
/** Milliseconds for a ping's answer: a busy machine answers late, a dead one never. */
const PING_TIMEOUT = 15_000;
/** Milliseconds that the clean end of a connection may take. */
const HANG_UP_TIMEOUT = 1_000;

type Services = { identify: Identify; ping: unknown; gossip: GossipSub };
type Factories = NonNullable<Libp2pOptions['transports']>;

export interface NetworkOptions {
  /** 32 bytes: the seed of the node's Ed25519 key. */
  readonly seed: Uint8Array;
  /** libp2p transports, from the composition root. */
  readonly transports: Factories;
  /**
   * Whether one of them is WebRTC, and another the circuit transport that introduces its peers: the
   * node then keeps a place at every relay that it dials.
   */
  readonly webrtc?: boolean;
  /** Where to listen, and what to announce; nothing for a node that only dials. */
  readonly addresses?: NonNullable<Libp2pOptions['addresses']>;
  /** Further libp2p services, such as a relay's. */
  readonly services?: NonNullable<Libp2pOptions['services']>;
  readonly connectionGater?: NonNullable<Libp2pOptions['connectionGater']>;
  readonly connectionManager?: NonNullable<Libp2pOptions['connectionManager']>;
  /** Makes the gossip service; a relay wraps it with its gate. */
  readonly gossip?: (make: GossipFactory) => GossipFactory;
  /** Told of faults for which nobody waits. */
  readonly onError?: (error: unknown) => void;
}

export type GossipFactory = ReturnType<typeof gossipsub>;

/** A network that lets its composition root reach the node below it while it runs. */
export interface LibP2PNetwork extends Network {
  /** The running node; null when stopped. */
  readonly node: Libp2p<Services> | null;
  /** Tells the node's services of a peer anew: for one that they were not allowed to know of before. */
  introduce(peer: PeerId): void;
}

/** Makes the network of a node; nothing runs before `start`. It can be started again after `stop`. */
export async function createNetwork(options: NetworkOptions): Promise<LibP2PNetwork> {
  return new NetworkOverLibP2P(options, await networkKeyOf(options.seed));
}

class NetworkOverLibP2P implements LibP2PNetwork {
  readonly peer: PeerId;
  readonly webrtc: boolean;
  readonly #options: NetworkOptions;
  readonly #key: PrivateKey;
  readonly #onError: (error: unknown) => void;
  readonly #topics: Topics;
  readonly #peers: Peers;
  readonly #listeners = new Set<(event: NetworkEvent) => void>();
  readonly #streamHandlers: Readonly<Record<Protocol, Set<(stream: FrameStream) => void>>> = {
    [SYNC_PROTOCOL]: new Set(),
    [FILE_PROTOCOL]: new Set(),
  };
  #running: Promise<Libp2p<Services>> | null = null;
  #node: Libp2p<Services> | null = null;
  #release: () => void = () => undefined;

  constructor(options: NetworkOptions, key: PrivateKey) {
    this.#options = options;
    this.#key = key;
    this.peer = peerIdFromPrivateKey(key).toString() as PeerId;
    this.webrtc = options.webrtc ?? false;
    this.#onError = options.onError ?? console.error;
    this.#topics = new Topics(this.#onError);
    this.#peers = new Peers((event) => {
      for (const listener of [...this.#listeners]) listener(event);
    });
  }

  get node(): Libp2p<Services> | null {
    return this.#node;
  }

  async start(): Promise<void> {
    this.#running ??= this.#begin();
    await this.#running;
  }

  async #begin(): Promise<Libp2p<Services>> {
    const node = await createLibp2p({ ...settings(this.#options, this.#key), start: false });
    this.#peers.watch(node);
    const ends = [keepGossip(node), preferDirect(node, this.#onError)];
    this.#release = () => {
      for (const end of ends) end();
    };
    try {
      await node.start();
      for (const protocol of [SYNC_PROTOCOL, FILE_PROTOCOL] as const) {
        await node.handle(
          protocol,
          (stream, connection) => this.#take(protocol, stream, connection),
          {
            runOnLimitedConnection: true,
            maxInboundStreams: MAX_STREAMS,
            maxOutboundStreams: MAX_STREAMS,
          },
        );
      }
    } catch (error) {
      this.#running = null;
      await node.stop();
      throw error;
    }
    this.#topics.attach(node.services.gossip);
    this.#node = node;
    return node;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    const node = await running;
    this.#node = null;
    this.#release();
    this.#topics.detach();
    await stopNode(node);
  }

  async dial(address: string, signal?: AbortSignal): Promise<PeerId> {
    const connection = await dial(this.#needNode(), address, signal);
    return connection.remotePeer.toString() as PeerId;
  }

  async hangUp(peer: PeerId): Promise<void> {
    const signal = AbortSignal.timeout(HANG_UP_TIMEOUT);
    await this.#node?.hangUp(peerIdFromString(peer), { signal });
  }

  connected(): { peer: PeerId; direct: boolean }[] {
    return this.#peers.list();
  }

  onEvent(listener: (event: NetworkEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async open(
    peer: PeerId,
    signal?: AbortSignal,
    protocol: Protocol = SYNC_PROTOCOL,
  ): Promise<FrameStream> {
    const connection = this.#peers.best(peer);
    if (!connection) throw new ConfabError('closed', `no connection with ${peer}`);
    const bound = AbortSignal.timeout(OPEN_TIMEOUT);
    try {
      const stream = await connection.newStream(protocol, {
        signal: signal ? AbortSignal.any([signal, bound]) : bound,
        runOnLimitedConnection: true,
      });
      return new LibP2PFrames(stream, peer, MOST[protocol]);
    } catch (cause) {
      throw new ConfabError(bound.aborted ? 'timeout' : 'closed', `stream to ${peer}`, { cause });
    }
  }

  onStream(handler: (stream: FrameStream) => void, protocol: Protocol = SYNC_PROTOCOL): () => void {
    const handlers = this.#streamHandlers[protocol];
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  #take(protocol: Protocol, stream: Stream, connection: Connection): void {
    const peer = connection.remotePeer.toString() as PeerId;
    const frames = new LibP2PFrames(stream, peer, MOST[protocol]);
    const handlers = this.#streamHandlers[protocol];
    if (handlers.size === 0) void frames.close();
    for (const handler of [...handlers]) handler(frames);
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    return this.#topics.subscribe(topic, handler);
  }

  async publish(topic: string, bytes: Uint8Array): Promise<number> {
    const { recipients } = await this.#needNode().services.gossip.publish(topic, bytes);
    return recipients.length;
  }

  introduce(peer: PeerId): void {
    const connection = this.#peers.best(peer);
    if (connection) introduce(this.#needNode(), connection);
  }

  #needNode(): Libp2p<Services> {
    if (!this.#node) throw new ConfabError('closed', 'the network is not started');
    return this.#node;
  }
}

function settings(options: NetworkOptions, key: PrivateKey): Libp2pOptions<Services> {
  const makeGossip = gossipsub(gossipOptions);
  return {
    privateKey: key,
    nodeInfo: { name: 'confab', version: '1', userAgent: 'confab' },
    addresses: options.addresses ?? {},
    transports: options.transports,
    connectionEncrypters: [noise()],
    streamMuxers: [sparingYamux()],
    // libp2p in browsers refuses private addresses and plain ws; which relay to trust is the link's word.
    connectionGater: { denyDialMultiaddr: () => false, ...options.connectionGater },
    // No dnsaddr look-ups and no reconnecting behind sync's back.
    connectionManager: { resolvers: {}, reconnectRetries: 0, ...options.connectionManager },
    connectionMonitor: {
      pingInterval: PING_INTERVAL,
      pingTimeout: { minTimeout: PING_TIMEOUT, maxTimeout: PING_TIMEOUT },
    },
    services: {
      identify: identify(),
      ping: ping(),
      gossip: options.gossip ? options.gossip(makeGossip) : makeGossip,
      ...(options.webrtc ? { reservations: reservations() } : {}),
      ...options.services,
    },
  };
}
