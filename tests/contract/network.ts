import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PeerId } from '../../src/model/ids.ts';
import type { FrameStream, Network, NetworkEvent, Verdict } from '../../src/ports.ts';
import { MAX_FRAME } from '../../src/wire/limits.ts';

/** What the suite needs of an adapter. */
export interface NetworkWorld {
  /** A network, not started, that others can dial. `address` is known once it has started. */
  listening(): Promise<{ network: Network; address(): string }>;
  /** A network, not started, that only dials. */
  dialing(): Promise<Network>;
  /** An address at which nobody listens. */
  readonly nowhere: string;
  close(): Promise<void>;
}

const TOPIC = 'topic';
const bytesOf = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** The contract of the Network port (src/ports.ts), for every adapter. */
export function networkContract(name: string, openWorld: () => Promise<NetworkWorld>): void {
  describe(`Network: ${name}`, () => {
    let world: NetworkWorld;
    const started: Network[] = [];

    beforeEach(async () => {
      world = await openWorld();
    });
    afterEach(async () => {
      for (const network of started.splice(0)) await network.stop();
      await world.close();
    });

    async function startHub(): Promise<{ network: Network; address(): string }> {
      const hub = await world.listening();
      await hub.network.start();
      started.push(hub.network);
      return hub;
    }

    async function startLeaf(): Promise<Network> {
      const leaf = await world.dialing();
      await leaf.start();
      started.push(leaf);
      return leaf;
    }

    async function pair(): Promise<{ hub: Network; leaf: Network; address: string }> {
      const { network: hub, address } = await startHub();
      const leaf = await startLeaf();
      await leaf.dial(address());
      await until(() => knows(hub, leaf.peer));
      return { hub, leaf, address: address() };
    }

    describe('connections', () => {
      it('dials an address and names the peer there', async () => {
        const { network: hub, address } = await startHub();
        const leaf = await startLeaf();
        expect(await leaf.dial(address())).toBe(hub.peer);
        expect(leaf.connected()).toEqual([{ peer: hub.peer, direct: true }]);
        await until(() => knows(hub, leaf.peer));
      });

      it('rejects a dial to nobody as relay-unreachable or timeout', async () => {
        const leaf = await startLeaf();
        const reason = await reasonOf(leaf.dial(world.nowhere));
        expect(['relay-unreachable', 'timeout']).toContain(reason);
        expect(leaf.connected()).toEqual([]);
      });

      it('gives a dial up when told to', async () => {
        const leaf = await startLeaf();
        const given = AbortSignal.abort();
        expect(await reasonOf(leaf.dial(world.nowhere, given))).not.toBe('no error');
      });

      it('tells both sides of connecting and of hanging up', async () => {
        const { network: hub, address } = await startHub();
        const leaf = await startLeaf();
        const atHub: NetworkEvent[] = [];
        const atLeaf: NetworkEvent[] = [];
        hub.onEvent((event) => atHub.push(event));
        leaf.onEvent((event) => atLeaf.push(event));
        await leaf.dial(address());
        await until(() => atHub.length === 1);
        await leaf.hangUp(hub.peer);
        await until(() => atHub.length === 2 && atLeaf.length === 2);
        expect(atLeaf).toEqual([
          { kind: 'peer-connected', peer: hub.peer, direct: true },
          { kind: 'peer-disconnected', peer: hub.peer },
        ]);
        expect(atHub.map((it) => it.kind)).toEqual(['peer-connected', 'peer-disconnected']);
        expect(hub.connected()).toEqual([]);
      });

      it('does not tell a listener that has left', async () => {
        const { network: hub, address } = await startHub();
        const leaf = await startLeaf();
        const told = vi.fn();
        leaf.onEvent(told)();
        await leaf.dial(address());
        expect(told).not.toHaveBeenCalled();
        expect(knows(leaf, hub.peer)).toBe(true);
      });

      it('hanging up on a stranger is harmless', async () => {
        const { hub } = await pair();
        const stranger = await world.dialing();
        await hub.hangUp(stranger.peer);
      });

      it('stops and starts twice without harm, and ends connections when it stops', async () => {
        const { hub, leaf, address } = await pair();
        await leaf.stop();
        await leaf.stop();
        await until(() => !knows(hub, leaf.peer));
        await leaf.start();
        await leaf.start();
        expect(await leaf.dial(address)).toBe(hub.peer);
      });
    });

    describe('streams', () => {
      async function streams(): Promise<{
        mine: FrameStream;
        theirs: FrameStream;
        hub: Network;
        leaf: Network;
      }> {
        const { hub, leaf } = await pair();
        const arriving = Promise.withResolvers<FrameStream>();
        hub.onStream((stream) => arriving.resolve(stream));
        const mine = await leaf.open(hub.peer);
        await mine.send(bytesOf(0));
        const theirs = await arriving.promise;
        const first = await theirs[Symbol.asyncIterator]().next();
        expect(first.value).toEqual(bytesOf(0));
        return { mine, theirs, hub, leaf };
      }

      it('names the peer at both ends', async () => {
        const { mine, theirs, hub, leaf } = await streams();
        expect([mine.peer, theirs.peer]).toEqual([hub.peer, leaf.peer]);
      });

      it('carries frames of every size whole and in order', async () => {
        const { mine, theirs } = await streams();
        const sizes = [1, 2, 127, 128, 16_383, 16_384, 65_536, MAX_FRAME - 1, MAX_FRAME, 1, 300];
        const sent = Promise.all(sizes.map((size, i) => mine.send(new Uint8Array(size).fill(i))));
        const got = await take(theirs, sizes.length);
        await sent;
        expect(got.map((it) => it.length)).toEqual(sizes);
        expect(got.every((it, i) => it.every((byte) => byte === i))).toBe(true);
      });

      it('carries both ways at once', async () => {
        const { mine, theirs } = await streams();
        const there = Promise.all([1, 2, 3].map((it) => mine.send(bytesOf(it))));
        const back = Promise.all([4, 5, 6].map((it) => theirs.send(bytesOf(it))));
        expect((await take(theirs, 3)).map((it) => it[0])).toEqual([1, 2, 3]);
        expect((await take(mine, 3)).map((it) => it[0])).toEqual([4, 5, 6]);
        await Promise.all([there, back]);
      });

      it('refuses to send an empty frame or one that is too large', async () => {
        const { mine, theirs } = await streams();
        expect(await reasonOf(mine.send(new Uint8Array(0)))).toBe('malformed');
        expect(await reasonOf(mine.send(new Uint8Array(MAX_FRAME + 1)))).toBe('malformed');
        await mine.send(bytesOf(7));
        expect((await take(theirs, 1))[0]).toEqual(bytesOf(7));
      });

      it('holds a sender back while the reader does not read, and loses nothing', async () => {
        const { mine, theirs } = await streams();
        const frame = new Uint8Array(MAX_FRAME);
        const count = 64;
        let sent = 0;
        const sending = (async () => {
          for (let i = 0; i < count; i++) {
            frame[0] = i;
            await mine.send(frame.slice());
            sent++;
          }
        })();
        await settled(() => sent);
        expect(sent).toBeLessThan(count / 2);
        const got = await take(theirs, count);
        await sending;
        expect(got.map((it) => it[0])).toEqual(Array.from({ length: count }, (_, i) => i));
      });

      it('delivers what was sent before a close, then ends the reader', async () => {
        const { mine, theirs } = await streams();
        await mine.send(bytesOf(1));
        await mine.send(bytesOf(2));
        await mine.close();
        await mine.close();
        const got: number[] = [];
        for await (const frame of theirs) got.push(frame[0] as number);
        expect(got).toEqual([1, 2]);
        expect(await reasonOf(theirs.send(bytesOf(3)))).toBe('closed');
        expect(await reasonOf(mine.send(bytesOf(3)))).toBe('closed');
      });

      it('ends readers and waiting senders when the peer is gone', async () => {
        const { mine, theirs, hub, leaf } = await streams();
        const blocked = Promise.allSettled(
          Array.from({ length: 64 }, () => mine.send(new Uint8Array(MAX_FRAME))),
        );
        const reading = (async () => {
          for await (const _ of mine) throw new Error('nothing was sent');
        })();
        await hub.hangUp(leaf.peer);
        await reading;
        const results = await blocked;
        expect(results.at(-1)?.status).toBe('rejected');
        await theirs.close();
      });

      it('rejects a stream to a peer that is not connected', async () => {
        const { hub, leaf } = await pair();
        await leaf.hangUp(hub.peer);
        await until(() => !knows(leaf, hub.peer));
        expect(await reasonOf(leaf.open(hub.peer))).toBe('closed');
      });
    });

    describe('topics', () => {
      /** A hub with leaves that are all in the topic; what each was given. */
      async function star(
        leaves: number,
        verdict: (bytes: Uint8Array) => Verdict = () => 'accept',
      ) {
        const { network: hub, address } = await startHub();
        const seen = new Map<PeerId, Uint8Array[]>();
        const join = (network: Network) => {
          const mine: Uint8Array[] = [];
          seen.set(network.peer, mine);
          return network.subscribe(TOPIC, {
            validate: (bytes) => {
              mine.push(bytes);
              return verdict(bytes);
            },
          });
        };
        join(hub);
        const members = await Promise.all(
          Array.from({ length: leaves }, async () => {
            const leaf = await startLeaf();
            join(leaf);
            await leaf.dial(address());
            return leaf;
          }),
        );
        const got = (network: Network): number[] =>
          (seen.get(network.peer) ?? []).map((it) => it[0] as number);
        return { hub, members, got, address: address() };
      }

      it('counts nobody when nobody is there', async () => {
        const leaf = await startLeaf();
        expect(await leaf.publish(TOPIC, bytesOf(1))).toBe(0);
      });

      it('joins a topic once', async () => {
        const leaf = await startLeaf();
        const leave = leaf.subscribe(TOPIC, { validate: () => 'accept' });
        expect(() => leaf.subscribe(TOPIC, { validate: () => 'accept' })).toThrow(TypeError);
        leave();
        leave();
        leaf.subscribe(TOPIC, { validate: () => 'accept' });
      });

      it('passes what is accepted on to all others, once, with the neighbour it came from', async () => {
        const { hub, members, got } = await star(4);
        const [sender, ...others] = members as [Network, ...Network[]];
        await ready(sender, members.length, hub);
        const message = bytesOf(9, 9);
        expect(await sender.publish(TOPIC, message)).toBe(1);
        await until(() => others.every((it) => got(it).includes(9)));
        expect(got(hub).filter((it) => it === 9)).toEqual([9]);
        for (const other of others) expect(got(other).filter((it) => it === 9)).toEqual([9]);
        expect(got(sender)).not.toContain(9);
      });

      it.each(['reject', 'ignore'] as const)(
        'does not pass on what it must %s',
        async (verdict) => {
          const { hub, members, got } = await star(2, (bytes) =>
            bytes[0] === 66 ? verdict : 'accept',
          );
          const [sender, other] = members as [Network, Network];
          await ready(sender, members.length, hub);
          await sender.publish(TOPIC, bytesOf(66));
          await sender.publish(TOPIC, bytesOf(67));
          await until(() => got(other).includes(67));
          expect(got(hub)).toContain(66);
          expect(got(other)).not.toContain(66);
        },
      );

      it('tells what is said or passed on in a topic only to those who may hear it', async () => {
        const { hub, members, got } = await star(3);
        const [sender, ...others] = members as [Network, Network, Network];
        await ready(sender, members.length, hub);
        const [may, mayNot] = others;
        const heard = new Map(others.map((it) => [it, 0]));
        for (const it of others) {
          const validate = () => {
            heard.set(it, (heard.get(it) ?? 0) + 1);
            return 'accept' as const;
          };
          it.subscribe('private', { validate });
        }
        const mayHear = (peer: PeerId) => peer !== mayNot?.peer;
        hub.subscribe('private', { validate: () => 'accept', mayHear });
        const noise = () => crypto.getRandomValues(new Uint8Array(9));
        await until(async () => {
          await sender.publish('private', noise());
          return (
            (await hub.publish('private', noise())) === 1 && (heard.get(may as Network) ?? 0) > 2
          );
        });
        await sender.publish(TOPIC, bytesOf(45));
        await until(() => others.every((it) => got(it).includes(45)));
        expect(heard.get(mayNot as Network)).toBe(0);
      });

      it('takes a validator that fails for one that ignores', async () => {
        const { hub, members, got } = await star(2);
        const [sender, other] = members as [Network, Network];
        await ready(sender, members.length, hub);
        const fault = vi.fn(() => Promise.reject(new Error('a fault of this test')));
        other.subscribe('faulty', { validate: fault });
        hub.subscribe('faulty', { validate: () => 'accept' });
        await until(
          async () =>
            (await sender.publish('faulty', crypto.getRandomValues(new Uint8Array(8)))) > 0,
        );
        await sender.publish(TOPIC, bytesOf(5));
        await until(() => got(other).includes(5));
      });

      it('hears nothing more after leaving', async () => {
        const { hub, members, got } = await star(2);
        const [sender, other] = members as [Network, Network];
        await ready(sender, members.length, hub);
        const heard: number[] = [];
        const leave = other.subscribe('second', {
          validate: (bytes) => {
            heard.push(bytes[0] as number);
            return 'accept';
          },
        });
        hub.subscribe('second', { validate: () => 'accept' });
        await until(async () => {
          await sender.publish('second', crypto.getRandomValues(new Uint8Array(9)));
          return heard.length > 0;
        });
        leave();
        const before = heard.length;
        await sender.publish('second', bytesOf(1, 2, 3));
        await sender.publish(TOPIC, bytesOf(44));
        await until(() => got(other).includes(44));
        expect(heard.length).toBe(before);
      });

      it('flows again after the other side was restarted', async () => {
        const { network: hub, address } = await startHub();
        const leaf = await startLeaf();
        const heard: number[] = [];
        const count = {
          validate: (bytes: Uint8Array): Verdict => {
            heard.push(bytes[0] as number);
            return 'accept';
          },
        };
        leaf.subscribe(TOPIC, count);
        hub.subscribe(TOPIC, { validate: () => 'accept' });
        for (let round = 0; round < 3; round++) {
          await leaf.dial(address());
          await until(
            async () => (await hub.publish(TOPIC, crypto.getRandomValues(new Uint8Array(8)))) > 0,
          );
          const before = heard.length;
          await until(async () => {
            await hub.publish(TOPIC, crypto.getRandomValues(new Uint8Array(8)));
            return heard.length > before;
          });
          await hub.stop();
          await until(() => leaf.connected().length === 0);
          await hub.start();
        }
      });

      /** Waits until a message of the sender reaches everyone through the hub. */
      async function ready(sender: Network, size: number, hub: Network): Promise<void> {
        await until(() => hub.connected().length === size);
        await until(async () => {
          await sender.publish(TOPIC, bytesOf(0, ...crypto.getRandomValues(new Uint8Array(8))));
          return (
            (await hub.publish(TOPIC, bytesOf(0, ...crypto.getRandomValues(new Uint8Array(8))))) ===
            size
          );
        });
      }
    });
  });
}

const knows = (network: Network, peer: PeerId): boolean =>
  network.connected().some((it) => it.peer === peer);

/** Waits until the condition holds, at most 15 seconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 15_000, interval: 10 });
}

/** Waits until a value has stopped changing for 250 ms. */
async function settled(value: () => number): Promise<void> {
  let last = -1;
  await vi.waitUntil(
    () => {
      const changed = value() !== last;
      last = value();
      return !changed;
    },
    { timeout: 15_000, interval: 250 },
  );
}

/** The next frames of a stream. */
async function take(stream: FrameStream, count: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  const iterator = stream[Symbol.asyncIterator]();
  while (frames.length < count) {
    const next = await iterator.next();
    if (next.done) throw new Error(`stream ended after ${frames.length} of ${count} frames`);
    frames.push(next.value);
  }
  return frames;
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    return (error as { reason?: string }).reason ?? `untyped: ${String(error)}`;
  }
}
