import type { Messenger } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import { findConversation, titleOf } from '../conversations.ts';
import { MessageLines, recordOf, stateOf } from '../messages.ts';
import { freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `history CONVERSATION [--last N]`: its newest messages, which then count as read. */
export function history(terminal: Terminal, named: string, last: number): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const conversation = findConversation(office.conversations.get(), named);
    const messages = await newest(office, conversation.id, last);
    const states = messages.map((message) => stateOf(message, office.delivery(message.id)));
    if (terminal.json) {
      terminal.showAll(
        messages.map((message, i) => recordOf(message, states[i] ?? 'received')),
        [],
      );
      return;
    }
    const writer = new MessageLines(terminal, new Set(messages.map(({ from }) => from.name)));
    const title = titleOf(conversation);
    const lines = messages.flatMap((message, i) =>
      writer.of(message, states[i] ?? 'received', title),
    );
    terminal.showAll(messages, lines.length > 0 ? lines : [`No messages in ${title} yet.`]);
  });
}

/** The newest `count` messages in display order; the conversation is read with that. */
async function newest(office: Messenger, conversation: ConversationId, count: number) {
  const timeline = await office.timeline(conversation);
  try {
    while (timeline.messages.get().length < count && !timeline.complete.get()) {
      await timeline.loadOlder();
    }
    timeline.markRead();
    return timeline.messages.get().slice(-count);
  } finally {
    timeline.close();
  }
}
