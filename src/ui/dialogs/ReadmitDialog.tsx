import './dialogs.css';
import { createSignal, type JSX, onMount, Show } from 'solid-js';
import type { MemberId } from '../../model/ids.ts';
import { CopyField } from '../parts/Copy.tsx';
import { createDeed } from '../parts/deed.ts';
import { Modal } from '../parts/Modal.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';
import { useView } from '../view.ts';
import { QrCode } from './QrCode.tsx';

interface ReadmitDialogProps {
  readonly member: MemberId;
  readonly onClose: () => void;
}

/** A link that gives a member who lost all their devices a new one. */
export default function ReadmitDialog(props: ReadmitDialogProps): JSX.Element {
  const view = useView();
  const name = () => view.members.of(props.member)?.name ?? '';
  const making = createDeed();
  const [made, setMade] = createSignal<{ link: string; expires: number }>();
  onMount(() => {
    void making.run(async () => setMade(await view.messenger.readmit(props.member)));
  });
  return (
    <Modal title={text.member.readmitTitle(name())} onClose={props.onClose}>
      <p class="modal-lead">{text.member.readmitLead(name())}</p>
      <Show when={made()}>
        {(it) => (
          <>
            <CopyField
              label={text.member.readmitBox}
              link={it().link}
              hint={text.invite.terms(1, untilText(it().expires))}
            />
            <QrCode text={it().link} label={text.member.readmitQr} hint={text.devices.linkQrHint} />
          </>
        )}
      </Show>
      <Failure sentence={making.failure()} />
    </Modal>
  );
}
