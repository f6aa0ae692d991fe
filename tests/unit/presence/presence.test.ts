import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { OfficeId, PeerId } from '../../../src/model/ids.ts';
import type { Identity, Network, TopicHandler } from '../../../src/ports.ts';
import { isSigned, makeBeat, openBeat, readBeat } from '../../../src/presence/beat.ts';
import { BeatGuard } from '../../../src/presence/guard.ts';
import { BEAT_EVERY, OFFLINE_AFTER, Presence } from '../../../src/presence/presence.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { keyIdOf } from '../../../src/wire/hash.ts';
import { MAX_PRESENCE } from '../../../src/wire/limits.ts';
import { turned } from '../../support/craft.ts';
import { makeIdentity } from '../../support/story.ts';

const office = toBase64url(new Uint8Array(32).fill(1)) as OfficeId;
const secret = new Uint8Array(32).fill(2);
const key = { id: keyIdOf(secret), key: secret };
const NOW = Date.UTC(2026, 0, 15, 12);
const here = { state: 'here', webrtc: true } as const;

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
  for (const said of [here, { state: 'leaving', webrtc: false } as const]) {
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
      lengths.add((await makeBeat(office, alice, key, NOW, { state, webrtc })).length);
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

/** A topic that everybody hears at once. */
function makeAir() {
  const handlers = new Map<string, Set<TopicHandler>>();
  const sent: Uint8Array[] = [];
  const network = (name: string) =>
    ({
      peer: name as PeerId,
      webrtc: name === 'Alice',
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
) {
  const presence = new Presence({
    office,
    identity,
    network: air.network(name),
    clock,
    now,
    keys: () => [key],
    isMember: () => true,
  });
  opened.push(presence);
  return presence;
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
