import type { InviteAct } from '../model/acts.ts';
import type { ConversationId, DeviceId, EntryId, MemberId, OfficeId } from '../model/ids.ts';
import { randomBytes } from '../wire/bytes.ts';
import { inviteBoxKeyOf, inviteLockSeedOf } from '../wire/hash.ts';
import { SECRET_BYTES } from '../wire/links.ts';
import { type LockKey, lockKeyOf } from '../wire/lockbox.ts';
import { inviteIdOf, proveInvite } from '../wire/proofs.ts';
import type { KnownKey } from './keyring.ts';
import { sealParcel } from './parcels.ts';
import type { Roster, RosterInvite } from './roster.ts';

/** What an invite is to say. */
export interface Terms {
  /** Unix time in milliseconds. */
  readonly expires: number;
  readonly uses: number;
  readonly role: 'member' | 'guest';
  /** Keys are given only once somebody approved who came. */
  readonly approve: boolean;
  /** The member to whom it gives one more device; null for somebody new. */
  readonly for: MemberId | null;
  /** A recovery code of the member for whom it is. */
  readonly recovery: boolean;
  readonly channels: readonly ConversationId[];
}

/** The key pair to which lockboxes for who has this secret are sealed. */
export const inviteLockOf = (secret: Uint8Array): LockKey => lockKeyOf(inviteLockSeedOf(secret));

/** Under what who comes through an invite seals their name until they have other keys. */
export const passOf = (secret: Uint8Array, office: OfficeId): Uint8Array =>
  inviteBoxKeyOf(secret, office);

/** Makes an invite by this device: the secret for the link and the act for the roster (SPEC I2, I3). */
export async function makeInvite(
  office: OfficeId,
  author: DeviceId,
  keys: readonly KnownKey[],
  terms: Terms,
  seen: readonly EntryId[],
  secret: Uint8Array = randomBytes(SECRET_BYTES),
): Promise<{ secret: Uint8Array; act: InviteAct }> {
  const invite = inviteIdOf(secret);
  const lock = inviteLockOf(secret).box;
  const box = terms.approve ? new Uint8Array(0) : await sealParcel(office, invite, lock, keys);
  const proof = proveInvite(secret, office, lock, author);
  const channels = [...terms.channels];
  const act = {
    t: 'invite' as const,
    seen: [...seen],
    invite,
    lock,
    proof,
    ...terms,
    channels,
    box,
  };
  return { secret, act };
}

/** Why an invite cannot be used now; null when it can. `now` is Unix time in milliseconds. */
export function whyUnusable(
  roster: Roster,
  id: RosterInvite['id'],
  now: number,
): 'unknown-invite' | 'expired-invite' | 'used-invite' | 'withdrawn-invite' | null {
  const invite = roster.invites.get(id);
  if (!invite) return 'unknown-invite';
  if (now > invite.expires) return 'expired-invite';
  if (invite.used >= invite.uses) return 'used-invite';
  return invite.revoked ? 'withdrawn-invite' : null;
}
