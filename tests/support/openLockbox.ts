import { ConfabError } from '../../src/model/errors.ts';
import { equalBytes } from '../../src/wire/bytes.ts';
import { type Cbor, decode, encode } from '../../src/wire/cbor.ts';
import type { LockKey } from '../../src/wire/lockbox.ts';

/** Lockboxes that are not sealed and yet open only for their recipient: for tests of who gets what. */
export const sealTo = async (
  recipient: Uint8Array,
  value: Cbor,
  bound: Cbor,
): Promise<Uint8Array> => encode([recipient, encode(bound), value]);

export async function openBox(key: LockKey, box: Uint8Array, bound: Cbor): Promise<Cbor> {
  const [recipient, kept, value] = decode(box) as [Uint8Array, Uint8Array, Cbor];
  if (!equalBytes(recipient, key.box) || !equalBytes(kept, encode(bound))) {
    throw new ConfabError('malformed', 'a lockbox for somebody else');
  }
  return value;
}
