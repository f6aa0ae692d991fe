import { type JSX, Match, Switch } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { Button } from '../parts/Button.tsx';
import { isNotes } from '../parts/ConversationIcon.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

interface BeginningProps {
  readonly conversation: ConversationId;
  readonly name: string;
  /** Nothing older is kept. */
  readonly complete: boolean;
  readonly empty: boolean;
  /** It is closed to this device. */
  readonly closed: boolean;
  readonly onInvite: () => void;
}

/** The top of a conversation: its beginning, or that older messages are on their way. */
export function Beginning(props: BeginningProps): JSX.Element {
  const view = useView();
  const alone = (): boolean => view.members.ids().length === 1;
  const title = (): string => {
    if (props.closed) return text.rooms.closed;
    const conversation = view.conversations.of(props.conversation);
    // A person begins nowhere.
    return conversation?.kind === 'direct' && !isNotes(conversation)
      ? text.conversation.beginningWith(props.name)
      : text.conversation.beginning(props.name);
  };
  return (
    <Switch>
      <Match when={!props.complete}>
        <p class="beginning-older">{text.conversation.older}</p>
      </Match>
      <Match when={props.complete}>
        <div class="beginning">
          <h2 class="beginning-title">{title()}</h2>
          <Switch>
            <Match when={props.closed}>
              <p>{text.rooms.closedLead}</p>
            </Match>
            <Match when={alone()}>
              <p>{text.conversation.alone}</p>
              <Button onClick={() => props.onInvite()}>{text.conversation.inviteFirst}</Button>
            </Match>
            <Match when={props.empty}>
              <p>{text.conversation.empty}</p>
            </Match>
          </Switch>
        </div>
      </Match>
    </Switch>
  );
}
