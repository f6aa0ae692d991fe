import type { Message } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import type { ConversationId } from '../../model/ids.ts';
import { titleOf } from '../conversations.ts';
import { MessageLines, recordOf, stateOf } from '../messages.ts';
import { findFresh, refuseRemoved, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until } from '../waiting.ts';
import { whyRefused } from './status.ts';

/** `tail [CONVERSATION]`: messages as they arrive, until interrupted; lost connections are made again. */
export function tail(terminal: Terminal, named: string | undefined): Promise<void> {
  return withOffice(terminal, async (office) => {
    const only = named === undefined ? null : (await findFresh(terminal, office, named)).id;
    const stops = [follow(terminal, office, only), tellConnection(terminal, office)];
    const { removed } = office;
    await until(removed, () => removed.get() !== null, terminal.interrupted);
    for (const stop of stops) stop();
    refuseRemoved(office);
  });
}

function follow(
  terminal: Terminal,
  office: OpenMessenger,
  only: ConversationId | null,
): () => void {
  const names = office.members.get().map(({ name }) => name);
  const lines = new MessageLines(terminal, names);
  const show = (message: Message) => {
    const state = stateOf(message, office.delivery(message.id));
    const text = lines.of(message, state, where(office, message.conversation)).join('\n');
    terminal.show(recordOf(message, state), text);
  };
  return office.onMessages((messages) => {
    for (const message of messages) if (!only || message.conversation === only) show(message);
  });
}

function where({ conversations }: OpenMessenger, id: ConversationId): string {
  const conversation = conversations.get().find((it) => it.id === id);
  return conversation ? titleOf(conversation) : '';
}

/** Says when the connection is lost and when it is back. */
function tellConnection(terminal: Terminal, office: OpenMessenger): () => void {
  if (terminal.offline) {
    terminal.note('Not connected, as asked; nothing will arrive.');
    return () => {};
  }
  let told: 'connected' | 'lost' | null = null;
  const tell = () => {
    const connection = office.connection.get();
    const { kind } = connection;
    if (kind === 'connecting') return;
    const now = kind === 'connected' ? 'connected' : 'lost';
    if (now === told) return;
    if (now === 'lost') {
      terminal.note(
        connection.kind === 'refused'
          ? `Not connected: ${whyRefused(connection.turned)}; trying again.`
          : 'No connection to the relay; trying again.',
      );
    } else if (told === 'lost') {
      terminal.note('Connected again.');
    }
    told = now;
  };
  tell();
  return office.connection.subscribe(tell);
}
