import { titleOf } from '../conversations.ts';
import { columns, safeLine } from '../screen.ts';
import { deliver, freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `channels`: the conversations that this person has. */
export function channels(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const all = office.conversations.get();
    const records = all.map(({ id, name, kind, unread, closed }) => ({
      id,
      name,
      kind,
      unread,
      ...(closed ? { closed } : {}),
    }));
    const rows = all.map((it) => [
      safeLine(titleOf(it)),
      it.closed ? 'closed to this device' : it.unread > 0 ? `${it.unread} unread` : '',
    ]);
    terminal.showAll(records, columns(rows));
  });
}

/** `channel create NAME` */
export function createChannel(terminal: Terminal, wanted: string): Promise<void> {
  return withOffice(terminal, async (office) => {
    // Somebody may have made one of this name meanwhile.
    await freshen(terminal, office);
    const id = await office.createChannel(wanted);
    const name = office.conversations.get().find((it) => it.id === id)?.name ?? wanted;
    await deliver(terminal, office, 'The channel is only on this device yet.');
    terminal.show({ id, name }, `Created #${safeLine(name)}.`);
  });
}
