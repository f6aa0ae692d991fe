import { expect, test } from 'vitest';
import type { ConversationId } from '../../../src/model/ids.ts';
import { keepTaste } from '../../../src/ui/emoji/taste.ts';
import {
  keepDrafts,
  keepFolded,
  keepRecent,
  keepSearches,
  keepTheme,
  keepTyped,
} from '../../../src/ui/keep.ts';

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
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
  keepTyped(full).set('name', 'Mara');
  keepTaste(full).picked('🎉');
});
