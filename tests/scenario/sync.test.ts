import { describe, expect, it, vi } from 'vitest';
import { ConfabError } from '../../src/model/errors.ts';
import { type LogId, type PeerId, ROSTER } from '../../src/model/ids.ts';
import { Attacker } from '../support/attacker.ts';
import { chain, month, SyncWorld } from '../support/syncWorld.ts';

const texts = (count: number, tag = 'm'): string[] =>
  Array.from({ length: count }, (_, i) => `${tag}${i}`);

describe('sync between devices and a relay', () => {
  it('carries a message live through the relay, and receipts back', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    const alice = await world.member('alice');
    const bob = await world.member('bob');
    await world.clock.advance(500);
    alice.replica.append(month('A'), chain(1), 'hello');
    await world.clock.advance(20);
    expect(bob.replica.fingerprint()).toContain('hello');
    await world.clock.advance(100);
    expect(alice.replica.heldBy(relay.peer, month('A'), chain(1))).toBe(1);
    await world.stop();
    expect(world.clock.waiting).toBe(0);
  });

  it('brings what was written offline to a device that is never online at the same time', async () => {
    const world = new SyncWorld();
    const alice = await world.member('alice');
    alice.replica.append(month('A'), chain(1), ...texts(1200));
    await world.relay();
    await world.clock.advance(20_000);
    await world.kill('alice');
    const bob = await world.member('bob');
    await world.clock.advance(1_000);
    expect(bob.replica.count()).toBe(1200);
    expect(world.same()).toBe(true);
    await world.stop();
  });

  it('passes on at once what catch-up brought', async () => {
    const world = new SyncWorld();
    await world.relay();
    const bob = await world.member('bob');
    await world.clock.advance(1_000);
    const alice = await world.start('alice', { relays: [] });
    alice.replica.append(month('A'), chain(1), 'written before');
    await world.kill('alice');
    await world.member('alice');
    await world.clock.advance(300);
    expect(bob.replica.fingerprint()).toContain('written before');
    await world.stop();
  });

  it('says when it has caught up, and counts', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    relay.replica.append(month('A'), chain(9), ...texts(10_000));
    const bob = await world.member('bob');
    let done = false;
    const caughtUp = bob.sync.caughtUp().then(() => {
      done = true;
    });
    await world.clock.runUntil(() => done, 60_000);
    await caughtUp;
    expect(bob.replica.count()).toBe(10_000);
    expect(bob.sync.status()).toMatchObject({
      received: 10_000,
      catchingUp: false,
      relay: 'connected',
    });
    expect(relay.sync.status().sent).toBe(10_000);
    await world.stop();
  });

  it('has not caught up before all has gone in that waited for the roster', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    const bob = await world.start('bob', { relays: [] });
    for (const { replica } of [relay, bob]) {
      replica.open = false;
      replica.guests.add(relay.peer).add(bob.peer);
    }
    // Each hangs on the next, so that nearly all wait; the first, which comes in last, is Late's.
    for (let id = 1; id <= 12; id++) {
      const author = (id === 1 ? 'late' : `m${id}`) as PeerId;
      const seen = id < 12 ? [[chain(id + 1), 1] as const] : [];
      relay.replica.write(ROSTER, chain(id), [{ author, seen, text: `r${id}` }]);
    }
    const late = texts(700).map((text) => ({ author: 'late' as PeerId, seen: [], text }));
    relay.replica.write(month('A'), chain(1), late);
    const admit = bob.replica.admit.bind(bob.replica);
    const judged: LogId[] = [];
    vi.spyOn(bob.replica, 'admit').mockImplementation(async (run) => {
      judged.push(run.log);
      await new Promise<void>((done) => world.clock.after(10, done));
      return admit(run);
    });
    await world.kill('bob');
    await world.member('bob');
    let held = 0;
    const caughtUp = bob.sync.caughtUp().then(() => {
      held = bob.replica.size;
    });
    await world.clock.runUntil(() => held > 0, 60_000);
    await caughtUp;
    expect(held).toBe(712);
    expect(judged.lastIndexOf(ROSTER)).toBeLessThan(judged.indexOf(month('A')));
    await world.stop();
  });

  it('fetches the roster first, then the newest months', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    for (const ago of [5, 0, 3, 1]) relay.replica.append(month('A', ago), chain(9), ...texts(1300));
    relay.replica.append(ROSTER, chain(8), ...texts(600));
    const bob = await world.member('bob');
    await world.clock.advance(2_000);
    const order = [...new Set(bob.replica.admitted.map(({ log }) => log))];
    expect(order).toEqual([ROSTER, month('A', 0), month('A', 1), month('A', 3), month('A', 5)]);
    await world.stop();
  });

  it('fetches what could not be stored when storage works again', async () => {
    const world = new SyncWorld();
    const errors: unknown[] = [];
    const relay = await world.relay();
    relay.replica.append(month('A'), chain(1), ...texts(700));
    const bob = await world.member('bob', { onError: (error) => errors.push(error) });
    const full = vi
      .spyOn(bob.replica, 'admit')
      .mockRejectedValue(new ConfabError('storage-full', 'disk'));
    await world.clock.advance(60_000);
    expect(errors[0]).toMatchObject({ reason: 'storage-full' });
    expect(bob.replica.size).toBe(0);
    full.mockRestore();
    expect(await world.clock.runUntil(() => bob.replica.size === 700, 180_000)).toBe(true);
    await world.stop();
  });

  it('costs an idle pair next to nothing', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    for (let log = 0; log < 100; log++) relay.replica.append(month('A', log), chain(1), 'm');
    const bob = await world.member('bob');
    // Bob has told by then what he holds now.
    await world.clock.advance(60_000);
    const before = world.hub.sentBy(relay.peer) + world.hub.sentBy(bob.peer);
    await world.clock.advance(300_000);
    const after = world.hub.sentBy(relay.peer) + world.hub.sentBy(bob.peer);
    expect(after - before).toBeLessThan(1_000);
    await world.stop();
  });

  it('costs few bytes a message', async () => {
    const world = new SyncWorld();
    await world.relay();
    const alice = await world.member('alice');
    await world.member('bob');
    await world.clock.advance(5_000);
    const before = world.hub.sentBy(alice.peer);
    for (let count = 0; count < 20; count++) {
      alice.replica.append(month('A'), chain(1), 'm'.repeat(200));
      await world.clock.advance(1_000);
    }
    const each = (world.hub.sentBy(alice.peer) - before) / 20;
    // The fake's envelope is 210 bytes; its place and the heartbeats come on top.
    expect(each).toBeLessThan(300);
    await world.stop();
  });

  it('answers for a log that it has listed since it last told of it', async () => {
    const world = new SyncWorld();
    const bob = await world.start('bob');
    bob.replica.append(ROSTER, chain(1), 'first');
    const carol = await Attacker.against(world, bob.peer);
    bob.replica.append(ROSTER, chain(1), 'second');
    const digest = new Uint8Array(16);
    const logs = [[ROSTER, digest]] as const;
    // Bob tells of the roster, then lists it: whoever compares waits for his word once more.
    carol.send({ kind: 'inventory', logs, last: true, full: false, echo: true });
    await world.clock.advance(1_000);
    const haves = carol.count('have');
    expect(carol.heard.at(-1)).toMatchObject({ kind: 'inventory', logs: [[ROSTER, {}]] });
    carol.send({ kind: 'have', log: ROSTER, vector: new Map(), echo: true });
    await world.clock.advance(100);
    expect(carol.count('have')).toBe(haves + 1);
    await world.stop();
  });

  it('S4: reaches within seconds a device that gossip does not reach', async () => {
    const world = new SyncWorld();
    await world.relay();
    const alice = await world.member('alice');
    const bob = await world.member('bob');
    await world.clock.advance(5_000);
    bob.sync.leave(month('A'));
    alice.replica.append(month('A'), chain(1), 'unheard');
    expect(await world.clock.runUntil(() => bob.replica.size === 1, 4_000)).toBe(true);
    // What catch-up brought to the relay does not wait for what gossip did.
    alice.replica.append(month('A'), chain(1), 'unheard too');
    await world.clock.advance(100);
    const carol = await world.start('carol');
    carol.replica.append(month('B'), chain(2), 'from before');
    bob.sync.leave(month('B'));
    await world.kill('carol');
    await world.member('carol');
    expect(await world.clock.runUntil(() => bob.replica.count(month('B')) === 1, 1_000)).toBe(true);
    await world.stop();
  });
});
