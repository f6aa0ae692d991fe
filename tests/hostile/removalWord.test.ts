import { beforeEach, describe, expect, it, test } from 'vitest';
import { readAct } from '../../src/model/acts.ts';
import { type ChainId, type PeerId, ROSTER, type Vector } from '../../src/model/ids.ts';
import type { Frame, Turned } from '../../src/sync/frames.ts';
import { decodeEnvelope } from '../../src/wire/envelope.ts';
import { MAX_SEEN } from '../../src/wire/limits.ts';
import { type Cheat, CheatingNetwork } from '../support/cheatingNetwork.ts';
import { Intruder } from '../support/intruder.ts';
import {
  anaAndBen,
  anaBenAndCleo,
  delivered,
  SECOND,
  say,
  storyWorld,
} from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

const idOf = (person: Person, name: string) =>
  person.here.members.get().find((it) => it.name === name)?.id as never;

function saysRemoved(person: Person): boolean {
  const connection = person.here.connection.get();
  return 'turned' in connection && connection.turned === 'unproven-removal';
}

/** What the relay holds of an office's roster, as runs. */
function rosterRuns(person: Person): Extract<Frame, { kind: 'entries' }>[] {
  const { archive } = world.relay;
  const office = person.here.office.id;
  return [...(archive.vectors(office).get(ROSTER) ?? [])].map(([chain, next]) => ({
    kind: 'entries',
    run: {
      log: ROSTER,
      chain,
      from: 0,
      envelopes: archive.read(office, ROSTER, chain, 0, next, Number.POSITIVE_INFINITY),
    },
  }));
}

const theEnd: Frame = {
  kind: 'entries',
  run: { log: ROSTER, chain: 0 as ChainId, from: 0, envelopes: [] },
};

/** The relay starts anew and tells one person that they were removed, or another reason; gives what makes it honest again. */
async function lieTo(
  victim: Person,
  proof: readonly (Frame | Uint8Array)[],
  why: Turned = 'removed',
): Promise<() => void> {
  const lie: Cheat = (frame, _, to) => {
    if (to !== victim.peer) return [frame];
    return frame.kind === 'hello' ? [{ kind: 'refuse', why }, ...proof] : [];
  };
  await world.relay.stop();
  const made: CheatingNetwork[] = [];
  world.relay.cheat = (network) => {
    made.push(new CheatingNetwork(network, world.clock, { cheat: lie }));
    return made.at(-1) as CheatingNetwork;
  };
  await world.relay.start();
  return () => {
    for (const network of made) network.honest = true;
  };
}

describe('Y13: a relay that says that a device was removed', () => {
  const PROOFS: readonly [string, (ana: Person) => (Frame | Uint8Array)[]][] = [
    ['and shows nothing', () => []],
    ['and shows an end alone', () => [theEnd]],
    ['and shows all of a roster in which they are', (ana) => [...rosterRuns(ana), theEnd]],
    [
      'and shows altered entries',
      (ana) =>
        rosterRuns(ana).map(({ kind, run }) => ({
          kind,
          run: { ...run, chain: (run.chain + 1) as ChainId },
        })),
    ],
    ['and shows bytes that are no frame', () => [Uint8Array.of(0xff, 0)]],
    ['and goes on as if it had not', () => [{ kind: 'welcome' }]],
  ];

  it.each(PROOFS)('%s, ends neither the office nor a direct connection', async (_, proofOf) => {
    const { ana, ben } = await anaAndBen(world);
    const peers = () => {
      const connection = ben.here.connection.get();
      return connection.kind === 'connected' ? connection.peers : 0;
    };
    await world.until('they are connected beside the relay', () => peers() === 2);
    const amend = await lieTo(ben, proofOf(ana));
    await world.until('Ben is told what it says', () => saysRemoved(ben));
    await world.clock.advance(120 * SECOND);
    expect(ben.here.removed.get()).toBe(null);
    expect(peers()).toBe(1);
    await say(world, ana, 'are you there?');
    await say(world, ben, 'I am');
    await world.until('both have it', () => ana.unread() === 1 && ben.unread() === 1);
    expect(await world.texts(ben)).toEqual(await world.texts(ana));
    amend();
    await world.until('Ben is back', () => !saysRemoved(ben));
    await delivered(world, ben);
    expect(world.reports).toEqual([]);
  });

  it('and shows another’s removal, ends nothing; the other’s counts', async () => {
    const { ana, ben } = await anaBenAndCleo(world);
    await world.close(ben);
    await world.drive(ana.here.removeMember(idOf(ana, 'Cleo')));
    await delivered(world, ana);
    await lieTo(ben, [...rosterRuns(ana), theEnd]);
    await world.open(ben);
    await world.until('Ben is told what it says', () => saysRemoved(ben));
    await world.until('Ben knows of Cleo', () => !ben.members.includes('Cleo'));
    await world.clock.advance(60 * SECOND);
    expect(ben.here.removed.get()).toBe(null);
    expect(ben.members.sort()).toEqual(['Ana', 'Ben']);
    await say(world, ben, 'kept here');
  });
});

test('Y1: a relay that says that a join does not count is told as that, and ends nothing', async () => {
  const { ben } = await anaAndBen(world);
  const amend = await lieTo(ben, [], 'displaced');
  await world.until('Ben is told what it says', () => {
    const connection = ben.here.connection.get();
    return 'turned' in connection && connection.turned === 'displaced';
  });
  await say(world, ben, 'still here');
  amend();
  await world.until('Ben is back', () => !('turned' in ben.here.connection.get()));
  await delivered(world, ben);
});

describe('Y13: who was removed while away', () => {
  /** What the relay shows to who holds this much of the roster. */
  async function asked(intruder: Intruder, held: Vector) {
    intruder.send({ kind: 'have', log: ROSTER, vector: held, echo: true });
    await world.clock.advance(SECOND);
    return intruder.of('entries').flatMap(({ run }) =>
      run.envelopes.map((bytes, at) => ({
        place: `${run.chain}/${run.from + at}`,
        act: readAct(decodeEnvelope(bytes).act, MAX_SEEN),
      })),
    );
  }

  /** Cleo is removed while away, and the office goes on; gives a program with her keys. */
  async function cleoRemoved() {
    const { ana, cleo } = await anaBenAndCleo(world);
    const office = ana.here.office.id;
    await world.close(cleo);
    await world.drive(ana.here.createChannel('before'));
    await world.drive(ana.here.removeMember(idOf(ana, 'Cleo')));
    await world.drive(ana.here.createChannel('after'));
    await world.drive(ana.here.rename('Ana Bell'));
    await delivered(world, ana);
    const intruder = await Intruder.with(world, cleo);
    return { ana, cleo, office, intruder };
  }

  it('is shown it, and who did it', async () => {
    const { cleo, intruder } = await cleoRemoved();
    await intruder.network.stop();
    await world.open(cleo);
    await world.until('Cleo is told', () => cleo.here.removed.get() !== null);
    await world.until('by whom', () => cleo.here.removed.get()?.by === 'Ana');
  });

  it('is shown the roster up to the removal, and nothing after it', async () => {
    const { office, intruder } = await cleoRemoved();
    expect(await intruder.greet(office)).toBe('removed');
    const shown = await asked(intruder, new Map());
    const acts = shown.map(({ act }) => act?.t);
    expect(acts.at(-1)).toBe('remove');
    expect(acts.filter((it) => it === 'remove')).toHaveLength(1);
    // The first channel, and the one before the removal.
    expect(acts.filter((it) => it === 'conversation')).toHaveLength(2);
    expect(acts).not.toContain('profile');
    expect(intruder.ended).toBe(true);
    await intruder.network.stop();
  });

  it('twice, is shown the first time alone', async () => {
    const { ana, cleo } = await anaBenAndCleo(world);
    const { device } = cleo.here;
    const office = ana.here.office.id;
    const cleosId = idOf(ana, 'Cleo');
    await world.close(cleo);
    await world.drive(ana.here.removeDevice(device));
    await world.drive(ana.here.createChannel('after'));
    await world.drive(ana.here.removeMember(cleosId));
    await delivered(world, ana);
    const intruder = await Intruder.with(world, cleo);
    expect(await intruder.greet(office)).toBe('removed');
    const acts = (await asked(intruder, new Map())).map(({ act }) => act?.t);
    expect(acts.at(-1)).toBe('remove');
    expect(acts.filter((it) => it === 'remove')).toHaveLength(1);
    await intruder.network.stop();
  });

  it('is shown only what they lack', async () => {
    const { office, intruder } = await cleoRemoved();
    await intruder.greet(office);
    const all = await asked(intruder, new Map());
    const last = all.at(-1)?.place.split('/').map(Number) as [ChainId, number];
    await intruder.greet(office);
    const lacked = await asked(intruder, new Map([[last[0], last[1]]]));
    expect(lacked.map(({ place }) => place)).toContain(last.join('/'));
    expect(lacked.length).toBeLessThan(all.length);
    await intruder.network.stop();
  });

  it('is given nothing but that, whatever they ask', async () => {
    const { ana, office, intruder } = await cleoRemoved();
    await say(world, ana, 'among ourselves');
    await delivered(world, ana);
    const [log = ROSTER] = [...world.relay.archive.vectors(office).keys()].filter(
      (it) => it !== ROSTER,
    );
    for (const frame of [
      { kind: 'have', log, vector: new Map(), echo: true },
      { kind: 'want', log: ROSTER, ranges: [{ chain: 1 as ChainId, from: 0, to: 1 }] },
      { kind: 'inventory', logs: [], last: true, full: true, echo: true },
    ] satisfies Frame[]) {
      expect(await intruder.greet(office)).toBe('removed');
      intruder.send(frame);
      await world.clock.advance(SECOND);
      expect(intruder.heard.map(({ kind }) => kind)).toEqual(['refuse']);
      expect(intruder.ended).toBe(true);
    }
    expect(ana.here.removed.get()).toBe(null);
    await intruder.network.stop();
  });

  it('is shown it a few times, then once a minute', async () => {
    const { office, intruder } = await cleoRemoved();
    let times = 0;
    for (let tries = 0; tries < 20; tries++) {
      await intruder.greet(office);
      if ((await asked(intruder, new Map())).length > 0) times += 1;
    }
    expect(times).toBe(8);
    await world.clock.advance(61 * SECOND);
    await intruder.greet(office);
    expect((await asked(intruder, new Map())).length).toBeGreaterThan(0);
    await intruder.network.stop();
  });

  it('alone is shown anything: a stranger is not', async () => {
    const { office, intruder } = await cleoRemoved();
    await intruder.network.stop();
    const stranger = await world.newcomer('Eve');
    const eve = await Intruder.as(world, stranger.peer as PeerId);
    expect(await eve.greet(office)).toBe('not-member');
    expect(await asked(eve, new Map())).toEqual([]);
    await eve.network.stop();
  });
});
