import type { Connection, Saving } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

/** What the status region says. Not saving outweighs everything: it alone can lose something. */
export function statusText(connection: Connection, saving: Saving): string {
  if (saving.kind === 'not-saving') {
    return saving.why === 'full' ? text.status.full : text.status.notSaving;
  }
  switch (connection.kind) {
    case 'connected':
      return text.status.connected;
    case 'connecting':
      return text.status.connecting;
    case 'offline':
    case 'refused':
      return text.status.offline;
  }
}
