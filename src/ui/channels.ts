import type { Conversation } from '../messenger/messenger.ts';
import type { View } from './view.ts';

/** The channel that is called so, in whatever case; one that is archived only where no other is. */
export function channelNamed(
  { conversations }: Pick<View, 'conversations'>,
  name: string,
): Conversation | undefined {
  const wanted = name.toLocaleLowerCase();
  const all = conversations.ids().flatMap((id) => conversations.of(id) ?? []);
  const called = all.filter(
    (it) => it.kind === 'channel' && it.name.toLocaleLowerCase() === wanted,
  );
  return called.find(({ archived }) => !archived) ?? called[0];
}
