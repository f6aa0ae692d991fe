import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_PEERS } from '../../../relay/circuit.ts';
import { FLOOR, RATES } from '../../../relay/limits.ts';
import { PacedNetwork } from '../../../relay/pacedNetwork.ts';
import { Paces } from '../../../relay/paces.ts';
import { makeVirtualClock, type VirtualClock } from '../../../src/adapters/memory/clock.ts';
import { makeHub } from '../../../src/adapters/memory/hub.ts';
import type { PeerId } from '../../../src/model/ids.ts';
import { Bucket } from '../../../src/sync/bucket.ts';

const MIB = 1024 * 1024;
const ANA = 'ana' as PeerId;
const BEN = 'ben' as PeerId;
let clock: VirtualClock;

beforeEach(() => {
  clock = makeVirtualClock();
});

describe('a bucket', () => {
  test('gives its burst at once, and its rate for ever', async () => {
    const bucket = new Bucket(clock, { burst: 10, perSecond: 2 });
    expect(bucket.take(10)).toBe(true);
    expect(bucket.take()).toBe(false);
    await clock.advance(500);
    expect([bucket.take(), bucket.take()]).toEqual([true, false]);
    await clock.advance(3_600_000);
    expect([bucket.full, bucket.take(11), bucket.take(10)]).toEqual([true, false, true]);
  });

  test('says how long to wait for what was used already', async () => {
    const bucket = new Bucket(clock, { burst: 10, perSecond: 2 });
    expect([bucket.spend(8), bucket.spend(4)]).toEqual([0, 1_000]);
    await clock.advance(1_000);
    expect(bucket.spend(0)).toBe(0);
    expect(bucket.full).toBe(false);
  });

  test('gives nothing for a clock that was set back', () => {
    let now = 1_000_000;
    const bucket = new Bucket({ now: () => now }, { burst: 1, perSecond: 1 });
    expect(bucket.take()).toBe(true);
    now -= 500_000;
    expect(bucket.take()).toBe(false);
    now += 1_000;
    expect(bucket.take()).toBe(true);
  });
});

describe('the paces of devices', () => {
  test('let in a program that runs one terminal command after the other', async () => {
    const paces = new Paces(clock);
    for (let i = 0; i < 500; i++) {
      expect([i, paces.take(ANA, 'connections')]).toEqual([i, true]);
      await clock.advance(500);
    }
  });

  test('are apart, and remembered for as many as there can be', async () => {
    const paces = new Paces(clock);
    for (let i = 0; i < RATES.beats.burst; i++) expect(paces.take(ANA, 'beats')).toBe(true);
    expect([paces.take(ANA, 'beats'), paces.take(BEN, 'beats')]).toEqual([false, true]);
    for (let i = 0; i < 5 * MAX_PEERS; i++) paces.take(`stranger ${i}` as PeerId, 'connections');
    expect(paces.size).toBeLessThanOrEqual(4 * MAX_PEERS);
  });
});

describe('the paces of a member with ten devices', () => {
  const devices = Array.from({ length: 10 }, (_, i) => `ana ${i}` as PeerId);
  const isAna = (peer: PeerId) => (peer.startsWith('ana') ? 'Ana' : null);

  test('are those of one, and a little for each device', () => {
    const paces = new Paces(clock, isAna);
    const taken = (device: PeerId) => {
      let count = 0;
      while (paces.take(device, 'messages')) count += 1;
      return count;
    };
    const [first, ...others] = devices.map(taken);
    const floor = Math.floor(RATES.messages.burst * FLOOR);
    expect(first).toBe(RATES.messages.burst + floor);
    expect(others).toEqual(others.map(() => floor));
    expect(taken(BEN), 'of nobody').toBe(RATES.messages.burst);
  });

  test('let a device go on that another one of them would hold up', async () => {
    const paces = new Paces(clock, isAna);
    const [greedy, modest] = devices as [PeerId, PeerId];
    for (let i = 0; i < 40; i++) paces.spend(greedy, 'frameBytes', 4 * MIB);
    expect(paces.spend(greedy, 'frameBytes', MIB)).toBeGreaterThan(10_000);
    expect(paces.spend(modest, 'frameBytes', MIB)).toBe(0);
    // What one sends beyond its rates is no debt of the others for longer than it waits itself.
    await clock.advance(300_000);
    expect(paces.spend(modest, 'frameBytes', 4 * MIB)).toBe(0);
  });

  test('go on at the rate of one', async () => {
    const paces = new Paces(clock, isAna);
    for (const device of devices) while (paces.take(device, 'frames', 100));
    await clock.advance(10_000);
    const more = devices.map((device) => {
      let count = 0;
      while (paces.take(device, 'frames', 100)) count += 100;
      return count;
    });
    const sum = more.reduce((all, count) => all + count);
    expect(sum).toBeGreaterThanOrEqual(4_000);
    expect(sum).toBeLessThan(4_000 * (1 + 10 * FLOOR) + 2_000);
  });
});

describe('the network as offices use it', () => {
  async function connected(rateOf: () => 'messages' | 'beats' | null = () => 'messages') {
    const hub = makeHub(clock);
    const [relay, ana] = [hub.join(BEN), hub.join(ANA)];
    const banned: PeerId[] = [];
    const paced = new PacedNetwork(relay, {
      clock,
      gate: { ban: (peer: PeerId) => banned.push(peer) } as never,
      paces: new Paces(clock),
      rateOf,
    });
    await Promise.all([paced.start(), ana.start()]);
    const dialling = ana.dial(hub.addressOf(BEN));
    await clock.advance(10);
    await dialling;
    return { hub, paced, ana, banned };
  }

  test('hears live messages at their rate, drops what is above, and shuts out who goes on', async () => {
    const { hub, paced, ana, banned } = await connected();
    let heard = 0;
    paced.subscribe('topic', {
      validate: () => {
        heard += 1;
        return 'accept';
      },
    });
    const say = async (count: number) => {
      for (let i = 0; i < count; i++)
        await ana.publish('topic', crypto.getRandomValues(new Uint8Array(9)));
      await clock.advance(10);
    };
    await say(RATES.messages.burst + 500);
    expect(heard).toBeLessThan(RATES.messages.burst + 10);
    expect([banned, hub.rejectedFrom(ANA)]).toEqual([[], 0]);
    await clock.advance(10_000);
    const before = heard;
    await say(100);
    expect(heard - before, 'after a while, all is as before').toBe(100);
    await say(RATES.messages.burst + RATES.excess.burst);
    expect(banned[0]).toBe(ANA);
  });

  test('rejects what is said in a topic in which one has no business', async () => {
    const { hub, paced, ana } = await connected(() => null);
    paced.subscribe('topic', { validate: () => expect.unreachable() });
    await ana.publish('topic', new Uint8Array(9));
    await clock.advance(10);
    expect(hub.rejectedFrom(ANA)).toBe(1);
  });

  test('reads frames at their rate; the sender waits, and nothing is lost', async () => {
    const { paced, ana } = await connected();
    let heard = 0;
    paced.onStream((stream) => {
      void (async () => {
        for await (const _ of stream) heard += 1;
      })();
    });
    const opening = ana.open(BEN);
    await clock.advance(10);
    const stream = await opening;
    let sent = 0;
    void (async () => {
      for (; sent < 400; sent++) await stream.send(new Uint8Array(256 * 1024));
    })();
    await clock.advance(1_000);
    const burst = RATES.frameBytes.burst / (256 * 1024);
    expect(heard).toBeGreaterThanOrEqual(burst);
    expect(heard).toBeLessThan(burst + 10);
    expect(sent, 'back-pressure').toBeLessThan(heard + 20);
    await clock.advance(60_000);
    expect(heard).toBe(400);
    await stream.close();
    await clock.advance(10);
    expect(clock.waiting).toBe(0);
  });
});
