import createPanzoom, { type PanzoomObject } from '@panzoom/panzoom';
import {
  createMemo,
  createResource,
  createSignal,
  type JSX,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { asPicture, createAddress } from './address.ts';
import { blobOf } from './bytes.ts';
import { createShownFile } from './state.ts';

/** How a picture is looked at. */
export interface Zoom {
  in(): void;
  out(): void;
  reset(): void;
  /** Moves what is seen so many steps to the right and down; false where all of it is seen. */
  move(x: number, y: number): boolean;
}

const NEAREST = 8;
/** Pixels of the screen. */
const MOVE = 80;

/** One picture, as large as there is room; its preview until all of it is here. */
export function Picture(props: {
  readonly file: Attachment;
  readonly onZoom: (zoom: Zoom | null) => void;
}): JSX.Element {
  const view = useView();
  // A picture is made anew for each file.
  const { file } = props;
  const shown = createShownFile(view, file);
  if (!shown.isHere()) view.messenger.files.fetch(file.id);
  const [blob] = createResource(shown.isHere, () => blobOf(view.messenger.files, file));
  const whole = createAddress(() => (blob.state === 'ready' ? blob() : null));
  const preview = createAddress(() => asPicture(file.thumbnail));
  const address = createMemo(() => whole() ?? preview());
  const [broken, setBroken] = createSignal(false);
  let stage!: HTMLDivElement;
  let moved!: HTMLDivElement;
  onMount(() => {
    const panzoom: PanzoomObject = createPanzoom(moved, {
      maxScale: NEAREST,
      minScale: 1,
      animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      panOnlyWhenZoomed: true,
    });
    const onWheel = (event: WheelEvent): void => void panzoom.zoomWithWheel(event);
    stage.addEventListener('wheel', onWheel, { passive: false });
    stage.addEventListener('dblclick', () =>
      panzoom.getScale() > 1 ? panzoom.reset() : panzoom.zoom(2),
    );
    props.onZoom({
      in: () => panzoom.zoomIn(),
      out: () => panzoom.zoomOut(),
      reset: () => panzoom.reset(),
      move: (x, y) => {
        const scale = panzoom.getScale();
        if (scale <= 1) return false;
        panzoom.pan((-x * MOVE) / scale, (-y * MOVE) / scale, { relative: true });
        return true;
      },
    });
    onCleanup(() => {
      panzoom.destroy();
      props.onZoom(null);
    });
  });
  return (
    <div class="viewer-picture" ref={stage}>
      <div class="viewer-moved" ref={moved}>
        <Show
          when={address() && !broken()}
          fallback={
            <p class="viewer-note">{broken() ? text.files.viewer.broken : shown.words()}</p>
          }
        >
          <img
            src={address() ?? ''}
            alt={file.name}
            draggable={false}
            onError={() => setBroken(true)}
          />
        </Show>
      </div>
    </div>
  );
}
