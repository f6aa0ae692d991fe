import { hashNatively } from '../../src/adapters/node/hash.ts';
import { makeLink } from '../../src/wire/links.ts';
import { startRelay } from '../support/relay.ts';
import type { Benchmark } from './bench.ts';
import { openFace } from './face.ts';
import { median } from './figures.ts';
import { fillArchive } from './large/fill.ts';
import { join } from './large/joining.ts';
import { foundEmpty, saidMore, sizeOf } from './large/office.ts';

const PEOPLE = 140;
/** Of these have a second device. */
const LINKED = 60;
/** Entries of the roster: each round adds one. */
const ENTRIES = 2_000;
const ROUNDS = 3;
const DAY = 86_400_000;
const NEWEST = 'good morning, all of you';

export const joinPeople: Benchmark = {
  name: 'join-people',
  longest: 600_000,
  async run(bench) {
    hashNatively();
    const now = Date.now();
    const founded = now - 20 * DAY;
    const few = await foundEmpty(PEOPLE, 1, { founded, now, linked: LINKED });
    const office = await saidMore(few, ENTRIES, now);
    const folder = bench.path('relay');
    const said = { index: 0, conversation: 0, author: 1, at: now - DAY, text: NEWEST };
    const plain = { thread: null, replyTo: null, edits: [], deleted: false, files: [] };
    await fillArchive(folder, office, [{ ...said, ...plain }]);
    const relay = await bench.open(startRelay(folder), (it) => it.stop());
    const link = { kind: 'join' as const, relays: relay.addresses, secret: office.secret };
    const invite = makeLink(relay.url, { ...link, office: office.id, name: 'Large' });
    const usable: number[] = [];
    const longest: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const face = await openFace(bench, { sought: [NEWEST] });
      const acted = await join(face, invite, `Carla ${round}`);
      usable.push(((await face.painted(NEWEST, 60_000)) - acted) / 1000);
      const { longTasks } = await face.watch();
      longest.push(Math.max(0, ...longTasks.filter(({ at }) => at >= acted).map((it) => it.took)));
      await face.context.close();
    }
    const entries = sizeOf(office);
    return {
      name: this.name,
      work: `a browser joins an office of ${PEOPLE} people and ${PEOPLE + LINKED} devices (${entries} roster entries), from the click on until what was said last is painted`,
      floor: '',
      figures: [
        { name: 'usable', value: median(usable), unit: 's', bar: 3 },
        { name: 'longest task', value: median(longest), unit: 'ms' },
      ],
      details: { usable, longest, entries },
    };
  },
};
