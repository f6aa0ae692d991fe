import { createResource, createSignal, type JSX, Match, Switch } from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { createAddress } from './address.ts';
import { blobOf } from './bytes.ts';
import { kindOf } from './kinds.ts';

/** A film or a sound, with the browser's own controls. Its captions, if it has any, are its own. */
export function Player(props: { readonly file: Attachment }): JSX.Element {
  const view = useView();
  const [blob] = createResource(
    () => props.file,
    (file) => blobOf(view.messenger.files, file),
  );
  const address = createAddress(() => (blob.state === 'ready' ? blob() : null));
  const [broken, setBroken] = createSignal(false);
  // The button that called for it is gone: the keyboard goes on here.
  const onReady = ({ currentTarget }: { readonly currentTarget: HTMLMediaElement }): void => {
    if (document.activeElement === document.body) currentTarget.focus({ preventScroll: true });
  };
  return (
    <Switch>
      <Match when={blob.error || broken()}>
        <p class="file-note">{text.files.viewer.broken}</p>
      </Match>
      <Match when={address()}>
        {(url) => (
          <Switch>
            <Match when={kindOf(props.file) === 'film'}>
              {/* biome-ignore lint/a11y/useMediaCaption: what people send each other has no caption files */}
              <video
                class="film"
                src={url()}
                controls
                autoplay
                onLoadStart={onReady}
                onError={() => setBroken(true)}
              />
            </Match>
            <Match when={true}>
              {/* biome-ignore lint/a11y/useMediaCaption: what people send each other has no caption files */}
              <audio
                class="sound"
                src={url()}
                controls
                autoplay
                onLoadStart={onReady}
                onError={() => setBroken(true)}
              />
            </Match>
          </Switch>
        )}
      </Match>
    </Switch>
  );
}
