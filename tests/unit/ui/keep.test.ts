import { expect, test } from 'vitest';
import type { ConversationId, EntryId } from '../../../src/model/ids.ts';
import { keepTaste } from '../../../src/ui/emoji/taste.ts';
import {
  keepBegun,
  keepDrafts,
  keepFolded,
  keepPositions,
  keepRecent,
  keepSearches,
  keepTheme,
  keepTyped,
} from '../../../src/ui/keep.ts';

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index: number) => [...kept.keys()][index] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

test('which parts of the sidebar are folded outlives a reload', () => {
  const here = storage();
  expect(keepFolded(here).get()).toEqual(new Set());
  keepFolded(here).set(new Set(['group', 'starred']));
  expect(keepFolded(here).get()).toEqual(new Set(['starred', 'group']));
  here.setItem('confab.folded', 'group nonsense');
  expect(keepFolded(here).get()).toEqual(new Set(['group']));
});

test('so does where one was, and what is no conversation is passed over', () => {
  const here = storage();
  const [general, design] = ['AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAQ'];
  keepRecent(here).set([design, general] as ConversationId[]);
  expect(keepRecent(here).get()).toEqual([design, general]);
  here.setItem('confab.recent', `short ${general} `);
  expect(keepRecent(here).get()).toEqual([general]);
});

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const message = 'A'.repeat(43) as EntryId;
const root = `${'B'.repeat(42)}A` as EntryId;

test('what was begun with messages is found again, place by place, and gone once it is done', () => {
  const here = storage();
  const begun = keepBegun(here);
  const there = { change: { message, text: 'changed' }, answering: null };
  begun.set(general, there);
  begun.set(`${general}/${root}`, { change: null, answering: message });
  expect(keepBegun(here).all.get()).toEqual(
    new Map<unknown, unknown>([
      [general, there],
      [`${general}/${root}`, { change: null, answering: message }],
    ]),
  );
  begun.set(general, { change: null, answering: null });
  begun.set(`${general}/${root}`, { change: null, answering: null });
  expect([here.length, begun.all.get().size]).toEqual([0, 0]);
});

test('a change in which nothing was typed is not begun after a reload', () => {
  const here = storage();
  keepBegun(here).set(general, { change: { message, text: null }, answering: null });
  expect(keepBegun(here).all.get().size).toBe(0);
});

test('where one left conversations is found again', () => {
  const here = storage();
  keepPositions(here).set(new Map([[general, { message, hidden: 12.5 }]]));
  expect(keepPositions(here).get()).toEqual(new Map([[general, { message, hidden: 12.5 }]]));
  keepPositions(here).set(new Map());
  expect(here.length).toBe(0);
});

test.each(['', 'nonsense', '[]', 'null', '7', '{"change":7,"answering":"short"}', '{"short":{}}'])(
  'what is no such thing is passed over: %s',
  (text) => {
    const here = storage();
    here.setItem(`confab.begun.${general}`, text);
    here.setItem('confab.positions', text);
    expect([keepBegun(here).all.get().size, keepPositions(here).get().size]).toEqual([0, 0]);
  },
);

test('where the storage is full, what is chosen and typed lives as long as the page', () => {
  const full = {
    ...storage(),
    length: 0,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  } as Storage;
  const id = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
  const theme = keepTheme(full);
  theme.set('dark');
  expect(theme.get()).toBe('dark');
  const folded = keepFolded(full);
  folded.set(new Set(['group']));
  expect(folded.get()).toEqual(new Set(['group']));
  const recent = keepRecent(full);
  recent.set([id]);
  expect(recent.get()).toEqual([id]);
  const searches = keepSearches(full);
  searches.set(['harbour']);
  expect(searches.get()).toEqual(['harbour']);
  const drafts = keepDrafts(full);
  drafts.set(id, 'half a thought');
  expect(drafts.all.get().get(id)).toBe('half a thought');
  const begun = keepBegun(full);
  begun.set(id, { change: null, answering: message });
  expect(begun.all.get().get(id)?.answering).toBe(message);
  const positions = keepPositions(full);
  positions.set(new Map([[id, { message, hidden: 0 }]]));
  expect(positions.get().size).toBe(1);
  keepTyped(full).set('name', 'Mara');
  keepTaste(full).picked('🎉');
});
