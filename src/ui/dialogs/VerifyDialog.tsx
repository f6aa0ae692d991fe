import './dialogs.css';
import { For, type JSX, Show, untrack } from 'solid-js';
import type { MemberId } from '../../model/ids.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Modal } from '../parts/Modal.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { QrCode } from './QrCode.tsx';

interface VerifyDialogProps {
  readonly member: MemberId;
  readonly onClose: () => void;
}

const groupsOf = (digits: string): readonly string[] => digits.match(/\d{1,5}/g) ?? [];

/** The safety number, for two people to compare, and what they found. */
export default function VerifyDialog(props: VerifyDialogProps): JSX.Element {
  const view = useView();
  const marking = createDeed();
  const member = () => view.members.of(props.member);
  const number = (): string => {
    // The number is over both people's devices: it follows them.
    member();
    view.me();
    return view.messenger.safetyNumber(props.member);
  };
  /** What the two began to compare: it may change under their eyes. */
  let compared = untrack(number);
  const mark = async (verified: boolean): Promise<void> => {
    const given = verified ? compared : null;
    compared = number();
    if (await marking.run(() => view.messenger.verify(props.member, given))) props.onClose();
  };
  return (
    <Show when={member()}>
      {(it) => (
        <Modal title={text.verify.title(it().name)} onClose={props.onClose}>
          <Show when={it().verification === 'changed'}>
            <Failure sentence={text.verify.changedLead(it().name)} />
          </Show>
          <p class="modal-lead">{text.verify.lead(it().name)}</p>
          <ol class="safety-number" aria-label={text.verify.number}>
            <For each={groupsOf(number())}>{(group) => <li>{group}</li>}</For>
          </ol>
          <QrCode text={number()} label={text.verify.qr} hint={text.verify.qrHint} />
          <Failure sentence={marking.failure()} />
          <div class="modal-actions">
            <Show when={it().verification !== 'none'}>
              <Button disabled={marking.busy()} onClick={() => void mark(false)}>
                {text.verify.unmark}
              </Button>
            </Show>
            <Button
              kind="main"
              disabled={marking.busy() || it().verification === 'verified'}
              onClick={() => void mark(true)}
            >
              {text.verify.mark}
            </Button>
          </div>
        </Modal>
      )}
    </Show>
  );
}
