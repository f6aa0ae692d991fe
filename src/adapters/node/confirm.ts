import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { confirmWith } from '../../wire/sign.ts';

/** DER header of an Ed25519 public key. Source: RFC 8410 §10.1. */
const HEADER = Buffer.from('302a300506032b6570032100', 'hex');
/** Keys kept ready: the devices of a large office. */
const MOST_KEYS = 1_024;
const keys = new Map<string, KeyObject>();

/**
 * Lets OpenSSL confirm signatures, about ten times as fast as JavaScript. It checks without cofactor
 * and compares R byte by byte (RFC 8032 §5.1.7), so that it never confirms what `wire/sign.ts` refuses.
 */
export function confirmNatively(): void {
  confirmWith((publicKey, message, signature) =>
    verify(null, message, keyOf(publicKey), signature),
  );
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
