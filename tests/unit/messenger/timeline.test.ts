import { expect, it } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { OpenTimeline } from '../../../src/messenger/timeline.ts';
import type { TimelineSource } from '../../../src/messenger/timelineSource.ts';
import type { ConversationId, EntryId, MemberId } from '../../../src/model/ids.ts';
import { hlcAt, monthOf } from '../../../src/model/time.ts';

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const begin = Date.UTC(2026, 0, 10);
const january = monthOf(begin);

/** A conversation of one month with as many messages, and how often their places were looked at. */
function setUp(count: number) {
  let looks = 0;
  const entries = Array.from({ length: count }, (_, i) => {
    const at = { id: String(i).padStart(5, '0') as EntryId, hlc: hlcAt(begin + i) };
    const entry = {
      content: { kind: 'open', value: [1, `message ${i}`] },
      get at() {
        looks += 1;
        return at;
      },
    };
    return entry as unknown as Entry;
  });
  const source: TimelineSource = {
    months: () => [january],
    entries: async () => entries,
    monthOf: async () => january,
    isOwn: () => false,
    counts: () => true,
    memberOf: () => 'ana' as MemberId,
    mayPin: () => true,
    mayModerate: () => false,
    self: () => 'ben' as MemberId,
    nameOf: () => 'Ana',
    isUnread: () => false,
    arrival: () => begin,
    now: () => begin,
    markRead: () => {},
    markUnread: () => {},
    markOnly: () => {},
    closed: () => {},
  };
  const timeline = new OpenTimeline(general, source);
  const looksDuring = async (work: () => Promise<void>): Promise<number> => {
    looks = 0;
    await work();
    return looks;
  };
  return { timeline, looksDuring };
}

it('reads again as quickly as the first time, however often and however much is not shown', async () => {
  const { timeline, looksDuring } = setUp(5_000);
  await timeline.loadOlder();
  const once = await looksDuring(() => timeline.reopen());
  for (let i = 0; i < 10; i++) await timeline.reopen();
  expect(await looksDuring(() => timeline.reopen())).toBe(once);
  expect(timeline.messages.get().length).toBe(200);
});

it('shows every message once, in order, after reading again in between', async () => {
  const { timeline } = setUp(1_000);
  while (!timeline.complete.get()) {
    await timeline.loadOlder();
    await timeline.reopen();
  }
  const texts = timeline.messages.get().map(({ text }) => text);
  expect(texts).toEqual(Array.from({ length: 1_000 }, (_, i) => `message ${i}`));
});
