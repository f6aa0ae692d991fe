import { type Accessor, createSignal, type JSX, onCleanup, onMount } from 'solid-js';
import type { Scroll } from './scroll.ts';

/** How far beyond the screen rows are kept ready. Pixels. */
const READY = 600;
/** And before it was painted first: as much as rows may be lower than they are taken to be. Pixels. */
const READY_AT_FIRST = 80;

export interface Placing {
  /** It stands where reading begins, and can be seen. */
  readonly placed: Accessor<boolean>;
  /** How far beyond the screen rows are made by now. Pixels. */
  readonly ready: Accessor<number>;
  /** The element of one row, for the virtualiser. */
  Row(props: RowProps): JSX.Element;
  /** After sizes were measured. */
  onResize(): void;
}

interface RowProps {
  readonly style: JSX.CSSProperties;
  readonly children: JSX.Element;
  readonly ref: HTMLDivElement;
}

/**
 * The first paintings of a list: what is on screen is made, measured and shown within one frame, and what
 * stands beyond it with the next ones.
 */
export function createPlacing(scroll: Scroll, isAtMessage: boolean): Placing {
  const [placed, setPlaced] = createSignal(false);
  const [ready, setReady] = createSignal(READY_AT_FIRST);
  let measured = 0;
  let frame = 0;
  onMount(() => {
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        setPlaced(true);
        setReady(READY);
      });
    });
  });
  onCleanup(() => cancelAnimationFrame(frame));
  return {
    placed,
    ready,
    // The virtualiser hides what it has not measured. In a list that cannot be seen yet that would only have
    // every element's style computed twice.
    Row: (props) => (
      <div
        ref={props.ref}
        style={placed() ? props.style : { ...props.style, visibility: undefined }}
      >
        {props.children}
      </div>
    ),
    // The screen is measured first, then the rows on it.
    onResize: () => {
      measured += 1;
      if (measured > 1 && !isAtMessage && scroll.following()) setPlaced(true);
    },
  };
}
