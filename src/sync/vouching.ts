import { type ChainId, type LogId, type PeerId, partsOf, type Vector } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import type { Clock } from '../ports.ts';
import { MAX_CHAINS } from '../wire/limits.ts';
import type { Replica, Vouch } from './replica.ts';
import type { Session } from './session.ts';

/** Milliseconds that a vouch waits: for more of its log, or for a session with the author. */
const FIRST = 1_000;
/**
 * Milliseconds until the next vouch of the same log, for each chain that catching up put into the last
 * one: a relay passes each on to its author. What comes live waits no longer than FIRST.
 */
const PER_CHAIN = 1_000;
/** Milliseconds between two vouches of one log at most. */
const MOST = 30_000;
/** Milliseconds from one vouch of a holder and log to the next that a relay passes on; others are dropped. */
const LEAST_PAUSE = 500;
/** Milliseconds in which what was given may be lost on a line that is dead: it is given to the next once more. */
const AGAIN = 120_000;
/** Milliseconds that closing waits for what is still to be told. */
const LAST_WORD = 1_000;
/** Milliseconds from one vouch of a log to its last one: more than a relay asks for. */
const LAST_PAUSE = LEAST_PAUSE + 100;
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

interface Held {
  readonly next: number;
  /** It came as it was written, not by catching up. */
  readonly live: boolean;
}

/** A vouch for an author at a relay, and since when (Unix milliseconds) they have been given it. */
interface Kept {
  readonly vouch: Vouch;
  given: number | null;
}

/**
 * Signed receipts for authors with whom this device has no session, such as a browser that a terminal
 * client can meet nowhere but at the relay. A relay passes them on (SPEC Y11).
 */
export class Vouching {
  readonly #is: Vouches;
  /** What is held and not vouched for yet, by log. */
  readonly #held = new Map<LogId, Map<ChainId, Held>>();
  /** What was vouched for of late, and when. */
  #told: { readonly log: LogId; readonly vector: Vector; readonly at: number }[] = [];
  /** Logs whose vouch waits, or whose pause lasts. */
  readonly #timers = new Map<LogId, { readonly due: number; readonly cancel: () => void }>();
  /** Vouches for authors who are away, at a relay, and those they were given of late. */
  readonly #waiting = new Map<PeerId, Kept[]>();
  /** When a holder last vouched for a log, at a relay: the oldest first. */
  readonly #passed = new Map<string, number>();
  #swept = 0;
  #closed = false;

  constructor(is: Vouches) {
    this.#is = is;
  }

  /** Somebody's entries are durable here, and there is no session by which to tell them. */
  held(author: PeerId, log: LogId, chain: ChainId, next: number, live: boolean): void {
    const { role, self, replica } = this.#is;
    if (role === 'relay' || author === self || !replica.vouch || !this.#isRecent(log)) return;
    this.#hold(log, chain, next, live);
    if (live || !this.#timers.has(log)) this.#in(FIRST, log);
  }

  #hold(log: LogId, chain: ChainId, next: number, live: boolean): void {
    const chains = this.#held.get(log) ?? new Map<ChainId, Held>();
    const known = chains.get(chain);
    const held = { next: Math.max(next, known?.next ?? 0), live: live || (known?.live ?? false) };
    this.#held.set(log, chains.set(chain, held));
  }

  /** Takes a vouch; false when whoever brought it had no business to. */
  take(from: PeerId, vouch: Vouch): boolean {
    const { role, replica, isRelay } = this.#is;
    if (role === 'relay') return from === vouch.holder && this.#passOn(vouch);
    if (!isRelay(from)) return false;
    replica.vouched?.(vouch);
    return true;
  }

  /** A session begins: what waited for this peer goes out, and what the last one may have lost. */
  begun(session: Session): void {
    this.#give(session);
    if (!this.#is.isRelay(session.peer)) return;
    for (const { log, vector } of this.#ofLate()) {
      for (const [chain, next] of vector) this.#hold(log, chain, next, false);
    }
    this.#told = [];
    for (const log of this.#held.keys()) if (!this.#timers.has(log)) this.#in(FIRST, log);
  }

  #give(session: Session): void {
    this.#sweep(session.peer);
    for (const kept of this.#waiting.get(session.peer) ?? []) {
      kept.given ??= this.#is.clock.now();
      void session.vouch(kept.vouch);
    }
  }

  #ofLate() {
    const now = this.#is.clock.now();
    return this.#told.filter(({ at }) => now - at < AGAIN);
  }

  /** Tells what is held, if that takes no longer than LAST_WORD. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    const relay = this.#relay();
    if (!relay || this.#held.size === 0) return;
    const over = Promise.withResolvers<void>();
    const cancel = this.#is.clock.after(LAST_WORD, over.resolve);
    const telling = [...this.#held.keys()].map((log) => this.#tellLast(log));
    // What is on its way would be lost with the line.
    const taken = Promise.all(telling).then(() => relay.answered());
    await Promise.race([taken, over.promise]).catch(this.#is.failed);
    cancel();
  }

  /** A relay drops what comes too soon after the last. */
  async #tellLast(log: LogId): Promise<void> {
    const { clock } = this.#is;
    const last = Math.max(0, ...this.#told.filter((it) => it.log === log).map(({ at }) => at));
    const wait = last + LAST_PAUSE - clock.now();
    if (wait > 0) await new Promise<void>((resolve) => void clock.after(wait, resolve));
    await this.#tell(log);
  }

  /** Of this month or the last: of all that a newcomer catches up with nobody needs to be told. */
  #isRecent(log: LogId): boolean {
    const month = partsOf(log)?.month;
    return month !== undefined && monthOf(this.#is.clock.now()) - month <= 1;
  }

  /** Vouches for a log in a while, unless it is to be sooner already. */
  #in(pause: number, log: LogId): void {
    if (this.#closed) return;
    const due = this.#is.clock.now() + pause;
    const known = this.#timers.get(log);
    if (known && known.due <= due) return;
    known?.cancel();
    const cancel = this.#is.clock.after(pause, () => {
      this.#timers.delete(log);
      this.#tellAndPause(log).catch((error) => this.#is.failed(error));
    });
    this.#timers.set(log, { due, cancel });
  }

  #relay(): Session | undefined {
    return [...this.#is.sessions.values()].find(({ peer }) => this.#is.isRelay(peer));
  }

  async #tellAndPause(log: LogId): Promise<void> {
    const caughtUp = [...(this.#held.get(log)?.values() ?? [])].filter(({ live }) => !live);
    const telling = this.#tell(log);
    if (!telling) return;
    this.#in(Math.max(FIRST, Math.min(MOST, PER_CHAIN * caughtUp.length)), log);
    await telling;
  }

  /** Null when there is nothing to tell; without a relay it waits for one. */
  #tell(log: LogId): Promise<unknown> | null {
    const relay = this.#relay();
    const vector = relay && this.#due(log);
    if (!relay || !vector) return null;
    this.#told = [...this.#ofLate(), { log, vector, at: this.#is.clock.now() }];
    return this.#sign(relay, log, vector);
  }

  async #sign(relay: Session, log: LogId, vector: Vector): Promise<void> {
    const { replica, self } = this.#is;
    const signature = await replica.vouch?.(log, vector);
    if (signature) await relay.vouch({ holder: self, log, vector, signature });
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
    return held.length > 0 ? new Map(held.map(([chain, { next }]) => [chain, next])) : null;
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
      // A line may be dead and nobody know it yet, above all while a page is reloaded.
      this.#keep(author, { vouch, given: session ? this.#is.clock.now() : null });
      void session?.vouch(vouch);
    }
    return true;
  }

  #isTooSoon({ holder, log }: Vouch): boolean {
    const now = this.#is.clock.now();
    const name = `${holder} ${log}`;
    const since = now - (this.#passed.get(name) ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back keeps nobody waiting until it is where it was.
    if (since >= 0 && since < LEAST_PAUSE) return true;
    this.#passed.delete(name);
    this.#passed.set(name, now);
    for (const oldest of this.#passed.keys()) {
      if (this.#passed.size <= MAX_PACED) break;
      this.#passed.delete(oldest);
    }
    return false;
  }

  #keep(author: PeerId, kept: Kept): void {
    const now = this.#is.clock.now();
    if (now - this.#swept > AGAIN) {
      this.#swept = now;
      for (const peer of this.#waiting.keys()) this.#sweep(peer);
    }
    const waiting = [...this.#sweep(author), kept];
    let chains = waiting.reduce((sum, { vouch }) => sum + vouch.vector.size, 0);
    while (waiting.length > MAX_WAITING || chains > MAX_WAITING_CHAINS) {
      chains -= waiting.shift()?.vouch.vector.size ?? chains;
    }
    this.#waiting.set(author, waiting);
  }

  /** Forgets what an author was given long enough ago; gives what is left. */
  #sweep(author: PeerId): Kept[] {
    const now = this.#is.clock.now();
    const left = (this.#waiting.get(author) ?? []).filter(
      ({ given }) => given === null || now - given < AGAIN,
    );
    if (left.length > 0) this.#waiting.set(author, left);
    else this.#waiting.delete(author);
    return left;
  }
}
