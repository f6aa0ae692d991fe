import { ConfabError } from '../../model/errors.ts';
import { MAX_FRAME } from '../../wire/limits.ts';

/**
 * The bytes of a stream of frames, each way: a sequence of items.
 *
 *   frame: varint(length), length bytes      1 ≤ length ≤ MAX_FRAME or MAX_FILE_FRAME
 *   grant: 0x00, varint(bytes)               the reader's program has taken so many more bytes
 *
 * Varints are unsigned LEB128 in their shortest form. A side may have at most WINDOW bytes of frames
 * on the way that were not granted back, and MAX_WAITING frames; who sends more is disconnected.
 */

/**
 * Frames that may wait to be taken: each costs memory beside its bytes, and a window holds half a million
 * of the smallest ones. Those that are sent in numbers, such as receipts, take 50 bytes at least.
 */
const MAX_WAITING = 32_768;
/** Bytes of the longest varint: 3 × 7 bits hold a frame and any grant. */
const MAX_VARINT = 3;

function putVarint(into: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest >= 0x80) {
    into[end++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  into[end++] = rest;
  return end;
}

const varintLength = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : MAX_VARINT;

/** A frame with its length before it. */
export function frameBytes(frame: Uint8Array): Uint8Array {
  const prefix = varintLength(frame.length);
  const bytes = new Uint8Array(prefix + frame.length);
  putVarint(bytes, 0, frame.length);
  bytes.set(frame, prefix);
  return bytes;
}

/** Tells the sender that so many bytes were taken. */
export function grantBytes(taken: number): Uint8Array {
  const bytes = new Uint8Array(1 + varintLength(taken));
  putVarint(bytes, 1, taken);
  return bytes;
}

/** Cuts a stream of bytes, arriving in any pieces, into frames and grants. Throws `malformed`. */
export class FrameReader {
  readonly #window: number;
  readonly #most: number;
  /** Bytes of frames announced and not yet taken by the program. */
  #held = 0;
  /** How many frames that are. */
  #waiting = 0;
  #varint = 0;
  #varintBytes = 0;
  #inGrant = false;
  #frame: Uint8Array | null = null;
  #filled = 0;

  /** `most`: bytes of the largest frame. */
  constructor(window: number, most: number = MAX_FRAME) {
    this.#window = window;
    this.#most = most;
  }

  /** Whether an item has begun and not ended. */
  get inFrame(): boolean {
    return this.#frame !== null || this.#varintBytes > 0 || this.#inGrant;
  }

  /** The program has taken a frame of so many bytes. */
  took(bytes: number): void {
    this.#held -= bytes;
    this.#waiting -= 1;
  }

  read(bytes: Uint8Array): { frames: Uint8Array[]; granted: number } {
    const frames: Uint8Array[] = [];
    let granted = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#frame) {
        at = this.#fill(this.#frame, bytes, at, frames);
        continue;
      }
      const value = this.#readVarint(bytes[at++] as number);
      if (value === null) continue;
      if (this.#inGrant) {
        this.#inGrant = false;
        granted += value;
      } else if (value === 0) this.#inGrant = true;
      else this.#begin(value);
    }
    return { frames, granted };
  }

  #begin(length: number): void {
    if (length > this.#most) throw new ConfabError('malformed', `a frame of ${length} bytes`);
    this.#held += length;
    this.#waiting += 1;
    if (this.#held > this.#window || this.#waiting > MAX_WAITING)
      throw new ConfabError('malformed', 'more sent than granted');
    this.#frame = new Uint8Array(length);
    this.#filled = 0;
  }

  #fill(frame: Uint8Array, bytes: Uint8Array, at: number, frames: Uint8Array[]): number {
    const end = Math.min(bytes.length, at + frame.length - this.#filled);
    frame.set(bytes.subarray(at, end), this.#filled);
    this.#filled += end - at;
    if (this.#filled === frame.length) {
      frames.push(frame);
      this.#frame = null;
    }
    return end;
  }

  /** The value when this byte completes it, else null. */
  #readVarint(byte: number): number | null {
    this.#varint |= (byte & 0x7f) << (7 * this.#varintBytes);
    this.#varintBytes++;
    if (byte >= 0x80) {
      if (this.#varintBytes === MAX_VARINT) throw new ConfabError('malformed', 'length too long');
      return null;
    }
    if (byte === 0 && this.#varintBytes > 1)
      throw new ConfabError('malformed', 'length not shortest');
    const value = this.#varint;
    this.#varint = 0;
    this.#varintBytes = 0;
    return value;
  }
}
