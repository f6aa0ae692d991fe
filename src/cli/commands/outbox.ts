import type { Unsent } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { titleOf } from '../conversations.ts';
import { filesOf, gistOf } from '../messages.ts';
import { columns, safeLine } from '../screen.ts';
import { withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const WHY: Readonly<Record<Unsent['why'], string>> = {
  offline: 'nobody is connected',
  refused: 'the relay does not let this device in',
  'device-quota': 'the relay takes no more from you today',
  'office-quota': 'the relay has no room left for this office',
  'no-part':
    'you take no part there any more, so nobody is given it: “confab outbox cancel ID --offline” drops it',
  held: 'waiting for the newest members and keys',
  sending: 'on its way; nobody has confirmed it yet',
  'no-relay': 'the relay is away',
};

/** `outbox`: what waits to be sent, and why. */
export function outbox(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    const opened = await office.openOutbox();
    const items = opened.items.get();
    opened.close();
    const rooms = new Map(office.conversations.get().map((it) => [it.id, it]));
    const rows = items.map((item) => {
      const { id, conversation, kind, since, why } = item;
      const room = conversation === null ? undefined : rooms.get(conversation);
      return [
        new Date(since).toLocaleString(),
        room ? safeLine(titleOf(room)) : conversation === null ? 'the office' : 'elsewhere',
        gistOf(item) || kind,
        WHY[why],
        id,
      ];
    });
    const records = items.map((it) => ({ ...it, files: filesOf(it) }));
    terminal.showAll(records, columns(rows));
  });
}

/** `outbox cancel ID`: takes back what nobody can have seen. */
export function cancelUnsent(terminal: Terminal, id: string): Promise<void> {
  return withOffice(terminal, async (office) => {
    await office.cancel(id as EntryId);
    terminal.show({ id }, 'Cancelled: nobody has seen it.');
  });
}
