import type { Role } from '../model/acts.ts';
import type { MemberId } from '../model/ids.ts';

/** What people do in an office that not everybody may do. */
export type Power =
  | 'rename-self' // and name one's own devices
  | 'invite-member'
  | 'invite-guest'
  | 'revoke-others-invite'
  | 'readmit' // give somebody who is junior one more device
  | 'admit-others-join' // approve who came through somebody else's invite
  | 'set-role'
  | 'remove-member'
  | 'remove-others-device'
  | 'rotate'
  | 'create-channel'
  | 'create-group'
  | 'edit-any-channel' // rename, topic, archive; who created it always may
  | 'add-guest-to-channel'
  | 'remove-guest-from-channel'
  | 'delete-others-message'
  | 'pin';

/**
 * The one table of who may do what (docs/roles.md): the least role that each power needs. Admission
 * and reduction ask it on every replica alike; faces ask it to offer nothing that would not count.
 * Powers over a person further need that this person is junior (`Verdicts.outranks`).
 */
const LEAST: Readonly<Record<Power, Role>> = {
  'rename-self': 'guest',
  'invite-member': 'member',
  'invite-guest': 'member',
  'revoke-others-invite': 'admin',
  readmit: 'admin',
  'admit-others-join': 'admin',
  'set-role': 'owner',
  'remove-member': 'admin',
  'remove-others-device': 'admin',
  rotate: 'admin',
  'create-channel': 'member',
  'create-group': 'member',
  'edit-any-channel': 'admin',
  'add-guest-to-channel': 'member',
  'remove-guest-from-channel': 'admin',
  'delete-others-message': 'admin',
  pin: 'member',
};

const RANK: Readonly<Record<Role, number>> = { owner: 3, admin: 2, member: 1, guest: 0 };

/** Roles from the most to the least. */
export const ROLES: readonly Role[] = ['owner', 'admin', 'member', 'guest'];

export const POWERS = Object.keys(LEAST) as Power[];

/** The least role that has the power. */
export const leastRole = (power: Power): Role => LEAST[power];

/** Whether the role has the power. */
export const has = (role: Role, power: Power): boolean => RANK[role] >= RANK[LEAST[power]];

/** The role with fewer powers. */
export const lesser = (one: Role, other: Role): Role => (RANK[one] < RANK[other] ? one : other);

/** Whether the first role has fewer powers than the second. */
export const isLess = (one: Role, other: Role): boolean => RANK[one] < RANK[other];

/** Who made an invite, and the member to whom it gives one more device. */
interface Made {
  readonly by: MemberId | null;
  readonly for: MemberId | null;
}

/**
 * Whether somebody may withdraw an invite: their own, or by their role another's; a person's own links
 * and recovery codes only where they are that person, or senior to them (SPEC R10).
 */
export function mayWithdraw(
  who: { readonly member: MemberId; readonly role: Role },
  { by, for: whose }: Made,
  isSeniorTo: (member: MemberId) => boolean,
): boolean {
  if (by === who.member) return true;
  if (!has(who.role, 'revoke-others-invite')) return false;
  return whose === null || whose === who.member || isSeniorTo(whose);
}

/** Whether somebody may let in who came by an invite: a device of one's own is nobody else's to approve. */
export const mayAdmit = (
  who: { readonly member: MemberId; readonly role: Role },
  { by, for: whose }: Made,
): boolean => by === who.member || (whose === null && has(who.role, 'admit-others-join'));

/** What somebody is to a conversation, as far as it matters. */
interface Place {
  readonly kind: string | undefined;
  /** They opened the channel, or own the group. */
  owns(): boolean;
  /** They take part in the group, by a device that is not barred there (SPEC R20). */
  takesPart(): boolean;
}

/** Whether somebody may rename a conversation and set its topic; or archive it and restore it (SPEC R10, R13). */
export function mayEdit(role: Role, place: Place, archive: boolean): boolean {
  if (place.kind === 'channel') {
    return role !== 'guest' && (place.owns() || has(role, 'edit-any-channel'));
  }
  if (place.kind !== 'group' || !place.takesPart()) return false;
  return !archive || place.owns();
}
