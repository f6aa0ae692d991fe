import type { Entry } from '../log/entry.ts';
import { timeOf } from '../model/time.ts';
import type { Call } from './calls.ts';
import type { InboxItem, Message } from './messenger.ts';
import { payloadOf, type TalkSource } from './talk.ts';

interface ItemsSource extends Pick<TalkSource, 'memberOf' | 'nameOf'> {
  /** The message that a call is about; null while it is not here. */
  messageOf(call: Call): Message | null;
  isUnread(entry: Entry): boolean;
}

/** All reactions to one message are one item. */
export const itemIdOf = ({ kind, about, entry }: Call): string =>
  kind === 'reaction' ? `${about}/reactions` : entry.at.id;

/** What the calls come to, the newest first: what was deleted or taken back is left out. */
export function itemsOf(calls: Iterable<Call>, source: ItemsSource): InboxItem[] {
  const byItem = new Map<string, Call[]>();
  for (const call of calls) {
    const id = itemIdOf(call);
    const others = byItem.get(id);
    if (others) others.push(call);
    else byItem.set(id, [call]);
  }
  return [...byItem]
    .flatMap(([id, its]) => itemOf(id, its, source) ?? [])
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

function itemOf(id: string, calls: readonly Call[], source: ItemsSource): InboxItem | null {
  const [first] = calls;
  const message = first ? source.messageOf(first) : null;
  if (!first || !message || message.deleted) return null;
  const { kind } = first;
  const given = calls.map((call) => ({ call, reaction: reactionOf(call, source) }));
  const standing = given.filter(
    ({ reaction }) => kind !== 'reaction' || (reaction && stands(reaction, message)),
  );
  if (standing.length === 0) return null;
  return {
    id,
    kind,
    message,
    at: Math.max(...standing.map(({ call }) => timeOf(call.entry.at.hlc))),
    unread: standing.some(({ call }) => source.isUnread(call.entry)),
    reactions: standing.flatMap(({ reaction }) => reaction ?? []),
  };
}

type Given = InboxItem['reactions'][number];

function reactionOf({ kind, entry }: Call, source: ItemsSource): Given | null {
  const said = kind === 'reaction' ? payloadOf(entry) : null;
  const member = source.memberOf(entry.at.device);
  if (said?.kind !== 'reaction' || member === null) return null;
  return { emoji: said.emoji, from: { member, name: source.nameOf(member), self: false } };
}

/** Whether it was not taken back. */
const stands = ({ emoji, from }: Given, { reactions }: Message): boolean =>
  reactions.some((it) => it.emoji === emoji && it.members.includes(from.member));
