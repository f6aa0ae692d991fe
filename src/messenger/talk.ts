import type { Entry } from '../log/entry.ts';
import type { FilePart } from '../model/attachment.ts';
import type { ConversationId, EntryId } from '../model/ids.ts';
import { fromWire, type MessagePayload, type Payload, type Remark } from '../model/payload.ts';
import { FUTURE_TOLERANCE, type Hlc, hlcAt, timeOf } from '../model/time.ts';
import { PAYLOAD_LIMITS } from '../wire/limits.ts';
import { type Known, type MessageSource, makeMessage } from './message.ts';
import type { Message } from './messenger.ts';
import { byPlace, outcomeOf, Remarks } from './remarks.ts';
import { unchanged } from './unchanged.ts';

/** What is asked of the office about an entry. */
export interface TalkSource extends MessageSource {
  /** Whether an entry counts: its author's device belonged to the office, up to there. */
  counts(entry: Entry): boolean;
  /** When a future-dated entry arrived here: Unix time in milliseconds. */
  arrival(entry: Entry): number;
  /** Corrected Unix time in milliseconds. */
  now(): number;
  /** Told of messages with files, again and again. */
  carries?(entry: Entry, files: readonly FilePart[]): void;
}

/** What an entry says; null when it breaks the schema or cannot be read yet. */
export function payloadOf({ content }: Entry): Payload | null {
  return content.kind === 'open' ? fromWire(content.value, PAYLOAD_LIMITS) : null;
}

/** Whether it is a message or said of one. */
const isSaid = (payload: Payload): payload is MessagePayload | Remark => SAID.has(payload.kind);
const SAID: ReadonlySet<Payload['kind']> = new Set([
  'message',
  'edit',
  'delete',
  'reaction',
  'pin',
]);

const byPosition = (a: Known, b: Known): number =>
  a.position - b.position || byPlace(a.entry.at, b.entry.at);

/** Whether it stands in the conversation itself, not only in a thread. */
const isMain = ({ said }: Known): boolean => said.thread === undefined || said.also === true;

const answeredBy = ({ replyTo, thread }: MessagePayload): EntryId[] =>
  [replyTo, thread === replyTo ? undefined : thread].filter((it) => it !== undefined);

/**
 * The messages of one conversation, as far as they were taken, with what became of them, in order.
 * All this follows from the set of the entries taken (SPEC T3, M); a message that did not change
 * stays the same object.
 */
export class Talk {
  readonly #conversation: ConversationId;
  readonly #source: TalkSource;
  #entries = new Map<EntryId, Entry>();
  #remarks = new Remarks();
  #known = new Map<EntryId, Known>();
  /** Messages by what they answer, as a quote or in a thread. */
  #answers = new Map<EntryId, Known[]>();
  /** Of each root, its thread in order. */
  #threads = new Map<EntryId, Known[]>();
  /** What stands in the conversation itself, in order. */
  #main: Known[] = [];
  #pinned = new Set<Known>();
  /** While all is made anew: what was known before. */
  #before: ReadonlyMap<EntryId, Known> = new Map();

  constructor(conversation: ConversationId, source: TalkSource) {
    this.#conversation = conversation;
    this.#source = source;
  }

  /**
   * Takes entries, in any order, also again; what cannot be read or does not count yet is left out.
   * Gives how many messages came to the conversation itself, and whether any message changed.
   */
  take(entries: Iterable<Entry>): { readonly added: number; readonly changed: boolean } {
    const fresh = new Set<Known>();
    const touched = new Set<EntryId>();
    for (const entry of entries) {
      const { id, log, device, hlc } = entry.at;
      if (this.#entries.has(id) || !this.#source.counts(entry)) continue;
      const said = payloadOf(entry);
      if (!said || !isSaid(said)) continue;
      this.#entries.set(id, entry);
      if (said.kind === 'message') {
        fresh.add(this.#enter(entry, said));
        touched.add(id);
      } else {
        this.#remarks.take({ id, log, device, hlc, remark: said });
        touched.add(said.target);
      }
    }
    if (touched.size === 0) return { added: 0, changed: false };
    const moved = this.#place(fresh);
    this.#insert([...fresh], moved);
    const changed = this.#derive(touched);
    return { added: [...fresh].filter(isMain).length, changed: changed || moved };
  }

  #enter(entry: Entry, said: MessagePayload): Known {
    const { id, hlc } = entry.at;
    const before = this.#before.get(id);
    const future = before?.future ?? timeOf(hlc) > this.#source.now() + FUTURE_TOLERANCE;
    const own = before?.own ?? (future ? hlcAt(this.#source.arrival(entry)) : hlc);
    const known: Known = { entry, said, future, own, position: own, outcome: null, message: null };
    known.message = before?.message ?? null;
    this.#known.set(id, known);
    for (const answered of answeredBy(said)) push(this.#answers, answered, known);
    if (said.thread !== undefined) push(this.#threads, said.thread, known);
    return known;
  }

  /**
   * Puts answers behind what they answer, whichever came first; each is looked at once, after all
   * that it answers. Tells whether one that stood already moved.
   */
  #place(fresh: ReadonlySet<Known>): boolean {
    const affected = new Set(fresh);
    for (const known of affected) {
      for (const answer of this.#answersTo(known)) affected.add(answer);
    }
    const answered = ({ said }: Known) =>
      answeredBy(said).filter((id) => affected.has(this.#known.get(id) as Known));
    const before = new Map([...affected].map((known) => [known, answered(known).length]));
    const ready = [...affected].filter((known) => before.get(known) === 0);
    let moved = false;
    for (let known = ready.pop(); known; known = ready.pop()) {
      const position = this.#positionOf(known);
      moved ||= position !== known.position && !fresh.has(known);
      known.position = position;
      for (const answer of this.#answersTo(known)) {
        const left = (before.get(answer) ?? 0) - 1;
        before.set(answer, left);
        if (left === 0) ready.push(answer);
      }
    }
    return moved;
  }

  #answersTo({ entry }: Known): readonly Known[] {
    return this.#answers.get(entry.at.id) ?? [];
  }

  #positionOf({ own, said }: Known): Hlc {
    let position: number = own;
    for (const id of answeredBy(said)) {
      position = Math.max(position, (this.#known.get(id)?.position ?? -1) + 1);
    }
    return position as Hlc;
  }

  #insert(fresh: readonly Known[], moved: boolean): void {
    const main = fresh.filter(isMain).sort(byPosition);
    const last = this.#main.at(-1);
    const first = main[0];
    const follows = !last || !first || byPosition(last, first) < 0;
    this.#main.push(...main);
    if (moved || !follows) this.#main.sort(byPosition);
    const roots = moved ? this.#threads.keys() : fresh.flatMap(({ said }) => said.thread ?? []);
    for (const root of new Set(roots)) this.#threads.get(root)?.sort(byPosition);
  }

  /** Makes anew what was touched, and what shows a part of it. Tells whether a message changed. */
  #derive(touched: Iterable<EntryId>): boolean {
    const showing = new Set<Known>();
    const show = (id: EntryId) => {
      const known = this.#known.get(id);
      if (known) showing.add(known);
    };
    for (const id of touched) {
      const known = this.#known.get(id);
      if (!known) continue;
      showing.add(known);
      const { at } = known.entry;
      const { text, mentions = [] } = known.said;
      const placed = { ...at, text, mentions };
      known.outcome = outcomeOf(placed, this.#remarks.about(id), this.#source);
      for (const answer of this.#answersTo(known)) showing.add(answer);
      if (known.said.thread !== undefined) show(known.said.thread);
    }
    let changed = false;
    for (const known of showing) changed = this.#make(known) || changed;
    return changed;
  }

  #make(known: Known): boolean {
    const { id } = known.entry.at;
    const { replyTo } = known.said;
    const fresh = makeMessage(this.#conversation, known, this.#source, {
      answered: replyTo === undefined ? undefined : this.#known.get(replyTo),
      thread: this.#threads.get(id) ?? [],
    });
    const before = known.message;
    known.message = unchanged(before ?? undefined, fresh);
    const { files } = known.said;
    if (files && !fresh.deleted) this.#source.carries?.(known.entry, files);
    if (fresh.pinned) this.#pinned.add(known);
    else this.#pinned.delete(known);
    return known.message !== before;
  }

  /** Makes all anew after the roster changed: names, who counts, who may do what. */
  remake(): void {
    this.keep(() => true);
  }

  /** Keeps these of the messages and remarks, and makes them anew without the others. */
  keep(wanted: (entry: Entry) => boolean): void {
    const entries = [...this.#entries.values()].filter(wanted);
    this.#before = this.#known;
    this.#entries = new Map();
    this.#remarks = new Remarks();
    this.#known = new Map();
    this.#answers = new Map();
    this.#threads = new Map();
    this.#main = [];
    this.#pinned = new Set();
    this.take(entries);
    this.#before = new Map();
  }

  /** After the person read, or marked something as unread. Tells whether a message changed. */
  reread(): boolean {
    const touched: EntryId[] = [];
    for (const [id, { entry, message }] of this.#known) {
      if (message && !message.deleted && message.unread !== this.#source.isUnread(entry)) {
        touched.push(id);
      }
    }
    return this.#derive(touched);
  }

  /** What stands in the conversation itself, in order. */
  main(): Message[] {
    return this.#main.flatMap(({ message }) => message ?? []);
  }

  /** The replies of a thread, in order, without its root. */
  thread(root: EntryId): Message[] {
    return (this.#threads.get(root) ?? []).flatMap(({ message }) => message ?? []);
  }

  /** The pinned messages, in order. */
  pinned(): Message[] {
    return [...this.#pinned].sort(byPosition).flatMap(({ message }) => message ?? []);
  }

  message(id: EntryId): Message | null {
    return this.#known.get(id)?.message ?? null;
  }

  /** What is said of a message, in no order. */
  remarksOn(id: EntryId): Entry[] {
    return this.#remarks.about(id).flatMap((remark) => this.#entries.get(remark.id) ?? []);
  }

  /** The message that a message answers, where it was taken. */
  answeredBy(id: EntryId): Entry | undefined {
    return this.#known.get(this.#known.get(id)?.said.replyTo as EntryId)?.entry;
  }

  /** The messages that answer a message, as a quote or in its thread. */
  answersTo(id: EntryId): EntryId[] {
    return (this.#answers.get(id) ?? []).map(({ entry }) => entry.at.id);
  }

  /** Every message and remark, in no order. */
  all(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** Where a message or remark stands in the logs. */
  entry(id: EntryId): Entry | undefined {
    return this.#entries.get(id);
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
