import { ConfabError } from '../model/errors.ts';
import { type InviteLink, type Link, readLink, type SetupLink } from '../wire/links.ts';

/** Why a link is not the one that a command takes: it is of the other kind. */
export const SETUP_LINK = 'a set-up link, no invite';
export const INVITE_LINK = 'an invite, no set-up link';
export const RECOVERY_LINK = 'the link of a recovery code';
export const NO_RECOVERY_LINK = 'no link of a recovery code';

interface Read<T extends Link> {
  readonly link: T;
  /** Where the web app is, such as `https://chat.example`: what stands before the fragment. */
  readonly origin: string;
}

/** Reads the link that a relay printed. Throws `malformed-link` or `unsupported`. */
export function readSetupLink(text: string): Read<SetupLink> {
  const { link, origin } = read(text);
  if (link.kind === 'recover') throw new ConfabError('malformed-link', RECOVERY_LINK);
  if (link.kind !== 'setup') throw new ConfabError('malformed-link', INVITE_LINK);
  return { link, origin };
}

/** Reads the link that a colleague sent. Throws `malformed-link` or `unsupported`. */
export function readInviteLink(text: string): Read<InviteLink> {
  const { link, origin } = read(text);
  if (link.kind === 'setup') throw new ConfabError('malformed-link', SETUP_LINK);
  if (link.kind === 'recover') throw new ConfabError('malformed-link', RECOVERY_LINK);
  return { link, origin };
}

/** Reads the link that stands beside a recovery code. Throws `malformed-link` or `unsupported`. */
export function readRecoveryLink(text: string): Read<InviteLink> {
  const { link, origin } = read(text);
  if (link.kind !== 'recover') throw new ConfabError('malformed-link', NO_RECOVERY_LINK);
  return { link, origin };
}

function read(text: string): Read<Link> {
  const link = readLink(text);
  const [before = ''] = text.trim().split('#', 1);
  if (!URL.canParse(before) || !/^https?:/i.test(before)) {
    throw new ConfabError('malformed-link', 'no web address before the fragment');
  }
  return { link, origin: before.replace(/\/$/, '') };
}
