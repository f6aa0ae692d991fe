import { ConfabError } from '../model/errors.ts';
import type { Turned } from '../sync/frames.ts';
import type { Sync } from '../sync/sync.ts';
import type { Core } from './core.ts';
import type { Observable } from './observable.ts';

/** What is known of how this device stands with the relay. */
interface Standing {
  readonly turned: Observable<Turned | null>;
  readonly sync: Pick<Sync, 'status'>;
}

/** Why it took too long, in the most telling word. */
export function whyNot(core: Core, { turned: word, sync }: Standing): ConfabError {
  const turned = word.get();
  if (turned) return turnedAway(core, turned);
  const { relay } = sync.status();
  if (relay === 'connected') return new ConfabError('timeout', 'still catching up');
  return new ConfabError('relay-unreachable', 'no relay of the office answered');
}

/** That a relay turned this device away, with the reason a person is told. */
export const turnedAway = (core: Core, why: Turned): ConfabError =>
  new ConfabError(reasonOf(core, why), `turned away by the relay: ${why}`);

/** The reason a person is told when a relay turns this device away. */
export function reasonOf(core: Core, why: Turned): ConfabError['reason'] {
  // Removed is who the roster says is; by itself the relay's word shows nothing (SPEC Y13).
  if (why === 'removed') return core.isRemoved ? 'removed' : 'unproven-removal';
  if (why === 'expired-invite' || why === 'used-invite' || why === 'withdrawn-invite') return why;
  if (why === 'unknown-invite' || why === 'setup-used' || why === 'unsupported') return why;
  if (why === 'displaced') return why;
  return 'relay-refused';
}
