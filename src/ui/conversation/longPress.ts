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
      if (!isTouch || !(target instanceof Element)) return;
      const article = target.closest('[data-entry]');
      if (!(article instanceof HTMLElement)) return;
      began = { x, y };
      timer = setTimeout(() => {
        ignoreLift(target);
        open(article.dataset.entry as EntryId);
      }, LONG);
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

/** The finger lifts over what has opened under it meanwhile: that would be a click there. */
function ignoreLift(target: Element): void {
  const lift = new AbortController();
  const { signal } = lift;
  const end = (event: Event): void => {
    if (event.cancelable) event.preventDefault();
    lift.abort();
  };
  // Touches end where they began, whatever stands there by then.
  target.addEventListener('touchend', end, { signal, passive: false });
  target.addEventListener('touchcancel', end, { signal });
}
