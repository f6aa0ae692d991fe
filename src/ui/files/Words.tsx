import { createResource, type JSX, Match, Show, Switch } from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { bytesText } from '../text/time.ts';
import { useView } from '../view.ts';
import { createShownFile } from './state.ts';

/** Bytes of a text that are shown: more than anybody reads here, little enough to lay out at once. */
const MOST = 256 * 1024;

/** A text file as plain characters; whatever markup is in it is only read. */
export function Words(props: { readonly file: Attachment }): JSX.Element {
  const view = useView();
  const { file } = props;
  const shown = createShownFile(view, file);
  const [words] = createResource(shown.isHere, async () => {
    const bytes = await view.messenger.files.read(file.id, 0, Math.min(file.size, MOST));
    return new TextDecoder().decode(bytes);
  });
  return (
    <div class="viewer-words">
      <Switch fallback={<p class="viewer-note">{shown.words()}</p>}>
        <Match when={words.error}>
          <p class="viewer-note">{text.files.viewer.broken}</p>
        </Match>
        <Match when={words.state === 'ready'}>
          {/* What scrolls must be reachable by keyboard. */}
          <pre dir="auto" tabindex="0">
            {words()}
          </pre>
          <Show when={file.size > MOST}>
            <p class="viewer-note">{text.files.viewer.longer(bytesText(file.size))}</p>
          </Show>
        </Match>
      </Switch>
    </div>
  );
}
