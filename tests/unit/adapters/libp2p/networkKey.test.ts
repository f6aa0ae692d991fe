import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { afterEach, expect, test, vi } from 'vitest';
import { networkKeyOf } from '../../../../src/adapters/libp2p/networkKey.ts';

afterEach(() => vi.restoreAllMocks());

test.each([1, 2, 255])('N4: the key of a seed is the one that libp2p makes of it', async (byte) => {
  const seed = new Uint8Array(32).fill(byte);
  const made = await generateKeyPairFromSeed('Ed25519', seed);
  const key = await networkKeyOf(seed);
  expect(key.raw).toEqual(made.raw);
  const bytes = new Uint8Array([1, 2, 3]);
  expect(await made.publicKey.verify(bytes, await key.sign(bytes))).toBe(true);
  vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new Error('no such curve'));
  expect((await networkKeyOf(seed)).raw).toEqual(made.raw);
});
