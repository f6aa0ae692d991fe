import { makeSource } from '../messenger/observable.ts';
import { type ConversationId, type EntryId, isId16, isId32 } from '../model/ids.ts';
import {
  type Begun,
  type Density,
  type DraftKey,
  type Drafts,
  type Kept,
  type LanguageChoice,
  type Position,
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
const BEGUN = 'confab.begun.';
const POSITIONS = 'confab.positions';
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

/** How something is written down; null where it is empty, or where what was kept is nothing of the kind. */
interface Written<T> {
  read(kept: string): T | null;
  write(value: T): string | null;
}

/**
 * What was left unfinished in this browser. Where the storage is full, it lives as long as the page; the
 * messenger says so itself ("Not saving").
 */
function keepUnfinished<T>(storage: Storage, prefix: string, { read, write }: Written<T>): Kept<T> {
  const all = makeSource<ReadonlyMap<DraftKey, T>>(readUnfinished(storage, prefix, read));
  return {
    all,
    set: (where, value) => {
      const before = all.get();
      const text = write(value);
      if (text === null ? !before.has(where) : before.get(where) === value) return;
      const next = new Map(before);
      if (text === null) next.delete(where);
      else next.set(where, value);
      all.set(next);
      keepText(storage, prefix + where, text ?? '');
    },
  };
}

/** Drafts in this browser. */
export const keepDrafts = (storage: Storage): Drafts =>
  keepUnfinished(storage, DRAFT, { read: (text) => text, write: (text) => text || null });

/** What was begun with messages in this browser. */
export const keepBegun = (storage: Storage): Kept<Begun> =>
  keepUnfinished(storage, BEGUN, {
    read: readBegun,
    write: (begun) => (begun.change || begun.answering ? JSON.stringify(begun) : null),
  });

/** What others wrote is not among it: of an answered message its id alone. */
function readBegun(kept: string): Begun | null {
  const { change, answering } = fieldsOf(kept);
  const { message, text } = fieldsOf(change);
  const begun: Begun = {
    change: isEntryId(message) && typeof text === 'string' ? { message, text } : null,
    answering: isEntryId(answering) ? answering : null,
  };
  return begun.change || begun.answering ? begun : null;
}

/** Where the person left conversations, in this tab. */
export function keepPositions(storage: Storage): Setting<ReadonlyMap<ConversationId, Position>> {
  const kept = Object.entries(fieldsOf(storage.getItem(POSITIONS)));
  const source = makeSource<ReadonlyMap<ConversationId, Position>>(
    new Map(
      kept.flatMap(([conversation, position]) => {
        const { message, hidden } = fieldsOf(position);
        const isSound = isId16(conversation) && isEntryId(message) && Number.isFinite(hidden);
        return isSound
          ? [[conversation as ConversationId, { message, hidden: Number(hidden) }]]
          : [];
      }),
    ),
  );
  return {
    ...source,
    set: (positions) => {
      source.set(positions);
      const text = positions.size === 0 ? '' : JSON.stringify(Object.fromEntries(positions));
      keepText(storage, POSITIONS, text);
    },
  };
}

const isEntryId = (it: unknown): it is EntryId => typeof it === 'string' && isId32(it);

/** The fields of an object, or of the text of one; none of anything else. */
function fieldsOf(it: unknown): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = typeof it === 'string' ? JSON.parse(it) : it;
    return typeof read === 'object' && read !== null ? { ...read } : {};
  } catch {
    return {};
  }
}

function isDraftKey(text: string): text is DraftKey {
  const [conversation = '', thread, ...rest] = text.split('/');
  return isId16(conversation) && (thread === undefined || isId32(thread)) && rest.length === 0;
}

function readUnfinished<T>(
  storage: Storage,
  prefix: string,
  read: (kept: string) => T | null,
): Map<DraftKey, T> {
  const all = new Map<DraftKey, T>();
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index) ?? '';
    const where = key.slice(prefix.length);
    if (!key.startsWith(prefix) || !isDraftKey(where)) continue;
    const value = read(storage.getItem(key) ?? '');
    if (value) all.set(where, value);
  }
  return all;
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
