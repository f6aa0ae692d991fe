import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ConfabError } from '../model/errors.ts';
import { randomBytes } from './bytes.ts';
import { type Cbor, decodeLeading, encode } from './cbor.ts';
import { PADDING } from './limits.ts';

export const NONCE_BYTES = 24;

export interface Sealed {
  /** 24 random bytes. */
  readonly nonce: Uint8Array;
  /** Padded plaintext and a tag of 16 bytes. */
  readonly ciphertext: Uint8Array;
}

/** Encrypts a value with XChaCha20-Poly1305, its CBOR zero-padded to steps of PADDING bytes (SPEC E3). */
export function seal(key: Uint8Array, value: Cbor, bound: Uint8Array): Sealed {
  const bare = encode(value);
  const padded = new Uint8Array(Math.ceil(bare.length / PADDING) * PADDING);
  padded.set(bare);
  const nonce = randomBytes(NONCE_BYTES);
  return { nonce, ciphertext: xchacha20poly1305(key, nonce, bound).encrypt(padded) };
}

type Opening = (
  key: Uint8Array,
  nonce: Uint8Array,
  bound: Uint8Array,
  ciphertext: Uint8Array,
) => Uint8Array;

/** XChaCha20-Poly1305 in JavaScript. Throws for a wrong key or altered bytes. */
export const openInJavaScript: Opening = (key, nonce, bound, ciphertext) =>
  xchacha20poly1305(key, nonce, bound).decrypt(ciphertext);

let opening = openInJavaScript;

/** Lets a platform's own code decrypt; it must give the same bytes, and throw for the same ciphertexts. */
export function openWith(native: Opening): void {
  opening = native;
}

/** Decrypts what `seal` made. Throws `malformed` for a wrong key, altered bytes or wrong padding. */
export function open(key: Uint8Array, sealed: Sealed, bound: Uint8Array): Cbor {
  let padded: Uint8Array;
  try {
    padded = opening(key, sealed.nonce, bound, sealed.ciphertext);
  } catch (cause) {
    throw new ConfabError('malformed', 'a ciphertext that this key does not open', { cause });
  }
  const [value, rest] = decodeLeading(padded);
  const wrong =
    padded.length % PADDING !== 0 || rest.length >= PADDING || rest.some((b) => b !== 0);
  if (wrong) throw new ConfabError('malformed', 'wrong padding');
  return value;
}
