import type { Admitted } from '../log/judge.ts';
import type { JoinAct } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import type { DeviceId, EntryId, InviteId } from '../model/ids.ts';
import { toName } from '../model/names.ts';
import type { Terms } from '../office/invite.ts';
import {
  allKeysFor,
  generationsOf,
  MAX_PARCEL,
  officeKeysFor,
  sealParcel,
} from '../office/parcels.ts';
import { mayAdmit, mayWithdraw } from '../office/permissions.ts';
import type { PendingJoin, RosterInvite } from '../office/roster.ts';
import { randomBytes } from '../wire/bytes.ts';
import { LINK_LIFE, MAX_NAME } from '../wire/limits.ts';
import { makeLink, SECRET_BYTES } from '../wire/links.ts';
import type { Core } from './core.ts';
import type { Answer } from './messenger.ts';
import { writeInvite } from './people.ts';
import { giveKeys } from './rooms.ts';
import { codeOf } from './words.ts';

/** A person's own devices, and letting in who waits. */

/** The end of the year 9999: a recovery code has no end but its use. Unix time in milliseconds. */
const NEVER = 253_402_300_799_000;

/** Names an own device. Rejects with `invalid-name`, `not-allowed`, `unknown-device`. */
export async function labelDevice(core: Core, device: DeviceId, wanted: string): Promise<void> {
  const label = toName(wanted, MAX_NAME);
  const whose = core.office.roster.devices.get(device)?.member;
  if (!whose) throw new ConfabError('unknown-device', device);
  if (whose !== core.me.id) throw new ConfabError('not-allowed', 'the device is somebody else’s');
  await core.act((seen) => ({ content: { label }, act: { t: 'label', seen: [...seen], device } }));
}

const ownTerms = (core: Core): Omit<Terms, 'expires' | 'approve' | 'recovery'> => ({
  uses: 1,
  role: core.me.role === 'guest' ? 'guest' : 'member',
  for: core.me.id,
  channels: [],
});

/** A link that makes another browser or terminal client a device of this person, once they approve it. */
export async function linkDevice(core: Core): Promise<{ link: string; expires: number }> {
  const expires = Math.floor(core.now() + LINK_LIFE);
  const terms = { ...ownTerms(core), expires, approve: true, recovery: false };
  return { link: await writeInvite(core, terms, [], 'link'), expires };
}

/** Makes a recovery code; the ones before it end. */
export async function makeRecovery(core: Core): Promise<{ words: string[]; link: string }> {
  const { id: office, roster } = core.office;
  for (const invite of roster.invites.values()) {
    if (isRecoveryOf(core, invite)) await withdraw(core, invite.id);
  }
  const terms = { ...ownTerms(core), expires: NEVER, approve: false, recovery: true };
  const keys = allKeysFor(core.keyring, roster, core.me.id).slice(0, MAX_PARCEL);
  const secret = randomBytes(SECRET_BYTES);
  await writeInvite(core, terms, keys, 'recover', secret);
  const { relays, origin } = core.settings;
  const blank = new Uint8Array(SECRET_BYTES);
  const link = makeLink(origin, {
    kind: 'recover',
    relays,
    secret: blank,
    office,
    name: roster.officeName,
  });
  return { words: await codeOf(secret), link };
}

const isRecoveryOf = (core: Core, { recovery, for: whose, revoked, used, uses }: RosterInvite) =>
  recovery && whose === core.me.id && !revoked && used < uses;

const WHO_WITHDRAWS =
  'only who made an invite, owners and admins withdraw it; a person’s own links and codes only they and who was here before them';

/** Withdraws an invite. Rejects with `unknown-invite`, `not-allowed`. */
export async function withdraw(core: Core, invite: InviteId): Promise<void> {
  const known = core.office.roster.invites.get(invite);
  if (!known) throw new ConfabError('unknown-invite', invite);
  if (!mayEnd(core, known)) throw new ConfabError('not-allowed', WHO_WITHDRAWS);
  await core.act((seen) => ({ content: {}, act: { t: 'revoke', seen: [...seen], invite } }));
  if (core.office.roster.invites.get(invite)?.revoked) return;
  throw new ConfabError('not-allowed', 'the withdrawal did not count');
}

/** Whether this person may withdraw an invite. */
export function mayEnd({ me, office }: Core, invite: RosterInvite): boolean {
  const who = { member: me.id, role: me.role };
  return mayWithdraw(who, invite, (member) => office.outranks(me.id, member));
}

/** Whether this person may let in who waits. */
export function mayApprove(core: Core, { invite }: PendingJoin): boolean {
  const known = core.office.roster.invites.get(invite);
  return known !== undefined && mayAdmit({ member: core.me.id, role: core.me.role }, known);
}

const WHO_ADMITS =
  'only who made the invite, owners and admins let in who came by it; a device only its person';

/** What became of somebody who came by an invite; `begin` is the beginning of their join's id. */
export function answerTo(core: Core, begin: string): Answer {
  const { roster } = core.office;
  const join = core.rosterEntries().find(({ at }) => isJoin(at) && at.id.startsWith(begin))?.at;
  if (!join) return 'unknown';
  if (roster.devices.has(join.device)) return 'in';
  if (roster.formerDevices.has(join.device)) return 'removed';
  if (roster.pending.has(join.id)) return 'others';
  return roster.invites.get((join.act as JoinAct).invite)?.revoked ? 'refused' : 'over';
}

const isJoin = ({ act }: Admitted): boolean => act?.t === 'join';

/** Lets in who waits, and gives them their keys. Rejects with `not-allowed`, `not-waiting`. */
export async function approve(core: Core, id: EntryId): Promise<void> {
  const { roster } = core.office;
  const join = roster.pending.get(id);
  if (!join) throw new ConfabError('not-waiting', answerTo(core, id));
  if (!mayApprove(core, join)) throw new ConfabError('not-allowed', WHO_ADMITS);
  const invite = roster.invites.get(join.invite);
  const { keyring } = core;
  const keys = invite?.for
    ? allKeysFor(keyring, roster, invite.for)
    : officeKeysFor(
        keyring,
        invite?.role ?? 'guest',
        invite?.channels ?? [],
        generationsOf(keyring),
      );
  const { sign: device, box: lock } = join.record;
  const box = await sealParcel(core.office.id, device, lock, keys.slice(0, MAX_PARCEL));
  await core.act((seen) => ({ content: {}, act: { t: 'admit', seen: [...seen], join: id, box } }));
  if (!core.office.roster.devices.has(device)) {
    throw new ConfabError('not-allowed', 'the approval did not count');
  }
  await giveKeys(core, device, null, keys.slice(MAX_PARCEL));
}

/** Withdraws the invite of somebody who waits. Rejects with `not-allowed`, `not-waiting`. */
export async function refuse(core: Core, id: EntryId): Promise<void> {
  const join = core.office.roster.pending.get(id);
  if (!join) throw new ConfabError('not-waiting', answerTo(core, id));
  await withdraw(core, join.invite);
}
