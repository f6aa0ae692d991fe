import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfabError } from '../../../src/model/errors.ts';
import type { OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { type Cbor, encode } from '../../../src/wire/cbor.ts';
import { MAX_ADDRESSES, MAX_LINK, MAX_NAME } from '../../../src/wire/limits.ts';
import { type InviteLink, type Link, makeLink, readLink } from '../../../src/wire/links.ts';
import { peerIdOf } from '../../../src/wire/peer.ts';
import { expectReason } from '../../support/expect.ts';

const relay = `/dns4/chat.example/tcp/443/wss/p2p/${peerIdOf(new Uint8Array(32).fill(4))}`;
const secret = new Uint8Array(16).fill(2);
const office = toBase64url(new Uint8Array(32).fill(1)) as OfficeId;
const invite: InviteLink = { kind: 'join', relays: [relay], secret, office, name: 'Wonderland' };
const setup: Link = { kind: 'setup', relays: [relay], secret };

const raw = (kind: string, value: Cbor) => `https://x/#/${kind}/${toBase64url(encode(value))}`;

test('L1: all of a link stands in the fragment', () => {
  const link = new URL(makeLink('https://chat.example/', invite));
  expect([link.origin, link.pathname, link.search]).toEqual(['https://chat.example', '/', '']);
  expect(link.hash).toMatch(/^#\/join\/[\w-]+$/);
});

test('L2, L3: what is made is read again, from any site or the fragment alone', () => {
  for (const link of [setup, invite]) {
    for (const origin of [
      'https://chat.example',
      'http://localhost:8787/',
      'https://other.example/app',
    ]) {
      const text = makeLink(origin, link);
      expect(readLink(text)).toEqual(link);
      expect(readLink(`  ${text}\n`)).toEqual(link);
      expect(readLink(text.slice(text.indexOf('#')))).toEqual(link);
    }
  }
});

test('L3: an invite to two relays with a long name can be made and read', () => {
  const link = { ...invite, relays: [relay, relay], name: '名'.repeat(MAX_NAME) };
  expect(readLink(makeLink('https://chat.example', link))).toEqual(link);
});

test.each([
  ['nothing', ''],
  ['another page', 'https://example.com/'],
  ['another fragment', 'https://example.com/#/join'],
  ['another kind', `https://x/#/leave/${toBase64url(encode([1]))}`],
  ['no base64url', 'https://x/#/join/a+b/c='],
  ['an impossible length', 'https://x/#/join/AAAAA'],
  ['bits beyond the last byte', 'https://x/#/join/AB'],
  ['no CBOR', `https://x/#/join/${toBase64url(new Uint8Array([0xff]))}`],
  ['a cut link', makeLink('https://x', invite).slice(0, -3)],
  ['a link with more behind it', `${makeLink('https://x', invite)}AAAA`],
  ['no array', raw('join', 'text')],
  ['no relays', raw('join', [1, [], secret, office, 'x'])],
  ['too many relays', raw('join', [1, Array(MAX_ADDRESSES + 1).fill(relay), secret, office, 'x'])],
  ['a relay without its peer id', raw('setup', [1, ['/dns4/x/tcp/1/ws'], secret])],
  ['a relay that is a URL', raw('setup', [1, ['https://x/'], secret])],
  ['a relay that is a number', raw('setup', [1, [1], secret])],
  ['a short secret', raw('setup', [1, [relay], secret.subarray(1)])],
  ['a secret in text', raw('setup', [1, [relay], 'secretsecretsecr'])],
  ['an invite as set-up link', raw('setup', [1, [relay], secret, office, 'x'])],
  ['a set-up link as invite', raw('join', [1, [relay], secret])],
  ['no office', raw('join', [1, [relay], secret, 'office', 'x'])],
  [
    'an office in another spelling',
    raw('join', [1, [relay], secret, `${office.slice(0, -1)}F`, 'x']),
  ],
  ['a long name', raw('join', [1, [relay], secret, office, 'x'.repeat(MAX_NAME + 1)])],
  ['a name that turns the line around', raw('join', [1, [relay], secret, office, 'ecila\u{202E}'])],
  ['a name with a line break', raw('join', [1, [relay], secret, office, 'a\nb'])],
  ['a name that is no text', raw('join', [1, [relay], secret, office, 1])],
  ['more fields', raw('join', [1, [relay], secret, office, 'x', 1])],
  ['too long', `https://x/#/join/${'A'.repeat(MAX_LINK + 1)}`],
  ['far too long', `https://x/#/join/${'A'.repeat(10_000_000)}`],
])('L4: a malformed link says so: %s', (_, text) => {
  expectReason('malformed-link', () => readLink(text));
});

test('L4: a link of a later version is unsupported, whatever stands in its place', () => {
  for (const version of [2, 'two', null, {}, [Object.create(null)]]) {
    expectReason('unsupported', () => readLink(raw('join', [version as Cbor, [relay], secret])));
  }
});

test('L4: altered links are read or refused with a reason, never anything else', () => {
  const good = makeLink('https://chat.example', invite);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 3 }), (at, text) => {
      try {
        readLink(good.slice(0, at) + text + good.slice(at + 1));
      } catch (error) {
        expect(error).toBeInstanceOf(ConfabError);
        expect(['malformed-link', 'unsupported']).toContain((error as ConfabError).reason);
      }
    }),
    { numRuns: 2_000 },
  );
});
