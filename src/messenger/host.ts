import { ConfabError } from '../model/errors.ts';
import type { SetupLink } from '../wire/links.ts';
import { peerOfAddress } from '../wire/peer.ts';
import type { OfficeConnection } from './connection.ts';
import type { Core } from './core.ts';
import { reasonOf } from './turned.ts';

/**
 * Brings the office back to its relay when that has lost everything but its key: the set-up link that
 * it then prints lets one member in, whose roster makes it know all others. Each member fills it with
 * what they hold as they come. Rejects with `not-allowed` for a relay that is not the office's own,
 * with `setup-used`, or with the signal's reason.
 */
export async function hostOffice(
  core: Core,
  connection: OfficeConnection,
  { relays, secret }: SetupLink,
  signal: AbortSignal,
): Promise<void> {
  const own = relays.some((address) => core.relays.has(peerOfAddress(address)));
  if (!own) throw new ConfabError('not-allowed', `no relay of this office: ${relays.join(' ')}`);
  const refused = new AbortController();
  const stop = connection.turned.subscribe((why) => {
    if (why) refused.abort(new ConfabError(reasonOf(why), `turned away by the relay: ${why}`));
  });
  core.pending = { kind: 'setup', secret, name: '' };
  try {
    connection.sync.wake();
    await connection.sync.caughtUp(AbortSignal.any([signal, refused.signal]));
  } finally {
    stop();
    core.pending = null;
  }
}
