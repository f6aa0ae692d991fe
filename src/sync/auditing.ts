import type { ChainId, LogId, PeerId } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { equalBytes } from '../wire/bytes.ts';
import { MAX_CHAINS } from '../wire/limits.ts';
import { keyOf } from './claims.ts';
import { type Frame, TAG_BYTES } from './frames.ts';
import type { Intake } from './intake.ts';
import type { Ledger } from './ledger.ts';
import type { End, Replica, Run } from './replica.ts';

/** Chains of one peer that are fetched again at once because their ends differ. */
const MAX_SUSPECTS = 16;
/** Milliseconds in which the ends of a log are listened to once: half of the time between two tellings. */
const PERIOD = 300_000;
/** Ends within chains, not at their newest entry, that are compared in that time: each may be read from a disk. */
const MAX_INNER = 500;
/** Ends that are compared in one turn of the event loop. */
const TURN = 500;

interface Audited {
  readonly replica: Replica;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly clock: Clock;
  /** This device could not read something. */
  failed(error: unknown): void;
}

/** A chain that is fetched again: the number that comes next, and the one up to which. */
interface Suspect {
  readonly next: number;
  readonly end: number;
}

/**
 * Finds devices that wrote two entries at one place (SPEC Y10): vectors tell how far chains reach and
 * not what is in them, so two replicas can differ for ever without noticing. Both name the ends of
 * their chains; where these differ, the chain is fetched from its beginning and compared.
 */
export class Auditing {
  readonly #peer: PeerId;
  readonly #is: Audited;
  readonly #push: (frame: Frame) => void;
  readonly #suspects = new Map<string, Suspect>();
  /** Logs whose ends the peer has told: since when, and up to which chain. */
  readonly #heard = new Map<LogId, { readonly since: number; readonly last: ChainId }>();
  #inner = 0;
  #innerSince = Number.NEGATIVE_INFINITY;
  #comparing: Promise<void> = Promise.resolve();

  constructor(peer: PeerId, is: Audited, push: (frame: Frame) => void) {
    this.#peer = peer;
    this.#is = is;
    this.#push = push;
  }

  /** Names the ends of the chains that are at hand here and that the peer may read. */
  async tell(): Promise<void> {
    const { replica, ledger } = this.#is;
    for (const [log, ends] of (await replica.ends?.()) ?? []) {
      if (!ledger.mayRead(this.#peer, log)) continue;
      for (let at = 0; at < ends.length; at += MAX_CHAINS) {
        this.#push({ kind: 'ends', log, ends: ends.slice(at, at + MAX_CHAINS) });
      }
    }
  }

  /** Takes what the peer says stands at the ends of its chains; false when it told that just now. */
  hear(log: LogId, ends: readonly End[]): boolean {
    const { ledger } = this.#is;
    if (!ledger.mayRead(this.#peer, log) || ledger.vector(log).size === 0) return true;
    if (!this.#isDue(log, ends)) return false;
    this.#comparing = this.#compare(log, ends).catch((error) => this.#is.failed(error));
    return true;
  }

  /** Resolves when what was heard is compared. */
  compared(): Promise<void> {
    return this.#comparing;
  }

  /** Chains ascend over all frames of one telling, so that each is told of once. */
  #isDue(log: LogId, ends: readonly End[]): boolean {
    const now = this.#is.clock.now();
    const known = this.#heard.get(log);
    const heard = known && now - known.since < PERIOD ? known : null;
    let last = heard?.last ?? -1;
    for (const { chain } of ends) {
      if (chain <= last) return false;
      last = chain;
    }
    this.#heard.set(log, { since: heard?.since ?? now, last: last as ChainId });
    return true;
  }

  async #compare(log: LogId, ends: readonly End[]): Promise<void> {
    const tagOf = await this.#is.replica.tags?.(log);
    if (!tagOf) return;
    for (let at = 0; at < ends.length; at++) {
      if (this.#suspects.size >= MAX_SUSPECTS) return;
      if (at % TURN === TURN - 1) await this.#turn();
      const { chain, next, tag } = ends[at] as End;
      if (!this.#mayLook(log, chain, next) || this.#suspects.has(keyOf(log, chain))) continue;
      const mine = tagOf(chain, next);
      if (mine && !equalBytes(mine, tag)) this.suspect(log, chain, next);
    }
    await this.#turn();
  }

  /** Lets others go on: a peer may have thousands of chains to compare. */
  #turn(): Promise<void> {
    return new Promise((resolve) => void this.#is.clock.after(0, resolve));
  }

  #mayLook(log: LogId, chain: ChainId, next: number): boolean {
    const held = this.#is.ledger.next(log, chain);
    if (held <= next) return held === next;
    const now = this.#is.clock.now();
    if (now - this.#innerSince >= PERIOD) {
      this.#innerSince = now;
      this.#inner = 0;
    }
    return ++this.#inner <= MAX_INNER;
  }

  /** Fetches a chain from its beginning, of which more came that does not follow on what is held. */
  suspect(log: LogId, chain: ChainId, end: number): void {
    if (this.#suspects.size >= MAX_SUSPECTS || this.#suspects.has(keyOf(log, chain))) return;
    this.#suspects.set(keyOf(log, chain), { next: 0, end });
    this.#push({ kind: 'want', log, ranges: [{ chain, from: 0, to: end }] });
  }

  /** Takes entries of a chain that is fetched again; false when they are not what that waits for. */
  take(run: Run): boolean {
    const key = keyOf(run.log, run.chain);
    const suspect = this.#suspects.get(key);
    // Of the same chain the fetcher may wait for more.
    if (!suspect || run.from !== suspect.next) return false;
    const next = run.from + run.envelopes.length;
    if (run.envelopes.length === 0 || next >= suspect.end) this.#suspects.delete(key);
    else this.#suspects.set(key, { ...suspect, next });
    if (run.envelopes.length > 0) {
      // The replica sees the fork itself, and proves it; what it stores is told by it too.
      this.#is.intake.admit(run, { peer: this.#peer, live: false }).catch(() => undefined);
    }
    return true;
  }
}

/** The end of a chain as two replicas compare it: the last bytes of its newest signature. */
export const tagIn = (envelope: Uint8Array): Uint8Array => envelope.slice(-TAG_BYTES);
