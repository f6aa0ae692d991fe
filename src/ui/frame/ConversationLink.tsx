import Hash from 'lucide-solid/icons/hash';
import Pencil from 'lucide-solid/icons/pencil';
import { createUniqueId, type JSX, Show } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { text } from '../text/text.ts';

interface ConversationLinkProps {
  readonly conversation: Conversation;
  readonly current: boolean;
  readonly draft: boolean;
  readonly onChoose: () => void;
}

/** Its name is the conversation's and nothing else; what is unread stands in its description. */
export function ConversationLink(props: ConversationLinkProps): JSX.Element {
  const description = createUniqueId();
  const unread = () => props.conversation.unread;
  const draft = () => props.draft && !props.current;
  const words = () =>
    [unread() > 0 && text.nav.unread(unread()), draft() && text.nav.draft]
      .filter(Boolean)
      .join(', ');
  return (
    <li>
      <a
        class="conversation-link"
        classList={{ unread: unread() > 0 }}
        href={addressOf(props.conversation.id)}
        aria-current={props.current ? 'page' : undefined}
        aria-describedby={words() ? description : undefined}
        onClick={() => props.onChoose()}
      >
        <Hash size={16} aria-hidden="true" />
        <span class="name clipped" dir="auto">
          {props.conversation.name}
        </span>
        <Show when={draft()}>
          <Pencil class="conversation-draft" size={13} aria-hidden="true" />
        </Show>
        <Show when={unread() > 0}>
          <span class="conversation-count" aria-hidden="true">
            {unread() > 99 ? '99+' : unread()}
          </span>
        </Show>
      </a>
      <span id={description} hidden>
        {words()}
      </span>
    </li>
  );
}
