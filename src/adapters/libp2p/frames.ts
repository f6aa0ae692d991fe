import type { Stream } from '@libp2p/interface';
import { ConfabError } from '../../model/errors.ts';
import type { PeerId } from '../../model/ids.ts';
import type { FrameStream } from '../../ports.ts';
import { MAX_FRAME } from '../../wire/limits.ts';
import { FrameReader, frameBytes, grantBytes } from './framing.ts';

/**
 * Bytes of frames that a side may have sent and the other side's program not yet have taken. It
 * bounds the reader's buffer on every transport: libp2p streams over WebRTC have no back-pressure
 * of their own, and yamux holds megabytes. Four frames of the largest size fill a fast link.
 */
export const WINDOW = 4 * MAX_FRAME;
/** Bytes taken before the sender is told of it: often enough that a stream never stalls. */
const GRANT_STEP = WINDOW / 4;
/** Milliseconds that a clean close may take before the stream is reset. */
const CLOSE_TIMEOUT = 2_000;

/** Frames over one libp2p stream; the bytes are described in framing.ts. */
export class LibP2PFrames implements FrameStream {
  readonly peer: PeerId;
  readonly #stream: Stream;
  readonly #reader: FrameReader;
  readonly #most: number;
  /** Frames that arrived and were not taken yet. */
  readonly #arrived: Uint8Array[] = [];
  /** Bytes that may still be sent before the other side has taken some. */
  #credit = WINDOW;
  /** Bytes taken here that the other side was not told of. */
  #taken = 0;
  #ended = false;
  #failure: ConfabError | null = null;
  #last: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<() => void>();

  /** `most`: bytes of the largest frame. */
  constructor(stream: Stream, peer: PeerId, most: number = MAX_FRAME) {
    this.#reader = new FrameReader(WINDOW, most);
    this.#most = most;
    this.#stream = stream;
    this.peer = peer;
    stream.addEventListener('message', this.#onMessage);
    stream.addEventListener('drain', this.#wake);
    stream.addEventListener('remoteCloseWrite', this.#onEnd);
    stream.addEventListener('close', this.#onEnd, { once: true });
    if (stream.status !== 'open') this.#onEnd();
  }

  send(frame: Uint8Array): Promise<void> {
    if (frame.length === 0 || frame.length > this.#most) {
      return Promise.reject(new ConfabError('malformed', `a frame of ${frame.length} bytes`));
    }
    const sent = this.#last.then(() => this.#sendNow(frame));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  async #sendNow(frame: Uint8Array): Promise<void> {
    await this.#until(
      () => this.#ended || (this.#credit >= frame.length && !this.#stream.writableNeedsDrain),
    );
    if (this.#ended) throw this.#failure ?? new ConfabError('closed', `stream with ${this.peer}`);
    this.#credit -= frame.length;
    this.#write(frameBytes(frame));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      await this.#until(() => this.#arrived.length > 0 || this.#ended);
      const frame = this.#arrived.shift();
      if (!frame) {
        if (this.#failure) throw this.#failure;
        return;
      }
      yield frame;
      this.#take(frame.length);
    }
  }

  async close(): Promise<void> {
    this.#end(null);
    if (this.#stream.status !== 'open') return;
    try {
      await this.#stream.close({ signal: AbortSignal.timeout(CLOSE_TIMEOUT) });
    } catch (error) {
      this.#stream.abort(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The program is done with a frame, so the other side may send as much again. */
  #take(bytes: number): void {
    this.#reader.took(bytes);
    this.#taken += bytes;
    if (this.#taken < GRANT_STEP || this.#ended) return;
    const grant = this.#taken;
    this.#taken = 0;
    this.#write(grantBytes(grant));
  }

  #write(bytes: Uint8Array): void {
    try {
      this.#stream.send(bytes);
    } catch (cause) {
      const failure = new ConfabError('closed', `stream with ${this.peer}`, { cause });
      this.#end(failure);
      throw failure;
    }
  }

  readonly #onMessage = (event: { data: { subarray(): Uint8Array } }): void => {
    if (this.#ended) return;
    try {
      const { frames, granted } = this.#reader.read(event.data.subarray());
      this.#arrived.push(...frames);
      this.#credit += granted;
      if (this.#credit > WINDOW) throw new ConfabError('malformed', 'more granted than sent');
    } catch (error) {
      const failure =
        error instanceof ConfabError ? error : new ConfabError('malformed', String(error));
      this.#arrived.length = 0;
      this.#end(failure);
      this.#stream.abort(failure);
    }
    this.#wake();
  };

  readonly #onEnd = (): void => {
    const cut = this.#reader.inFrame && !this.#ended;
    this.#end(cut ? new ConfabError('closed', `${this.peer} left in the middle of a frame`) : null);
    // The other side wants no more: what is still open here would never be used.
    void this.close();
  };

  #end(failure: ConfabError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#stream.removeEventListener('message', this.#onMessage);
    this.#stream.removeEventListener('remoteCloseWrite', this.#onEnd);
    this.#wake();
  }

  readonly #wake = (): void => {
    for (const resume of [...this.#waiting]) resume();
  };

  /** Waits until the condition holds; ended by the stream's end, which every condition names. */
  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const check = (): void => {
        if (!holds()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }
}
