import { expect, test } from 'vitest';
import { findConversation, titleOf } from '../../../src/cli/conversations.ts';
import type { Conversation } from '../../../src/messenger/messenger.ts';
import type { ConversationId } from '../../../src/model/ids.ts';

const make = (id: string, name: string, kind: Conversation['kind'] = 'channel'): Conversation => ({
  id: id.padEnd(22, 'A') as ConversationId,
  name,
  kind,
  topic: '',
  archived: false,
  closed: false,
  participants: [],
  creator: '' as Conversation['creator'],
  unread: 0,
  mentions: 0,
  level: 'mentions',
  muted: false,
  mutedUntil: null,
  counts: 0,
  badges: 0,
  starred: false,
  hidden: false,
});
const general = make('g', 'general');
const talk = make('t', 'design-talk');
const all = [general, talk, make('x', 'twins'), make('y', 'twins')];

test('a channel is found by its name, with or without #, however it is spelt', () => {
  for (const named of ['general', '#general', 'General', ' #GENERAL ']) {
    expect(findConversation(all, named)).toBe(general);
  }
  for (const named of ['design-talk', 'Design Talk', '#design  talk']) {
    expect(findConversation(all, named)).toBe(talk);
  }
});

test('an id comes before a name', () => {
  const odd = make('z', general.id);
  expect(findConversation([odd, ...all], general.id)).toBe(general);
});

test('a name that two have is refused with the ids of both', () => {
  expect(() => findConversation(all, 'twins')).toThrow(/^ambiguous-conversation: xA{21}, yA{21}$/);
});

test('# means a channel also where a group is called alike; without it neither is guessed', () => {
  const group = make('r', 'General', 'group');
  expect(findConversation([group, ...all], '#general')).toBe(general);
  expect(() => findConversation([group, ...all], 'general')).toThrow('ambiguous-conversation');
  expect(() => findConversation([group], '#general')).toThrow('unknown-conversation');
  expect(findConversation([group], 'general')).toBe(group);
});

test('what is not there and what comes later have reasons', () => {
  expect(() => findConversation(all, 'nowhere')).toThrow('unknown-conversation: “nowhere”');
  expect(() => findConversation(all, '')).toThrow('unknown-conversation');
  expect(() => findConversation(all, '@ana')).toThrow('unknown-conversation');
  const direct = make('d', 'Ana', 'direct');
  expect(findConversation([...all, direct], '@ana')).toBe(direct);
  expect(() => findConversation([direct], 'ana')).toThrow('unknown-conversation');
});

test('a channel’s title has its #', () => {
  expect(titleOf(general)).toBe('#general');
  expect(titleOf(make('d', 'Ana', 'direct'))).toBe('Ana');
});

test('a direct with somebody who is gone is found by its id, so that a name means who is here', () => {
  const cleo = 'c'.padEnd(43, 'A') as Conversation['creator'];
  const old = { ...make('o', 'Cleo', 'direct'), gone: [cleo] };
  const fresh = make('n', 'Cleo', 'direct');
  expect(findConversation([old, fresh], '@Cleo')).toBe(fresh);
  expect(findConversation([old, fresh], old.id)).toBe(old);
  expect(() => findConversation([old], '@Cleo')).toThrow('unknown-conversation');
});
