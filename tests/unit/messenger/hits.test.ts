import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import type { Entry } from '../../../src/log/entry.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { Excerpts } from '../../../src/messenger/excerpts.ts';
import { readHits } from '../../../src/messenger/hits.ts';
import type { Message } from '../../../src/messenger/messenger.ts';
import type { EntryId, LogId } from '../../../src/model/ids.ts';
import type { MessagePayload, Remark } from '../../../src/model/payload.ts';
import type { Answer, Hit } from '../../../src/search/ask.ts';
import { FLAGS } from '../../../src/search/docs.ts';
import type { Finder } from '../../../src/search/finder.ts';
import { askFor } from '../../support/searchDocs.ts';
import {
  type Held,
  INDEXED,
  idOf,
  LOGS,
  NOW,
  Replica,
  source,
} from '../../support/searchReplica.ts';

const everything = (finder: Finder, flags = 0): Promise<Answer> =>
  finder.ask(askFor('', NOW, { limit: 1_000, days: [[0, NOW * 2]], flags }));

/** What became of these hits, from reading their logs to the end. */
async function readWhole(core: Core, hits: readonly Hit[], held: Held): Promise<Message[]> {
  const excerpts = new Excerpts(core, source);
  const ids: [LogId, EntryId][] = [];
  for (const hit of hits) {
    const { at } = (await held.get(hit.log)).entry(hit.chain, hit.number) as Entry;
    ids.push([hit.log, at.id]);
  }
  for (const log of new Set(hits.map((hit) => hit.log))) {
    await excerpts.take(
      log,
      ids.flatMap(([it, id]) => (it === log ? id : [])),
    );
  }
  excerpts.close();
  return ids.flatMap(([log, id]) => {
    const message = excerpts.message(log, id);
    return message && !message.deleted ? message : [];
  });
}

interface Step {
  readonly kind: 'message' | 'answer' | 'reply' | 'edit' | 'delete' | 'react' | 'pin';
  readonly by: number;
  readonly log: number;
  readonly about: number;
  /** A remark that stands in another log than its message counts for nothing. */
  readonly astray: boolean;
  readonly sealed: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(['message', 'message', 'answer', 'answer', 'reply'] as const),
    ...(['edit', 'edit', 'delete', 'react', 'pin'] as const),
  ),
  by: fc.nat(2),
  log: fc.nat(2),
  about: fc.nat(100),
  astray: fc.integer({ min: 0, max: 9 }).map((it) => it === 0),
  sealed: fc.integer({ min: 0, max: 9 }).map((it) => it === 0),
});

/** What happens after an entry came. */
const pause = fc.constantFrom(
  ...(['none', 'none', 'none', 'none', 'index', 'ask', 'ask', 'key', 'restart'] as const),
);

/** What each step says, and in which log. */
function saidBy(steps: readonly Step[]): { log: LogId; said: MessagePayload | Remark }[] {
  const messages: { index: number; log: LogId }[] = [];
  return steps.map(({ kind, log: number, about, astray }, index) => {
    const target = messages[about % Math.max(1, messages.length)];
    const here = LOGS[number] as LogId;
    const text = `text ${index}`;
    if (!target || kind === 'message' || kind === 'answer' || kind === 'reply') {
      const { log = here } = astray ? {} : (target ?? {});
      messages.push({ index, log: kind === 'message' ? here : log });
      const id = target && idOf(target.index);
      const extra =
        !id || kind === 'message' ? {} : kind === 'answer' ? { replyTo: id } : { thread: id };
      return { log: kind === 'message' ? here : log, said: { kind: 'message', text, ...extra } };
    }
    const said = remarkOf(kind, idOf(target.index), text, about % 3 > 0);
    return { log: astray ? here : target.log, said };
  });
}

function remarkOf(kind: Step['kind'], target: EntryId, text: string, on: boolean): Remark {
  if (kind === 'edit') return { kind, target, text };
  if (kind === 'delete') return { kind, target };
  return kind === 'pin' ? { kind, target, on } : { kind: 'reaction', target, emoji: '🎉', on };
}

const sorted = ({ hits, ...answer }: Answer) => ({
  ...answer,
  hits: hits.map(({ beside, ...hit }) => ({
    ...hit,
    beside: new Set(beside.map(({ chain, number }) => `${chain}/${number}`)),
  })),
});

describe('whatever was said, in whatever order it came', () => {
  test('a page of hits shows what reading their logs to the end shows, and the index follows', async () => {
    const arbitrary = fc.array(fc.tuple(step, fc.nat(1_000), pause), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(arbitrary, async (all) => {
        const replica = new Replica();
        const { held, core, clock } = replica;
        const disk = new Disk();
        let { finder, indexing } = await replica.index(disk);
        /** Gives how many messages are shown. */
        const check = async (): Promise<number> => {
          const answer = await everything(finder);
          const whole = await readWhole(core, answer.hits, held);
          const read = await readHits(core, source, answer);
          expect(read.map(({ message }) => message)).toEqual(whole);
          return read.length;
        };
        const said = saidBy(all.map(([it]) => it));
        const order = all.map(([, place], index) => ({ place, index }));
        order.sort((a, b) => a.place - b.place);
        for (const [i, { index }] of order.entries()) {
          const [{ by, sealed }] = all[index] as (typeof all)[number];
          const { log, said: payload } = said[index] as (typeof said)[number];
          replica.come(held.entry(index, log, by, payload, sealed));
          const what = all[i]?.[2];
          if (what === 'index') await clock.advance(INDEXED);
          else if (what === 'ask') await check();
          else if (what === 'key') await replica.openKey();
          else if (what === 'restart') {
            await indexing.close();
            ({ finder, indexing } = await replica.index(disk));
          }
        }
        await clock.advance(INDEXED);
        expect(await check()).toBe((await everything(finder)).hits.length);
        const fresh = await replica.index();
        await clock.advance(INDEXED);
        for (const flags of [0, ...Object.values(FLAGS)]) {
          const answer = sorted(await everything(finder, flags));
          expect(answer).toEqual(sorted(await everything(fresh.finder, flags)));
        }
        await Promise.all([indexing.close(), fresh.indexing.close()]);
        expect(replica.errors).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

/** A device that holds a message, and what `more` says after it was indexed. */
async function indexed(...first: (MessagePayload | Remark)[]) {
  const replica = new Replica();
  const { held, core, clock } = replica;
  let count = 0;
  const say = (said: MessagePayload | Remark, by = 0): void =>
    replica.come(held.entry(count++, LOGS[0] as LogId, by, said));
  for (const said of first) say(said);
  const { finder } = await replica.index();
  await clock.advance(INDEXED);
  const page = async (flags = 0) => {
    const answer = await everything(finder, flags);
    held.opened.clear();
    return (await readHits(core, source, answer)).map(({ message }) => message);
  };
  return { held, clock, say, page };
}

const message = (text: string, replyTo?: number): MessagePayload => ({
  kind: 'message',
  text,
  ...(replyTo === undefined ? {} : { replyTo: idOf(replyTo) }),
});

test('what was just said is found before all of its month is gone through', async () => {
  const replica = new Replica();
  const { held, core, clock } = replica;
  const log = LOGS[0] as LogId;
  const disk = new Disk();
  held.entry(0, log, 0, message('first'));
  const before = await replica.index(disk);
  await clock.advance(INDEXED);
  await before.indexing.close();
  const { finder, indexing } = await replica.index(disk);
  const month = await held.get(log);
  const get = Promise.withResolvers<typeof month>();
  core.logs.get = () => get.promise as never;
  replica.come(held.entry(1, log, 1, message('second', 0)));
  await clock.advance(50);
  const answer = await everything(finder);
  expect(answer.hits.map(({ number, chain }) => [chain, number])).toEqual([
    [2, 0],
    [1, 0],
  ]);
  expect(indexing.updates.get()).toBe(1);
  get.resolve(month);
  // What the index does not know yet of it is looked for.
  const [second] = await readHits(core, source, answer);
  expect(second?.message.replyTo?.text).toBe('first');
  await clock.advance(INDEXED);
  expect((await everything(finder)).hits[0]?.beside).toHaveLength(1);
});

test('what is said while another month is gone through is found meanwhile', async () => {
  const replica = new Replica();
  const { held, clock } = replica;
  const [here, busy] = LOGS as [LogId, LogId];
  const disk = new Disk();
  held.entry(0, here, 0, message('first'));
  const before = await replica.index(disk);
  await clock.advance(INDEXED);
  await before.indexing.close();
  // More than is gone through in two turns.
  for (let i = 1; i <= 400; i++) held.entry(i, busy, 0, message('much'));
  const { after } = clock;
  const totals: Promise<number>[] = [];
  clock.after = (delay, task) => {
    if (totals.length === 2) replica.come(held.entry(401, here, 1, message('just now')));
    if (replica.finder) totals.push(everything(replica.finder).then(({ total }) => total));
    return after(delay, task);
  };
  await replica.index(disk);
  await clock.advance(INDEXED);
  expect((await Promise.all(totals)).slice(0, 4)).toEqual([1, 1, 1, 2]);
});

describe('a page of hits', () => {
  it('decrypts what it shows, and nothing else of the month', async () => {
    const others = Array.from({ length: 50 }, (_, i): Remark[] => [
      { kind: 'reaction', target: idOf(900 + i), emoji: '🎉', on: true },
    ]).flat();
    const { held, page } = await indexed(
      message('first'),
      ...others,
      message('second', 0),
      { kind: 'edit', target: idOf(0), text: 'first, edited' },
      { kind: 'pin', target: idOf(51), on: true },
    );
    const [second, first] = await page();
    expect(first?.text).toBe('first, edited');
    expect(second).toMatchObject({ pinned: true, replyTo: { text: 'first, edited' } });
    expect([...held.opened].sort()).toEqual([0, 51, 52, 53].map(idOf));
  });

  it('shows what came since it was indexed', async () => {
    const { say, page } = await indexed(message('first'), message('second', 0));
    say({ kind: 'edit', target: idOf(0), text: 'first, edited' });
    const [second, first] = await page();
    expect([first?.text, second?.replyTo?.text]).toEqual(['first, edited', 'first, edited']);
  });

  it('has no thread any more once its last reply is deleted', async () => {
    const reply: MessagePayload = { kind: 'message', text: 'a reply', thread: idOf(0) };
    const { clock, say, page } = await indexed(message('root'), reply);
    expect(await page(FLAGS.thread)).toHaveLength(2);
    say({ kind: 'delete', target: idOf(1) });
    await clock.advance(INDEXED);
    expect(await page(FLAGS.thread)).toEqual([]);
  });

  it('shows an answered message that came last as it was edited before', async () => {
    const { say, page } = await indexed(message('an answer', 2), {
      kind: 'edit',
      target: idOf(2),
      text: 'edited',
    });
    say(message('as it was'));
    expect((await page())[0]?.replyTo?.text).toBe('edited');
  });
});
