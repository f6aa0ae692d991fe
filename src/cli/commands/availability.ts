import type { CustomStatus, Mode } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { safeLine } from '../screen.ts';
import { withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';

/** Milliseconds until it is plain whether anybody hears it. */
const CONNECT_WITHIN = 5_000;
/** Milliseconds in which this person's other devices, if they are here, hear it and take it over. */
const HEARD_WITHIN = 1_500;

/** How long what is said holds, in milliseconds; undefined for good. */
interface Lasting {
  readonly for?: number;
}

/** `away`, `dnd` and `back`. */
export const setMode = (terminal: Terminal, mode: Mode, lasting: Lasting): Promise<void> =>
  say(terminal, (office) => office.setMode(mode, endOf(lasting)));

/** `status set TEXT` */
export const setStatus = (
  terminal: Terminal,
  text: string,
  { emoji = '', ...lasting }: Lasting & { readonly emoji?: string },
): Promise<void> => {
  const custom: CustomStatus = { emoji, text: text.trim(), until: endOf(lasting) };
  return say(terminal, (office) => office.setCustom(custom));
};

/** `status clear` */
export const clearStatus = (terminal: Terminal): Promise<void> =>
  say(terminal, (office) => office.setCustom(null));

const endOf = ({ for: milliseconds }: Lasting): number | null =>
  milliseconds === undefined ? null : Date.now() + milliseconds;

/** Says something of this person to whoever is here, their own other devices first of all. */
function say(terminal: Terminal, act: (office: OpenMessenger) => Promise<void>): Promise<void> {
  return withOffice(terminal, async (office) => {
    await act(office);
    if (!terminal.offline) await beHeard(terminal, office);
    const { mode, until, custom } = office.availability.get();
    terminal.show({ mode, until, custom }, sayAvailability(office));
  });
}

async function beHeard(terminal: Terminal, office: OpenMessenger): Promise<void> {
  const connected = () => office.connection.get().kind === 'connected';
  const { interrupted } = terminal;
  const heard = await within(CONNECT_WITHIN, interrupted, (signal) =>
    until(office.connection, connected, signal),
  );
  if (!heard) terminal.note('Nobody is connected: others see it once this device is here again.');
  else await within(HEARD_WITHIN, interrupted, (signal) => until(NEVER, () => false, signal));
}

const NEVER = { get: () => undefined, subscribe: () => () => {} };

const WORDS: Readonly<Record<Mode, string>> = {
  auto: 'available',
  away: 'away',
  dnd: 'not to be disturbed',
};

/** In a line, what this person said of themselves. */
export function sayAvailability(office: OpenMessenger): string {
  const { mode, until, custom } = office.availability.get();
  const end = until === null ? '' : ` until ${new Date(until).toLocaleString()}`;
  return [`${WORDS[mode]}${end}`, sayCustom(custom)].filter(Boolean).join('; ');
}

export const sayCustom = (custom: CustomStatus | null): string =>
  custom ? safeLine([custom.emoji, custom.text].filter(Boolean).join(' ')) : '';
