import { ConfabError } from '../model/errors.ts';
import type { OfficeConnection } from './connection.ts';

/** Why it took too long, in the most telling word. */
export function whyNot(connection: OfficeConnection): ConfabError {
  const turned = connection.turned.get();
  if (turned) return new ConfabError(reasonOf(turned), `turned away by the relay: ${turned}`);
  const { relay } = connection.sync.status();
  if (relay === 'connected') return new ConfabError('timeout', 'still catching up');
  return new ConfabError('relay-unreachable', 'no relay of the office answered');
}

/** The reason a person is told when a relay turns this device away. */
export function reasonOf(turned: string): ConfabError['reason'] {
  if (turned === 'expired-invite' || turned === 'used-invite' || turned === 'setup-used')
    return turned;
  if (turned === 'unknown-invite' || turned === 'unsupported' || turned === 'removed')
    return turned;
  return 'relay-refused';
}
