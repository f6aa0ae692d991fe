import type { EntryId } from '../model/ids.ts';
import type { Hit } from '../search/ask.ts';
import type { Finder } from '../search/finder.ts';
import { isEmpty, readQuery } from '../search/query.ts';
import { snippetOf } from '../search/snippet.ts';
import { completionsFor } from '../search/suggest.ts';
import { resolve } from './asking.ts';
import type { Core } from './core.ts';
import { Excerpts } from './excerpts.ts';
import { Indexing } from './indexing.ts';
import type { Message, Search, SearchHit, SearchOptions, SearchPage } from './messenger.ts';
import type { TalkSource } from './talk.ts';

const NOTHING: SearchPage = {
  hits: [],
  total: 0,
  more: false,
  alike: false,
  misunderstood: [],
  next: null,
};

/** Search over what one office holds on this device. */
export class OfficeSearch implements Search {
  readonly #core: Core;
  readonly #source: TalkSource;
  readonly #finder: Finder;
  readonly #indexing: Indexing;

  constructor(core: Core, source: TalkSource, finder: Finder) {
    this.#core = core;
    this.#source = source;
    this.#finder = finder;
    this.#indexing = new Indexing(core, source, finder);
  }

  get coverage() {
    return this.#indexing.coverage;
  }

  get updates() {
    return this.#indexing.updates;
  }

  begin(): void {
    this.#indexing.begin().catch(this.#indexing.report);
  }

  async find(question: string, options: SearchOptions = {}): Promise<SearchPage> {
    const { signal } = options;
    const now = this.#core.now();
    const query = readQuery(question, now);
    if (isEmpty(query)) return { ...NOTHING, misunderstood: query.misunderstood };
    await this.#indexing.begin();
    const { ask, misunderstood, impossible } = await resolve(this.#core, query, options, now);
    if (impossible) return { ...NOTHING, misunderstood };
    signal?.throwIfAborted();
    const answer = await this.#finder.ask(ask);
    signal?.throwIfAborted();
    const hits = await this.#read(answer.hits, signal);
    const end = ask.offset + answer.hits.length;
    const next = answer.hits.length === ask.limit && end < answer.total ? end : null;
    const { total, more, alike } = answer;
    return { hits, total, more, alike, misunderstood, next };
  }

  /** The messages that were found, as they are now; what was deleted meanwhile is left out. */
  async #read(hits: readonly Hit[], signal: AbortSignal | undefined): Promise<SearchHit[]> {
    const excerpts = new Excerpts(this.#core, this.#source);
    try {
      const ids = new Map<Hit, EntryId>();
      for (const log of new Set(hits.map((hit) => hit.log))) {
        signal?.throwIfAborted();
        const held = await this.#core.logs.get(log);
        const here = hits.filter((hit) => hit.log === log);
        for (const hit of here) {
          const id = held.idOf(hit.chain, hit.number);
          if (id) ids.set(hit, id);
        }
        await excerpts.take(
          log,
          here.flatMap((hit) => ids.get(hit) ?? []),
        );
      }
      return hits.flatMap((hit) => {
        const id = ids.get(hit);
        const message = id && excerpts.message(hit.log, id);
        return message && !message.deleted
          ? [{ message, snippet: snippetFor(message, hit.terms) }]
          : [];
      });
    } finally {
      excerpts.close();
    }
  }

  complete(question: string, caret: number) {
    const { members, conversations } = this.#core.directory;
    return completionsFor(question, caret, {
      people: members.get().map(({ name }) => name),
      conversations: conversations
        .get()
        .map(({ name, kind }) => (kind === 'channel' ? `#${name}` : name)),
    });
  }

  upToDate(signal?: AbortSignal): Promise<void> {
    return this.#indexing.upToDate(signal);
  }

  close(): Promise<void> {
    return this.#indexing.close();
  }
}

/** A file's name is shown where it, and not the text, has what was looked for. */
function snippetFor({ text, files }: Message, terms: readonly string[]): SearchHit['snippet'] {
  const inText = snippetOf(text, terms);
  if (inText.some(({ found }) => found)) return inText;
  const inNames = files.map(({ name }) => snippetOf(name, terms));
  return (
    inNames.find((name) => name.some(({ found }) => found)) ??
    (text === '' ? (inNames[0] ?? []) : inText)
  );
}
