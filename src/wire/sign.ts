import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { bytesOf, equalBytes, toBase64url } from './bytes.ts';
import { isTorsionFree } from './subgroup.ts';

/**
 * Verification is this one implementation everywhere (DESIGN §3.5): engines disagree on odd keys
 * and signatures, and a member could split the office's view along that line.
 */

export const SIGNATURE_BYTES = 64;

/** A quicker check, as RFC 8032 says, with or without cofactor. Keys and signatures are raw: 32 and 64 bytes. */
export type QuickCheck = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

let quickCheck: QuickCheck | null = null;

/** As `QuickCheck`, but it answers later; may reject. */
export type LateCheck = (...signed: Parameters<QuickCheck>) => Promise<boolean>;

let lateCheck: LateCheck | null = null;

/** Keys that were found sound; bounded, since anybody can name keys. */
const sound = new Set<string>();
const MOST_SOUND = 4_096;

/**
 * Lets a platform's own code confirm signatures. Engines differ in the equation, with cofactor or without,
 * and in what spellings they take. The first does not matter: each implies the one that is tested here. So
 * that the second does not either, they are asked only about sound keys and about signatures whose R is
 * canonical and whose S lies below the order. What they do not confirm is decided here, so that every
 * engine gives the same answer.
 */
export function confirmWith(check: QuickCheck): void {
  quickCheck = check;
}

/** As `confirmWith`, for a platform that answers off this thread, and so only to who asks ahead. */
export function confirmLateWith(check: LateCheck | null): void {
  lateCheck = check;
}

/** A signature that was found good ahead of its use. Made by `confirmAhead` alone. */
export type Confirmed = ConfirmedSignature;

class ConfirmedSignature {
  readonly #publicKey: string;
  readonly #message: Uint8Array;
  readonly #signature: Uint8Array;

  constructor(publicKey: string, message: Uint8Array, signature: Uint8Array) {
    this.#publicKey = publicKey;
    this.#message = message;
    this.#signature = signature;
  }

  /** Whether it was this very signature. */
  covers(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean {
    return (
      this.#publicKey === publicKey &&
      equalBytes(this.#signature, signature) &&
      equalBytes(this.#message, message)
    );
  }
}

/** What was found good, by the signature’s own bytes: for `verify`, whoever asks it. */
const found = new WeakMap<Uint8Array, Confirmed>();

/**
 * Asks the platform about a signature before `verify` needs it, which then finds the answer. Null where
 * it does not answer, or not with yes: then `verify` decides. Never rejects.
 */
export async function confirmAhead(
  publicKey: string,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<Confirmed | null> {
  if (!lateCheck || !isSoundSigningKey(publicKey) || !isCanonical(signature)) return null;
  // Nobody can change what was asked about while the answer is on its way.
  const [asked, by] = [message.slice(), signature.slice()];
  try {
    const isGood = await lateCheck(bytesOf(publicKey), asked, by);
    if (!isGood) return null;
    const confirmed = new ConfirmedSignature(publicKey, asked, by);
    found.set(signature, confirmed);
    return confirmed;
  } catch {
    return null;
  }
}

/** Whether `confirmAhead` can be of any use here. */
export const confirmsAhead = (): boolean => lateCheck !== null;

/**
 * Whether an Ed25519 signature is valid in the strict sense of RFC 8032. Never throws. `confirmed` is
 * what was found good before; it counts only if it was just this.
 */
export function verify(
  publicKey: string,
  message: Uint8Array,
  signature: Uint8Array,
  confirmed: Confirmed | null = null,
): boolean {
  const known = confirmed ?? found.get(signature);
  if (known?.covers(publicKey, message, signature)) return true;
  try {
    const key = bytesOf(publicKey);
    const isAsked = quickCheck !== null && isSoundSigningKey(publicKey) && isCanonical(signature);
    if (isAsked && quickCheck?.(key, message, signature)) return true;
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** Whether an Ed25519 public key is canonical and in the prime-order group: not small, not mixed. */
export function isSoundSigningKey(publicKey: string): boolean {
  if (sound.has(publicKey)) return true;
  if (!isOfPrimeOrder(publicKey)) return false;
  if (sound.size >= MOST_SOUND) sound.clear();
  sound.add(publicKey);
  return true;
}

function isOfPrimeOrder(publicKey: string): boolean {
  try {
    const point = ed25519.Point.fromBytes(bytesOf(publicKey), false);
    return !point.isSmallOrder() && isTorsionFree(point);
  } catch {
    return false;
  }
}

/** 2^255 - 19, the field of Curve25519. */
const P = 2n ** 255n - 19n;

/** Whether a signature is spelled in the only way that is accepted: R a canonical point, if any, S below the order. */
function isCanonical(signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const r = bytesToNumberLE(signature.subarray(0, 32));
  const y = r & (2n ** 255n - 1n);
  // Where x is 0 there is no other root, and its sign is not set (RFC 8032 §5.1.3).
  if (y >= P || (r !== y && (y === 1n || y === P - 1n))) return false;
  return bytesToNumberLE(signature.subarray(32)) < ed25519.Point.Fn.ORDER;
}

/**
 * The u-coordinates of points of an order that divides 8, on the curve and on its twist: all with
 * which every private key gives zero. Source: libsodium, `crypto_scalarmult/curve25519`, its list of
 * small orders.
 */
const LOW_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  0x00b8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn,
  P - 1n,
]);

/** Whether an X25519 public key gives a shared secret that is not always zero. */
export function isSoundBoxKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  // Without its highest bit, and not necessarily reduced (RFC 7748 §5).
  const u = bytesToNumberLE(publicKey) & (2n ** 255n - 1n);
  return !LOW_ORDER.has(u % P);
}

/** Public key, base64url, of a 32-byte seed. */
export const publicKeyOf = (seed: Uint8Array): string => toBase64url(ed25519.getPublicKey(seed));

/** What stands before the seed in the PKCS #8 of an Ed25519 key. Source: RFC 8410 §7. */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/**
 * The same, worked out by the platform where it has the curve: in JavaScript it takes 30 ms in a
 * program that has just started, when a person waits for the first page.
 */
export async function quickPublicKeyOf(seed: Uint8Array): Promise<string> {
  try {
    const pkcs8 = Uint8Array.of(...PKCS8, ...seed);
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
    const { x } = await crypto.subtle.exportKey('jwk', key);
    return x ?? publicKeyOf(seed);
  } catch {
    return publicKeyOf(seed);
  }
}

/** Signature by a 32-byte seed: for invite and network keys, which are raw by nature. */
export const signWith = (seed: Uint8Array, message: Uint8Array): Uint8Array =>
  ed25519.sign(message, seed);
