import { type Accessor, createMemo } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import type { View } from '../view.ts';

/** The parts of the sidebar, in their order. */
export const KINDS: readonly Conversation['kind'][] = ['channel', 'group', 'direct'];

/**
 * The conversations of one kind that are not archived; the one that is open stays in sight all the
 * same.
 */
export function createSection(
  view: View,
  kind: Conversation['kind'],
  current: Accessor<ConversationId | null>,
): Accessor<readonly ConversationId[]> {
  return createMemo<readonly ConversationId[]>(
    () =>
      view.conversations.ids().filter((id) => {
        const it = view.conversations.of(id);
        return it?.kind === kind && (!it.archived || id === current());
      }),
    [],
    { equals: (a, b) => a.length === b.length && a.every((id, index) => id === b[index]) },
  );
}
