import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { ConversationId, OfficeId, PeerId } from '../../../src/model/ids.ts';
import type { Identity, Network, TopicHandler } from '../../../src/ports.ts';
import { isSigned, makeBeat, openBeat, readBeat, type Said } from '../../../src/presence/beat.ts';
import { BeatGuard } from '../../../src/presence/guard.ts';
import {
  BEAT_EVERY,
  BEATS,
  MISSED,
  Presence,
  type PresenceContext,
} from '../../../src/presence/presence.ts';
import { present } from '../../../src/presence/standing.ts';
import { type RoomKey, TYPING_AFTER } from '../../../src/presence/typing.ts';
import { fromWireWord } from '../../../src/presence/word.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { keyIdOf, topicOf } from '../../../src/wire/hash.ts';
import { MAX_PRESENCE, MAX_STATUS } from '../../../src/wire/limits.ts';
import { turned } from '../../support/craft.ts';
import { makeIdentity } from '../../support/story.ts';

const office = toBase64url(new Uint8Array(32).fill(1)) as OfficeId;
const secret = new Uint8Array(32).fill(2);
const key = { id: keyIdOf(secret), key: secret };
const NOW = Date.UTC(2026, 0, 15, 12);
const OFFLINE_AFTER = MISSED * BEAT_EVERY;
const here: Said = {
  state: 'here',
  webrtc: true,
  standing: 'here',
  pause: BEAT_EVERY,
  relayed: false,
  word: null,
};
/** Bytes that gossip adds to a message: its topic (22 characters) and the lengths around it. */
const ENVELOPE = 40;
/** Peers to which one person has direct connections at most. */
const DIRECT = 12;
const custom = { emoji: '🌴', text: 'On holiday', until: NOW + 1_000 };
const word = { at: NOW, mode: 'dnd', until: null, custom } as const;

let alice: Identity;
let bob: Identity;
let clock: VirtualClock;
beforeEach(async () => {
  [alice, bob] = await Promise.all([makeIdentity('Alice'), makeIdentity('Bob')]);
  clock = makeVirtualClock(NOW);
});

const guard = (...members: Identity[]) =>
  new BeatGuard(
    office,
    (device) => members.some((it) => it.device === device),
    () => clock.now(),
  );

test('P1: what a beat says is read by who has the key', async () => {
  const away: Said = { ...here, standing: 'away', pause: 45_000, relayed: true, word };
  for (const said of [here, away, { ...here, state: 'leaving', webrtc: false } as const]) {
    const bytes = await makeBeat(office, alice, key, NOW, said);
    expect(bytes.length).toBeLessThan(MAX_PRESENCE / 2);
    const beat = readBeat(bytes);
    if (!beat) throw new Error('not read');
    expect(beat).toMatchObject({ device: alice.device, at: NOW, keyId: key.id });
    expect(isSigned(office, beat)).toBe(true);
    expect(openBeat(office, beat, secret)).toEqual(said);
    expect(openBeat(office, beat, new Uint8Array(32))).toBeNull();
    expect(openBeat(alice.device as string as OfficeId, beat, secret)).toBeNull();
  }
});

test('P1: being here and leaving are as long as each other', async () => {
  const lengths = new Set<number>();
  for (const state of ['here', 'leaving'] as const) {
    for (const webrtc of [true, false]) {
      lengths.add((await makeBeat(office, alice, key, NOW, { ...here, state, webrtc })).length);
    }
  }
  expect(lengths.size).toBe(1);
});

test('P2: a beat that was altered anywhere is not taken', async () => {
  const bytes = await makeBeat(office, alice, key, NOW, here);
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    expect(guard(alice, bob).judge(turned(bytes, bit)), `bit ${bit}`).toBeTypeOf('string');
  }
  expect(guard(alice).judge(bytes)).toMatchObject({ device: alice.device });
});

test('P2: bytes that are no beat are rejected', () => {
  const judge = (bytes: Uint8Array) => guard(alice).judge(bytes);
  for (const bytes of [
    new Uint8Array(),
    new Uint8Array(MAX_PRESENCE + 1),
    encode([]),
    encode([1, 2, 3, 4, 5, 6]),
    encode({}),
  ]) {
    expect(judge(bytes)).toBe('reject');
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(judge(bytes)).toBe('reject');
    }),
  );
});

test('P2: beats of strangers, old ones, early ones and repeated ones are ignored', async () => {
  const made = async (by: Identity, at: number) => makeBeat(office, by, key, at, here);
  const taken = guard(alice);
  expect(taken.judge(await made(bob, NOW))).toBe('ignore');
  expect(taken.judge(await made(alice, NOW - 120_001))).toBe('ignore');
  expect(taken.judge(await made(alice, NOW + 120_001))).toBe('ignore');
  const beat = await made(alice, NOW);
  expect(taken.judge(beat)).toMatchObject({ at: NOW });
  expect(taken.judge(beat)).toBe('ignore');
  expect(taken.judge(await made(alice, NOW - 1))).toBe('ignore');
  expect(taken.judge(await made(alice, NOW + 1))).toMatchObject({ at: NOW + 1 });
});

test('P2: a forged beat does not keep the true one out', async () => {
  const taken = guard(alice);
  const forged = await makeBeat(office, { ...bob, device: alice.device }, key, NOW + 60_000, here);
  expect(taken.judge(forged)).toBe('reject');
  expect(taken.judge(await makeBeat(office, alice, key, NOW, here))).toMatchObject({ at: NOW });
});

/** No relay, and no conversation in which somebody could type. */
const ALONE = {
  isRelay: () => false,
  deviceOf: () => undefined,
  rooms: () => [],
  takesPart: () => true,
};

/** A topic that everybody hears at once. */
function makeAir() {
  const handlers = new Map<string, Set<TopicHandler>>();
  const sent: Uint8Array[] = [];
  const network = (name: string) =>
    ({
      peer: name as PeerId,
      webrtc: name === 'Alice',
      connected: () => [],
      subscribe(topic: string, handler: TopicHandler) {
        const all = handlers.get(topic) ?? new Set();
        handlers.set(topic, all.add(handler));
        return () => all.delete(handler);
      },
      async publish(topic: string, bytes: Uint8Array) {
        sent.push(bytes);
        const others = [...(handlers.get(topic) ?? [])];
        for (const it of others) await it.validate(bytes, name as PeerId);
        return others.length;
      },
    }) as unknown as Network;
  return { network, sent };
}

const opened: Presence[] = [];
afterEach(async () => {
  for (const presence of opened.splice(0)) await presence.stop();
  expect(clock.waiting, 'timers that survive').toBe(0);
});

function presenceOf(
  identity: Identity,
  name: string,
  air: ReturnType<typeof makeAir>,
  now = () => clock.now(),
  more: Partial<PresenceContext> = {},
) {
  const presence = new Presence({
    office,
    identity,
    network: air.network(name),
    clock,
    now,
    keys: () => [key],
    isMember: () => true,
    ...ALONE,
    ...more,
  });
  opened.push(presence);
  return presence;
}

/** One beat of somebody who stays for long. */
async function beatOf(name: string, air: ReturnType<typeof makeAir>): Promise<void> {
  const by = await makeIdentity(name);
  const beat = await makeBeat(office, by, key, NOW, { ...here, pause: 600_000 });
  await air.network('Others').publish(topicOf(office, 'presence'), beat);
}

/** Signing is a promise of its own: what is under way is done before time moves on. */
async function advance(ms: number): Promise<void> {
  for (let i = 0; i < ms; i += 500) await clock.advance(Math.min(500, ms - i));
}

test('P3: those who are here see each other within a second, and each other’s ways', async () => {
  const air = makeAir();
  const [a, b] = [presenceOf(alice, 'Alice', air), presenceOf(bob, 'Bob', air)];
  a.start();
  await advance(5_000);
  expect(a.here().size).toBe(0);
  b.start();
  await advance(1_100);
  expect([...a.here().keys()]).toEqual([bob.device]);
  expect(a.here().get(bob.device)?.webrtc).toBe(false);
  expect([...b.here().keys()]).toEqual([alice.device]);
  expect(b.here().get(alice.device)?.webrtc).toBe(true);
});

test('P3: who is not heard for 45 s is offline; who beats stays', async () => {
  const air = makeAir();
  const [a, b] = [presenceOf(alice, 'Alice', air), presenceOf(bob, 'Bob', air)];
  a.start();
  await air.network('Bob').publish('other topic', new Uint8Array());
  b.start();
  await advance(10 * BEAT_EVERY);
  expect(a.here().has(bob.device)).toBe(true);
  let changes = 0;
  a.onChange(() => changes++);
  // Bob's machine is unplugged: nothing more is heard, not even a farewell.
  const { farewell } = b;
  b.farewell = async () => {};
  await b.stop();
  b.farewell = farewell;
  await advance(OFFLINE_AFTER - BEAT_EVERY - 1_000);
  expect(a.here().has(bob.device)).toBe(true);
  await advance(BEAT_EVERY + 2_000);
  expect(a.here().has(bob.device)).toBe(false);
  expect(changes).toBe(1);
});

test('P3: who leaves is gone at once', async () => {
  const air = makeAir();
  const [a, b] = [presenceOf(alice, 'Alice', air), presenceOf(bob, 'Bob', air)];
  a.start();
  b.start();
  await advance(2_000);
  expect(a.here().has(bob.device)).toBe(true);
  await b.stop();
  await b.stop();
  expect(a.here().has(bob.device)).toBe(false);
});

test('P3: a beat under way when its device leaves does not bring it back', async () => {
  const air = makeAir();
  let release = () => {};
  const slow: Identity = {
    ...bob,
    sign: async (bytes) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return bob.sign(bytes);
    },
  };
  const a = presenceOf(alice, 'Alice', air);
  const b = presenceOf(slow, 'Bob', air);
  a.start();
  b.start();
  for (let i = 0; i < 3; i++) {
    release();
    await clock.settle();
  }
  expect(a.here().has(bob.device)).toBe(true);
  const beating = b.beat();
  await b.stop();
  expect(a.here().has(bob.device)).toBe(false);
  for (let i = 0; i < 3; i++) {
    release();
    await clock.settle();
  }
  await beating;
  expect(a.here().has(bob.device)).toBe(false);
});

test('P1: beats are read also where the corrected clock gives fractions', async () => {
  const air = makeAir();
  const a = presenceOf(alice, 'Alice', air);
  const b = presenceOf(bob, 'Bob', air, () => clock.now() + 0.375);
  a.start();
  b.start();
  await advance(2_000);
  expect(a.here().has(bob.device)).toBe(true);
});

test('P3: a beat that nobody heard is told again soon, ever more rarely', async () => {
  const air = makeAir();
  const a = presenceOf(alice, 'Alice', air);
  let listening = false;
  const told: number[] = [];
  const { publish } = air.network('Alice');
  const network = {
    ...air.network('Alice'),
    publish: async (topic: string, bytes: Uint8Array) => {
      told.push(clock.now() - NOW);
      return listening ? publish(topic, bytes) : 0;
    },
  } as Network;
  const early = new Presence({
    office,
    identity: bob,
    network,
    clock,
    now: () => clock.now(),
    keys: () => [key],
    isMember: () => true,
    ...ALONE,
  });
  opened.push(early);
  early.start();
  await advance(3_000);
  expect(told.length).toBeGreaterThanOrEqual(3);
  expect(told.length).toBeLessThanOrEqual(6);
  listening = true;
  a.start();
  await advance(5_000);
  expect(a.here().has(bob.device)).toBe(true);
});

test('P3: a newcomer is answered when the given source of chance says', async () => {
  const air = makeAir();
  const told: number[] = [];
  const network = { ...air.network('Alice') } as Network;
  const { publish } = network;
  network.publish = async (topic: string, bytes: Uint8Array) => {
    told.push(clock.now() - NOW);
    return publish(topic, bytes);
  };
  const a = presenceOf(alice, 'Alice', air, undefined, { network, random: () => 0.7 });
  const b = presenceOf(bob, 'Bob', air);
  b.start();
  a.start();
  await advance(5_000);
  const before = clock.now() - NOW;
  told.length = 0;
  a.answer();
  await advance(1_000);
  expect(told).toEqual([before + 700]);
});

test('P3: where many are here, a newcomer is answered later, and with others', async () => {
  const air = makeAir();
  const told: number[] = [];
  const network = { ...air.network('Alice') } as Network;
  const { publish } = network;
  const a = presenceOf(alice, 'Alice', air, undefined, { network, random: () => 0.7 });
  a.start();
  await Promise.all(Array.from({ length: 30 }, (_, i) => beatOf(`Person ${i}`, air)));
  await advance(5_000);
  expect(a.here().size).toBe(30);
  const before = clock.now() - NOW;
  network.publish = async (topic: string, bytes: Uint8Array) => {
    told.push(clock.now() - NOW);
    return publish(topic, bytes);
  };
  a.answer();
  await advance(500);
  a.answer();
  await advance(1_000);
  expect(told).toEqual([before + 0.7 * 30 * 40]);
});

test('P3: who comes back without having left is answered as a newcomer', async () => {
  const air = makeAir();
  const a = presenceOf(alice, 'Alice', air);
  const b = presenceOf(bob, 'Bob', air);
  a.start();
  b.start();
  await advance(2_000);
  b.farewell = async () => {};
  await b.stop();
  const gone: string[] = [];
  a.onGone((device) => gone.push(device));
  const again = presenceOf(bob, 'Bob', air);
  again.start();
  await advance(1_500);
  expect(gone).toEqual([bob.device]);
  expect(again.here().has(alice.device)).toBe(true);
});

test('P4: a word that makes no sense is left out, and a status that cannot be shown', () => {
  const wire = [NOW, 2, null, '🌴', 'On holiday', NOW + 1_000];
  expect(fromWireWord(wire)).toEqual(word);
  expect(fromWireWord([...wire, 'later field'])).toEqual(word);
  expect(fromWireWord([NOW, 9, null])).toEqual({
    at: NOW,
    mode: 'auto',
    until: null,
    custom: null,
  });
  for (const status of [
    ['🌴', 'x'.repeat(81), null],
    ['not one', '', null],
    ['', '', null],
    ['', 'two\nlines', null],
    ['', '\u202Egnp', null],
    ['🌴', 'On holiday', 'for ever'],
  ]) {
    expect(fromWireWord([NOW, 1, null, ...status])?.custom, JSON.stringify(status)).toBeNull();
  }
  for (const bad of [null, 7, [], ['now', 1, null], [NOW, 'dnd', null], [NOW, 1, 'later']]) {
    expect(fromWireWord(bad)).toBeNull();
  }
});

test('P5: the most present device counts, who asked for quiet is not disturbed, the newest word is the status', () => {
  const of = (standing: Said['standing'], said: Said['word'] = null) => ({ standing, word: said });
  const status = (...devices: ReturnType<typeof of>[]) => present(devices, NOW).status;
  expect(status()).toBe('offline');
  expect(status(of('away'))).toBe('away');
  expect(status(of('away'), of('here'))).toBe('online');
  expect(status(of('here'), of('dnd'), of('away'))).toBe('dnd');
  const newer = { ...word, at: NOW + 5, custom: { emoji: '', text: 'Back', until: null } };
  expect(present([of('here', newer), of('here', word)], NOW).custom?.text).toBe('Back');
  const cleared = { ...newer, at: NOW + 9, custom: null };
  expect(present([of('here', word), of('here', cleared)], NOW).custom).toBeNull();
  expect(present([of('here', word)], NOW)).toMatchObject({ custom, changes: NOW + 1_000 });
  expect(present([of('here', word)], NOW + 1_000)).toMatchObject({ custom: null, changes: null });
});

test('P5: every order of the devices gives the same person', () => {
  const standing = fc.constantFrom('here', 'away', 'dnd');
  const said = fc.record({
    at: fc.nat(3),
    mode: fc.constantFrom('auto', 'away', 'dnd'),
    until: fc.constantFrom(null, NOW + 1),
    custom: fc.constantFrom(null, custom, { ...custom, text: 'Ill' }),
  });
  const device = fc.record({ standing, word: fc.option(said, { nil: null }) });
  fc.assert(
    fc.property(fc.array(device, { maxLength: 5 }), (devices) => {
      expect(present([...devices].reverse(), NOW)).toEqual(present(devices, NOW));
    }),
  );
});

test('P3: what people say of themselves is heard at once', async () => {
  const air = makeAir();
  const [a, b] = [presenceOf(alice, 'Alice', air), presenceOf(bob, 'Bob', air)];
  a.start();
  b.start();
  await advance(2_000);
  let changes = 0;
  a.onChange(() => changes++);
  b.say({ standing: 'dnd', word });
  b.say({ standing: 'away', word });
  await advance(500);
  expect(a.here().get(bob.device)).toMatchObject({ standing: 'away', word });
  expect(changes).toBe(1);
  await advance(3 * BEAT_EVERY);
  expect(changes).toBe(1);
});

test('P3: in a larger office beats are rarer, and who is silent is waited for longer', async () => {
  const slow = await makeBeat(office, bob, key, NOW, { ...here, pause: 45_000 });
  const air = makeAir();
  const a = presenceOf(alice, 'Alice', air);
  a.start();
  await air.network('Bob').publish(topicOf(office, 'presence'), slow);
  await advance(MISSED * 45_000 - 1_000);
  expect(a.here().has(bob.device)).toBe(true);
  await advance(2_000);
  expect(a.here().has(bob.device)).toBe(false);
});

/** Alice, with the peers that are named, and how she judges what they bring. */
function judging() {
  const peers: string[] = [];
  let take: TopicHandler['validate'] = () => expect.fail('nothing was subscribed');
  const network = {
    peer: 'Alice',
    webrtc: true,
    connected: () => peers.map((peer) => ({ peer, direct: true })),
    subscribe: (_: string, handler: TopicHandler) => {
      take = (bytes, from) => handler.validate(bytes, from);
      return () => {};
    },
    publish: async () => 1,
  } as unknown as Network;
  const a = new Presence({
    office,
    identity: alice,
    network,
    clock,
    now: () => clock.now(),
    keys: () => [key],
    isMember: () => true,
    ...ALONE,
    isRelay: (peer) => peer === 'Relay',
    deviceOf: (peer) => (peer === 'Bob' ? bob.device : undefined),
  });
  opened.push(a);
  a.start();
  return {
    verdict: async (bytes: Uint8Array, from: string) => take(bytes, from as PeerId),
    connect: (...names: string[]) => void peers.splice(0, peers.length, ...names),
  };
}

test('P2: where a relay serves everybody, nobody else passes beats on', async () => {
  const { verdict: verdictOf, connect } = judging();
  const verdict = async (at: number, relayed: boolean) =>
    verdictOf(await makeBeat(office, bob, key, at, { ...here, relayed }), 'Bob');
  expect(await verdict(NOW, true)).toBe('accept');
  connect('Relay');
  expect(await verdict(NOW + 1, true)).toBe('ignore');
  connect('Relay', 'Bob');
  expect(await verdict(NOW + 2, true)).toBe('ignore');
  expect(await verdict(NOW + 3, false), 'Bob has no relay').toBe('accept');
  connect('Relay', 'Cleo');
  expect(await verdict(NOW + 4, true), 'nothing is known of Cleo').toBe('accept');
});

test('P2: a beat that says again what was said a moment ago is not looked at', async () => {
  const { verdict, connect } = judging();
  connect('Relay');
  const forger = { ...alice, device: bob.device };
  const forged = async (said: Said) =>
    verdict(await makeBeat(office, forger, key, clock.now(), said), 'Relay');
  expect(await forged(here), 'nobody knows Bob').toBe('reject');
  const beat = await makeBeat(office, bob, key, clock.now() - 1, here);
  expect(await verdict(beat, 'Relay')).toBe('ignore');
  expect(await forged(here), 'it changes nothing').toBe('ignore');
  expect(await forged({ ...here, standing: 'away' })).toBe('reject');
  expect(await forged({ ...here, state: 'came' })).toBe('reject');
  expect(await forged({ ...here, relayed: true })).toBe('reject');
  await advance(BEAT_EVERY / 2);
  expect(await forged(here), 'it would tell that Bob is here still').toBe('reject');
  connect();
  await verdict(await makeBeat(office, bob, key, clock.now(), here), 'Cleo');
  await advance(1);
  expect(await forged(here), 'others might take it from here').toBe('reject');
});

test('P2: beats that a peer brings beyond its rate are not read; a relay brings those of all', async () => {
  const { verdict } = judging();
  const flood = async (from: string, times: number): Promise<number> => {
    const all = Array.from({ length: times }, () => verdict(new Uint8Array([1]), from));
    return (await Promise.all(all)).filter((it) => it === 'reject').length;
  };
  expect(await flood('Eve', BEATS.burst + 50)).toBe(BEATS.burst);
  await advance(1_000);
  expect(await flood('Eve', 50)).toBe(BEATS.perSecond);
  expect(await flood('Relay', BEATS.burst + 50)).toBe(BEATS.burst + 50);
  expect(await verdict(await makeBeat(office, bob, key, clock.now(), here), 'Bob')).toBe('accept');
});

const room = new Uint8Array(32).fill(7);
const lunch = 'lunch' as ConversationId;
const unexpected = (error: unknown): void => expect.fail(String(error));

/** Somebody types for so long that it is told. */
async function types(presence: Presence): Promise<void> {
  presence.type(lunch, unexpected);
  await advance(TYPING_AFTER);
}

test('P6: what is sent at once is not told to be typed before', async () => {
  const air = makeAir();
  const b = presenceOf(bob, 'Bob', air, undefined, {
    rooms: () => [{ conversation: lunch, key: room }],
  });
  b.start();
  await advance(2_000);
  const sent = air.sent.length;
  b.type(lunch, unexpected);
  await advance(TYPING_AFTER - 1);
  b.typing.sent(lunch);
  await advance(2 * TYPING_AFTER);
  expect(air.sent.length).toBe(sent);
  await types(b);
  expect(air.sent.length).toBe(sent + 1);
});

test('P6: who takes part sees that somebody types, for six seconds; others see a beat that they cannot open', async () => {
  const air = makeAir();
  const rooms = (...keys: RoomKey[]) => ({ rooms: () => keys });
  const [a, b, eve] = [
    presenceOf(alice, 'Alice', air, undefined, rooms({ conversation: lunch, key: room })),
    presenceOf(bob, 'Bob', air, undefined, rooms({ conversation: lunch, key: room })),
    presenceOf(await makeIdentity('Eve'), 'Eve', air),
  ];
  for (const presence of [a, b, eve]) presence.start();
  await advance(2_000);
  const beats = new Set(air.sent.map(({ length }) => length));
  const sent = air.sent.length;
  await types(b);
  await types(b);
  expect(air.sent.length - sent, 'at most one in three seconds').toBe(1);
  expect(beats).toContain(air.sent.at(-1)?.length);
  expect(a.typing.now().get(lunch)).toEqual([bob.device]);
  expect(eve.typing.now().size).toBe(0);
  expect(eve.here().has(bob.device)).toBe(true);
  await advance(3_000);
  await types(b);
  await advance(5_500);
  expect(a.typing.now().get(lunch)).toEqual([bob.device]);
  await advance(1_000);
  expect(a.typing.now().size).toBe(0);
  await types(b);
  expect(a.typing.now().size).toBe(1);
  a.typing.stopped(bob.device, lunch);
  expect(a.typing.now().size).toBe(0);
  await b.stop();
  expect(a.here().has(bob.device), 'a farewell is newer than what was typed').toBe(false);
});

test('P6: who does not take part cannot make it seem as if they typed', async () => {
  const air = makeAir();
  const rooms = { rooms: () => [{ conversation: lunch, key: room }] };
  const a = presenceOf(alice, 'Alice', air, undefined, { ...rooms, takesPart: () => false });
  const b = presenceOf(bob, 'Bob', air, undefined, rooms);
  a.start();
  b.start();
  await advance(2_000);
  await types(b);
  expect(a.typing.now().size).toBe(0);
});

test('P3: in an office of 50, presence costs each person less than 1 KB a second', async () => {
  const air = makeAir();
  const text = 'Writing the yearly report, please knock only when it burns'.padEnd(MAX_STATUS, '.');
  const said = { ...word, custom: { emoji: '📝', text, until: null } };
  const a = presenceOf(alice, 'Alice', air);
  a.start();
  await Promise.all(Array.from({ length: 49 }, (_, i) => beatOf(`Person ${i}`, air)));
  a.say({ standing: 'dnd', word: said });
  await advance(60_000);
  expect(a.here().size).toBe(49);
  air.sent.length = 0;
  const time = 900;
  for (let i = 0; i < time; i += 45) await advance(45_000);
  // Everybody tells as much as Alice does.
  const told = air.sent.reduce((sum, it) => sum + it.length + ENVELOPE, 0) / time;
  // Each other is heard once from the relay; those with a direct connection once more, from themselves.
  const heard = told * (49 + DIRECT);
  // One's own go to the relay and to everybody with a direct connection.
  const given = told * (1 + DIRECT);
  console.log(`presence, office of 50: ${Math.round(heard)} B/s in, ${Math.round(given)} B/s out`);
  expect(heard + given).toBeLessThan(1_024);
});
