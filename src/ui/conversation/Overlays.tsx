import { type JSX, lazy, Show } from 'solid-js';
import { useDesk } from './desk.ts';

const ActionSheet = lazy(() => import('./ActionSheet.tsx'));
const DeleteDialog = lazy(() => import('../dialogs/DeleteDialog.tsx'));
const EmojiPicker = lazy(() => import('../emoji/EmojiPicker.tsx'));

/** What opens over a conversation. */
export function Overlays(): JSX.Element {
  const desk = useDesk();
  return (
    <>
      <Show when={desk.sheet()} keyed>
        {(message) => <ActionSheet message={message} onClose={() => desk.openSheet(null)} />}
      </Show>
      <Show when={desk.deleting()}>
        {(message) => (
          <DeleteDialog
            message={message()}
            onClose={() => desk.askDelete(null)}
            onDelete={() => void desk.delete(message().id)}
          />
        )}
      </Show>
      <Show when={desk.picking()} keyed>
        {({ message, anchor }) => (
          <EmojiPicker
            anchor={anchor}
            onClose={() => desk.pick(null)}
            onPick={(emoji) => {
              desk.pick(null);
              void desk.react(message.id, emoji, true);
            }}
          />
        )}
      </Show>
    </>
  );
}
