import type { Entry } from '../log/entry.ts';
import type { ConversationId, EntryId, Month } from '../model/ids.ts';
import { fromWire } from '../model/payload.ts';
import { FUTURE_TOLERANCE, type Hlc, hlcAt, timeOf } from '../model/time.ts';
import { PAYLOAD_LIMITS } from '../wire/limits.ts';
import type { Message, Timeline } from './messenger.ts';
import { makeSource } from './observable.ts';

/** Messages shown at first, and added by each step back: a few screens. */
const PAGE = 200;

/** What a timeline needs from its office. */
export interface TimelineSource {
  /** The months (UTC) in which something was written there, ascending. */
  months(conversation: ConversationId): Month[];
  /** The entries of a month. */
  entries(conversation: ConversationId, month: Month): Promise<Entry[]>;
  /** Whether the author's device belongs to the office: entries of one that does not are held, not shown. */
  counts(entry: Entry): boolean;
  author(entry: Entry): Message['from'];
  isUnread(entry: Entry): boolean;
  /** When a future-dated entry arrived here: Unix time in milliseconds. */
  arrival(entry: Entry): number;
  now(): number;
  markRead(conversation: ConversationId): void;
  closed(timeline: OpenTimeline): void;
}

interface Shown {
  readonly entry: Entry;
  readonly position: Hlc;
  readonly message: Message;
}

const byPlace = (a: Entry, b: Entry): number =>
  a.at.hlc - b.at.hlc || (a.at.id < b.at.id ? -1 : a.at.id > b.at.id ? 1 : 0);

const byPosition = (a: Shown, b: Shown): number =>
  a.position - b.position || byPlace(a.entry, b.entry);

/** The messages of one conversation, opened from the newest back, a page at a time. */
export class OpenTimeline implements Timeline {
  readonly conversation: ConversationId;
  readonly messages = makeSource<readonly Message[]>([]);
  readonly complete = makeSource(false);
  readonly #source: TimelineSource;
  /** Entries of the opened months that are older than what is shown, in order. */
  #waiting: Entry[] = [];
  #shown: Shown[] = [];
  readonly #byId = new Map<EntryId, Shown>();
  #oldestMonth: Month | null = null;
  #loading: Promise<void> | null = null;
  #open = true;

  constructor(conversation: ConversationId, source: TimelineSource) {
    this.conversation = conversation;
    this.#source = source;
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
      added += this.#show(page);
    }
    this.complete.set(this.#waiting.length === 0 && this.#nextMonth() === undefined);
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
    this.#waiting = [...entries].sort(byPlace);
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
    const oldest = this.#waiting.length > 0 ? this.#shown[0]?.entry : undefined;
    const isOlder = ({ at }: Entry) => oldest !== undefined && at.hlc < oldest.at.hlc;
    this.#wait(entries.filter(isOlder));
    this.#show(entries.filter((entry) => !isOlder(entry)));
  }

  /** Leaves what is older than everything shown for `loadOlder`. */
  #wait(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const known = new Set(this.#waiting.map(({ at }) => at.id));
    const fresh = entries.filter(({ at }) => !known.has(at.id) && !this.#byId.has(at.id));
    if (fresh.length > 0) this.#waiting = [...this.#waiting, ...fresh].sort(byPlace);
  }

  #show(entries: readonly Entry[]): number {
    const fresh: Shown[] = [];
    for (const entry of entries) {
      if (this.#byId.has(entry.at.id)) continue;
      const shown = this.#read(entry);
      if (!shown) continue;
      this.#byId.set(entry.at.id, shown);
      fresh.push(shown);
    }
    if (fresh.length === 0) return 0;
    this.#shown = merge(this.#shown, fresh.sort(byPosition));
    this.#publish();
    return fresh.length;
  }

  #publish(): void {
    this.messages.set(this.#shown.map(({ message }) => message));
  }

  #read(entry: Entry): Shown | null {
    const read = readMessage(entry, this.conversation, this.#source);
    if (!read) return null;
    const { message, replyTo } = read;
    const own = message.future ? hlcAt(this.#source.arrival(entry)) : entry.at.hlc;
    const answered = replyTo ? this.#byId.get(replyTo)?.position : undefined;
    const position = answered !== undefined && answered >= own ? ((answered + 1) as Hlc) : own;
    return { entry, position, message };
  }

  /** Makes the messages anew where an author's name or the read state changed. */
  refresh(): void {
    const counted = this.#shown.filter(({ entry }) => this.#source.counts(entry));
    let changed = counted.length < this.#shown.length;
    this.#byId.clear();
    for (const shown of counted) this.#byId.set(shown.message.id, shown);
    this.#shown = counted.map((shown) => {
      const from = this.#source.author(shown.entry);
      const unread = this.#source.isUnread(shown.entry);
      const { message } = shown;
      if (from.name === message.from.name && unread === message.unread) return shown;
      changed = true;
      const again = { ...shown, message: { ...message, from, unread } };
      this.#byId.set(message.id, again);
      return again;
    });
    if (changed) this.#publish();
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

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#source.closed(this);
  }
}

/** The message that an entry is, with what it answers; null when it is none, or cannot be read yet. */
export function readMessage(
  entry: Entry,
  conversation: ConversationId,
  source: Pick<TimelineSource, 'counts' | 'author' | 'isUnread' | 'now'>,
): { message: Message; replyTo: EntryId | undefined } | null {
  if (!source.counts(entry)) return null;
  const { content, at } = entry;
  const payload = content.kind === 'open' ? fromWire(content.value, PAYLOAD_LIMITS) : null;
  if (payload?.kind !== 'message') return null;
  const written = timeOf(at.hlc);
  const message: Message = {
    id: at.id,
    conversation,
    from: source.author(entry),
    at: written,
    text: payload.text,
    future: written > source.now() + FUTURE_TOLERANCE,
    unread: source.isUnread(entry),
  };
  return { message, replyTo: payload.replyTo };
}

/** Merges two sorted lists; appending, the common case, copies once. */
function merge(old: readonly Shown[], fresh: readonly Shown[]): Shown[] {
  const last = old.at(-1);
  const first = fresh[0];
  if (!last || !first || byPosition(last, first) < 0) return [...old, ...fresh];
  return [...old, ...fresh].sort(byPosition);
}
