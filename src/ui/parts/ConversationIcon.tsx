import Hash from 'lucide-solid/icons/hash';
import Lock from 'lucide-solid/icons/lock';
import NotebookPen from 'lucide-solid/icons/notebook-pen';
import Users from 'lucide-solid/icons/users';
import { type JSX, Match, Show, Switch } from 'solid-js';
import type { Conversation, Member } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';
import { useView, type View } from '../view.ts';
import { PresenceMark } from './marks.tsx';

/** The other person of a direct between two; undefined in all other conversations. */
export function partnerIn(
  view: View,
  { kind, participants, gone }: Conversation,
): Member | undefined {
  if (kind !== 'direct' || gone) return undefined;
  const others = participants.filter((id) => id !== view.me().id);
  return others.length === 1 && others[0] ? view.members.of(others[0]) : undefined;
}

/** Whether it is for notes to oneself. */
export const isNotes = ({ kind, participants, gone }: Conversation): boolean =>
  kind === 'direct' && participants.length === 1 && !gone;

/** What a conversation is called here. */
export const nameIn = (view: View, conversation: Conversation): string =>
  isNotes(conversation) ? text.places.notes(view.me().name) : conversation.name;

interface ConversationIconProps {
  readonly conversation: Conversation;
  /** CSS pixels. */
  readonly size: number;
}

/** The sign of a channel, of a private group, or of a direct with the presence of the other. */
export function ConversationIcon(props: ConversationIconProps): JSX.Element {
  const view = useView();
  return (
    <Switch fallback={<Hash size={props.size} aria-hidden="true" />}>
      <Match when={props.conversation.kind === 'group'}>
        <Lock size={props.size} aria-hidden="true" />
      </Match>
      <Match when={props.conversation.kind === 'direct'}>
        <Show
          when={partnerIn(view, props.conversation)}
          fallback={
            <Show
              when={isNotes(props.conversation)}
              fallback={<Users size={props.size} aria-hidden="true" />}
            >
              <NotebookPen size={props.size} aria-hidden="true" />
            </Show>
          }
        >
          {(partner) => (
            <span class="conversation-presence" style={{ width: `${props.size}px` }}>
              <PresenceMark status={partner().status} />
            </span>
          )}
        </Show>
      </Match>
    </Switch>
  );
}
