import './Tray.css';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import X from 'lucide-solid/icons/x';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { MAX_FILES } from '../../wire/limits.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Progress } from '../parts/Progress.tsx';
import { Switch } from '../parts/Switch.tsx';
import { text } from '../text/text.ts';
import { bytesText } from '../text/time.ts';
import { asPicture, createAddress } from './address.ts';
import { FileIcon } from './FileIcon.tsx';
import type { Outgoing, Sending } from './outgoing.ts';
import type { Tray, TrayFile } from './tray.ts';

interface OutgoingViewProps {
  readonly outgoing: Outgoing;
  /** Takes the text of a message that was stopped. */
  readonly onText: (text: string) => void;
}

/** What is on its way with files, and what was chosen for the next message: above where one writes. */
export default function OutgoingView(props: OutgoingViewProps): JSX.Element {
  const { tray } = props.outgoing;
  return (
    <>
      <Show when={props.outgoing.sending().length > 0}>
        <ul class="sending" aria-label={text.files.sending.label}>
          <For each={props.outgoing.sending()}>
            {(sending) => (
              <SendingRow
                sending={sending}
                onRetry={() => props.outgoing.retry(sending)}
                onStop={() => {
                  props.outgoing.stop(sending);
                  props.onText(sending.text);
                }}
              />
            )}
          </For>
        </ul>
      </Show>
      <Show when={tray.refused()}>
        <p class="composer-failure" role="alert">
          {text.files.tooMany(MAX_FILES)}
        </p>
      </Show>
      <Show when={tray.files().length > 0}>
        <TrayView tray={tray} />
      </Show>
    </>
  );
}

function TrayView(props: { readonly tray: Tray }): JSX.Element {
  const pictures = () => props.tray.files().some((it) => it.thumbnail() !== null || it.tells());
  const telling = () => props.tray.files().filter((it) => it.tells());
  return (
    <section class="tray" aria-label={text.files.tray.label}>
      <ul class="tray-files">
        <For each={props.tray.files()}>
          {(file) => <Chosen file={file} onRemove={() => props.tray.remove(file.id)} />}
        </For>
      </ul>
      <Show when={pictures()}>
        <Switch
          label={text.files.tray.keep}
          checked={props.tray.keepsMetadata()}
          onChange={(keep) => props.tray.keepMetadata(keep)}
        />
      </Show>
      <Show when={!props.tray.keepsMetadata()}>
        <For each={telling()}>
          {(file) => <p class="tray-note">{text.files.tray.tells(file.name)}</p>}
        </For>
      </Show>
    </section>
  );
}

/** How far a file is, from 0 to 1. */
function doneOf(file: TrayFile): number {
  const state = file.state();
  if (state.kind === 'ready') return 1;
  return state.kind === 'taking' && state.total > 0 ? state.done / state.total : 0;
}

function Chosen(props: { readonly file: TrayFile; readonly onRemove: () => void }): JSX.Element {
  const { name, type, size } = props.file;
  const address = createAddress(() => asPicture(props.file.thumbnail()));
  const words = createMemo((): string => {
    const state = props.file.state();
    switch (state.kind) {
      case 'preparing':
        return text.files.tray.preparing;
      case 'taking':
        return text.files.tray.taking(bytesText(state.done), bytesText(state.total));
      case 'failed':
        return text.files.failures[state.why];
      default:
        return bytesText(size);
    }
  });
  const failed = () => props.file.state().kind === 'failed';
  return (
    <li class="chosen" classList={{ failed: failed() }}>
      <span class="chosen-face">
        <Show when={address()} fallback={<FileIcon name={name} type={type} />}>
          {(url) => <img src={url()} alt="" />}
        </Show>
      </span>
      <span class="chosen-words">
        <span class="chosen-name clipped">
          <bdi>{name}</bdi>
        </span>
        <span class="chosen-state" classList={{ clipped: !failed() }}>
          {words()}
        </span>
      </span>
      <Show when={failed()}>
        <IconButton label={text.files.tray.retry(name)} onClick={() => props.file.retry()}>
          <RotateCw size={14} aria-hidden="true" />
        </IconButton>
      </Show>
      <IconButton label={text.files.tray.remove(name)} onClick={() => props.onRemove()}>
        <X size={14} aria-hidden="true" />
      </IconButton>
      <Show when={!failed() && doneOf(props.file) < 1}>
        <div class="chosen-progress">
          <Progress label={text.files.progress(name)} max={1} value={doneOf(props.file)} />
        </div>
      </Show>
    </li>
  );
}

function SendingRow(props: {
  readonly sending: Sending;
  readonly onRetry: () => void;
  readonly onStop: () => void;
}): JSX.Element {
  const { files } = props.sending.parcel;
  const done = createMemo(() => {
    const total = files.reduce((sum, it) => sum + it.size, 0);
    const here = files.reduce((sum, it) => sum + it.size * doneOf(it), 0);
    return total === 0 ? 0 : here / total;
  });
  const words = () => text.files.sending.with(files.length, props.sending.text);
  return (
    <li class="sending-row">
      <span class="sending-words clipped" dir="auto">
        {words()}
      </span>
      <Show
        when={props.sending.failure()}
        fallback={
          <div class="sending-progress">
            <Progress label={words()} max={1} value={done()} />
          </div>
        }
      >
        {(sentence) => (
          <>
            <p class="sending-failure" role="alert">
              <CircleAlert size={14} aria-hidden="true" />
              {text.files.sending.failed(sentence())}
            </p>
            <Button kind="quiet" onClick={() => props.onRetry()}>
              {text.files.sending.retry}
            </Button>
          </>
        )}
      </Show>
      <Button kind="quiet" onClick={() => props.onStop()}>
        {text.files.sending.stop}
      </Button>
    </li>
  );
}
