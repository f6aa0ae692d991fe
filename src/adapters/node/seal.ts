import { createRequire } from 'node:module';
import { openInJavaScript, openWith } from '../../wire/seal.ts';

/** What is used of sodium-native, which brings no types. */
interface Sodium {
  readonly crypto_aead_xchacha20poly1305_ietf_ABYTES: number;
  /** Writes the plaintext into `plain` and throws if the tag is wrong. Source: libsodium, AEAD constructions. */
  crypto_aead_xchacha20poly1305_ietf_decrypt(
    plain: Uint8Array,
    secret: null,
    ciphertext: Uint8Array,
    bound: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): void;
}

/** What JavaScript opens before libsodium is loaded, which takes as long as opening a thousand. */
const FEW = 200;

/**
 * Lets libsodium decrypt wherever there is much of it: ten times as fast as JavaScript in a process that
 * has just started. Where it was not installed for this system, JavaScript goes on.
 */
export function openNatively(few = FEW): void {
  let opened = 0;
  let sodium: Sodium | null | undefined;
  openWith((key, nonce, bound, ciphertext) => {
    opened += 1;
    if (sodium === undefined && opened > few) sodium = loadSodium();
    if (!sodium) return openInJavaScript(key, nonce, bound, ciphertext);
    const length = ciphertext.length - sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (length < 0) throw new Error('shorter than its tag');
    const plain = new Uint8Array(length);
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, null, ciphertext, bound, nonce, key);
    return plain;
  });
}

/** null where there is none for this system. */
function loadSodium(): Sodium | null {
  try {
    return createRequire(import.meta.url)('sodium-native') as Sodium;
  } catch {
    return null;
  }
}
