import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
} from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeviceId, KeyId, OfficeId } from '../../../src/model/ids.ts';
import { openParcel, sealParcel } from '../../../src/office/parcels.ts';
import { bytesOf, toBase64url } from '../../../src/wire/bytes.ts';
import { decode, encode } from '../../../src/wire/cbor.ts';
import { lockKeyOf } from '../../../src/wire/lockbox.ts';
import { turned } from '../../support/craft.ts';

const id = (fill: number) => toBase64url(new Uint8Array(32).fill(fill));
const office = id(1) as OfficeId;
const device = id(2) as DeviceId;
const seed = new Uint8Array(32).fill(3);
const lock = lockKeyOf(seed);
const generation = toBase64url(new Uint8Array(16).fill(4)) as KeyId;
const parcel = [{ generation, scope: 'office' as const, key: new Uint8Array(32).fill(5) }];

const bytes = (...parts: (Uint8Array | string)[]) =>
  Buffer.concat(parts.map((it) => Buffer.from(it)));
const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest();
const two = (n: number) => Uint8Array.of(n >> 8, n & 255);

/** X25519 as the platform has it: keys in the heads of RFC 8410. */
function agreed(secret: Uint8Array, other: Uint8Array): Buffer {
  const head = (hex: string, raw: Uint8Array) => bytes(Buffer.from(hex, 'hex'), raw);
  return diffieHellman({
    privateKey: createPrivateKey({
      key: head('302e020100300506032b656e04220420', secret),
      format: 'der',
      type: 'pkcs8',
    }),
    publicKey: createPublicKey({
      key: head('302a300506032b656e032100', other),
      format: 'der',
      type: 'spki',
    }),
  });
}

/** HKDF with the labels of one suite. Source: RFC 9180 §4. */
function labelled(suite: Uint8Array) {
  const extract = (salt: Uint8Array, label: string, ikm: Uint8Array) =>
    hmac(salt, bytes('HPKE-v1', suite, label, ikm));
  /** Of at most 32 bytes. */
  const expand = (prk: Uint8Array, label: string, info: Uint8Array, length: number) =>
    hmac(prk, bytes(two(length), 'HPKE-v1', suite, label, info, Uint8Array.of(1))).subarray(
      0,
      length,
    );
  return { extract, expand };
}

const NONE = new Uint8Array();

/** Opens a box as RFC 9180 says (§4.1, §5.1, §5.2), by other primitives than those it was sealed with. */
function openByTheBook(box: Uint8Array, info: Uint8Array): Uint8Array {
  const [enc, sealed] = [box.subarray(0, 32), box.subarray(32)];
  // DHKEM(X25519, HKDF-SHA256) is 0x0020, HKDF-SHA256 0x0001, ChaCha20-Poly1305 0x0003.
  const kem = labelled(bytes('KEM', two(0x20)));
  const prk = kem.extract(NONE, 'eae_prk', agreed(seed, enc));
  const shared = kem.expand(prk, 'shared_secret', bytes(enc, lock.box), 32);
  const hpke = labelled(bytes('HPKE', two(0x20), two(1), two(3)));
  const base = Uint8Array.of(0);
  const context = bytes(
    base,
    hpke.extract(NONE, 'psk_id_hash', NONE),
    hpke.extract(NONE, 'info_hash', info),
  );
  const secret = hpke.extract(shared, 'secret', NONE);
  const decipher = createDecipheriv(
    'chacha20-poly1305',
    hpke.expand(secret, 'key', context, 32),
    hpke.expand(secret, 'base_nonce', context, 12),
    { authTagLength: 16 },
  );
  decipher.setAuthTag(sealed.subarray(-16));
  return bytes(decipher.update(sealed.subarray(0, -16)), decipher.final());
}

test('X1: a lockbox is HPKE in base mode, bound to its office and recipient (RFC 9180)', async () => {
  const box = await sealParcel(office, device, lock.box, parcel);
  const opened = openByTheBook(box, encode(['confab/1/box', office, device]));
  const [key] = parcel;
  expect(decode(new Uint8Array(opened))).toEqual([[bytesOf(generation), 'office', key?.key]]);
  expect(box).toHaveLength(32 + opened.length + 16);
});

test('X1: a lockbox opens for its recipient in its office, and for nobody and nowhere else', async () => {
  const box = await sealParcel(office, device, lock.box, parcel);
  expect(await openParcel(office, device, lock, box)).toEqual(parcel);
  const other = lockKeyOf(new Uint8Array(32).fill(6));
  for (const opening of [
    openParcel(id(7) as OfficeId, device, lock, box),
    openParcel(office, id(7) as DeviceId, lock, box),
    openParcel(office, device, other, box),
    openParcel(office, device, { ...lock, box: other.box }, box),
    openParcel(office, device, lock, turned(box, 0)),
    openParcel(office, device, lock, turned(box, 32 * 8)),
    openParcel(office, device, lock, turned(box, box.length * 8 - 1)),
    openParcel(office, device, lock, box.subarray(0, -1)),
    openParcel(office, device, lock, box.subarray(0, 31)),
  ]) {
    await expect(opening).rejects.toMatchObject({ reason: 'malformed' });
  }
});
