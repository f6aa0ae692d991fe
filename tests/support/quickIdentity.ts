import { createPrivateKey, sign } from 'node:crypto';
import type { Disk } from '../../src/adapters/memory/disk.ts';
import type { Identity } from '../../src/ports.ts';

/** PKCS #8 of an Ed25519 seed, up to the seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same signatures as the memory key store's, made by the platform: sixteen times as fast. */
export function quickIdentity(identity: Identity, disk: Disk): Identity {
  const seed = disk.identity?.signing ?? new Uint8Array();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  return { ...identity, sign: async (bytes) => new Uint8Array(sign(null, bytes, key)) };
}
