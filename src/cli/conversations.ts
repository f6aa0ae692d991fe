import type { Conversation } from '../messenger/messenger.ts';
import { ConfabError } from '../model/errors.ts';

/**
 * The conversation that a person named: an id, a channel's name with or without `#`, `@NAME` for a
 * direct. Throws `unknown-conversation`, `ambiguous-conversation` (listing the ids) or `unsupported`.
 */
export function findConversation(all: readonly Conversation[], named: string): Conversation {
  const byId = all.find(({ id }) => id === named);
  if (byId) return byId;
  const isDirect = named.startsWith('@');
  const wanted = asName(named);
  const found = all.filter(
    ({ name, kind }) => asName(name) === wanted && (kind === 'direct') === isDirect,
  );
  const [first, second] = found;
  if (!first) throw new ConfabError('unknown-conversation', `“${named}”`);
  if (second) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new ConfabError('ambiguous-conversation', ids);
  }
  return first;
}

/** Names compare as channels are stored: normalised, lower case, without `#`. */
const asName = (text: string): string =>
  text
    .normalize('NFC')
    .trim()
    .replace(/^[#@]+/u, '')
    .toLocaleLowerCase('en')
    .replace(/\s+/gu, '-');

/** A conversation's name as people write it. */
export const titleOf = ({ kind, name }: Pick<Conversation, 'kind' | 'name'>): string =>
  kind === 'channel' ? `#${name}` : name;
