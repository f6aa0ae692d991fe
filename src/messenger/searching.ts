import type { Finder } from '../search/finder.ts';
import { isEmpty, readQuery } from '../search/query.ts';
import { completionsFor } from '../search/suggest.ts';
import { resolve } from './asking.ts';
import type { Core } from './core.ts';
import { readHits } from './hits.ts';
import { Indexing } from './indexing.ts';
import type { Search, SearchOptions, SearchPage } from './messenger.ts';
import type { TalkSource } from './talk.ts';

const NOTHING: SearchPage = {
  asked: true,
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
    if (isEmpty(query)) {
      return { ...NOTHING, asked: false, misunderstood: query.misunderstood };
    }
    await this.#indexing.begin();
    const { ask, misunderstood, impossible } = await resolve(this.#core, query, options, now);
    if (impossible) return { ...NOTHING, misunderstood };
    signal?.throwIfAborted();
    const answer = await this.#finder.ask(ask);
    signal?.throwIfAborted();
    const hits = await readHits(this.#core, this.#source, answer, signal);
    const end = ask.offset + answer.hits.length;
    const next = answer.hits.length === ask.limit && end < answer.total ? end : null;
    const { total, more, alike } = answer;
    return { asked: true, hits, total, more, alike, misunderstood, next };
  }

  complete(question: string, caret: number, words: Parameters<Search['complete']>[2]) {
    const { members, conversations } = this.#core.directory;
    return completionsFor(question, caret, {
      ...words,
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
