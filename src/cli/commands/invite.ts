import { sayDuration } from '../durations.ts';
import { deliver, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `invite [--uses 1] [--expires 7d]`: prints a link that lets colleagues join. */
export function invite(
  terminal: Terminal,
  terms: { readonly uses: number /** milliseconds */; readonly expires: number },
): Promise<void> {
  return withOffice(terminal, async (office) => {
    const { link, expires, uses } = await office.invite({
      uses: terms.uses,
      expiresIn: terms.expires,
    });
    await deliver(
      terminal,
      office,
      'Nobody can join with this link before it is known at the relay.',
    );
    const times = uses === 1 ? 'once' : `${uses} times`;
    terminal.show({ link, uses, expires }, link);
    if (!terminal.json) {
      terminal.note(
        `Whoever has this link can join the office, ${times}, within ${sayDuration(terms.expires)}.`,
      );
    }
  });
}
