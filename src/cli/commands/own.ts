import type { InboxItem, Message } from '../../messenger/messenger.ts';
import { ConfabError } from '../../model/errors.ts';
import { type EntryId, isId32 } from '../../model/ids.ts';
import { findConversation, titleOf } from '../conversations.ts';
import { MessageLines, recordOf, stateOf } from '../messages.ts';
import { safeLine } from '../screen.ts';
import { deliver, freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** What a person keeps for themselves, and what happened to them. */

/** `save ID` and `unsave ID`: puts a message aside, on all devices of this person. */
export function save(terminal: Terminal, id: string, on: boolean): Promise<void> {
  if (!isId32(id)) throw new ConfabError('unknown-message', `“${id}” is no message id`);
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    await office.save(id as EntryId, on);
    await deliver(terminal, office, 'Your other devices learn of it later.');
    terminal.show({ id, saved: on }, on ? 'Saved.' : 'No longer saved.');
  });
}

/** `saved`: what was put aside, the newest first. */
export function saved(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const shelf = await office.savedMessages();
    const items = shelf.items.get();
    shelf.close();
    const messages = items.flatMap(({ message }) => message ?? []);
    const records = items.map(({ id, conversation, at, message }) => ({
      id,
      conversation,
      saved: at,
      message: message && recordOf(message, stateOf(message, office.delivery(id))),
    }));
    const lines = linesOf(terminal, messages, (conversation) =>
      titleIn(office.conversations.get(), conversation),
    );
    const missing = items.length - messages.length;
    terminal.showAll(records, lines.length > 0 ? lines : ['Nothing is saved.']);
    if (missing > 0) terminal.note(`${missing} of them have not arrived on this device yet.`);
  });
}

/** `star CONVERSATION` and `unstar CONVERSATION`. */
export function star(terminal: Terminal, named: string, on: boolean): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const { id, name, kind } = findConversation(office.conversations.get(), named);
    await office.prefer(id, 'star', on);
    await deliver(terminal, office, 'Your other devices learn of it later.');
    const title = safeLine(titleOf({ kind, name }));
    terminal.show({ id, name, starred: on }, on ? `Starred ${title}.` : `Unstarred ${title}.`);
  });
}

/** `inbox [--last N] [--read]`: mentions, answers, replies in own threads and reactions, the newest last. */
export function inbox(
  terminal: Terminal,
  { last, read }: { readonly last: number; readonly read: boolean },
): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    await office.inbox.load();
    const items = office.inbox.items.get().slice(0, last).reverse();
    const records = items.map(({ kind, message, at, unread, reactions }) => ({
      kind,
      at,
      unread,
      by: reactions.map(({ emoji, from }) => ({ emoji, member: from.member, name: from.name })),
      message: recordOf(message, stateOf(message, office.delivery(message.id))),
    }));
    const lines = items.map((item) => {
      const { message, unread } = item;
      const where = titleIn(office.conversations.get(), message.conversation);
      const mark = unread ? '* ' : '  ';
      return `${mark}${terminal.strong(`${whatOf(item)} in ${where}`)}: ${safeLine(message.text)}`;
    });
    terminal.showAll(records, lines.length > 0 ? lines : ['Nothing for you yet.']);
    if (read) office.inbox.markRead();
  });
}

function whatOf({ kind, message, reactions }: InboxItem): string {
  const name = safeLine(message.from.name) || 'Somebody';
  switch (kind) {
    case 'mention':
      return `${name} mentioned you`;
    case 'reply':
      return `${name} answered you`;
    case 'thread':
      return `${name} replied in a thread`;
    case 'reaction':
      return reactions
        .map(({ emoji, from }) => `${safeLine(from.name)} ${safeLine(emoji)}`)
        .join(', ');
  }
}

type Rooms = Parameters<typeof findConversation>[0];

function titleIn(rooms: Rooms, id: string): string {
  const room = rooms.find((it) => it.id === id);
  return room ? safeLine(titleOf(room)) : 'a conversation that is not here';
}

function linesOf(
  terminal: Terminal,
  messages: readonly Message[],
  titleOf: (conversation: string) => string,
): string[] {
  const writer = new MessageLines(terminal, new Set(messages.map(({ from }) => from.name)));
  return messages.flatMap((message) =>
    writer.of(message, message.from.self ? 'stored' : 'received', titleOf(message.conversation)),
  );
}
