import Clock from 'lucide-solid/icons/clock';
import { For, type JSX, Show } from 'solid-js';
import type { Setting } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { text } from '../text/text.ts';

/** Before anything is asked: what was asked lately, and what can be. */
export function SearchStart(props: {
  readonly searches: Setting<readonly string[]>;
  readonly onAsk: (question: string) => void;
  readonly onForget: () => void;
}): JSX.Element {
  const searches = createObserved(props.searches);
  const operators = () =>
    Object.entries(text.search.operators).map(([name, hint]) => ({ sign: `${name}:`, hint }));
  const ways = () => [
    ...(['phrase', 'without'] as const).map((it) => ({
      sign: text.search.examples[it],
      hint: text.search.exampleHints[it],
    })),
    ...operators(),
  ];
  return (
    <>
      <p class="search-hint">{text.search.lead}</p>
      <Show when={searches().length > 0}>
        <section class="search-section">
          <h3 class="search-heading">{text.search.recent}</h3>
          <ul>
            <For each={searches()}>
              {(question) => (
                <li>
                  <button type="button" class="search-way" onClick={() => props.onAsk(question)}>
                    <Clock size={14} aria-hidden="true" />
                    <span class="clipped" dir="auto">
                      {question}
                    </span>
                  </button>
                </li>
              )}
            </For>
          </ul>
          <Button kind="quiet" onClick={() => props.onForget()}>
            {text.search.forget}
          </Button>
        </section>
      </Show>
      <section class="search-section">
        <h3 class="search-heading">{text.search.ways}</h3>
        <ul>
          <For each={ways()}>
            {(way) => (
              <li>
                <button type="button" class="search-way" onClick={() => props.onAsk(way.sign)}>
                  <code dir="auto">{way.sign}</code>
                  <span class="search-way-hint">{way.hint}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </>
  );
}
