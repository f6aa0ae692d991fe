import { type JSX, Show } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { ConversationIcon, nameIn, partnerIn } from '../parts/ConversationIcon.tsx';
import { VerifiedMark } from '../parts/VerifiedMark.tsx';
import { text } from '../text/text.ts';
import { useView, type View } from '../view.ts';

interface ConversationTitleProps {
  readonly room: Conversation;
  /** Only its name: there is no room for more. */
  readonly short: boolean;
}

/** How many people can read it. */
function readers(view: View, { kind, participants }: Conversation): number {
  if (kind !== 'channel') return participants.length;
  const members = view.members.ids().filter((id) => view.members.of(id)?.role !== 'guest');
  return new Set([...members, ...participants]).size;
}

/** What is open: its name and sign, what it is for, and how many read it. */
export function ConversationTitle(props: ConversationTitleProps): JSX.Element {
  const view = useView();
  return (
    <>
      <h1 class="conversation-name">
        <ConversationIcon conversation={props.room} size={18} />
        <span class="name clipped" dir="auto">
          {nameIn(view, props.room)}
        </span>
        <Show when={partnerIn(view, props.room)}>
          {(partner) => <VerifiedMark verification={partner().verification} />}
        </Show>
      </h1>
      <Show when={!props.short}>
        <p class="conversation-about">
          <span>{text.rooms.participants(readers(view, props.room))}</span>
          <Show when={props.room.archived}>
            <span>{text.rooms.archived}</span>
          </Show>
          <Show when={props.room.topic}>
            <span class="clipped" dir="auto">
              {props.room.topic}
            </span>
          </Show>
        </p>
      </Show>
    </>
  );
}
