import { confirmLateWith } from '../../wire/sign.ts';

/** Keys kept ready: the devices of a large office. */
const MOST_KEYS = 1_024;
const keys = new Map<string, Promise<CryptoKey>>();

/**
 * Lets WebCrypto confirm signatures while the page goes on, where the engine has Ed25519 (Chromium 137,
 * Firefox 130, Safari 17); where it has not, each is checked in JavaScript when it is needed.
 */
export function confirmOffThread(): void {
  confirmLateWith(async (publicKey, message, signature) =>
    crypto.subtle.verify('Ed25519', await keyOf(publicKey), bytes(signature), bytes(message)),
  );
}

function keyOf(publicKey: Uint8Array): Promise<CryptoKey> {
  const name = String.fromCharCode(...publicKey);
  const known = keys.get(name);
  if (known) return known;
  const key = crypto.subtle.importKey('raw', bytes(publicKey), 'Ed25519', false, ['verify']);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

/** What WebCrypto's types ask for: no page of ours shares memory. */
const bytes = (it: Uint8Array): Uint8Array<ArrayBuffer> => it as Uint8Array<ArrayBuffer>;
