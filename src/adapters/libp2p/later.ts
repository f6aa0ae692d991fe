import { ConfabError } from '../../model/errors.ts';
import type { PeerId } from '../../model/ids.ts';
import type { FrameStream, Network, NetworkEvent, Protocol, TopicHandler } from '../../ports.ts';
import { bytesOf } from '../../wire/bytes.ts';
import { peerIdOf } from '../../wire/peer.ts';
import { quickPublicKeyOf } from '../../wire/sign.ts';

interface Later {
  /** 32 bytes: the seed of the node's Ed25519 key. */
  readonly seed: Uint8Array;
  /** Whether the network will speak WebRTC. */
  readonly webrtc: boolean;
  /** Loads the network's code and makes it. What rejects is tried again by the next `start`. */
  readonly load: (seed: Uint8Array) => Promise<Network>;
}

/**
 * A network whose code comes when it is started: a page is painted from what is kept before the half of
 * the app is read that only talks to others.
 */
export async function networkLater(later: Later): Promise<Network> {
  return new NetworkLater(later, peerIdOf(bytesOf(await quickPublicKeyOf(later.seed))));
}

/** What was asked for before there was a network to ask. */
type Wish = (network: Network) => () => void;

class NetworkLater implements Network {
  readonly peer: PeerId;
  readonly webrtc: boolean;
  readonly #later: Later;
  readonly #wishes = new Set<{ readonly wish: Wish; end: (() => void) | null }>();
  #loading: Promise<Network> | null = null;
  #network: Network | null = null;

  constructor(later: Later, peer: PeerId) {
    this.#later = later;
    this.peer = peer;
    this.webrtc = later.webrtc;
  }

  async start(): Promise<void> {
    this.#loading ??= this.#load();
    const network = await this.#loading;
    await network.start();
  }

  async #load(): Promise<Network> {
    try {
      const network = await this.#later.load(this.#later.seed);
      this.#network = network;
      for (const it of this.#wishes) it.end = it.wish(network);
      return network;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  async stop(): Promise<void> {
    const network = await this.#loading;
    await network?.stop();
  }

  /** Grants a wish now, or once there is a network. */
  #wish(wish: Wish): () => void {
    const it = { wish, end: this.#network && wish(this.#network) };
    this.#wishes.add(it);
    return () => {
      this.#wishes.delete(it);
      it.end?.();
      it.end = null;
    };
  }

  #need(): Network {
    if (!this.#network) throw new ConfabError('closed', 'the network is not started');
    return this.#network;
  }

  async dial(address: string, signal?: AbortSignal): Promise<PeerId> {
    return this.#need().dial(address, signal);
  }

  async hangUp(peer: PeerId): Promise<void> {
    await this.#network?.hangUp(peer);
  }

  connected(): { peer: PeerId; direct: boolean }[] {
    return this.#network?.connected() ?? [];
  }

  onEvent(listener: (event: NetworkEvent) => void): () => void {
    return this.#wish((network) => network.onEvent(listener));
  }

  async open(peer: PeerId, signal?: AbortSignal, protocol?: Protocol): Promise<FrameStream> {
    return this.#need().open(peer, signal, protocol);
  }

  onStream(handler: (stream: FrameStream) => void, protocol?: Protocol): () => void {
    return this.#wish((network) => network.onStream(handler, protocol));
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    return this.#wish((network) => network.subscribe(topic, handler));
  }

  async publish(topic: string, bytes: Uint8Array): Promise<number> {
    return this.#need().publish(topic, bytes);
  }
}
