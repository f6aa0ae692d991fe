import { expect, test } from 'vitest';
import type { ConversationId } from '../../../src/model/ids.ts';
import { keepFolded, keepRecent } from '../../../src/ui/keep.ts';

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
