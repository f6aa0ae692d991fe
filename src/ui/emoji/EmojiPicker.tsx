import './EmojiPicker.css';
import { Popover } from '@kobalte/core/popover';
import { createMemo, createResource, createSignal, For, type JSX, Show } from 'solid-js';
import { createLayer } from '../layers.ts';
import { placeAt } from '../parts/placeAt.ts';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { allEmoji, type Emoji, isNamed, toned } from './data.ts';
import { nextChoice } from './nextChoice.ts';
import { keepTaste } from './taste.ts';

interface EmojiPickerProps {
  readonly anchor: HTMLElement;
  /** The edge of the anchor that it stands at; where messages have their actions unless told otherwise. */
  readonly placement?: 'bottom-start' | 'bottom-end' | 'top-end';
  /** Where the focus goes when it closes; by default to the message of the anchor, or to that. */
  readonly back?: HTMLElement;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}

interface Group {
  readonly name: string;
  readonly emoji: readonly Emoji[];
}

/** Emoji shown for a search. */
const FOUND = 80;

/** Every emoji, by groups and by name; shown for as long as it exists. */
export default function EmojiPicker(props: EmojiPickerProps): JSX.Element {
  // Looked up before the actions, in which the anchor stands, go with the picker.
  const back = props.back ?? props.anchor.closest<HTMLElement>('article') ?? props.anchor;
  createLayer(() => props.onClose());
  const taste = keepTaste(localStorage);
  const [all] = createResource(allEmoji);
  const [search, setSearch] = createSignal('');
  const [skin, setSkin] = createSignal(taste.skin());
  const charOf = (emoji: Emoji): string => toned(emoji, skin());
  const groups = createMemo((): readonly Group[] => {
    const emoji = all() ?? [];
    const wanted = search().trim().toLowerCase();
    if (wanted !== '') {
      const found = emoji.filter((it) => isNamed(it, wanted));
      return [{ name: '', emoji: found.slice(0, FOUND) }];
    }
    const recent = taste.recent().flatMap((char) => emoji.find((it) => it.char === char) ?? []);
    return [
      ...(recent.length > 0 ? [{ name: text.emoji.recent, emoji: recent }] : []),
      ...Object.entries(text.emoji.groups).map(([number, name]) => ({
        name,
        emoji: emoji.filter(({ group }) => group === Number(number)),
      })),
    ];
  });
  let body!: HTMLElement;
  /** The arrows lead from the box to the emoji, and over them. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing)
      return;
    const choices = [...body.querySelectorAll<HTMLElement>('.emoji-choice')];
    const here = choices.find((it) => it === event.target);
    const isDown = event.key === 'ArrowDown' && !(event.target instanceof HTMLSelectElement);
    const next = here ? nextChoice(choices, here, event.key) : isDown ? choices[0] : undefined;
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  const pick = (emoji: Emoji): void => {
    taste.picked(emoji.char);
    props.onPick(charOf(emoji));
  };
  return (
    <Popover
      open
      onOpenChange={(open) => open || props.onClose()}
      anchorRef={() => props.anchor}
      placement={props.placement ?? 'bottom-end'}
      gutter={4}
    >
      <Popover.Portal mount={placeAt(props.anchor)}>
        <Popover.Content
          class="emoji-picker"
          onKeyDown={onKeyDown}
          aria-label={text.emoji.picker}
          onCloseAutoFocus={(event) => {
            // Who clicked elsewhere stays there.
            if (event.defaultPrevented) return;
            event.preventDefault();
            back.focus({ preventScroll: true });
          }}
        >
          <div class="emoji-head">
            <input
              class="emoji-search"
              type="search"
              autocomplete="off"
              aria-label={text.emoji.search}
              placeholder={text.emoji.search}
              value={search()}
              onInput={(event) => setSearch(event.currentTarget.value)}
              onKeyDown={(event) => {
                const first = groups()[0]?.emoji[0];
                if (event.key === 'Enter' && !event.isComposing && search() !== '' && first) {
                  pick(first);
                }
              }}
            />
            <select
              class="emoji-skin"
              aria-label={text.emoji.skin}
              onChange={(event) => {
                const tone = event.currentTarget.selectedIndex;
                setSkin(tone);
                taste.setSkin(tone);
              }}
            >
              <For each={text.emoji.skins}>
                {(name, tone) => (
                  <option selected={tone() === skin()} aria-label={name}>
                    {['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'][tone()]}
                  </option>
                )}
              </For>
            </select>
          </div>
          <section ref={body} class="emoji-body" tabindex="0" aria-label={text.emoji.picker}>
            <Show when={!all.error} fallback={<p>{sentenceFor(all.error)}</p>}>
              <For each={groups()}>
                {(group) => (
                  <section class="emoji-group">
                    <Show when={group.name}>
                      <h2>{group.name}</h2>
                    </Show>
                    <div class="emoji-grid">
                      <For each={group.emoji}>
                        {(emoji) => (
                          <button
                            type="button"
                            class="emoji-choice"
                            aria-label={emoji.name}
                            title={`:${emoji.code}:`}
                            onClick={() => pick(emoji)}
                          >
                            {charOf(emoji)}
                          </button>
                        )}
                      </For>
                    </div>
                  </section>
                )}
              </For>
              <Show when={all() && groups().every(({ emoji }) => emoji.length === 0)}>
                <p>{text.emoji.none}</p>
              </Show>
            </Show>
          </section>
        </Popover.Content>
      </Popover.Portal>
    </Popover>
  );
}
