import { onCleanup } from 'solid-js';
import { tinykeys } from 'tinykeys';
import type { ConversationId } from '../../model/ids.ts';
import { addressOf } from '../address.ts';
import { goTo } from '../layers.ts';
import type { View } from '../view.ts';
import type { Opening } from './opening.ts';
import type { Place } from './place.ts';
import { bringsNews, inOrder, type Sections } from './sections.ts';

interface ShortcutsOptions {
  readonly view: View;
  readonly place: Place;
  readonly opening: Opening;
  readonly sections: () => Sections;
  /** Marks what is open as read. */
  readonly markRead: () => void;
}

/** The keys that work wherever one is. `src/ui/dialogs/KeysDialog.tsx` tells of them. */
export function createShortcuts(options: ShortcutsOptions): void {
  const { view, place, opening } = options;
  const step = (by: 1 | -1, unreadOnly: boolean): void => {
    const all = inOrder(options.sections());
    const here = place.conversation();
    const isWanted = (id: ConversationId): boolean => {
      const it = view.conversations.of(id);
      return !unreadOnly || (it !== undefined && bringsNews(it));
    };
    const next = nextIn(all, here, by, isWanted);
    if (next) goTo(addressOf(next));
  };
  const leave = (event: KeyboardEvent): void => {
    // Whoever has the key for something nearer has it first.
    if (event.defaultPrevented || isOverlaid() || isComposing(event)) return;
    if (place.panel() === null) {
      options.markRead();
      return;
    }
    // A box to search in would forget what stands in it.
    event.preventDefault();
    place.closePanel();
  };
  const go = (act: () => void) => (event: KeyboardEvent) => {
    if (event.defaultPrevented || isComposing(event)) return;
    event.preventDefault();
    act();
  };
  const away = (act: () => void) => (event: KeyboardEvent) => {
    if (!isOverlaid()) go(act)(event);
  };
  const showKeys = (event: KeyboardEvent): void => {
    if (!isTyping(event.target)) away(() => opening.open({ kind: 'keys' }))(event);
  };
  const stop = tinykeys(window, {
    '$mod+k': go(() => opening.open({ kind: 'switcher' })),
    '$mod+/': go(() => opening.open({ kind: 'keys' })),
    '?': showKeys,
    'Shift+?': showKeys,
    'Alt+ArrowUp': away(() => step(-1, false)),
    'Alt+ArrowDown': away(() => step(1, false)),
    'Alt+Shift+ArrowUp': away(() => step(-1, true)),
    'Alt+Shift+ArrowDown': away(() => step(1, true)),
    F6: away(() => moveRegion(1)),
    'Shift+F6': away(() => moveRegion(-1)),
    Escape: leave,
  });
  onCleanup(stop);
}

/** The next that is wanted, in a circle; null where there is none. */
export function nextIn<T>(
  all: readonly T[],
  here: T | null,
  by: 1 | -1,
  isWanted: (it: T) => boolean,
): T | null {
  const from = here === null ? -1 : all.indexOf(here);
  const start = from < 0 && by < 0 ? 0 : from;
  for (let steps = 1; steps <= all.length; steps++) {
    const it = all[(start + by * steps + all.length * 2) % all.length];
    if (it !== undefined && it !== here && isWanted(it)) return it;
  }
  return null;
}

/** A dialog or sheet stands over the page. */
const isOverlaid = (): boolean => document.querySelector('[role=dialog]') !== null;

const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select') !== null);

/** Where one goes in a part of the page, if there is such a place: where one is, or writes. */
const WANTED = '[aria-current], textarea, [type=search]';
const FOCUSABLE =
  'a[href], button:not(:disabled), input:not([hidden]), textarea, select, [tabindex="0"]';

/** From one part of the page to the next: the list, the messages, where one writes, the panel. */
function moveRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const here = regions.findIndex((it) => it.contains(document.activeElement));
  const next = regions[(here + by + regions.length) % regions.length];
  if (!next) return;
  const inside = (what: string): HTMLElement | null => next.querySelector<HTMLElement>(what);
  (next.matches(FOCUSABLE) ? next : (inside(WANTED) ?? inside(FOCUSABLE)))?.focus();
}
