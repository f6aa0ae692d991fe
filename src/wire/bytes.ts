import { base64urlnopad } from '@scure/base';

/** Base64url without padding, RFC 4648 §5. */
export const toBase64url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);

/** The bytes of canonical base64url text without padding; null when it is not that. */
export function fromBase64url(text: string): Uint8Array | null {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return null;
  }
}

/** Bytes of an id that is known to be canonical base64url. Throws on other text. */
export const bytesOf = (id: string): Uint8Array => base64urlnopad.decode(id);

/** Whether two byte strings are the same. Not for secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** `length` cryptographically random bytes. */
export const randomBytes = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));

/**
 * Gives the memory of bytes back now, not with the next garbage collection: they are gone. Large buffers lie
 * beside the engine's heap, which lets a hundred megabytes of them wait. Without effect in engines from
 * before 2024.
 */
export function letGo(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.buffer.transfer?.(0);
}
