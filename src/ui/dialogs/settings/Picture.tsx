import { type JSX, Show } from 'solid-js';
import { ConfabError } from '../../../model/errors.ts';
import { Avatar } from '../../parts/Avatar.tsx';
import { Button } from '../../parts/Button.tsx';
import { createDeed } from '../../parts/deed.ts';
import { makeFace } from '../../people/makeFace.ts';
import { Failure } from '../../start/Failure.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';

/** What a browser can be asked to choose from; others are refused when they are decoded. */
const KINDS = 'image/png,image/jpeg,image/webp,image/gif,image/avif';

/** The person's picture, made small on this device. */
export function Picture(): JSX.Element {
  const view = useView();
  const changing = createDeed();
  let chooser: HTMLInputElement | undefined;
  const choose = (files: FileList | null): void => {
    const file = files?.[0];
    if (!file) return;
    void changing.run(async () =>
      view.messenger.setFace(await makeFace(file, view.app.prepare).catch(noPicture)),
    );
  };
  return (
    <div class="settings-face">
      <Avatar id={view.me().id} name={view.me().name} />
      <input
        ref={chooser}
        class="unseen"
        type="file"
        accept={KINDS}
        tabindex="-1"
        aria-label={text.settings.picture}
        onChange={(event) => {
          choose(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <Button onClick={() => chooser?.click()} disabled={changing.busy()}>
        {text.settings.choosePicture}
      </Button>
      <Show when={view.me().face}>
        <Button
          onClick={() => void changing.run(() => view.messenger.setFace(null))}
          disabled={changing.busy()}
        >
          {text.settings.removePicture}
        </Button>
      </Show>
      <Failure sentence={changing.failure()} />
    </div>
  );
}

/** Whatever a decoder says, the person needs to know that it was this file. */
function noPicture(): never {
  throw new ConfabError('no-picture', 'a chosen file');
}
