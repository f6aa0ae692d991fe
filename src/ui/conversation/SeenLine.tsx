import { createMemo, type JSX, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { listText } from '../text/time.ts';
import { useView } from '../view.ts';

/** Who has seen the last message that this person wrote. */
export function SeenLine(props: { readonly message: Message }): JSX.Element {
  const view = useView();
  const names = createMemo(() => {
    // It changes together with where the message is held.
    view.delivery(props.message.id);
    const members = view.messenger.seenBy(props.message.id);
    return members.flatMap((id) => view.members.of(id)?.name ?? []);
  });
  return (
    <Show when={names().length > 0}>
      <p class="message-seen">{text.seen.by(listText(names()))}</p>
    </Show>
  );
}
