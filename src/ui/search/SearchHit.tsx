import { For, type JSX, Show } from 'solid-js';
import type { SearchHit as Hit } from '../../messenger/messenger.ts';
import { addressOf, withPanel } from '../address.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { text } from '../text/text.ts';
import { dateText, fullTimeText, timeText } from '../text/time.ts';
import { useView } from '../view.ts';

/** A message that was found: who, where, when, and the words around what was looked for. */
export function SearchHit(props: {
  readonly hit: Hit;
  readonly narrow: boolean;
  readonly onOpen: () => void;
}): JSX.Element {
  const view = useView();
  const message = () => props.hit.message;
  const where = (): string => {
    const room = view.conversations.of(message().conversation);
    if (!room) return '';
    return room.kind === 'channel' ? `#${room.name}` : nameIn(view, room);
  };
  const address = (): string => {
    const { conversation, id, root } = message();
    const there = addressOf(conversation, id, root);
    // The results stay beside it, where there is room and no thread takes their place.
    return props.narrow || root !== null ? there : withPanel(there, 'search');
  };
  return (
    <li>
      <a class="hit" href={address()} onClick={() => props.onOpen()}>
        <Avatar id={message().from.member} name={message().from.name} small />
        <span class="hit-body">
          <span class="hit-head">
            <span class="hit-author name clipped" dir="auto">
              {message().from.name}
            </span>
            <time class="hit-time" title={fullTimeText(message().at)}>
              {dateText(message().at)}, {timeText(message().at)}
            </time>
          </span>
          <span class="hit-text" dir="auto">
            <For each={props.hit.snippet}>
              {(it) => (
                <Show when={it.found} fallback={it.text}>
                  <mark>{it.text}</mark>
                </Show>
              )}
            </For>
          </span>
          <span class="hit-where clipped" dir="auto">
            {where()}
            <Show when={message().root !== null}> · {text.search.inThread}</Show>
          </span>
        </span>
      </a>
    </li>
  );
}
