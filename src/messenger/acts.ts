import { ConfabError } from '../model/errors.ts';
import type { ConversationId } from '../model/ids.ts';
import { toChannelName, toName } from '../model/names.ts';
import { makeInvite } from '../office/invite.ts';
import { randomBytes, toBase64url } from '../wire/bytes.ts';
import { INVITE_LIFE, MAX_INVITE_LIFE, MAX_NAME, MAX_USES } from '../wire/limits.ts';
import { makeLink } from '../wire/links.ts';
import type { Core } from './core.ts';
import type { InviteOptions } from './messenger.ts';

/** What a person does to the office: each act becomes one entry of the roster. */

export async function createChannel(core: Core, wanted: string): Promise<ConversationId> {
  const title = toChannelName(wanted, MAX_NAME);
  for (const { name } of core.office.roster.conversations.values()) {
    if (name === title) throw new ConfabError('name-taken', title);
  }
  const id = toBase64url(randomBytes(16)) as ConversationId;
  await core.act((seen) => ({
    content: { title },
    act: { t: 'conversation', seen: [...seen], id, kind: 'channel' },
  }));
  return id;
}

export async function invite(
  core: Core,
  { uses = 1, expiresIn = INVITE_LIFE }: InviteOptions = {},
) {
  if (!Number.isInteger(uses) || uses < 1 || uses > MAX_USES) {
    throw new ConfabError('not-allowed', `an invite for ${uses} uses`);
  }
  if (!(expiresIn > 0 && expiresIn <= MAX_INVITE_LIFE)) {
    throw new ConfabError('not-allowed', `an invite for ${expiresIn} ms`);
  }
  const expires = Math.floor(core.now() + expiresIn);
  const { generations } = core.keyring;
  const terms = { expires, uses };
  const { id: office, roster } = core.office;
  const made = makeInvite(office, generations, terms, []);
  await core.act((seen) => ({ content: {}, act: { ...made.act, seen: [...seen] } }));
  const { relays, origin } = core.settings;
  const name = roster.officeName;
  const link = makeLink(origin, { kind: 'join', relays, secret: made.secret, office, name });
  return { link, expires, uses };
}

/** Changes the person's own display name. */
export async function rename(core: Core, wanted: string): Promise<void> {
  const name = toName(wanted, MAX_NAME);
  await core.act((seen) => ({ content: { name }, act: { t: 'profile', seen: [...seen] } }));
}
