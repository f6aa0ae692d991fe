import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether the person has this page before them: it is visible and has the focus. */
export function createAttention(): Accessor<boolean> {
  const look = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const [attentive, setAttentive] = createSignal(look());
  const update = (): void => void setAttentive(look());
  listen(document, 'visibilitychange', update);
  listen(window, 'focus', update);
  listen(window, 'blur', update);
  return attentive;
}

/** Whether a media query holds. */
export function createMedia(query: string): Accessor<boolean> {
  const media = matchMedia(query);
  const [matches, setMatches] = createSignal(media.matches);
  listen(media, 'change', () => setMatches(media.matches));
  return matches;
}

/**
 * The height of what is visible, as `--visible-height` on the root element, while something covers a
 * part of the page: keyboards on screens, where the browser does not make the page smaller by itself.
 */
export function createVisibleHeight(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const { style } = document.documentElement;
  const update = (): void => {
    const covered = innerHeight - viewport.height;
    // Whoever enlarges the page with two fingers sees less of it too, and wants it as it is.
    if (viewport.scale > 1 || covered < 1) style.removeProperty('--visible-height');
    else {
      style.setProperty('--visible-height', `${viewport.height}px`);
      window.scrollTo(0, 0);
    }
  };
  listen(viewport, 'resize', update);
  onCleanup(() => style.removeProperty('--visible-height'));
}

const DAY = 86_400_000;

/** The current time in milliseconds, renewed when a day begins and when the page is shown again. */
export function createToday(): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  let timer: ReturnType<typeof setTimeout>;
  const renew = (): void => {
    clearTimeout(timer);
    setNow(Date.now());
    const midnight = new Date();
    midnight.setHours(24, 0, 1, 0);
    timer = setTimeout(renew, Math.min(DAY, midnight.getTime() - Date.now()));
  };
  renew();
  listen(document, 'visibilitychange', renew);
  onCleanup(() => clearTimeout(timer));
  return now;
}

function listen(target: EventTarget, type: string, listener: () => void): void {
  target.addEventListener(type, listener);
  onCleanup(() => target.removeEventListener(type, listener));
}
