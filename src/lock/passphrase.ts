import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ConfabError } from '../model/errors.ts';
import { equalBytes, randomBytes, utf8 } from '../wire/bytes.ts';
import { decode, encode } from '../wire/cbor.ts';
import { MAX_PASSPHRASE, MIN_PASSPHRASE } from '../wire/limits.ts';

/** Number of this layout of a record. */
const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 24;

/**
 * scrypt's cost, as log2 of N; r = 8, p = 1. 2^17 takes 128 MiB, which is what makes guessing on graphics
 * cards dear, and 0.56 s on the test machine (2^16: 0.26 s, 2^18: 1.3 s and 256 MiB, which phones may
 * refuse). Argon2id in JavaScript takes 0.73 s for 64 MiB: for equal time it fills less than half as much.
 */
const COST = 17;
/** What a record may ask for: more than 1 GiB is no record of ours. */
const MOST_COST = 20;

/** The keys that a passphrase gives. They are apart, so that the one for private keys can be forgotten at once. */
export interface LockKeys {
  /** Wraps secrets; stays in memory while the store is open, since new secrets come. */
  readonly secrets: Uint8Array;
  /** Wraps private keys. */
  readonly identity: Uint8Array;
}

/** What is kept of a passphrase (`record`, no secret by itself), and its keys. Rejects with `weak-passphrase`. */
export async function makeLock(
  passphrase: string,
): Promise<{ record: Uint8Array; keys: LockKeys }> {
  const { length } = passphrase;
  if (length < MIN_PASSPHRASE || length > MAX_PASSPHRASE)
    throw new ConfabError('weak-passphrase', `${length} characters`);
  const salt = randomBytes(SALT_BYTES);
  const { check, ...keys } = await derive(passphrase, salt, COST);
  return { record: encode([VERSION, COST, salt, check]), keys };
}

/** The keys that a passphrase gives with a record. Rejects with `wrong-passphrase`, `unsupported`, `identity-lost`. */
export async function openLock(record: Uint8Array, passphrase: string): Promise<LockKeys> {
  const { cost, salt, check: expected } = readRecord(record);
  if (passphrase.length > MAX_PASSPHRASE)
    throw new ConfabError('wrong-passphrase', `${passphrase.length} characters`);
  const { check, ...keys } = await derive(passphrase, salt, cost);
  if (!equalBytes(check, expected))
    throw new ConfabError('wrong-passphrase', 'it gives other keys');
  return keys;
}

function readRecord(record: Uint8Array): { cost: number; salt: Uint8Array; check: Uint8Array } {
  let fields: unknown;
  try {
    fields = decode(record);
  } catch (cause) {
    throw new ConfabError('identity-lost', 'the record of the passphrase is damaged', { cause });
  }
  const [version, cost, salt, check] = Array.isArray(fields) ? (fields as unknown[]) : [];
  if (typeof version === 'number' && version > VERSION)
    throw new ConfabError('unsupported', `version ${version} of the passphrase lock`);
  const sound =
    version === VERSION &&
    typeof cost === 'number' &&
    cost > 0 &&
    cost <= MOST_COST &&
    salt instanceof Uint8Array &&
    check instanceof Uint8Array;
  if (!sound) throw new ConfabError('identity-lost', 'the record of the passphrase is damaged');
  return { cost, salt, check };
}

async function derive(
  passphrase: string,
  salt: Uint8Array,
  cost: number,
): Promise<LockKeys & { readonly check: Uint8Array }> {
  // One text may be typed as different code points on different keyboards.
  const typed = utf8(passphrase.normalize('NFKC'));
  const master = await scryptAsync(typed, salt, { N: 2 ** cost, r: 8, p: 1, dkLen: 32 });
  const part = (name: string) => hkdf(sha256, master, salt, utf8(`confab/1/lock/${name}`), 32);
  return { secrets: part('secrets'), identity: part('identity'), check: part('check') };
}

/** Encrypts what is kept under `name`: nonce, ciphertext, tag. */
export function wrap(key: Uint8Array, name: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = xchacha20poly1305(key, nonce, utf8(name)).encrypt(bytes);
  const wrapped = new Uint8Array(NONCE_BYTES + sealed.length);
  wrapped.set(nonce);
  wrapped.set(sealed, NONCE_BYTES);
  return wrapped;
}

/** Decrypts what `wrap` made for the same name. Throws `identity-lost` where it is damaged. */
export function unwrap(
  key: Uint8Array,
  name: string,
  wrapped: Uint8Array,
): Uint8Array<ArrayBuffer> {
  try {
    const nonce = wrapped.subarray(0, NONCE_BYTES);
    const bytes = xchacha20poly1305(key, nonce, utf8(name)).decrypt(wrapped.subarray(NONCE_BYTES));
    return bytes.slice();
  } catch (cause) {
    throw new ConfabError('identity-lost', `${name} is damaged`, { cause });
  }
}
