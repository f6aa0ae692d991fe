import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { EntryId } from '../../model/ids.ts';
import type { Scroll } from './scroll.ts';

export interface Walk {
  /** The message under the pointer, else under the focus: it shows its actions. */
  readonly active: Accessor<EntryId | null>;
  /** Rows that stay in the page though they are off screen, so that the focus in them is not lost. */
  readonly kept: Accessor<readonly number[]>;
  onKeyDown(event: KeyboardEvent): void;
  onPointerOver(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerLeave(): void;
  onScroll(): void;
  /** What the pointer rests on is looked up again: it does not count while the list moves. */
  onScrollEnd(): void;
  onFocusIn(event: FocusEvent): void;
  onFocusOut(event: FocusEvent): void;
}

/** Frames after which a row that came into the page is seen, which it is once its size is known. */
const SEEN_AFTER = 5;

/** The message that something stands in. */
export const entryAt = (target: EventTarget | null): EntryId | null => {
  const article = target instanceof Element ? target.closest<HTMLElement>('[data-entry]') : null;
  return (article?.dataset.entry as EntryId | undefined) ?? null;
};

/** From message to message with the arrow keys, to the ends with Home and End; each has keys of its own. */
export function createWalk(
  scroll: Scroll,
  log: () => HTMLElement,
  /** Another key, while a message has the focus. */
  onKey: (event: KeyboardEvent, focused: EntryId | null) => void,
): Walk {
  const [focused, setFocused] = createSignal<EntryId | null>(null);
  const [pointed, setPointed] = createSignal<EntryId | null>(null);
  /** Where the focus is on its way to. */
  const [wanted, setWanted] = createSignal<EntryId | null>(null);
  let pointer: { readonly x: number; readonly y: number } | null = null;
  /** Rows that only pass under the pointer would show and hide their actions all the while. */
  let isMoving = false;
  const { rows } = scroll;

  /** Only what is seen takes the focus. */
  const focus = (id: EntryId, frames: number): void => {
    if (wanted() !== id) return;
    log().querySelector<HTMLElement>(`[data-entry="${id}"]`)?.focus({ preventScroll: true });
    if (wanted() !== id) return;
    if (frames === 0) setWanted(null);
    else requestAnimationFrame(() => focus(id, frames - 1));
  };

  const step = (by: 1 | -1): void => {
    const from = wanted() ?? focused();
    const here = from === null ? undefined : rows.rowOf(from);
    // The newest may have arrived just now, and not be on screen yet.
    const last = () => (scroll.following() ? rows.messages().length : scroll.shown().last);
    const row = here === undefined ? last() : here + by;
    const id = rows.messages()[row - 1]?.id;
    if (id === undefined) return;
    setWanted(id);
    scroll.bring(row);
    focus(id, SEEN_AFTER);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => step(-1),
    ArrowDown: () => step(1),
    // The browser's own way is a movement to a place that sizes not measured yet move away meanwhile.
    Home: () => scroll.toStart(),
    End: () => scroll.toEnd(),
  };
  return {
    active: createMemo(() => pointed() ?? focused()),
    kept: createMemo(() =>
      [focused(), wanted()].flatMap((id) => (id === null ? [] : (rows.rowOf(id) ?? []))),
    ),
    onKeyDown: (event) => {
      const act = keys[event.key];
      if (!act) return onKey(event, focused());
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      // A pointer that only rests there has no say meanwhile.
      pointer = null;
      setPointed(null);
      act();
    },
    onPointerOver: (event) => {
      if (event.pointerType === 'mouse' && !isMoving) setPointed(entryAt(event.target));
    },
    onPointerMove: ({ pointerType, clientX: x, clientY: y }) => {
      if (pointerType === 'mouse') pointer = { x, y };
    },
    onPointerLeave: () => {
      pointer = null;
      setPointed(null);
    },
    onScroll: () => {
      isMoving = true;
    },
    // The browser says so by itself when it finds the time, or at the pointer's next movement.
    onScrollEnd: () => {
      isMoving = false;
      requestAnimationFrame(() => {
        if (pointer) setPointed(entryAt(document.elementFromPoint(pointer.x, pointer.y)));
      });
    },
    onFocusIn: (event) => {
      setFocused(entryAt(event.target));
      setWanted(null);
    },
    onFocusOut: ({ target, relatedTarget }) => {
      // The window lost it: in the page it stays, and comes back there.
      if (document.activeElement === target) return;
      // Into the same message again, for one, whose actions must not go meanwhile.
      setFocused(entryAt(relatedTarget));
      setWanted(null);
    },
  };
}
