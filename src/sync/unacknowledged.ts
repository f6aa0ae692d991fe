import type { ChainId, LogId, Vector } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { keyOf } from './claims.ts';

/** Milliseconds without a receipt after which own entries are offered again; then twice as long, and so on. */
const FIRST = 2_000;
/** Milliseconds between offers at most. */
const MOST = 30_000;

interface Own {
  readonly log: LogId;
  readonly chain: ChainId;
  next: number;
  due: number;
  pause: number;
}

/** Own entries of this run whose receipt is still to come. */
export class Unacknowledged {
  readonly #clock: Clock;
  readonly #own = new Map<string, Own>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  grew(log: LogId, chain: ChainId, next: number): void {
    const key = keyOf(log, chain);
    const known = this.#own.get(key);
    if (known) known.next = next;
    else this.#own.set(key, { log, chain, next, due: this.#clock.now() + FIRST, pause: FIRST });
  }

  acknowledged(log: LogId, vector: Vector): void {
    if (this.#own.size === 0) return;
    for (const [chain, next] of vector) {
      const own = this.#own.get(keyOf(log, chain));
      if (own && next >= own.next) this.#own.delete(keyOf(log, chain));
    }
  }

  /** What is to be offered again now. */
  *due(): Generator<{ log: LogId; chain: ChainId; next: number }> {
    const now = this.#clock.now();
    for (const own of this.#own.values()) {
      if (own.due > now) continue;
      own.pause = Math.min(MOST, own.pause * 2);
      own.due = now + own.pause;
      yield own;
    }
  }
}
