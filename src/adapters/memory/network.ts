import { ConfabError } from '../../model/errors.ts';
import type { PeerId } from '../../model/ids.ts';
import type {
  FrameStream,
  Network,
  NetworkEvent,
  Protocol,
  TopicHandler,
  Verdict,
} from '../../ports.ts';
import { MAX_FILE_FRAME, MAX_FRAME } from '../../wire/limits.ts';
import { type Carry, makeStreamPair, type StreamPair } from './streams.ts';
import { messageId, pathOf, type World } from './world.ts';

/** One peer's network on a hub. */
export class HubNetwork implements Network {
  readonly peer: PeerId;
  readonly webrtc: boolean;
  readonly #world: World<HubNetwork>;
  readonly #peers = new Set<PeerId>();
  readonly #streams = new Map<PeerId, Set<StreamPair>>();
  readonly #events = new Set<(event: NetworkEvent) => void>();
  readonly #accepting: Readonly<Record<Protocol, Set<(stream: FrameStream) => void>>> = {
    '/confab/sync/1': new Set(),
    '/confab/file/1': new Set(),
  };
  readonly #topics = new Map<string, TopicHandler>();
  readonly #seen = new Set<string>();
  #state: 'stopped' | 'running' | 'dead' = 'stopped';

  constructor(world: World<HubNetwork>, peer: PeerId, webrtc: boolean) {
    this.#world = world;
    this.peer = peer;
    this.webrtc = webrtc;
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  start(): Promise<void> {
    if (this.#state === 'dead') return Promise.reject(closed('network'));
    this.#state = 'running';
    return Promise.resolve();
  }

  /** Can be started again; topics and listeners stay. */
  stop(): Promise<void> {
    if (this.running) this.#state = 'stopped';
    for (const peer of [...this.#peers]) this.#disconnect(peer);
    return Promise.resolve();
  }

  /** Ends at once, as a killed process does: nothing here runs any more, others see the connection end. */
  die(): void {
    this.#state = 'dead';
    this.#events.clear();
    for (const handlers of Object.values(this.#accepting)) handlers.clear();
    this.#topics.clear();
    for (const peer of [...this.#peers]) this.#disconnect(peer);
  }

  async dial(address: string, signal?: AbortSignal): Promise<PeerId> {
    const { peer, through } = pathOf(address);
    await this.#pause(2 * this.#world.latency(), signal);
    if (!this.running) throw closed('network');
    if (this.#peers.has(peer)) return peer;
    const other = this.#world.find(this.peer, peer);
    const failed = this.#world.chance(this.#world.faults.dialFailure);
    if (!other || other === this || failed || !this.#sharesWith(other, through)) {
      throw new ConfabError('relay-unreachable', address);
    }
    this.#connect(peer);
    other.#connect(this.peer);
    return peer;
  }

  /** A way through a relay needs both to be connected to it. */
  #sharesWith(other: HubNetwork, relay: PeerId | null): boolean {
    return relay === null || (this.#peers.has(relay) && other.#peers.has(relay));
  }

  hangUp(peer: PeerId): Promise<void> {
    this.#disconnect(peer);
    return Promise.resolve();
  }

  connected(): { peer: PeerId; direct: boolean }[] {
    return [...this.#peers].map((peer) => ({ peer, direct: true }));
  }

  onEvent(listener: (event: NetworkEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  async open(
    peer: PeerId,
    signal?: AbortSignal,
    protocol: Protocol = '/confab/sync/1',
  ): Promise<FrameStream> {
    if (!this.#peers.has(peer)) throw closed(`connection with ${peer}`);
    await this.#pause(this.#world.latency(), signal);
    const other = this.#world.find(this.peer, peer);
    const accepting = other ? other.#accepting[protocol] : null;
    if (!this.#peers.has(peer) || !other || !accepting?.size) {
      throw closed(`stream to ${peer}`);
    }
    const pair = makeStreamPair(
      this.peer,
      peer,
      this.#carrier(peer, () => pair.break()),
      other.#carrier(this.peer, () => pair.break()),
      protocol === '/confab/file/1' ? MAX_FILE_FRAME : MAX_FRAME,
    );
    this.#remember(peer, pair);
    other.#remember(this.peer, pair);
    for (const accept of accepting) accept(pair.far);
    return pair.near;
  }

  onStream(
    handler: (stream: FrameStream) => void,
    protocol: Protocol = '/confab/sync/1',
  ): () => void {
    const handlers = this.#accepting[protocol];
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    if (this.#topics.has(topic)) throw new TypeError(`already joined: ${topic}`);
    this.#topics.set(topic, handler);
    return () => {
      if (this.#topics.get(topic) === handler) this.#topics.delete(topic);
    };
  }

  publish(topic: string, bytes: Uint8Array): Promise<number> {
    if (!this.running) return Promise.reject(closed('network'));
    this.#seen.add(messageId(bytes));
    return Promise.resolve(this.#spread(topic, bytes.slice(), null));
  }

  #disconnect(peer: PeerId): void {
    this.dropped(peer);
    this.#world.networks.get(peer)?.dropped(this.peer);
  }

  /** The connection with this peer is gone. */
  dropped(peer: PeerId): void {
    if (!this.#peers.delete(peer)) return;
    for (const pair of this.#streams.get(peer) ?? []) pair.break();
    this.#streams.delete(peer);
    this.#tell({ kind: 'peer-disconnected', peer });
  }

  #connect(peer: PeerId): void {
    this.#peers.add(peer);
    this.#tell({ kind: 'peer-connected', peer, direct: true });
  }

  #tell(event: NetworkEvent): void {
    this.#world.clock.after(0, () => {
      for (const listener of [...this.#events]) listener(event);
    });
  }

  #remember(peer: PeerId, pair: StreamPair): void {
    const pairs = this.#streams.get(peer) ?? new Set();
    pairs.add(pair);
    this.#streams.set(peer, pairs);
  }

  /** Carries frames to a peer in order, each after its own time, unless the stream breaks. */
  #carrier(to: PeerId, breakUp: () => void): Carry {
    let last = 0;
    return (frame, arrive) => {
      const { clock, faults } = this.#world;
      this.#world.count(this.peer, to, frame);
      last = Math.max(last, clock.now() + this.#world.latency());
      const broken = this.#world.chance(faults.streamBreak);
      clock.after(last - clock.now(), () => {
        if (broken) breakUp();
        else if (this.#world.reaches(this.peer, to)) arrive();
      });
    };
  }

  /** Sends gossip to all connected peers in the topic but `from`; returns how many. */
  #spread(topic: string, bytes: Uint8Array, from: PeerId | null): number {
    const { clock, faults } = this.#world;
    let count = 0;
    for (const peer of this.#peers) {
      const other = this.#world.find(this.peer, peer);
      if (peer === from || !other || !other.#topics.has(topic)) continue;
      if (this.#topics.get(topic)?.mayHear?.(peer) === false) continue;
      count += 1;
      this.#world.count(this.peer, peer, bytes);
      const copies = this.#world.chance(faults.duplicate) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        if (this.#world.chance(faults.gossipLoss)) continue;
        clock.after(this.#world.latency(), () => void this.#deliver(peer, topic, bytes));
      }
    }
    return count;
  }

  async #deliver(to: PeerId, topic: string, bytes: Uint8Array): Promise<void> {
    const other = this.#world.find(this.peer, to);
    if (!other || !this.#peers.has(to)) return;
    const handler = other.#topics.get(topic);
    const id = messageId(bytes);
    if (!handler || other.#seen.has(id)) return;
    other.#seen.add(id);
    const verdict = await judge(handler, bytes, this.peer);
    if (verdict === 'reject') this.#world.reject(this.peer);
    if (verdict === 'accept' && other.running) other.#spread(topic, bytes, this.peer);
  }

  #pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        cancel();
        reject(new ConfabError('timeout', 'given up'));
      };
      const cancel = this.#world.clock.after(ms, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    });
  }
}

/** What a handler says; a fault of its own is no reason to punish the sender. */
async function judge(handler: TopicHandler, bytes: Uint8Array, from: PeerId): Promise<Verdict> {
  try {
    return await handler.validate(bytes.slice(), from);
  } catch {
    return 'ignore';
  }
}

const closed = (what: string): ConfabError => new ConfabError('closed', what);
