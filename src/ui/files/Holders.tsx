import '../parts/Field.css';
import { Popover } from '@kobalte/core/popover';
import Info from 'lucide-solid/icons/info';
import { createEffect, createSignal, For, type JSX, Show } from 'solid-js';
import type { Attachment, FileState, Holder } from '../../messenger/messenger.ts';
import { createLayer } from '../layers.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { PresenceMark } from '../parts/marks.tsx';
import { placeAt } from '../parts/placeAt.ts';
import { Switch } from '../parts/Switch.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { dateText, percentText, untilText } from '../text/time.ts';
import { useView } from '../view.ts';
import { nameOf } from './state.ts';

interface HoldersProps {
  readonly file: Attachment;
  readonly state: FileState;
}

/** Who has a file, and whether it stays here. */
export function Holders(props: HoldersProps): JSX.Element {
  const view = useView();
  const dropping = createDeed();
  const words = () => text.files.holders;
  const [open, setOpen] = createSignal(false);
  createEffect(() => open() && createLayer(() => setOpen(false)));
  let trigger!: HTMLButtonElement;
  return (
    <Popover open={open()} onOpenChange={setOpen} gutter={6} placement="bottom-end">
      <Popover.Trigger
        ref={trigger}
        class="icon-button"
        aria-label={text.files.more(props.file.name)}
      >
        <Info size={16} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal mount={placeAt(trigger)}>
        <Popover.Content class="holders">
          <Popover.Title class="holders-title">{words().title}</Popover.Title>
          <Show
            when={props.state.holders.length > 0}
            fallback={<p class="field-hint">{words().nobody}</p>}
          >
            <ul>
              <For each={props.state.holders}>
                {(holder) => <HolderRow holder={holder} size={props.file.size} />}
              </For>
            </ul>
          </Show>
          <Switch
            label={words().keep}
            hint={words().keepHint}
            checked={props.state.kept}
            onChange={(on) => view.messenger.files.keep(props.file.id, on)}
          />
          <Show when={props.state.here > 0 && !props.state.kept}>
            <Button
              kind="plain"
              disabled={dropping.busy()}
              onClick={() => void dropping.run(() => view.messenger.files.drop(props.file.id))}
            >
              {words().drop}
            </Button>
          </Show>
          <Failure sentence={dropping.failure()} />
        </Popover.Content>
      </Popover.Portal>
    </Popover>
  );
}

function HolderRow(props: { readonly holder: Holder; readonly size: number }): JSX.Element {
  const view = useView();
  const words = () => text.files.holders;
  const name = (): string => {
    const { holder } = props;
    if (holder.kind === 'relay' && holder.until !== null)
      return words().relayUntil(dateText(holder.until));
    return nameOf(view, holder);
  };
  const when = (): string =>
    props.holder.online ? words().here : words().seen(untilText(props.holder.seen));
  const part = (): string =>
    props.holder.bytes < props.size
      ? ` · ${words().part(percentText(props.holder.bytes / props.size))}`
      : '';
  return (
    <li class="holder">
      <PresenceMark status={props.holder.online ? 'online' : 'offline'} />
      <span class="holder-name clipped" dir="auto">
        {name()}
      </span>
      <span class="holder-when">{when() + part()}</span>
    </li>
  );
}
