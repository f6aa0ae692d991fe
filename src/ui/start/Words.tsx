import { For, type JSX, Show } from 'solid-js';
import { text } from '../text/text.ts';

interface WordsProps {
  /** Nothing is shown while there are none. */
  readonly words: readonly string[];
  /** What to do with them. */
  readonly lead: string;
}

/** The words that both sides show while somebody decides whether to let this browser in. */
export function Words(props: WordsProps): JSX.Element {
  return (
    <div class="words" aria-live="polite">
      <Show when={props.words.length > 0}>
        <p>{props.lead}</p>
        <WordList words={props.words} />
      </Show>
    </div>
  );
}

/** Words to compare or to write down, in their order. */
export function WordList(props: {
  readonly words: readonly string[];
  readonly label?: string;
}): JSX.Element {
  return (
    <ol class="word-list" aria-label={props.label ?? text.words.label} lang="en" translate="no">
      <For each={props.words}>{(word) => <li>{word}</li>}</For>
    </ol>
  );
}
