import type { FileId, OfficeId, PeerId } from '../model/ids.ts';
import type { Clock, FrameStream, Network } from '../ports.ts';
import { MAX_WANTED } from '../wire/limits.ts';
import { decodeFileFrame, encodeFileFrame, FILE_VERSION, type FileFrame } from './frames.ts';

/** Chunks under way at first, and at most: both far below what the other side puts up with. */
const BEGIN = 2;
const MOST = MAX_WANTED / 2;
/**
 * Milliseconds that a chunk may take before fewer are asked for at once: what waits in a line's buffers
 * keeps messages waiting too.
 */
const LEISURE = 250;
/** What was taken back is remembered until so many others were: it may be on its way already. */
const TAKEN_BACK = 2 * MAX_WANTED;
/** Milliseconds in which a holder must give something of what was asked for. */
export const STALLED = 20_000;

export interface LinkContext {
  readonly office: OfficeId;
  readonly network: Network;
  readonly clock: Clock;
  onFrame(link: Link, frame: FileFrame): void;
  /** The stream is over: `fault` when the other side broke the rules or stalled. */
  onEnd(link: Link, fault: boolean): void;
}

/** A stream on which this device asks one peer for files, opened when it is first used. */
export class Link {
  readonly peer: PeerId;
  readonly #is: LinkContext;
  #stream: Promise<FrameStream> | null = null;
  #ended = false;
  /** What was asked for or brought and not answered, and when: Unix time in milliseconds. */
  readonly #underWay = new Map<string, number>();
  /** What was under way when it was taken back, the newest last. */
  readonly #takenBack = new Set<string>();
  #most = BEGIN;
  #heard = 0;
  #cancelCheck: (() => void) | null = null;
  /** Chunks that came though nobody waited for them. */
  unasked = 0;
  #used: number;

  constructor(peer: PeerId, is: LinkContext) {
    this.peer = peer;
    this.#is = is;
    this.#used = is.clock.now();
  }

  /** Milliseconds since anything was sent. */
  get idleFor(): number {
    return this.#underWay.size > 0 ? 0 : this.#is.clock.now() - this.#used;
  }

  /** How many more chunks may be under way now. */
  get room(): number {
    return this.#ended ? 0 : this.#most - this.#underWay.size;
  }

  get ended(): boolean {
    return this.#ended;
  }

  ask(file: FileId): void {
    void this.send({ kind: 'ask', file });
  }

  want(file: FileId, places: readonly number[]): void {
    for (const place of places) this.#begin(file, place);
    void this.send({ kind: 'want', file, places });
  }

  /** Brings a chunk to a relay; resolves when there is room for more. */
  async bring(file: FileId, place: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#begin(file, place);
    await this.send({ kind: 'chunk', file, place, bytes });
  }

  isUnderWay(file: FileId, place: number): boolean {
    return this.#underWay.has(`${file}/${place}`);
  }

  /** A chunk was given, or acknowledged. False when it was not asked for. */
  settle(file: FileId, place: number): boolean {
    const key = `${file}/${place}`;
    const since = this.#underWay.get(key);
    if (since === undefined) return false;
    this.#underWay.delete(key);
    const now = this.#is.clock.now();
    const took = now - Math.max(since, this.#heard);
    this.#heard = now;
    if (took > LEISURE) this.#most = Math.max(1, this.#most - 1);
    else this.#most = Math.min(MOST, this.#most + 1);
    return true;
  }

  /** Whatever is under way of a file is not wanted any more. */
  cancel(file: FileId): void {
    if (this.takeBack(file)) void this.send({ kind: 'cancel', file });
  }

  /** Waits no longer for what is under way of a file. False when nothing is. */
  takeBack(file: FileId): boolean {
    const keys = [...this.#underWay.keys()].filter((key) => key.startsWith(`${file}/`));
    for (const key of keys) {
      this.#underWay.delete(key);
      this.#takenBack.delete(key);
      this.#takenBack.add(key);
    }
    for (const key of this.#takenBack) {
      if (this.#takenBack.size <= TAKEN_BACK) break;
      this.#takenBack.delete(key);
    }
    return keys.length > 0;
  }

  /** A chunk came that was on its way when it was taken back; true once for each. */
  cameLate(file: FileId, place: number): boolean {
    const isLate = this.#takenBack.delete(`${file}/${place}`);
    if (isLate) this.#heard = this.#is.clock.now();
    return isLate;
  }

  /** Sends a frame; resolves when there is room for more, or the stream is over. */
  async send(frame: FileFrame): Promise<void> {
    if (this.#ended) return;
    this.#used = this.#is.clock.now();
    this.#stream ??= this.#open();
    try {
      await (await this.#stream).send(encodeFileFrame(frame));
    } catch {
      this.end(false);
    }
  }

  async #open(): Promise<FrameStream> {
    const { network, office } = this.#is;
    const stream = await network.open(this.peer, undefined, '/confab/file/1');
    await stream.send(encodeFileFrame({ kind: 'hello', version: FILE_VERSION, office }));
    void this.#read(stream);
    return stream;
  }

  async #read(stream: FrameStream): Promise<void> {
    let fault = false;
    try {
      for await (const bytes of stream) {
        if (this.#ended) break;
        this.#is.onFrame(this, decodeFileFrame(bytes));
      }
    } catch (error) {
      fault = (error as { reason?: string }).reason === 'malformed';
    }
    this.end(fault);
  }

  #begin(file: FileId, place: number): void {
    this.#underWay.set(`${file}/${place}`, this.#is.clock.now());
    this.#cancelCheck ??= this.#is.clock.after(STALLED, () => this.#check());
  }

  /** Whoever was asked and gives nothing for long is left for others. */
  #check(): void {
    this.#cancelCheck = null;
    if (this.#underWay.size === 0) return;
    const now = this.#is.clock.now();
    const since = Math.max(this.#heard, Math.min(...this.#underWay.values()));
    if (now - since >= STALLED) this.end(true);
    else {
      const wait = STALLED - (now - since);
      this.#cancelCheck = this.#is.clock.after(wait, () => this.#check());
    }
  }

  /** Ends the stream. Harmless when it ended. */
  end(fault: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelCheck?.();
    this.#cancelCheck = null;
    this.#underWay.clear();
    void this.#stream?.then((stream) => stream.close()).catch(() => undefined);
    this.#is.onEnd(this, fault);
  }
}
