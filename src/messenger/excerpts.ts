import type { Entry } from '../log/entry.ts';
import { type ConversationId, type EntryId, type LogId, partsOf } from '../model/ids.ts';
import type { Core } from './core.ts';
import type { Message } from './messenger.ts';
import { payloadOf, Talk, type TalkSource } from './talk.ts';

/** Entries that are read in one turn, so that nothing else waits for long. */
const A_TURN = 500;

/**
 * Single messages of many logs, with what became of them: what is shown of a conversation that is not
 * open. It follows what is said of them later.
 */
export class Excerpts {
  readonly #core: Core;
  readonly #source: TalkSource;
  readonly #talks = new Map<ConversationId, Talk>();
  readonly #wanted = new Map<LogId, Set<EntryId>>();
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[];

  constructor(core: Core, source: TalkSource) {
    this.#core = core;
    this.#source = source;
    this.#ends = [
      core.logs.onGrown((log, entries) => this.#grown(log, entries)),
      core.onRoster(() => this.#remake()),
      core.reading.onChange((conversation) => {
        if (this.#talks.get(conversation)?.reread()) this.#tell();
      }),
    ];
  }

  /** Reads messages of a log, and what they answer in it; those that are not here come later. */
  async take(log: LogId, ids: Iterable<EntryId>): Promise<void> {
    const wanted = this.#wanted.get(log) ?? new Set<EntryId>();
    const fresh = new Set([...ids].filter((id) => !wanted.has(id)));
    if (fresh.size === 0) return;
    this.#wanted.set(log, wanted);
    for (const id of fresh) wanted.add(id);
    const entries = (await this.#core.logs.get(log)).entries();
    for (const entry of entries) {
      if (!fresh.has(entry.at.id)) continue;
      const said = payloadOf(entry);
      if (said?.kind === 'message' && said.replyTo) wanted.add(said.replyTo);
    }
    await this.#read(log, entries);
  }

  async #read(log: LogId, entries: readonly Entry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += A_TURN) {
      if (from > 0) await turn(this.#core);
      this.#grown(log, entries.slice(from, from + A_TURN));
    }
  }

  #grown(log: LogId, entries: readonly Entry[]): void {
    const wanted = this.#wanted.get(log);
    const conversation = partsOf(log)?.conversation;
    if (!wanted || !conversation) return;
    const about = entries.filter((entry) => isAbout(entry, wanted));
    const talk = this.#talks.get(conversation) ?? new Talk(conversation, this.#source);
    this.#talks.set(conversation, talk);
    if (talk.take(about).changed) this.#tell();
  }

  message(log: LogId, id: EntryId): Message | null {
    return this.#talks.get(partsOf(log)?.conversation as ConversationId)?.message(id) ?? null;
  }

  #remake(): void {
    for (const talk of this.#talks.values()) talk.remake();
    if (this.#talks.size > 0) this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#listeners.clear();
  }
}

/** Whether an entry is one of these messages, or said of one. */
export function isAbout(entry: Entry, wanted: ReadonlySet<EntryId>): boolean {
  if (wanted.has(entry.at.id)) return true;
  const said = payloadOf(entry);
  return said !== null && 'target' in said && wanted.has(said.target);
}

/** Lets everything else that waits have its turn. */
export const turn = ({ device }: Core): Promise<void> =>
  new Promise((resolve) => void device.clock.after(0, resolve));
