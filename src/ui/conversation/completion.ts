import { type Accessor, createSignal, createUniqueId } from 'solid-js';
import type { SlashPlace } from '../commands/slash.ts';
import {
  codeAt,
  emojiFor,
  type Suggestion,
  suggestionsFor,
  type Word,
  wordAt,
} from './suggestions.ts';

export interface Completion {
  /** Of the list. */
  readonly id: string;
  readonly items: Accessor<readonly Suggestion[]>;
  /** Id of the chosen item's element. */
  readonly active: Accessor<string | undefined>;
  readonly chosen: Accessor<number>;
  /** The text or the caret changed. */
  look(): void;
  /** A colon was typed: the code that it closes is written out as its emoji. */
  writeOut(): void;
  close(): void;
  take(item: Suggestion): void;
  /** Tells whether the key was meant for the list. */
  onKeyDown(event: KeyboardEvent): boolean;
}

interface CompletionOptions {
  readonly place: SlashPlace;
  readonly box: () => HTMLTextAreaElement;
  readonly replace: (text: string, caret: number) => void;
}

/** Offers names, channels, emoji and commands for the word before the caret. */
export function createCompletion({ place, box, replace }: CompletionOptions): Completion {
  const id = createUniqueId();
  const [items, setItems] = createSignal<readonly Suggestion[]>([]);
  const [chosen, setChosen] = createSignal(0);
  let word: Word | null = null;
  let asked = 0;

  const close = (): void => {
    asked++;
    setItems([]);
  };
  const look = async (): Promise<void> => {
    const { value, selectionStart, selectionEnd } = box();
    word = selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
    if (!word) return close();
    const mine = ++asked;
    // Emoji come later, the first time; then the word may have changed.
    const found = await suggestionsFor(word, place);
    if (mine !== asked) return;
    setItems(found);
    setChosen(0);
  };
  const take = (item: Suggestion): void => {
    if (!word) return;
    const { value } = box();
    const before = value.slice(0, word.start) + item.insert;
    const rest = value.slice(word.end);
    const space = /^\s/u.test(rest) ? '' : ' ';
    replace(before + space + rest, before.length + 1);
    item.onTaken?.();
    close();
  };
  const writeOut = async (): Promise<void> => {
    const found = codeAt(box().value, box().selectionStart);
    const emoji = found && (await emojiFor(found.code));
    if (!found || !emoji) return;
    // Meanwhile it may have been typed on, or something else stands there.
    const { value, selectionStart } = box();
    const written = `:${found.code}:`;
    const end = found.start + written.length;
    if (value.slice(found.start, end) !== written || selectionStart < end) return;
    const text = value.slice(0, found.start) + emoji + value.slice(end);
    replace(text, selectionStart + emoji.length - written.length);
  };
  const isWritten = (insert: string): boolean =>
    word !== null && `${word.sign}${word.typed}`.toLowerCase() === insert.toLowerCase();
  const move = (by: number): void => {
    const count = items().length;
    setChosen((chosen() + by + count) % count);
  };
  return {
    id,
    items,
    chosen,
    active: () => (items().length > 0 ? `${id}-${chosen()}` : undefined),
    look: () => void look(),
    writeOut: () => void writeOut(),
    close,
    take,
    onKeyDown: (event) => {
      const item = items()[chosen()];
      if (!item || event.isComposing || event.shiftKey) return false;
      // Whoever wrote a name to its end wants to send.
      if (event.key === 'Enter' && items().some(({ insert }) => isWritten(insert))) {
        close();
        return false;
      }
      const keys: Readonly<Record<string, () => void>> = {
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Enter: () => take(item),
        Tab: () => take(item),
        Escape: close,
      };
      const act = keys[event.key];
      if (!act) return false;
      event.preventDefault();
      act();
      return true;
    },
  };
}
