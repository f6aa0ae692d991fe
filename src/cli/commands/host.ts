import { ConfabError } from '../../model/errors.ts';
import { readSetupLink } from '../links.ts';
import { safeLine } from '../screen.ts';
import { withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { within } from '../waiting.ts';

/** Milliseconds for the relay to take the office back and what this device holds. */
const HOST_WITHIN = 30_000;

/** `host SETUP_LINK`: brings the office back to its own relay, which has lost it. */
export async function host(terminal: Terminal, text: string): Promise<void> {
  const { link } = readSetupLink(text);
  if (terminal.offline) throw new ConfabError('unsupported', 'hosting an office with --offline');
  await withOffice(terminal, async (office) => {
    await within(HOST_WITHIN, terminal.interrupted, (signal) => office.host(link, signal));
    terminal.show(
      { office: office.office.id },
      `${safeLine(office.office.name.get())} is back at its relay; what members hold returns as they connect.`,
    );
  });
}
