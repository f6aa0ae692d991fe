import { expect, test } from 'vitest';
import type { Entry } from '../../../src/log/entry.ts';
import { type Call, callOf, type Part } from '../../../src/messenger/calls.ts';
import { itemsOf } from '../../../src/messenger/inboxItems.ts';
import type { Message } from '../../../src/messenger/messenger.ts';
import { Talk, type TalkSource } from '../../../src/messenger/talk.ts';
import type { ConversationId, DeviceId, EntryId, LogId, MemberId } from '../../../src/model/ids.ts';
import {
  fromWire,
  type MessagePayload,
  type Payload,
  type Remark,
  toWire,
} from '../../../src/model/payload.ts';
import { type Hlc, timeOf } from '../../../src/model/time.ts';
import { PAYLOAD_LIMITS } from '../../../src/wire/limits.ts';

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const log = `${general}.202601` as LogId;
const ana = 'AAAAAAAAAAAAAAAAAAAAAQ' as MemberId;
const ben = 'AAAAAAAAAAAAAAAAAAAAAg' as MemberId;
const cleo = 'AAAAAAAAAAAAAAAAAAAAAw' as MemberId;
const OWNERS: Readonly<Record<string, MemberId>> = {
  'ana-laptop': ana,
  'ben-laptop': ben,
  'ben-phone': ben,
  'cleo-laptop': cleo,
};
const id = (number: number): EntryId => `${String(number).padStart(42, '0')}A` as EntryId;

const at = (number: number): number => timeOf((number * 4096) as Hlc);

const entry = (number: number, by: string, payload: MessagePayload | Remark): Entry => {
  const at = { id: id(number), log, device: by as DeviceId, hlc: (number * 4096) as Hlc };
  return { at, content: { kind: 'open', value: toWire(payload) } } as unknown as Entry;
};
const say = (number: number, by: string, more: Partial<MessagePayload> = {}): Entry =>
  entry(number, by, { kind: 'message', text: `text ${number}`, ...more });
const react = (number: number, by: string, target: number, emoji = '🎉', on = true): Entry =>
  entry(number, by, { kind: 'reaction', target: id(target), emoji, on });

const source: TalkSource = {
  counts: () => true,
  memberOf: (device) => OWNERS[device] ?? null,
  mayPin: () => true,
  mayModerate: () => false,
  self: () => ana,
  nameOf: (member) => (member === ben ? 'Ben' : 'Cleo'),
  isUnread: () => true,
  arrival: () => 0,
  now: () => Number.POSITIVE_INFINITY,
};

const NO_PART: Part = { written: new Set(), threads: new Set() };
const said = ({ content }: Entry): Payload =>
  fromWire(content.kind === 'open' ? content.value : null, PAYLOAD_LIMITS) as Payload;
const kindOf = (it: Entry, part: Partial<Part> = {}) =>
  callOf(it, said(it), ana, { ...NO_PART, ...part })?.kind ?? null;

test('who is meant by name, alone or with all, is called', () => {
  expect(kindOf(say(1, 'ben-laptop', { mentions: [{ member: ana, name: 'Ana' }] }))).toBe(
    'mention',
  );
  expect(kindOf(say(1, 'ben-laptop', { mentions: ['channel'] }))).toBe('mention');
  expect(kindOf(say(1, 'ben-laptop', { mentions: [{ member: cleo, name: 'Cleo' }] }))).toBeNull();
  expect(kindOf(say(1, 'ben-laptop'))).toBeNull();
});

test('so is whose message is answered, who wrote in the thread, and to whom somebody reacts', () => {
  const written = new Set([id(7)]);
  const answer = say(9, 'ben-laptop', { replyTo: id(7) });
  expect(kindOf(answer, { written })).toBe('reply');
  expect(kindOf(answer)).toBeNull();
  const inThread = say(9, 'ben-laptop', { thread: id(5) });
  expect(kindOf(inThread)).toBeNull();
  expect(kindOf(inThread, { threads: new Set([id(5)]) })).toBe('thread');
  expect(kindOf(say(9, 'ben-laptop', { thread: id(7) }), { written })).toBe('thread');
  expect(kindOf(react(9, 'ben-laptop', 7), { written })).toBe('reaction');
  expect(kindOf(react(9, 'ben-laptop', 6), { written })).toBeNull();
  expect(kindOf(react(9, 'ben-laptop', 7, '🎉', false), { written })).toBeNull();
});

test('a mention outweighs that it is an answer', () => {
  const both = say(9, 'ben-laptop', { replyTo: id(7), mentions: ['here'] });
  expect(kindOf(both, { written: new Set([id(7)]) })).toBe('mention');
});

/** Items as Ana has them, who wrote number 1. */
function items(...entries: Entry[]) {
  const all = [say(1, 'ana-laptop'), ...entries];
  const talk = new Talk(general, source);
  talk.take(all);
  const part = { written: new Set([id(1)]), threads: new Set<EntryId>() };
  const calls = entries.flatMap((it): Call | Call[] => callOf(it, said(it), ana, part) ?? []);
  return itemsOf(calls, {
    memberOf: source.memberOf,
    nameOf: source.nameOf,
    messageOf: ({ about }) => talk.message(about) as Message | null,
    isUnread: ({ at }) => at.id !== id(2),
  });
}

test('the newest comes first; all reactions to one message are one item', () => {
  const found = items(
    say(2, 'ben-laptop', { replyTo: id(1) }),
    react(3, 'ben-laptop', 1),
    react(4, 'cleo-laptop', 1, '👍'),
    say(5, 'cleo-laptop', { thread: id(1) }),
  );
  expect(found).toMatchObject([
    { kind: 'thread', at: at(5), unread: true },
    {
      kind: 'reaction',
      at: at(4),
      unread: true,
      message: { text: 'text 1' },
      reactions: [
        { emoji: '🎉', from: { name: 'Ben' } },
        { emoji: '👍', from: { name: 'Cleo' } },
      ],
    },
    { kind: 'reply', at: at(2), unread: false },
  ]);
});

test('what was taken back or deleted is left out', () => {
  expect(items(react(3, 'ben-laptop', 1), react(4, 'ben-phone', 1, '🎉', false))).toEqual([]);
  const deletion = entry(4, 'ben-laptop', { kind: 'delete', target: id(3) });
  expect(items(say(3, 'ben-laptop', { replyTo: id(1) }), deletion)).toEqual([]);
  const own = entry(4, 'ana-laptop', { kind: 'delete', target: id(1) });
  expect(items(react(3, 'ben-laptop', 1), own)).toEqual([]);
});

test('an answer in a thread on a deleted message stands', () => {
  const own = entry(2, 'ana-laptop', { kind: 'delete', target: id(1) });
  expect(items(own, say(3, 'ben-laptop', { thread: id(1) }))).toMatchObject([{ kind: 'thread' }]);
});
