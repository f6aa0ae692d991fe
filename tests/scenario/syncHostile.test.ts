import { describe, expect, it } from 'vitest';
import { type ChainId, logOf, type OfficeId, type PeerId, ROSTER } from '../../src/model/ids.ts';
import { encodeFrame, type Frame, SYNC_VERSION } from '../../src/sync/frames.ts';
import { encode } from '../../src/wire/cbor.ts';
import { MAX_CHAINS, MAX_INVENTORY } from '../../src/wire/limits.ts';
import { Attacker } from '../support/attacker.ts';
import { fakeEnvelope, OFFICE } from '../support/fakeReplica.ts';
import { chain, conversation, month, SyncWorld, topicOf } from '../support/syncWorld.ts';

const bob = 'bob' as PeerId;
const entry = (text: string): Uint8Array =>
  fakeEnvelope({ author: 'ann' as PeerId, seen: [], text });
const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);
const entries = (from: number, ...envelopes: Uint8Array[]): Frame => ({
  kind: 'entries',
  run: { log: month('A'), chain: chain(1), from, envelopes },
});
const have = (next: number, id = 1): Frame => ({
  kind: 'have',
  log: month('A'),
  vector: new Map([[chain(id), next]]),
  echo: false,
});
const inventory = (full = true): Frame => ({
  kind: 'inventory',
  logs: [],
  last: true,
  full,
  echo: false,
});

describe('a hostile peer', () => {
  it('is left when it sends entries that nobody asked for, and none is taken', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    const mallory = await Attacker.against(world, bob);
    for (let number = 0; number < 60; number++) mallory.send(entries(number, entry('unasked')));
    await world.clock.advance(1_000);
    expect(replica.size).toBe(0);
    expect(mallory.ended).toBe(true);
    await world.stop();
  });

  it('gets no second session for a while', async () => {
    const world = new SyncWorld();
    await world.start('bob');
    const mallory = await Attacker.against(world, bob);
    mallory.sendBytes(Uint8Array.of(0xff));
    await world.clock.advance(100);
    expect(mallory.ended).toBe(true);
    mallory.heard.length = 0;
    void mallory.open(bob, () => {});
    await world.clock.advance(100);
    expect(mallory.ended).toBe(true);
    expect(mallory.heard).toEqual([]);
    await world.stop();
  });

  it('that answers with more than was asked is not believed', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    const mallory = await Attacker.against(world, bob, (frame, it) => {
      if (frame.kind === 'want') it.send(entries(0, entry('one'), entry('two'), entry('three')));
    });
    mallory.send(inventory(), have(2));
    await world.clock.advance(1_000);
    expect(replica.size).toBe(0);
    await world.stop();
  });

  it.each(['nothing', 'an empty answer', 'one entry now and then'])(
    'that withholds what it offers, with %s, delays an honest one by seconds only',
    async (how) => {
      const world = new SyncWorld();
      const { replica } = await world.start('bob');
      let number = 0;
      const drip = (it: Attacker) => {
        it.send(entries(number++, entry('drip')));
        world.clock.after(8_000, () => drip(it));
      };
      const mallory = await Attacker.against(world, bob, (frame, it) => {
        if (frame.kind !== 'want') return;
        if (how === 'an empty answer') it.send(entries(frame.ranges[0]?.from ?? 0));
        if (how.startsWith('one') && number === 0) drip(it);
      });
      mallory.send(inventory(), have(400));
      await world.clock.advance(500);
      const ann = await world.start('ann');
      ann.replica.append(
        month('A'),
        chain(1),
        'drip',
        'drip',
        'drip',
        'drip',
        'drip',
        ...texts(395),
      );
      world.meet('ann', 'bob');
      expect(await world.clock.runUntil(() => replica.size === 400, 16_000)).toBe(true);
      await world.stop();
    },
  );

  it('that forges entries is left, and an honest one brings the true ones', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    const mallory = await Attacker.against(world, bob, (frame, it) => {
      if (frame.kind !== 'want') return;
      for (const { chain: id, from } of frame.ranges) {
        const run = { log: frame.log, chain: id, from, envelopes: [Uint8Array.of(1, 2, 3)] };
        it.send({ kind: 'entries', run });
      }
    });
    mallory.send(inventory());
    for (let id = 1; id <= 5; id++) mallory.send(have(5, id));
    await world.clock.advance(500);
    expect(mallory.ended).toBe(true);
    const ann = await world.start('ann');
    ann.replica.append(month('A'), chain(1), ...texts(5));
    world.meet('ann', 'bob');
    expect(await world.clock.runUntil(() => replica.size === 5, 10_000)).toBe(true);
    await world.stop();
  });

  it('that passes on what its author must not write is not blamed for it', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    const carol = await Attacker.against(world, bob, (frame, it) => {
      if (frame.kind !== 'want') return;
      for (const { chain: id, from } of frame.ranges) {
        const run = {
          log: frame.log,
          chain: id,
          from,
          envelopes: [entry(id < 20 ? 'forbidden' : 'good')],
        };
        it.send({ kind: 'entries', run });
      }
    });
    carol.send(inventory());
    for (let id = 1; id <= 20; id++) carol.send(have(1, id));
    await world.clock.advance(2_000);
    expect(carol.ended).toBe(false);
    expect(replica.size).toBe(1);
    const asked = carol.count('want');
    for (let id = 1; id <= 20; id++) carol.send(have(1, id));
    await world.clock.advance(2_000);
    expect(carol.count('want')).toBe(asked);
    await world.stop();
  });

  it('that does not read what it asked for costs no more than a window, and is left', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    replica.append(month('A'), chain(1), ...texts(20_000).map((it) => it.padEnd(500)));
    let reading = true;
    const network = world.hub.join('mallory' as PeerId);
    await network.start();
    void (async () => {
      await network.dial(world.hub.addressOf(bob));
      const stream = await network.open(bob);
      const send = (frame: Frame) => stream.send(encodeFrame(frame)).catch(() => {});
      void send({ kind: 'hello', version: SYNC_VERSION, office: OFFICE, time: 0, proof: null });
      void send({ kind: 'welcome' });
      const ranges = Array.from({ length: 40 }, (_, i) => ({
        chain: chain(1),
        from: i * 500,
        to: i * 500 + 500,
      }));
      void send({ kind: 'want', log: month('A'), ranges });
      for await (const _ of stream) throw new Error('nothing is to be read');
      reading = false;
    })().catch(() => {});
    await world.clock.advance(2_000);
    expect(replica.reads).toBeLessThan(5);
    await world.clock.advance(70_000);
    expect(world.devices.get('bob')?.sync.status().peers).toEqual([]);
    expect(replica.reads).toBeLessThan(5);
    void reading;
    await world.stop();
  });

  it('that asks for more at once than is reasonable is left', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    replica.append(month('A'), chain(1), 'one');
    const mallory = await Attacker.against(world, bob);
    const ranges = Array.from({ length: MAX_CHAINS }, () => ({ chain: chain(1), from: 0, to: 1 }));
    mallory.send({ kind: 'want', log: month('A'), ranges });
    await world.clock.advance(1_000);
    expect(mallory.ended).toBe(true);
    expect(mallory.count('entries')).toBe(0);
    await world.stop();
  });

  it('that wants everything again and again is made to wait', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    replica.append(month('A'), chain(1), ...texts(400).map((it) => it.padEnd(600)));
    const again: Frame = {
      kind: 'want',
      log: month('A'),
      ranges: [{ chain: chain(1), from: 0, to: 400 }],
    };
    const mallory = await Attacker.against(world, bob, (frame, it) => {
      if (frame.kind === 'entries') it.send(again);
    });
    mallory.send(again);
    await world.clock.advance(10_000);
    const bytes = world.hub.sentBy(bob);
    await world.clock.advance(10_000);
    expect(bytes).toBeLessThan(300 * 1024 * 1024);
    expect(world.hub.sentBy(bob) - bytes).toBeLessThan(12 * 1024 * 1024);
    await world.stop();
  });

  it('that lists endless logs is left', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    const mallory = await Attacker.against(world, bob);
    let month = 0;
    for (let frames = 0; frames < 40; frames++) {
      const logs = Array.from({ length: MAX_INVENTORY }, () => {
        month += 1;
        return [
          logOf(conversation('QRST'[month % 4] ?? 'Q'), month % 100_000),
          new Uint8Array(16),
        ] as const;
      });
      mallory.send({ kind: 'inventory', logs, last: false, full: true, echo: false });
    }
    await world.clock.advance(5_000);
    expect(mallory.ended).toBe(true);
    expect(replica.size).toBe(0);
    await world.stop();
  });

  it('that offers endless chains is asked for few of them at a time', async () => {
    const world = new SyncWorld();
    await world.start('bob');
    const mallory = await Attacker.against(world, bob);
    mallory.send(inventory());
    for (let part = 0; part < 30; part++) {
      const ids = Array.from({ length: MAX_CHAINS }, (_, i) => (part * MAX_CHAINS + i) as ChainId);
      mallory.send({
        kind: 'have',
        log: month('A'),
        vector: new Map(ids.map((id) => [id, 1_000])),
        echo: false,
      });
    }
    await world.clock.advance(5_000);
    let asked = 0;
    for (const frame of mallory.heard) {
      if (frame.kind === 'want') for (const { from, to } of frame.ranges) asked += to - from;
    }
    expect(asked).toBeLessThanOrEqual(4_500);
    await world.stop();
  });

  it('that floods with small frames is read slowly and answered in bounds', async () => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    replica.append(month('A'), chain(1), 'one');
    const mallory = await Attacker.against(world, bob);
    const ask: Frame = { kind: 'inventory', logs: [], last: true, full: false, echo: true };
    for (let frames = 0; frames < 30_000; frames++) mallory.send(ask);
    await world.clock.advance(10_000);
    // One answer in a quarter of a second, however often it is asked for.
    expect(mallory.count('inventory')).toBeLessThan(60);
    await world.stop();
  });

  it('that never says hello is let go', async () => {
    const world = new SyncWorld();
    await world.start('bob');
    const network = world.hub.join('mallory' as PeerId);
    await network.start();
    let ended = false;
    void (async () => {
      await network.dial(world.hub.addressOf(bob));
      for await (const _ of await network.open(bob))
        throw new Error('nothing is said to strangers');
      ended = true;
    })();
    await world.clock.advance(12_000);
    expect(ended).toBe(true);
    await world.stop();
  });

  it.each([
    ['another office', { office: 'B'.repeat(42).concat('A') as OfficeId }, 'unknown-office'],
    ['another version', { version: 2 }, 'unsupported'],
    ['no membership', {}, 'not-member'],
  ])('of %s is told why it is turned away', async (_, other, why) => {
    const world = new SyncWorld();
    const { replica } = await world.start('bob');
    replica.open = false;
    const network = world.hub.join('mallory' as PeerId);
    await network.start();
    const heard: Uint8Array[] = [];
    void (async () => {
      await network.dial(world.hub.addressOf(bob));
      const stream = await network.open(bob);
      const hello = {
        kind: 'hello',
        version: SYNC_VERSION,
        office: OFFICE,
        time: 0,
        proof: null,
      } as const;
      await stream.send(encodeFrame({ ...hello, ...other }));
      for await (const bytes of stream) heard.push(bytes);
    })();
    await world.clock.advance(1_000);
    expect(heard).toEqual([encode([2, why])]);
    await world.stop();
  });
});

describe('live gossip', () => {
  const gossip = (log = month('A'), number = 0, envelope = entry('live')) =>
    encode([log, 1, number, [envelope]]);

  async function setUp() {
    const world = new SyncWorld();
    const { replica, sync } = await world.start('bob');
    const mallory = await Attacker.against(world, bob);
    const say = async (bytes: Uint8Array, topic = topicOf(month('A'))) => {
      await mallory.network.publish(topic, bytes);
      await world.clock.advance(50);
      return world.hub.rejectedFrom('mallory' as PeerId);
    };
    return { world, replica, sync, mallory, say };
  }

  it('that is no message, or in the wrong topic, is rejected', async () => {
    const { world, replica, say } = await setUp();
    expect(await say(Uint8Array.of(1, 2, 3))).toBe(1);
    expect(await say(encode([month('A'), 1, 0, []]))).toBe(2);
    expect(await say(gossip(month('B')))).toBe(3);
    expect(await say(gossip(month('A'), 0, Uint8Array.of(0xff)))).toBe(4);
    expect(replica.size).toBe(0);
    expect(await say(gossip())).toBe(4);
    expect(replica.size).toBe(1);
    await world.stop();
  });

  it('that its author must not write is dropped without blame', async () => {
    const { world, replica, say } = await setUp();
    expect(await say(gossip(month('A'), 0, entry('forbidden')))).toBe(0);
    expect(replica.size).toBe(0);
    await world.stop();
  });

  it('with a gap makes the gap be fetched at once', async () => {
    const world = new SyncWorld();
    await world.relay();
    const carol = await world.member('carol');
    const dave = await world.member('dave');
    await world.clock.advance(1_000);
    world.hub.faults.gossipLoss = 1;
    carol.replica.append(month('A'), chain(1), 'lost');
    await world.clock.advance(5);
    world.hub.faults.gossipLoss = 0;
    carol.replica.append(month('A'), chain(1), 'heard');
    await world.clock.advance(200);
    expect(dave.replica.size).toBe(2);
    await world.stop();
  });

  it('by a device that is not known yet waits for the roster', async () => {
    const { world, replica, say, mallory } = await setUp();
    replica.open = false;
    replica.guests.add('mallory' as PeerId);
    mallory.send(inventory());
    await world.clock.advance(2_000);
    expect(await say(gossip())).toBe(0);
    expect(replica.size).toBe(0);
    // The roster is asked for, and so is the entry itself.
    const asks = mallory.heard.filter((it) => it.kind === 'inventory' && it.echo);
    expect(asks.length).toBeGreaterThan(0);
    expect(mallory.heard.some((it) => it.kind === 'want' && it.log === month('A'))).toBe(true);
    mallory.send(entries(0, entry('live')));
    await world.clock.advance(100);
    expect(replica.size).toBe(0);
    mallory.send({ kind: 'have', log: ROSTER, vector: new Map([[chain(7), 1]]), echo: false });
    await world.clock.advance(100);
    const run = { log: ROSTER, chain: chain(7), from: 0, envelopes: [entry('member')] };
    mallory.send({ kind: 'entries', run });
    await world.clock.advance(100);
    expect(replica.size).toBe(2);
    await world.stop();
  });
});
