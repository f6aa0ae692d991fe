import { describe, expect, it } from 'vitest';
import { ConfabError } from '../../src/model/errors.ts';
import { type OfficeId, type PeerId, ROSTER } from '../../src/model/ids.ts';
import { makeDoor } from '../../src/sync/door.ts';
import { chain, month, SyncWorld } from '../support/syncWorld.ts';

const [relayPeer, annPeer, benPeer] = ['relay', 'ann', 'ben'] as PeerId[] as [
  PeerId,
  PeerId,
  PeerId,
];

describe('keeping connected', () => {
  it('reaches a relay that comes up later, and comes back at once after a loss', async () => {
    const world = new SyncWorld();
    const { sync } = await world.member('ann');
    await world.clock.advance(90_000);
    expect(sync.status()).toMatchObject({ relay: 'offline', peers: [] });
    await world.relay();
    await world.clock.advance(31_000);
    expect(sync.status().relay).toBe('connected');
    world.hub.disconnect(annPeer, relayPeer);
    await world.clock.advance(10);
    expect(sync.status().relay).not.toBe('connected');
    await world.clock.advance(600);
    expect(sync.status().relay).toBe('connected');
    await world.stop();
  });

  it('tries again at once when woken', async () => {
    const world = new SyncWorld();
    const { sync } = await world.member('ann');
    await world.clock.advance(300_000);
    await world.relay();
    sync.wake();
    await world.clock.advance(20);
    expect(sync.status().relay).toBe('connected');
    await world.stop();
  });

  it('finds out after waking that its connections carry nothing any more', async () => {
    const world = new SyncWorld();
    await world.relay();
    const { sync } = await world.member('ann');
    await world.clock.advance(2_000);
    // The network changed during sleep: the old connection is dead without a word.
    world.hub.partition([[annPeer]], { silent: true });
    sync.wake();
    await world.clock.advance(100);
    expect(sync.status().relay).toBe('connected');
    await world.clock.advance(7_000);
    expect(sync.status().relay).not.toBe('connected');
    world.hub.heal();
    await world.clock.advance(5_000);
    expect(sync.status().relay).toBe('connected');
    await world.stop();
  });

  it('takes the next relay when one is gone', async () => {
    const world = new SyncWorld();
    await world.start('second', { role: 'relay' });
    const { sync } = await world.start('ann', {
      relays: [world.hub.addressOf(relayPeer), world.hub.addressOf('second' as PeerId)],
    });
    await world.clock.advance(1_000);
    expect(sync.status()).toMatchObject({ relay: 'connected', peers: ['second'] });
    await world.stop();
  });

  it('says that an address is no address', async () => {
    const world = new SyncWorld();
    const errors: unknown[] = [];
    const relays = ['nonsense'];
    const ann = await world.start('ann', { relays, onError: (it) => errors.push(it) });
    ann.network.dial = (address) => Promise.reject(new ConfabError('malformed', address));
    await world.clock.advance(1_000);
    expect(errors[0]).toMatchObject({ reason: 'malformed' });
    expect(ann.sync.status().relay).toBe('offline');
    await world.stop();
  });

  it('talks directly while the relay is down, one stream a pair, and through it again later', async () => {
    const world = new SyncWorld();
    await world.relay();
    const ann = await world.member('ann');
    const ben = await world.member('ben');
    await world.clock.advance(500);
    world.meet('ann', 'ben');
    await world.clock.advance(500);
    expect(ann.sync.status().peers.toSorted()).toEqual(['ben', 'relay']);
    await world.kill('relay');
    await world.clock.advance(100);
    ann.replica.append(month('A'), chain(1), 'relay is down');
    await world.clock.advance(100);
    expect(ben.replica.fingerprint()).toContain('relay is down');
    expect(ann.replica.heldBy(benPeer, month('A'), chain(1))).toBe(1);
    await world.relay();
    await world.clock.advance(40_000);
    expect(ann.replica.heldBy(relayPeer, month('A'), chain(1))).toBe(1);
    expect(ann.sync.status().peers.toSorted()).toEqual(['ben', 'relay']);
    await world.stop();
  });

  it('does not dial in a loop a peer that cannot be reached', async () => {
    const world = new SyncWorld();
    const ann = await world.start('ann');
    let dials = 0;
    const dial = ann.network.dial.bind(ann.network);
    ann.network.dial = (address, signal) => {
      dials += 1;
      return dial(address, signal);
    };
    ann.sync.reach([{ peer: benPeer, addresses: [world.hub.addressOf(benPeer)] }]);
    await world.clock.advance(600_000);
    expect(dials).toBeGreaterThan(2);
    expect(dials).toBeLessThan(10);
    await world.stop();
  });

  it('keeps at most 12 direct connections', async () => {
    const world = new SyncWorld();
    const names = Array.from({ length: 20 }, (_, i) => `b${String(i).padStart(2, '0')}`);
    for (const name of names) await world.start(name);
    const ann = await world.start('ann');
    world.meet('ann', ...names);
    for (const name of names) world.devices.get(name)?.sync.reach([]);
    await world.clock.advance(60_000);
    expect(ann.network.connected().length).toBe(12);
    await world.stop();
  });

  it('says why a relay turns it away, and that it did', async () => {
    const world = new SyncWorld();
    const relay = await world.start('relay', {
      role: 'relay',
      authorize: () => ({ kind: 'refuse', why: 'expired-invite' }),
    });
    const ann = await world.member('ann');
    await world.clock.advance(1_000);
    expect(ann.refused).toEqual(['expired-invite']);
    expect(ann.sync.status().relay).toBe('refused');
    expect(relay.sync.status().peers).toEqual([]);
    await world.stop();
  });

  it('goes on to the next of its relays when one does not let it in', async () => {
    const world = new SyncWorld();
    const authorize = () => ({ kind: 'refuse', why: 'removed' }) as const;
    await world.start('liar', { role: 'relay', authorize });
    await world.relay();
    const relays = ['liar', 'relay'].map((name) => world.hub.addressOf(name as PeerId));
    const ann = await world.member('ann', { relays });
    await world.clock.advance(10_000);
    expect(ann.refused).toEqual(['removed']);
    expect(ann.sync.status()).toMatchObject({ relay: 'connected', peers: ['relay'] });
    await world.stop();
  });

  it('is let in by a later try', async () => {
    const world = new SyncWorld();
    let members = false;
    const authorize = () =>
      members ? ({ kind: 'welcome' } as const) : ({ kind: 'refuse', why: 'not-member' } as const);
    await world.start('relay', { role: 'relay', authorize });
    const ann = await world.member('ann');
    await world.clock.advance(1_000);
    members = true;
    await world.clock.advance(61_000);
    expect(ann.sync.status().relay).toBe('connected');
    await world.stop();
  });
});

describe('what members are told', () => {
  it('is by how much their clock is off', async () => {
    const world = new SyncWorld();
    await world.relay();
    const clock = { ...world.clock, now: () => world.clock.now() + 90_000 };
    const { sync } = await world.member('ann', { clock });
    await world.clock.advance(100);
    expect(Math.abs(sync.status().offset - 90_000)).toBeLessThan(10);
    await world.stop();
  });

  it('is every receipt, even when one was lost', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    const ann = await world.member('ann');
    await world.clock.advance(1_000);
    // The relay takes the entry, and dies before its receipt is out.
    ann.replica.append(month('A'), chain(1), 'kept');
    await world.clock.runUntil(() => relay.replica.size === 1, 1_000);
    await world.kill('relay');
    expect(ann.replica.heldBy(relayPeer, month('A'), chain(1))).toBe(0);
    await world.relay();
    await world.clock.advance(5_000);
    expect(ann.replica.heldBy(relayPeer, month('A'), chain(1))).toBe(1);
    await world.stop();
  });

  it('is offered again to the relay when gossip lost it', async () => {
    const world = new SyncWorld(1, { gossipLoss: 1 });
    const relay = await world.relay();
    const ann = await world.member('ann');
    await world.clock.advance(1_000);
    ann.replica.append(month('A'), chain(1), 'lost on the way');
    await world.clock.advance(4_000);
    expect(relay.replica.size).toBe(1);
    expect(ann.replica.heldBy(relayPeer, month('A'), chain(1))).toBe(1);
    await world.stop();
  });
});

describe('who joins', () => {
  it('reads the roster first and all else as soon as the join is known', async () => {
    const world = new SyncWorld();
    const relay = await world.relay();
    relay.replica.open = false;
    relay.replica.write(ROSTER, chain(1), [{ author: annPeer, seen: [], text: 'founded' }]);
    relay.replica.append(month('A'), chain(2), 'history');
    await world.kill('relay');
    await world.start('relay', { role: 'relay', authorize: () => ({ kind: 'welcome' }) });
    relay.replica.mayRead = (peer, log) => log === ROSTER || relay.replica.members.has(peer);
    const ben = await world.member('ben');
    ben.replica.open = false;
    await world.clock.advance(1_000);
    expect([ben.replica.count(ROSTER), ben.replica.size]).toEqual([1, 1]);
    ben.replica.append(ROSTER, chain(9), 'joined');
    await world.clock.advance(100);
    let done = false;
    void ben.sync.caughtUp().then(() => {
      done = true;
    });
    expect(await world.clock.runUntil(() => done, 2_000)).toBe(true);
    expect(ben.replica.size).toBe(2);
    await world.clock.advance(1_000);
    expect(relay.replica.size).toBe(3);
    await world.stop();
  });
});

describe('a door', () => {
  it('hands each stream to the office that it names', async () => {
    const world = new SyncWorld();
    const { sync, network, replica } = await world.start('relay', {
      role: 'relay',
      accepts: false,
    });
    replica.append(month('A'), chain(3), 'behind the door');
    const asked: OfficeId[] = [];
    const close = makeDoor(network, world.clock, (_, hello) => {
      asked.push(hello.office);
      if (hello.office !== replica.office) return { kind: 'refuse', why: 'unknown-office' };
      return { kind: 'office', accept: (greeting) => sync.accept(greeting) };
    });
    const ann = await world.member('ann');
    await world.clock.advance(1_000);
    expect(asked).toEqual([replica.office]);
    expect(ann.replica.size).toBe(1);
    close();
    await world.kill('ann');
    const again = await world.member('ann');
    await world.clock.advance(1_000);
    expect(again.sync.status().peers).toEqual([]);
    await world.stop();
  });
});
