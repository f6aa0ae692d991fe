import { type JSX, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { Markdown } from '../conversation/markdown/Markdown.tsx';
import { FileNames } from '../files/FileNames.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { text } from '../text/text.ts';
import { fullTimeText, shortTimeText } from '../text/time.ts';
import { useView } from '../view.ts';

interface MessageCardProps {
  readonly message: Message;
  /** Said above it. */
  readonly lead?: JSX.Element;
  readonly unread?: boolean;
  /** What can be done with it. */
  readonly children?: JSX.Element;
}

/** A message away from its conversation; leads there. */
export function MessageCard(props: MessageCardProps): JSX.Element {
  const view = useView();
  const where = (): string => {
    const room = view.conversations.of(props.message.conversation);
    return room ? nameIn(view, room) : '';
  };
  const address = (): string => {
    const { conversation, id, root } = props.message;
    return addressOf(conversation, id, root);
  };
  const author = (): string => props.message.from.name;
  return (
    <article
      class="card"
      classList={{ unread: props.unread }}
      aria-label={text.conversation.article(author(), fullTimeText(props.message.at))}
    >
      <Show when={props.lead}>
        <p class="card-lead">{props.lead}</p>
      </Show>
      <div class="card-message">
        <Avatar id={props.message.from.member} name={author()} />
        <div class="message-body">
          <header class="message-head">
            <span class="message-author name clipped" dir="auto">
              {author()}
            </span>
            <time class="message-time" title={fullTimeText(props.message.at)}>
              {shortTimeText(props.message.at, view.today())}
            </time>
          </header>
          <Show
            when={!props.message.deleted}
            fallback={<p class="deleted">{text.message.deleted}</p>}
          >
            <Show when={props.message.text}>
              <div class="message-text md">
                <Markdown text={props.message.text} mentions={props.message.mentions} end={null} />
              </div>
            </Show>
            <FileNames files={props.message.files} />
          </Show>
          <p class="card-actions">
            <a class="card-open" href={address()}>
              {text.open(where())}
            </a>
            {props.children}
          </p>
        </div>
      </div>
    </article>
  );
}
