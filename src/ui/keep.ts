import { makeSource } from '../messenger/observable.ts';
import { type ConversationId, isId16 } from '../model/ids.ts';
import type { Drafts, Setting, StorageFacts, Theme } from './app.ts';

const THEME = 'confab.theme';
const DRAFT = 'confab.draft.';

/** The theme that this browser remembers. `storage` is `localStorage`, or anything alike. */
export function keepTheme(storage: Storage): Setting<Theme> {
  const kept = storage.getItem(THEME);
  const source = makeSource<Theme>(kept === 'light' || kept === 'dark' ? kept : 'system');
  return {
    ...source,
    set: (theme) => {
      source.set(theme);
      storage.setItem(THEME, theme);
    },
  };
}

/**
 * Drafts in this browser. Where the storage is full, a draft lives as long as the page; the
 * messenger says so itself ("Not saving").
 */
export function keepDrafts(storage: Storage): Drafts {
  const all = makeSource<ReadonlyMap<ConversationId, string>>(readDrafts(storage));
  return {
    all,
    set: (conversation, text) => {
      const before = all.get();
      if ((before.get(conversation) ?? '') === text) return;
      const drafts = new Map(before);
      if (text === '') drafts.delete(conversation);
      else drafts.set(conversation, text);
      all.set(drafts);
      try {
        if (text === '') storage.removeItem(DRAFT + conversation);
        else storage.setItem(DRAFT + conversation, text);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    },
  };
}

function readDrafts(storage: Storage): Map<ConversationId, string> {
  const drafts = new Map<ConversationId, string>();
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index) ?? '';
    const id = key.slice(DRAFT.length);
    const text = storage.getItem(key);
    if (key.startsWith(DRAFT) && isId16(id) && text) drafts.set(id as ConversationId, text);
  }
  return drafts;
}

/** What this browser says about the room it gives and whether it may take it back. */
export async function storageFacts(): Promise<StorageFacts> {
  const storage = navigator.storage as StorageManager | undefined;
  const [persistent, estimate] = await Promise.all([storage?.persisted(), storage?.estimate()]);
  return { persistent: persistent ?? false, used: estimate?.usage ?? null };
}
