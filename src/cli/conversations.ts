import type { Conversation } from '../messenger/messenger.ts';
import { ConfabError } from '../model/errors.ts';

/**
 * The conversation that a person named: an id, a channel's name with or without `#`, a group's name,
 * `@NAME` for a direct. A group may be called like a channel: `#` means the channel, and without it
 * neither is guessed. A direct with somebody who is gone has its id alone: the name may be a colleague's
 * by now. Throws `unknown-conversation`, `ambiguous-conversation` (listing the ids).
 */
export function findConversation(all: readonly Conversation[], named: string): Conversation {
  const byId = all.find(({ id }) => id === named);
  if (byId) return byId;
  const isMeant = kindsOf(named.trim());
  const wanted = asName(named);
  const found = all.filter(
    ({ name, kind, gone }) => asName(name) === wanted && isMeant(kind) && !gone,
  );
  const [first, second] = found;
  if (!first) throw new ConfabError('unknown-conversation', `“${named}”`);
  if (second) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new ConfabError('ambiguous-conversation', ids);
  }
  return first;
}

/** Which kinds of conversations a name can mean by its sign. */
const kindsOf = (named: string) => (kind: Conversation['kind']) => {
  if (named.startsWith('#')) return kind === 'channel';
  return (kind === 'direct') === named.startsWith('@');
};

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
