import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PeerId } from '../../src/model/ids.ts';
import { MAX_FRAME } from '../../src/wire/limits.ts';
import { type OpenHub, openHub } from '../support/openHub.ts';
import { openPage, type TestPage } from '../support/page.ts';

const module = new URL('webRtc.browser.ts', import.meta.url);
type Connected = { peer: PeerId; direct: boolean }[];

const until = (holds: () => Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 60_000, interval: 50 });

describe('browsers, the relay and WebRTC', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const it of opened.splice(0).reverse()) await it.close();
  });
  const keep = <T extends { close(): Promise<void> }>(it: T): T => {
    opened.push(it);
    return it;
  };

  /** Two browsers at one relay, and where the first dials the second. */
  async function atOneRelay() {
    const hub = keep(await openHub());
    const [a, b] = [keep(await openPage(module)), keep(await openPage(module))];
    const alice = (await a.run('begin', 1)) as PeerId;
    const bob = (await b.run('begin', 2)) as PeerId;
    await Promise.all([a.run('dial', hub.address), b.run('dial', hub.address)]);
    await until(async () => hub.reservations() === 2);
    return { hub, a, b, alice, bob, through: through(hub, bob) };
  }

  /** The same, connected directly; `slow` makes the one that dials take in candidates slowly. */
  async function upgraded({ slow = 0 } = {}) {
    const all = await atOneRelay();
    if (slow > 0) await all.a.run('slowCandidates', slow);
    expect(await all.a.run('dial', all.through)).toBe(all.bob);
    await until(async () => isDirect((await all.a.run('connected')) as Connected, all.bob));
    await until(async () => isDirect((await all.b.run('connected')) as Connected, all.alice));
    return all;
  }

  const hears = async (page: TestPage, text: string): Promise<boolean> =>
    ((await page.run('messages')) as string[]).includes(text);

  test('become direct, carry frames of every size, and let go of the way through the relay', async () => {
    const { a, b, alice, bob } = await upgraded();
    for (const bytes of [1, 70_000, MAX_FRAME]) await a.run('echo', bob, bytes);
    await b.run('echo', alice, MAX_FRAME);
    await until(async () => (await a.run('paths', bob)) === 1);
    await until(async () => (await b.run('paths', alice)) === 1);
    expect(isDirect((await a.run('connected')) as Connected, bob)).toBe(true);
    await a.run('echo', bob, 1000);
  });

  test('become direct where one side is long done when the other looks', async () => {
    const { a, bob } = await upgraded({ slow: 500 });
    await a.run('echo', bob, 1000);
  });

  test('keep talking when the relay is gone, and with everybody again when it is back', async () => {
    const { hub, a, b, bob } = await upgraded();
    hub.network.subscribe('topic', { validate: () => 'accept' });
    await until(async () => Number(await a.run('publish', crypto.randomUUID())) >= 2);
    await hub.close();
    await until(async () => ((await a.run('connected')) as Connected).length === 1);
    // Nobody dials, nothing waits: what is said now goes the direct way or nowhere.
    await until(async () => Number(await a.run('publish', crypto.randomUUID())) === 1);
    await a.run('publish', 'alone');
    await until(() => hears(b, 'alone'));
    await until(async () => Number(await b.run('publish', crypto.randomUUID())) === 1);
    await b.run('publish', 'and back');
    await until(() => hears(a, 'and back'));
    await a.run('echo', bob, 1000);

    const again = keep(await openHub({ port: hub.port, seed: hub.seed }));
    again.network.subscribe('topic', { validate: () => 'accept' });
    await Promise.all([a.run('dial', again.address), b.run('dial', again.address)]);
    await until(async () => again.reservations() === 2);
    await until(async () => {
      const text = crypto.randomUUID();
      return (await again.network.publish('topic', new TextEncoder().encode(text))) === 2;
    });
  });

  test('stay connected through the relay where WebRTC does not work, however often it is tried', async () => {
    const { a, b, bob, alice, through } = await atOneRelay();
    await b.run('blockWebRtc');
    for (let tries = 0; tries < 3; tries++) {
      expect(await a.run('dial', through)).toBe(bob);
      await b.run('echo', alice, 1000);
    }
    expect(await a.run('connected')).toContainEqual({ peer: bob, direct: false });
    const events = (await a.run('told')) as { kind: string; peer: PeerId }[];
    const about = events.filter((it) => it.peer === bob).map((it) => it.kind);
    expect(about).toEqual(['peer-connected']);
    await a.run('publish', 'the long way');
    await until(() => hears(b, 'the long way'));
  });

  test('get their place at a relay that lets them in only after a while', async () => {
    const members = new Set<PeerId>();
    const hub = keep(await openHub({ isMember: (peer) => members.has(peer) }));
    const page = keep(await openPage(module));
    const peer = (await page.run('begin', 3)) as PeerId;
    await page.run('dial', hub.address);
    await until(async () => hub.gate.strangers() === 1);
    expect(hub.reservations()).toBe(0);
    hub.network.subscribe('topic', { validate: () => 'accept' });
    expect(await hub.network.publish('topic', new Uint8Array([1]))).toBe(0);
    members.add(peer);
    hub.gate.review();
    await until(async () => hub.reservations() === 1);
    await until(
      async () =>
        (await hub.network.publish('topic', crypto.getRandomValues(new Uint8Array(8)))) === 1,
    );
  });
});

const through = (hub: OpenHub, peer: PeerId): string =>
  `${hub.address}/p2p-circuit/webrtc/p2p/${peer}`;

const isDirect = (connected: Connected, peer: PeerId): boolean =>
  connected.some((it) => it.peer === peer && it.direct);
