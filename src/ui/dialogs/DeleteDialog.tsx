import './dialogs.css';
import type { JSX } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { FileNames } from '../files/FileNames.tsx';
import { Button } from '../parts/Button.tsx';
import { Modal } from '../parts/Modal.tsx';
import { text } from '../text/text.ts';

interface DeleteDialogProps {
  readonly message: Message;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}

export default function DeleteDialog(props: DeleteDialogProps): JSX.Element {
  return (
    <Modal title={text.message.deleteTitle} onClose={props.onClose}>
      <blockquote class="delete-quote" dir="auto">
        {props.message.text}
        <FileNames files={props.message.files} />
      </blockquote>
      <p class="modal-lead">{text.message.deleteLead}</p>
      <div class="modal-actions">
        <Button onClick={() => props.onClose()}>{text.cancel}</Button>
        <Button kind="main" class="danger" data-first onClick={() => props.onDelete()}>
          {text.actions.delete}
        </Button>
      </div>
    </Modal>
  );
}
