import { expect, test } from 'vitest';
import {
  INVITE_LINK,
  NO_RECOVERY_LINK,
  RECOVERY_LINK,
  readInviteLink,
  readRecoveryLink,
  readSetupLink,
} from '../../../src/cli/links.ts';
import type { OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { makeLink } from '../../../src/wire/links.ts';

const relays = [`/ip4/127.0.0.1/tcp/1/ws/p2p/${'1'.repeat(46)}`];
const secret = new Uint8Array(16);
const office = toBase64url(new Uint8Array(32)) as OfficeId;
const setup = makeLink('https://chat.example', { kind: 'setup', relays, secret });
const invite = (origin: string) =>
  makeLink(origin, { kind: 'join', relays, secret, office, name: 'Office' });

test('a link is read with the address before its fragment', () => {
  expect(readSetupLink(setup).origin).toBe('https://chat.example');
  for (const origin of ['http://127.0.0.1:8787', 'https://example.org/confab']) {
    expect(readInviteLink(` ${invite(origin)}\n`)).toMatchObject({
      origin,
      link: { kind: 'join', name: 'Office' },
    });
  }
});

test.each([
  ['nothing', ''],
  ['a word', 'hello'],
  ['a fragment alone', invite('').replace(/^\//, '')],
  ['another scheme', invite('javascript:x')],
  ['a cut link', invite('http://x').slice(0, -2)],
  ['a set-up link', setup],
])('%s is no invite', (_, text) => {
  expect(() => readInviteLink(text)).toThrow(/^malformed-link/);
});

test('an invite is no set-up link', () => {
  expect(() => readSetupLink(invite('http://x'))).toThrow(/^malformed-link/);
});

test('the link of a recovery code is called so, and no other is', () => {
  const code = makeLink('http://x', { kind: 'recover', relays, secret, office, name: 'Office' });
  expect(readRecoveryLink(code).link.kind).toBe('recover');
  for (const read of [readInviteLink, readSetupLink]) {
    expect(() => read(code)).toThrow(`malformed-link: ${RECOVERY_LINK}`);
  }
  expect(() => readRecoveryLink(invite('http://x'))).toThrow(NO_RECOVERY_LINK);
  expect(() => readSetupLink(invite('http://x'))).toThrow(INVITE_LINK);
});
