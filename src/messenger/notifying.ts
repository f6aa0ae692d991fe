import type { Entry } from '../log/entry.ts';
import { type ConversationId, type EntryId, partsOf } from '../model/ids.ts';
import { timeOf } from '../model/time.ts';
import type { Call } from './calls.ts';
import type { Core } from './core.ts';
import { attachmentsOf } from './message.ts';
import type { News, NewsItem } from './messenger.ts';
import { payloadOf, type TalkSource } from './talk.ts';
import { hasKeyword, tellingOf } from './telling.ts';

/** Milliseconds in which messages that come together become one notification. */
const BUNDLE = 1_000;
/** Milliseconds that what comes by catching up is waited for at most. */
const CATCHING_UP = 10_000;
/** Messages that one notification tells of at most; more are only counted. */
const MOST = 100;

interface Pending {
  readonly item: NewsItem;
  readonly entry: Entry;
  loud: boolean;
}

/** Tells of messages by others as they come, several at once as one. */
export class Notifying {
  readonly #core: Core;
  readonly #source: TalkSource;
  readonly #isCatchingUp: () => boolean;
  readonly #pending = new Map<EntryId, Pending>();
  readonly #listeners = new Set<(news: News) => void>();
  /** What the person has before their eyes. */
  #eyes: ConversationId | null = null;
  #cancel: (() => void) | null = null;
  #since = 0;

  constructor(core: Core, source: TalkSource, isCatchingUp: () => boolean) {
    this.#core = core;
    this.#source = source;
    this.#isCatchingUp = isCatchingUp;
  }

  heed(conversation: ConversationId | null): void {
    this.#eyes = conversation;
  }

  /** An entry by somebody else came. */
  hear(entry: Entry): void {
    if (this.#listeners.size === 0) return;
    const said = payloadOf(entry);
    if (said?.kind === 'delete') this.#pending.delete(said.target);
    const conversation = partsOf(entry.at.log)?.conversation;
    if (said?.kind !== 'message' || !conversation || !this.#source.counts(entry)) return;
    const member = this.#source.memberOf(entry.at.device);
    if (member === null) return;
    const self = this.#source.self();
    const { id, hlc } = entry.at;
    const { text, mentions = [], thread = null } = said;
    const loud =
      mentions.some((it) => typeof it === 'string' || it.member === self) ||
      hasKeyword(text, this.#core.preferences.now.get().keywords);
    const from = { member, name: this.#source.nameOf(member), self: false };
    const files = attachmentsOf(said);
    const item: NewsItem = { id, conversation, from, text, files, thread, at: timeOf(hlc) };
    if (this.#pending.size < MOST * 10) this.#pending.set(id, { item, entry, loud });
    this.#wait();
  }

  /** An entry turned out to answer this person. */
  answers({ kind, entry }: Call): void {
    const pending = this.#pending.get(entry.at.id);
    if (pending && kind !== 'reaction') pending.loud = true;
  }

  #wait(): void {
    if (this.#cancel) return;
    const { clock } = this.#core.device;
    this.#since = clock.now();
    const look = (): void => {
      const waited = clock.now() - this.#since;
      if (this.#isCatchingUp() && waited < CATCHING_UP) this.#cancel = clock.after(BUNDLE, look);
      else this.#tell();
    };
    this.#cancel = clock.after(BUNDLE, look);
  }

  #tell(): void {
    this.#cancel = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    const told = pending.filter((it) => this.#isTold(it)).map(({ item }) => item);
    if (told.length === 0) return;
    const messages = told.sort((a, b) => a.at - b.at);
    const news = { messages: messages.slice(-MOST), count: messages.length };
    for (const listener of [...this.#listeners]) listener(news);
  }

  /** Whatever was read meanwhile, here or in passing, is no news any more. */
  #isTold({ item, entry, loud }: Pending): boolean {
    const { log, chain, number } = entry.at;
    if (this.#core.reading.isRead(log, chain, number)) return false;
    const room = this.#core.directory.conversations
      .get()
      .find(({ id }) => id === item.conversation);
    if (!room || room.archived) return false;
    const eyes = this.#eyes === item.conversation;
    const quiet = this.#core.availing.own.get().standing === 'dnd';
    return tellingOf(room, { loud, eyes, quiet }).notifies;
  }

  onNews(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#cancel?.();
    this.#listeners.clear();
  }
}
