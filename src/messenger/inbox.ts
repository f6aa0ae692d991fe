import type { Entry } from '../log/entry.ts';
import {
  type ConversationId,
  type EntryId,
  type LogId,
  type MemberId,
  type Month,
  partsOf,
} from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import { type Call, callOf, mayCall, type Part } from './calls.ts';
import type { Core } from './core.ts';
import { Excerpts, turn } from './excerpts.ts';
import { itemIdOf, itemsOf } from './inboxItems.ts';
import type { Inbox, InboxItem } from './messenger.ts';
import { makeSource } from './observable.ts';
import { payloadOf, type TalkSource } from './talk.ts';
import { unchanged } from './unchanged.ts';

/** Marked as read in the inbox though not where it stands. */
const SEEN = 'inbox-seen/';
/** Months that are looked through at first, this one included. */
const MONTHS = 2;
/** Months back in which what is answered is looked for. */
const ANSWERED = 3;
/** Entries that are read in one turn, so that nothing else waits for long. */
const A_TURN = 200;
/** Milliseconds until what arrived while nobody looked is looked through: the first page comes first. */
const AFTER_START = 2_000;

/** What happened to this person: a projection of all conversations, as far as it was asked for. */
export class OpenInbox implements Inbox {
  readonly items = makeSource<readonly InboxItem[]>([]);
  readonly unread = makeSource(0);
  readonly complete = makeSource(false);
  readonly #core: Core;
  readonly #source: TalkSource;
  readonly #excerpts: Excerpts;
  readonly #calls = new Map<EntryId, Call>();
  readonly #seen = new Set<EntryId>();
  readonly #parts = new Map<ConversationId, Promise<OwnPart>>();
  readonly #onCall: (call: Call) => void;
  /** Of each log that was looked through, how many entries of each chain. */
  readonly #looked = new Map<LogId, Map<number, number>>();
  readonly #ends: (() => void)[];
  /** The oldest month that was looked through. */
  #oldest: Month | null = null;
  /** One thing after another. */
  #work: Promise<void> = Promise.resolve();
  #isPending = false;
  #closed = false;

  /** `onCall` hears of each entry that turns to this person. */
  constructor(core: Core, source: TalkSource, onCall: (call: Call) => void) {
    this.#core = core;
    this.#onCall = onCall;
    this.#source = source;
    this.#excerpts = new Excerpts(core, source);
    this.#ends = [
      this.#excerpts.onChange(() => this.#publish()),
      core.reading.onChange(() => this.#publish()),
      core.logs.onGrown((log, entries) => this.#grown(log, entries)),
      core.device.clock.after(AFTER_START, () => this.#run(() => this.#lookAtNews())),
    ];
  }

  async start(): Promise<void> {
    for (const [key] of await this.#core.device.state.scan(SEEN)) {
      this.#seen.add(key.slice(SEEN.length) as EntryId);
    }
  }

  load(): Promise<void> {
    return this.#run(async () => {
      const now = monthOf(this.#core.now());
      this.#oldest ??= now - MONTHS + 1;
      await this.#lookThrough(this.#oldest, Number.POSITIVE_INFINITY);
    });
  }

  loadOlder(): Promise<void> {
    return this.#run(async () => {
      const months = this.#logs().map((log) => partsOf(log)?.month ?? 0);
      const older = months.filter((month) => month < (this.#oldest ?? 0));
      if (older.length > 0) {
        this.#oldest = Math.max(...older);
        await this.#lookThrough(this.#oldest, this.#oldest);
      }
    });
  }

  markRead(conversation?: ConversationId): void {
    const isMeant = ({ unread, message }: InboxItem) =>
      unread && (conversation ?? message.conversation) === message.conversation;
    const marked = new Set(
      this.items
        .get()
        .filter(isMeant)
        .map(({ id }) => id),
    );
    const calls = [...this.#calls.values()].filter((call) => marked.has(itemIdOf(call)));
    const ids = calls.map(({ entry }) => entry.at.id);
    const fresh = ids.filter((id) => !this.#seen.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) this.#seen.add(id);
    const pairs = Object.fromEntries(fresh.map((id) => [SEEN + id, 1]));
    // One that is lost is shown as unread once more, nothing worse.
    void this.#core.device.state.set(pairs).catch(() => {});
    this.#publish();
  }

  /** An entry came, and somebody has looked at it. */
  hear(entry: Entry): void {
    const said = payloadOf(entry);
    if (said && mayCall(said)) void this.#run(() => this.#look([entry]));
  }

  #run(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(async () => {
      if (!this.#closed) await work();
    });
    this.#work = done.catch((error: unknown) => {
      if (!this.#closed) this.#core.report(error);
    });
    return done;
  }

  /** The conversations' logs that this person may read, the newest first. */
  #logs(): LogId[] {
    const { office, logs } = this.#core;
    const self = this.#source.self();
    return [...logs.vectors().keys()]
      .filter((log) => {
        const conversation = partsOf(log)?.conversation;
        return conversation !== undefined && office.mayRead(self, conversation);
      })
      .sort((a, b) => (partsOf(b)?.month ?? 0) - (partsOf(a)?.month ?? 0));
  }

  /** What arrived and was not read yet. */
  async #lookAtNews(): Promise<void> {
    const { reading, logs } = this.#core;
    const vectors = logs.vectors();
    const fresh = this.#logs().filter((log) => reading.hasNew(log, vectors.get(log) ?? new Map()));
    for (const log of fresh) {
      const entries = (await logs.get(log)).entries();
      await this.#look(entries.filter(({ at }) => !reading.isRead(log, at.chain, at.number)));
    }
  }

  async #lookThrough(first: Month, last: Month): Promise<void> {
    const logs = this.#logs();
    for (const log of logs) {
      const month = partsOf(log)?.month ?? 0;
      if (month < first || month > last) continue;
      const looked = this.#looked.get(log) ?? new Map<number, number>();
      this.#looked.set(log, looked);
      const entries = (await this.#core.logs.get(log)).entries();
      await this.#look(entries.filter(({ at }) => at.number >= (looked.get(at.chain) ?? 0)));
      for (const { at } of entries) {
        looked.set(at.chain, Math.max(looked.get(at.chain) ?? 0, at.number + 1));
      }
    }
    this.complete.set(logs.every((log) => (partsOf(log)?.month ?? 0) >= (this.#oldest ?? 0)));
  }

  async #look(entries: readonly Entry[]): Promise<void> {
    for (let from = 0; from < entries.length && !this.#closed; from += A_TURN) {
      if (from > 0) await turn(this.#core);
      await this.#lookAtSome(entries.slice(from, from + A_TURN));
    }
  }

  async #lookAtSome(entries: readonly Entry[]): Promise<void> {
    const self = this.#source.self();
    const found = new Map<LogId, Set<EntryId>>();
    for (const entry of entries) {
      const author = this.#source.memberOf(entry.at.device);
      const { log } = entry.at;
      if (author === null || author === self || !this.#source.counts(entry)) continue;
      const said = payloadOf(entry);
      if (!said || !mayCall(said)) continue;
      const call = callOf(entry, said, self, await this.#partIn(log, self));
      if (!call || this.#calls.has(entry.at.id)) continue;
      this.#calls.set(entry.at.id, call);
      this.#onCall(call);
      const wanted = found.get(log) ?? new Set();
      found.set(log, wanted.add(call.about));
    }
    for (const [log, wanted] of found) await this.#excerpts.take(log, wanted);
    if (found.size > 0) this.#publish();
  }

  /** Where the person takes part in the conversation of a log. */
  #partIn(log: LogId, self: MemberId): Promise<OwnPart> {
    const parts = partsOf(log);
    if (!parts) throw new TypeError('the roster is no conversation');
    const { conversation, month } = parts;
    const known = this.#parts.get(conversation);
    if (known) return known;
    const made = this.#readPart(conversation, month, self);
    this.#parts.set(conversation, made);
    return made;
  }

  async #readPart(conversation: ConversationId, month: Month, self: MemberId): Promise<OwnPart> {
    const part = new OwnPart();
    const near = this.#core.logs.logsOf(conversation);
    for (const log of near.filter((it) => (partsOf(it)?.month ?? 0) > month - ANSWERED)) {
      const entries = (await this.#core.logs.get(log)).entries();
      part.take(entries.filter(({ at }) => this.#source.memberOf(at.device) === self));
    }
    return part;
  }

  #grown(log: LogId, entries: readonly Entry[]): void {
    const part = this.#parts.get(partsOf(log)?.conversation as ConversationId);
    if (!part) return;
    const self = this.#source.self();
    const own = entries.filter(({ at }) => this.#source.memberOf(at.device) === self);
    if (own.length > 0) void part.then((it) => it.take(own));
  }

  /** Once for all that changes in one turn. */
  #publish(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    queueMicrotask(() => {
      this.#isPending = false;
      if (!this.#closed) this.#make();
    });
  }

  #make(): void {
    const fresh = itemsOf(this.#calls.values(), {
      memberOf: (device) => this.#source.memberOf(device),
      nameOf: (member) => this.#source.nameOf(member),
      messageOf: ({ entry, about }) => this.#excerpts.message(entry.at.log, about),
      isUnread: (entry) => this.#isUnread(entry),
    });
    const items = unchanged(this.items.get(), fresh);
    this.items.set(items);
    this.unread.set(items.filter((it) => it.unread).length);
  }

  #isUnread(entry: Entry): boolean {
    return !this.#seen.has(entry.at.id) && this.#source.isUnread(entry);
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
    this.#excerpts.close();
  }
}

/** What a person wrote in a conversation, and in which threads. */
class OwnPart implements Part {
  readonly written = new Set<EntryId>();
  readonly threads = new Set<EntryId>();

  take(own: readonly Entry[]): void {
    for (const entry of own) {
      const said = payloadOf(entry);
      if (said?.kind !== 'message') continue;
      this.written.add(entry.at.id);
      if (said.thread !== undefined) this.threads.add(said.thread);
    }
  }
}
