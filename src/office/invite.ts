import type { InviteAct } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import type { EntryId, OfficeId } from '../model/ids.ts';
import { randomBytes } from '../wire/bytes.ts';
import { encode } from '../wire/cbor.ts';
import { inviteBoxKeyOf } from '../wire/hash.ts';
import { SECRET_BYTES } from '../wire/links.ts';
import { inviteIdOf } from '../wire/proofs.ts';
import { NONCE_BYTES, open, seal } from '../wire/seal.ts';
import type { Roster, RosterInvite } from './roster.ts';

/** Makes an invite: the secret for the link and the act for the roster (SPEC I2, I3). */
export function makeInvite(
  office: OfficeId,
  officeKeys: readonly Uint8Array[],
  terms: { readonly expires: number; readonly uses: number },
  seen: readonly EntryId[],
): { secret: Uint8Array; act: InviteAct } {
  const secret = randomBytes(SECRET_BYTES);
  const invite = inviteIdOf(secret);
  const sealed = seal(inviteBoxKeyOf(secret, office), officeKeys, encode(['confab/1/box', invite]));
  const box = new Uint8Array([...sealed.nonce, ...sealed.ciphertext]);
  return { secret, act: { t: 'invite', seen: [...seen], invite, ...terms, box } };
}

/** The office keys in an invite's box. Throws `malformed-link` when the secret does not open it. */
export function openInvite(
  office: OfficeId,
  invite: RosterInvite,
  secret: Uint8Array,
): Uint8Array[] {
  const sealed = {
    nonce: invite.box.subarray(0, NONCE_BYTES),
    ciphertext: invite.box.subarray(NONCE_BYTES),
  };
  try {
    const bound = encode(['confab/1/box', invite.id]);
    const keys = open(inviteBoxKeyOf(secret, office), sealed, bound);
    if (isKeys(keys)) return keys;
  } catch (cause) {
    throw new ConfabError('malformed-link', 'its secret does not open the invite', { cause });
  }
  throw new ConfabError('malformed-link', 'the invite holds no keys');
}

const isKeys = (value: unknown): value is Uint8Array[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((key) => key instanceof Uint8Array && key.length === 32);

/** Why an invite cannot be used now; null when it can. `now` is Unix time in milliseconds. */
export function whyUnusable(
  roster: Roster,
  id: RosterInvite['id'],
  now: number,
): 'unknown-invite' | 'expired-invite' | 'used-invite' | null {
  const invite = roster.invites.get(id);
  if (!invite) return 'unknown-invite';
  if (now > invite.expires) return 'expired-invite';
  return invite.revoked || invite.used >= invite.uses ? 'used-invite' : null;
}
