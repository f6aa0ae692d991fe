import './dialogs.css';
import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createMemo, createSignal, type JSX, onMount, Show } from 'solid-js';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';
import { useView } from '../view.ts';
import { QrCode } from './QrCode.tsx';

const DAY = 86_400_000;
const USES = ['1', '5', '25', '100'] as const;
const DAYS = ['1', '7', '30'] as const;

interface Invite {
  readonly link: string;
  readonly expires: number;
  readonly uses: number;
  /** What was chosen for it. */
  readonly choice: string;
}

/** Makes a link that lets people in, to be copied or scanned. */
export default function InviteDialog(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const [uses, setUses] = createSignal<(typeof USES)[number]>('1');
  const [days, setDays] = createSignal<(typeof DAYS)[number]>('7');
  const [invite, setInvite] = createSignal<Invite>();
  const [failure, setFailure] = createSignal<string | null>(null);
  const [copied, setCopied] = createSignal(false);
  const choice = createMemo(() => `${uses()} ${days()}`);
  const current = createMemo(() => (invite()?.choice === choice() ? invite() : undefined));

  const make = async (): Promise<void> => {
    setFailure(null);
    setCopied(false);
    const chosen = choice();
    const options = { uses: Number(uses()), expiresIn: Number(days()) * DAY };
    try {
      setInvite({ ...(await view.messenger.invite(options)), choice: chosen });
    } catch (error) {
      setFailure(sentenceFor(error));
    }
  };
  const copy = async (link: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      setFailure(text.invite.copyFailed);
    }
  };
  onMount(() => void make());

  return (
    <Modal title={text.invite.title} onClose={props.onClose}>
      <p class="modal-lead">{text.invite.lead(view.officeName())}</p>
      <Show when={current()}>
        {(it) => (
          <>
            <div class="invite-link">
              <Field
                label={text.invite.link}
                value={it().link}
                hint={text.invite.terms(it().uses, untilText(it().expires))}
                readOnly
              />
              <Button kind="main" onClick={() => void copy(it().link)}>
                <Show when={copied()} fallback={<Copy size={16} aria-hidden="true" />}>
                  <Check size={16} aria-hidden="true" />
                </Show>
                {text.invite.copy}
              </Button>
              <p class="unseen" aria-live="polite">
                {copied() ? text.invite.copied : ''}
              </p>
            </div>
            <QrCode text={it().link} label={text.invite.qr} hint={text.invite.qrHint} />
          </>
        )}
      </Show>
      <Failure sentence={failure()} />
      <div class="invite-choices">
        <Choice
          label={text.invite.uses}
          value={uses()}
          options={USES.map((value) => ({ value, label: value }))}
          onChange={setUses}
        />
        <Choice
          label={text.invite.expires}
          value={days()}
          options={DAYS.map((value) => ({ value, label: text.invite.days(Number(value)) }))}
          onChange={setDays}
        />
      </div>
      <div class="modal-actions invite-again">
        <p>{text.invite.againHint}</p>
        <Button kind={current() ? 'plain' : 'main'} onClick={() => void make()}>
          {text.invite.again}
        </Button>
      </div>
    </Modal>
  );
}
