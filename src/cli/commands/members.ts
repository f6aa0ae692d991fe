import { columns, safeLine } from '../screen.ts';
import { freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';
import { sayCustom } from './availability.ts';

/** Milliseconds to hear who is here: those who are answer a newcomer within one second. */
const LISTEN_FOR = 1_500;

/** `members`: who belongs to the office, and who of them is reachable. */
export function members(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const allHere = () => office.members.get().every(({ status }) => status !== 'offline');
    if (office.connection.get().kind === 'connected') {
      await within(LISTEN_FOR, terminal.interrupted, (signal) =>
        until(office.members, allHere, signal),
      );
    }
    const all = office.members.get();
    const records = all.map(
      ({ id, name, role, devices, status, custom, lastSeen, verification }) => ({
        id,
        name,
        role,
        devices,
        status,
        custom,
        lastSeen,
        verification,
      }),
    );
    const rows = all.map(({ name, role, status, self, devices, custom, lastSeen }) => [
      `${safeLine(name)}${self ? ' (you)' : ''}`,
      role,
      status === 'dnd' ? 'do not disturb' : status,
      custom
        ? sayCustom(custom)
        : lastSeen === null
          ? ''
          : `seen ${new Date(lastSeen).toLocaleString()}`,
      devices.length === 1 ? '' : `${devices.length} devices`,
    ]);
    terminal.showAll(records, columns(rows));
  });
}
