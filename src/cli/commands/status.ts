import type { Connection, Removal } from '../../messenger/messenger.ts';
import type { Reason } from '../../model/errors.ts';
import { CLOCK_WARNING } from '../../model/time.ts';
import { sayDuration } from '../durations.ts';
import { columns, safeLine } from '../screen.ts';
import { using } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';
import { sayAvailability } from './availability.ts';

/** Milliseconds until it is plain whether the relay answers. */
const CONNECT_WITHIN = 5_000;

/** What keeps own entries from leaving this device. */
export const LIMITS = {
  'device-quota': 'the relay takes no more from you today',
  'office-quota': 'the relay has no room left for this office',
} as const;

/** `status`: the office, this device and its connection. */
export async function status(terminal: Terminal): Promise<void> {
  return using(await terminal.openOffice(), async (office) => {
    const settled = () => office.connection.get().kind !== 'connecting';
    await within(CONNECT_WITHIN, terminal.interrupted, (signal) =>
      until(office.connection, settled, signal),
    );
    const connection = office.connection.get();
    const me = office.me.get();
    const waiting = office.outbox.get();
    const removal = office.removed.get();
    const { mode, until: ends, custom } = office.availability.get();
    const rows = [
      ['Office', safeLine(office.office.name.get())],
      ...(removal
        ? [['Connection', sayRemoval(removal)]]
        : [
            ['You', safeLine(me.name)],
            ['Shown as', sayAvailability(office)],
            ['Connection', sayConnection(connection, terminal.offline)],
          ]),
      [
        'To be sent',
        waiting === 0 ? 'nothing' : `${waiting} ${waiting === 1 ? 'entry' : 'entries'}`,
      ],
      ['Data folder', safeLine(terminal.data)],
    ];
    warnOfClock(terminal, office.clockOffset.get());
    terminal.show(
      {
        office: office.office.id,
        member: me.id,
        device: office.device,
        connected: connection.kind === 'connected',
        peers: connection.kind === 'connected' ? connection.peers : 0,
        outbox: waiting,
        ...(removal ? { removed: true } : {}),
        mode,
        until: ends,
        custom,
      },
      columns(rows).join('\n'),
    );
  });
}

/** Why a relay does not let this device in, as far as that can be told. */
export function whyRefused(turned: Reason): string {
  switch (turned) {
    case 'unproven-removal':
      return 'the relay says that this device was removed, but brought no proof';
    case 'displaced':
      return 'the relay says that the invite was used up, or had ended, before this device came';
    default:
      return 'the relay does not let this device in';
  }
}

function sayRemoval({ own, still, displaced }: Removal): string {
  if (displaced) return 'none: somebody else had used the invite before';
  return own && !still ? 'none: you left' : 'none: this device was removed';
}

function sayConnection(connection: Connection, offline: boolean): string {
  if (offline) return 'offline, as asked';
  if (connection.kind === 'refused') return whyRefused(connection.turned);
  if (connection.kind !== 'connected') return 'the relay does not answer';
  const peers = `connected to ${connection.peers} ${connection.peers === 1 ? 'peer' : 'peers'}`;
  const limit = connection.limit ? LIMITS[connection.limit] : null;
  const turned = connection.turned ? whyRefused(connection.turned) : null;
  return [peers, limit, turned].filter((it) => it !== null).join('; ');
}

function warnOfClock(terminal: Terminal, offset: number): void {
  if (Math.abs(offset) < CLOCK_WARNING) return;
  const amount = sayDuration(Math.abs(offset));
  terminal.note(`This machine’s clock is ${amount} ${offset > 0 ? 'ahead' : 'behind'}; set it.`);
}
