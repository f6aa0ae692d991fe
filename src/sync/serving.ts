import { type ChainId, type LogId, type PeerId, ROSTER } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { MAX_FRAME_ENTRIES, MAX_RUN } from '../wire/limits.ts';
import { WINDOW_RANGES } from './fetching.ts';
import type { Frame, Range } from './frames.ts';
import { bytesIn } from './intake.ts';
import type { Ledger } from './ledger.ts';
import type { Replica } from './replica.ts';

/** Ranges one peer may have open: what our own side asks at most, and slack for other programs. */
const MAX_OPEN = 4 * WINDOW_RANGES;
/** Bytes that a peer gets without delay: a year of a busy office. Beyond it only REFILL. */
const ALLOWANCE = 256 * 1024 * 1024;
/** Bytes a second at which the allowance grows again: who asks for all again and again waits. */
const REFILL = 1024 * 1024;
/** Bytes that an answer counts at least: looking for what is not there is work too. */
const LEAST_COST = 512;

interface Order {
  readonly log: LogId;
  readonly chain: ChainId;
  at: number;
  readonly to: number;
}

/** Answers what one peer wants, one frame at a time and no faster than its stream takes them. */
export class Server {
  readonly #replica: Replica;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #peer: PeerId;
  readonly #failed: (error: unknown) => void;
  readonly #orders: Order[] = [];
  #allowance = ALLOWANCE;
  #counted: number;
  /** Entries given. */
  sent = 0;

  /** `failed`: something of a conversation could not be read here; the peer is told that there is no more of it. */
  constructor(
    replica: Replica,
    ledger: Ledger,
    clock: Clock,
    peer: PeerId,
    failed: (error: unknown) => void,
  ) {
    this.#failed = failed;
    this.#replica = replica;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#peer = peer;
    this.#counted = clock.now();
  }

  get idle(): boolean {
    return this.#orders.length === 0;
  }

  /** Takes an order; false when the peer has more open than is reasonable. */
  want(log: LogId, ranges: readonly Range[]): boolean {
    if (this.#orders.length + ranges.length > MAX_OPEN) return false;
    for (const { chain, from, to } of ranges) this.#orders.push({ log, chain, at: from, to });
    return true;
  }

  /** Milliseconds until the next frame may be given; 0: now. */
  get delay(): number {
    const now = this.#clock.now();
    this.#allowance += ((now - this.#counted) / 1000) * REFILL;
    this.#allowance = Math.min(this.#allowance, ALLOWANCE);
    this.#counted = now;
    return this.#allowance >= 0 ? 0 : Math.ceil((-this.#allowance / REFILL) * 1000);
  }

  /**
   * The next answer; null when nothing is asked. An empty run says that there is no more. Rejects when the
   * roster cannot be read.
   */
  async next(): Promise<Frame | null> {
    const order = this.#orders[0];
    if (!order) return null;
    const { log, chain, at, to } = order;
    const held = this.#ledger.mayRead(this.#peer, log) ? this.#ledger.next(log, chain) : 0;
    const count = Math.min(to, held) - at;
    const envelopes = count > 0 ? await this.#read(order, Math.min(count, MAX_RUN)) : [];
    order.at += envelopes.length;
    if (envelopes.length === 0 || order.at >= to) this.#orders.shift();
    this.sent += envelopes.length;
    const run = { log, chain, from: at, envelopes };
    this.#allowance -= Math.max(LEAST_COST, bytesIn(run));
    return { kind: 'entries', run };
  }

  async #read({ log, chain, at }: Order, count: number): Promise<Uint8Array[]> {
    const bytes = MAX_FRAME_ENTRIES - 5 * count;
    try {
      return (await this.#replica.read(log, chain, at, count, bytes)).slice(0, count);
    } catch (error) {
      if (log === ROSTER) throw error;
      // One month that cannot be read keeps nobody from all others: this session goes on.
      this.#failed(error);
      return [];
    }
  }
}
