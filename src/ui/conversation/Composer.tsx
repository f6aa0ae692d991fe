import './Composer.css';
import SendHorizontal from 'lucide-solid/icons/send-horizontal';
import { createEffect, type JSX, onMount, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { MAX_TEXT } from '../../wire/limits.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { createDraft } from './draft.ts';

interface ComposerProps {
  readonly conversation: ConversationId;
  /** The conversation's name. */
  readonly name: string;
}

/** From here on the number of characters that are left is shown. */
const SHOW_LEFT = MAX_TEXT - 1_000;

/** Where one writes. */
export function Composer(props: ComposerProps): JSX.Element {
  const view = useView();
  // A composer is made anew for each conversation.
  const draft = createDraft(view.messenger, view.app.drafts, props.conversation);
  let box!: HTMLTextAreaElement;
  const left = () => MAX_TEXT - draft.text().length;
  const empty = () => draft.text().trim() === '';

  createEffect(() => {
    draft.text();
    grow(box);
  });
  onMount(() => {
    // A finger would get a keyboard that it did not ask for.
    if (matchMedia('(pointer: fine)').matches && !document.activeElement?.closest('[role=dialog]'))
      box.focus();
  });
  const send = (): void => {
    void draft.send();
    box.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter belongs to it; Safari reports that only by the code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    send();
  };
  return (
    <div class="composer">
      <div class="alert" role="alert">
        <Show when={draft.failure()}>
          {(sentence) => <p class="composer-failure">{text.conversation.notSent(sentence())}</p>}
        </Show>
      </div>
      <div class="composer-field">
        <textarea
          ref={box}
          class="composer-box"
          rows="1"
          dir="auto"
          value={draft.text()}
          placeholder={text.conversation.box(props.name)}
          aria-label={text.conversation.box(props.name)}
          enterkeyhint="send"
          onInput={(event) => draft.write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="composer-send"
          aria-label={text.conversation.send}
          disabled={empty() || left() < 0}
          onClick={send}
        >
          <SendHorizontal size={18} aria-hidden="true" />
        </button>
      </div>
      <Show when={draft.text().length > SHOW_LEFT}>
        <p class="composer-left" classList={{ over: left() < 0 }}>
          {left() < 0 ? text.conversation.over(-left()) : text.conversation.left(left())}
        </p>
      </Show>
    </div>
  );
}

/** Grows with its text where the browser does not do that by itself (`field-sizing`); CSS bounds it. */
function grow(box: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
