import type { Boxes, Role } from '../model/acts.ts';
import type {
  ConversationId,
  DeviceId,
  InviteId,
  KeyId,
  MemberId,
  OfficeId,
} from '../model/ids.ts';
import { isId16 } from '../model/ids.ts';
import { bytesOf, toBase64url } from '../wire/bytes.ts';
import type { Cbor } from '../wire/cbor.ts';
import { keyIdOf } from '../wire/hash.ts';
import { type LockKey, openBox, sealTo } from '../wire/lockbox.ts';
import type { Keyring, KnownKey, Scope } from './keyring.ts';
import type { Roster, RosterDevice, RosterInvite } from './roster.ts';

/** What lockboxes hold, and for whom (SPEC X2). */

const SCOPES: readonly string[] = ['office', 'founding', 'roster', 'presence'];
/** Keys in one lockbox; more go in further ones. */
export const MAX_PARCEL = 500;

const boundTo = (office: OfficeId, to: DeviceId | InviteId): Cbor => ['confab/1/box', office, to];

/** Seals keys to a device or an invite. */
export const sealParcel = (
  office: OfficeId,
  to: DeviceId | InviteId,
  lock: Uint8Array,
  keys: readonly KnownKey[],
): Promise<Uint8Array> =>
  sealTo(
    lock,
    keys.map(({ generation, scope, key }) => [bytesOf(generation), scope, key]),
    boundTo(office, to),
  );

/** Opens a lockbox. What is no key in it is left out. Rejects with `malformed` when it does not open. */
export async function openParcel(
  office: OfficeId,
  to: DeviceId | InviteId,
  lock: LockKey,
  box: Uint8Array,
): Promise<KnownKey[]> {
  const items = await openBox(lock, box, boundTo(office, to));
  return Array.isArray(items) ? (items as Cbor[]).flatMap((item) => readKey(item) ?? []) : [];
}

function readKey(item: Cbor): KnownKey | null {
  if (!Array.isArray(item)) return null;
  const [id, scope, key] = item as Cbor[];
  if (!(id instanceof Uint8Array) || id.length !== 16) return null;
  if (!(key instanceof Uint8Array) || key.length !== 32) return null;
  if (typeof scope !== 'string' || !(SCOPES.includes(scope) || isId16(scope))) return null;
  return { generation: toBase64url(id) as KeyId, scope: scope as Scope, key };
}

/**
 * Whether a key that somebody gave is one to keep: what its generation commits to, for the office and
 * for groups and directs; keys that follow from the office's only for guests, who have nothing to tell
 * them by. Null while the roster does not tell of its conversation.
 */
export function isToKeep(
  { generation, scope, key }: KnownKey,
  roster: Roster,
  role: Role | null,
): boolean | null {
  const isWhole = keyIdOf(key) === generation;
  if (scope === 'office') return isWhole;
  const mayHaveParts = role === null || role === 'guest';
  if (SCOPES.includes(scope)) return mayHaveParts && !isWhole;
  const kind = roster.conversations.get(scope as ConversationId)?.kind;
  if (kind === undefined) return null;
  return kind === 'channel' ? mayHaveParts && !isWhole : isWhole;
}

/** The office's keys as one member may have them: whole, or for a guest one by one. */
export function officeKeysFor(
  keyring: Keyring,
  role: 'owner' | 'admin' | 'member' | 'guest',
  channels: readonly ConversationId[],
  generations: readonly KeyId[],
): KnownKey[] {
  const scopes: Scope[] =
    role === 'guest' ? ['founding', 'roster', 'presence', ...channels] : ['office'];
  return generations.flatMap((generation) =>
    scopes.flatMap((scope) => {
      const key = keyring.at(generation, scope);
      return key ? [{ generation, scope, key }] : [];
    }),
  );
}

/** All generations of the office key that are here, oldest first. */
export const generationsOf = (keyring: Keyring): KeyId[] => [
  ...new Set(
    keyring.known
      .filter(({ scope }) => scope === 'office' || scope === 'founding')
      .map(({ generation }) => generation),
  ),
];

/** Everything that a member may have and this device has. */
export function allKeysFor(keyring: Keyring, roster: Roster, member: MemberId): KnownKey[] {
  const role = roster.members.get(member)?.role ?? 'guest';
  const takesPart = [...roster.conversations.values()].filter(({ participants }) =>
    participants.includes(member),
  );
  const channels = takesPart.filter(({ kind }) => kind === 'channel').map(({ id }) => id);
  const rooms = new Set(takesPart.filter(({ kind }) => kind !== 'channel').map(({ id }) => id));
  return [
    ...officeKeysFor(keyring, role, channels, generationsOf(keyring)),
    ...keyring.known.filter(({ scope }) => rooms.has(scope as ConversationId)),
  ];
}

/** A new office key boxed to all who are to have it: their devices, and invites that are still open. */
export async function boxOfficeKey(
  office: OfficeId,
  roster: Roster,
  fresh: Keyring,
  generation: KeyId,
  without: { readonly member: MemberId | null; readonly devices: readonly DeviceId[] },
  now: number,
): Promise<Boxes> {
  const boxes: Boxes = [];
  for (const { id, member, record } of roster.devices.values()) {
    if (member === without.member || without.devices.includes(id)) continue;
    const role = roster.members.get(member)?.role ?? 'guest';
    const keys = officeKeysFor(fresh, role, guestChannelsOf(roster, member), [generation]);
    boxes.push([id, await sealParcel(office, id, record.box, keys)]);
  }
  for (const invite of roster.invites.values()) {
    if (isOver(invite, now) || endsWith(roster, invite, without)) continue;
    // Who came by it later is given the key by anybody who has it (SPEC X4).
    if (isKnownOutside(roster, invite)) continue;
    const { id, lock, for: whose } = invite;
    // What an invite says of its member is its author's word.
    const role = whose === null ? invite.role : (roster.members.get(whose)?.role ?? 'guest');
    const channels = whose === null ? invite.channels : guestChannelsOf(roster, whose);
    const keys = officeKeysFor(fresh, role, channels, [generation]);
    boxes.push([id, await sealParcel(office, id, lock, keys)]);
  }
  return boxes;
}

const isOver = ({ revoked, approve, used, uses, expires }: RosterInvite, now: number): boolean =>
  revoked || approve || used >= uses || expires < now;

/** Whether an invite ends with a member or devices: who made it, or has its secret, is among them. */
function endsWith(
  { devices }: Roster,
  { by, author, cameBy, recovery, for: whose }: RosterInvite,
  gone: { readonly member: MemberId | null; readonly devices: readonly DeviceId[] },
): boolean {
  if (by === gone.member) return true;
  const isLeft = ({ id, member }: RosterDevice) => member === whose && !gone.devices.includes(id);
  const isWayBack = recovery && ![...devices.values()].some(isLeft);
  if (gone.devices.includes(author) && !isWayBack) return true;
  return cameBy.some(
    (it) =>
      gone.devices.includes(it) ||
      (gone.member !== null && devices.get(it)?.member === gone.member),
  );
}

/** Whether a guest who was taken out of a channel since has the secret of an invite to it. */
function isKnownOutside({ devices, conversations }: Roster, invite: RosterInvite): boolean {
  const guests = invite.cameBy.flatMap((it) => devices.get(it)?.member ?? []);
  return invite.channels.some((channel) => {
    const inside = conversations.get(channel)?.participants ?? [];
    return guests.some((guest) => !inside.includes(guest));
  });
}

/** The channels that a guest may see. */
export const guestChannelsOf = (roster: Roster, member: MemberId): ConversationId[] =>
  [...roster.conversations.values()]
    .filter(({ kind, participants }) => kind === 'channel' && participants.includes(member))
    .map(({ id }) => id);

/** A key of a group or direct, boxed to the devices of those who take part. */
export async function boxRoomKey(
  office: OfficeId,
  roster: Roster,
  room: KnownKey,
  participants: readonly MemberId[],
): Promise<Boxes> {
  const boxes: Boxes = [];
  const barred = roster.conversations.get(room.scope as ConversationId)?.barred ?? [];
  for (const { id, member, record } of roster.devices.values()) {
    if (participants.includes(member) && !barred.includes(id)) {
      boxes.push([id, await sealParcel(office, id, record.box, [room])]);
    }
  }
  for (const invite of roster.invites.values()) {
    const { id, lock, recovery, for: whose, revoked, used, uses, author } = invite;
    if (barred.includes(author)) continue;
    if (!recovery || revoked || used >= uses || !whose || !participants.includes(whose)) continue;
    boxes.push([id, await sealParcel(office, id, lock, [room])]);
  }
  return boxes;
}
