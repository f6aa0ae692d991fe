import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { peerIdFromString } from '@libp2p/peer-id';
import { webSockets } from '@libp2p/websockets';
import { multiaddr } from '@multiformats/multiaddr';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  createNetwork,
  type LibP2PNetwork,
  SYNC_PROTOCOL,
} from '../../src/adapters/libp2p/network.ts';
import type { PeerId } from '../../src/model/ids.ts';
import type { FrameStream } from '../../src/ports.ts';
import { MAX_FRAME } from '../../src/wire/limits.ts';
import { type HubOptions, type OpenHub, openHub } from '../support/openHub.ts';

const TOPIC = 'topic';
const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
const until = (holds: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 15_000, interval: 20 });

describe('a hub among hostile peers', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function hubOf(options?: HubOptions): Promise<OpenHub> {
    const hub = await openHub(options);
    ends.push(() => hub.close());
    return hub;
  }

  async function leafOf(hub: OpenHub, seed = random()): Promise<LibP2PNetwork> {
    const leaf = await createNetwork({
      seed,
      transports: [webSockets(), circuitRelayTransport()],
      onError: () => undefined,
    });
    await leaf.start();
    ends.push(() => leaf.stop());
    await leaf.dial(hub.address);
    return leaf;
  }

  /** A stream to the hub on which any bytes can be sent, and the hub's end of it. */
  async function rawStream() {
    const hub = await hubOf();
    const leaf = await leafOf(hub);
    const arriving = Promise.withResolvers<FrameStream>();
    hub.network.onStream((stream) => arriving.resolve(stream));
    const raw = await leaf.node?.dialProtocol(peerIdFromString(hub.network.peer), SYNC_PROTOCOL);
    if (!raw) throw new Error('the leaf does not run');
    return { hub, leaf, raw, arriving: arriving.promise };
  }

  const readToEnd = async (stream: FrameStream): Promise<unknown> => {
    try {
      for await (const _ of stream);
      return 'ended';
    } catch (error) {
      return (error as { reason?: string }).reason;
    }
  };

  test.each([
    ['announces a frame too large', [0xff, 0xff, 0x7f]],
    ['spells a length at length', [0x80, 0x80, 0x80, 0x80]],
    ['grants what was not sent', [0x00, 0x01]],
  ])('closes the stream of who %s, and names the reason', async (_what, bytes) => {
    const { raw, arriving, hub, leaf } = await rawStream();
    raw.send(Uint8Array.from(bytes));
    expect(await readToEnd(await arriving)).toBe('malformed');
    await until(() => raw.status !== 'open');
    // Only the stream: the connection and other streams go on.
    const other = await leaf.open(hub.network.peer);
    await other.send(new Uint8Array([1]));
    await other.close();
  });

  test('closes the stream of who sends on and on', async () => {
    const { raw, arriving } = await rawStream();
    const frame = new Uint8Array(3 + MAX_FRAME);
    frame.set([0x80, 0x80, 0x10]);
    raw.addEventListener('close', () => undefined);
    for (let i = 0; i < 8 && raw.status === 'open'; i++) {
      raw.send(frame);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const stream = await arriving;
    await until(() => raw.status !== 'open');
    expect(await readToEnd(stream)).toBe('malformed');
  });

  test('reads a stream that breaks off in a frame as closed', async () => {
    const { raw, arriving } = await rawStream();
    raw.send(Uint8Array.from([10, 1, 2, 3]));
    const stream = await arriving;
    await raw.close();
    expect(await readToEnd(stream)).toBe('closed');
  });

  test('gives a stranger no gossip, and all of it once it is let in', async () => {
    const members = new Set<PeerId>();
    const hub = await hubOf({ isMember: (peer) => members.has(peer) });
    const heard: Uint8Array[] = [];
    const hubHeard: Uint8Array[] = [];
    hub.network.subscribe(TOPIC, {
      validate: (bytes) => {
        hubHeard.push(bytes);
        return 'accept';
      },
    });
    const member = await createNetwork({ seed: random(), transports: [webSockets()] });
    members.add(member.peer);
    await member.start();
    ends.push(() => member.stop());
    await member.dial(hub.address);
    const stranger = await leafOf(hub);
    stranger.subscribe(TOPIC, {
      validate: (bytes) => {
        heard.push(bytes);
        return 'accept';
      },
    });
    await until(async () => (await member.publish(TOPIC, random())) === 1);
    const before = hubHeard.length;
    expect(await stranger.publish(TOPIC, random())).toBe(0);
    expect(heard).toEqual([]);

    members.add(stranger.peer);
    hub.gate.review();
    await until(async () => {
      await member.publish(TOPIC, random());
      return heard.length > 0;
    });
    await until(async () => (await stranger.publish(TOPIC, random())) === 1);
    await until(() => hubHeard.length > before);
  });

  test('keeps each peer to the topics of its office: none is named, heard or passed on to others', async () => {
    const rateOf = (peer: PeerId, topic: string) =>
      offices.get(peer) === topic ? ('messages' as const) : null;
    const offices = new Map<PeerId, string>();
    const hub = await hubOf({ rateOf });
    const heardBy = (network: LibP2PNetwork, topic: string): Uint8Array[] => {
      const heard: Uint8Array[] = [];
      network.subscribe(topic, {
        validate: (bytes) => {
          heard.push(bytes);
          return 'accept';
        },
      });
      return heard;
    };
    const atHub = heardBy(hub.network, 'lab');
    heardBy(hub.network, 'bureau');
    const seeds = [random(), random(), random()];
    const [ana, ben, zoe] = (await Promise.all(seeds.map((seed) => leafOf(hub, seed)))) as [
      LibP2PNetwork,
      LibP2PNetwork,
      LibP2PNetwork,
    ];
    for (const [peer, office] of [
      [ana.peer, 'lab'],
      [ben.peer, 'lab'],
      [zoe.peer, 'bureau'],
    ] as const) {
      offices.set(peer, office);
      hub.network.introduce(peer);
    }
    const [atBen, atZoe, aside] = [
      heardBy(ben, 'lab'),
      heardBy(zoe, 'lab'),
      heardBy(zoe, 'of nobody'),
    ];
    heardBy(ana, 'lab');
    await until(async () => {
      await hub.network.publish('lab', random());
      return atBen.length > 0;
    });
    await until(async () => (await ana.publish('lab', random())) > 0 && atHub.length > 0);
    // Zoe knows the topic's name and subscribes; the hub tells her nothing of it, and is told in vain.
    expect(await zoe.publish('lab', random())).toBe(0);
    const byZoe = random();
    const inside = zoe.node?.services.gossip as unknown as {
      sendRpc(to: string, rpc: object): boolean;
    };
    const messages = [{ topic: 'lab', data: byZoe }];
    expect(inside.sendRpc(hub.network.peer, { subscriptions: [], messages })).toBe(true);
    await ana.publish('of nobody', random());
    const last = random();
    await until(async () => {
      await ana.publish('lab', last);
      return atBen.some((it) => Buffer.compare(it, last) === 0);
    });
    expect([atZoe, aside]).toEqual([[], []]);
    expect([...atHub, ...atBen].some((it) => Buffer.compare(it, byZoe) === 0)).toBe(false);
    expect(zoe.node?.services.gossip.getSubscribers('lab')).toEqual([]);
  });

  test('shuts out who opens streams on and on', async () => {
    const hub = await hubOf();
    const leaf = await leafOf(hub);
    for (let i = 0; i < 2_000 && leaf.connected().length > 0; i++) {
      const stream = await leaf.open(hub.network.peer).catch(() => null);
      await stream?.close();
    }
    await until(() => leaf.connected().length === 0);
    expect(hub.gate.admitsConnection(leaf.peer)).toBe(false);
  });

  test('relays nothing for a stranger', async () => {
    const hub = await hubOf({ isMember: () => false });
    const [one, other] = [await leafOf(hub), await leafOf(hub)];
    const through = multiaddr(`${hub.address}/p2p-circuit/p2p/${other.peer}`);
    await expect(one.node?.dial(through)).rejects.toThrow();
    expect(hub.reservations()).toBe(0);
  });

  test('turns away more strangers than it has room for, never members', async () => {
    const members = new Set<PeerId>();
    const hub = await hubOf({ isMember: (peer) => members.has(peer) });
    for (let i = 0; i < 64; i++) hub.gate.connected(`stranger ${i}` as PeerId);
    // The handshake tells who it is, so the dial may succeed before the hub has turned it away.
    const stranger = await leafOf(hub).catch(() => null);
    await until(() => (stranger?.connected() ?? []).length === 0);
    expect(hub.network.connected()).toEqual([]);
    const member = await createNetwork({ seed: random(), transports: [webSockets()] });
    members.add(member.peer);
    await member.start();
    ends.push(() => member.stop());
    expect(await member.dial(hub.address)).toBe(hub.network.peer);
  });

  test('writes to the newest socket of a device that came back before its old one was known dead', async () => {
    const hub = await hubOf();
    hub.network.subscribe(TOPIC, { validate: () => 'accept' });
    const seed = random();
    const dead = await leafOf(hub, seed);
    dead.subscribe(TOPIC, { validate: () => 'accept' });
    await until(async () => (await hub.network.publish(TOPIC, random())) === 1);
    const back = await leafOf(hub, seed);
    const heard: Uint8Array[] = [];
    back.subscribe(TOPIC, {
      validate: (bytes) => {
        heard.push(bytes);
        return 'accept';
      },
    });
    await until(async () => {
      await hub.network.publish(TOPIC, random());
      return heard.length > 0;
    });
    expect(hub.network.connected()).toEqual([{ peer: back.peer, direct: true }]);
    expect(hub.network.node?.getConnections()).toHaveLength(1);
  });

  test('takes a whole office that comes back at once', async () => {
    const hub = await hubOf();
    hub.network.subscribe(TOPIC, { validate: () => 'accept' });
    const leaves = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const leaf = await leafOf(hub);
        leaf.subscribe(TOPIC, { validate: () => 'accept' });
        return leaf;
      }),
    );
    await until(async () => (await hub.network.publish(TOPIC, random())) === leaves.length);
  });
});
