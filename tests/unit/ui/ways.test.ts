import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../../src/messenger/messenger.ts';
import { find } from '../../../src/ui/commands/fuzzy.ts';
import type { SlashPlace } from '../../../src/ui/commands/slash.ts';
import { suggestionsFor, wordAt } from '../../../src/ui/conversation/suggestions.ts';
import { inOrder, isListed, newsOf, sectionOf } from '../../../src/ui/frame/sections.ts';
import { nextIn } from '../../../src/ui/frame/shortcuts.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

test('of a name that was written to its end, and a space, none is offered that begins like it', async () => {
  const people = ['Ana', 'Ana María', 'Ben'].map((name) => ({ id: name, name, self: false }));
  const members = {
    ids: () => people.map(({ id }) => id),
    of: (id: string) => people.find((it) => it.id === id),
  };
  const place = { view: { members } } as unknown as SlashPlace;
  const offered = async (typed: string) => {
    const word = wordAt(typed, typed.length);
    return word ? (await suggestionsFor(word, place)).map(({ label }) => label) : [];
  };
  expect(await offered('thanks @ana')).toEqual(['Ana', 'Ana María']);
  expect(await offered('thanks @ana ')).toEqual([]);
  expect(await offered('thanks @ana m')).toEqual(['Ana María']);
  expect(await offered('thanks @ana maria ')).toEqual([]);
});

describe('finding by name', () => {
  const all = [
    { name: 'general', weight: 0 },
    { name: 'design', words: 'Signage and the new entrance', weight: 0.2 },
    { name: 'Danila Petrov', weight: 0.9 },
    { name: 'office-move', weight: 0 },
    { name: 'Keyboard shortcuts' },
  ];
  const found = (typed: string) => find(typed, all, 3).map(({ name }) => name);

  test('nothing typed offers what one used lately', () => {
    expect(found('')).toEqual(['Danila Petrov', 'design', 'general']);
  });

  test('letters in order find, and what fits better stands first', () => {
    expect(found('gen')[0]).toBe('general');
    expect(found('#des')[0]).toBe('design');
    expect(found('@dan')[0]).toBe('Danila Petrov');
    expect(found('offmo')).toEqual(['office-move']);
    expect(found('short')).toEqual(['Keyboard shortcuts']);
    expect(found('entrance')).toEqual(['design']);
    expect(found('xyz')).toEqual([]);
  });

  test('ten thousand are found in a moment', () => {
    const many = named(...Array.from({ length: 10_000 }, (_, i) => `channel-${i}`), 'needle');
    const begin = performance.now();
    expect(find('needl', many, 9)[0]?.name).toBe('needle');
    expect(performance.now() - begin).toBeLessThan(500);
  });
});

describe('the next conversation', () => {
  const all = ['a', 'b', 'c', 'd'];
  const any = () => true;

  test('is found in a circle', () => {
    expect(nextIn(all, 'b', 1, any)).toBe('c');
    expect(nextIn(all, 'd', 1, any)).toBe('a');
    expect(nextIn(all, 'a', -1, any)).toBe('d');
  });

  test('passes over what is not wanted', () => {
    expect(nextIn(all, 'b', 1, (it) => it === 'a')).toBe('a');
    expect(nextIn(all, 'b', -1, (it) => it === 'd')).toBe('d');
    expect(nextIn(all, 'b', 1, (it) => it === 'b')).toBeNull();
  });

  test('from nowhere is the first, or the last', () => {
    expect(nextIn(all, null, 1, any)).toBe('a');
    expect(nextIn(all, null, -1, any)).toBe('d');
    expect(nextIn([], null, 1, any)).toBeNull();
  });
});

describe('the sidebar', () => {
  const room = (more: Partial<Conversation> = {}) =>
    ({
      kind: 'channel',
      archived: false,
      closed: false,
      hidden: false,
      starred: false,
      unread: 0,
      mentions: 0,
      ...more,
    }) as Conversation;

  test('a channel that was left comes back by a mention, a direct by a message', () => {
    expect(isListed(room({ hidden: true }))).toBe(false);
    expect(isListed(room({ hidden: true, unread: 3 }))).toBe(false);
    expect(isListed(room({ hidden: true, unread: 3, mentions: 1 }))).toBe(true);
    expect(isListed(room({ kind: 'direct', hidden: true, unread: 1 }))).toBe(true);
    expect(isListed(room({ archived: true, mentions: 1 }))).toBe(false);
  });

  test('what was left counts only what means the person', () => {
    expect(newsOf(room({ unread: 5, mentions: 2 }))).toBe(5);
    expect(newsOf(room({ hidden: true, unread: 5, mentions: 2 }))).toBe(2);
    expect(newsOf(room({ hidden: true, kind: 'direct', unread: 5 }))).toBe(5);
  });

  test('a star outweighs the kind', () => {
    expect(sectionOf(room({ starred: true, kind: 'direct' }))).toBe('starred');
    const sections = { starred: ['d'], channel: ['a'], group: ['b'], direct: ['c'] };
    expect(inOrder(sections as never)).toEqual(['d', 'a', 'b', 'c']);
  });
});

test('a command is completed only where the text begins with it', () => {
  expect(wordAt('/', 1)).toEqual({ sign: '/', typed: '', start: 0, end: 1 });
  expect(wordAt('/to', 3)).toMatchObject({ sign: '/', typed: 'to' });
  expect(wordAt('/topic x', 8)).toBeNull();
  expect(wordAt('and /to', 7)).toBeNull();
  expect(wordAt('//to', 4)).toBeNull();
  expect(wordAt('/msg @Be', 8)).toMatchObject({ sign: '@', typed: 'Be' });
});
