import type { Act, DeviceRecord, FreezeAct, InviteAct, UnknownAct } from '../model/acts.ts';
import type { DeviceId, InviteId, OfficeId, PeerId } from '../model/ids.ts';
import { bytesOf, equalBytes, toBase64url } from './bytes.ts';
import { decodeEnvelope, signedBytes } from './envelope.ts';
import { hashOf, proofSeedOf } from './hash.ts';
import {
  confirmAhead,
  isSoundBoxKey,
  isSoundSigningKey,
  publicKeyOf,
  quickPublicKeyOf,
  signWith,
  verify,
} from './sign.ts';

/** Small signatures beside the entries: device records, invites, the relay's gate (SPEC I1 to I5, G1). */

type Keys = Omit<DeviceRecord, 'proof'>;

const deviceTranscript = (keys: Keys): Uint8Array =>
  hashOf('confab/1/device', keys.sign, keys.box, keys.network);

/** Binds a device's keys by a signature of its network key. */
export function makeDeviceRecord(
  device: DeviceId,
  box: Uint8Array,
  network: { readonly publicKey: Uint8Array; readonly seed: Uint8Array },
): DeviceRecord {
  const keys = { sign: device, box, network: network.publicKey };
  return { ...keys, proof: signWith(network.seed, deviceTranscript(keys)) };
}

/** Whether the keys are sound and bound to each other. */
export const isSoundDevice = (record: DeviceRecord): boolean =>
  isSoundSigningKey(record.sign) &&
  isSoundSigningKey(toBase64url(record.network)) &&
  isSoundBoxKey(record.box) &&
  verify(toBase64url(record.network), deviceTranscript(record), record.proof);

const inviteTranscript = (
  office: OfficeId,
  invite: InviteId,
  lock: Uint8Array,
  author: DeviceId,
): Uint8Array => hashOf('confab/1/invite', office, invite, lock, author);

/** Shows that the device which writes an invite made its secret. */
export const proveInvite = (
  secret: Uint8Array,
  office: OfficeId,
  lock: Uint8Array,
  author: DeviceId,
): Uint8Array =>
  signWith(proofSeedOf(secret), inviteTranscript(office, inviteIdOf(secret), lock, author));

export const isInviteProven = (
  office: OfficeId,
  { invite, lock, proof }: InviteAct,
  author: DeviceId,
): boolean => verify(invite, inviteTranscript(office, invite, lock, author), proof);

const joinTranscript = (office: OfficeId, invite: InviteId, device: DeviceRecord): Uint8Array =>
  hashOf('confab/1/join', office, invite, device.sign, device.box, device.network);

/** The public name of an invite's secret. */
export const inviteIdOf = (secret: Uint8Array): InviteId =>
  publicKeyOf(proofSeedOf(secret)) as InviteId;

/** The same, for a program that has just started. */
export const quickInviteIdOf = async (secret: Uint8Array): Promise<InviteId> =>
  (await quickPublicKeyOf(proofSeedOf(secret))) as InviteId;

/** Shows that the joining device holds the invite's secret. */
export const proveJoin = (secret: Uint8Array, office: OfficeId, device: DeviceRecord): Uint8Array =>
  signWith(proofSeedOf(secret), joinTranscript(office, inviteIdOf(secret), device));

export const isJoinProven = (
  office: OfficeId,
  invite: InviteId,
  device: DeviceRecord,
  proof: Uint8Array,
): boolean => verify(invite, joinTranscript(office, invite, device), proof);

/** Asks the platform about the proofs that an act brings, before admission needs them. Never rejects. */
export async function lookAtProofs(
  office: OfficeId,
  act: Act | UnknownAct,
  author: DeviceId,
): Promise<void> {
  const asked: Promise<unknown>[] = [];
  if (act.t === 'invite') {
    const { invite, lock, proof } = act;
    asked.push(confirmAhead(invite, inviteTranscript(office, invite, lock, author), proof));
  }
  if (act.t === 'join' || act.t === 'found') {
    const { device } = act;
    asked.push(confirmAhead(toBase64url(device.network), deviceTranscript(device), device.proof));
  }
  if (act.t === 'join') {
    const { invite, device, proof } = act;
    asked.push(confirmAhead(invite, joinTranscript(office, invite, device), proof));
  }
  await Promise.all(asked);
}

/** Whether the two envelopes were both signed by the device for one place (SPEC F1). */
export function isCheatProven(
  office: OfficeId,
  act: Omit<FreezeAct, 't' | 'seen' | 'cut'>,
): boolean {
  const { log, chain, number, previous, device, one, other } = act;
  if (equalBytes(one, other)) return false;
  const place = { office, log, chain, number, previous };
  // What somebody altered on its way fails first.
  return [other, one].every((bytes) => {
    try {
      const { signature } = decodeEnvelope(bytes);
      return verify(device, signedBytes(place, bytes), signature);
    } catch {
      return false; // what does not read proves nothing
    }
  });
}

/** What a device that is no member yet shows the relay's gate. */
export interface GateProof {
  readonly kind: 'invite' | 'setup';
  /** Public key of the invite or of the set-up link: 32 bytes. */
  readonly key: Uint8Array;
  readonly signature: Uint8Array;
}

const gateTranscript = (kind: GateProof['kind'], relay: PeerId, peer: PeerId): Uint8Array =>
  hashOf('confab/1/gate', kind, relay, peer);

/** Bound to both ends of one connection, which noise authenticates: of no use to anybody else. */
export function proveAtGate(
  kind: GateProof['kind'],
  secret: Uint8Array,
  relay: PeerId,
  peer: PeerId,
): GateProof {
  const seed = proofSeedOf(secret);
  const key = bytesOf(publicKeyOf(seed));
  return { kind, key, signature: signWith(seed, gateTranscript(kind, relay, peer)) };
}

export const isGateProven = (proof: GateProof, relay: PeerId, peer: PeerId): boolean =>
  verify(toBase64url(proof.key), gateTranscript(proof.kind, relay, peer), proof.signature);
