import SearchIcon from 'lucide-solid/icons/search';
import { createEffect, For, type JSX, on, Show } from 'solid-js';
import type { Completion } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { createCompleting } from './completing.ts';
import type { Searching } from './state.ts';

interface SearchBoxProps {
  readonly searching: Searching;
  readonly onEnter: () => void;
  /** The person goes down from the box, to the results. */
  readonly onDown: () => void;
}

const LIST = 'search-completions';

/** Where one asks, with completions of operators and of what they take. */
export function SearchBox(props: SearchBoxProps): JSX.Element {
  const view = useView();
  const { question, setQuestion, asked } = props.searching;
  const completing = createCompleting(view.messenger.search);
  const { items, chosen } = completing;
  let box!: HTMLInputElement;
  createEffect(
    on(asked, () => {
      // In a drawer the focus is placed when that has opened.
      requestAnimationFrame(() => {
        box.focus();
        box.select();
      });
    }),
  );
  const take = (completion: Completion): void => {
    const taken = completing.take(completion);
    setQuestion(taken.question);
    box.value = taken.question;
    box.setSelectionRange(taken.caret, taken.caret);
    completing.look(taken.question, taken.caret);
  };
  const onKey = (event: KeyboardEvent): void => {
    // While a Chinese or Japanese word is being composed, its keys are the input method's.
    if (event.isComposing) return;
    const open = items().length > 0;
    const picked = items()[chosen()];
    if (event.key === 'ArrowDown') {
      if (open) completing.move(1);
      else props.onDown();
    } else if (event.key === 'ArrowUp' && open) completing.move(-1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && picked) take(picked);
    else if (event.key === 'Enter') {
      completing.close();
      props.onEnter();
    } else if (event.key === 'Escape' && open) {
      completing.close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  return (
    <div class="search-field">
      <SearchIcon class="search-icon" size={16} aria-hidden="true" />
      <input
        ref={box}
        class="search-input"
        type="search"
        dir="auto"
        aria-label={text.search.box}
        placeholder={text.search.box}
        aria-controls={items().length > 0 ? LIST : undefined}
        aria-activedescendant={chosen() >= 0 ? `${LIST}-${chosen()}` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxlength={2_000}
        value={question()}
        onInput={(event) => {
          setQuestion(event.currentTarget.value);
          completing.look(event.currentTarget.value, event.currentTarget.selectionStart ?? 0);
        }}
        onKeyDown={onKey}
        onBlur={() => completing.close()}
      />
      <Show when={items().length > 0}>
        <div
          id={LIST}
          class="search-completions"
          role="listbox"
          aria-label={text.search.completions}
        >
          <For each={items()}>
            {(item, i) => (
              <button
                type="button"
                class="search-completion"
                role="option"
                tabindex="-1"
                id={`${LIST}-${i()}`}
                aria-selected={chosen() === i()}
                // Before the box loses the focus, and with it the list.
                onPointerDown={(event) => {
                  event.preventDefault();
                  take(item);
                }}
              >
                <span class="clipped" dir="auto">
                  {item.text.trim()}
                </span>
                <Show when={item.kind === 'operator'}>
                  <span class="search-completion-hint clipped">
                    {text.search.operators[item.operator]}
                  </span>
                </Show>
              </button>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
