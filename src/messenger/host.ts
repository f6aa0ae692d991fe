import { ConfabError } from '../model/errors.ts';
import type { Clock } from '../ports.ts';
import type { SetupLink } from '../wire/links.ts';
import { peerOfAddress } from '../wire/peer.ts';
import type { OfficeConnection } from './connection.ts';
import type { Core } from './core.ts';
import { turnedAway } from './turned.ts';

/** Milliseconds without anything asked for after which the relay has what this device holds. */
const QUIET = 1_000;

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
    // The answer to a greeting that went out before the link was here: it is asked again, with it.
    if (why === 'unknown-office' || why === 'not-member') connection.sync.wake();
    else if (why) refused.abort(turnedAway(core, why));
  });
  core.pending = { kind: 'setup', secret, name: '' };
  // What was said before the link was here: said once more it would not be heard.
  connection.turned.set(null);
  try {
    connection.sync.wake();
    const bound = AbortSignal.any([signal, refused.signal]);
    await connection.sync.caughtUp(bound);
    await given(core, connection, bound);
  } finally {
    stop();
    core.pending = null;
  }
}

/** Resolves when the relay asks for nothing more: the office is lost again with whoever leaves before. */
async function given(
  { device }: Core,
  { sync }: OfficeConnection,
  signal: AbortSignal,
): Promise<void> {
  let before = -1;
  while (sync.status().sent !== before) {
    before = sync.status().sent;
    await pause(device.clock, QUIET, signal);
  }
}

function pause(clock: Clock, time: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = clock.after(time, resolve);
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return promise.finally(() => {
    cancel();
    signal.removeEventListener('abort', abort);
  });
}
