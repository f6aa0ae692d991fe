import './Attachments.css';
import Download from 'lucide-solid/icons/download';
import Eye from 'lucide-solid/icons/eye';
import Play from 'lucide-solid/icons/play';
import X from 'lucide-solid/icons/x';
import { createSignal, type JSX, Show } from 'solid-js';
import type { Attachment } from '../../messenger/messenger.ts';
import { IconButton } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Progress } from '../parts/Progress.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { save } from './bytes.ts';
import { FileIcon } from './FileIcon.tsx';
import { Holders } from './Holders.tsx';
import { kindOf } from './kinds.ts';
import { Player } from './Player.tsx';
import { createShownFile } from './state.ts';
import { useViewer } from './viewer.ts';

/** A file as a line: what it is, where it stands, and what can be done with it. */
export function FileCard(props: { readonly file: Attachment }): JSX.Element {
  const view = useView();
  const viewer = useViewer();
  const { file } = props;
  const { files } = view.messenger;
  const shown = createShownFile(view, file);
  const saving = createDeed();
  const [playing, setPlaying] = createSignal(false);
  const kind = kindOf(file);
  const plays = kind === 'film' || kind === 'sound';
  const comes = () => shown.state().kind === 'fetching' || shown.state().kind === 'waiting';
  const deeds = {
    download: () => void saving.run(() => save(files, file)),
    stop: () => files.stop(file.id),
    fetch: () => files.fetch(file.id),
  };
  const deed = (): keyof typeof deeds => {
    if (shown.isHere()) return 'download';
    return comes() ? 'stop' : 'fetch';
  };
  return (
    <div class="file">
      <div class="file-line">
        <span class="file-icon">
          <FileIcon name={file.name} type={file.type} />
        </span>
        <span class="file-words">
          <span class="file-name clipped" title={file.name}>
            <bdi>{file.name}</bdi>
          </span>
          <span class="file-state" classList={{ failed: shown.state().kind === 'failed' }}>
            {shown.words()}
          </span>
        </span>
        <Show when={shown.isHere() && plays && !playing()}>
          <IconButton label={text.files.play(file.name)} onClick={() => setPlaying(true)}>
            <Play size={16} aria-hidden="true" />
          </IconButton>
        </Show>
        <Show when={shown.isHere() && (kind === 'text' || kind === 'picture')}>
          <IconButton label={text.files.preview(file.name)} onClick={() => viewer.show(file)}>
            <Eye size={16} aria-hidden="true" />
          </IconButton>
        </Show>
        {/* One button, whatever it does: who pressed it by keyboard stays on it. */}
        <IconButton label={text.files[deed()](file.name)} onClick={() => deeds[deed()]()}>
          <Show when={deed() === 'stop'} fallback={<Download size={16} aria-hidden="true" />}>
            <X size={16} aria-hidden="true" />
          </Show>
        </IconButton>
        <Holders file={file} state={shown.state()} />
      </div>
      <Show when={shown.state().kind === 'fetching'}>
        <Progress
          label={text.files.progress(file.name)}
          max={file.size}
          value={shown.state().here}
        />
      </Show>
      <Failure sentence={saving.failure()} />
      <Show when={playing() && shown.isHere()}>
        <Player file={file} />
      </Show>
    </div>
  );
}
