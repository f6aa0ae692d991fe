import { sha256 as inJavaScript } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashNatively } from '../../../src/adapters/node/hash.ts';
import { hashWith, sha256 } from '../../../src/wire/sha256.ts';

beforeAll(() => hashNatively());
afterAll(() => hashWith(inJavaScript));

test('OpenSSL hashes as JavaScript does, into plain bytes of their own', () => {
  const first = sha256(new Uint8Array([1]));
  const bytes = fc.uint8Array({ maxLength: 1_000 });
  fc.assert(
    fc.property(bytes, (it) => {
      const hashed = sha256(it);
      expect(hashed.constructor).toBe(Uint8Array);
      expect(hashed).toEqual(inJavaScript(it));
    }),
  );
  expect(first).toEqual(inJavaScript(new Uint8Array([1])));
});
