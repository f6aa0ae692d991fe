import { ConfabError } from '../../model/errors.ts';
import type { PeerId } from '../../model/ids.ts';
import type { FrameStream } from '../../ports.ts';

/** Bytes on their way or unread at which a sender waits: what a yamux window holds. */
const WINDOW = 256 * 1024;

/** How a frame travels: calls `arrive` later, in order, or never when the link is dead. */
export type Carry = (frame: Uint8Array, arrive: () => void) => void;

/** One end of a stream between two peers of a hub. */
class End implements FrameStream {
  readonly peer: PeerId;
  readonly #carry: Carry;
  #other: End | null = null;
  #inbox: Uint8Array[] = [];
  /** Bytes sent by the other end and not read here. */
  #unread = 0;
  #state: 'open' | 'closing' | 'ended' | 'broken' = 'open';
  #reader: (() => void) | null = null;
  #writers: (() => void)[] = [];

  readonly #most: number;

  constructor(peer: PeerId, carry: Carry, most: number) {
    this.#most = most;
    this.peer = peer;
    this.#carry = carry;
  }

  join(other: End): void {
    this.#other = other;
  }

  async send(frame: Uint8Array): Promise<void> {
    if (frame.length === 0 || frame.length > this.#most) {
      throw new ConfabError('malformed', `frame of ${frame.length} bytes`);
    }
    const other = this.#other;
    if (this.#state !== 'open' || !other) throw closed(this.peer);
    other.#unread += frame.length;
    const copy = frame.slice();
    this.#carry(copy, () => other.#take(copy));
    while (this.#state === 'open' && other.#unread > WINDOW) {
      await new Promise<void>((resolve) => this.#writers.push(resolve));
    }
    if (this.#state !== 'open') throw closed(this.peer);
  }

  /** What was sent before still arrives. */
  close(): Promise<void> {
    if (this.#state !== 'open') return Promise.resolve();
    this.#state = 'ended';
    this.#inbox = [];
    this.#wake();
    const other = this.#other;
    if (other) this.#carry(new Uint8Array(), () => other.#end());
    return Promise.resolve();
  }

  break(): void {
    if (this.#state === 'ended' || this.#state === 'broken') return;
    this.#state = 'broken';
    this.#inbox = [];
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (true) {
      const frame = this.#inbox.shift();
      if (frame) {
        this.#unread -= frame.length;
        if (this.#other) this.#other.#wakeWriters();
        yield frame;
      } else if (this.#state !== 'open') return;
      else await new Promise<void>((resolve) => (this.#reader = resolve));
    }
  }

  #take(frame: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#inbox.push(frame);
    this.#reader?.();
  }

  #end(): void {
    if (this.#state === 'open') this.#state = 'closing';
    this.#wake();
  }

  #wake(): void {
    this.#reader?.();
    this.#wakeWriters();
    if (this.#other) this.#other.#wakeWriters();
  }

  #wakeWriters(): void {
    for (const resume of this.#writers.splice(0)) resume();
  }
}

const closed = (peer: PeerId): ConfabError => new ConfabError('closed', `stream with ${peer}`);

/** Both ends of one stream, and how to break it without a word. */
export interface StreamPair {
  readonly near: FrameStream;
  readonly far: FrameStream;
  break(): void;
}

/** A stream between `a`, who gets `near`, and `b`, who gets `far`; `most`: bytes of the largest frame. */
export function makeStreamPair(
  a: PeerId,
  b: PeerId,
  there: Carry,
  back: Carry,
  most: number,
): StreamPair {
  const near = new End(b, there, most);
  const far = new End(a, back, most);
  near.join(far);
  far.join(near);
  return {
    near,
    far,
    break() {
      near.break();
      far.break();
    },
  };
}
