import { createRequire } from 'node:module';

/** What is used of sodium-native, which brings no types. */
export interface Sodium {
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
  /** Whether an Ed25519 signature is good. Source: libsodium, public-key signatures. */
  crypto_sign_verify_detached(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean;
}

/** How often something is done before it is worth loading libsodium, which takes 20 ms. */
const FEW = 200;

/**
 * Gives libsodium from the `few`-th time on that it is asked for; null before, and where it was not
 * installed for this system.
 */
export function makeSodium(few = FEW): () => Sodium | null {
  let asked = 0;
  let sodium: Sodium | null | undefined;
  return () => {
    asked += 1;
    if (sodium === undefined && asked > few) sodium = load();
    return sodium ?? null;
  };
}

function load(): Sodium | null {
  try {
    return createRequire(import.meta.url)('sodium-native') as Sodium;
  } catch {
    return null;
  }
}
