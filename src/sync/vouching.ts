import { type ChainId, type LogId, type PeerId, partsOf, type Vector } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import type { Clock } from '../ports.ts';
import { MAX_CHAINS } from '../wire/limits.ts';
import type { Replica, Vouch } from './replica.ts';
import type { Session } from './session.ts';

/** Milliseconds that a vouch waits: for more of its log, or for a session with the author. */
const FIRST = 1_000;
/**
 * Milliseconds until the next vouch of the same log, for each chain in the last one: a relay passes on
 * one a second for each device and log, however many talk.
 */
const PER_CHAIN = 1_000;
/** Milliseconds between two vouches of one log at most. */
const MOST = 30_000;
/** Milliseconds from one vouch of a holder and log to the next that a relay passes on; others are dropped. */
const LEAST_PAUSE = 500;
/** Holders and logs of which a relay remembers when they last vouched. */
const MAX_PACED = 10_000;
/** Vouches that a relay keeps for an author who is away: a week of what a colleague writes by day. */
const MAX_WAITING = 500;
/** Chains in all of these: a member cannot fill the relay's memory. */
const MAX_WAITING_CHAINS = 20_000;

export interface Vouches {
  readonly clock: Clock;
  readonly replica: Replica;
  readonly self: PeerId;
  readonly role: 'member' | 'relay';
  readonly sessions: ReadonlyMap<PeerId, Session>;
  readonly isRelay: (peer: PeerId) => boolean;
  /** A vouch could not be signed. */
  failed(error: unknown): void;
}

/**
 * Signed receipts for authors with whom this device has no session, such as a browser that a terminal
 * client can meet nowhere but at the relay. A relay passes them on (SPEC Y11).
 */
export class Vouching {
  readonly #is: Vouches;
  /** What is held and not vouched for yet, by log. */
  readonly #held = new Map<LogId, Map<ChainId, number>>();
  /** Logs whose vouch waits, or whose pause lasts. */
  readonly #timers = new Map<LogId, () => void>();
  /** Vouches for authors who are away, at a relay. */
  readonly #waiting = new Map<PeerId, Vouch[]>();
  /** When a holder last vouched for a log, at a relay: the oldest first. */
  readonly #passed = new Map<string, number>();

  constructor(is: Vouches) {
    this.#is = is;
  }

  /** Somebody's entries are durable here, and there is no session by which to tell them. */
  held(author: PeerId, log: LogId, chain: ChainId, next: number): void {
    const { role, self, replica } = this.#is;
    if (role === 'relay' || author === self || !replica.vouch || !this.#isRecent(log)) return;
    const chains = this.#held.get(log) ?? new Map<ChainId, number>();
    this.#held.set(log, chains.set(chain, Math.max(next, chains.get(chain) ?? 0)));
    if (!this.#timers.has(log)) this.#in(FIRST, log);
  }

  /** Takes a vouch; false when whoever brought it had no business to. */
  take(from: PeerId, vouch: Vouch): boolean {
    const { role, replica, isRelay } = this.#is;
    if (role === 'relay') return from === vouch.holder && this.#passOn(vouch);
    if (!isRelay(from)) return false;
    replica.vouched?.(vouch);
    return true;
  }

  /** A session begins: what waited for this peer goes out. */
  begun(session: Session): void {
    for (const vouch of this.#waiting.get(session.peer) ?? []) session.vouch(vouch);
    this.#waiting.delete(session.peer);
    if (!this.#is.isRelay(session.peer)) return;
    for (const log of this.#held.keys()) if (!this.#timers.has(log)) this.#in(FIRST, log);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Of this month or the last: of all that a newcomer catches up with nobody needs to be told. */
  #isRecent(log: LogId): boolean {
    const month = partsOf(log)?.month;
    return month !== undefined && monthOf(this.#is.clock.now()) - month <= 1;
  }

  #in(pause: number, log: LogId): void {
    const cancel = this.#is.clock.after(pause, () => {
      this.#timers.delete(log);
      this.#tell(log).catch((error) => this.#is.failed(error));
    });
    this.#timers.set(log, cancel);
  }

  async #tell(log: LogId): Promise<void> {
    const { replica, self, sessions, isRelay } = this.#is;
    const relay = [...sessions.values()].find(({ peer }) => isRelay(peer));
    // Without a relay it waits for one.
    const vector = relay && this.#due(log);
    if (!relay || !vector || !replica.vouch) return;
    this.#in(Math.min(MOST, PER_CHAIN * vector.size), log);
    const signature = await replica.vouch(log, vector);
    relay.vouch({ holder: self, log, vector, signature });
  }

  /** What is to be vouched for: authors who have come within reach have a plain receipt. */
  #due(log: LogId): Vector | null {
    const { replica, sessions } = this.#is;
    const held = [...(this.#held.get(log) ?? [])].filter(([chain]) => {
      const author = replica.authorOf?.(log, chain);
      return author && !sessions.has(author);
    });
    this.#held.delete(log);
    if (held.length > MAX_CHAINS) this.#held.set(log, new Map(held.splice(MAX_CHAINS)));
    return held.length > 0 ? new Map(held) : null;
  }

  /** Only what is signed, of chains that exist, and no faster than an honest holder: false for a forgery. */
  #passOn(vouch: Vouch): boolean {
    const { replica, sessions } = this.#is;
    if (!replica.mayRead(vouch.holder, vouch.log) || this.#isTooSoon(vouch)) return true;
    const authors = [...vouch.vector.keys()].map((chain) => replica.authorOf?.(vouch.log, chain));
    if (authors.some((author) => !author)) return true;
    if (!replica.isVouched?.(vouch)) return false;
    for (const author of new Set(authors)) {
      if (!author || author === vouch.holder) continue;
      const session = sessions.get(author);
      if (session) session.vouch(vouch);
      else this.#keep(author, vouch);
    }
    return true;
  }

  #isTooSoon({ holder, log }: Vouch): boolean {
    const now = this.#is.clock.now();
    const name = `${holder} ${log}`;
    if (now - (this.#passed.get(name) ?? Number.NEGATIVE_INFINITY) < LEAST_PAUSE) return true;
    this.#passed.delete(name);
    this.#passed.set(name, now);
    for (const oldest of this.#passed.keys()) {
      if (this.#passed.size <= MAX_PACED) break;
      this.#passed.delete(oldest);
    }
    return false;
  }

  #keep(author: PeerId, vouch: Vouch): void {
    const waiting = [...(this.#waiting.get(author) ?? []), vouch];
    let chains = waiting.reduce((sum, { vector }) => sum + vector.size, 0);
    while (waiting.length > MAX_WAITING || chains > MAX_WAITING_CHAINS) {
      chains -= waiting.shift()?.vector.size ?? chains;
    }
    this.#waiting.set(author, waiting);
  }
}
