import type { Entry } from '../log/entry.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ConversationId,
  type DeviceId,
  type EntryId,
  type LogId,
  logOf,
  type MemberId,
  type Month,
  type PeerId,
  partsOf,
} from '../model/ids.ts';
import { FUTURE_TOLERANCE, type Hlc, timeOf } from '../model/time.ts';
import { has } from '../office/permissions.ts';
import type { Core } from './core.ts';
import { OpenInbox } from './inbox.ts';
import { LastPage } from './lastPage.ts';
import type { Delivery, HeldBy, Message } from './messenger.ts';
import { Notes } from './notes.ts';
import { Notifying } from './notifying.ts';
import type { Target } from './remarking.ts';
import { byPlace } from './remarks.ts';
import { Rush } from './rush.ts';
import { Seeing } from './seen.ts';
import { Talk } from './talk.ts';
import { OpenTimeline } from './timeline.ts';
import type { TimelineSource } from './timelineSource.ts';
import { infoOf } from './trust.ts';

const ARRIVAL = 'arrival/';
/** Milliseconds between two times that what is caught up with is shown: each places all rows anew. */
const SHOW_EVERY = 100;
/**
 * Milliseconds until the month of a page that was kept is opened: a face has painted the page by then, unless
 * it asked for what is older before.
 */
const OPEN_AFTER = 100;

/** The timelines that are open, fed from the logs. */
export class Timelines implements TimelineSource {
  readonly #core: Core;
  readonly #open = new Set<OpenTimeline>();
  /** When future-dated entries arrived here: Unix time in milliseconds. */
  readonly #arrivals = new Map<EntryId, number>();
  /** Entries of this person's that were written or shown. */
  readonly #own = new Map<EntryId, Entry['at']>();
  readonly #listeners = new Set<(messages: readonly Message[]) => void>();
  /** What listeners were told of, by log: so that what is deleted before it comes is never told. */
  readonly #heard = new Map<LogId, Talk>();
  readonly #notes: Notes;
  readonly #rush: Rush;
  /** What came while much was coming, and is to be shown with what follows it. */
  readonly #coming = new Map<LogId, Entry[]>();
  #cancelShow: (() => void) | null = null;
  readonly inbox: OpenInbox;
  readonly notifying: Notifying;
  /** Told of each message with files. */
  carries: NonNullable<TimelineSource['carries']> = () => {};
  readonly seeing: Seeing;
  /** Only for a face that shows the newest page at once. */
  readonly #lastPage: LastPage | null;

  constructor(core: Core, isCatchingUp: () => boolean, pageFirst = false) {
    this.#core = core;
    const { office, keyring, device } = core;
    const { state, clock } = device;
    const held = (conversation: ConversationId, from: Month) => this.#held(conversation, from);
    this.#lastPage = pageFirst
      ? new LastPage({ office: office.id, keys: keyring, state, clock, held })
      : null;
    this.#rush = new Rush(core.device.clock);
    this.seeing = new Seeing(core);
    this.notifying = new Notifying(core, this, isCatchingUp);
    this.inbox = new OpenInbox(core, this, (call) => this.notifying.answers(call));
    this.#notes = new Notes(core, this, (entry) => {
      this.notifying.hear(entry);
      this.inbox.hear(entry);
    });
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#core.device.state.scan(ARRIVAL)) {
      this.#arrivals.set(key.slice(ARRIVAL.length) as EntryId, Number(value));
    }
    await Promise.all([this.inbox.start(), this.#lastPage?.start()]);
    this.seeing.start();
    this.#core.logs.onGrown((log, entries, own) => this.#grown(log, entries, own));
    this.#core.onRoster(() => this.#rosterChanged());
    this.#core.reading.onChange((conversation) => {
      for (const timeline of this.#open) {
        if (timeline.conversation === conversation) timeline.reread();
      }
    });
  }

  /** Opens a conversation with its newest page. Rejects with `unknown-conversation`. */
  async open(conversation: ConversationId): Promise<OpenTimeline> {
    if (!this.#core.office.roster.conversations.has(conversation)) {
      throw new ConfabError('unknown-conversation', conversation);
    }
    const timeline = new OpenTimeline(conversation, this);
    this.#open.add(timeline);
    this.#core.replica.watched = conversation;
    const page = this.#lastPage?.take(conversation);
    if (page && !this.#beginsUnread(page)) {
      timeline.begin(page);
      this.#core.device.clock.after(OPEN_AFTER, () => {
        this.#openWhole(timeline).catch(this.#core.report);
      });
      return timeline;
    }
    try {
      await this.#openWhole(timeline);
    } catch (error) {
      // Nobody has it to close it, and whoever tries again opens another one.
      timeline.close();
      throw error;
    }
    return timeline;
  }

  /** Whether what is unread begins with the page, or before it: then it is not known where. */
  #beginsUnread(page: readonly Entry[]): boolean {
    const [oldest] = [...page].sort((a, b) => byPlace(a.at, b.at));
    return oldest !== undefined && this.isUnread(oldest);
  }

  /** How many entries are held of a conversation from a month on. */
  #held(conversation: ConversationId, from: Month): number {
    const { logs } = this.#core;
    const those = logs.logsOf(conversation).filter((log) => (partsOf(log)?.month ?? 0) >= from);
    return those
      .flatMap((log) => [...(logs.vectors().get(log)?.values() ?? [])])
      .reduce((sum, next) => sum + next, 0);
  }

  async #openWhole(timeline: OpenTimeline): Promise<void> {
    await timeline.loadOlder();
    await this.seeing.open(timeline.conversation);
    if (this.#open.has(timeline)) this.#lastPage?.keep(timeline);
  }

  #grown(log: LogId, entries: readonly Entry[], own: boolean): void {
    const parts = partsOf(log);
    if (!parts) return;
    for (const entry of entries) this.#noteArrival(entry);
    this.#notes.take(entries);
    if (this.#rush.meets(entries.length) && !own) this.#showSoon(log, entries);
    else this.#show(log, entries);
    if (this.#listeners.size > 0) this.#hear(log, parts.conversation, entries);
  }

  #show(log: LogId, entries: readonly Entry[]): void {
    const parts = partsOf(log);
    for (const timeline of this.#open) {
      if (timeline.conversation !== parts?.conversation) continue;
      timeline.take(parts.month, entries);
      this.#lastPage?.keep(timeline);
    }
  }

  /** With all that comes until then. */
  #showSoon(log: LogId, entries: readonly Entry[]): void {
    const conversation = partsOf(log)?.conversation;
    if (![...this.#open].some((it) => it.conversation === conversation)) return;
    const coming = this.#coming.get(log);
    if (coming) coming.push(...entries);
    else this.#coming.set(log, [...entries]);
    this.#cancelShow ??= this.#core.device.clock.after(SHOW_EVERY, () => {
      this.#cancelShow = null;
      const all = [...this.#coming];
      this.#coming.clear();
      for (const [it, those] of all) this.#show(it, those);
    });
  }

  #hear(log: LogId, conversation: ConversationId, entries: readonly Entry[]): void {
    const talk = this.#heard.get(log) ?? new Talk(conversation, this);
    this.#heard.set(log, talk);
    talk.take(entries);
    this.#noteOwn(entries);
    const messages = entries.flatMap(({ at }) => talk.message(at.id) ?? []);
    if (messages.length === 0) return;
    for (const listener of [...this.#listeners]) listener(messages);
  }

  /** Calls with messages as they come to stand here, in the order in which they do. */
  onMessages(listener: (messages: readonly Message[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #noteArrival({ at }: Entry): void {
    const now = this.now();
    if (timeOf(at.hlc) <= now + FUTURE_TOLERANCE || this.#arrivals.has(at.id)) return;
    this.#arrivals.set(at.id, now);
    // Without it the message only moves to where it is read next time.
    void this.#core.device.state.set({ [ARRIVAL + at.id]: now }).catch(() => {});
  }

  #rosterChanged(): void {
    for (const timeline of this.#open) {
      timeline.remake();
      timeline.reopen().catch(this.#core.report);
    }
  }

  months(conversation: ConversationId): Month[] {
    return this.#core.logs
      .logsOf(conversation)
      .map((log) => partsOf(log)?.month ?? 0)
      .sort((a, b) => a - b);
  }

  async entries(conversation: ConversationId, month: Month): Promise<Entry[]> {
    return (await this.#core.logs.get(logOf(conversation, month))).entries();
  }

  async monthOf(conversation: ConversationId, id: EntryId): Promise<Month | null> {
    for (const month of this.months(conversation).reverse()) {
      const entries = await this.entries(conversation, month);
      if (entries.some(({ at }) => at.id === id)) return month;
    }
    return null;
  }

  isOwn({ at }: Entry): boolean {
    return at.device === this.#core.identity.device;
  }

  memberOf(device: DeviceId): MemberId | null {
    return this.#core.office.memberOf(device);
  }

  counts({ at }: Entry): boolean {
    const { office, logs } = this.#core;
    return office.counts(at.device, at.log, at.chain, at.number) && !logs.isWithdrawn(at);
  }

  nameOf(member: MemberId): string {
    return this.#core.office.nameOf(member);
  }

  self(): MemberId {
    return this.memberOf(this.#core.identity.device) ?? ('' as MemberId);
  }

  /** Whether a device could delete others' messages at a reading; by default now. */
  mayModerate(device: DeviceId, at: Hlc = Number.MAX_SAFE_INTEGER as Hlc): boolean {
    const member = this.memberOf(device);
    return member !== null && has(this.#core.office.roleWhen(member, at), 'delete-others-message');
  }

  mayPin(device: DeviceId): boolean {
    const { members, formerMembers } = this.#core.office.roster;
    const member = this.memberOf(device);
    const known = member === null ? undefined : (members.get(member) ?? formerMembers.get(member));
    return known !== undefined && has(known.role, 'pin');
  }

  isUnread({ at }: Entry): boolean {
    if (this.memberOf(at.device) === this.self()) return false;
    return !this.#core.reading.isRead(at.log, at.chain, at.number);
  }

  arrival({ at }: Entry): number {
    return this.#arrivals.get(at.id) ?? this.now();
  }

  now(): number {
    return this.#core.now();
  }

  markRead(conversation: ConversationId): void {
    this.#core.reading.mark(this.#core.vectorsOf(conversation));
    this.seeing.read(conversation);
  }

  markOnly(conversation: ConversationId, entries: readonly Entry[]): void {
    this.#core.reading.markOnly(entries.map(({ at }) => at));
    this.seeing.read(conversation);
  }

  markUnread(entries: readonly Entry[]): void {
    for (const log of this.#core.reading.unmark(entries.map(({ at }) => at))) {
      const noted = this.#core.logs.get(log).then((it) => this.#notes.take(it.entries()));
      noted.catch(this.#core.report);
    }
  }

  closed(timeline: OpenTimeline): void {
    this.#noteOwn(timeline.entries());
    this.#open.delete(timeline);
    this.#core.replica.watched = [...this.#open].at(-1)?.conversation ?? null;
  }

  /** Where this person's messages are held can be asked also where no timeline shows them. */
  #noteOwn(entries: Iterable<Entry>): void {
    const self = this.self();
    for (const { at } of entries) if (this.memberOf(at.device) === self) this.#own.set(at.id, at);
  }

  /** An own entry that was just written, before any timeline shows it. */
  wrote({ at }: Entry): void {
    this.#own.set(at.id, at);
  }

  /**
   * A message with its entry, from an open timeline or from any log kept here; with a conversation, from
   * one of its logs. An own one that was made again under a new key is found by its first id too. Rejects
   * with `unknown-message`.
   */
  async find(id: EntryId, within?: ConversationId): Promise<Target> {
    const found = await this.#find(id, within);
    if (found) return found;
    const now = (await this.#core.logs.madeAgain(id))?.id;
    const again = now === undefined ? null : await this.#find(now, within);
    if (!again) throw new ConfabError('unknown-message', id);
    return again;
  }

  async #find(id: EntryId, within?: ConversationId): Promise<Target | null> {
    for (const timeline of this.#open) {
      const found = targetIn(timeline, id);
      if (found) return found;
    }
    const logs = [...this.#core.logs.vectors().keys()].filter((log) => {
      const parts = partsOf(log);
      return parts && (within === undefined || parts.conversation === within);
    });
    for (const log of logs.sort(newestFirst)) {
      const entries = (await this.#core.logs.get(log)).entries();
      if (!entries.some(({ at }) => at.id === id)) continue;
      const talk = new Talk(partsOf(log)?.conversation as ConversationId, this);
      talk.take(entries);
      const found = targetIn(talk, id);
      if (found) return found;
    }
    return null;
  }

  /** Other replicas known to hold an entry of this person's. */
  holders(id: EntryId): number {
    const { peers, relays } = this.#holders(id);
    return peers.length + relays;
  }

  /** Devices, and how many relays, that are known to hold it. */
  #holders(id: EntryId): { readonly peers: readonly PeerId[]; readonly relays: number } {
    const place = this.#placeOf(id);
    const { identity, receipts, relays, relayed, office } = this.#core;
    if (!place || this.memberOf(place.device) !== this.self()) return { peers: [], relays: 0 };
    const { log, chain, number, device } = place;
    if (device === identity.device) {
      const all = receipts.holders(log, chain, number);
      const peers = all.filter((peer) => !relays.has(peer));
      return { peers, relays: all.length - peers.length };
    }
    // Another device of this person wrote it, and told nobody before it had it for good.
    const author = office.roster.devices.get(device)?.peer;
    return { peers: author ? [author] : [], relays: Number(relayed.has(log, chain, number)) };
  }

  /** What an own entry is called that was made again under a new key; else as it was. */
  nowCalled(id: EntryId): EntryId {
    return this.#core.holding.madeAgain(id)?.id ?? id;
  }

  #placeOf(id: EntryId): Entry['at'] | undefined {
    return this.#core.holding.madeAgain(id) ?? this.#own.get(id) ?? this.#shown(id);
  }

  #shown(id: EntryId): Entry['at'] | undefined {
    for (const timeline of this.#open) {
      const entry = timeline.entry(id);
      if (entry) return entry.at;
    }
    return undefined;
  }

  /** Who else has seen a message of a group or direct, as far as they tell. */
  seenBy(id: EntryId): MemberId[] {
    const place = this.#placeOf(id);
    return place ? this.seeing.by(place) : [];
  }

  heldBy(id: EntryId): HeldBy {
    const { peers, relays } = this.#holders(id);
    const known = this.#core.office.roster.peers;
    const devices = peers.flatMap((peer) => known.get(peer) ?? []);
    return {
      relay: relays > 0,
      devices: devices.flatMap((device) => infoOf(this.#core, device) ?? []),
      others: peers.length - devices.length,
    };
  }

  delivery(id: EntryId): Delivery {
    const { peers, relays } = this.#holders(id);
    if (peers.length > 0) return { kind: 'devices', count: peers.length, relay: relays > 0 };
    return relays > 0 ? { kind: 'relay' } : { kind: 'local' };
  }

  async close(): Promise<void> {
    const kept = this.#lastPage?.close();
    this.#cancelShow?.();
    this.#notes.close();
    this.notifying.close();
    this.seeing.close();
    this.inbox.close();
    this.#listeners.clear();
    this.#heard.clear();
    for (const timeline of [...this.#open]) timeline.close();
    await kept;
  }
}

function targetIn(talk: Pick<Talk, 'entry' | 'message'>, id: EntryId): Target | null {
  const entry = talk.entry(id);
  const message = talk.message(id);
  return entry && message ? { entry, message } : null;
}

const newestFirst = (a: LogId, b: LogId): number =>
  (partsOf(b)?.month ?? 0) - (partsOf(a)?.month ?? 0);
