import { makeRandom } from '../../src/adapters/memory/random.ts';
import type { PeerId } from '../../src/model/ids.ts';
import type {
  Clock,
  FrameStream,
  Network,
  NetworkEvent,
  Protocol,
  TopicHandler,
} from '../../src/ports.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../src/sync/frames.ts';

/** What a dishonest relay does with a frame that it should send to a peer: other frames, or none, in their order. */
export type Cheat = (
  frame: Frame,
  random: () => number,
  to: PeerId,
) => readonly (Frame | Uint8Array)[];

export interface Cheating {
  readonly cheat: Cheat;
  /** Milliseconds by which each frame is late. */
  readonly delay?: number;
  /** Whether live messages are kept to itself. */
  readonly mute?: boolean;
}

/** A relay's network that does what a dishonest relay would; all of it can be switched off again. */
export class CheatingNetwork implements Network {
  honest = false;
  readonly peer: PeerId;
  readonly webrtc: boolean;
  readonly #network: Network;
  readonly #clock: Clock;
  readonly #how: Cheating;
  readonly #random = makeRandom(11);

  constructor(network: Network, clock: Clock, how: Cheating) {
    this.#network = network;
    this.#clock = clock;
    this.#how = how;
    this.peer = network.peer;
    this.webrtc = network.webrtc;
  }

  start(): Promise<void> {
    return this.#network.start();
  }

  stop(): Promise<void> {
    return this.#network.stop();
  }

  dial(address: string, signal?: AbortSignal): Promise<PeerId> {
    return this.#network.dial(address, signal);
  }

  hangUp(peer: PeerId): Promise<void> {
    return this.#network.hangUp(peer);
  }

  connected(): { peer: PeerId; direct: boolean }[] {
    return this.#network.connected();
  }

  onEvent(listener: (event: NetworkEvent) => void): () => void {
    return this.#network.onEvent(listener);
  }

  open(peer: PeerId, signal?: AbortSignal, protocol?: Protocol): Promise<FrameStream> {
    return this.#network.open(peer, signal, protocol);
  }

  onStream(handler: (stream: FrameStream) => void, protocol?: Protocol): () => void {
    if (protocol === '/confab/file/1') return this.#network.onStream(handler, protocol);
    return this.#network.onStream((stream) => handler(this.#bend(stream)));
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    return this.#network.subscribe(topic, {
      validate: async (bytes, from) => {
        const verdict = await handler.validate(bytes, from);
        return this.#how.mute && !this.honest ? 'ignore' : verdict;
      },
    });
  }

  publish(topic: string, bytes: Uint8Array): Promise<number> {
    return this.#network.publish(topic, bytes);
  }

  #bend(stream: FrameStream): FrameStream {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    return {
      peer: stream.peer,
      [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
      close: () => {
        resolve();
        return stream.close();
      },
      send: (bytes) => this.#send(stream, bytes, closed),
    };
  }

  async #send(stream: FrameStream, bytes: Uint8Array, closed: Promise<void>): Promise<void> {
    if (this.honest) return stream.send(bytes);
    const { cheat, delay = 0 } = this.#how;
    if (delay > 0) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = this.#clock.after(delay, resolve);
      await Promise.race([late, closed]);
      cancel();
    }
    for (const it of cheat(decodeFrame(bytes), this.#random, stream.peer)) {
      await stream.send(it instanceof Uint8Array ? it : encodeFrame(it));
    }
  }
}
