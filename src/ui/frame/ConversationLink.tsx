import AtSign from 'lucide-solid/icons/at-sign';
import BellOff from 'lucide-solid/icons/bell-off';
import Pencil from 'lucide-solid/icons/pencil';
import { createUniqueId, type JSX, Show } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { ConversationIcon, nameIn, partnerIn } from '../parts/ConversationIcon.tsx';
import { Custom } from '../people/Custom.tsx';
import { text } from '../text/text.ts';
import { countText } from '../text/time.ts';
import { useView } from '../view.ts';
import { newsOf } from './sections.ts';

interface ConversationLinkProps {
  readonly conversation: Conversation;
  readonly current: boolean;
  readonly draft: boolean;
  readonly onChoose: () => void;
}

/** Its name is the conversation's and nothing else; everything more stands in its description. */
export function ConversationLink(props: ConversationLinkProps): JSX.Element {
  const view = useView();
  const description = createUniqueId();
  const unread = () => newsOf(props.conversation);
  const mentions = () => props.conversation.mentions;
  const draft = () => props.draft && !props.current;
  const kind = () => {
    const partner = partnerIn(view, props.conversation);
    if (partner) {
      const { status, custom } = partner;
      return [text.standings[status], custom?.text].filter(Boolean).join(', ');
    }
    return props.conversation.kind === 'group' && text.rooms.private;
  };
  const words = () =>
    [
      kind(),
      props.conversation.closed && text.rooms.closed,
      props.conversation.muted && text.notifications.isMuted,
      unread() > 0 && text.nav.unread(unread()),
      mentions() > 0 && text.places.mentions(mentions()),
      draft() && text.nav.draft,
    ]
      .filter(Boolean)
      .join(', ');
  return (
    <li>
      <a
        class="conversation-link"
        classList={{
          unread: unread() > 0 && !props.conversation.muted,
          muted: props.conversation.muted,
        }}
        href={addressOf(props.conversation.id)}
        aria-current={props.current ? 'page' : undefined}
        aria-describedby={words() ? description : undefined}
        onClick={() => props.onChoose()}
      >
        <ConversationIcon conversation={props.conversation} size={16} />
        <span class="name clipped" dir="auto">
          {nameIn(view, props.conversation)}
        </span>
        <Custom custom={partnerIn(view, props.conversation)?.custom ?? null} short />
        <Show when={props.conversation.muted}>
          <BellOff class="conversation-draft" size={13} aria-hidden="true" />
        </Show>
        <Show when={draft()}>
          <Pencil class="conversation-draft" size={13} aria-hidden="true" />
        </Show>
        <Show when={mentions() > 0}>
          <span class="conversation-count mention" aria-hidden="true">
            <AtSign size={11} />
            {countText(mentions())}
          </span>
        </Show>
        <Show when={unread() > mentions()}>
          <span
            class="conversation-count"
            classList={{ quiet: props.conversation.badges === 0 }}
            aria-hidden="true"
          >
            {countText(unread())}
          </span>
        </Show>
      </a>
      <span id={description} hidden>
        {words()}
      </span>
    </li>
  );
}
