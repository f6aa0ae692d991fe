import '../frame/Panel.css';
import './SearchPanel.css';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, For, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import type { SearchPage } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import { createById, createObserved } from '../observe.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { text } from '../text/text.ts';
import { dateText } from '../text/time.ts';
import { useView } from '../view.ts';
import { SearchBox } from './SearchBox.tsx';
import { SearchHit } from './SearchHit.tsx';
import { SearchStart } from './SearchStart.tsx';
import type { Searching } from './state.ts';

/** Milliseconds after the last key before it is searched: no key waits for the answer to another. */
const PAUSE = 120;
/** Hits of the first page. */
const FIRST_PAGE = 20;
/** Fewer messages than these that are still to come are here before one has read of them. */
const WORTH_TELLING = 100;
/** Recent searches that are remembered. */
const RECENT = 8;

interface SearchPanelProps {
  readonly searching: Searching;
  /** The conversation that is open beside it. */
  readonly conversation: ConversationId | null;
  readonly narrow: boolean;
  readonly onClose: () => void;
}

/** Finds what was said, wherever in the office it was. */
export default function SearchPanel(props: SearchPanelProps): JSX.Element {
  const view = useView();
  const { search } = view.messenger;
  const { searching } = props;
  const { question, setQuestion, sort, setSort, within, setWithin, page, setPage } = searching;
  const { asking, answered } = searching;
  const coverage = createObserved(search.coverage);
  const updates = createObserved(search.updates);
  const [failed, setFailed] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const byId = createById(() =>
    (page()?.hits ?? []).map((hit) => ({ ...hit, id: hit.message.id })),
  );
  let list: HTMLElement | undefined;
  let form!: HTMLElement;
  let running: AbortController | null = null;
  /** Of which question the first result is to be opened when it comes. */
  let awaited: string | null = null;
  /** When last something was asked, by `performance.now`, and what the results were asked of. */
  let askedAt = Number.NEGATIVE_INFINITY;
  let askedOf: readonly unknown[] = [];

  const find = async (offset: number): Promise<void> => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const { signal } = mine;
    askedAt = performance.now();
    askedOf = [updates(), coverage()];
    const asked = asking();
    setBusy(true);
    try {
      const options = { sort: sort(), within: within(), offset, signal };
      const next = await search.find(question(), options);
      if (running !== mine) return;
      const before = offset > 0 ? page() : null;
      setPage(before ? { ...next, hits: [...before.hits, ...next.hits] } : next, asked);
      setFailed(false);
      if (awaited === asked) openFirst();
    } catch (error) {
      if (signal.aborted) return;
      console.error(error);
      setFailed(true);
    } finally {
      if (running === mine) setBusy(false);
    }
  };
  onMount(() => search.begin());
  onCleanup(() => running?.abort());
  createEffect(
    on([question, sort, within], ([asked], before) => {
      awaited = null;
      if (asked.trim() === '') {
        running?.abort();
        setPage(null, null);
        setBusy(false);
        return;
      }
      // Back from a message: the results still stand.
      if (!before && answered() === asking()) return;
      const timer = setTimeout(() => void find(0), PAUSE);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  // What is said, changed or deleted meanwhile; who went on to further pages is not taken back.
  createEffect(
    on(
      [updates, coverage, busy],
      (now) => {
        if (busy() || now.slice(0, 2).every((it, i) => it === askedOf[i])) return;
        if (question().trim() === '' || (page()?.hits.length ?? 0) > FIRST_PAGE) return;
        // At once, unless it was just asked.
        const rest = Math.max(0, askedAt + PAUSE - performance.now());
        const timer = setTimeout(() => void find(0), rest);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
  const remember = (): void => {
    const asked = question().trim();
    if (asked === '') return;
    const others = view.app.searches.get().filter((it) => it !== asked);
    view.app.searches.set([asked, ...others].slice(0, RECENT));
  };
  /** What is not searched of all that was ever said; empty when nothing is known to lack. */
  const howFar = (): string => {
    const read = coverage();
    if (read.kind === 'partly') {
      // A month that is not over reaches into the future.
      return read.back <= Date.now()
        ? text.search.coverage(dateText(read.back))
        : text.search.coverageNone;
    }
    const come = view.progress();
    if (come.kind === 'paused') return text.search.waiting(come.lacking);
    const isComing = come.kind === 'catching-up' && come.lacking >= WORTH_TELLING;
    return isComing ? text.search.coming(come.lacking) : '';
  };
  const here = (): string => {
    const id = within() ?? props.conversation;
    const room = id === null ? undefined : view.conversations.of(id);
    return room ? nameIn(view, room) : '';
  };
  const hits = (): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>('.hit') ?? [])];
  const toHit = (from: HTMLElement | null, by: number): boolean => {
    const all = hits();
    const next = all[from ? all.indexOf(from) + by : 0];
    next?.focus();
    return next !== undefined;
  };
  /** The button goes with its page: who used it goes on at the first hit of the next. */
  const findMore = async (next: number): Promise<void> => {
    const count = hits().length;
    await find(next);
    if (document.activeElement === document.body) hits()[count]?.focus();
  };
  /** Opens it and goes there; on narrow screens, where the results would go with it, only goes there. */
  const openFirst = (): void => {
    awaited = null;
    const first = hits()[0];
    // Who went on elsewhere meanwhile stays there.
    if (!first || !form.contains(document.activeElement)) return;
    first.focus();
    if (!props.narrow) first.click();
  };
  const onListKey = (event: KeyboardEvent): void => {
    const from = (event.target as HTMLElement).closest<HTMLElement>('.hit');
    if (!from) return;
    const all = hits();
    if (event.key === 'ArrowDown') toHit(from, 1);
    else if (event.key === 'ArrowUp') {
      if (!toHit(from, -1)) searching.ask(within());
    } else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <aside class="panel search" data-region="panel" aria-labelledby="search-title">
      <header class="bar">
        <h2 id="search-title" class="panel-title">
          {text.search.title}
        </h2>
        <IconButton label={text.search.close} onClick={() => props.onClose()}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <search class="search-form" ref={form}>
        <SearchBox
          searching={searching}
          onEnter={() => {
            remember();
            if (answered() === asking()) openFirst();
            else awaited = asking();
          }}
          onDown={() => toHit(null, 0)}
        />
        <Show when={here() !== ''}>
          <label class="search-within">
            <input
              type="checkbox"
              checked={within() !== null}
              onChange={(event) =>
                setWithin(event.currentTarget.checked ? props.conversation : null)
              }
            />
            <span class="clipped">{text.search.within(here())}</span>
          </label>
        </Show>
      </search>
      <div class="panel-body search-body">
        <Show when={question().trim() !== '' && howFar()}>
          {(sentence) => <p class="search-note">{sentence()}</p>}
        </Show>
        <Show
          when={question().trim() !== ''}
          fallback={
            <SearchStart
              searches={view.app.searches}
              onAsk={(asked) => {
                setQuestion(asked);
                searching.ask(within());
              }}
              onForget={() => {
                view.app.searches.set([]);
                searching.ask(within());
              }}
            />
          }
        >
          <Show when={failed()}>
            <p class="search-note" role="alert">
              {text.search.failed}
            </p>
          </Show>
          <Show when={page()}>
            {(found) => (
              <>
                <SearchNotes page={found()} />
                <Show when={found().hits.length > 0}>
                  <Choice
                    label={text.search.order}
                    value={sort()}
                    options={(['relevance', 'date'] as const).map((value) => ({
                      value,
                      label: text.search.orders[value],
                    }))}
                    onChange={setSort}
                  />
                </Show>
                <ol
                  class="search-hits"
                  aria-label={text.search.results}
                  aria-busy={busy()}
                  ref={(it) => {
                    list = it;
                  }}
                  onKeyDown={onListKey}
                >
                  <For each={byId.ids()}>
                    {(id) => (
                      <Show when={byId.of(id)}>
                        {(hit) => <SearchHit hit={hit()} narrow={props.narrow} onOpen={remember} />}
                      </Show>
                    )}
                  </For>
                </ol>
                <Show when={found().next} keyed>
                  {(next) => (
                    <Button kind="quiet" onClick={() => void findMore(next)}>
                      {text.search.more}
                    </Button>
                  )}
                </Show>
              </>
            )}
          </Show>
        </Show>
      </div>
    </aside>
  );
}

/** How many were found, and what of the question could not be followed. */
function SearchNotes(props: { readonly page: SearchPage }): JSX.Element {
  const sentence = (it: SearchPage['misunderstood'][number]): string => {
    const said = text.search.misunderstood[it.why];
    return typeof said === 'function' ? said(it.what) : said;
  };
  return (
    <>
      <For each={props.page.misunderstood}>{(it) => <p class="search-note">{sentence(it)}</p>}</For>
      <Show when={props.page.asked}>
        <p class="search-count" aria-live="polite">
          <Show when={props.page.total > 0} fallback={text.search.nothing}>
            {props.page.alike
              ? text.search.alike
              : text.search.found(props.page.total, props.page.more)}
          </Show>
        </p>
        <Show when={props.page.total === 0}>
          <p class="search-hint">{text.search.nothingHint}</p>
        </Show>
      </Show>
    </>
  );
}
