import Archive from 'lucide-solid/icons/archive';
import { type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import type { Desk } from './desk.ts';

/** In place of the composer: nothing is written in an archived conversation. */
export function ArchivedNote(props: {
  readonly conversation: ConversationId;
  /** What is being done with the messages above; undefined while they are not here. */
  readonly desk: Desk | undefined;
}): JSX.Element {
  const view = useView();
  const restoring = createDeed();
  const restore = (): void => {
    const change = { archived: false };
    void restoring.run(() => view.messenger.editConversation(props.conversation, change));
  };
  const undone = (): string | null => {
    const failure = props.desk?.failure() ?? null;
    return failure && text.actions.failed(failure);
  };
  return (
    <div class="archived-note">
      <Archive size={16} aria-hidden="true" />
      <p>{text.rooms.archivedNote}</p>
      <Show when={view.mayEdit(props.conversation, 'archive')}>
        <Button disabled={restoring.busy()} onClick={restore}>
          {text.rooms.restore}
        </Button>
      </Show>
      <Failure sentence={restoring.failure() ?? undone()} />
    </div>
  );
}
