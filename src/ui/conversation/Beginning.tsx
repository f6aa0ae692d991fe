import { type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

interface BeginningProps {
  readonly name: string;
  /** Nothing older is kept. */
  readonly complete: boolean;
  readonly empty: boolean;
  readonly onInvite: () => void;
}

/** The top of a conversation: its beginning, or that older messages are on their way. */
export function Beginning(props: BeginningProps): JSX.Element {
  const alone = () => useMembers() === 1;
  const view = useView();
  const useMembers = (): number => view.members.ids().length;
  return (
    <Switch>
      <Match when={!props.complete}>
        <p class="beginning-older">{text.conversation.older}</p>
      </Match>
      <Match when={props.complete}>
        <div class="beginning">
          <h2 class="beginning-title">{text.conversation.beginning(props.name)}</h2>
          <Show when={props.empty}>
            <p>{text.conversation.empty}</p>
          </Show>
          <Show when={alone()}>
            <p>{text.conversation.emptyAlone}</p>
            <Button onClick={() => props.onInvite()}>{text.invite.open}</Button>
          </Show>
        </div>
      </Match>
    </Switch>
  );
}
