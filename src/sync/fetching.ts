import {
  type ChainId,
  type ConversationId,
  type LogId,
  type PeerId,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { MAX_CHAINS, MAX_RUN } from '../wire/limits.ts';
import { type Claims, keyOf } from './claims.ts';
import { isForged } from './forged.ts';
import type { Range } from './frames.ts';
import { bytesIn, type Intake, type Outcome } from './intake.ts';
import type { Ledger } from './ledger.ts';
import { Recency } from './recency.ts';
import type { Refusal, Run } from './replica.ts';

/** Entries asked for and not yet here: enough runs to keep network and admission busy at once. */
const WINDOW_ENTRIES = 8 * MAX_RUN;
/** Ranges asked for and not yet here: bounds what a peer must remember of us. */
export const WINDOW_RANGES = 512;
/** Share of a window that was full below which it is filled again. */
const REFILL = 0.75;
/** Bytes of entries that arrived and were not admitted yet; above it no further frame is read. */
const MAX_QUEUED = 2 * 1024 * 1024;
/** Chains that a peer may have on offer here at once; more are heard of in its next inventory. */
const MAX_OFFERED = 150_000;
/** Times that a chain is asked for without it growing before its offer is forgotten. */
const MAX_FRUITLESS = 3;
/** Chains that one session remembers not to ask for. */
const MAX_BARRED = 4_096;
/**
 * Milliseconds for which a chain is not asked for again that could not be judged, or was refused: what
 * the roster says of its author may change, and another may bring more of it.
 */
const UNJUDGED_FOR = 600_000;
/** Milliseconds for which a chain is not asked for again that could not be stored: a full disk is freed by hand. */
const UNSTORED_FOR = 20_000;
/** Milliseconds between two tries of a chain for which there is no room, at least. */
const FULL_LEAST = 10_000;
/** Milliseconds that other logs wait for a peer's roster, should it withhold what it offered of it. */
const ROSTER_PATIENCE = 10_000;
/** Milliseconds without a wanted entry after which a peer with open wants counts as stalling. */
export const STALL = 60_000;

interface Chain {
  readonly log: LogId;
  readonly chain: ChainId;
  /** What the peer says it holds. */
  offered: number;
  /** Asked for, or here and not settled, up to this number. */
  asked: number;
  /** Where the chain stood when this attempt began. */
  begun: number;
  /** What was asked and has not wholly come, in order. */
  readonly ranges: { at: number; readonly to: number }[];
  /** Runs that are being admitted. */
  queued: number;
  /** Runs that do not stand in their log yet, as far as they will. */
  unfound: number;
  /** Runs that are being admitted or wait for the roster. */
  unsettled: number;
  /** How many entries of it are counted as lacking. */
  lacking: number;
  fruitless: number;
}

/** What a peer offers of a chain, and until when there is no room for it. */
interface Full {
  readonly log: LogId;
  readonly chain: ChainId;
  offered: number;
  readonly until: number;
}

export interface Fetching {
  readonly peer: PeerId;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly claims: Claims;
  /** Whether the peer's word on the roster is complete, so that other logs may be asked for. */
  rosterKnown(): boolean;
  /** Whether only what is recent is fetched for now. */
  historyPaused(): boolean;
  /** The conversation of which only the newest page is fetched for now; null: all is. */
  first(): ConversationId | null;
  want(log: LogId, ranges: readonly Range[]): void;
  /** Entries came that nobody asked for. */
  unasked(): void;
  /** `isAgain`: something of the chain was refused before, as the peer may not know. */
  settled(run: Run, outcome: Outcome, isAgain: boolean): void;
  /** A claim may have been let go or the fetcher fallen idle: others may have something to do. */
  changed(): void;
}

/** Fetches from one peer what it has and we lack: roster first, then what is recent, then the newest months. */
export class Fetcher {
  readonly #is: Fetching;
  readonly #logs = new Map<LogId, Map<ChainId, Chain>>();
  /** Until when a chain is not asked for, Unix time in milliseconds. */
  readonly #barred = new Map<string, number>();
  /** Chains for which there is no room until then: what the peer offers of them is not forgotten. */
  readonly #full = new Map<string, Full>();
  /** When the first of them is to be tried again. */
  #fullUntil = Number.POSITIVE_INFINITY;
  /** Chains of which something was refused. */
  readonly #refused = new Set<string>();
  readonly #recency: Recency;
  /** The logs in the order in which they are fetched; some may be done. */
  #order: LogId[] = [];
  #isOrdered = true;
  /** Those in that order. */
  #placed = new Set<LogId>();
  /** What was looked at when they were put in order. */
  #watched: ConversationId | null = null;
  #chains = 0;
  /** The window was full when it was last looked what to ask. */
  #wasFull = false;
  #lacking = 0;
  #entriesOut = 0;
  #rangesOut = 0;
  #queued = 0;
  #roomFor: (() => void)[] = [];
  #lastEntry = 0;
  /** Since when other logs wait for the roster; null while they do not. */
  #heldBack: number | null = null;
  #closed = false;

  constructor(is: Fetching) {
    this.#is = is;
    this.#recency = new Recency(
      () => is.clock.now(),
      (conversation) => is.ledger.newest(conversation),
      () => is.ledger.watched,
    );
  }

  /** Nothing is lacking that this peer offers, but for what waits for the roster to grow, or is paused. */
  get idle(): boolean {
    return this.#isDone(() => true);
  }

  /** As `idle`, of what people see first, or of the newest page of one conversation. */
  hasRecent(of: ConversationId | null): boolean {
    if (of === null) return this.#isDone((log) => this.isRecent(log));
    // It can be read before it is durable.
    const isFound = ({ unfound }: Chain) => unfound === 0;
    return this.#isDone((log) => this.isForPage(log, of), isFound);
  }

  /** Whether a log belongs to what people see first. */
  isRecent(log: LogId): boolean {
    return this.#recency.isRecent(log);
  }

  #isDone(
    wanted: (log: LogId) => boolean,
    isHere: (chain: Chain) => boolean = ({ queued }) => queued === 0,
  ): boolean {
    const paused = this.#is.historyPaused();
    for (const [log, chains] of this.#logs) {
      if (!wanted(log)) continue;
      const isPaused = paused && !this.#recency.isRecent(log);
      // Years of what waits are not gone through each time that somebody asks.
      if (isPaused && this.#rangesOut === 0 && this.#queued === 0) continue;
      for (const chain of chains.values()) {
        const isAsked = chain.asked >= chain.offered || isPaused;
        if (chain.ranges.length > 0 || !isHere(chain) || !isAsked) return false;
      }
    }
    return true;
  }

  /** Entries that this peer offers and are not here. */
  get lacking(): number {
    return this.#lacking;
  }

  /** Up to which number this peer offers a chain that is not here as far; 0 where it offers none. */
  offeredOf(log: LogId, chain: ChainId): number {
    return this.#logs.get(log)?.get(chain)?.offered ?? 0;
  }

  /** What this peer offers of these logs, where something of them is not here. */
  *offered(wanted: (log: LogId) => boolean): Generator<[LogId, Vector]> {
    for (const [log, chains] of this.#logs) {
      if (!wanted(log)) continue;
      yield [log, new Map([...chains.values()].map((it) => [it.chain, it.offered]))];
    }
  }

  /** Wants are open and nothing wanted has come for too long. */
  get stalled(): boolean {
    return (
      this.#rangesOut > 0 && this.#queued === 0 && this.#is.clock.now() - this.#lastEntry > STALL
    );
  }

  /** The peer says that there is such a log, and will tell what it holds of it. */
  heard(log: LogId): void {
    if (this.#recency.note(log)) this.#isOrdered = false;
  }

  /** Whether the newest page of a conversation hangs on a log. */
  isForPage(log: LogId, of: ConversationId): boolean {
    return this.#recency.isForPage(log, of);
  }

  /** The peer says that it holds these chains up to these numbers. */
  offer(log: LogId, vector: Vector): void {
    if (this.#closed) return;
    for (const [id, offered] of vector) {
      const next = this.#is.ledger.next(log, id);
      const known = this.#logs.get(log)?.get(id);
      const full = this.#full.get(keyOf(log, id));
      if (full) full.offered = Math.max(full.offered, offered);
      if (known) {
        known.offered = Math.max(known.offered, offered);
        this.#count(known);
      } else if (offered > next && this.#chains < MAX_OFFERED && !this.#isBarred(keyOf(log, id))) {
        this.#add(log, id, next, offered);
      }
    }
    this.pump();
  }

  /** Asks for as much as the window allows. Cheap when there is nothing to ask. */
  pump(): void {
    if (!this.#closed && this.#is.clock.now() >= this.#fullUntil) this.#tryFull();
    if (this.#closed || this.#chains === 0 || this.#isFull()) return;
    const paused = this.#is.historyPaused();
    const first = this.#is.first();
    const isRosterDone = this.rosterDone();
    for (const log of this.#inOrder()) {
      if (!this.#hasRoom()) {
        this.#wasFull = true;
        return;
      }
      if (log !== ROSTER && !isRosterDone) return;
      if (paused && !this.#recency.isRecent(log)) return;
      // What is looked at comes before all others.
      if (first !== null && !this.isForPage(log, first)) return;
      const ranges: Range[] = [];
      for (const chain of this.#logs.get(log)?.values() ?? []) {
        if (!this.#hasRoom() || ranges.length >= MAX_CHAINS) break;
        this.#ask(chain, ranges);
      }
      if (ranges.length > 0) this.#is.want(log, ranges);
    }
  }

  /** Until a quarter of a full window is free it is not worth looking what else to ask. */
  #isFull(): boolean {
    const isFull =
      this.#entriesOut > WINDOW_ENTRIES * REFILL || this.#rangesOut > WINDOW_RANGES * REFILL;
    this.#wasFull &&= isFull;
    return this.#wasFull;
  }

  /** Where it belongs: whoever joins hears of thousands of logs, one after the other. */
  #insert(log: LogId): void {
    const rank = this.#recency.rankOf(log);
    let [from, to] = [0, this.#order.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#recency.rankOf(this.#order[middle] as LogId) >= rank) from = middle + 1;
      else to = middle;
    }
    this.#order.splice(from, 0, log);
    this.#placed.add(log);
  }

  /** Sorted when newer logs came, or another conversation is looked at; those that are done stay until then. */
  #inOrder(): readonly LogId[] {
    const { watched } = this.#is.ledger;
    if (this.#isOrdered && watched === this.#watched) return this.#order;
    this.#watched = watched;
    const ranked = [...this.#logs.keys()].map((log) => [log, this.#recency.rankOf(log)] as const);
    this.#order = ranked.sort((a, b) => b[1] - a[1]).map(([log]) => log);
    this.#placed = new Set(this.#order);
    this.#isOrdered = true;
    return this.#order;
  }

  /** Takes what came as an answer; ignores what was not asked for. */
  entries(run: Run): void {
    const chain = this.#logs.get(run.log)?.get(run.chain);
    const range = chain?.ranges[0];
    const end = run.from + run.envelopes.length;
    if (!chain || !range || run.from !== range.at || end > range.to) {
      this.#is.unasked();
      return;
    }
    this.#lastEntry = this.#is.clock.now();
    const over = run.envelopes.length === 0;
    this.#entriesOut -= over ? range.to - range.at : run.envelopes.length;
    range.at = over ? range.to : end;
    if (range.at === range.to) {
      chain.ranges.shift();
      this.#rangesOut -= 1;
    }
    if (over) this.#settle(chain);
    else void this.#admit(chain, run);
    this.pump();
  }

  /** Resolves when so little waits for admission that the next frame may be read. */
  async room(): Promise<void> {
    while (this.#queued > MAX_QUEUED && !this.#closed) {
      await new Promise<void>((resolve) => this.#roomFor.push(resolve));
    }
  }

  close(): void {
    this.#closed = true;
    for (const chains of this.#logs.values()) {
      for (const { log, chain } of chains.values()) {
        this.#is.claims.release(keyOf(log, chain), this);
      }
    }
    this.#logs.clear();
    this.#full.clear();
    this.#order = [];
    this.#chains = 0;
    this.#lacking = 0;
    this.#letIn();
  }

  #add(log: LogId, id: ChainId, next: number, offered: number): void {
    let chains = this.#logs.get(log);
    if (!chains) {
      chains = new Map();
      this.#logs.set(log, chains);
      if (this.#recency.note(log)) this.#isOrdered = false;
      else if (!this.#placed.has(log)) this.#insert(log);
    }
    const rest = { ranges: [], queued: 0, unfound: 0, unsettled: 0, fruitless: 0, lacking: 0 };
    const chain = { log, chain: id, offered, asked: next, begun: next, ...rest };
    chains.set(id, chain);
    this.#chains += 1;
    this.#count(chain);
  }

  /** Counts anew what a chain lacks. */
  #count(chain: Chain): void {
    const next = this.#is.ledger.next(chain.log, chain.chain);
    const lacking = Math.max(0, chain.offered - next);
    this.#lacking += lacking - chain.lacking;
    chain.lacking = lacking;
  }

  #forget(it: Chain): void {
    const { log, chain } = it;
    const chains = this.#logs.get(log);
    if (!chains?.delete(chain)) return;
    this.#lacking -= it.lacking;
    if (chains.size === 0) this.#logs.delete(log);
    this.#chains -= 1;
    this.#is.claims.release(keyOf(log, chain), this);
  }

  #hasRoom(): boolean {
    return this.#entriesOut < WINDOW_ENTRIES && this.#rangesOut < WINDOW_RANGES;
  }

  /** Whether all that the peer offers of the roster was admitted, or waits for what it lacks. */
  rosterDone(): boolean {
    let busy = !this.#is.rosterKnown() || this.#is.intake.retrying;
    for (const { ranges, queued, asked, offered } of this.#logs.get(ROSTER)?.values() ?? []) {
      busy ||= ranges.length > 0 || queued > 0 || asked < offered;
    }
    const now = this.#is.clock.now();
    if (!busy) this.#heldBack = null;
    else this.#heldBack ??= now;
    return this.#heldBack === null || now - this.#heldBack > ROSTER_PATIENCE;
  }

  /** Whether more of the roster was asked for, and has not come. */
  #awaitsRoster(): boolean {
    const chains = this.#logs.get(ROSTER)?.values() ?? [];
    return [...chains].some(({ ranges }) => ranges.length > 0);
  }

  #ask(chain: Chain, ranges: Range[]): void {
    const isUnderWay = chain.ranges.length > 0 || chain.unsettled > 0;
    if (isUnderWay && chain.asked >= chain.offered) return;
    const key = keyOf(chain.log, chain.chain);
    const next = this.#is.ledger.next(chain.log, chain.chain);
    if (chain.ranges.length === 0 && chain.unsettled === 0) {
      if (next >= chain.offered) {
        this.#forget(chain);
        return;
      }
      chain.asked = next;
      chain.begun = next;
    }
    if (chain.asked >= chain.offered || !this.#is.claims.take(key, this)) return;
    if (this.#rangesOut === 0) this.#lastEntry = this.#is.clock.now();
    while (chain.asked < chain.offered && this.#hasRoom()) {
      const from = chain.asked;
      const to = Math.min(chain.offered, from + MAX_RUN);
      ranges.push({ chain: chain.chain, from, to });
      chain.ranges.push({ at: from, to });
      chain.asked = to;
      this.#entriesOut += to - from;
      this.#rangesOut += 1;
    }
  }

  async #admit(chain: Chain, run: Run): Promise<void> {
    const bytes = bytesIn(run);
    this.#queued += bytes;
    chain.queued += 1;
    chain.unfound += 1;
    chain.unsettled += 1;
    let isFound = false;
    const found = (): void => {
      if (!isFound) chain.unfound -= 1;
      isFound = true;
      if (this.#is.first() !== null) this.#is.changed();
    };
    const judged = (): void => {
      found();
      this.#queued -= bytes;
      chain.queued -= 1;
      this.#letIn();
      this.pump();
      this.#is.changed();
    };
    const origin = { peer: this.#is.peer, live: false, more: this.#awaitsRoster() };
    const outcome = await this.#is.intake.take(run, origin, judged, found);
    chain.unsettled -= 1;
    if (this.#closed) return;
    this.#is.settled(run, outcome, this.#refused.has(keyOf(chain.log, chain.chain)));
    if (outcome.kind === 'refused') this.#refuse(chain, outcome.why);
    else if (outcome.kind === 'dropped') this.#bar(chain, UNJUDGED_FOR);
    else if (outcome.kind === 'full') this.#wait(chain, outcome.wait);
    else if (outcome.kind === 'failed') this.#bar(chain, UNSTORED_FOR);
    this.#settle(chain);
    this.pump();
  }

  /** What nobody can have admitted is never asked for again. */
  #refuse(chain: Chain, why: Refusal): void {
    if (this.#refused.size >= MAX_BARRED) this.#refused.clear();
    this.#refused.add(keyOf(chain.log, chain.chain));
    this.#bar(chain, isForged(why) ? Number.POSITIVE_INFINITY : UNJUDGED_FOR);
  }

  /** Forgets what the peer offers of a chain and takes no new offer of it for a while. */
  #bar(chain: Chain, ms: number): void {
    const key = keyOf(chain.log, chain.chain);
    if (this.#barred.size >= MAX_BARRED) this.#barred.clear();
    this.#barred.set(key, this.#is.clock.now() + ms);
    chain.offered = 0;
    this.#count(chain);
  }

  /** There is no room for more of a chain: it is asked for again when there may be. */
  #wait(chain: Chain, ms: number): void {
    const { log, chain: id, offered } = chain;
    const wait = Math.max(ms, FULL_LEAST);
    const until = this.#is.clock.now() + wait;
    if (offered > 0 && this.#full.size < MAX_BARRED) {
      this.#full.set(keyOf(log, id), { log, chain: id, offered, until });
      this.#fullUntil = Math.min(this.#fullUntil, until);
    }
    this.#bar(chain, wait);
  }

  #tryFull(): void {
    const now = this.#is.clock.now();
    const due = [...this.#full].filter(([, { until }]) => until <= now);
    for (const [key] of due) this.#full.delete(key);
    const rest = [...this.#full.values()].map(({ until }) => until);
    this.#fullUntil = Math.min(Number.POSITIVE_INFINITY, ...rest);
    for (const [key, { log, chain, offered }] of due) {
      this.#barred.delete(key);
      this.offer(log, new Map([[chain, offered]]));
    }
  }

  #isBarred(key: string): boolean {
    return (this.#barred.get(key) ?? 0) > this.#is.clock.now();
  }

  /** Nothing of the chain is on its way any more: it is complete, or asked for again, or given up. */
  #settle(chain: Chain): void {
    this.#count(chain);
    if (chain.ranges.length > 0 || chain.unsettled > 0) return;
    const next = this.#is.ledger.next(chain.log, chain.chain);
    chain.fruitless = next > chain.begun ? 0 : chain.fruitless + 1;
    if (next >= chain.offered || chain.fruitless >= MAX_FRUITLESS) this.#forget(chain);
    chain.asked = next;
    chain.begun = next;
    this.#is.changed();
  }

  #letIn(): void {
    for (const resume of this.#roomFor.splice(0)) resume();
  }
}
