import { type Accessor, createEffect, createMemo, createSignal, untrack } from 'solid-js';
import type { Message, Messages, Messenger } from '../../messenger/messenger.ts';
import { ConfabError } from '../../model/errors.ts';
import type { EntryId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';

/**
 * A message of a place as it stands now, wherever in it; null until it is found, and where it is not here.
 */
export function createMessage(
  messenger: Pick<Messenger, 'message'>,
  messages: Messages,
  id: Accessor<EntryId | null>,
): Accessor<Message | null> {
  const listed = createObserved(messages.messages);
  const [found, setFound] = createSignal<Message | null>(null);
  const message = createMemo<Message | null>((before) => {
    const wanted = id();
    if (wanted === null) return null;
    const known = [listed().findLast((it) => it.id === wanted), found(), before];
    return known.find((it) => it?.id === wanted) ?? null;
  }, null);
  createEffect(() => {
    const wanted = id();
    if (wanted === null || untrack(message)) return;
    messenger.message(wanted, messages.conversation).then(setFound, (error: unknown) => {
      if (!(error instanceof ConfabError)) console.error(error);
    });
  });
  return message;
}
