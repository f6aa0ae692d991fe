import type { Messenger } from '../../messenger/messenger.ts';
import { ConfabError } from '../../model/errors.ts';
import { type ConversationId, type EntryId, isId32 } from '../../model/ids.ts';
import { findConversation, titleOf } from '../conversations.ts';
import { MessageLines, recordOf, stateOf } from '../messages.ts';
import { freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `history CONVERSATION [--last N] [--thread ID]`: its newest messages, which then count as read. */
export function history(
  terminal: Terminal,
  named: string,
  last: number,
  thread?: string,
): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const conversation = findConversation(office.conversations.get(), named);
    const messages = await newest(office, conversation.id, last, thread);
    const states = messages.map((message) => stateOf(message, office.delivery(message.id)));
    const title = titleOf(conversation);
    if (conversation.closed) terminal.note(sayClosed(title));
    if (terminal.json) {
      terminal.showAll(
        messages.map((message, i) => recordOf(message, states[i] ?? 'received')),
        [],
      );
      return;
    }
    const writer = new MessageLines(terminal, new Set(messages.map(({ from }) => from.name)));
    const lines = messages.flatMap((message, i) =>
      writer.of(message, states[i] ?? 'received', title),
    );
    const none = conversation.closed ? [] : [`No messages in ${title} yet.`];
    terminal.showAll(messages, lines.length > 0 ? lines : none);
  });
}

const sayClosed = (title: string): string =>
  `${title} is closed to this device until one of those who take part lets it in: “confab notices” tells them how.`;

/** The newest `count` messages in display order; the conversation is read with that. */
async function newest(
  office: Messenger,
  conversation: ConversationId,
  count: number,
  thread: string | undefined,
) {
  const timeline = await office.timeline(conversation);
  try {
    const shown = thread === undefined ? timeline : timeline.thread(toMessageId(thread));
    while (shown.messages.get().length < count && !shown.complete.get()) await shown.loadOlder();
    timeline.markRead();
    return shown.messages.get().slice(-count);
  } finally {
    timeline.close();
  }
}

function toMessageId(id: string): EntryId {
  if (!isId32(id)) throw new ConfabError('unknown-message', `“${id}” is no message id`);
  return id as EntryId;
}
