import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeEntry } from '../../../src/log/make.ts';
import {
  type ChainId,
  type KeyId,
  type LogId,
  type OfficeId,
  ROSTER,
} from '../../../src/model/ids.ts';
import type { Hlc } from '../../../src/model/time.ts';
import { bytesOf, toBase64url } from '../../../src/wire/bytes.ts';
import { type Cbor, decode, encode } from '../../../src/wire/cbor.ts';
import {
  boundTo,
  decodeEnvelope,
  encodeUnsigned,
  entryIdOf,
  type Place,
  putSignature,
  signedBytes,
} from '../../../src/wire/envelope.ts';
import { chainIdOf, hashOf, keyIdOf } from '../../../src/wire/hash.ts';
import { MAX_ENVELOPE, MAX_TEXT, PADDING } from '../../../src/wire/limits.ts';
import { verify } from '../../../src/wire/sign.ts';
import { turned } from '../../support/craft.ts';
import { expectReason } from '../../support/expect.ts';
import { makeIdentity } from '../../support/story.ts';

const office = toBase64url(new Uint8Array(32).fill(1)) as OfficeId;
const log = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const place: Place = { office, log, chain: 5 as ChainId, number: 0, previous: null };
const key = { id: keyIdOf(new Uint8Array(32)), key: new Uint8Array(32) };
const run = new Uint8Array(16);
const hlc = (2 ** 50) as Hlc;

const make = async (content: Cbor, at: Place = place) =>
  makeEntry(at, { content, act: null }, hlc, run, await makeIdentity('Alice'), key);

const envelope = fc.record({
  hlc: fc.nat(Number.MAX_SAFE_INTEGER) as fc.Arbitrary<Hlc>,
  keyId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((it) => toBase64url(it) as KeyId),
  nonce: fc.uint8Array({ minLength: 24, maxLength: 24 }),
  ciphertext: fc.uint8Array({ maxLength: 300 }),
  act: fc.constantFrom<Cbor>(null, Object.assign(Object.create(null), { t: 'x', seen: [] })),
  first: fc.constantFrom(null, { device: office as never, run }),
});

test('E1: what is written is what is read', () => {
  fc.assert(
    fc.property(envelope, fc.uint8Array({ minLength: 64, maxLength: 64 }), (it, signature) => {
      const bytes = encodeUnsigned(it);
      putSignature(bytes, signature);
      expect(decodeEnvelope(bytes)).toEqual({ ...it, signature });
    }),
  );
});

test('E1: fields of another kind, size or number are malformed', async () => {
  const fields = decode((await make('text')).bytes) as Cbor[];
  const wrong: readonly (readonly [number, Cbor])[] = [
    [1, -1],
    [1, 'now'],
    [2, new Uint8Array(15)],
    [2, new Uint8Array(17)],
    [2, 'AAAAAAAAAAAAAAAAAAAAAA'],
    [3, new Uint8Array(23)],
    [4, null],
    [4, 'text'],
    [5, 'act'],
    [5, []],
    [5, new Uint8Array()],
    [5, 1],
    [6, []],
    [6, [new Uint8Array(31), run]],
    [6, [new Uint8Array(32), new Uint8Array(15)]],
    [6, [new Uint8Array(32), run, 1]],
    [6, new Uint8Array(32)],
    [7, new Uint8Array(63)],
    [7, new Uint8Array(65)],
    [7, null],
  ];
  for (const [at, value] of wrong) {
    expectReason('malformed', () => decodeEnvelope(encode(fields.with(at, value))));
  }
  for (const other of [fields.slice(0, 7), [...fields, null], {}, 'text', 1, null]) {
    expectReason('malformed', () => decodeEnvelope(encode(other)));
  }
});

test('E1: another version is unsupported, whatever stands in its place', async () => {
  const fields = decode((await make('text')).bytes) as Cbor[];
  for (const version of [0, 2, '1', null, {}, [Object.create(null)], new Uint8Array(1)]) {
    expectReason('unsupported', () => decodeEnvelope(encode(fields.with(0, version as Cbor))));
  }
  expectReason('unsupported', () => decodeEnvelope(encode([])));
});

test('E2: the overhead over the padded plaintext is at most 200 bytes', async () => {
  for (const length of [0, 1, 30, 250, 5_000, MAX_TEXT]) {
    const content = [1, 'x'.repeat(length)];
    const padded = Math.ceil(encode(content).length / PADDING) * PADDING;
    const first = await make(content);
    expect(first.bytes.length - padded, `${length}, number 0`).toBeLessThanOrEqual(200);
    const next = await make(content, { ...place, number: 1_000_000, previous: first.id });
    expect(next.bytes.length - padded, `${length}`).toBeLessThanOrEqual(150);
  }
});

test('E2: the longest text of any script fits; a byte more than MAX_ENVELOPE is refused', async () => {
  const text = '\u{1F600}'.repeat(MAX_TEXT / 2);
  expect((await make([1, text])).bytes.length).toBeLessThan(MAX_ENVELOPE);
  expect((await make([1, '\u{FFFD}'.repeat(MAX_TEXT)])).bytes.length).toBeLessThan(MAX_ENVELOPE);
  const { nonce, keyId } = decodeEnvelope((await make('x')).bytes);
  const sized = (size: number) =>
    encodeUnsigned({ hlc, keyId, nonce, ciphertext: new Uint8Array(size), act: null, first: null });
  const most = MAX_ENVELOPE - sized(60_000).length + 60_000;
  expect(sized(most).length).toBe(MAX_ENVELOPE);
  expect(decodeEnvelope(sized(most)).ciphertext.length).toBe(most);
  expectReason('malformed', () => decodeEnvelope(sized(most + 1)));
  await expect(make([1, 'x'.repeat(MAX_ENVELOPE)])).rejects.toMatchObject({
    reason: 'text-too-long',
  });
});

test('E4: what is sealed is bound to its office and log', () => {
  const all = [
    boundTo(office, log),
    boundTo(null, log),
    boundTo(office, ROSTER),
    boundTo(toBase64url(new Uint8Array(32)) as OfficeId, log),
  ];
  expect(new Set(all.map(String)).size).toBe(all.length);
});

test('E5: the signature covers the place and everything before it', async () => {
  const { bytes, device } = await make('text');
  const { signature } = decodeEnvelope(bytes);
  const others: Place[] = [
    { ...place, office: null },
    { ...place, log: ROSTER },
    { ...place, chain: 6 as ChainId },
    { ...place, number: 1 },
    { ...place, previous: office as string as never },
  ];
  expect(verify(device, signedBytes(place, bytes), signature)).toBe(true);
  for (const other of others) {
    expect(verify(device, signedBytes(other, bytes), signature)).toBe(false);
  }
  for (let bit = 0; bit < (bytes.length - 66) * 8; bit += 61) {
    expect(verify(device, signedBytes(place, turned(bytes, bit)), signature)).toBe(false);
  }
});

test('V1, E5: a place is signed and hashed in the canonical spelling of its six fields', () => {
  const someId = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((it) => toBase64url(it) as NonNullable<Place['previous']>);
  const number = fc.oneof(
    fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2_699_999, 2 ** 32 - 1, 2 ** 32),
    fc.nat(2_700_000),
  );
  const previous = fc.option(someId);
  const blank = new Uint8Array(66);
  fc.assert(
    fc.property(number, previous, fc.maxSafeNat(), (number, previous, chain) => {
      const at: Place = { ...place, chain: chain as ChainId, number, previous };
      const spelt = encode(['confab/1/entry', office, log, chain, number, previous]);
      expect(signedBytes(at, blank)).toEqual(spelt);
    }),
  );
});

test('E6: an entry’s id covers its place and all its bytes, the signature too', async () => {
  const { bytes, id } = await make('text');
  expect(entryIdOf(place, bytes)).toBe(id);
  expect(bytesOf(id)).toHaveLength(32);
  for (const bit of [0, 100, (bytes.length - 1) * 8, (bytes.length - 64) * 8]) {
    expect(entryIdOf(place, turned(bytes, bit))).not.toBe(id);
  }
  expect(entryIdOf({ ...place, number: 1 }, bytes)).not.toBe(id);
  expect(entryIdOf({ ...place, previous: id }, bytes)).not.toBe(id);
});

test('C1: a chain’s id is the first 53 bits of its hash, and depends on all that it is made of', () => {
  const device = office as string as Parameters<typeof chainIdOf>[2];
  const ids = new Set<number>();
  for (let i = 0; i < 500; i++) {
    const nonce = new Uint8Array(16).fill(i).fill(i >> 8, 8);
    const id = chainIdOf(office, log, device, nonce);
    const hash = hashOf('confab/1/chain', office, log, device, nonce);
    const bits = hash.slice(0, 7).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) >> 3n;
    expect(BigInt(id)).toBe(bits);
    expect(Number.isSafeInteger(id)).toBe(true);
    ids.add(id);
  }
  expect(ids.size).toBe(500);
  ids.clear();
  ids.add(chainIdOf(office, log, device, run));
  ids.add(chainIdOf(null, log, device, run));
  ids.add(chainIdOf(office, ROSTER, device, run));
  ids.add(chainIdOf(office, log, toBase64url(new Uint8Array(32)) as never, run));
  ids.add(chainIdOf(office, log, device, new Uint8Array(16).fill(1)));
  expect(ids.size).toBe(5);
});
