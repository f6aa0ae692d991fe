import { createRequire } from 'node:module';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openNatively } from '../../../src/adapters/node/seal.ts';
import { bytesOf } from '../../../src/wire/bytes.ts';
import { open, openInJavaScript, openWith, seal } from '../../../src/wire/seal.ts';

beforeAll(() => openNatively(0));
afterAll(() => openWith(openInJavaScript));

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes = fc.uint8Array({ maxLength: 1_000 });

test('libsodium opens what JavaScript sealed (SPEC E3)', () => {
  const sodium = createRequire(import.meta.url)('sodium-native');
  const opened = vi.spyOn(sodium, 'crypto_aead_xchacha20poly1305_ietf_decrypt');
  fc.assert(
    fc.property(key, bytes, bytes, (key, value, bound) => {
      expect(open(key, seal(key, value, bound), bound)).toEqual(value);
    }),
  );
  expect(opened).toHaveBeenCalled();
  opened.mockRestore();
});

test('libsodium opens nothing that JavaScript would not (SPEC E3)', () => {
  const isOpened = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch {
      return false;
    }
  };
  const part = fc.constantFrom('key', 'nonce', 'ciphertext', 'bound');
  fc.assert(
    fc.property(
      key,
      bytes,
      bytes,
      part,
      fc.nat(),
      fc.nat(7),
      (key, value, bound, part, at, bit) => {
        const { nonce, ciphertext } = seal(key, value, bound);
        const parts = { key: key.slice(), nonce, ciphertext, bound: bound.slice() };
        const target = parts[part];
        const place = target.length > 0 ? at % target.length : 0;
        const altered = target.subarray(place, place + 1);
        altered.set(altered.map((it) => it ^ (1 << bit)));
        const inJavaScript = isOpened(() =>
          xchacha20poly1305(parts.key, parts.nonce, parts.bound).decrypt(parts.ciphertext),
        );
        expect(isOpened(() => open(parts.key, parts, parts.bound))).toBe(inJavaScript);
        expect(inJavaScript).toBe(target.length === 0);
      },
    ),
  );
});

test.each([0, 15, 16])('a ciphertext of %i bytes is refused', (length) => {
  const sealed = { nonce: new Uint8Array(24), ciphertext: new Uint8Array(length) };
  const act = () => open(bytesOf('A'.repeat(43)), sealed, new Uint8Array());
  expect(act).toThrow(expect.objectContaining({ reason: 'malformed' }));
});
