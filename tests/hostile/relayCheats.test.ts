import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../src/sync/frames.ts';
import { type Cheat, type Cheating, CheatingNetwork } from '../support/cheatingNetwork.ts';
import { turned } from '../support/craft.ts';
import { anaBenAndCleo, delivered, SECOND, say, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';

const here = storyWorld();
let world: OfficeWorld;

beforeEach(() => {
  world = here.world;
});

/** From now on the relay cheats; gives what makes it honest again. */
async function cheat(how: Cheating): Promise<() => void> {
  await world.relay.stop();
  const made: CheatingNetwork[] = [];
  world.relay.cheat = (network) => {
    const cheating = new CheatingNetwork(network, world.clock, how);
    made.push(cheating);
    return cheating;
  };
  await world.relay.start();
  return () => {
    for (const network of made) network.honest = true;
  };
}

const isTold = ({ kind }: Frame): boolean => kind !== 'hello' && kind !== 'welcome';
const entriesOnly =
  (change: (frame: Extract<Frame, { kind: 'entries' }>, random: () => number) => Frame[]): Cheat =>
  (frame, random) =>
    frame.kind === 'entries' ? change(frame, random) : [frame];

/** Remembers what it has sent, to send it again. */
function replaying(): Cheat {
  const sent: Frame[] = [];
  return (frame, random) => {
    if (!isTold(frame)) return [frame];
    if (sent.length < 500) sent.push(frame);
    const old = sent[Math.floor(random() * sent.length)];
    return old ? [frame, old] : [frame];
  };
}

/** Keeps each frame back until the next one. */
function reordering(): Cheat {
  let kept: Frame | null = null;
  return (frame) => {
    if (!isTold(frame)) return [frame];
    if (!kept) {
      kept = frame;
      return [];
    }
    const before = kept;
    kept = null;
    return [frame, before];
  };
}

const WAYS: readonly [string, () => Cheating][] = [
  [
    'drops half of what it should say',
    () => ({ mute: true, cheat: (it, random) => (isTold(it) && random() < 0.5 ? [] : [it]) }),
  ],
  ['delays everything', () => ({ mute: true, delay: 2_500, cheat: (it) => [it] })],
  ['replays', () => ({ mute: true, cheat: replaying() })],
  ['reorders', () => ({ mute: true, cheat: reordering() })],
  [
    'withholds all entries',
    () => ({
      mute: true,
      cheat: entriesOnly(({ run }) => [{ kind: 'entries', run: { ...run, envelopes: [] } }]),
    }),
  ],
  [
    'withholds that there is anything',
    () => ({
      mute: true,
      cheat: (it) => {
        if (it.kind === 'have') return [];
        return it.kind === 'inventory' ? [{ ...it, logs: [] }] : [it];
      },
    }),
  ],
  [
    'cuts runs short',
    () => ({
      mute: true,
      cheat: entriesOnly(({ run }) => [
        { kind: 'entries', run: { ...run, envelopes: run.envelopes.slice(0, 1) } },
        { kind: 'entries', run: { ...run, from: run.from + 1, envelopes: [] } },
      ]),
    }),
  ],
  [
    'truncates entries',
    () => ({
      mute: true,
      cheat: entriesOnly(({ run }) => [
        {
          kind: 'entries',
          run: { ...run, envelopes: run.envelopes.map((it) => it.subarray(0, it.length - 9)) },
        },
      ]),
    }),
  ],
  [
    'alters entries',
    () => ({
      mute: true,
      cheat: entriesOnly(({ run }, random) => [
        {
          kind: 'entries',
          run: {
            ...run,
            envelopes: run.envelopes.map((it) => turned(it, Math.floor(random() * it.length * 8))),
          },
        },
      ]),
    }),
  ],
  ['says receipts for what it throws away', () => ({ mute: true, cheat: entriesOnly(() => []) })],
  [
    'sends bytes that are no frames',
    () => ({ mute: true, cheat: (it) => (isTold(it) ? [Uint8Array.of(0xff, 0)] : [it]) }),
  ],
];

const everything = ['Ana 1', 'Ana 2', 'Ben 1', 'Ben 2', 'Cleo 1', 'Cleo 2'];

async function allHave(people: readonly Person[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    const texts = await Promise.all(people.map((it) => world.texts(it)));
    const missing = texts.find((it) => it.length < everything.length);
    if (!missing) break;
    if (tries > 120) throw new Error(`never all: ${JSON.stringify(texts)}`);
    await world.clock.advance(5 * SECOND);
  }
  for (const person of people) expect((await world.texts(person)).sort()).toEqual(everything);
}

describe('a relay that', () => {
  it.each(WAYS)('%s harms nobody who has another path', async (_, how) => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const people = [ana, ben, cleo];
    await cheat(how());
    await world.clock.advance(20 * SECOND);
    for (let round = 1; round <= 2; round++) {
      for (const person of people) await say(world, person, `${person.name} ${round}`);
      await world.clock.advance(2 * SECOND);
    }
    await allHave(people);
    for (const person of people) await delivered(world, person);
    // Nobody was taken in, and nobody blames another for it.
    for (const person of people) expect(person.members.sort()).toEqual(['Ana', 'Ben', 'Cleo']);
    expect(world.reports).toEqual([]);
  });

  it.each(WAYS)(
    '%s, between people who are never here together, is made good once it is honest',
    async (_, how) => {
      const { ana, ben, cleo } = await anaBenAndCleo(world);
      const people = [ana, ben, cleo];
      for (const person of people) await world.close(person);
      const amend = await cheat(how());
      for (const person of people) {
        await world.open(person);
        for (let round = 1; round <= 2; round++)
          await say(world, person, `${person.name} ${round}`);
        await world.clock.advance(60 * SECOND);
        // Whatever was told, nothing but what was written is ever shown.
        for (const text of await world.texts(person)) expect(everything).toContain(text);
        await world.close(person);
      }
      amend();
      for (const person of people) {
        await world.open(person);
        await world.clock.advance(90 * SECOND);
        await world.close(person);
      }
      for (const person of people) await world.open(person);
      await allHave(people);
    },
  );
});
