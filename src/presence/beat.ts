import type { DeviceId, KeyId, OfficeId } from '../model/ids.ts';
import type { Identity } from '../ports.ts';
import { bytesOf, toBase64url } from '../wire/bytes.ts';
import { type Cbor, decode, encode } from '../wire/cbor.ts';
import { hashOf } from '../wire/hash.ts';
import { MAX_PRESENCE } from '../wire/limits.ts';
import { NONCE_BYTES, open, type Sealed, seal } from '../wire/seal.ts';
import { SIGNATURE_BYTES, verify } from '../wire/sign.ts';
import type { Standing } from './standing.ts';
import { fromWireWord, toWireWord, type Word } from './word.ts';

/** A presence message (SPEC P1): signed by its device, sealed for the office, never kept. */
export interface Beat {
  readonly device: DeviceId;
  /** Corrected Unix time in milliseconds at which it was made; grows from beat to beat. */
  readonly at: number;
  readonly keyId: KeyId;
  readonly sealed: Sealed;
  readonly signature: Uint8Array;
}

/** What a beat says to members. */
export interface Said {
  /** `came`: it has just come and knows nobody yet. */
  readonly state: 'came' | 'here' | 'leaving';
  /** The device can be reached directly, over WebRTC. */
  readonly webrtc: boolean;
  readonly standing: Standing;
  /** Milliseconds, whole seconds of them, until it says so again at the latest. */
  readonly pause: number;
  /** A relay brings it what others say; else its peers pass that on. */
  readonly relayed: boolean;
  readonly word: Word | null;
}

/** By their numbers in a beat. Numbers of later versions mean that the device is here. */
const STATES: readonly Said['state'][] = ['leaving', 'here', 'came'];
/** Likewise. */
const STANDINGS: readonly Standing[] = ['here', 'away', 'dnd'];
/** Seconds between two beats: what a beat that does not say it means, and the most that is believed. */
const PAUSE = 15;
const MAX_PAUSE = 600;

export type Unsigned = Omit<Beat, 'signature'>;

const transcript = (office: OfficeId, { device, at, keyId, sealed }: Unsigned): Uint8Array =>
  hashOf('confab/1/beat', office, device, at, keyId, sealed.nonce, sealed.ciphertext);

const boundTo = (office: OfficeId): Uint8Array => encode(['confab/1/presence', office]);

/** Makes a beat's bytes. */
export async function makeBeat(
  office: OfficeId,
  identity: Identity,
  { id: keyId, key }: { readonly id: KeyId; readonly key: Uint8Array },
  at: number,
  said: Said,
): Promise<Uint8Array> {
  const { device } = identity;
  const sealed = seal(key, toPlain(said), boundTo(office));
  return signBeat(office, identity, { device, at, keyId, sealed });
}

const toPlain = ({ state, webrtc, standing, pause, relayed, word }: Said): Cbor => [
  STATES.indexOf(state),
  webrtc,
  STANDINGS.indexOf(standing),
  Math.round(pause / 1000),
  relayed,
  word && [...toWireWord(word)],
];

/** A sealed message in the form of a beat: only who can open it knows what it is. */
export async function signBeat(
  office: OfficeId,
  identity: Identity,
  unsigned: Unsigned,
): Promise<Uint8Array> {
  const { device, at, keyId, sealed } = unsigned;
  const signature = await identity.sign(transcript(office, { device, at, keyId, sealed }));
  const { nonce, ciphertext } = sealed;
  return encode([bytesOf(device), at, bytesOf(keyId), nonce, ciphertext, signature]);
}

/** Reads a beat's form; null when it is malformed. */
export function readBeat(bytes: Uint8Array): Beat | null {
  if (bytes.length > MAX_PRESENCE) return null;
  const fields = tryDecode(bytes);
  if (!Array.isArray(fields) || fields.length !== 6) return null;
  const [device, at, keyId, nonce, ciphertext, signature] = fields as Cbor[];
  if (!isSized(device, 32) || !isSized(keyId, 16) || !isSized(nonce, NONCE_BYTES)) return null;
  if (!(ciphertext instanceof Uint8Array) || !isSized(signature, SIGNATURE_BYTES)) return null;
  if (typeof at !== 'number' || at < 0) return null;
  return {
    device: toBase64url(device) as DeviceId,
    at,
    keyId: toBase64url(keyId) as KeyId,
    sealed: { nonce, ciphertext },
    signature,
  };
}

/** Whether the device really signed the beat. */
export const isSigned = (office: OfficeId, beat: Beat): boolean =>
  verify(beat.device, transcript(office, beat), beat.signature);

/** What a beat says; null when the key does not open it or it makes no sense. */
export function openBeat(office: OfficeId, beat: Beat, key: Uint8Array): Said | null {
  try {
    const value = open(key, beat.sealed, boundTo(office));
    if (!Array.isArray(value) || typeof value[0] !== 'number') return null;
    const [state, webrtc, standing, pause, relayed, word] = value as Cbor[];
    return {
      state: STATES[Number(state)] ?? 'here',
      webrtc: webrtc === true,
      standing: STANDINGS[Number(standing)] ?? 'here',
      pause: 1000 * (isPause(pause) ? pause : PAUSE),
      relayed: relayed === true,
      word: fromWireWord(word),
    };
  } catch {
    return null;
  }
}

const isPause = (it: unknown): it is number => typeof it === 'number' && it >= 1 && it <= MAX_PAUSE;

function tryDecode(bytes: Uint8Array): Cbor | null {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}

const isSized = (value: Cbor | undefined, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length;
