import { onCleanup } from 'solid-js';
import type { EntryId } from '../../model/ids.ts';

/** How long a finger rests on a message until its actions open. Milliseconds. */
const LONG = 450;
/** A finger that moves further scrolls. Pixels. */
const STILL = 10;

interface LongPress {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  onContextMenu(event: MouseEvent): void;
}

/** Opens what belongs to the message on which a finger rests. */
export function createLongPress(open: (message: EntryId) => void): LongPress {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let began = { x: 0, y: 0 };
  let isTouch = false;
  const stop = (): void => clearTimeout(timer);
  onCleanup(stop);
  return {
    onPointerDown: ({ pointerType, target, clientX: x, clientY: y }) => {
      stop();
      isTouch = pointerType === 'touch';
      const article = target instanceof Element ? target.closest('[data-entry]') : null;
      if (!isTouch || !(article instanceof HTMLElement)) return;
      began = { x, y };
      timer = setTimeout(() => open(article.dataset.entry as EntryId), LONG);
    },
    onPointerMove: ({ clientX, clientY }) => {
      if (Math.hypot(clientX - began.x, clientY - began.y) > STILL) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    // The browser's own menu of links and texts would stand over it.
    onContextMenu: (event) => {
      if (isTouch) event.preventDefault();
    },
  };
}
