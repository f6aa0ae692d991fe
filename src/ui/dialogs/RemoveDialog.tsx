import './dialogs.css';
import { type JSX, Show } from 'solid-js';
import type { MemberId } from '../../model/ids.ts';
import { useOpening } from '../frame/opening.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Modal } from '../parts/Modal.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

interface RemoveDialogProps {
  readonly member: MemberId;
  readonly onClose: () => void;
}

/** Puts a member out, once it is said what that does. */
export default function RemoveDialog(props: RemoveDialogProps): JSX.Element {
  const view = useView();
  const { showMember } = useOpening();
  const removing = createDeed();
  const remove = async (): Promise<void> => {
    const done = await removing.run(() => view.messenger.removeMember(props.member));
    if (done) showMember(null);
  };
  return (
    <Show when={view.members.of(props.member)}>
      {(it) => (
        <Modal title={text.member.removeTitle(it().name)} onClose={props.onClose}>
          <p>{text.member.removeLead(it().name, it().devices.length)}</p>
          <p>{text.member.removeKeys}</p>
          <p class="modal-lead">{text.member.removeKept}</p>
          <Failure sentence={removing.failure()} />
          <div class="modal-actions">
            <Button data-first onClick={() => props.onClose()}>
              {text.cancel}
            </Button>
            <Button
              kind="main"
              class="danger"
              disabled={removing.busy()}
              onClick={() => void remove()}
            >
              {text.member.removeNow(it().name)}
            </Button>
          </div>
        </Modal>
      )}
    </Show>
  );
}
