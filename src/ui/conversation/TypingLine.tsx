import './TypingLine.css';
import { createMemo, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { text } from '../text/text.ts';
import { listText } from '../text/time.ts';
import { useView } from '../view.ts';

/** Names that are told before it is just several. */
const NAMED = 3;

/** Who else types here now. Its place is kept, so that nothing moves when somebody begins. */
export function TypingLine(props: { readonly conversation: ConversationId }): JSX.Element {
  const view = useView();
  const typing = createObserved(view.messenger.typing);
  const words = createMemo((): string => {
    const names = (typing().get(props.conversation) ?? []).flatMap(
      (id) => view.members.of(id)?.name ?? [],
    );
    if (names.length === 0) return '';
    return names.length > NAMED
      ? text.typing.several
      : text.typing.some(listText(names), names.length);
  });
  return (
    <p class="typing" aria-live="polite">
      <Show when={words()}>
        <span class="typing-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {words()}
      </Show>
    </p>
  );
}
