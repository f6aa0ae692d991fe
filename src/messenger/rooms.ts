import { MAX_TOPIC } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ConversationId,
  type DeviceId,
  type KeyId,
  type LogId,
  type MemberId,
  partsOf,
  ROSTER,
} from '../model/ids.ts';
import { toChannelName, toName } from '../model/names.ts';
import type { KnownKey } from '../office/keyring.ts';
import { mayBeGiven } from '../office/lacking.ts';
import { boxRoomKey, generationsOf, MAX_PARCEL, sealParcel } from '../office/parcels.ts';
import { mayEdit as permits } from '../office/permissions.ts';
import type { Roster, RosterConversation } from '../office/roster.ts';
import { randomBytes } from '../wire/bytes.ts';
import { directIdOf, keyIdOf, roomIdOf } from '../wire/hash.ts';
import { MAX_NAME } from '../wire/limits.ts';
import { fitting } from './ahead.ts';
import type { Core } from './core.ts';
import { cutOf, requirePower, rotate } from './people.ts';

/** Channels, groups and directs: who takes part, and under which keys. */

export async function createChannel(core: Core, wanted: string): Promise<ConversationId> {
  const title = toChannelName(wanted, MAX_NAME);
  requirePower(core, 'create-channel');
  refuseTaken(core, title);
  const { id, salt } = newRoom(core);
  await core.act((seen) => ({
    content: { title },
    act: { t: 'conversation', seen: [...seen], id, salt, kind: 'channel', ...PUBLIC },
    about: id,
  }));
  return id;
}

const PUBLIC = { members: [], key: null, boxes: [] };
function newRoom({ office, identity }: Core): { id: ConversationId; salt: Uint8Array } {
  const salt = randomBytes(16);
  return { id: roomIdOf(office.id, identity.device, salt), salt };
}

function refuseTaken(core: Core, title: string): void {
  for (const { name, kind, archived } of core.office.roster.conversations.values()) {
    if (name === title && kind === 'channel' && !archived)
      throw new ConfabError('name-taken', title);
  }
}

/** Opens a private group. Rejects with `invalid-name`, `not-allowed`, `unknown-member`. */
export async function createGroup(
  core: Core,
  wanted: string,
  others: readonly MemberId[],
): Promise<ConversationId> {
  const title = toName(wanted, MAX_NAME);
  requirePower(core, 'create-group');
  const room = newRoom(core);
  await openRoom(core, room, 'group', withMe(core, others), { title });
  return room.id;
}

/**
 * Opens the direct with these people, or finds it; with nobody else it is for notes to oneself. Rejects
 * with `not-allowed`, `unknown-member`.
 */
export async function openDirect(core: Core, others: readonly MemberId[]): Promise<ConversationId> {
  const members = withMe(core, others);
  const id = directIdOf(core.office.id, members);
  if (core.office.roster.conversations.has(id)) return id;
  if (members.length > 1) requirePower(core, 'create-group');
  await openRoom(core, { id, salt: new Uint8Array(0) }, 'direct', members, {});
  return id;
}

function withMe(core: Core, others: readonly MemberId[]): MemberId[] {
  const { members } = core.office.roster;
  const unknown = others.find((member) => !members.has(member));
  if (unknown !== undefined) throw new ConfabError('unknown-member', unknown);
  return [...new Set([core.me.id, ...others])].sort();
}

async function openRoom(
  core: Core,
  { id, salt }: { readonly id: ConversationId; readonly salt: Uint8Array },
  kind: 'group' | 'direct',
  members: MemberId[],
  content: { readonly title?: string },
): Promise<void> {
  const { roster } = core.office;
  const { key, boxes } = await newRoomKey(core, roster, id, members);
  const seen = core.headsOf(roster);
  const opening = { t: 'conversation' as const, seen, id, salt, kind, members, key, boxes };
  const act = await fitting(core, opening);
  await core.act(() => ({ content, act, about: id }));
  if (!core.office.roster.conversations.has(id)) {
    throw new ConfabError(
      'not-allowed',
      `the office changed meanwhile, and the ${kind} did not count: try again`,
    );
  }
}

async function newRoomKey(
  core: Core,
  roster: Roster,
  id: ConversationId,
  participants: readonly MemberId[],
) {
  const bytes = randomBytes(32);
  const fresh: KnownKey = { generation: keyIdOf(bytes), scope: id, key: bytes };
  const boxes = await boxRoomKey(core.office.id, roster, fresh, participants);
  await core.addKeys([fresh]);
  return { key: fresh.generation as KeyId, boxes };
}

/**
 * Renames a conversation, sets its topic, archives or restores it. Rejects with `unknown-conversation`,
 * `not-allowed`, `invalid-name`, and `name-taken` for a channel.
 */
export async function editConversation(
  core: Core,
  id: ConversationId,
  change: { readonly name?: string; readonly topic?: string; readonly archived?: boolean },
): Promise<void> {
  const room = roomOf(core, id);
  if (!mayEdit(core, room, change.archived !== undefined)) {
    throw new ConfabError('not-allowed', WHO_EDITS[room.kind]);
  }
  const content: { title?: string; topic?: string } = {};
  if (change.name !== undefined) {
    content.title =
      room.kind === 'channel'
        ? toChannelName(change.name, MAX_NAME)
        : toName(change.name, MAX_NAME);
    if (room.kind === 'channel' && content.title !== room.name) refuseTaken(core, content.title);
  }
  if (change.topic !== undefined) {
    content.topic = change.topic.trim() === '' ? '' : toName(change.topic, MAX_TOPIC);
  }
  // Who is gone still has the old key; words are not for them.
  if (Object.keys(content).length > 0) {
    requireLetIn(core, room);
    await renew(core, room);
  }
  await core.act((seen) => ({
    content,
    act: { t: 'edit', seen: [...seen], id, archived: change.archived ?? null },
    about: id,
  }));
}

const WHO_EDITS = {
  channel: 'only who created a channel, owners and admins change it',
  group: 'only who takes part in a group changes it, and only its owner archives it',
  direct: 'a direct has no name and no topic, and stays',
} as const;

/** Whether this person may rename a conversation and set its topic; or archive it. */
export function mayEdit(core: Core, room: RosterConversation, archive: boolean): boolean {
  const { me } = core;
  const place = {
    kind: room.kind,
    owns: () => room.creator === me.id,
    takesPart: () => room.participants.includes(me.id) && !isBarred(core, room),
  };
  return permits(me.role, place, archive);
}

/**
 * Takes people into a group, or guests into a channel; they can read what was written before. Rejects
 * with `unknown-conversation`, `unknown-member`, `not-allowed`.
 */
export async function addParticipants(
  core: Core,
  id: ConversationId,
  members: readonly MemberId[],
): Promise<void> {
  const room = roomOf(core, id);
  withMe(core, members);
  if (room.kind === 'direct')
    throw new ConfabError('not-allowed', 'a direct is between its people');
  if (room.kind === 'channel') {
    requirePower(core, 'add-guest-to-channel');
    requireGuests(core, members);
  } else requirePart(core, room);
  await core.act((seen) => ({
    content: {},
    act: { t: 'participants', seen: [...seen], id, add: [...members], remove: [], ...STILL },
  }));
  const { roster } = core.office;
  for (const { id: device, member } of roster.devices.values()) {
    // A gift would let in a device that others let in for them: that is asked about.
    if (!members.includes(member) || !mayBeGiven(roster, device, id)) continue;
    await giveKeys(core, device, id, keysOf(core, room));
  }
}

/**
 * Lets a device that somebody else let in for a member into all that this person and that member say
 * in private, with what was said before. Rejects with `unknown-device`, `not-allowed`.
 */
export async function letIn(core: Core, device: DeviceId): Promise<void> {
  if (!core.office.roster.devices.has(device)) throw new ConfabError('unknown-device', device);
  const rooms = closedTo(core, device);
  if (rooms.length === 0)
    throw new ConfabError('not-allowed', 'nothing of yours is closed to this device');
  for (const room of rooms) await giveKeys(core, device, room.id, keysOf(core, room));
}

/** Groups and directs of this person that are closed to a device of who takes part in them. */
export function closedTo({ office, me, identity }: Core, device: DeviceId): RosterConversation[] {
  return [...office.roster.conversations.values()].filter(
    ({ participants, barred }) =>
      participants.includes(me.id) && barred.includes(device) && !barred.includes(identity.device),
  );
}

const STILL = { cut: [], key: null, boxes: [] };

/** Every key of a conversation that is here. */
function keysOf(core: Core, { id, kind }: RosterConversation): KnownKey[] {
  if (kind !== 'channel') return core.keyring.known.filter(({ scope }) => scope === id);
  return generationsOf(core.keyring).flatMap((generation) => {
    const key = core.keyring.at(generation, id);
    return key ? [{ generation, scope: id, key }] : [];
  });
}

/** Seals keys to a device and writes them into the roster. */
export async function giveKeys(
  core: Core,
  to: DeviceId,
  of: ConversationId | null,
  keys: readonly KnownKey[],
): Promise<void> {
  const lock = core.office.roster.devices.get(to)?.record.box;
  if (!lock) return;
  for (let from = 0; from < keys.length; from += MAX_PARCEL) {
    const box = await sealParcel(core.office.id, to, lock, keys.slice(from, from + MAX_PARCEL));
    await core.act((seen) => ({ content: {}, act: { t: 'give', seen: [...seen], to, of, box } }));
  }
}

/**
 * Takes people out of a group (its owner), guests out of a channel, or leaves. Rejects with
 * `unknown-conversation`, `not-allowed`.
 */
export async function removeParticipants(
  core: Core,
  id: ConversationId,
  members: readonly MemberId[],
): Promise<void> {
  const room = roomOf(core, id);
  const leaves = members.length === 1 && members[0] === core.me.id;
  if (room.kind === 'direct')
    throw new ConfabError('not-allowed', 'a direct is between its people');
  if (!leaves && room.kind === 'channel') requirePower(core, 'remove-guest-from-channel');
  if (room.kind === 'channel') requireGuests(core, members);
  if (!leaves && room.kind === 'group' && room.creator !== core.me.id) {
    throw new ConfabError('not-allowed', 'only the owner of a group takes others out of it');
  }
  const { roster } = core.office;
  const gone = new Set(members.flatMap((it) => roster.members.get(it)?.devices ?? []));
  const cut = await cutOf(core, gone, (log) => log !== ROSTER && partsOf(log)?.conversation === id);
  const stay = room.participants.filter((it) => !members.includes(it));
  const fresh =
    leaves || room.kind === 'channel'
      ? { key: null, boxes: [] }
      : await newRoomKey(core, roster, id, stay);
  const act = await fitting(core, {
    t: 'participants',
    seen: core.headsOf(roster),
    id,
    add: [],
    remove: [...members],
    cut,
    ...fresh,
  });
  await core.act(() => ({ content: {}, act }));
  // The keys of channels follow from the office's, which whoever leaves cannot change.
  if (room.kind === 'channel' && !leaves) await rotate(core);
}

/** Makes a conversation ready to be written in: a new key where somebody who has the old one is gone. */
export async function readyToWrite(core: Core, id: ConversationId): Promise<void> {
  const room = roomOf(core, id);
  if (room.archived) throw new ConfabError('archived', id);
  if (!core.office.mayRead(core.me.id, id)) throw new ConfabError('not-allowed', NO_PART);
  requireLetIn(core, room);
  await renew(core, room);
}

function requireLetIn(core: Core, room: RosterConversation): void {
  if (!isBarred(core, room)) return;
  throw new ConfabError('not-allowed', 'nobody who takes part has let this device in yet');
}

/** Whether this device is one that others let in for its person, and that is to have no part here yet. */
const isBarred = ({ identity }: Core, { barred }: RosterConversation): boolean =>
  barred.includes(identity.device);

/** Whether somebody kept the newest key of a group or direct from this device, or it is still to come. */
const isWithoutKey = (core: Core, id: ConversationId): boolean =>
  core.keyring.current(ROSTER, id) === undefined;

/** As `readyToWrite`, for what was written before: false where this person has no part any more. */
export async function renewKey(core: Core, log: LogId): Promise<boolean> {
  const room = core.office.roster.conversations.get(partsOf(log)?.conversation as ConversationId);
  if (!room || !core.office.mayRead(core.me.id, room.id) || isBarred(core, room)) return false;
  await renew(core, room);
  return true;
}

async function renew(core: Core, room: RosterConversation): Promise<void> {
  const { id } = room;
  const { roster } = core.office;
  if (room.kind === 'channel') return;
  if (!roster.keys.get(id)?.due && !isWithoutKey(core, id)) return;
  const { key, boxes } = await newRoomKey(core, roster, id, room.participants);
  const act = await fitting(core, { t: 'key', seen: core.headsOf(roster), id, key, boxes });
  await core.act(() => ({ content: {}, act }));
}

function roomOf(core: Core, id: ConversationId): RosterConversation {
  const room = core.office.roster.conversations.get(id);
  if (!room) throw new ConfabError('unknown-conversation', id);
  return room;
}

function requirePart(core: Core, room: RosterConversation): void {
  if (!room.participants.includes(core.me.id)) throw new ConfabError('not-allowed', NO_PART);
}

const NO_PART = 'you take no part in this conversation';

/** Channels are open to all but guests: nobody else is let into one, or taken out (SPEC R13). */
function requireGuests({ office }: Core, members: readonly MemberId[]): void {
  const other = members.find((it) => office.roster.members.get(it)?.role !== 'guest');
  if (other === undefined) return;
  const why = `${office.nameOf(other)} is no guest, and sees all channels`;
  throw new ConfabError('not-allowed', why);
}
