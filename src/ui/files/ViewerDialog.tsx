import './Viewer.css';
import { Dialog } from '@kobalte/core/dialog';
import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import Download from 'lucide-solid/icons/download';
import ImageUpscale from 'lucide-solid/icons/maximize';
import X from 'lucide-solid/icons/x';
import ZoomIn from 'lucide-solid/icons/zoom-in';
import ZoomOut from 'lucide-solid/icons/zoom-out';
import { createMemo, createSignal, type JSX, Match, onMount, Show, Switch } from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';
import { createLayer } from '../layers.ts';
import { IconButton } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { rememberFocus } from '../parts/focus.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { save } from './bytes.ts';
import { Holders } from './Holders.tsx';
import { kindOf } from './kinds.ts';
import { Picture, type Zoom } from './Picture.tsx';
import { createShownFile } from './state.ts';
import { Words } from './Words.tsx';

interface ViewerProps {
  /** What one can go through from here: the pictures around it, or itself. */
  readonly files: readonly Attachment[];
  readonly first: Attachment;
  readonly onClose: () => void;
}

/** A file over the page: pictures are zoomed, moved and walked through, texts are read. */
export default function ViewerDialog(props: ViewerProps): JSX.Element {
  const start = props.files.findIndex((it) => it.id === props.first.id);
  const [index, setIndex] = createSignal(Math.max(0, start));
  const current = createMemo(() => props.files[index()] ?? props.first);
  const several = () => props.files.length > 1;
  let zoom: Zoom | null = null;
  createLayer(() => props.onClose());
  const giveBack = rememberFocus();
  const go = (step: number): void => {
    const count = props.files.length;
    setIndex((index() + step + count) % count);
    // What had the focus may have been of the picture before.
    if (!content.contains(document.activeElement)) content.focus();
  };
  /** Where a picture is nearer than all of it, arrows lead over it; else to the next. */
  const towards = (x: number, y: number): void => {
    if (zoom?.move(x, y)) return;
    if (x !== 0) go(isRightToLeft(content) ? -x : x);
  };
  let content!: HTMLDivElement;
  onMount(() => content.focus());
  const keys: Readonly<Record<string, () => void>> = {
    ArrowRight: () => towards(1, 0),
    ArrowLeft: () => towards(-1, 0),
    ArrowDown: () => towards(0, 1),
    ArrowUp: () => towards(0, -1),
    PageDown: () => go(1),
    PageUp: () => go(-1),
    '+': () => zoom?.in(),
    '=': () => zoom?.in(),
    '-': () => zoom?.out(),
    '0': () => zoom?.reset(),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act || (event.target as Element).closest('pre, video, audio')) return;
    event.preventDefault();
    act();
  };
  return (
    <Dialog open modal preventScroll={false} onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          class="viewer"
          tabindex="-1"
          ref={content}
          onKeyDown={onKeyDown}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveBack();
          }}
        >
          <header class="viewer-bar">
            <Dialog.Title
              class="viewer-name clipped"
              aria-label={text.files.viewer.label(current().name)}
            >
              <bdi>{current().name}</bdi>
            </Dialog.Title>
            <Show when={several()}>
              <span class="viewer-position" aria-live="polite">
                {text.files.viewer.position(index() + 1, props.files.length)}
              </span>
            </Show>
            <Show when={kindOf(current()) === 'picture'}>
              <IconButton label={text.files.viewer.zoomOut} onClick={() => zoom?.out()}>
                <ZoomOut size={18} aria-hidden="true" />
              </IconButton>
              <IconButton label={text.files.viewer.reset} onClick={() => zoom?.reset()}>
                <ImageUpscale size={18} aria-hidden="true" />
              </IconButton>
              <IconButton label={text.files.viewer.zoomIn} onClick={() => zoom?.in()}>
                <ZoomIn size={18} aria-hidden="true" />
              </IconButton>
            </Show>
            <Show when={current()} keyed>
              {(file) => <Whereabouts file={file} />}
            </Show>
            <Dialog.CloseButton class="icon-button" aria-label={text.files.viewer.close}>
              <X size={18} aria-hidden="true" />
            </Dialog.CloseButton>
          </header>
          <div class="viewer-stage">
            <Show when={several()}>
              <button
                type="button"
                class="viewer-step back"
                aria-label={text.files.viewer.previous}
                onClick={() => go(-1)}
              >
                <ChevronLeft size={24} aria-hidden="true" />
              </button>
            </Show>
            <Show when={current()} keyed>
              {(file) => (
                <Switch>
                  <Match when={kindOf(file) === 'picture'}>
                    <Picture file={file} onZoom={(it) => (zoom = it)} />
                  </Match>
                  <Match when={true}>
                    <Words file={file} />
                  </Match>
                </Switch>
              )}
            </Show>
            <Show when={several()}>
              <button
                type="button"
                class="viewer-step on"
                aria-label={text.files.viewer.next}
                onClick={() => go(1)}
              >
                <ChevronRight size={24} aria-hidden="true" />
              </button>
            </Show>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}

const isRightToLeft = (element: Element): boolean => getComputedStyle(element).direction === 'rtl';

/** Getting a file out, or how far it is; and who has it. */
function Whereabouts(props: { readonly file: Attachment }): JSX.Element {
  const view = useView();
  const shown = createShownFile(view, props.file);
  const saving = createDeed();
  return (
    <>
      <Failure sentence={saving.failure()} />
      <Show when={shown.isHere()} fallback={<span class="viewer-position">{shown.words()}</span>}>
        <IconButton
          label={text.files.viewer.download}
          onClick={() => void saving.run(() => save(view.messenger.files, props.file))}
        >
          <Download size={18} aria-hidden="true" />
        </IconButton>
      </Show>
      <Holders file={props.file} state={shown.state()} />
    </>
  );
}
