import type { Entry } from '../log/entry.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ConversationId,
  type EntryId,
  type LogId,
  logOf,
  type Month,
  type PeerId,
  partsOf,
} from '../model/ids.ts';
import { FUTURE_TOLERANCE, timeOf } from '../model/time.ts';
import type { Core } from './core.ts';
import type { Delivery, Message } from './messenger.ts';
import { OpenTimeline, readMessage, type TimelineSource } from './timeline.ts';

const ARRIVAL = 'arrival/';

interface Place {
  readonly log: LogId;
  readonly chain: Entry['at']['chain'];
  readonly number: number;
}

/** The timelines that are open, fed from the logs. */
export class Timelines implements TimelineSource {
  readonly #core: Core;
  readonly #open = new Set<OpenTimeline>();
  /** When future-dated entries arrived here: Unix time in milliseconds. */
  readonly #arrivals = new Map<EntryId, number>();
  /** Where own messages stand that some timeline has shown. */
  readonly #own = new Map<EntryId, Place>();

  readonly #listeners = new Set<(messages: readonly Message[]) => void>();

  constructor(core: Core) {
    this.#core = core;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#core.device.state.scan(ARRIVAL)) {
      this.#arrivals.set(key.slice(ARRIVAL.length) as EntryId, Number(value));
    }
    this.#core.logs.onGrown((log, entries) => this.#grown(log, entries));
    this.#core.onRoster(() => this.#rosterChanged());
    this.#core.reading.onChange((conversation) => {
      for (const timeline of this.#open) {
        if (timeline.conversation === conversation) timeline.refresh();
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
    await timeline.loadOlder();
    return timeline;
  }

  #grown(log: LogId, entries: readonly Entry[]): void {
    const parts = partsOf(log);
    if (!parts) return;
    for (const entry of entries) this.#noteArrival(entry);
    for (const timeline of this.#open) {
      if (timeline.conversation === parts.conversation) timeline.take(parts.month, entries);
    }
    if (this.#listeners.size === 0) return;
    const messages = entries.flatMap(
      (entry) => readMessage(entry, parts.conversation, this)?.message ?? [],
    );
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
      timeline.refresh();
      timeline.reopen().catch(this.#core.report);
    }
  }

  months(conversation: ConversationId): Month[] {
    return this.#core
      .vectorsOf(conversation)
      .map(([log]) => partsOf(log)?.month ?? 0)
      .sort((a, b) => a - b);
  }

  async entries(conversation: ConversationId, month: Month): Promise<Entry[]> {
    return (await this.#core.logs.get(logOf(conversation, month))).entries();
  }

  counts({ at }: Entry): boolean {
    return this.#core.office.roster.devices.has(at.device);
  }

  author({ at }: Entry): Message['from'] {
    const { roster } = this.#core.office;
    const member = roster.devices.get(at.device)?.member ?? ('' as Message['from']['member']);
    const mine = roster.devices.get(this.#core.identity.device)?.member;
    if (at.device === this.#core.identity.device) this.#own.set(at.id, at);
    return { member, name: roster.members.get(member)?.name ?? '', self: member === mine };
  }

  isUnread({ at }: Entry): boolean {
    if (at.device === this.#core.identity.device) return false;
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
  }

  closed(timeline: OpenTimeline): void {
    this.#open.delete(timeline);
  }

  /** An own entry that was just written, before any timeline shows it. */
  wrote({ at }: Entry): void {
    this.#own.set(at.id, at);
  }

  /** Other replicas known to hold an own entry. */
  holders(id: EntryId): number {
    return this.#holders(id).length;
  }

  #holders(id: EntryId): PeerId[] {
    const place = this.#own.get(id);
    return place ? this.#core.receipts.holders(place.log, place.chain, place.number) : [];
  }

  delivery(id: EntryId): Delivery {
    const holders = this.#holders(id);
    const relay = holders.some((peer) => this.#core.relays.has(peer));
    const count = holders.filter((peer) => !this.#core.relays.has(peer)).length;
    if (count > 0) return { kind: 'devices', count, relay };
    return relay ? { kind: 'relay' } : { kind: 'local' };
  }

  close(): void {
    this.#listeners.clear();
    for (const timeline of [...this.#open]) timeline.close();
  }
}
