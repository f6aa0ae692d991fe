import { findConversation } from '../conversations.ts';
import { sayDuration } from '../durations.ts';
import { deliver, freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

export interface Terms {
  readonly uses: number;
  /** Milliseconds. */
  readonly expires: number;
  readonly guest: boolean;
  /** Channels that a guest sees, as a person names them. */
  readonly channels: readonly string[];
  readonly approve: boolean;
}

/** `invite [--uses 1] [--expires 7d] [--guest --channel NAME…] [--approve]`: prints a link that lets colleagues join. */
export function invite(terminal: Terminal, terms: Terms): Promise<void> {
  return withOffice(terminal, async (office) => {
    if (terms.channels.length > 0) await freshen(terminal, office);
    const { link, expires, uses } = await office.invite({
      uses: terms.uses,
      expiresIn: terms.expires,
      guest: terms.guest,
      approve: terms.approve,
      channels: terms.channels.map((name) => findConversation(office.conversations.get(), name).id),
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
