import './Suggestions.css';
import { createEffect, For, type JSX, Show } from 'solid-js';
import { Avatar } from '../parts/Avatar.tsx';
import { text } from '../text/text.ts';
import type { Completion } from './completion.ts';

/** What could stand for the word that is being written. The focus stays in the field. */
export function Suggestions(props: { readonly completion: Completion }): JSX.Element {
  const { completion } = props;
  createEffect(() => {
    const active = completion.active();
    if (active) document.getElementById(active)?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <Show when={completion.items().length > 0}>
      <div
        class="suggestions"
        role="listbox"
        tabindex="-1"
        id={completion.id}
        aria-label={text.completion.label}
      >
        <For each={completion.items()}>
          {(item, i) => (
            <button
              type="button"
              class="suggestion"
              role="option"
              tabindex="-1"
              id={`${completion.id}-${i()}`}
              aria-selected={completion.chosen() === i()}
              // Before the field loses the focus, and with it the list.
              onPointerDown={(event) => {
                event.preventDefault();
                completion.take(item);
              }}
            >
              <Show when={item.emoji}>
                <span class="suggestion-emoji">{item.emoji}</span>
              </Show>
              <Show when={item.member}>{(id) => <Avatar id={id()} name={item.label} small />}</Show>
              <span class="name clipped">{item.label}</span>
              <span class="suggestion-hint clipped">{item.hint}</span>
            </button>
          )}
        </For>
      </div>
    </Show>
  );
}
