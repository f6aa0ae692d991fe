import type { ChainId, LogId, Vector } from '../model/ids.ts';
import type { Clock, FrameStream } from '../ports.ts';
import { MAX_CHAINS } from '../wire/limits.ts';
import { encodeFrame, type Frame } from './frames.ts';
import type { Server } from './serving.ts';

/** Milliseconds that receipts wait for more of them: one frame for a burst. */
const RECEIPT_DELAY = 20;
/**
 * Milliseconds of sending at a stretch; then all else has its turn: whoever tells of years hears
 * meanwhile what the peer asks for first, and so do all others.
 */
const STRETCH = 8;
/** Milliseconds in which a peer must take a frame; who reads slower holds up memory for nothing. */
const SEND_TIMEOUT = 60_000;

/** A frame that waits for room, and who waits for it: `done` hears whether the stream took it. */
interface Pushed {
  readonly frame: Frame;
  readonly done?: (isSent: boolean) => void;
}

type Notes = Map<LogId, Map<ChainId, number>>;

/**
 * All that goes out on one stream, one frame after another: what was pushed, receipts, offers,
 * answers. Receipts and offers are kept as notes and made into frames when the stream has room, so
 * that a slow reader costs no more than the latest number of each chain.
 */
export class Outgoing {
  readonly #stream: FrameStream;
  readonly #clock: Clock;
  readonly #server: Server;
  readonly #queue: Pushed[] = [];
  readonly #receipts: Notes = new Map();
  readonly #offers: Notes = new Map();
  #receiptsDue = false;
  #offersDue = false;
  readonly #timers = new Map<
    'receipts' | 'offers' | 'serving',
    { due: number; cancel: () => void }
  >();
  #resume: (() => void) | null = null;
  #endTurn: (() => void) | null = null;
  #woken = false;
  #closed = false;
  /** Unix time in milliseconds of the last frame sent. */
  lastSent: number;

  constructor(stream: FrameStream, clock: Clock, server: Server) {
    this.#stream = stream;
    this.#clock = clock;
    this.#server = server;
    this.lastSent = clock.now();
  }

  /** Frames that wait for room. */
  get backlog(): number {
    return this.#queue.length;
  }

  push(frame: Frame): void {
    if (this.#closed) return;
    this.#queue.push({ frame });
    this.wake();
  }

  /** As `push`; resolves with whether the stream took the frame. */
  deliver(frame: Frame): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((done) => {
      this.#queue.push({ frame, done });
      this.wake();
    });
  }

  /** Notes that we durably hold the chain below `next`. */
  receipt(log: LogId, chain: ChainId, next: number): void {
    if (this.#closed) return;
    note(this.#receipts, log, chain, next);
    this.#in('receipts', RECEIPT_DELAY, () => {
      this.#receiptsDue = true;
    });
  }

  /** Notes that we could give the chain below `next`; told after `delay` milliseconds. */
  offer(log: LogId, chain: ChainId, next: number, delay: number): void {
    if (this.#closed) return;
    note(this.#offers, log, chain, next);
    if (delay === 0) {
      this.#offersDue = true;
      this.wake();
    } else {
      this.#in('offers', delay, () => {
        this.#offersDue = true;
      });
    }
  }

  /** The peer holds this much by itself: offers of it are needless. */
  known(log: LogId, vector: Vector): void {
    const offers = this.#offers.get(log);
    if (!offers) return;
    for (const [chain, next] of offers) {
      if ((vector.get(chain) ?? 0) >= next) offers.delete(chain);
    }
    if (offers.size === 0) this.#offers.delete(log);
  }

  wake(): void {
    this.#woken = true;
    this.#resume?.();
  }

  /**
   * Sends until closed, here or by the stream: one that breaks, or a peer that does not read. Rejects
   * with a fault of this device's own.
   */
  async run(): Promise<void> {
    let isAnswersTurn = false;
    let begun = this.#clock.now();
    while (!this.#closed) {
      this.#woken = false;
      // What was asked for comes between what is told, which may be all that is here of years.
      const receipt = this.#receipt();
      const answer: Frame | null = isAnswersTurn && !receipt ? await this.#answer() : null;
      const pushed: Pushed | undefined = receipt || answer ? undefined : this.#queue.shift();
      isAnswersTurn = pushed !== undefined;
      const told = receipt ?? answer ?? pushed?.frame;
      const frame = told ?? this.#offer() ?? (await this.#answer());
      if (!this.#closed && frame) await this.#send(frame);
      pushed?.done?.(!this.#closed);
      if (!this.#closed && !frame && !this.#woken) await this.#pause();
      else if (this.#closed || this.#clock.now() - begun < STRETCH) continue;
      else await this.#giveWay();
      begun = this.#clock.now();
    }
  }

  close(): void {
    this.#closed = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    for (const { done } of this.#queue.splice(0)) done?.(false);
    this.#endTurn?.();
    this.wake();
  }

  /** Before all else: somebody waits for it before they go on. */
  #receipt(): Frame | null {
    if (!this.#receiptsDue) return null;
    const found = takeNotes(this.#receipts);
    if (found) return { kind: 'receipt', ...found };
    this.#receiptsDue = false;
    return null;
  }

  #offer(): Frame | null {
    if (!this.#offersDue) return null;
    const found = takeNotes(this.#offers);
    if (found) return { kind: 'have', ...found, echo: false };
    this.#offersDue = false;
    return null;
  }

  async #answer(): Promise<Frame | null> {
    if (this.#server.idle) return null;
    const { delay } = this.#server;
    if (delay === 0) return this.#server.next();
    this.#in('serving', delay, () => undefined);
    return null;
  }

  async #send(frame: Frame): Promise<void> {
    const bytes = encodeFrame(frame);
    const cancel = this.#clock.after(SEND_TIMEOUT, () => void this.#stream.close());
    try {
      await this.#stream.send(bytes);
      this.lastSent = this.#clock.now();
    } catch {
      // The line is gone; whoever reads from it hears so too.
      this.close();
    } finally {
      cancel();
    }
  }

  /** Lets all else have its turn; who closes meanwhile waits for no clock. */
  #giveWay(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(0, resolve);
      this.#endTurn = () => {
        cancel();
        resolve();
      };
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = () => {
        this.#resume = null;
        resolve();
      };
    });
  }

  /** Runs the task in a while, unless it is to run by then already, and goes on sending. */
  #in(name: 'receipts' | 'offers' | 'serving', delay: number, task: () => void): void {
    const due = this.#clock.now() + delay;
    const known = this.#timers.get(name);
    if (known && known.due <= due) return;
    known?.cancel();
    const cancel = this.#clock.after(delay, () => {
      this.#timers.delete(name);
      task();
      this.wake();
    });
    this.#timers.set(name, { due, cancel });
  }
}

function note(notes: Notes, log: LogId, chain: ChainId, next: number): void {
  const chains = notes.get(log) ?? new Map<ChainId, number>();
  chains.set(chain, Math.max(next, chains.get(chain) ?? 0));
  notes.set(log, chains);
}

/** Takes the notes of one log, as many as one frame holds. */
function takeNotes(notes: Notes): { log: LogId; vector: Vector } | null {
  for (const [log, chains] of notes) {
    notes.delete(log);
    if (chains.size <= MAX_CHAINS) return { log, vector: chains };
    const all = [...chains];
    notes.set(log, new Map(all.slice(MAX_CHAINS)));
    return { log, vector: new Map(all.slice(0, MAX_CHAINS)) };
  }
  return null;
}
