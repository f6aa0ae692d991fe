import { type Accessor, createSignal } from 'solid-js';
import type { SearchPage, Sort } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';

/** What is searched for; it outlives the panel, so that one comes back to the same results. */
export interface Searching {
  readonly question: Accessor<string>;
  setQuestion(question: string): void;
  readonly sort: Accessor<Sort>;
  setSort(sort: Sort): void;
  /** The one conversation that is searched; null for all. */
  readonly within: Accessor<ConversationId | null>;
  setWithin(conversation: ConversationId | null): void;
  readonly page: Accessor<SearchPage | null>;
  /** What is asked by now, sort and place included. */
  readonly asking: Accessor<string>;
  /** What the page is the answer to. */
  readonly answered: Accessor<string | null>;
  setPage(page: SearchPage | null, answered: string | null): void;
  /** Grows whenever somebody wants to type into the box. */
  readonly asked: Accessor<number>;
  /** Gives the box the focus; with a conversation, searches only that. */
  ask(within: ConversationId | null): void;
}

interface Found {
  readonly page: SearchPage | null;
  readonly answered: string | null;
}

export function createSearching(): Searching {
  const [question, setQuestion] = createSignal('');
  const [sort, setSort] = createSignal<Sort>('relevance');
  const [within, setWithin] = createSignal<ConversationId | null>(null);
  const [found, setFound] = createSignal<Found>({ page: null, answered: null });
  const [asked, setAsked] = createSignal(0);
  return {
    question,
    setQuestion,
    sort,
    setSort,
    within,
    setWithin,
    page: () => found().page,
    asking: () => JSON.stringify([question(), sort(), within()]),
    answered: () => found().answered,
    setPage: (page, answered) => void setFound({ page, answered }),
    asked,
    ask(conversation) {
      setWithin(conversation);
      setAsked((count) => count + 1);
    },
  };
}
