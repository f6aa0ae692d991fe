import { makeSource } from '../messenger/observable.ts';
import { type ConversationId, isId16, isId32 } from '../model/ids.ts';
import {
  type Density,
  type DraftKey,
  type Drafts,
  type LanguageChoice,
  SECTIONS,
  type Section,
  type Setting,
  type StorageFacts,
  type TextSize,
  type Theme,
  type Typed,
} from './app.ts';
import { LANGUAGES } from './text/languages.ts';

const FOLDED = 'confab.folded';
const RECENT = 'confab.recent';
const DRAFT = 'confab.draft.';
const TYPED = 'confab.typed.';
const SEARCHES = 'confab.searches';

/**
 * Keeps a text in the browser, and forgets an empty one. Where the storage is full or forbidden, what
 * was chosen or typed lives as long as the page: that is no reason to stop.
 */
export function keepText(storage: Storage, key: string, text: string): void {
  try {
    if (text === '') storage.removeItem(key);
    else storage.setItem(key, text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** A choice that this browser remembers; the first value until there is one. */
function keepChoice<T extends string>(
  storage: Storage,
  key: string,
  values: readonly [T, ...T[]],
): Setting<T> {
  const kept = storage.getItem(key);
  const source = makeSource<T>(values.find((value) => value === kept) ?? values[0]);
  return {
    ...source,
    set: (value) => {
      source.set(value);
      keepText(storage, key, value);
    },
  };
}

/** The theme that this browser remembers. `storage` is `localStorage`, or anything alike. */
export const keepTheme = (storage: Storage): Setting<Theme> =>
  keepChoice(storage, 'confab.theme', ['system', 'light', 'dark']);

export const keepDensity = (storage: Storage): Setting<Density> =>
  keepChoice(storage, 'confab.density', ['comfortable', 'compact']);

export const keepTextSize = (storage: Storage): Setting<TextSize> =>
  keepChoice(storage, 'confab.textSize', ['normal', 'small', 'large', 'larger']);

/** The language that this browser remembers. */
export const keepLanguage = (storage: Storage): Setting<LanguageChoice> =>
  keepChoice(storage, 'confab.language', ['system', ...LANGUAGES]);

/** What was searched for lately in this browser. */
export function keepSearches(storage: Storage): Setting<readonly string[]> {
  const source = makeSource(readSearches(storage.getItem(SEARCHES)));
  return {
    ...source,
    set: (searches) => {
      source.set(searches);
      keepText(storage, SEARCHES, searches.length === 0 ? '' : JSON.stringify(searches));
    },
  };
}

function readSearches(kept: string | null): readonly string[] {
  try {
    const read: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(read) ? read.filter((it) => typeof it === 'string') : [];
  } catch {
    return [];
  }
}

/** Which parts of the sidebar are folded in this browser. */
export function keepFolded(storage: Storage): Setting<ReadonlySet<Section>> {
  const kept = (storage.getItem(FOLDED) ?? '').split(' ');
  const source = makeSource<ReadonlySet<Section>>(
    new Set(SECTIONS.filter((section) => kept.includes(section))),
  );
  return {
    ...source,
    set: (folded) => {
      source.set(folded);
      keepText(storage, FOLDED, [...folded].join(' '));
    },
  };
}

/** The conversations that were visited last in this browser. */
export function keepRecent(storage: Storage): Setting<readonly ConversationId[]> {
  const kept = (storage.getItem(RECENT) ?? '').split(' ').filter(isId16);
  const source = makeSource<readonly ConversationId[]>(kept as ConversationId[]);
  return {
    ...source,
    set: (recent) => {
      source.set(recent);
      keepText(storage, RECENT, recent.join(' '));
    },
  };
}

/**
 * Drafts in this browser. Where the storage is full, a draft lives as long as the page; the
 * messenger says so itself ("Not saving").
 */
export function keepDrafts(storage: Storage): Drafts {
  const all = makeSource<ReadonlyMap<DraftKey, string>>(readDrafts(storage));
  return {
    all,
    set: (where, text) => {
      const before = all.get();
      if ((before.get(where) ?? '') === text) return;
      const drafts = new Map(before);
      if (text === '') drafts.delete(where);
      else drafts.set(where, text);
      all.set(drafts);
      keepText(storage, DRAFT + where, text);
    },
  };
}

function isDraftKey(text: string): text is DraftKey {
  const [conversation = '', thread, ...rest] = text.split('/');
  return isId16(conversation) && (thread === undefined || isId32(thread)) && rest.length === 0;
}

function readDrafts(storage: Storage): Map<DraftKey, string> {
  const drafts = new Map<DraftKey, string>();
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index) ?? '';
    const where = key.slice(DRAFT.length);
    const text = storage.getItem(key);
    if (key.startsWith(DRAFT) && isDraftKey(where) && text) drafts.set(where, text);
  }
  return drafts;
}

/** What this browser says about the room it gives and whether it may take it back. */
export async function storageFacts(): Promise<StorageFacts> {
  const storage = navigator.storage as StorageManager | undefined;
  const [persistent, estimate] = await Promise.all([storage?.persisted(), storage?.estimate()]);
  return { persistent: persistent ?? false, used: estimate?.usage ?? null };
}

/** What was typed before an office is open. `storage` is `sessionStorage`, or anything alike. */
export const keepTyped = (storage: Storage): Typed & { forget(): void } => ({
  get: (field) => storage.getItem(TYPED + field) ?? '',
  set: (field, text) => keepText(storage, TYPED + field, text),
  forget: () => {
    for (const field of ['name', 'office']) storage.removeItem(TYPED + field);
  },
});

/** The hash over all files of this version, as it stands in hashes.json; null where there is no such list. */
export async function buildHash(): Promise<string | null> {
  const answer = await fetch('hashes.json').catch(() => null);
  if (!answer?.ok || !answer.headers.get('content-type')?.includes('json')) return null;
  const { hash } = (await answer.json()) as { hash?: unknown };
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : null;
}
