import { isFace, type Role } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import { type ChainId, type DeviceId, type LogId, type MemberId, ROSTER } from '../model/ids.ts';
import { toName } from '../model/names.ts';
import { makeInvite, passOf, type Terms } from '../office/invite.ts';
import { Keyring, type KnownKey } from '../office/keyring.ts';
import { boxOfficeKey, generationsOf, guestChannelsOf, officeKeysFor } from '../office/parcels.ts';
import { has, type Power } from '../office/permissions.ts';
import type { Roster } from '../office/roster.ts';
import { randomBytes, toBase64url } from '../wire/bytes.ts';
import { keyIdOf } from '../wire/hash.ts';
import {
  INVITE_LIFE,
  MAX_INVITE_LIFE,
  MAX_NAME,
  MAX_USES,
  PRIVATE_LIMITS,
} from '../wire/limits.ts';
import { makeLink } from '../wire/links.ts';
import { fitting } from './ahead.ts';
import type { Core } from './core.ts';
import type { InviteOptions } from './messenger.ts';

/** What a person does to the office's people: each act becomes one entry of the roster. */

/** Times an act is written again because the roster changed while its lockboxes were sealed. */
const MAX_TRIES = 3;
const UNCOUNTED = 'did not count, for the office changed meanwhile: try again';

export async function invite(core: Core, options: InviteOptions = {}) {
  const { uses = 1, expiresIn = INVITE_LIFE, guest = false, approve = false } = options;
  if (!Number.isInteger(uses) || uses < 1 || uses > MAX_USES) {
    throw new ConfabError('not-allowed', `an invite for ${uses} uses`);
  }
  if (!(expiresIn > 0 && expiresIn <= MAX_INVITE_LIFE)) {
    throw new ConfabError('not-allowed', `an invite for ${expiresIn} ms`);
  }
  requirePower(core, guest ? 'invite-guest' : 'invite-member');
  const expires = Math.floor(core.now() + expiresIn);
  const role = guest ? ('guest' as const) : ('member' as const);
  const channels = [...(options.channels ?? [])];
  const terms: Terms = { expires, uses, role, approve, for: null, recovery: false, channels };
  const keys = officeKeysFor(core.keyring, role, channels, generationsOf(core.keyring));
  return { link: await writeInvite(core, terms, keys, 'join'), expires, uses };
}

/** An invite that gives a member who lost all their devices a new one. */
export async function readmit(core: Core, member: MemberId) {
  requireOver(core, 'readmit', member);
  const { role } = core.office.roster.members.get(member) ?? { role: 'member' as const };
  const expires = Math.floor(core.now() + INVITE_LIFE);
  const channels = guestChannelsOf(core.office.roster, member);
  const terms: Terms = {
    expires,
    uses: 1,
    role: role === 'guest' ? 'guest' : 'member',
    approve: false,
    for: member,
    recovery: false,
    channels: [],
  };
  const keys = officeKeysFor(core.keyring, role, channels, generationsOf(core.keyring));
  return { link: await writeInvite(core, terms, keys, 'link'), expires, uses: 1 };
}

/** Writes an invite and gives its link. */
export async function writeInvite(
  core: Core,
  terms: Terms,
  keys: readonly KnownKey[],
  kind: 'join' | 'link' | 'recover',
  wanted?: Uint8Array,
): Promise<string> {
  const { id: office, roster } = core.office;
  const { secret, act } = await makeInvite(office, core.identity.device, keys, terms, [], wanted);
  const content = terms.approve ? { pass: toBase64url(passOf(secret, office)) } : {};
  await core.act((seen) => ({ content, act: { ...act, seen: [...seen] } }));
  const { relays, origin } = core.settings;
  return makeLink(origin, { kind, relays, secret, office, name: roster.officeName });
}

/** Changes the person's own display name. */
export async function rename(core: Core, wanted: string): Promise<void> {
  const name = toName(wanted, MAX_NAME);
  await core.act((seen) => ({ content: { name }, act: { t: 'profile', seen: [...seen] } }));
}

/** Changes the person's own picture, or takes it away. Rejects with `malformed`. */
export async function setFace(core: Core, picture: Uint8Array | null): Promise<void> {
  const face = picture ?? new Uint8Array();
  if (!isFace(face, PRIVATE_LIMITS)) {
    throw new ConfabError(
      'malformed',
      `a picture of ${face.length} bytes that is none of a person`,
    );
  }
  await core.act((seen) => ({ content: { face }, act: { t: 'profile', seen: [...seen] } }));
}

/** Changes somebody's role. Rejects with `not-allowed` and `unknown-member`. */
export async function setRole(core: Core, member: MemberId, role: Role): Promise<void> {
  requireOver(core, 'set-role', member);
  const now = core.office.roster.members.get(member)?.role;
  // A guest has no office key and a member has it: who changes between the two is invited anew.
  if (now === 'guest' || role === 'guest') {
    const why = 'guests have other keys: who is to change is removed and invited anew';
    throw new ConfabError('not-allowed', why);
  }
  await core.act((seen) => ({ content: {}, act: { t: 'role', seen: [...seen], member, role } }));
}

/** Puts a member out, or leaves. Rejects with `not-allowed`, `last-owner`, `unknown-member`. */
export async function removeMember(core: Core, member: MemberId): Promise<void> {
  if (member === core.me.id) requireSuccessor(core);
  else requireOver(core, 'remove-member', member);
  await remove(core, member, []);
}

/** Puts one device out, one's own or somebody's. Rejects with `not-allowed`, `last-owner`, `unknown-device`. */
export async function removeDevice(core: Core, device: DeviceId): Promise<void> {
  const whose = core.office.roster.devices.get(device)?.member;
  if (!whose) throw new ConfabError('unknown-device', device);
  if (whose !== core.me.id) requireOver(core, 'remove-others-device', whose);
  else if (core.office.roster.members.get(whose)?.devices.length === 1) requireSuccessor(core);
  await remove(core, null, [device]);
}

async function remove(core: Core, member: MemberId | null, devices: DeviceId[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { roster } = core.office;
    const gone = member ? (roster.members.get(member)?.devices ?? []) : devices;
    const cut = await cutOf(core, new Set(gone));
    const goes = member === core.me.id || devices.includes(core.identity.device);
    const fresh =
      goes || core.me.role === 'guest'
        ? null
        : await newOfficeKey(core, roster, { member, devices });
    const act = await fitting(core, {
      t: 'remove',
      seen: core.headsOf(roster),
      member,
      devices,
      cut,
      key: fresh?.key.generation ?? null,
      boxes: fresh?.boxes ?? [],
    });
    await core.act(() => ({ content: {}, act }));
    const after = core.office.roster;
    const done = member ? !after.members.has(member) : !devices.some((it) => after.devices.has(it));
    if (done) return;
    if (attempt === MAX_TRIES) throw new ConfabError('not-allowed', `the removal ${UNCOUNTED}`);
  }
}

/** Makes a new office key and gives it to everybody. Rejects with `not-allowed`. */
export async function rotate(core: Core): Promise<void> {
  requirePower(core, 'rotate');
  for (let attempt = 1; ; attempt++) {
    const { roster } = core.office;
    const { key, boxes } = await newOfficeKey(core, roster, { member: null, devices: [] });
    const seen = core.headsOf(roster);
    const act = await fitting(core, { t: 'rotate', seen, key: key.generation, boxes });
    await core.act(() => ({ content: {}, act }));
    if (core.office.roster.keys.get('office')?.heads.includes(key.generation)) return;
    if (attempt === MAX_TRIES) throw new ConfabError('not-allowed', `the new key ${UNCOUNTED}`);
  }
}

async function newOfficeKey(
  core: Core,
  roster: Roster,
  without: { readonly member: MemberId | null; readonly devices: readonly DeviceId[] },
) {
  const bytes = randomBytes(32);
  const key: KnownKey = { generation: keyIdOf(bytes), scope: 'office', key: bytes };
  const { id } = core.office;
  const fresh = new Keyring(id, [key]);
  const boxes = await boxOfficeKey(id, roster, fresh, key.generation, without, core.now());
  await core.addKeys([key]);
  return { key, boxes };
}

/** How far this device has what others wrote, in all conversations or in one. */
export async function cutOf(
  core: Core,
  devices: ReadonlySet<DeviceId>,
  within: (log: LogId) => boolean = (log) => log !== ROSTER,
): Promise<[LogId, [ChainId, number][]][]> {
  const cut: [LogId, [ChainId, number][]][] = [];
  for (const [log, vector] of core.logs.vectors()) {
    if (!within(log)) continue;
    const authors = await core.logs.authors(log);
    const chains = [...vector].filter(([chain]) => devices.has(authors.get(chain) as DeviceId));
    if (chains.length > 0) cut.push([log, chains]);
  }
  return cut;
}

/** Rejects with `not-allowed`, and the power as its words, what this person's role does not give. */
export function requirePower(core: Core, power: Power): void {
  if (!has(core.me.role, power)) throw new ConfabError('not-allowed', power);
}

/** Whether this person alone can give roles, and there is somebody else to give one to. */
export function isLastOwner({ me, office }: Core): boolean {
  const members = [...office.roster.members.values()];
  const owners = members.filter(({ role }) => role === 'owner');
  return me.role === 'owner' && owners.length === 1 && members.length > 1;
}

/** Rejects with `last-owner` when nobody could give roles, or in the end new keys, after this person. */
function requireSuccessor(core: Core): void {
  if (isLastOwner(core)) throw new ConfabError('last-owner', core.me.id);
}

/** Whether this person has a power over somebody. */
export function hasOver(core: Core, power: Power, member: MemberId): boolean {
  const { me } = core;
  return has(me.role, power) && core.office.outranks(me.id, member);
}

export function requireOver(core: Core, power: Power, member: MemberId): void {
  if (!core.office.roster.members.has(member)) throw new ConfabError('unknown-member', member);
  requirePower(core, power);
  if (hasOver(core, power, member)) return;
  throw new ConfabError('not-allowed', whyNotOver(core, member));
}

function whyNotOver({ me, office }: Core, member: MemberId): string {
  if (member === me.id) return 'nobody has this power over themselves';
  const came = office.outranks(member, me.id) ? 'was here before you' : 'came when you did';
  return `${office.nameOf(member)} ${came}; only who was here before both of you can do this`;
}
