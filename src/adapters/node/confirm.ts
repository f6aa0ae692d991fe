import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { confirmWith } from '../../wire/sign.ts';
import { makeSodium } from './sodium.ts';

/** DER header of an Ed25519 public key. Source: RFC 8410 §10.1. */
const HEADER = Buffer.from('302a300506032b6570032100', 'hex');
/** Keys kept ready: the devices of a large office. */
const MOST_KEYS = 1_024;
const keys = new Map<string, KeyObject>();

/**
 * Lets OpenSSL confirm signatures, about ten times as fast as JavaScript, or where there are many of them
 * libsodium, which is twice as fast again. OpenSSL goes on where that was not installed for this system.
 */
export function confirmNatively(few?: number): void {
  const sodiumNow = makeSodium(few);
  confirmWith((publicKey, message, signature) => {
    const sodium = sodiumNow();
    if (sodium) return sodium.crypto_sign_verify_detached(signature, message, publicKey);
    return verify(null, message, keyOf(publicKey), signature);
  });
}

function keyOf(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('latin1');
  const known = keys.get(name);
  if (known) return known;
  const der = Buffer.concat([HEADER, publicKey]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}
