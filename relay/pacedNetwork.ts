import type { PeerId } from '../src/model/ids.ts';
import type {
  Clock,
  FrameStream,
  Network,
  NetworkEvent,
  Protocol,
  TopicHandler,
} from '../src/ports.ts';
import type { Gate } from './gate.ts';
import type { What } from './limits.ts';
import type { Paces } from './paces.ts';

export interface PacedOptions {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly paces: Paces;
  /** How a peer's messages in a topic are counted; null where it has no business in it. */
  rateOf(peer: PeerId, topic: string): Extract<What, 'messages' | 'beats'> | null;
}

/**
 * The relay's network as its offices use it: each device has its rates. Frames beyond them are read
 * later, so that their sender waits and loses nothing; live messages beyond them are dropped, since
 * catch-up brings what they said; and who goes on and on is shut out for a while.
 */
export class PacedNetwork implements Network {
  readonly peer: PeerId;
  readonly webrtc: boolean;
  readonly #network: Network;
  readonly #options: PacedOptions;

  constructor(network: Network, options: PacedOptions) {
    this.#network = network;
    this.#options = options;
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
    const rates = protocol === '/confab/file/1' ? FILE_RATES : SYNC_RATES;
    return this.#network.onStream(
      (stream) => handler(new PacedFrames(stream, this.#options, rates)),
      protocol,
    );
  }

  subscribe(topic: string, handler: TopicHandler): () => void {
    const { gate, paces, rateOf } = this.#options;
    return this.#network.subscribe(topic, {
      validate: (bytes, from) => {
        const rate = rateOf(from, topic);
        if (!rate) return 'reject';
        const paced = paces.take(from, rate) && paces.take(from, 'messageBytes', bytes.length);
        if (paced) return handler.validate(bytes, from);
        if (!paces.take(from, 'excess')) gate.ban(from);
        return 'ignore';
      },
      mayHear: (peer) => rateOf(peer, topic) !== null,
    });
  }

  publish(topic: string, bytes: Uint8Array): Promise<number> {
    return this.#network.publish(topic, bytes);
  }
}

/** How the frames of a protocol are counted, and their bytes. */
interface FrameRates {
  readonly frames: What;
  readonly bytes: What;
}
const SYNC_RATES: FrameRates = { frames: 'frames', bytes: 'frameBytes' };
const FILE_RATES: FrameRates = { frames: 'fileFrames', bytes: 'fileBytes' };

/** A stream whose frames come no faster than its peer may send them. */
class PacedFrames implements FrameStream {
  readonly peer: PeerId;
  readonly #stream: FrameStream;
  readonly #options: PacedOptions;
  readonly #rates: FrameRates;
  #goOn: (() => void) | null = null;
  #closed = false;

  constructor(stream: FrameStream, options: PacedOptions, rates: FrameRates) {
    this.#rates = rates;
    this.#stream = stream;
    this.#options = options;
    this.peer = stream.peer;
  }

  send(frame: Uint8Array): Promise<void> {
    return this.#stream.send(frame);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const { paces } = this.#options;
    for await (const frame of this.#stream) {
      const wait = Math.max(
        paces.spend(this.peer, this.#rates.bytes, frame.length),
        paces.spend(this.peer, this.#rates.frames),
      );
      if (wait > 0) await this.#pause(wait);
      yield frame;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#goOn?.();
    await this.#stream.close();
  }

  async #pause(wait: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(wait, resolve);
      this.#goOn = () => {
        cancel();
        resolve();
      };
    });
    this.#goOn = null;
  }
}
