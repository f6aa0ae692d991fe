import { expect, test } from 'vitest';
import type { ConversationId, DeviceId, OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import {
  channelKeyOf,
  hashOf,
  inviteBoxKeyOf,
  keyIdOf,
  memberOf,
  presenceKeyOf,
  proofSeedOf,
  rosterKeyOf,
  topicOf,
} from '../../../src/wire/hash.ts';
import { peerIdOf, peerOfAddress } from '../../../src/wire/peer.ts';
import { expectReason, hex } from '../../support/expect.ts';

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
const office = toBase64url(bytes(1)) as OfficeId;
const general = toBase64url(bytes(2, 16)) as ConversationId;

test('H1: no two derivations give the same', () => {
  const key = bytes(3);
  const made = [
    rosterKeyOf(key, office),
    rosterKeyOf(key, null),
    presenceKeyOf(key, office),
    channelKeyOf(key, office, general),
    channelKeyOf(key, office, toBase64url(bytes(3, 16)) as ConversationId),
    inviteBoxKeyOf(key, office),
    proofSeedOf(key),
    hashOf('confab/1/key', key),
    rosterKeyOf(bytes(4), office),
    rosterKeyOf(key, toBase64url(bytes(2)) as OfficeId),
  ];
  expect(new Set(made.map(String)).size).toBe(made.length);
  for (const it of made) expect(it).toHaveLength(32);
});

test('H1: parts cannot run into each other', () => {
  expect(hashOf('confab/1/x', 'ab', 'c')).not.toEqual(hashOf('confab/1/x', 'a', 'bc'));
  expect(hashOf('confab/1/x', 'ab')).not.toEqual(hashOf('confab/1/x', ['ab']));
});

/** Written down once: they must never change, or old offices open no more. */
test('K1, K2, R2, S1: derivations stay what they are', () => {
  const key = bytes(3);
  expect({
    keyId: keyIdOf(key),
    roster: toBase64url(rosterKeyOf(key, office)),
    founding: toBase64url(rosterKeyOf(key, null)),
    presence: toBase64url(presenceKeyOf(key, office)),
    channel: toBase64url(channelKeyOf(key, office, general)),
    box: toBase64url(inviteBoxKeyOf(bytes(5, 16), office)),
    seed: toBase64url(proofSeedOf(bytes(5, 16))),
    topic: topicOf(office, general),
    rosterTopic: topicOf(office, 'roster'),
    member: memberOf(toBase64url(bytes(6)) as DeviceId),
  }).toMatchInlineSnapshot(`
    {
      "box": "HbRI3N-V9_SokuOsb1HpLut9D0y51wQUe963Yn7DzYU",
      "channel": "q2eRRG1EfisV8a5fiXjmp1A06Hn7Wcuyn-iD1ZJMXUA",
      "founding": "KuuXDraI45Ro5IvaHfF1vus5gshJ4_bKBc7SduE20dM",
      "keyId": "Lbo6WFjQJwTc1oEk509IiQ",
      "member": "duX1nUbYu29v7hGBED7loQ",
      "presence": "6wA5yzRsrbQxPK3DDMV56GmitQFF2_EYorWGrZhFiL0",
      "roster": "nI8YBqp8RhbUzJ9nDSKvmnMm-n7-xmra8MNzrwJrcxQ",
      "rosterTopic": "5E44Qnvg9EDKUhkGShDOXw",
      "seed": "D-raKTc8FTK-UeCFhwZ73yzmXtzJVeaFZhsOcv7O6jc",
      "topic": "oseokOOHR1h2zTD5b6zPYQ",
    }
  `);
});

test('S1: topics of different conversations and offices differ, and say neither', () => {
  const topics = [
    topicOf(office, general),
    topicOf(office, 'roster'),
    topicOf(office, 'presence'),
    topicOf(toBase64url(bytes(9)) as OfficeId, 'presence'),
  ];
  expect(new Set(topics).size).toBe(topics.length);
  for (const topic of topics) expect(topic).toMatch(/^[\w-]{22}$/);
});

test('N4: a PeerId is what libp2p makes of the same key', async () => {
  const { publicKeyFromRaw } = await import('@libp2p/crypto/keys');
  const { peerIdFromPublicKey } = await import('@libp2p/peer-id');
  const key = hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  expect(peerIdOf(key)).toBe(peerIdFromPublicKey(publicKeyFromRaw(key)).toString());
});

test('N4: the PeerId at the end of an address', () => {
  const peer = peerIdOf(bytes(7));
  expect(peerOfAddress(`/dns4/chat.example/tcp/443/wss/p2p/${peer}`)).toBe(peer);
  for (const address of [
    '',
    '/ip4/127.0.0.1/tcp/1/ws',
    `/p2p/${peer}/p2p-circuit`,
    '/p2p/',
    '/p2p/0OIl',
  ]) {
    expectReason('malformed', () => peerOfAddress(address));
  }
});
