import { ConfabError } from '../model/errors.ts';
import type { OfficeConnection } from './connection.ts';
import type { Core } from './core.ts';

/** Why it took too long, in the most telling word. */
export function whyNot(core: Core, connection: OfficeConnection): ConfabError {
  const turned = connection.turned.get();
  if (turned) return turnedAway(core, turned);
  const { relay } = connection.sync.status();
  if (relay === 'connected') return new ConfabError('timeout', 'still catching up');
  return new ConfabError('relay-unreachable', 'no relay of the office answered');
}

/** That a relay turned this device away, with the reason a person is told. */
export const turnedAway = (core: Core, why: string): ConfabError =>
  new ConfabError(reasonOf(core, why), `turned away by the relay: ${why}`);

function reasonOf(core: Core, why: string): ConfabError['reason'] {
  // Removed is who the roster says is; by itself the relay's word shows nothing (SPEC Y13).
  if (why === 'removed') return core.isRemoved ? 'removed' : 'unproven-removal';
  if (why === 'expired-invite' || why === 'used-invite' || why === 'withdrawn-invite') return why;
  if (why === 'unknown-invite' || why === 'setup-used' || why === 'unsupported') return why;
  return 'relay-refused';
}
