import { beforeEach, describe, expect, it } from 'vitest';
import { identityOf, makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import { type ChainId, logOf, type PeerId } from '../../src/model/ids.ts';
import { type Hlc, hlcAt, monthOf } from '../../src/model/time.ts';
import type { Network } from '../../src/ports.ts';
import { decode, encode } from '../../src/wire/cbor.ts';
import { channelKeyOf, topicOf } from '../../src/wire/hash.ts';
import { craft } from '../support/craft.ts';
import { anaBenAndCleo, delivered, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** Mallory joins like anybody, and goes on with a program of her own. */
async function mallory(ana: Person) {
  const person = await world.join('Mallory', await world.inviteBy(ana));
  const office = person.here.office.id;
  const conversation = person.conversation();
  await world.close(person);
  const keys = makeKeyStore(person.disk);
  const generations = decode((await keys.secret('office-keys')) ?? new Uint8Array()) as [
    string,
    string,
    Uint8Array,
  ][];
  const { identity, peer } = { identity: person.disk.identity, peer: person.peer };
  if (!identity || !peer || !generations[0]) throw new Error('Mallory has not joined');
  const network = world.hub.join(peer);
  await network.start();
  return {
    network,
    topic: topicOf(office, conversation),
    /** A chain of texts; with the same `run` it is the same chain. */
    write: (run: Uint8Array, ...texts: string[]) =>
      craft(
        {
          identity: identityOf(identity),
          office,
          log: logOf(conversation, monthOf(world.clock.now())),
          key: channelKeyOf(generations[0]?.[2] as Uint8Array, office, conversation),
          hlc: hlcAt(world.clock.now()) as Hlc,
          run,
        },
        texts.map((text) => [1, text]),
      ),
  };
}

/** Tells just one peer, by gossip. */
async function tell(
  network: Network,
  topic: string,
  to: PeerId,
  entries: Awaited<ReturnType<typeof craft>>,
) {
  const [first] = entries;
  if (!first) return;
  await world.drive(network.dial(world.hub.addressOf(to)));
  const { log, chain, number } = first;
  await network.publish(
    topic,
    encode([log, chain as ChainId, number, entries.map((it) => it.bytes)]),
  );
  await world.clock.advance(10);
  await network.hangUp(to);
}

describe('a device that writes two entries at one number', () => {
  it('splits nobody else: all others go on, live and by catch-up', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes', 'really'), await write(run, 'no', 'never')];
    world.hub.partition([
      [network.peer, ben.peer as PeerId],
      [network.peer, cleo.peer as PeerId],
    ]);
    await tell(network, topic, ben.peer as PeerId, one);
    await tell(network, topic, cleo.peer as PeerId, other);
    expect(await world.texts(ben)).toEqual(['yes', 'really']);
    expect(await world.texts(cleo)).toEqual(['no', 'never']);
    world.hub.heal();
    await world.clock.advance(120 * SECOND);
    for (const person of [ana, ben, cleo]) await say(world, person, `${person.name} goes on`);
    for (const person of [ana, ben, cleo]) await delivered(world, person);
    await world.until('all know', () =>
      [ana, ben, cleo].every(({ here }) =>
        here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      ),
    );
    for (const person of [ana, ben, cleo]) {
      const texts = await world.texts(person);
      expect(texts.filter((text) => text.endsWith('goes on')).sort()).toEqual([
        'Ana goes on',
        'Ben goes on',
        'Cleo goes on',
      ]);
      expect(texts, 'what it forked counts for nobody').toHaveLength(3);
      const state = person.here.connection.get();
      expect(state.kind, 'nobody is left for what another wrote').toBe('connected');
    }
    await network.stop();
  });

  it('is found out by those who compare the ends of chains, though the two stories are as long', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes'), await write(run, 'no')];
    for (const person of [ben, cleo])
      await world.drive(person.here.timeline(person.conversation()));
    world.hub.partition([
      [network.peer, ben.peer as PeerId],
      [network.peer, cleo.peer as PeerId],
    ]);
    await tell(network, topic, ben.peer as PeerId, one);
    await tell(network, topic, cleo.peer as PeerId, other);
    world.hub.heal();
    for (const person of [ana, ben, cleo]) {
      await world.until(`${person.name} is told`, () =>
        person.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      );
      expect(await world.texts(person)).toEqual([]);
    }
    await network.stop();
  });

  it('is found out when the two meet, proven to all, and frozen', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'same', 'yes'), await write(run, 'same', 'no')];
    await tell(network, topic, ben.peer as PeerId, one);
    await world.until('Ben has it', () => (ben.unread() ?? 0) >= 2);
    await tell(network, topic, ben.peer as PeerId, other);
    for (const person of [ana, ben, cleo]) {
      await world.until(`${person.name} is told`, () =>
        person.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
      );
    }
    for (const person of [ana, ben, cleo]) {
      expect(await world.texts(person), 'it ends before the fork').toEqual([]);
    }
    await network.stop();
  });

  it('is frozen also when the proof could not be written at first', async () => {
    const { ana } = await anaBenAndCleo(world);
    const { network, topic, write } = await mallory(ana);
    const run = new Uint8Array(16).fill(5);
    const [one, other] = [await write(run, 'yes'), await write(run, 'no')];
    await world.relay.stop();
    await tell(network, topic, ana.peer as PeerId, one);
    await world.until('Ana has it', () => (ana.unread() ?? 0) >= 1);
    ana.disk.failure = 'storage-failed';
    await tell(network, topic, ana.peer as PeerId, other);
    await world.clock.advance(SECOND);
    expect(world.reports.splice(0).map(String).join()).toContain('storage-failed');
    ana.disk.failure = null;
    await network.stop();
    await world.until('Ana is told', () =>
      ana.here.notices.get().some(({ kind }) => kind === 'device-frozen'),
    );
    await world.relay.start();
    world.reports.splice(0);
  });
});
