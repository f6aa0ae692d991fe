import type { Message, Search, SearchPage } from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';
import type { Coverage } from '../../src/messenger/search.ts';
import { isEmpty, readQuery } from '../../src/search/query.ts';
import { snippetOf } from '../../src/search/snippet.ts';
import { type Choices, completionsFor } from '../../src/search/suggest.ts';
import { wordsOf } from '../../src/search/words.ts';

const PAGE = 20;

/** Search over the messages of a fake office: each that has all words, the newest first. */
export function fakeSearch(
  all: () => readonly Message[],
  choices: () => Pick<Choices, 'people' | 'conversations'>,
): Search & { readonly coverage: Source<Coverage> } {
  return {
    coverage: makeSource<Coverage>({ kind: 'whole' }),
    updates: makeSource(0),
    begin: () => {},
    upToDate: async () => {},
    complete: (question, caret, words) =>
      completionsFor(question, caret, { ...words, ...choices() }),
    async find(question, { within = null, offset = 0, limit = PAGE } = {}): Promise<SearchPage> {
      const query = readQuery(question, Date.now());
      const { misunderstood, phrases } = query;
      const wanted = [
        ...query.words.map(({ word }) => word),
        ...phrases.flatMap(({ words }) => words),
      ];
      const found = isEmpty(query)
        ? []
        : all()
            .filter((it) => within === null || it.conversation === within)
            .filter(({ text, deleted }) => {
              const words = wordsOf(text).map((it) => it.text);
              return !deleted && wanted.every((it) => words.some((word) => word.startsWith(it)));
            })
            // Of one millisecond the later one first.
            .reverse()
            .sort((a, b) => b.at - a.at);
      const hits = found.slice(offset, offset + limit).map((message) => {
        const words = wordsOf(message.text).map((it) => it.text);
        const terms = words.filter((word) => wanted.some((it) => word.startsWith(it)));
        return { message, snippet: snippetOf(message.text, terms) };
      });
      const next = offset + limit < found.length ? offset + limit : null;
      const asked = !isEmpty(query);
      return { asked, hits, total: found.length, more: false, alike: false, misunderstood, next };
    },
  };
}
