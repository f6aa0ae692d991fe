import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { OpenTimeline } from '../../../src/messenger/timeline.ts';
import type { TimelineSource } from '../../../src/messenger/timelineSource.ts';
import {
  type ConversationId,
  type EntryId,
  logOf,
  type MemberId,
  type Month,
} from '../../../src/model/ids.ts';
import { hlcAt, monthOf, startOf } from '../../../src/model/time.ts';

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const first = monthOf(Date.UTC(2024, 0, 1));
const DAY = 86_400_000;
const MONTHS = 6;
const A_MONTH = 700;
const ALL = MONTHS * A_MONTH;

const idOf = (number: number) => String(number).padStart(43, '0') as EntryId;

/** A conversation of some months, in which every tenth message was edited at the month's end. */
class Years {
  readonly months = new Map<Month, Entry[]>();
  readonly opened: Month[] = [];
  #made = 0;

  constructor() {
    for (let month = 0; month < MONTHS; month++) {
      const of = Array.from({ length: A_MONTH }, (_, i) => this.message(month, i));
      const edits = of
        .filter((_, i) => i % 10 === 0)
        .map((target, i) => {
          const at = startOf(first + month) + 27 * DAY + i;
          return this.#entry(first + month, at, [2, target.at.id, `edited ${target.at.id}`]);
        });
      this.months.set(first + month, [...edits, ...of]);
    }
  }

  message(month: number, i: number): Entry {
    const text = `message ${month * A_MONTH + i}`;
    return this.#entry(first + month, startOf(first + month) + i * 1_000, [1, text]);
  }

  /** Somebody says something now. */
  arrive(): Entry {
    const last = first + MONTHS - 1;
    const number = this.#made;
    const entry = this.#entry(last, startOf(last) + 28 * DAY + number, [1, `late ${number}`]);
    this.months.get(last)?.push(entry);
    return entry;
  }

  #entry(month: Month, at: number, value: unknown[]): Entry {
    const number = this.#made++;
    const place = { id: idOf(number), hlc: hlcAt(at), log: logOf(general, month), device: 'ana' };
    return { at: place, content: { kind: 'open', value } } as unknown as Entry;
  }

  get source(): TimelineSource {
    return {
      months: () => [...this.months.keys()],
      entries: async (_, month) => {
        this.opened.push(month);
        return [...(this.months.get(month) ?? [])];
      },
      monthOf: async (_, id) => {
        for (const [month, entries] of this.months) {
          if (entries.some(({ at }) => at.id === id)) return month;
        }
        return null;
      },
      isOwn: () => false,
      counts: () => true,
      memberOf: () => 'ana' as MemberId,
      mayPin: () => true,
      mayModerate: () => false,
      self: () => 'ben' as MemberId,
      nameOf: () => 'Ana',
      isUnread: () => false,
      arrival: () => 0,
      now: () => startOf(first + MONTHS),
      markRead: () => {},
      markUnread: () => {},
      markOnly: () => {},
      closed: () => {},
    };
  }
}

/** What each message says when all is loaded, in order. */
async function whole(years: Years): Promise<string[]> {
  const timeline = new OpenTimeline(general, years.source);
  while (!timeline.complete.get()) await timeline.loadOlder();
  return timeline.messages.get().map(({ text }) => text);
}

test('what is far from the screen is let go of, and comes again from either side', async () => {
  const years = new Years();
  const timeline = new OpenTimeline(general, years.source);
  await timeline.loadOlder();
  const seen = new Set<string>();
  while (!timeline.complete.get()) {
    await timeline.loadOlder();
    const shown = timeline.messages.get();
    for (const { text } of shown) seen.add(text);
    timeline.keepAround(shown[0]?.id as EntryId, shown[20]?.id as EntryId);
    expect(timeline.messages.get().length).toBeLessThan(1_000);
  }
  expect(seen.size).toBe(ALL);
  expect(timeline.latest.get()).toBe(false);
  while (!timeline.latest.get()) {
    await timeline.loadNewer();
    const shown = timeline.messages.get();
    timeline.keepAround(shown.at(-20)?.id as EntryId, shown.at(-1)?.id as EntryId);
    expect(timeline.messages.get().length).toBeLessThan(1_000);
  }
  const texts = timeline.messages.get().map(({ text }) => text);
  expect(texts).toEqual((await whole(years)).slice(-texts.length));
});

test('a message of an old month is found without what lies between', async () => {
  const years = new Years();
  const all = await whole(years);
  years.opened.length = 0;
  const timeline = new OpenTimeline(general, years.source);
  await timeline.loadOlder();
  const wanted = years.months.get(first + 1)?.at(-100) as Entry;
  expect(await timeline.seek(wanted.at.id)).toBe(true);
  expect(years.opened).toEqual([first + MONTHS - 1, first + 1]);
  const shown = timeline.messages.get();
  expect(shown.map(({ id }) => id)).toContain(wanted.at.id);
  const texts = shown.map(({ text }) => text);
  const at = all.indexOf(texts[0] as string);
  expect(texts).toEqual(all.slice(at, at + texts.length));
  expect(await timeline.seek(idOf(999_999))).toBe(false);
  expect(timeline.messages.get()).toEqual(shown);
  await timeline.toNewest();
  expect(timeline.messages.get().at(-1)?.text).toBe(all.at(-1));
});

test('what arrives while one reads an old month leaves out nothing between', async () => {
  const years = new Years();
  const timeline = new OpenTimeline(general, years.source);
  await timeline.loadOlder();
  await timeline.seek(years.months.get(first)?.at(-1)?.at.id as EntryId);
  timeline.take(first + MONTHS - 1, [years.arrive()]);
  while (!timeline.latest.get()) await timeline.loadNewer();
  const texts = timeline.messages.get().map(({ text }) => text);
  const all = await whole(years);
  expect(texts).toEqual(all.slice(-texts.length));
  expect(texts.length).toBeGreaterThan(ALL - A_MONTH);
});

/** What would be kept of the end of a conversation. */
async function pageOf(years: Years, count: number): Promise<readonly Entry[]> {
  const timeline = new OpenTimeline(general, years.source);
  await timeline.loadOlder();
  return timeline.newestPage(count) ?? [];
}

test('a page that was kept is shown before its month is opened, and goes on into it', async () => {
  const years = new Years();
  const all = await whole(years);
  const page = await pageOf(years, 60);
  years.opened.length = 0;
  const timeline = new OpenTimeline(general, years.source);
  timeline.begin(page);
  const texts = () => timeline.messages.get().map(({ text }) => text);
  expect(texts()).toEqual(all.slice(-60));
  expect(timeline.complete.get()).toBe(false);
  expect(years.opened).toEqual([]);
  const late = years.arrive();
  timeline.take(first + MONTHS - 1, [late]);
  expect(texts()).toEqual((await whole(years)).slice(-61));
  years.opened.length = 0;
  await timeline.loadOlder();
  expect(years.opened).toEqual([first + MONTHS - 1]);
  expect(texts()).toEqual((await whole(years)).slice(-texts().length));
  while (!timeline.complete.get()) await timeline.loadOlder();
  expect(texts()).toEqual(await whole(years));
});

test('what came since a page was kept is there once its months are opened, also in a later one', async () => {
  const years = new Years();
  const last = years.months.get(first + MONTHS - 1) as Entry[];
  years.months.delete(first + MONTHS - 1);
  const page = await pageOf(years, 60);
  years.months.set(first + MONTHS - 1, last);
  const timeline = new OpenTimeline(general, years.source);
  timeline.begin(page);
  await timeline.loadOlder();
  const texts = timeline.messages.get().map(({ text }) => text);
  expect(texts).toEqual((await whole(years)).slice(-texts.length));
  expect(texts.length).toBeGreaterThan(A_MONTH);
});

test('no page is kept of a window that does not show the newest', async () => {
  const years = new Years();
  const timeline = new OpenTimeline(general, years.source);
  await timeline.seek(years.months.get(first)?.at(-1)?.at.id as EntryId);
  expect(timeline.newestPage(60)).toBeNull();
});

const steps = fc.array(
  fc.oneof(
    fc.constant({ kind: 'older' as const }),
    fc.constant({ kind: 'newer' as const }),
    fc.constant({ kind: 'newest' as const }),
    fc.constant({ kind: 'arrive' as const }),
    fc.constant({ kind: 'reopen' as const }),
    fc.record({ kind: fc.constant('seek' as const), message: fc.nat(ALL - 1) }),
    fc.record({
      kind: fc.constant('keep' as const),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  ),
  { maxLength: 25 },
);

test('whatever is done, a window shows all that stands between its ends, as edited last', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (steps, isKept) => {
      const years = new Years();
      const page = isKept ? await pageOf(years, 60) : null;
      const timeline = new OpenTimeline(general, years.source);
      if (page) timeline.begin(page);
      else await timeline.loadOlder();
      for (const step of steps) {
        const shown = timeline.messages.get();
        if (step.kind === 'older') await timeline.loadOlder();
        if (step.kind === 'newer') await timeline.loadNewer();
        if (step.kind === 'newest') await timeline.toNewest();
        if (step.kind === 'reopen') await timeline.reopen();
        if (step.kind === 'arrive') timeline.take(first + MONTHS - 1, [years.arrive()]);
        if (step.kind === 'seek') {
          const month = years.months.get(first + Math.floor(step.message / A_MONTH));
          await timeline.seek(month?.at(-1 - (step.message % A_MONTH))?.at.id as EntryId);
        }
        if (step.kind === 'keep') {
          const at = Math.floor(step.part * (shown.length - 1));
          timeline.keepAround(shown[at]?.id as EntryId, shown[at]?.id as EntryId);
        }
      }
      const all = await whole(years);
      const texts = timeline.messages.get().map(({ text }) => text);
      const at = all.indexOf(texts[0] as string);
      expect(texts).toEqual(all.slice(at, at + texts.length));
      expect(timeline.complete.get()).toBe(at === 0);
      expect(timeline.latest.get()).toBe(at + texts.length === all.length);
    }),
    { numRuns: 25 },
  );
}, 60_000);
