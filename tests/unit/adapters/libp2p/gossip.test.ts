import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { gossipOptions } from '../../../../src/adapters/libp2p/gossip.ts';

type Named = Parameters<NonNullable<typeof gossipOptions.msgIdFn>>[0];
const nameOf = (data: Uint8Array, more: object = {}) =>
  gossipOptions.msgIdFn?.({ type: 'unsigned', topic: 'a', data, ...more } as Named);

test('S2: a gossip message is named by the SHA-256 of its bytes, and by nothing else', () => {
  const data = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
  const name = nameOf(data);
  expect(name).toEqual(new Uint8Array(createHash('sha256').update(data).digest()));
  expect(nameOf(data.slice(), { topic: 'b' })).toEqual(name);
  expect(nameOf(data.subarray(1))).not.toEqual(name);
});
