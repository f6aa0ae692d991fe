import type { Entry } from '../log/entry.ts';
import {
  type ChainId,
  type ConversationId,
  type LogId,
  logOf,
  type MemberId,
  partsOf,
} from '../model/ids.ts';
import { MAX_SEEN_CHAINS, toWire } from '../model/payload.ts';
import { monthOf } from '../model/time.ts';
import type { Core } from './core.ts';
import type { Place } from './numbers.ts';
import { renewKey } from './rooms.ts';
import { payloadOf } from './talk.ts';

type Marks = Map<ChainId, number>;

/**
 * How far people have read, by their own word: a pure function of the set of their words, whatever order
 * they came in (SPEC M13).
 */
export class SeenMarks {
  readonly #marks = new Map<LogId, Map<MemberId, Marks>>();

  /** Takes a member's word, also again; whether it says more than was known. */
  take(log: LogId, member: MemberId, upTo: readonly (readonly [ChainId, number])[]): boolean {
    const members = this.#marks.get(log) ?? new Map<MemberId, Marks>();
    const marks = members.get(member) ?? new Map<ChainId, number>();
    let news = false;
    for (const [chain, next] of upTo) {
      if (next <= (marks.get(chain) ?? 0)) continue;
      marks.set(chain, next);
      news = true;
    }
    this.#marks.set(log, members.set(member, marks));
    return news;
  }

  /** Who says that they have read an entry. */
  by({ log, chain, number }: Place): MemberId[] {
    const members = [...(this.#marks.get(log) ?? [])];
    return members.filter(([, marks]) => number < (marks.get(chain) ?? 0)).map(([id]) => id);
  }

  of(log: LogId, member: MemberId): ReadonlyMap<ChainId, number> {
    return this.#marks.get(log)?.get(member) ?? new Map();
  }
}

/** Milliseconds that somebody reads on before it is told. */
const SETTLE = 2_000;
/** Milliseconds between two words about one conversation: each is an entry that everybody keeps. */
const PAUSE = 20_000;

/** Tells in groups and directs how far this person has read, and hears it of others, if they want that. */
export class Seeing {
  readonly marks = new SeenMarks();
  readonly #core: Core;
  readonly #read = new Set<LogId>();
  readonly #due = new Map<ConversationId, () => void>();
  readonly #last = new Map<ConversationId, number>();
  readonly #listeners = new Set<() => void>();

  constructor(core: Core) {
    this.#core = core;
  }

  start(): void {
    this.#core.logs.onGrown((log, entries) => this.#grown(log, entries));
    this.#core.preferences.now.subscribe(() => this.#changed());
  }

  get #wanted(): boolean {
    return this.#core.preferences.now.get().seen;
  }

  /** Reads what is kept of this month; older words matter to nobody. */
  async open(conversation: ConversationId): Promise<void> {
    const log = this.#logNow(conversation);
    if (!this.#isPrivate(conversation) || this.#read.has(log)) return;
    this.#read.add(log);
    if (!this.#core.logs.vectors().has(log)) return;
    this.#take(log, (await this.#core.logs.get(log)).entries());
  }

  /** In channels nobody tells, and nothing is opened for it. */
  #grown(log: LogId, entries: readonly Entry[]): void {
    const conversation = partsOf(log)?.conversation;
    const room = conversation && this.#core.office.roster.conversations.get(conversation);
    if (room && room.kind !== 'channel') this.#take(log, entries);
  }

  #take(log: LogId, entries: readonly Entry[]): void {
    let news = false;
    for (const entry of entries) {
      const said = payloadOf(entry);
      const member = said?.kind === 'seen' && this.#core.office.memberOf(entry.at.device);
      if (member && said?.kind === 'seen') news = this.marks.take(log, member, said.upTo) || news;
    }
    if (news) this.#changed();
  }

  /** Who else has seen an entry; nobody, if this person tells nobody. */
  by(place: Place): MemberId[] {
    if (!this.#wanted) return [];
    const self = this.#core.office.memberOf(this.#core.identity.device);
    return this.marks.by(place).filter((member) => member !== self);
  }

  /** The person read a conversation. */
  read(conversation: ConversationId): void {
    if (!this.#wanted || !this.#isPrivate(conversation) || this.#due.has(conversation)) return;
    const { clock } = this.#core.device;
    const since = clock.now() - (this.#last.get(conversation) ?? 0);
    const cancel = clock.after(Math.max(SETTLE, PAUSE - since), () => {
      this.#due.delete(conversation);
      this.#tell(conversation).catch(this.#core.report);
    });
    this.#due.set(conversation, cancel);
  }

  async #tell(conversation: ConversationId): Promise<void> {
    const log = this.#logNow(conversation);
    const room = this.#core.office.roster.conversations.get(conversation);
    if (!this.#core.online.get() || !this.#wanted || !room || room.archived) return;
    await this.open(conversation);
    const upTo = await this.#news(log);
    if (upTo.length === 0 || !this.#core.keyring.current(log)) return;
    if (!(await renewKey(this.#core, log))) return;
    this.#last.set(conversation, this.#core.device.clock.now());
    await this.#core.append(log, () => ({ content: toWire({ kind: 'seen', upTo }), act: null }));
  }

  /** How far messages by others were read, where that was not told yet. */
  async #news(log: LogId): Promise<[ChainId, number][]> {
    const self = this.#core.office.memberOf(this.#core.identity.device);
    if (!self || !this.#core.logs.vectors().has(log)) return [];
    const told = this.marks.of(log, self);
    const upTo = new Map<ChainId, number>();
    for (const entry of (await this.#core.logs.get(log)).entries()) {
      const { chain, number, device } = entry.at;
      if (number < Math.max(told.get(chain) ?? 0, upTo.get(chain) ?? 0)) continue;
      if (!this.#core.reading.isReadThrough(log, chain, number)) continue;
      if (this.#core.office.memberOf(device) === self) continue;
      // Words like this one are no news: two people would answer each other for ever.
      if (payloadOf(entry)?.kind === 'message') upTo.set(chain, number + 1);
    }
    return [...upTo].slice(0, MAX_SEEN_CHAINS);
  }

  #logNow(conversation: ConversationId): LogId {
    return logOf(conversation, monthOf(this.#core.now()));
  }

  #isPrivate(conversation: ConversationId): boolean {
    const room = this.#core.office.roster.conversations.get(conversation);
    return room !== undefined && room.kind !== 'channel' && room.participants.length > 1;
  }

  /** Called when somebody was found to have read more. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  close(): void {
    for (const cancel of this.#due.values()) cancel();
    this.#due.clear();
    this.#listeners.clear();
  }
}
