import { cp } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashNatively } from '../../src/adapters/node/hash.ts';
import { makeLink } from '../../src/wire/links.ts';
import { startRelay } from '../support/relay.ts';
import type { Bench, Benchmark } from './bench.ts';
import { type CorpusMessage, makeCorpus } from './corpus.ts';
import { OPEN_FOR, openFace } from './face.ts';
import { median } from './figures.ts';
import { fillArchive, fillMore } from './large/fill.ts';
import { allHere, join } from './large/joining.ts';
import { foundEmpty } from './large/office.ts';

const ROUNDS = 3;
const ROOMS = 30;
const PEOPLE = 24;
/** Messages that were missed, */
const MISSED = 10_000;
/** and those that were there before. */
const BEFORE = 600;
const DAY = 86_400_000;
/** Milliseconds until all are there, at most. */
const ALL_WITHIN = 120_000;
/** What `general` had last, and has now. */
const KNOWN = 'see you all after the holidays';
const NEWEST = 'everything else can wait until Monday';

/** So many messages between two times, the last one a text of `general`. */
function* said(count: number, from: number, until: number, last: string): Generator<CorpusMessage> {
  const options = { messages: count, conversations: ROOMS, members: PEOPLE, months: 1, until };
  for (const message of makeCorpus(options)) {
    const { index } = message;
    const at = from + Math.floor(((until - from) * index) / count);
    if (index < count - 1) yield { ...message, at };
    else {
      const plain = { thread: null, replyTo: null, edits: [], deleted: false, files: [] };
      yield { ...message, ...plain, at, conversation: 0, text: last };
    }
  }
}

/** The profile of a browser that was there before, and a relay's folder with all that was said since. */
async function prepare(bench: Bench) {
  hashNatively();
  const now = Date.now();
  const folder = bench.path('relay');
  const founded = now - 20 * DAY;
  const office = await foundEmpty(PEOPLE, ROOMS, { founded, now });
  await fillArchive(folder, office, said(BEFORE, founded + DAY, now - 6 * DAY, KNOWN));
  const relay = await startRelay(folder);
  const userDataDir = bench.path('profile');
  try {
    const link = { kind: 'join' as const, relays: relay.addresses, secret: office.secret };
    const face = await openFace(bench, { userDataDir, sought: [KNOWN] });
    await join(face, makeLink(relay.url, { ...link, office: office.id, name: 'Many' }), 'Dora');
    await face.painted(KNOWN, ALL_WITHIN);
    await allHere(face, ALL_WITHIN);
    await face.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await sleep(OPEN_FOR);
    await face.context.close();
  } finally {
    await relay.stop();
  }
  const entries = await fillMore(folder, office, said(MISSED, now - 5 * DAY, now - 60_000, NEWEST));
  return { folder, userDataDir, port: Number(new URL(relay.url).port), entries };
}

/** The browser is started again: milliseconds from its navigation on. */
async function comeBack(bench: Bench, made: Awaited<ReturnType<typeof prepare>>) {
  const [folder, userDataDir] = [bench.path('relay'), bench.path('profile')];
  await cp(made.folder, folder, { recursive: true });
  await cp(made.userDataDir, userDataDir, { recursive: true });
  const relay = await startRelay(folder, made.port);
  try {
    const face = await openFace(bench, { userDataDir, sought: [KNOWN, NEWEST] });
    await face.page.goto(`${relay.url}/health`);
    await face.page.goto(relay.url, { waitUntil: 'commit' });
    const newest = await face.painted(NEWEST, ALL_WITHIN);
    const all = await allHere(face, ALL_WITHIN);
    const { navigated, painted, longTasks } = await face.watch();
    await face.context.close();
    return {
      opened: (painted[KNOWN] ?? Number.NaN) - navigated,
      newest: newest - navigated,
      all: all - navigated,
      tasks: longTasks.map(({ at, took }) => [Math.round(at - navigated), took] as const),
    };
  } finally {
    await relay.stop();
  }
}

export const catchupMany: Benchmark = {
  name: 'catchup-many',
  longest: 600_000,
  async run(bench) {
    const made = await prepare(bench);
    const rounds: Awaited<ReturnType<typeof comeBack>>[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await comeBack(bench, made));
    const of = (part: 'opened' | 'newest' | 'all') => median(rounds.map((it) => it[part]));
    const longest = rounds.map(({ tasks }) => Math.max(0, ...tasks.map(([, took]) => took)));
    return {
      name: this.name,
      work: `a browser that was away is started again: from its navigation on, ${MISSED} missed messages in ${ROOMS} conversations from the relay`,
      floor: '',
      figures: [
        { name: 'what it had painted', value: of('opened'), unit: 'ms' },
        { name: 'newest page painted', value: of('newest'), unit: 'ms', bar: 1_000 },
        { name: 'all', value: of('all') / 1000, unit: 's', bar: 5 },
        { name: 'longest task', value: median(longest), unit: 'ms' },
      ],
      details: { entries: made.entries, rounds },
    };
  },
};
