import '../parts/Modal.css';
import './ActionSheet.css';
import { Dialog } from '@kobalte/core/dialog';
import { For, type JSX, onCleanup, onMount } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Message } from '../../messenger/messenger.ts';
import { createLayer } from '../layers.ts';
import { rememberFocus } from '../parts/focus.ts';
import { hideOthers } from '../parts/hideOthers.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { useDesk } from './desk.ts';
import { actionsOf, copyTextAction, type MessageAction } from './messageActions.ts';

interface ActionSheetProps {
  readonly message: Message;
  readonly onClose: () => void;
}

/** What can be done with a message, for fingers: from the lower edge, each with its name. */
export default function ActionSheet(props: ActionSheetProps): JSX.Element {
  const view = useView();
  const desk = useDesk();
  let content!: HTMLDivElement;
  createLayer(() => props.onClose());
  const giveBack = rememberFocus();
  onCleanup(() => queueMicrotask(giveBack));
  onMount(() => onCleanup(hideOthers(content)));
  // A sheet is made anew for each message.
  const { message } = props;
  const actions = [
    ...actionsOf(message, desk, view),
    ...(message.deleted || message.text === '' ? [] : [copyTextAction(message)]),
  ];
  const act = (action: MessageAction): void => {
    props.onClose();
    const anchor = document.querySelector<HTMLElement>(`[data-entry="${message.id}"]`);
    // After the sheet has given back the focus.
    setTimeout(() => action.run(anchor ?? document.body));
  };
  return (
    <Dialog open modal preventScroll={false} onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="modal-veil" />
        <Dialog.Content ref={content} class="sheet">
          <Dialog.Title class="unseen">{text.actions.label}</Dialog.Title>
          <ul>
            <For each={actions}>
              {(action) => (
                <li>
                  <button type="button" class="sheet-action" onClick={() => act(action)}>
                    <Dynamic component={action.icon} size={20} aria-hidden="true" />
                    {action.label}
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
