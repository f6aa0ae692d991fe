import { Slices } from '../log/slices.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ChainId,
  type ConversationId,
  type LogId,
  logOf,
  type PeerId,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import type { Clock } from '../ports.ts';
import { Auditing } from './auditing.ts';
import type { Claims } from './claims.ts';
import { Comparing } from './comparing.ts';
import { Fetcher } from './fetching.ts';
import { checksFor, isForged, mayBeTwoSides } from './forged.ts';
import type { Frame, Limit } from './frames.ts';
import type { Incoming } from './greeting.ts';
import type { Intake } from './intake.ts';
import type { Ledger } from './ledger.ts';
import { Outgoing } from './outgoing.ts';
import type { Admission, Replica, Run, Vouch } from './replica.ts';
import { Server } from './serving.ts';

/** Milliseconds without a frame to or from the peer after which inventories are exchanged. */
const QUIET = 30_000;
/** Milliseconds between whole inventories, which heal what the short ones cannot see. */
const WHOLE = 600_000;
/** Milliseconds of silence after which the peer is taken for gone: three of its own quiet times. */
const DEAD = 100_000;
/** Milliseconds in which a peer must show life after `probe`. */
const PROBE = 5_000;
/** Frames a second that are read from one peer on average, wanted entries aside; beyond it, it waits. */
const FRAME_RATE = 200;
/** Frames above that rate that may come at once: the haves of a whole inventory. */
const FRAME_BURST = 20_000;
/** Entries nobody asked for and other needless things after which a peer is left. */
const MAX_FAULTS = 50;
/** Refused runs that an honest peer would never have passed on, after which it is left. */
const MAX_FORGED = 3;
/** Refused runs that an honest peer may have passed on unknowingly, after which it is left all the same. */
const MAX_REFUSED = 64;

/**
 * Signatures that are checked, at most, of what a peer brings and does not follow on what is held, after
 * which it is left: as many as those refused runs can cost. Each of such runs may show two sides of a
 * chain, of which an honest peer has one, so that their number says nothing.
 */
const MAX_CHECKED = 4_096;

/** Milliseconds between two times that a peer is told of a limit: each of its entries would be one. */
const LIMIT_PAUSE = 5_000;

/** What all sessions of a replica share. */
export interface Shared {
  readonly replica: Replica;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly claims: Claims;
  readonly isRelay: (peer: PeerId) => boolean;
  /** Whether only what is recent is fetched for now. */
  readonly historyPaused: () => boolean;
  /** The conversation of which only the newest page is fetched for now. */
  readonly first: () => ConversationId | null;
  /** Whether nothing more is read once that page is here: whoever paints it needs the time. */
  readonly holds: () => boolean;
  /** Something changed that may let another session go on, or end the catching up. */
  changed(): void;
  /** This device could not store or read something. */
  failed(error: unknown): void;
  /** A peer says that it holds these chains up to there. */
  told(peer: PeerId, log: LogId, vector: Vector): void;
  acknowledged(peer: PeerId, log: LogId, vector: Vector): void;
  /** False when the peer had no business to bring it. */
  vouched(from: PeerId, vouch: Vouch): boolean;
  /** A peer takes no more of what this device writes for now. */
  limited(peer: PeerId, limit: Limit): void;
}

type Refused = Extract<Admission, { kind: 'refused' }>;

/** Why a session ended. */
export type Ended = 'closed' | 'misbehaved' | 'silent' | 'replaced';

/** One stream of `/confab/sync/1` with one peer, after the greeting. */
export class Session {
  readonly peer: PeerId;
  /** Whether we opened the stream. */
  readonly opener: boolean;
  readonly begun: number;
  readonly #shared: Shared;
  readonly #incoming: Incoming;
  readonly #fetcher: Fetcher;
  readonly #server: Server;
  readonly #outgoing: Outgoing;
  readonly #comparing: Comparing;
  readonly #auditing: Auditing;
  /** Frames are read as fast as a page may be held up: hundreds of them can come at once. */
  readonly #slices: Slices;
  /** When the ends of chains were last told; null before the first catch-up is over. */
  #audited: number | null = null;
  #lastHeard: number;
  #lastWhole: number;
  #probed: number | null = null;
  #toldLimit = 0;
  #faults = 0;
  #forged = 0;
  #refused = 0;
  #checked = 0;
  #budget = FRAME_BURST;
  #budgeted: number;
  /** Who waits for the peer's next inventory. */
  #waiting: (() => void)[] = [];
  /** Ends the wait of a reader that is slowed down. */
  #goOn: (() => void) | null = null;
  /** Ends the wait of a reader that lets a page be painted. */
  #painted: (() => void) | null = null;
  #ended: Ended | null = null;

  constructor(shared: Shared, incoming: Incoming, opener: boolean) {
    const { clock, replica, ledger } = shared;
    this.#shared = shared;
    this.#slices = new Slices(clock);
    this.#incoming = incoming;
    this.peer = incoming.peer;
    this.opener = opener;
    this.begun = clock.now();
    this.#lastHeard = this.begun;
    this.#lastWhole = this.begun;
    this.#budgeted = this.begun;
    this.#server = new Server(replica, ledger, clock, this.peer, (error) => shared.failed(error));
    this.#outgoing = new Outgoing(incoming.stream, clock, this.#server);
    this.#auditing = new Auditing(this.peer, shared, (frame) => this.#outgoing.push(frame));
    this.#fetcher = this.#makeFetcher();
    const offer = (log: LogId, vector: Vector): void => {
      shared.told(this.peer, log, vector);
      this.#fetcher.offer(log, vector);
    };
    this.#comparing = new Comparing(this.peer, shared, this.#outgoing, offer, (log) =>
      this.#fetcher.heard(log),
    );
  }

  /** Nothing that this peer offers is lacking here, and its word is complete. */
  get caughtUp(): boolean {
    return this.#comparing.complete && this.#fetcher.idle;
  }

  /** The roster is what the peer has of it: who belongs and under which keys is known. */
  get hasRoster(): boolean {
    return this.#fetcher.rosterDone();
  }

  /**
   * What people see first is here, as far as the peer has it, or else the newest page of one
   * conversation.
   */
  hasRecent(of: ConversationId | null): boolean {
    const isTold = of === null ? this.knowsRecent : this.#knowsPage(of);
    return isTold && this.#fetcher.hasRecent(of);
  }

  /** The peer's word on what people see first is complete. */
  get knowsRecent(): boolean {
    return this.#comparing.completeOf((log) => this.#fetcher.isRecent(log));
  }

  #knowsPage(of: ConversationId): boolean {
    return this.#comparing.completeOf((log) => this.#fetcher.isForPage(log, of));
  }

  /** Entries that the peer offers and are not here. */
  get lacking(): number {
    return this.#fetcher.lacking;
  }

  /** What the peer offers of these logs, where something of them is not here. */
  offered(wanted: (log: LogId) => boolean): Iterable<[LogId, Vector]> {
    return this.#fetcher.offered(wanted);
  }

  /** Up to which number the peer offers a chain that is not here as far; 0 where it offers none. */
  offeredOf(log: LogId, chain: ChainId): number {
    return this.#fetcher.offeredOf(log, chain);
  }

  /** When the peer was last heard, Unix time in milliseconds. */
  get lastHeard(): number {
    return this.#lastHeard;
  }

  /** Entries given to the peer. */
  get sent(): number {
    return this.#server.sent;
  }

  /** Exchanges until the stream ends, here or there. `first`: frames to send before all else. */
  async run(first: readonly Frame[]): Promise<Ended> {
    for (const frame of first) this.#outgoing.push(frame);
    // Years of an office are thousands of logs: what a page needs is told before them.
    this.#comparing.askOf(this.#firstLogs());
    this.#comparing.sendInventory({ full: true, echo: false });
    const done = (): void => this.end('closed');
    const fail = (error: unknown): void => {
      this.#shared.failed(error);
      done();
    };
    const sending = this.#outgoing.run().then(done, fail);
    await this.#read().then(done, fail);
    await sending;
    return this.#ended ?? 'closed';
  }

  /** Where the newest page of what is fetched first is likely to stand. */
  #firstLogs(): LogId[] {
    const first = this.#shared.first();
    const month = monthOf(this.#shared.clock.now());
    return first === null ? [] : [logOf(first, month), logOf(first, month - 1)];
  }

  end(why: Ended): void {
    if (this.#ended) return;
    this.#ended = why;
    this.#fetcher.close();
    this.#outgoing.close();
    this.#comparing.close();
    this.#slices.close();
    this.#goOn?.();
    this.#painted?.();
    this.#answer();
    void this.#incoming.stream.close();
    this.#shared.changed();
  }

  /** To be called about once a second. */
  tick(): void {
    if (this.#ended) return;
    const now = this.#shared.clock.now();
    const silent = now - this.#lastHeard;
    if (
      silent > DEAD ||
      (this.#probed !== null && now - this.#probed > PROBE) ||
      this.#fetcher.stalled
    ) {
      this.end('silent');
      return;
    }
    this.#comparing.tick();
    this.#fetcher.pump();
    this.#audit(now);
    if (this.#outgoing.backlog > 0) return;
    if (now - this.#lastWhole > WHOLE) {
      this.#lastWhole = now;
      this.#comparing.sendInventory({ full: true, echo: false });
    } else if (now - this.#comparing.lastInventory > QUIET) {
      const quiet = now - this.#outgoing.lastSent > QUIET || silent > QUIET;
      if (quiet || this.#comparing.differs)
        this.#comparing.sendInventory({ full: false, echo: quiet });
    }
  }

  /** Looks for forks once both have what the other has, and every while after. */
  #audit(now: number): void {
    if (!this.caughtUp || (this.#audited !== null && now - this.#audited < WHOLE)) return;
    this.#audited = now;
    this.#auditing.tell().catch((error) => this.#shared.failed(error));
  }

  /** Asks the peer for a sign of life and for what is new; ends the session when none comes. */
  probe(): void {
    this.#probed ??= this.#shared.clock.now();
    this.#comparing.sendInventory({ full: false, echo: true });
  }

  /** Asks for the peer's inventory; until it has come, the session does not count as caught up. */
  ask(): void {
    this.#comparing.ask();
  }

  /** Resolves when the peer has read what was sent before, as far as it tells: it answers in order. */
  answered(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#comparing.sendInventory({ full: false, echo: true });
    });
  }

  #answer(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Something of a log is gone here: the peer is asked for it. */
  lost(log: LogId): void {
    this.#comparing.lost(log);
  }

  pump(): void {
    this.#fetcher.pump();
    if (!this.#shared.holds()) this.#painted?.();
  }

  /** The peer is believed to hold this, though it did not say so itself. */
  believe(log: LogId, chain: ChainId, next: number): void {
    const vector: Vector = new Map([[chain, next]]);
    this.#shared.told(this.peer, log, vector);
    this.#fetcher.offer(log, vector);
  }

  receipt(log: LogId, chain: ChainId, next: number): void {
    if (this.#shared.ledger.mayRead(this.peer, log)) this.#outgoing.receipt(log, chain, next);
  }

  /** Resolves with whether the stream took it. */
  vouch(vouch: Vouch): Promise<boolean> {
    return this.#outgoing.deliver({ kind: 'vouch', ...vouch });
  }

  /** Tells the peer that no more of what it writes is taken for now. */
  limit(limit: Limit): void {
    const now = this.#shared.clock.now();
    if (now - this.#toldLimit < LIMIT_PAUSE) return;
    this.#toldLimit = now;
    this.#outgoing.push({ kind: 'limit', ...limit });
  }

  offer(log: LogId, chain: ChainId, next: number, delay: number): void {
    if (this.#shared.ledger.mayRead(this.peer, log)) this.#outgoing.offer(log, chain, next, delay);
  }

  /** What the peer may read may have changed with the roster. */
  rosterGrew(): void {
    this.#comparing.rosterGrew();
  }

  /** Reads to the end of the stream, or of the session. Rejects with a fault of this device's own. */
  async #read(): Promise<void> {
    while (!this.#ended) {
      const frame = await this.#next();
      if (!frame) return;
      this.#lastHeard = this.#shared.clock.now();
      this.#probed = null;
      if (!(await this.#slices.run(() => this.#take(frame)))) return this.end('misbehaved');
      await this.#auditing.compared();
      await this.#fetcher.room();
      await this.#throttle(frame);
      await this.#paint();
    }
  }

  /** Resolves when the page that is fetched first is not here yet, or stands. */
  async #paint(): Promise<void> {
    const first = this.#shared.first();
    while (!this.#ended && this.#shared.holds() && first !== null && this.hasRecent(first)) {
      await new Promise<void>((resolve) => {
        this.#painted = resolve;
      });
      this.#painted = null;
    }
  }

  /** The next frame; null when there is none, or what comes is none. */
  async #next(): Promise<Frame | null> {
    try {
      return await this.#incoming.next();
    } catch (error) {
      // Bytes that are no frame are the peer's doing; a stream cut in the middle of one is not.
      const cut = error instanceof ConfabError && error.reason === 'closed';
      this.end(cut ? 'closed' : 'misbehaved');
      return null;
    }
  }

  /** False when the frame has no place here. */
  #take(frame: Frame): boolean {
    switch (frame.kind) {
      case 'inventory':
        this.#answer();
        return this.#comparing.inventory(frame);
      case 'have':
        this.#comparing.have(frame);
        return true;
      case 'want':
        if (!this.#server.want(frame.log, frame.ranges)) return false;
        this.#outgoing.wake();
        return true;
      case 'entries':
        if (!this.#auditing.take(frame.run)) this.#fetcher.entries(frame.run);
        return true;
      case 'receipt':
        this.#outgoing.known(frame.log, frame.vector);
        this.#shared.acknowledged(this.peer, frame.log, frame.vector);
        return true;
      case 'vouch':
        return this.#shared.vouched(this.peer, frame);
      case 'limit':
        this.#shared.limited(this.peer, frame);
        return true;
      case 'ends':
        if (!this.#auditing.hear(frame.log, frame.ends)) this.#fault();
        return true;
      case 'welcome':
        return true;
      case 'refuse':
        this.end('closed');
        return true;
      default:
        return false;
    }
  }

  async #throttle(frame: Frame): Promise<void> {
    if (frame.kind === 'entries') return;
    const now = this.#shared.clock.now();
    const grown = this.#budget + ((now - this.#budgeted) / 1000) * FRAME_RATE;
    this.#budget = Math.min(FRAME_BURST, grown) - 1;
    this.#budgeted = now;
    if (this.#budget >= 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#shared.clock.after(1000 / FRAME_RATE, resolve);
      this.#goOn = () => {
        cancel();
        resolve();
      };
    });
    this.#goOn = null;
  }

  #makeFetcher(): Fetcher {
    const { clock, ledger, intake, claims } = this.#shared;
    return new Fetcher({
      peer: this.peer,
      clock,
      ledger,
      intake,
      claims,
      rosterKnown: () => this.#comparing.knows(ROSTER),
      historyPaused: this.#shared.historyPaused,
      first: this.#shared.first,
      want: (log, ranges) => this.#outgoing.push({ kind: 'want', log, ranges }),
      unasked: () => this.#fault(),
      settled: (run, outcome, isAgain) => {
        if (outcome.kind === 'refused') this.#refuse(run, outcome, isAgain);
        if (outcome.kind === 'failed') this.#shared.failed(outcome.error);
      },
      changed: () => this.#shared.changed(),
    });
  }

  #fault(): void {
    this.#faults += 1;
    if (this.#faults >= MAX_FAULTS) this.end('misbehaved');
  }

  #refuse(run: Run, refusal: Refused, isAgain: boolean): void {
    if (mayBeTwoSides(refusal)) this.#checked += checksFor(run.envelopes.length);
    if (!isAgain) this.#note(run, refusal);
    const isTooMuch = this.#refused >= MAX_REFUSED || this.#checked >= MAX_CHECKED;
    if (this.#forged >= MAX_FORGED || isTooMuch) this.end('misbehaved');
  }

  /** Something of a chain is refused for the first time. */
  #note({ log, chain, from, envelopes }: Run, refusal: Refused): void {
    if (mayBeTwoSides(refusal)) this.#auditing.suspect(log, chain, from + envelopes.length);
    else if (isForged(refusal.why)) this.#forged += 1;
    else this.#refused += 1;
  }
}
