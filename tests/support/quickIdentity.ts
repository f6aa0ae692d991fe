import type { Disk } from '../../src/adapters/memory/disk.ts';
import type { Identity } from '../../src/ports.ts';

/** What stands before the seed in the PKCS #8 of an Ed25519 key (RFC 8410). */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/** Signs with an Ed25519 seed by Node's own code, sixteen times as fast as in JavaScript; null in a page. */
export function nativeSigner(seed: Uint8Array): Identity['sign'] | null {
  const native = globalThis.process?.getBuiltinModule?.('node:crypto');
  if (!native) return null;
  const der = Buffer.from([...PKCS8, ...seed]);
  const key = native.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return async (bytes) => new Uint8Array(native.sign(null, bytes, key));
}

/** The same signatures as the memory key store's, made by the platform where it can. */
export function quickIdentity(identity: Identity, { identity: seeds }: Disk): Identity {
  const sign = seeds && nativeSigner(seeds.signing);
  return sign ? { ...identity, sign } : identity;
}
