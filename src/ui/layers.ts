/**
 * The browser's history. Each dialog, sheet or drawer has an entry of its own above that of the place
 * over which it stands: *Back* closes it, and whatever else closes it takes the entry away again. How
 * many stand over the page is the entry's state; what is a view has an address there too.
 */
import {
  type Accessor,
  createEffect,
  createSignal,
  on,
  onCleanup,
  onMount,
  untrack,
} from 'solid-js';
import { type DialogAddress, dialogIn, withDialog, withoutDialog } from './address.ts';

interface Layer {
  close(): void;
  /** What its address ends with; null where it has none of its own. */
  address(): DialogAddress | null;
}

/** Milliseconds after which a way back is given up: no entry is there. */
const PATIENCE = 1_000;

/** Grows whenever somebody asks for the very place where they are. */
const [again, setAgain] = createSignal(0);
export const askedAgain: Accessor<number> = again;

/** What stands over the page, the lowest first. */
const layers: Layer[] = [];
const followers = new Set<() => void>();
/** The page is on its way back to an entry below: where it is told afterwards. */
let returning = false;
/** Where to go from there. */
let next: string | null = null;

/** How many stand over the page at this entry of the history. */
const depth = (): number => (history.state as { layers?: number } | null)?.layers ?? 0;

const tell = (): void => {
  for (const follow of [...followers]) follow();
};

/** The address of what stands over this place in so many layers. */
function addressAt(count: number): string {
  const below = withoutDialog(location.hash);
  const top = layers.slice(0, count).findLast((it) => it.address() !== null);
  return withDialog(below, top?.address() ?? null);
}

/** Brings the history in line with what is open. */
function settle(): void {
  if (returning) return;
  const here = depth();
  if (here > layers.length) {
    goBack(here - layers.length);
    return;
  }
  const address = here === 0 ? withoutDialog(location.hash) : addressAt(here);
  if (location.hash !== address && layers.length > 0) {
    history.replaceState(history.state, '', address);
  }
  for (let count = here + 1; count <= layers.length; count++) {
    history.pushState({ layers: count }, '', addressAt(count));
  }
  tell();
}

/** What replaces another comes a moment after it: its entry is the same then. */
const settleSoon = (): void => void setTimeout(settle);

function goBack(by: number): void {
  returning = true;
  const arrive = (): void => {
    clearTimeout(timer);
    window.removeEventListener('popstate', arrive);
    returning = false;
    tell();
    const hash = next;
    next = null;
    if (hash !== null) goTo(hash);
    settle();
  };
  const timer = setTimeout(() => {
    history.replaceState(null, '', location.hash);
    arrive();
  }, PATIENCE);
  window.addEventListener('popstate', arrive);
  history.go(-by);
}

/** Goes to a place in the app. What stands over the page and stays open stands over that then. */
export function goTo(hash: string): void {
  if (hash === withoutDialog(location.hash)) setAgain((count) => count + 1);
  const here = returning ? Number.POSITIVE_INFINITY : depth();
  if (here === 0) location.hash = hash;
  else if (here > 1) {
    next = hash;
    if (!returning) goBack(here - 1);
    return;
  } else if (hash !== withoutDialog(location.hash)) {
    // The entry of what stood over the last place; one more would lead back to nothing.
    history.replaceState(null, '', hash);
    settleSoon();
  }
  tell();
}

/** Goes to another place in the app, instead of this one in the history. */
export function replaceWith(hash: string): void {
  history.replaceState(history.state, '', hash);
  settle();
  tell();
}

/** Gives what its owner shows an entry in the history, for as long as that lives. */
export function createLayer(
  close: () => void,
  address: Accessor<DialogAddress | null> = () => null,
): void {
  const layer: Layer = { close, address: () => untrack(address) };
  onMount(() => {
    layers.push(layer);
    settle();
  });
  createEffect(on(address, settle, { defer: true }));
  onCleanup(() => {
    const at = layers.indexOf(layer);
    if (at >= 0) layers.splice(at, 1);
    settleSoon();
  });
}

export interface Hash {
  readonly current: Accessor<string>;
}

/** The part of the address after and with `#`; *Back* and *Forward* are heard for as long as its owner lives. */
export function createHash(): Hash {
  const [current, setCurrent] = createSignal(location.hash);
  const follow = (): void => void setCurrent(location.hash);
  const moved = (): void => {
    if (returning) return;
    const here = depth();
    for (const layer of layers.slice(here).reverse()) layer.close();
    tell();
    if (here <= layers.length) settle();
    // What stood there is gone. What has an address is opened by that.
    else if (dialogIn(location.hash) === null) goBack(here - layers.length);
  };
  followers.add(follow);
  window.addEventListener('hashchange', tell);
  window.addEventListener('popstate', moved);
  document.addEventListener('click', followLink);
  onCleanup(() => {
    followers.delete(follow);
    window.removeEventListener('hashchange', tell);
    window.removeEventListener('popstate', moved);
    document.removeEventListener('click', followLink);
  });
  // A dialog without an address does not survive a reload.
  if (depth() > 0 && dialogIn(location.hash) === null) goBack(depth());
  return { current };
}

/** The browser would leave the entry of what a link stands in behind. */
function followLink(event: MouseEvent): void {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
  if (!link || !isPlain || event.button !== 0 || event.defaultPrevented) return;
  const hash = link.getAttribute('href') ?? '';
  if (depth() === 0 && !returning && hash !== location.hash) return;
  event.preventDefault();
  goTo(hash);
}
