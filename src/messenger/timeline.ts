import type { Entry } from '../log/entry.ts';
import type { ConversationId, EntryId, Month } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import type { Message, Messages, Timeline } from './messenger.ts';
import { makeSource } from './observable.ts';
import { byPlace } from './remarks.ts';
import { Talk, type TalkSource } from './talk.ts';
import { ThreadView } from './thread.ts';
import { unchanged } from './unchanged.ts';

/** Messages shown at first, and added by each step back: a few screens. */
const PAGE = 200;

/** What a timeline needs from its office. */
export interface TimelineSource extends TalkSource {
  /** The months (UTC) in which something was written there, ascending. */
  months(conversation: ConversationId): Month[];
  /** The entries of a month. */
  entries(conversation: ConversationId, month: Month): Promise<Entry[]>;
  markRead(conversation: ConversationId): void;
  /** Marks these entries, and what their devices wrote after them, as unread. */
  markUnread(entries: readonly Entry[]): void;
  closed(timeline: OpenTimeline): void;
}

const byStanding = (a: Entry, b: Entry): number => byPlace(a.at, b.at);

/** The messages of one conversation, opened from the newest back, a page at a time. */
export class OpenTimeline implements Timeline {
  readonly conversation: ConversationId;
  readonly messages = makeSource<readonly Message[]>([]);
  readonly pinned = makeSource<readonly Message[]>([]);
  readonly complete = makeSource(false);
  readonly talk: Talk;
  readonly #source: TimelineSource;
  readonly #threads = new Set<ThreadView>();
  /** Entries of the opened months that are older than what was taken, in order. */
  #waiting: Entry[] = [];
  /** While some wait: the reading of the oldest that was taken. */
  #oldest: Hlc | null = null;
  #oldestMonth: Month | null = null;
  #loading: Promise<void> | null = null;
  #open = true;

  constructor(conversation: ConversationId, source: TimelineSource) {
    this.conversation = conversation;
    this.#source = source;
    this.talk = new Talk(conversation, source);
  }

  loadOlder(): Promise<void> {
    if (!this.#open || this.complete.get()) return Promise.resolve();
    this.#loading ??= this.#loadPage().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #loadPage(): Promise<void> {
    let added = 0;
    while (this.#open && added < PAGE) {
      if (this.#waiting.length === 0 && !(await this.#openOlderMonth())) break;
      const page = this.#waiting.splice(Math.max(0, this.#waiting.length - PAGE));
      this.#oldest = page[0]?.at.hlc ?? this.#oldest;
      added += this.#take(page);
    }
    this.complete.set(this.#waiting.length === 0 && this.#nextMonth() === undefined);
    for (const thread of this.#threads) thread.follow();
  }

  #nextMonth(): Month | undefined {
    const oldest = this.#oldestMonth ?? Number.POSITIVE_INFINITY;
    return this.#source.months(this.conversation).findLast((month) => month < oldest);
  }

  async #openOlderMonth(): Promise<boolean> {
    const month = this.#nextMonth();
    if (month === undefined) return false;
    const entries = await this.#source.entries(this.conversation, month);
    this.#oldestMonth = month;
    this.#waiting = [...entries].sort(byStanding);
    return true;
  }

  /** Takes entries that were just added to one of the conversation's logs. */
  take(month: Month, entries: readonly Entry[]): void {
    if (!this.#open) return;
    if (this.#oldestMonth !== null && month < this.#oldestMonth) {
      this.complete.set(false);
      return;
    }
    this.#oldestMonth ??= month;
    const oldest = this.#waiting.length > 0 ? this.#oldest : null;
    const isOlder = ({ at }: Entry) => oldest !== null && at.hlc < oldest;
    this.#wait(entries.filter(isOlder));
    this.#take(entries.filter((entry) => !isOlder(entry)));
  }

  /** Leaves what is older than everything taken for `loadOlder`. */
  #wait(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const known = new Set(this.#waiting.map(({ at }) => at.id));
    const fresh = entries.filter(({ at }) => !known.has(at.id) && !this.talk.entry(at.id));
    if (fresh.length > 0) this.#waiting = [...this.#waiting, ...fresh].sort(byStanding);
  }

  #take(entries: readonly Entry[]): number {
    const { added, changed } = this.talk.take(entries);
    if (changed) this.#publish();
    return added;
  }

  #publish(): void {
    this.messages.set(this.talk.main());
    this.pinned.set(unchanged(this.pinned.get(), this.talk.pinned()));
    for (const thread of this.#threads) thread.follow();
  }

  thread(root: EntryId): Messages {
    const view = new ThreadView(root, this, () => this.#threads.delete(view));
    this.#threads.add(view);
    return view;
  }

  /** Makes the messages anew where the read state changed. */
  reread(): void {
    if (this.talk.reread()) this.#publish();
  }

  /** Makes all anew: the roster changed. */
  remake(): void {
    this.talk.remake();
    this.#publish();
  }

  /** Reads again what could not be read or did not count before, now that a key or an author came. */
  async reopen(): Promise<void> {
    for (const month of this.#source.months(this.conversation)) {
      if (this.#oldestMonth === null || month < this.#oldestMonth) continue;
      this.take(month, await this.#source.entries(this.conversation, month));
    }
  }

  markRead(): void {
    if (this.#open) this.#source.markRead(this.conversation);
  }

  markUnread(message: EntryId): void {
    const all = this.messages.get();
    const from = all.findIndex(({ id }) => id === message);
    if (!this.#open || from < 0) return;
    const entries = all.slice(from).flatMap(({ id }) => this.talk.entry(id) ?? []);
    this.#source.markUnread(entries);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const thread of [...this.#threads]) thread.close();
    this.#source.closed(this);
  }
}
