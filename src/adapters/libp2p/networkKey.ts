import { privateKeyFromRaw } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { bytesOf } from '../../wire/bytes.ts';
import { quickPublicKeyOf } from '../../wire/sign.ts';

/** The libp2p key of a seed of 32 bytes. */
export async function networkKeyOf(seed: Uint8Array): Promise<PrivateKey> {
  const publicKey = bytesOf(await quickPublicKeyOf(seed));
  return privateKeyFromRaw(Uint8Array.of(...seed, ...publicKey));
}
