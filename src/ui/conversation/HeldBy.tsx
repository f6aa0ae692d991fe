import './HeldBy.css';
import { Popover } from '@kobalte/core/popover';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { createLayer } from '../layers.ts';
import { placeAt } from '../parts/placeAt.ts';
import { deviceName } from '../people/deviceName.ts';
import { text } from '../text/text.ts';
import { listText } from '../text/time.ts';
import { useView } from '../view.ts';

interface HeldByProps {
  readonly message: Message;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}

/** Which devices hold an own message, by name. */
export default function HeldBy(props: HeldByProps): JSX.Element {
  const view = useView();
  createLayer(() => props.onClose());
  const held = createMemo(() => {
    view.delivery(props.message.id);
    return view.messenger.heldBy(props.message.id);
  });
  const seenBy = createMemo(() => {
    view.delivery(props.message.id);
    return view.messenger.seenBy(props.message.id);
  });
  const nameOf = (member: Message['from']['member']): string => view.members.of(member)?.name ?? '';
  return (
    <Popover
      open
      onOpenChange={(open) => open || props.onClose()}
      anchorRef={() => props.anchor}
      placement="top-start"
      gutter={6}
    >
      <Popover.Portal mount={placeAt(props.anchor)}>
        <Popover.Content
          class="held"
          aria-label={text.held.title}
          onCloseAutoFocus={(event) => {
            // Who clicked elsewhere stays there.
            if (event.defaultPrevented) return;
            event.preventDefault();
            props.anchor.focus({ preventScroll: true });
          }}
        >
          <Popover.Title class="held-title">{text.held.title}</Popover.Title>
          <ul>
            <li>{text.held.here}</li>
            <Show when={held().relay}>
              <li>{text.held.relay}</li>
            </Show>
            <For each={held().devices}>
              {(device) => (
                <li>
                  {device.member === view.me().id
                    ? text.held.own(deviceName(device))
                    : text.held.device(nameOf(device.member), deviceName(device))}
                </li>
              )}
            </For>
            <Show when={held().others > 0}>
              <li>{text.held.others(held().others)}</li>
            </Show>
          </ul>
          <Show when={!held().relay && held().devices.length === 0}>
            <p class="held-more">
              {text.held.nobody} <a href="#/outbox">{text.outbox.open}</a>
            </p>
          </Show>
          <Show when={seenBy().length > 0}>
            <p class="held-more">{text.seen.by(listText(seenBy().map(nameOf)))}</p>
          </Show>
        </Popover.Content>
      </Popover.Portal>
    </Popover>
  );
}
