import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as hmacHash } from '@noble/hashes/sha2.js';
import type {
  ChainId,
  ConversationId,
  DeviceId,
  KeyId,
  LogId,
  MemberId,
  OfficeId,
} from '../model/ids.ts';
import { bytesOf, toBase64url } from './bytes.ts';
import { type Cbor, encode } from './cbor.ts';
import { sha256 } from './sha256.ts';

/**
 * What is derived by hashing. Every derivation hashes one canonical CBOR array that begins with
 * its own domain, so that no two of them can ever hash the same bytes (SPEC H1).
 */
export type Domain = `confab/1/${string}`;

/** SHA-256 of the canonical CBOR of [domain, ...parts]: 32 bytes. */
export const hashOf = (domain: Domain, ...parts: Cbor[]): Uint8Array =>
  sha256(encode([domain, ...parts]));

/** HKDF-SHA-256 with the office as salt: 32 bytes. */
const derive = (
  key: Uint8Array,
  office: OfficeId | null,
  domain: Domain,
  ...parts: Cbor[]
): Uint8Array =>
  hkdf(
    hmacHash,
    key,
    office === null ? undefined : bytesOf(office),
    encode([domain, ...parts]),
    32,
  );

/** Names a symmetric key by a commitment to it (SPEC K1). */
export const keyIdOf = (key: Uint8Array): KeyId =>
  toBase64url(hashOf('confab/1/key', key).subarray(0, 16)) as KeyId;

/** Seals the private parts of roster entries (SPEC K2); without an office, of the founding entry. */
export const rosterKeyOf = (officeKey: Uint8Array, office: OfficeId | null): Uint8Array =>
  derive(officeKey, office, 'confab/1/roster-key');

/** Seals presence (SPEC K2). */
export const presenceKeyOf = (officeKey: Uint8Array, office: OfficeId): Uint8Array =>
  derive(officeKey, office, 'confab/1/presence-key');

/** Seals a channel's entries (SPEC K2). */
export const channelKeyOf = (
  officeKey: Uint8Array,
  office: OfficeId,
  channel: ConversationId,
): Uint8Array => derive(officeKey, office, 'confab/1/channel-key', channel);

/** The key under which who waits for approval seals their name (SPEC I6). */
export const inviteBoxKeyOf = (secret: Uint8Array, office: OfficeId): Uint8Array =>
  derive(secret, office, 'confab/1/invite-box');

/** Seed of an invite's (or set-up link's) signing key (SPEC I2). */
export const proofSeedOf = (secret: Uint8Array): Uint8Array => hashOf('confab/1/proof-key', secret);

/** The opaque gossip topic of a conversation, or of the office's presence (SPEC S1). */
export const topicOf = (office: OfficeId, about: ConversationId | 'presence' | 'roster'): string =>
  toBase64url(hashOf('confab/1/topic', office, about).subarray(0, 16));

/** The member whom a first device brings in (SPEC R2). */
export const memberOf = (firstDevice: DeviceId): MemberId =>
  toBase64url(hashOf('confab/1/member', firstDevice).subarray(0, 16)) as MemberId;

/** A channel or group: nobody but the device that opened it can open one with this id (SPEC R6). */
export const roomIdOf = (office: OfficeId, by: DeviceId, salt: Uint8Array): ConversationId =>
  toBase64url(hashOf('confab/1/room', office, by, salt).subarray(0, 16)) as ConversationId;

/** The direct between these members, whoever opens it (SPEC R12). */
export const directIdOf = (office: OfficeId, members: readonly MemberId[]): ConversationId =>
  toBase64url(
    hashOf('confab/1/direct', office, [...members].sort()).subarray(0, 16),
  ) as ConversationId;

/** The key that concurrent keys make together, in whatever order they came (SPEC K4). */
export const combinedKeyOf = (keys: readonly Uint8Array[]): Uint8Array =>
  hashOf(
    'confab/1/combined-key',
    keys
      .map((key) => [keyIdOf(key), key] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, key]) => key),
  );

/** Seed of the X25519 key to which an invite's lockboxes are sealed (SPEC I3). */
export const inviteLockSeedOf = (secret: Uint8Array): Uint8Array =>
  hashOf('confab/1/invite-lock', secret);

/** A chain's id: 53 bits, so that it is a safe integer and a Yjs client id (SPEC C1). */
export function chainIdOf(
  office: OfficeId | null,
  log: LogId,
  device: DeviceId,
  run: Uint8Array,
): ChainId {
  const hash = hashOf('confab/1/chain', office, log, device, run);
  const view = new DataView(hash.buffer, hash.byteOffset);
  return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) as ChainId;
}
