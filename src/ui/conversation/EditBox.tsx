import { createEffect, type JSX, onMount } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { MAX_TEXT } from '../../wire/limits.ts';
import { Button } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useDesk } from './desk.ts';

/** Where a message is changed, in its place. */
export function EditBox(props: { readonly message: Message }): JSX.Element {
  const desk = useDesk();
  let box!: HTMLTextAreaElement;
  // The box goes when its message is scrolled far away; what was typed does not.
  const draft = (): string => desk.rewritten() ?? props.message.text;
  const empty = (): boolean => draft().trim() === '' || draft().length > MAX_TEXT;
  /** How one goes on when the box is gone: where one writes if the change began there, else at its message. */
  const wayBack = (): (() => void) => {
    const article = box.closest<HTMLElement>('article');
    return desk.isFromComposer() ? desk.goOn : () => article?.focus({ preventScroll: true });
  };
  const leave = (): void => {
    const goBack = wayBack();
    desk.edit(null);
    goBack();
  };
  const save = async (): Promise<void> => {
    if (empty()) return;
    const goBack = wayBack();
    await desk.saveEdit(props.message.id, draft());
    // It may have taken a while, in which the person went on elsewhere.
    if (document.activeElement === document.body) goBack();
  };
  onMount(() => {
    if (desk.rewritten() === null) desk.rewrite(props.message.text);
  });
  // Where it was begun before, the focus may be elsewhere by now.
  createEffect(() => {
    if (!desk.asksToRewrite()) return;
    box.focus({ preventScroll: true });
    box.setSelectionRange(box.value.length, box.value.length);
    box.scrollTop = box.scrollHeight;
    desk.rewriting();
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    // The arrows move in the text here, not from message to message.
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') leave();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div class="edit">
      <textarea
        ref={box}
        class="edit-box"
        dir="auto"
        aria-label={text.message.editBox}
        value={draft()}
        maxLength={MAX_TEXT}
        onInput={(event) => desk.rewrite(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="edit-actions">
        <Button kind="main" disabled={empty()} onClick={() => void save()}>
          {text.message.save}
        </Button>
        <Button onClick={leave}>{text.cancel}</Button>
      </div>
    </div>
  );
}
