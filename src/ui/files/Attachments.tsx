import './Attachments.css';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Attachment, Message } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { asPicture, createAddress } from './address.ts';
import { Blur } from './Blur.tsx';
import { FileCard } from './FileCard.tsx';
import { kindOf } from './kinds.ts';
import { createShownFile } from './state.ts';
import { useViewer } from './viewer.ts';

/** The files of a message: pictures side by side, the rest below each other. */
export function Attachments(props: {
  readonly message: Message;
  /** Stands beside the last of them. */
  readonly end: JSX.Element;
}): JSX.Element {
  const pictures = createMemo(() => props.message.files.filter(isShown));
  const others = createMemo(() => props.message.files.filter((it) => !isShown(it)));
  return (
    <div class="files">
      <Show when={pictures().length > 0}>
        <div class="files-row">
          <ul
            class="pictures"
            classList={{ single: pictures().length === 1 }}
            style={{
              'max-width': pictures().length > 1 ? `${widthOf(pictures().length)}px` : undefined,
            }}
            aria-label={text.files.label(pictures().length)}
          >
            <For each={pictures()}>
              {(file) => <PictureTile file={file} alone={pictures().length === 1} />}
            </For>
          </ul>
          <Show when={others().length === 0}>{props.end}</Show>
        </div>
      </Show>
      <For each={others()}>
        {(file) => (
          <div class="files-row">
            <FileCard file={file} />
            <Show when={others().at(-1) === file}>{props.end}</Show>
          </div>
        )}
      </For>
    </div>
  );
}

/** A picture of which there is something to show before it is here. */
const isShown = (file: Attachment): boolean =>
  kindOf(file) === 'picture' && file.pixels !== null && (file.thumbnail ?? file.blur) !== null;

/** Pixels that several take side by side, at most four of them, so that what stands beside them is near. */
const widthOf = (pictures: number): number => Math.min(4, pictures) * 121 - 4;

/** Pixels: a picture that stands alone. */
const WIDEST = 360;
const HIGHEST = 300;

function PictureTile(props: { readonly file: Attachment; readonly alone: boolean }): JSX.Element {
  const view = useView();
  const viewer = useViewer();
  const { file } = props;
  const shown = createShownFile(view, file);
  const thumbnail = createAddress(() => asPicture(file.thumbnail));
  /** Known before anything is decoded, so that nothing moves when it is. */
  const size = createMemo(() => {
    const { width, height } = file.pixels ?? { width: 1, height: 1 };
    const scale = Math.min(1, WIDEST / width, HIGHEST / height);
    return { width: Math.max(48, width * scale), height: Math.max(48, height * scale) };
  });
  const badge = () => (shown.isHere() ? '' : shown.words());
  return (
    <li>
      <button
        type="button"
        class="picture"
        aria-label={text.files.openPicture(file.name)}
        title={file.name}
        ref={(button) => {
          if (!props.alone) return;
          button.style.inlineSize = `${size().width}px`;
          button.style.aspectRatio = `${size().width} / ${size().height}`;
        }}
        onClick={() => {
          if (!shown.isHere()) view.messenger.files.fetch(file.id);
          viewer.show(file);
        }}
      >
        <Show when={file.blur}>{(hash) => <Blur hash={hash()} />}</Show>
        <Show when={thumbnail()}>
          {(url) => <img src={url()} alt="" decoding="async" draggable={false} />}
        </Show>
        <Show when={badge()}>
          <span class="picture-badge clipped">{badge()}</span>
        </Show>
      </button>
    </li>
  );
}
