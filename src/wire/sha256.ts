import { sha256 as inJavaScript } from '@noble/hashes/sha2.js';

let hash: (bytes: Uint8Array) => Uint8Array = inJavaScript;

/** SHA-256: 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash(bytes);

/** Lets a platform's own code hash; it must give the same 32 bytes, as a Uint8Array. */
export function hashWith(native: (bytes: Uint8Array) => Uint8Array): void {
  hash = native;
}
