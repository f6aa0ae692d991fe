import * as v from 'valibot';
import {
  type ChainId,
  type ConversationId,
  type DeviceId,
  type EntryId,
  type InviteId,
  isId16,
  isId32,
  isLogId,
  type KeyId,
  type LogId,
  type MemberId,
} from './ids.ts';
import { isName } from './names.ts';
import { pictureSize } from './picture.ts';

/**
 * The acts of the roster. The open part of each is what the relay must know to keep its gate:
 * devices, keys, roles, invites, conversation ids. Names stand in the sealed part.
 */
const id32 = <T extends string>() => v.custom<T>((it) => typeof it === 'string' && isId32(it));
const id16 = <T extends string>() => v.custom<T>((it) => typeof it === 'string' && isId16(it));
const bytes = (least: number, most = least) =>
  v.custom<Uint8Array>((it) => it instanceof Uint8Array && it.length >= least && it.length <= most);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const memberId = id16<MemberId>();
const deviceId = id32<DeviceId>();
const conversationId = id16<ConversationId>();
/** Members, conversations or devices that one act names: more than an office for which Confab is made. */
const MOST = 1_000;
const some = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(MOST));

/** Keys sealed to one recipient (HPKE): encapsulated key, then ciphertext; empty where none are given. */
const box = bytes(0, 49_152);
/** Lockboxes of one key by recipient: a device, or an invite that is still open. */
const boxes = v.pipe(
  v.array(v.strictTuple([id32<DeviceId | InviteId>(), bytes(48, 16_384)])),
  v.maxLength(MOST),
);
/** Per log and chain the number from which nothing of it counts any more; what is not listed ends at 0. */
const cut = v.array(
  v.strictTuple([
    v.custom<LogId>((it) => typeof it === 'string' && isLogId(it)),
    v.array(v.strictTuple([count as unknown as v.GenericSchema<ChainId>, count])),
  ]),
);

/** A device's public keys, bound together by signatures. */
const device = v.strictObject({
  /** Ed25519; it names the device. */
  sign: deviceId,
  /** X25519: what lockboxes are sealed to. */
  box: bytes(32),
  /** Ed25519 key of libp2p; gives the PeerId. */
  network: bytes(32),
  /** The network key's signature over the other two, so that nobody claims another's PeerId. */
  proof: bytes(64),
});

const seen = v.array(id32<EntryId>());
const role = v.picklist(['owner', 'admin', 'member', 'guest']);
const key = id16<KeyId>();

const acts = {
  found: v.object({ t: v.literal('found'), device, key }),
  invite: v.object({
    t: v.literal('invite'),
    seen,
    invite: id32<InviteId>(),
    /** X25519 key that follows from the link's secret: what lockboxes are sealed to. */
    lock: bytes(32),
    /** The invite key's signature over office, invite, lock and author: nobody writes another's once more. */
    proof: bytes(64),
    /** Unix time in milliseconds. */
    expires: count,
    uses: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    role: v.picklist(['member', 'guest']),
    /** A join through it counts only once somebody admitted it; the keys are given then. */
    approve: v.boolean(),
    /** The member whom it gives one more device; null where it brings in somebody new. */
    for: v.nullable(memberId),
    /** A recovery code: it outlives the device on which it was made. */
    recovery: v.boolean(),
    /** What a guest who comes through it may see. */
    channels: some(conversationId),
    box,
  }),
  revoke: v.object({ t: v.literal('revoke'), seen, invite: id32<InviteId>() }),
  join: v.object({
    t: v.literal('join'),
    seen,
    invite: id32<InviteId>(),
    device,
    /** The invite key's signature over office, invite and device. */
    proof: bytes(64),
  }),
  admit: v.object({ t: v.literal('admit'), seen, join: id32<EntryId>(), box }),
  profile: v.object({ t: v.literal('profile'), seen }),
  /** Names a device; the name stands in the sealed part. */
  label: v.object({ t: v.literal('label'), seen, device: deviceId }),
  role: v.object({ t: v.literal('role'), seen, member: memberId, role }),
  remove: v.object({
    t: v.literal('remove'),
    seen,
    /** All devices of this member, now and for ever; null where only devices are removed. */
    member: v.nullable(memberId),
    devices: some(deviceId),
    cut,
    /** Commitment to the next office key; null where who leaves may not make one. */
    key: v.nullable(key),
    boxes,
  }),
  rotate: v.object({ t: v.literal('rotate'), seen, key, boxes }),
  /** Says nothing but what its author had seen: that somebody came, before others say otherwise (SPEC R18). */
  witness: v.object({ t: v.literal('witness'), seen }),
  conversation: v.object({
    t: v.literal('conversation'),
    seen,
    /** Follows from author and `salt`, or from `members` in a direct: nobody opens another's once more. */
    id: conversationId,
    /** 16 random bytes; empty in a direct. */
    salt: bytes(0, 16),
    /** `channel`, `group` or `direct`; other kinds, of later versions, are kept and not opened. */
    kind: v.pipe(v.string(), v.maxLength(16)),
    /** Who takes part in a group or direct, the author included. */
    members: some(memberId),
    /** Commitment to its first own key; null for channels. */
    key: v.nullable(key),
    boxes,
  }),
  /** Renames a conversation, sets its topic (both in the sealed part), archives or restores it. */
  edit: v.object({
    t: v.literal('edit'),
    seen,
    id: conversationId,
    archived: v.nullable(v.boolean()),
  }),
  /** Who takes part in a group, or which guests in a channel. */
  participants: v.object({
    t: v.literal('participants'),
    seen,
    id: conversationId,
    add: some(memberId),
    remove: some(memberId),
    cut,
    key: v.nullable(key),
    boxes,
  }),
  /** A new key of a group or direct. */
  key: v.object({ t: v.literal('key'), seen, id: conversationId, key, boxes }),
  /** Keys for a device that lacks them. */
  give: v.object({
    t: v.literal('give'),
    seen,
    to: deviceId,
    /** Whose keys they are: a conversation's, or for null the office's and any others. */
    of: v.nullable(conversationId),
    box: bytes(48, 49_152),
  }),
  /** Told ahead of an act by the same device that has it in its past: what does not fit there (SPEC R21). */
  part: v.object({
    t: v.literal('part'),
    seen,
    cut,
    /** The key whose lockboxes these are; null without any. */
    key: v.nullable(key),
    boxes,
  }),
  /** Proof that a device wrote two entries at one place (SPEC F). */
  freeze: v.object({
    t: v.literal('freeze'),
    seen,
    device: deviceId,
    log: v.custom<LogId>((it) => typeof it === 'string' && isLogId(it)),
    chain: count as unknown as v.GenericSchema<ChainId>,
    number: count,
    previous: v.nullable(id32<EntryId>()),
    one: bytes(64, 65_536),
    other: bytes(64, 65_536),
    cut,
  }),
};

type Acts = typeof acts;
type ActOf<Name extends keyof Acts> = v.InferOutput<Acts[Name]>;
export type DeviceRecord = v.InferOutput<typeof device>;
export type Boxes = v.InferOutput<typeof boxes>;
export type Cut = v.InferOutput<typeof cut>;
export type Role = v.InferOutput<typeof role>;
export type FoundAct = ActOf<'found'>;
export type InviteAct = ActOf<'invite'>;
export type RevokeAct = ActOf<'revoke'>;
export type JoinAct = ActOf<'join'>;
export type AdmitAct = ActOf<'admit'>;
export type RoleAct = ActOf<'role'>;
export type RemoveAct = ActOf<'remove'>;
export type ConversationAct = ActOf<'conversation'>;
export type EditAct = ActOf<'edit'>;
export type ParticipantsAct = ActOf<'participants'>;
export type FreezeAct = ActOf<'freeze'>;
export type PartAct = ActOf<'part'>;
export type Act = { [Name in keyof Acts]: ActOf<Name> }[keyof Acts];
/** An act of a later version: kept, counted as nothing. */
export type UnknownAct = { readonly t: 'unknown'; readonly seen: readonly EntryId[] };

/** The names of all acts that this version knows. */
export const ACT_NAMES = Object.keys(acts) as (keyof Acts)[];

const unknown = v.object({ t: v.pipe(v.string(), v.maxLength(32)), seen });

/** Reads the open part of a roster entry; null when it breaks the schema. */
export function readAct(value: unknown, mostSeen: number): Act | UnknownAct | null {
  const name = (value as { t?: unknown } | null)?.t;
  const schema =
    typeof name === 'string' && Object.hasOwn(acts, name) ? acts[name as Act['t']] : null;
  const read = v.safeParse(schema ?? unknown, value);
  if (!read.success) return null;
  const act = read.output as Act | { t: string; seen: EntryId[] };
  if ('seen' in act && (act.seen.length > mostSeen || new Set(act.seen).size < act.seen.length)) {
    return null;
  }
  return schema ? (act as Act) : { t: 'unknown', seen: (act as UnknownAct).seen };
}

/** The sealed part of roster entries: what people see. Fields that an act does not use are absent. */
const privatePart = v.object({
  /** A person's display name. */
  name: v.optional(v.string()),
  /** The office's name. */
  office: v.optional(v.string()),
  /** A conversation's name. */
  title: v.optional(v.string()),
  /** What a conversation is about. */
  topic: v.optional(v.string()),
  /** A device's name. */
  label: v.optional(v.string()),
  /** Under what those seal their names who come through this invite and wait for approval: base64url. */
  pass: v.optional(v.string()),
  /** A person's picture; empty for none. */
  face: v.optional(v.instance(Uint8Array)),
});
export type PrivatePart = v.InferOutput<typeof privatePart>;

/** Characters (UTF-16 units) of a conversation's topic: two lines above a timeline. */
export const MAX_TOPIC = 250;

/** What a private part may hold (SPEC N5, R19). */
export interface PrivateLimits {
  /** Characters (UTF-16 units) of a name. */
  readonly name: number;
  /** Bytes of a person's picture, and pixels of its side. */
  readonly face: number;
  readonly faceSide: number;
}

/**
 * Reads a decrypted private part; null when it breaks the schema. What is no name is left out: it
 * could pass for another, or fill a screen. So is what is no small square picture. An empty topic
 * clears one.
 */
export function readPrivatePart(value: unknown, limits: PrivateLimits): PrivatePart | null {
  const read = v.safeParse(privatePart, value);
  if (!read.success) return null;
  const said = Object.entries(read.output).filter(([field, it]) => {
    if (it === undefined) return false;
    if (typeof it !== 'string') return isFace(it, limits);
    if (field === 'pass') return isId32(it);
    return field === 'topic' ? it === '' || isName(it, MAX_TOPIC) : isName(it, limits.name);
  });
  return Object.fromEntries(said);
}

/** Whether bytes are a picture of a person, or none: a few of them could unfold to a wall of pixels. */
export function isFace(bytes: Uint8Array, { face, faceSide }: PrivateLimits): boolean {
  if (bytes.length === 0) return true;
  const size = bytes.length <= face ? pictureSize(bytes) : null;
  return size !== null && size.width === size.height && size.width >= 1 && size.width <= faceSide;
}
