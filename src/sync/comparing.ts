import type { LogId, PeerId, Vector } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { equalBytes, toBase64url } from '../wire/bytes.ts';
import { MAX_CHAINS, MAX_INVENTORY } from '../wire/limits.ts';
import type { Have, Inventory } from './frames.ts';
import type { Ledger } from './ledger.ts';
import type { Outgoing } from './outgoing.ts';
import { newestFirst } from './recency.ts';
import type { Replica } from './replica.ts';

/** Milliseconds in which a peer answers for a log that differs; then nobody waits for it any more. */
const ANSWER_TIME = 10_000;
/** Milliseconds for which the same `have` is not sent twice as an answer, unless the log was listed since. */
const TOLD_FOR = 5_000;
/** Milliseconds between short inventories of one side: more often is needless. */
const LEAST_PAUSE = 250;
/** Milliseconds that a change of who may read what is left to settle. */
const ROSTER_PAUSE = 200;
/**
 * Milliseconds after which somebody is told of what there is who was told of nothing but the roster: who
 * has just joined connects anew, as a member, and is told then.
 */
const NEWCOMER_PAUSE = 3_000;
/** Logs that one peer may list: a hundred conversations over forty years. */
const MAX_LISTED = 50_000;
/** Frames that may wait to be sent when a peer's inventory is answered: all it may list, and some. */
const MAX_BACKLOG = MAX_LISTED + 10_000;

/** Milliseconds after which a log that still differs is listed again; then twice as long, and so on. */
const DIFFERING = 30_000;
/** Milliseconds between such listings at most. */
const DIFFERING_MOST = 600_000;
/** Chains of one `have` that are confirmed where authors are unknown: an offer of own entries has few. */
const MAX_UNSIGNED = 16;

interface Parties {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly replica: Replica;
  acknowledged(peer: PeerId, log: LogId, vector: Vector): void;
  changed(): void;
}

/**
 * Finds out with one peer where the two differ: inventories name logs and digests; of each log that
 * differs, both tell their vectors.
 */
export class Comparing {
  readonly #peer: PeerId;
  readonly #is: Parties;
  readonly #outgoing: Outgoing;
  readonly #offer: (log: LogId, vector: Vector) => void;
  readonly #lists: (log: LogId) => void;
  /** Digest last told in an inventory. */
  readonly #listed = new Map<LogId, string>();
  /** Digest last told by a `have`, and when. */
  readonly #told = new Map<LogId, { digest: string; at: number }>();
  /** Logs for which the peer owes its `have`, and until when that is waited for. */
  readonly #awaited = new Map<LogId, number>();
  /** Logs that differed when compared: the peer's digest, and when to list them again. */
  readonly #differing = new Map<LogId, { digest: string; due: number; pause: number }>();
  /** Logs that the inventory being received has listed. */
  #heard: Set<LogId> | null = null;
  #answered = false;
  /** When an inventory was asked for that has not come, Unix time in milliseconds. */
  #asked: number | null = null;
  #cancelInventory: (() => void) | null = null;
  #cancelRoster: (() => void) | null = null;
  /** Unix time in milliseconds of the last inventory sent. */
  lastInventory = 0;

  /** `lists`: the peer has something of a log that is not here, and has not told what. */
  constructor(
    peer: PeerId,
    is: Parties,
    outgoing: Outgoing,
    offer: (log: LogId, vector: Vector) => void,
    lists: (log: LogId) => void = () => {},
  ) {
    this.#peer = peer;
    this.#is = is;
    this.#outgoing = outgoing;
    this.#offer = offer;
    this.#lists = lists;
  }

  /** The peer's first inventory is complete, and so is its word on what differed. */
  get complete(): boolean {
    return this.#answered && this.#asked === null && this.#awaited.size === 0;
  }

  /** As `complete`, of these logs. */
  completeOf(wanted: (log: LogId) => boolean): boolean {
    if (!this.#answered || this.#asked !== null) return false;
    for (const log of this.#awaited.keys()) if (wanted(log)) return false;
    return true;
  }

  /** Whether the peer's word on this log is complete. */
  knows(log: LogId): boolean {
    return this.#answered && !this.#awaited.has(log);
  }

  /** Whether there is something to list: changed here since the last inventory, or still differing. */
  get differs(): boolean {
    for (const _ of this.#changes()) return true;
    return false;
  }

  sendInventory({ full, echo }: { full: boolean; echo: boolean }): void {
    this.lastInventory = this.#is.clock.now();
    const logs: (readonly [LogId, Uint8Array])[] = [];
    // The peer answers in this order: what is newest is to be fetched first.
    const all = full ? this.#is.ledger.logsFor(this.#peer) : this.#changes();
    for (const log of newestFirst(all, this.#is.ledger.watched)) {
      const { bytes, text } = this.#is.ledger.digest(log);
      this.#listed.set(log, text);
      // The peer compares this anew, and waits for our word if it differs.
      this.#told.delete(log);
      const differing = this.#differing.get(log);
      if (differing) {
        differing.pause = Math.min(DIFFERING_MOST, differing.pause * 2);
        differing.due = this.lastInventory + differing.pause;
      }
      logs.push([log, bytes]);
    }
    for (let at = 0; at === 0 || at < logs.length; at += MAX_INVENTORY) {
      const last = at + MAX_INVENTORY >= logs.length;
      const part = logs.slice(at, at + MAX_INVENTORY);
      this.#outgoing.push({ kind: 'inventory', logs: part, last, full, echo: echo && last });
    }
  }

  /** Asks what the peer has of these logs, before it is asked about all others. */
  askOf(logs: readonly LogId[]): void {
    for (const log of logs) this.#tell(log, true);
  }

  /** Asks for the peer's inventory soon, and sends ours with it. */
  ask(): void {
    if (this.#asked !== null) return;
    this.#asked = this.#is.clock.now();
    this.#inventorySoon();
  }

  /** Something of a log is gone here: it is listed until it is as the peer has it, also when nothing is left of it. */
  lost(log: LogId): void {
    this.#differing.set(log, { digest: '', due: this.#is.clock.now(), pause: DIFFERING });
    this.ask();
  }

  /** What the peer may read may have changed. */
  rosterGrew(): void {
    const pause = this.#listed.size > 1 ? ROSTER_PAUSE : NEWCOMER_PAUSE;
    this.#cancelRoster ??= this.#is.clock.after(pause, () => {
      this.#cancelRoster = null;
      for (const log of this.#is.ledger.logsFor(this.#peer)) {
        if (!this.#listed.has(log)) return this.ask();
      }
    });
  }

  tick(): void {
    const now = this.#is.clock.now();
    for (const [log, until] of this.#awaited) if (until < now) this.#received(log);
    if (this.#asked !== null && now - this.#asked > ANSWER_TIME) {
      this.#asked = null;
      this.#is.changed();
    }
    for (const [log, { at }] of this.#told) if (now - at > TOLD_FOR) this.#told.delete(log);
  }

  close(): void {
    this.#cancelInventory?.();
    this.#cancelRoster?.();
  }

  #inventorySoon(): void {
    const pause = this.lastInventory + LEAST_PAUSE - this.#is.clock.now();
    this.#cancelInventory ??= this.#is.clock.after(Math.max(0, pause), () => {
      this.#cancelInventory = null;
      this.sendInventory({ full: false, echo: this.#asked !== null });
    });
  }

  /** Takes a frame of the peer's inventory; false when it lists more than it may. */
  inventory(frame: Inventory): boolean {
    const heard = this.#heard ?? new Set<LogId>();
    const isFirst = frame.full && !this.#answered;
    this.#heard = heard;
    for (const [log, digest] of frame.logs) {
      heard.add(log);
      this.#compare(log, digest, isFirst);
    }
    const most = Math.max(heard.size, this.#awaited.size);
    if (most > MAX_LISTED || this.#outgoing.backlog > MAX_BACKLOG) return false;
    if (!frame.last) return true;
    this.#heard = null;
    if (frame.full) this.#offerUnlisted(heard);
    if (frame.echo) this.#inventorySoon();
    this.#answered = true;
    this.#asked = null;
    this.#is.changed();
    return true;
  }

  /** Takes what the peer says it holds of a log. */
  have({ log, vector, echo }: Have): void {
    this.#is.acknowledged(this.#peer, log, vector);
    this.#outgoing.known(log, vector);
    this.#confirm(log, vector);
    this.#offer(log, vector);
    this.#received(log);
    if (echo && !this.#hasJustTold(log)) this.#tell(log, false);
  }

  #compare(log: LogId, digest: Uint8Array, isFirst: boolean): void {
    const mine = this.#is.ledger.digest(log);
    if (equalBytes(mine.bytes, digest)) {
      // The peer holds exactly what is held here.
      this.#is.acknowledged(this.#peer, log, this.#is.ledger.vector(log));
      this.#differing.delete(log);
      this.#received(log);
      return;
    }
    this.#differs(log, toBase64url(digest));
    const listed = this.#listed.get(log) === toBase64url(digest);
    // Of what our own first inventory, which it reads after sending its own, does not list, it tells unasked.
    const isTold = isFirst && !this.#listed.has(log) && this.#is.ledger.vector(log).size === 0;
    if (!isTold) this.#tell(log, !listed);
    // A peer that was told the same digest as it has itself sees no difference and owes nothing.
    if (!listed) {
      this.#lists(log);
      this.#awaited.set(log, this.#is.clock.now() + ANSWER_TIME);
    }
  }

  #differs(log: LogId, digest: string): void {
    if (this.#differing.size >= MAX_LISTED) return;
    const { pause } = this.#differing.get(log) ?? { pause: DIFFERING };
    this.#differing.set(log, { digest, due: this.#is.clock.now() + pause, pause });
  }

  #offerUnlisted(heard: ReadonlySet<LogId>): void {
    const logs = newestFirst(this.#is.ledger.logsFor(this.#peer), this.#is.ledger.watched);
    for (const log of logs) if (!heard.has(log)) this.#tell(log, false);
  }

  /** Sends our `have` of a log; an empty one where the peer may not be told. */
  #tell(log: LogId, echo: boolean): void {
    const { ledger, clock } = this.#is;
    const open = ledger.mayRead(this.#peer, log);
    if (!open && !echo) return;
    const pairs = open ? [...ledger.vector(log)] : [];
    this.#told.set(log, { digest: ledger.digest(log).text, at: clock.now() });
    for (let at = 0; at === 0 || at < pairs.length; at += MAX_CHAINS) {
      const vector: Vector = new Map(pairs.slice(at, at + MAX_CHAINS));
      this.#outgoing.push({ kind: 'have', log, vector, echo: echo && at === 0 });
    }
  }

  #hasJustTold(log: LogId): boolean {
    const told = this.#told.get(log);
    if (!told || this.#is.clock.now() - told.at > TOLD_FOR) return false;
    return told.digest === this.#is.ledger.digest(log).text;
  }

  /** Answers the author of chains that are held here already: its earlier receipt may be lost. */
  #confirm(log: LogId, vector: Vector): void {
    const { replica, ledger } = this.#is;
    if (!replica.authorOf && vector.size > MAX_UNSIGNED) return;
    for (const [chain, next] of vector) {
      const held = ledger.next(log, chain);
      const author = replica.authorOf ? replica.authorOf(log, chain) : this.#peer;
      if (held >= next && author === this.#peer) this.#outgoing.receipt(log, chain, held);
    }
  }

  #received(log: LogId): void {
    if (this.#awaited.delete(log) && this.#awaited.size === 0) this.#is.changed();
  }

  *#changes(): Generator<LogId> {
    const now = this.#is.clock.now();
    for (const log of this.#is.ledger.logsFor(this.#peer)) {
      const { text } = this.#is.ledger.digest(log);
      const differing = this.#differing.get(log);
      if (differing?.digest === text) this.#differing.delete(log);
      const due = differing !== undefined && differing.digest !== text && differing.due <= now;
      if (due || this.#listed.get(log) !== text) yield log;
    }
    // What is not held here at all: the peer's word on it was lost.
    for (const [log, { due }] of this.#differing) {
      if (due <= now && this.#is.ledger.vector(log).size === 0) yield log;
    }
  }
}
