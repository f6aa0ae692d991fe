import type { ChainId, LogId } from '../model/ids.ts';
import type { Clock } from '../ports.ts';

/**
 * Milliseconds for which a session may be the only one that asks for a chain. Long enough for one
 * run over a slow line, short enough that a peer who withholds what it offered delays nobody.
 */
const CLAIM = 10_000;

/** Names a chain among those of all logs. */
export const keyOf = (log: LogId, chain: ChainId): string => `${log}/${chain}`;

/** Keeps several sessions from fetching the same chain at once. */
export class Claims {
  readonly #clock: Clock;
  readonly #held = new Map<string, { owner: object; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether `owner` may ask for the chain now; if so it is its own for a while. */
  take(key: string, owner: object): boolean {
    const now = this.#clock.now();
    const held = this.#held.get(key);
    if (held && held.owner !== owner && held.until > now) return false;
    this.#held.set(key, { owner, until: now + CLAIM });
    return true;
  }

  release(key: string, owner: object): void {
    if (this.#held.get(key)?.owner === owner) this.#held.delete(key);
  }
}
