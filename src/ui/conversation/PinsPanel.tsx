import '../frame/Panel.css';
import './Thread.css';
import X from 'lucide-solid/icons/x';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { Message, Timeline } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { FileNames } from '../files/FileNames.tsx';
import { createById, createObserved } from '../observe.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { fullTimeText } from '../text/time.ts';
import { useView } from '../view.ts';

interface PinsProps {
  readonly timeline: Timeline;
  readonly onClose: () => void;
}

/** What is pinned in a conversation, the newest first. */
export default function PinsPanel(props: PinsProps): JSX.Element {
  const view = useView();
  const { timeline } = props;
  const pinned = createObserved(timeline.pinned);
  const complete = createObserved(timeline.complete);
  const byId = createById(() => pinned().toReversed());
  const [failure, setFailure] = createSignal<string | null>(null);
  const unpin = async (id: Message['id']): Promise<void> => {
    setFailure(null);
    try {
      await view.messenger.pin(id, false);
    } catch (error) {
      setFailure(sentenceFor(error));
    }
  };
  return (
    <aside class="panel" aria-labelledby="pins-title">
      <header class="bar">
        <h2 id="pins-title">{text.pins.title}</h2>
        <IconButton label={text.pins.close} onClick={() => props.onClose()}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <section class="panel-body" data-region="panel" tabindex="0" aria-labelledby="pins-title">
        <Failure sentence={failure()} />
        <ul>
          <For each={byId.ids()}>
            {(id) => (
              <Show when={byId.of(id)}>
                {(message) => <PinnedItem message={message()} onUnpin={() => void unpin(id)} />}
              </Show>
            )}
          </For>
        </ul>
        <Show when={byId.ids().length === 0}>
          <p class="pins-empty">{text.pins.empty}</p>
        </Show>
        <Show when={!complete()}>
          <Button kind="quiet" onClick={() => void timeline.loadOlder()}>
            {text.pins.older}
          </Button>
        </Show>
      </section>
    </aside>
  );
}

function PinnedItem(props: {
  readonly message: Message;
  readonly onUnpin: () => void;
}): JSX.Element {
  const address = (): string =>
    addressOf(props.message.conversation, props.message.id, props.message.root);
  return (
    <li class="pin">
      <p class="pin-head">
        <span class="message-author name clipped">{props.message.from.name}</span>
        <time>{fullTimeText(props.message.at)}</time>
      </p>
      <Show when={props.message.text}>
        <p class="pin-text" dir="auto">
          {props.message.text}
        </p>
      </Show>
      <FileNames files={props.message.files} />
      <p class="pin-actions">
        <a href={address()}>{text.pins.show}</a>
        <Button kind="quiet" onClick={() => props.onUnpin()}>
          {text.actions.unpin}
        </Button>
      </p>
    </li>
  );
}
