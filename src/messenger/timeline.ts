import type { Entry } from '../log/entry.ts';
import { type ConversationId, type EntryId, type Month, partsOf } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import type { Message, Messages, Timeline } from './messenger.ts';
import { makeSource } from './observable.ts';
import { byPlace, type Standing } from './remarks.ts';
import { payloadOf, Talk } from './talk.ts';
import { ThreadView } from './thread.ts';
import type { TimelineSource } from './timelineSource.ts';
import { unchanged } from './unchanged.ts';

/** Messages shown at first, and added by each step back or on: a few screens. */
const PAGE = 200;
/** Messages that stay on each side of those on screen when the rest is let go of. */
const AROUND = 500;

const byStanding = (a: Entry, b: Entry): number => byPlace(a.at, b.at);
const monthOfEntry = ({ at }: Entry): Month => partsOf(at.log)?.month ?? 0;

/** Whether it says something of a message, in whose log it stands; what cannot be read yet is none. */
const isRemark = (entry: Entry): boolean => {
  const kind = payloadOf(entry)?.kind;
  return kind !== undefined && kind !== 'message' && kind !== 'unsupported';
};

/**
 * The messages of one conversation: a window over its months that opens at the newest page, grows a
 * page at a time at both ends, and lets go of what is far from what is looked at.
 */
export class OpenTimeline implements Timeline {
  readonly conversation: ConversationId;
  readonly messages = makeSource<readonly Message[]>([]);
  readonly pinned = makeSource<readonly Message[]>([]);
  readonly complete = makeSource(false);
  readonly latest = makeSource(true);
  readonly #source: TimelineSource;
  readonly #threads = new Set<ThreadView>();
  #talk: Talk;
  /** Entries of the oldest opened month that are older than what was taken, in order. */
  #older: Entry[] = [];
  /** While some wait: the reading of the oldest that was taken. */
  #oldest: Hlc | null = null;
  #oldestMonth: Month | null = null;
  /** Messages of the newest opened month that are newer than what was taken, in order. */
  #newer: Entry[] = [];
  /** While what is newer is not taken: the newest that was. */
  #newest: Standing | null = null;
  #newestMonth: Month | null = null;
  /** What is shown was kept apart: its months are still to be opened. */
  #isAhead = false;
  #loading: Promise<void> | null = null;
  #moving: Promise<unknown> = Promise.resolve();
  #open = true;

  constructor(conversation: ConversationId, source: TimelineSource) {
    this.conversation = conversation;
    this.#source = source;
    this.#talk = new Talk(conversation, source);
  }

  /** Begins with a page that was kept apart, before its months are opened: all that came from its oldest message on. */
  begin(page: readonly Entry[]): void {
    const months = page.map(monthOfEntry);
    this.#oldestMonth = Math.min(...months);
    this.#newestMonth = Math.max(...months);
    this.#oldest = Math.min(...page.map(({ at }) => at.hlc)) as Hlc;
    this.#isAhead = true;
    this.#take(page);
  }

  /** Opens the months of the page that it began with. */
  async #catchUp(): Promise<void> {
    for (const month of this.#source.months(this.conversation)) {
      if (month < (this.#oldestMonth ?? month)) continue;
      const entries = await this.#source.entries(this.conversation, month);
      // It may have moved elsewhere meanwhile, or been closed.
      if (this.#isAhead) this.take(month, entries);
    }
    this.#isAhead = false;
  }

  loadOlder(): Promise<void> {
    if (!this.#open || this.complete.get()) return Promise.resolve();
    this.#loading ??= this.#inTurn(() => this.#loadPage()).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  loadNewer(): Promise<void> {
    return this.#inTurn(() => this.#loadNewer());
  }

  /** One step after the other: each begins where the last one ended. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const taken = this.#moving.then(step, step);
    this.#moving = taken.catch(() => {});
    return taken;
  }

  async #loadPage(): Promise<void> {
    let added = 0;
    if (this.#isAhead) {
      added = this.messages.get().length;
      await this.#catchUp();
    }
    while (this.#open && added < PAGE) {
      if (this.#older.length === 0 && !(await this.#openOlderMonth())) break;
      const page = this.#older.splice(Math.max(0, this.#older.length - PAGE));
      this.#oldest = page[0]?.at.hlc ?? this.#oldest;
      added += this.#take(page);
    }
    this.#tellEnds();
  }

  #tellEnds(): void {
    const isWhole = this.#older.length === 0 && !this.#isAhead;
    this.complete.set(isWhole && this.#monthBefore() === undefined);
    const isLatest = this.#newer.length === 0 && this.#monthAfter() === undefined;
    if (isLatest) this.#newest = null;
    this.latest.set(isLatest);
  }

  #monthBefore(): Month | undefined {
    const oldest = this.#oldestMonth ?? Number.POSITIVE_INFINITY;
    return this.#source.months(this.conversation).findLast((month) => month < oldest);
  }

  #monthAfter(): Month | undefined {
    const newest = this.#newestMonth ?? Number.POSITIVE_INFINITY;
    return this.#source.months(this.conversation).find((month) => month > newest);
  }

  async #openOlderMonth(): Promise<boolean> {
    const month = this.#monthBefore();
    if (month === undefined) return false;
    const entries = await this.#source.entries(this.conversation, month);
    this.#oldestMonth = month;
    this.#newestMonth ??= month;
    this.#older = [...entries].sort(byStanding);
    return true;
  }

  async #loadNewer(): Promise<void> {
    let added = 0;
    while (this.#open && added < PAGE && !this.latest.get()) {
      if (this.#newer.length === 0 && !(await this.#openNewerMonth())) break;
      const page = this.#newer.splice(0, PAGE);
      this.#newest = page.at(-1)?.at ?? this.#newest;
      added += this.#take(page);
    }
    if (this.#open) this.#tellEnds();
  }

  async #openNewerMonth(): Promise<boolean> {
    const month = this.#monthAfter();
    if (month === undefined) return false;
    const entries = await this.#source.entries(this.conversation, month);
    this.#newestMonth = month;
    this.#newer = this.#takeRemarks(entries);
    return true;
  }

  /** Takes what is said of a month's messages; gives the messages, in order. */
  #takeRemarks(entries: readonly Entry[]): Entry[] {
    this.#take(entries.filter(isRemark));
    return entries.filter((entry) => !isRemark(entry)).sort(byStanding);
  }

  keepAround(first: EntryId, last: EntryId): void {
    const main = this.#talk.main();
    const from = main.findIndex(({ id }) => id === first) - AROUND;
    const to = main.findIndex(({ id }) => id === last) + AROUND;
    if (to < AROUND || from < -AROUND) return;
    const newest = this.#entryOf(main[to]);
    const oldest = this.#entryOf(main[from]);
    if (newest && to < main.length - 1) this.#dropAfter(newest);
    if (oldest && from > 0) this.#dropBefore(oldest);
    if (newest || oldest) this.#publish();
  }

  #entryOf(message: Message | undefined): Entry | undefined {
    return message && this.#talk.entry(message.id);
  }

  /** What is said of the messages of a month stays with those of them that stay. */
  #dropAfter(cut: Entry): void {
    const month = monthOfEntry(cut);
    const isAfter = (entry: Entry) => byStanding(entry, cut) > 0 && !isRemark(entry);
    const ofMonth = [...this.#talk.all()].filter((entry) => monthOfEntry(entry) === month);
    const rest = this.#newestMonth === month ? this.#newer : [];
    this.#newer = [...ofMonth.filter(isAfter), ...rest].sort(byStanding);
    this.#newestMonth = month;
    this.#newest = cut.at;
    this.#talk.keep((it) => {
      const its = monthOfEntry(it);
      return its < month || (its === month && !isAfter(it));
    });
    this.latest.set(false);
  }

  #dropBefore(cut: Entry): void {
    const month = monthOfEntry(cut);
    const isBefore = (entry: Entry) => byStanding(entry, cut) < 0 && !isRemark(entry);
    const ofMonth = [...this.#talk.all()].filter((entry) => monthOfEntry(entry) === month);
    const rest = this.#oldestMonth === month ? this.#older : [];
    this.#older = [...rest, ...ofMonth.filter(isBefore)].sort(byStanding);
    this.#oldestMonth = month;
    this.#oldest = cut.at.hlc;
    this.#talk.keep((it) => {
      const its = monthOfEntry(it);
      return its > month || (its === month && !isBefore(it));
    });
    this.complete.set(false);
  }

  toNewest(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.latest.get() || !this.#open) return;
      this.#forget();
      this.latest.set(true);
      await this.#loadPage();
    });
  }

  seek(id: EntryId): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#talk.message(id)) return true;
      const month = await this.#source.monthOf(this.conversation, id);
      if (month === null || !this.#open) return false;
      const entries = await this.#source.entries(this.conversation, month);
      this.#forget();
      const messages = this.#takeRemarks(entries);
      const at = messages.findIndex((entry) => entry.at.id === id);
      const from = Math.max(0, at - PAGE / 2);
      const page = messages.slice(from, at + PAGE / 2);
      this.#older = messages.slice(0, from);
      this.#newer = messages.slice(at + PAGE / 2);
      this.#oldestMonth = month;
      this.#newestMonth = month;
      this.#oldest = page[0]?.at.hlc ?? null;
      this.#newest = page.at(-1)?.at ?? null;
      this.latest.set(false);
      this.#take(page);
      this.#tellEnds();
      return this.#talk.message(id) !== null;
    });
  }

  #forget(): void {
    this.#talk = new Talk(this.conversation, this.#source);
    this.#older = [];
    this.#newer = [];
    this.#oldest = null;
    this.#newest = null;
    this.#oldestMonth = null;
    this.#newestMonth = null;
    this.#isAhead = false;
  }

  /** Takes entries that were just added to one of the conversation's logs. */
  take(month: Month, entries: readonly Entry[]): void {
    if (!this.#open) return;
    for (const thread of this.#threads) thread.take(entries);
    if (this.#oldestMonth !== null && month < this.#oldestMonth) {
      this.complete.set(false);
      return;
    }
    const isLatest = this.latest.get();
    const near = isLatest ? entries : this.#leaveNewer(month, entries);
    this.#oldestMonth ??= month;
    // A window that ends before goes on where it ends, through what lies between.
    if (isLatest) this.#newestMonth = Math.max(month, this.#newestMonth ?? month);
    const oldest = this.#older.length > 0 || this.#isAhead ? this.#oldest : null;
    const isOlder = ({ at }: Entry) => oldest !== null && at.hlc < oldest;
    this.#wait(near.filter(isOlder));
    this.#take(near.filter((entry) => !isOlder(entry)));
  }

  /** Leaves what is newer than everything taken for `loadNewer`; gives the rest. Own words are shown at once. */
  #leaveNewer(month: Month, entries: readonly Entry[]): readonly Entry[] {
    const last = this.#newestMonth ?? month;
    // Where a month cannot be read, the way to the newest says so when it is gone.
    if (entries.some((it) => this.#source.isOwn(it) && !isRemark(it)))
      this.toNewest().catch(() => {});
    if (month > last) return [];
    if (month < last || !this.#newest) return entries;
    const newest = this.#newest;
    const isNewer = (it: Entry) => byPlace(it.at, newest) > 0 && !isRemark(it);
    this.#newer = this.#merged(this.#newer, entries.filter(isNewer));
    return entries.filter((it) => !isNewer(it));
  }

  /** Leaves what is older than everything taken for `loadOlder`. */
  #wait(entries: readonly Entry[]): void {
    // None of them was taken, and to look whether one was takes the hashes of all.
    if (this.#isAhead && this.#older.length === 0) this.#older = [...entries].sort(byStanding);
    else this.#older = this.#merged(this.#older, entries);
  }

  /** Both in order; what is known already once. */
  #merged(known: Entry[], entries: readonly Entry[]): Entry[] {
    if (entries.length === 0) return known;
    const ids = new Set(known.map(({ at }) => at.id));
    const fresh = entries.filter(({ at }) => !ids.has(at.id) && !this.#talk.entry(at.id));
    return fresh.length > 0 ? [...known, ...fresh].sort(byStanding) : known;
  }

  #take(entries: readonly Entry[]): number {
    const { added, changed } = this.#talk.take(entries);
    for (const thread of this.#threads) thread.take(entries);
    if (changed) this.#publish();
    return added;
  }

  #publish(): void {
    this.messages.set(this.#talk.main());
    const elsewhere = this.pinned.get().filter(({ id }) => !this.#talk.message(id));
    const pinned = [...elsewhere, ...this.#talk.pinned()];
    if (elsewhere.length > 0) pinned.sort((a, b) => a.at - b.at);
    this.pinned.set(unchanged(this.pinned.get(), pinned));
  }

  thread(root: EntryId): Messages {
    const view = new ThreadView(root, this.#source, this, () => this.#threads.delete(view));
    this.#threads.add(view);
    view.take(this.#talk.all());
    return view;
  }

  /** Makes the messages anew where the read state changed. */
  reread(): void {
    if (this.#talk.reread()) this.#publish();
    for (const thread of this.#threads) thread.reread();
  }

  /** Makes all anew: the roster changed. */
  remake(): void {
    this.#talk.remake();
    this.#publish();
    for (const thread of this.#threads) thread.remake();
  }

  /** Reads again what could not be read or did not count before, now that a key or an author came. */
  async reopen(): Promise<void> {
    for (const month of this.#source.months(this.conversation)) {
      if (this.#oldestMonth === null || month < this.#oldestMonth) continue;
      if (!this.latest.get() && month > (this.#newestMonth ?? month)) continue;
      this.take(month, await this.#source.entries(this.conversation, month));
    }
  }

  /** A message of the window, or of an open thread. */
  message(id: EntryId): Message | null {
    for (const { talk } of this.#talks()) {
      const message = talk.message(id);
      if (message) return message;
    }
    return null;
  }

  /** Where a message or remark stands in the logs, as far as it is loaded. */
  entry(id: EntryId): Entry | undefined {
    for (const { talk } of this.#talks()) {
      const entry = talk.entry(id);
      if (entry) return entry;
    }
    return undefined;
  }

  newestPage(count: number): readonly Entry[] | null {
    const main = this.#talk.main().slice(-count);
    const oldest = main.flatMap((it) => this.#entryOf(it) ?? []).sort(byStanding)[0];
    if (!this.latest.get() || !oldest) return null;
    return [...this.#talk.all()].filter((it) => byStanding(it, oldest) >= 0);
  }

  /** Every message and remark that is loaded, in no order. */
  entries(): Iterable<Entry> {
    return this.#talk.all();
  }

  #talks(): { readonly talk: Talk }[] {
    return [{ talk: this.#talk }, ...this.#threads];
  }

  markRead(): void {
    if (this.#open) this.#source.markRead(this.conversation);
  }

  markUnread(message: EntryId): void {
    const all = this.messages.get();
    const from = all.findIndex(({ id }) => id === message);
    if (!this.#open || from < 0) return;
    const entries = all.slice(from).flatMap(({ id }) => this.#talk.entry(id) ?? []);
    this.#source.markUnread(entries);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const thread of [...this.#threads]) thread.close();
    this.#source.closed(this);
  }
}
