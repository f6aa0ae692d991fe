import './MessageRow.css';
import Clock from 'lucide-solid/icons/clock-alert';
import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { DeliveryMark } from '../parts/marks.tsx';
import { text } from '../text/text.ts';
import { dayText, fullTimeText, timeText } from '../text/time.ts';
import { useView } from '../view.ts';
import { Actions } from './Actions.tsx';
import { lineOf } from './lines.ts';
import { linkify } from './linkify.ts';

interface MessageRowProps {
  readonly message: Message;
  readonly before: Message | undefined;
  readonly unreadLine: EntryId | null;
  /** It was asked for by its link. */
  readonly sought: boolean;
  /** It is under the focus or the pointer. */
  readonly active: boolean;
}

/** One message, with the lines that stand above it. */
export function MessageRow(props: MessageRowProps): JSX.Element {
  const view = useView();
  const line = createMemo(() => lineOf(props.message, props.before, props.unreadLine));
  const author = () => props.message.from.name;
  return (
    <>
      <Show when={line().day}>
        <div class="day-line">
          <span class="day-chip">{dayText(props.message.at, view.today())}</span>
        </div>
      </Show>
      <Show when={line().unread}>
        <div class="unread-line">
          <span>{text.conversation.unreadLine}</span>
        </div>
      </Show>
      <article
        class="message"
        data-entry={props.message.id}
        tabindex="-1"
        classList={{ head: line().head, sought: props.sought }}
        aria-label={text.conversation.article(author(), timeText(props.message.at))}
      >
        <Show when={line().head} fallback={<Time at={props.message.at} />}>
          <Avatar id={props.message.from.member} name={author()} />
        </Show>
        <div class="message-body">
          <Show when={line().head}>
            <header class="message-head">
              <span class="message-author name" dir="auto">
                {author()}
              </span>
              <Time at={props.message.at} />
            </header>
          </Show>
          <div class="message-text" dir="auto">
            <Words text={props.message.text} />
            <Show when={props.message.from.self}>
              <DeliveryMark delivery={view.delivery(props.message.id)} />
            </Show>
          </div>
          <Show when={props.message.future}>
            <p class="message-note">
              <Clock size={14} aria-hidden="true" />
              {text.conversation.future}
            </p>
          </Show>
        </div>
        <Show when={props.active}>
          <Actions message={props.message} />
        </Show>
      </article>
    </>
  );
}

function Time(props: { readonly at: number }): JSX.Element {
  return (
    <time
      class="message-time"
      dateTime={new Date(props.at).toISOString()}
      title={fullTimeText(props.at)}
    >
      {timeText(props.at)}
    </time>
  );
}

/** Text as text; only addresses that are safe to open become links. */
function Words(props: { readonly text: string }): JSX.Element {
  const pieces = createMemo(() => linkify(props.text));
  return (
    <For each={pieces()}>
      {(piece) => (
        <Show when={piece.href} fallback={piece.text}>
          {(href) => (
            <a class="message-link" href={href()} target="_blank" rel="noopener noreferrer">
              {piece.text}
            </a>
          )}
        </Show>
      )}
    </For>
  );
}
