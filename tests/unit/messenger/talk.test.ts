import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { Talk, type TalkSource } from '../../../src/messenger/talk.ts';
import type {
  ConversationId,
  DeviceId,
  EntryId,
  FileId,
  LogId,
  MemberId,
} from '../../../src/model/ids.ts';
import { type MessagePayload, type Remark, toWire } from '../../../src/model/payload.ts';
import type { Hlc } from '../../../src/model/time.ts';
import { MAX_REACTIONS } from '../../../src/wire/limits.ts';

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const january = `${general}.202601` as LogId;
const february = `${general}.202602` as LogId;

/** Ana has a laptop and a phone, Ben a laptop, Olga is an owner, Mallory is nobody. */
const OWNERS: Readonly<Record<string, string>> = {
  'ana-laptop': 'ana',
  'ana-phone': 'ana',
  'ben-laptop': 'ben',
  'olga-laptop': 'olga',
};

const source = (unread: ReadonlySet<EntryId> = new Set()): TalkSource => ({
  counts: ({ at }) => OWNERS[at.device] !== undefined,
  memberOf: (device) => (OWNERS[device] as MemberId | undefined) ?? null,
  mayPin: () => true,
  mayModerate: (device) => OWNERS[device] === 'olga',
  self: () => 'ana' as MemberId,
  nameOf: (member) => member.toUpperCase(),
  isUnread: ({ at }) => unread.has(at.id),
  arrival: () => 0,
  now: () => Number.POSITIVE_INFINITY,
});

const id = (number: number): EntryId => `${String(number).padStart(42, '0')}A` as EntryId;

interface Where {
  readonly by?: string;
  readonly at?: number;
  readonly log?: LogId;
}

/** The entry of a number; dated by it, unless told otherwise. */
function entry(
  number: number,
  payload: MessagePayload | Remark | readonly unknown[],
  { by = 'ana-laptop', at = number, log = january }: Where = {},
): Entry {
  const value = 'kind' in payload ? toWire(payload) : payload;
  const place = { id: id(number), log, device: by as DeviceId, hlc: (at * 4096) as Hlc };
  return { at: place, content: { kind: 'open', value } } as unknown as Entry;
}

const say = (number: number, extra: Partial<MessagePayload> = {}, where: Where = {}): Entry =>
  entry(number, { kind: 'message', text: `text ${number}`, ...extra }, where);

function talkOf(...entries: Entry[]): Talk {
  const talk = new Talk(general, source());
  talk.take(entries);
  return talk;
}

const texts = (talk: Talk): string[] => talk.main().map(({ text }) => text);
const one = (...entries: Entry[]) => {
  const message = talkOf(...entries).message(id(1));
  if (!message) throw new Error('no message 1');
  return message;
};

const edit = (text: string): Remark => ({ kind: 'edit', target: id(1), text });
const deletion: Remark = { kind: 'delete', target: id(1) };
const reaction = (emoji: string, on = true): Remark => ({
  kind: 'reaction',
  target: id(1),
  emoji,
  on,
});
const pin = (on: boolean): Remark => ({ kind: 'pin', target: id(1), on });

describe('M7: edits', () => {
  it('the last by the author counts, from whichever device; earlier texts are kept', () => {
    const message = one(
      say(1),
      entry(3, edit('third'), { by: 'ana-phone' }),
      entry(2, edit('second')),
    );
    expect(message).toMatchObject({ text: 'third', edited: true });
    expect(message.versions.map(({ text }) => text)).toEqual(['text 1', 'second']);
  });

  it('nobody else edits, not even an owner', () => {
    const message = one(
      say(1),
      entry(2, edit('forged'), { by: 'ben-laptop' }),
      entry(3, edit('forged'), { by: 'olga-laptop' }),
      entry(4, edit('forged'), { by: 'mallory' }),
    );
    expect(message).toMatchObject({ text: 'text 1', edited: false, versions: [] });
  });

  it('bring their own mentions', () => {
    const mentions = [{ member: id(7).slice(-22) as MemberId, name: 'Ben' }];
    const message = one(
      say(1, { mentions: ['here'] }),
      entry(2, { ...edit('x'), mentions } as Remark),
    );
    expect(message.mentions).toEqual(mentions);
  });
});

describe('M6: deletions', () => {
  it('by the author or a moderator count for ever, whatever is dated after them', () => {
    for (const by of ['ana-phone', 'olga-laptop']) {
      const message = one(
        say(1),
        entry(2, deletion, { by }),
        entry(3, edit('back')),
        entry(4, reaction('👍')),
        entry(5, pin(true)),
      );
      expect(message).toMatchObject({
        text: '',
        edited: false,
        versions: [],
        reactions: [],
        pinned: false,
        deleted: { by: { member: OWNERS[by] } },
      });
    }
  });

  it('by others count as nothing', () => {
    const message = one(
      say(1),
      entry(2, deletion, { by: 'ben-laptop' }),
      entry(3, deletion, { by: 'mallory' }),
    );
    expect(message).toMatchObject({ text: 'text 1', deleted: null });
  });

  it('hide the text in quotes too', () => {
    const talk = talkOf(say(1), say(2, { replyTo: id(1) }), entry(3, deletion));
    expect(talk.message(id(2))?.replyTo).toEqual({
      id: id(1),
      from: { member: 'ana', name: 'ANA', self: true },
      text: '',
      files: [],
      deleted: true,
    });
  });

  it('take the files out of quotes too', () => {
    const key = new Uint8Array(32);
    const plan = { id: id(7) as string as FileId, key, name: 'plan.pdf', type: '', size: 3 };
    const carrying = say(1, { text: '', files: [plan] });
    const quoted = (...more: Entry[]) =>
      talkOf(carrying, say(2, { replyTo: id(1) }), ...more).message(id(2))?.replyTo?.files;
    expect(quoted()).toMatchObject([{ id: plan.id, name: 'plan.pdf', size: 3 }]);
    expect(quoted()).not.toHaveProperty('0.key');
    expect(quoted(entry(3, deletion))).toEqual([]);
  });
});

describe('M8: reactions', () => {
  it('of two devices of one person are one; the last word counts', () => {
    const both = [
      entry(2, reaction('👍')),
      entry(3, reaction('👍'), { by: 'ana-phone' }),
      entry(4, reaction('👍'), { by: 'ben-laptop' }),
    ];
    expect(one(say(1), ...both).reactions).toEqual([
      { emoji: '👍', members: ['ana', 'ben'], mine: true },
    ]);
    const taken = entry(5, reaction('👍', false));
    expect(one(say(1), ...both, taken).reactions).toEqual([
      { emoji: '👍', members: ['ben'], mine: false },
    ]);
  });

  it('are bounded', () => {
    const many = Array.from({ length: MAX_REACTIONS + 5 }, (_, i) =>
      entry(i + 2, reaction(String.fromCodePoint(0x1f400 + i))),
    );
    expect(one(say(1), ...many).reactions.length).toBe(MAX_REACTIONS);
  });
});

test('M9: the last word on a pin counts, whoever spoke it', () => {
  const pinned = [entry(2, pin(true)), entry(4, pin(true), { by: 'ben-laptop' })];
  const unpinned = entry(3, pin(false), { by: 'olga-laptop' });
  expect(one(say(1), ...pinned, unpinned).pinned).toBe(true);
  expect(one(say(1), ...pinned.slice(0, 1), unpinned).pinned).toBe(false);
  expect(talkOf(say(1), ...pinned).pinned().length).toBe(1);
});

describe('M4: remarks', () => {
  it('wait for what they are about', () => {
    const talk = talkOf(entry(2, edit('edited')));
    expect(talk.main()).toEqual([]);
    talk.take([say(1)]);
    expect(texts(talk)).toEqual(['edited']);
  });

  it('in another log count as nothing', () => {
    const stray = entry(2, edit('stray'), { log: february });
    expect(one(say(1), stray).text).toBe('text 1');
  });
});

describe('T3: an answer stands behind what it answers', () => {
  const answer = say(3, { replyTo: id(9) });
  const answered = say(9);
  const between = say(5);

  it('whichever was taken first', () => {
    for (const order of [
      [answer, between, answered],
      [answered, between, answer],
      [between, answer, answered],
    ]) {
      const talk = new Talk(general, source());
      for (const it of order) talk.take([it]);
      expect(texts(talk)).toEqual(['text 5', 'text 9', 'text 3']);
    }
  });

  it('and what answers the answer, behind that', () => {
    const talk = talkOf(say(2, { replyTo: id(3) }), answer, between);
    expect(texts(talk)).toEqual(['text 3', 'text 2', 'text 5']);
    talk.take([answered]);
    expect(texts(talk)).toEqual(['text 5', 'text 9', 'text 3', 'text 2']);
  });
});

describe('M10: threads', () => {
  const replies = [
    say(2, { thread: id(1) }, { by: 'ben-laptop' }),
    say(3, { thread: id(1), also: true }, { by: 'olga-laptop' }),
    say(4, { thread: id(1) }, { by: 'ben-laptop' }),
  ];

  it('stand beside the conversation; what is also in the channel stands in both', () => {
    const talk = talkOf(say(1), ...replies);
    expect(texts(talk)).toEqual(['text 1', 'text 3']);
    expect(talk.thread(id(1)).map(({ text }) => text)).toEqual(['text 2', 'text 3', 'text 4']);
    expect(talk.message(id(1))?.thread).toMatchObject({
      replies: 3,
      participants: ['ben', 'olga'],
      unread: 0,
    });
  });

  it('keep their place when the root or a reply is deleted', () => {
    const gone = entry(8, { kind: 'delete', target: id(2) }, { by: 'ben-laptop' });
    const talk = talkOf(say(1), ...replies, entry(7, deletion), gone);
    expect(talk.message(id(1))).toMatchObject({ text: '', thread: { replies: 2 } });
    expect(talk.thread(id(1)).map(({ text }) => text)).toEqual(['', 'text 3', 'text 4']);
  });

  it('wait for their root', () => {
    const talk = talkOf(...replies);
    expect(texts(talk)).toEqual(['text 3']);
    talk.take([say(1)]);
    expect(talk.message(id(1))?.thread?.replies).toBe(3);
  });
});

test('a mention by somebody else means this person; an own one does not', () => {
  const by = 'ben-laptop';
  const talk = talkOf(
    say(1, { mentions: ['channel'] }, { by }),
    say(2, { mentions: ['channel'] }),
    say(3, {}, { by }),
  );
  expect(talk.main().map(({ mentioned }) => mentioned)).toEqual([true, false, false]);
});

it('keeps the identity of what did not change', () => {
  const talk = talkOf(say(1), say(2), say(3, { replyTo: id(1) }), say(4));
  const before = talk.main();
  talk.take([entry(9, edit('other')), entry(10, reaction('👍', false), { by: 'ben-laptop' })]);
  const after = talk.main();
  expect(after.map((it, i) => it === before[i])).toEqual([false, true, false, true]);
  talk.remake();
  expect(talk.main().every((it, i) => it === after[i])).toBe(true);
});

it('tells that nothing changed when nothing did', () => {
  const talk = talkOf(say(1), entry(2, reaction('👍')));
  expect(talk.take([say(1), entry(2, reaction('👍'))])).toEqual({ added: 0, changed: false });
  const again = entry(3, reaction('👍'), { by: 'ana-phone' });
  expect(talk.take([again])).toEqual({ added: 0, changed: false });
});

it('makes what is unread again and nothing else', () => {
  const unread = new Set([id(1)]);
  const talk = new Talk(general, source(unread));
  talk.take([say(1), say(2)]);
  const [, second] = talk.main();
  unread.clear();
  expect(talk.reread()).toBe(true);
  expect(talk.main().map((it) => it.unread)).toEqual([false, false]);
  expect(talk.main()[1]).toBe(second);
  expect(talk.reread()).toBe(false);
});

it('looks at each answer once, however they hang together', () => {
  const count = 2_000;
  const talk = new Talk(general, source());
  // Each dated before what it answers, and answering two.
  const entries = Array.from({ length: count }, (_, i) =>
    say(i + 1, i === 0 ? {} : { replyTo: id(i), thread: id(Math.max(1, i - 1)), also: true }, {
      at: count - i,
    }),
  );
  const begin = performance.now();
  talk.take(entries.toReversed());
  expect(texts(talk)).toEqual(entries.map((_, i) => `text ${i + 1}`));
  expect(performance.now() - begin).toBeLessThan(2_000);
});

const devices = fc.constantFrom(...Object.keys(OWNERS), 'mallory');
const target = fc.integer({ min: 1, max: 12 }).map(id);
const logs = fc.constantFrom(january, january, january, february);
const said: fc.Arbitrary<MessagePayload | Remark> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('message' as const),
      text: fc.string({ maxLength: 5 }),
      replyTo: target,
      thread: target,
    },
    { requiredKeys: ['kind', 'text'] },
  ),
  fc.record({ kind: fc.constant('edit' as const), target, text: fc.string({ maxLength: 5 }) }),
  fc.record({ kind: fc.constant('delete' as const), target }),
  fc.record({
    kind: fc.constant('reaction' as const),
    target,
    emoji: fc.constantFrom('👍', '🎉'),
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('pin' as const), target, on: fc.boolean() }),
);
/** Answers name hashes, so what is answered has a smaller number; their dates say nothing. */
const sensible = (payload: MessagePayload | Remark, number: number) =>
  payload.kind !== 'message' ||
  [payload.replyTo, payload.thread].every((it) => it === undefined || it < id(number));
const histories = fc
  .array(fc.record({ said, by: devices, at: fc.nat(20), log: logs }), { maxLength: 24 })
  .map((items) =>
    items.flatMap(({ said, ...where }, i) =>
      sensible(said, i + 1) ? [entry(i + 1, said, where)] : [],
    ),
  );

test('M5: any order, pieces and repetitions give the same messages', () => {
  fc.assert(
    fc.property(
      histories.chain((entries) =>
        fc.record({
          entries: fc.constant(entries),
          order: fc.shuffledSubarray(entries, { minLength: entries.length }),
          again: fc.subarray(entries),
          size: fc.integer({ min: 1, max: 8 }),
        }),
      ),
      ({ entries, order, again, size }) => {
        const whole = talkOf(...entries);
        const pieces = new Talk(general, source());
        const all = [...order, ...again];
        for (let i = 0; i < all.length; i += size) pieces.take(all.slice(i, i + size));
        expect(pieces.main()).toEqual(whole.main());
        expect(pieces.pinned()).toEqual(whole.pinned());
        for (const { at } of entries) {
          expect(pieces.message(at.id)).toEqual(whole.message(at.id));
          expect(pieces.thread(at.id)).toEqual(whole.thread(at.id));
        }
        pieces.remake();
        expect(pieces.main()).toEqual(whole.main());
      },
    ),
    { numRuns: 1_000 },
  );
});
