import { identityOf, makeKeyStore } from '../../src/adapters/memory/keyStore.ts';
import type { Admitted } from '../../src/log/judge.ts';
import { type ChainId, type EntryId, logOf, type PeerId, ROSTER } from '../../src/model/ids.ts';
import { type Hlc, hlcAt, monthOf } from '../../src/model/time.ts';
import type { Network } from '../../src/ports.ts';
import { decode, encode } from '../../src/wire/cbor.ts';
import { channelKeyOf, rosterKeyOf, topicOf } from '../../src/wire/hash.ts';
import { craft } from './craft.ts';
import type { OfficeWorld, Person } from './officeWorld.ts';

/** Mallory joins like anybody, and goes on with a program of her own. */
export async function mallory(world: OfficeWorld, ana: Person) {
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
  const officeKey = generations[0][2];
  return {
    network,
    topic: topicOf(office, conversation),
    rosterTopic: topicOf(office, 'roster'),
    /** A proof by herself that she cheats, which says that nobody holds anything of hers. */
    prove: ([one]: readonly Admitted[], [other]: readonly Admitted[]) => {
      if (!one || !other) throw new Error('no entries');
      const { device, log, chain, number } = one;
      const place = { device, log, chain, number, previous: null };
      const act = { t: 'freeze' as const, seen: [office as string as EntryId], ...place };
      return craft(
        {
          identity: identityOf(identity),
          office,
          log: ROSTER,
          key: rosterKeyOf(officeKey, office),
          hlc: hlcAt(world.clock.now()) as Hlc,
        },
        [{ act: { ...act, one: one.bytes, other: other.bytes, cut: [] } }],
      );
    },
    /** A chain of texts; with the same `run` it is the same chain. */
    write: (run: Uint8Array, ...texts: string[]) =>
      craft(
        {
          identity: identityOf(identity),
          office,
          log: logOf(conversation, monthOf(world.clock.now())),
          key: channelKeyOf(officeKey, office, conversation),
          hlc: hlcAt(world.clock.now()) as Hlc,
          run,
        },
        texts.map((text) => [1, text]),
      ),
  };
}

/** Tells just one peer, a person or the relay, by gossip. */
export async function tell(
  world: OfficeWorld,
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
