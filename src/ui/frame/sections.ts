import { type Accessor, createMemo } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import { SECTIONS, type Section } from '../app.ts';
import type { View } from '../view.ts';

export const sectionOf = ({ starred, kind }: Conversation): Section => (starred ? 'starred' : kind);

/** Whether it is wanted in the list: what was hidden comes back when it brings news. */
export function isListed({ archived, hidden, kind, mentions, unread }: Conversation): boolean {
  if (archived) return false;
  return !hidden || (kind === 'channel' ? mentions : unread) > 0;
}

/** What calls for the person: a channel that they left only when it means them. */
export const newsOf = ({ hidden, kind, mentions, unread }: Conversation): number =>
  hidden && kind === 'channel' ? mentions : unread;

/** Whether it brings something that the person wants to hear of. */
export const bringsNews = (it: Conversation): boolean => !it.muted && newsOf(it) > 0;

export type Sections = Readonly<Record<Section, readonly ConversationId[]>>;

/**
 * The conversations by the part of the sidebar in which they stand; the one that is open stays in
 * sight, whatever it is.
 */
export function createSections(
  view: View,
  current: Accessor<ConversationId | null>,
): Accessor<Sections> {
  return createMemo<Sections>(
    () => {
      const sections = Object.fromEntries(
        SECTIONS.map((section) => [section, [] as ConversationId[]]),
      ) as Record<Section, ConversationId[]>;
      for (const id of view.conversations.ids()) {
        const it = view.conversations.of(id);
        if (it && (isListed(it) || id === current())) sections[sectionOf(it)].push(id);
      }
      return sections;
    },
    { starred: [], channel: [], group: [], direct: [] },
    { equals: (a, b) => SECTIONS.every((it) => same(a[it], b[it])) },
  );
}

/** All that stand in the sidebar, in their order there. */
export const inOrder = (sections: Sections): ConversationId[] =>
  SECTIONS.flatMap((section) => sections[section]);

const same = (a: readonly ConversationId[], b: readonly ConversationId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
