import * as v from 'valibot';
import {
  type ConversationId,
  type DeviceId,
  type EntryId,
  type InviteId,
  isId16,
  isId32,
  type KeyId,
} from './ids.ts';
import { isName } from './names.ts';

/**
 * The acts of the roster. The open part of each is what the relay must know to keep its gate:
 * devices, keys, invites, conversation ids. Names stand in the sealed part.
 */
const id32 = <T extends string>() => v.custom<T>((it) => typeof it === 'string' && isId32(it));
const id16 = <T extends string>() => v.custom<T>((it) => typeof it === 'string' && isId16(it));
const bytes = (least: number, most = least) =>
  v.custom<Uint8Array>((it) => it instanceof Uint8Array && it.length >= least && it.length <= most);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A device's public keys, bound together by signatures. */
const device = v.strictObject({
  /** Ed25519; it names the device. */
  sign: id32<DeviceId>(),
  /** X25519: what lockboxes are sealed to. */
  box: bytes(32),
  /** Ed25519 key of libp2p; gives the PeerId. */
  network: bytes(32),
  /** The network key's signature over the other two, so that nobody claims another's PeerId. */
  proof: bytes(64),
});

const seen = v.array(id32<EntryId>());

const found = v.object({ t: v.literal('found'), device, key: id16<KeyId>() });
const invite = v.object({
  t: v.literal('invite'),
  seen,
  invite: id32<InviteId>(),
  /** Unix time in milliseconds. */
  expires: count,
  uses: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** The office keys, sealed under the invite's secret: nonce, then ciphertext. */
  box: bytes(40, 16_384),
});
const revoke = v.object({ t: v.literal('revoke'), seen, invite: id32<InviteId>() });
const join = v.object({
  t: v.literal('join'),
  seen,
  invite: id32<InviteId>(),
  device,
  /** The invite key's signature over office, invite and device. */
  proof: bytes(64),
});
const profile = v.object({ t: v.literal('profile'), seen });
const conversation = v.object({
  t: v.literal('conversation'),
  seen,
  id: id16<ConversationId>(),
  /** `channel`; other kinds, of later versions, are kept and not opened. */
  kind: v.pipe(v.string(), v.maxLength(16)),
});

const known = v.variant('t', [found, invite, revoke, join, profile, conversation]);
const unknown = v.object({ t: v.pipe(v.string(), v.maxLength(32)), seen });

export type DeviceRecord = v.InferOutput<typeof device>;
export type InviteAct = v.InferOutput<typeof invite>;
export type RevokeAct = v.InferOutput<typeof revoke>;
export type JoinAct = v.InferOutput<typeof join>;
export type ConversationAct = v.InferOutput<typeof conversation>;
export type Act = v.InferOutput<typeof known>;
/** An act of a later version: kept, counted as nothing. */
export type UnknownAct = { readonly t: 'unknown'; readonly seen: readonly EntryId[] };

const NAMES = new Set(['found', 'invite', 'revoke', 'join', 'profile', 'conversation']);

/** Reads the open part of a roster entry; null when it breaks the schema. */
export function readAct(value: unknown, mostSeen: number): Act | UnknownAct | null {
  const name = (value as { t?: unknown } | null)?.t;
  const isKnown = typeof name === 'string' && NAMES.has(name);
  const read = isKnown ? v.safeParse(known, value) : v.safeParse(unknown, value);
  if (!read.success) return null;
  const act = read.output as Act | { t: string; seen: EntryId[] };
  if ('seen' in act && (act.seen.length > mostSeen || new Set(act.seen).size < act.seen.length)) {
    return null;
  }
  return isKnown ? (act as Act) : { t: 'unknown', seen: (act as UnknownAct).seen };
}

/** The sealed part of roster entries: what people see. Fields that an act does not use are absent. */
const privatePart = v.object({
  /** A person's display name. */
  name: v.optional(v.string()),
  /** The office's name. */
  office: v.optional(v.string()),
  /** A conversation's name. */
  title: v.optional(v.string()),
});
export type PrivatePart = v.InferOutput<typeof privatePart>;

/**
 * Reads a decrypted private part; null when it breaks the schema. What is no name of at most `most`
 * characters is left out: it could pass for another, or fill a screen.
 */
export function readPrivatePart(value: unknown, most: number): PrivatePart | null {
  const read = v.safeParse(privatePart, value);
  if (!read.success) return null;
  const names = Object.entries(read.output).filter(
    ([, text]) => text !== undefined && isName(text, most),
  );
  return Object.fromEntries(names);
}
