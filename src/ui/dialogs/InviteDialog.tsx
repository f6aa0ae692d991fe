import './dialogs.css';
import { createMemo, createSignal, type JSX, onMount, Show } from 'solid-js';
import type { Conversation, InviteOptions } from '../../messenger/messenger.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { ConversationIcon } from '../parts/ConversationIcon.tsx';
import { CopyField } from '../parts/Copy.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Picker } from '../parts/Picker.tsx';
import { Switch } from '../parts/Switch.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';
import { useView } from '../view.ts';
import { QrCode } from './QrCode.tsx';

const DAY = 86_400_000;
const USES = ['1', '5', '25', '100'] as const;
const DAYS = ['1', '7', '30'] as const;
const ROLES = ['member', 'guest'] as const;

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
  const [role, setRole] = createSignal<(typeof ROLES)[number]>('member');
  const [channels, setChannels] = createSignal<readonly Conversation[]>([]);
  const [approve, setApprove] = createSignal(false);
  const all = createMemo(() =>
    view.conversations
      .ids()
      .map((id) => view.conversations.of(id))
      .filter((it) => it !== undefined)
      .filter(({ kind, archived }) => kind === 'channel' && !archived),
  );
  const terms = createMemo(
    (): InviteOptions => ({
      uses: Number(uses()),
      expiresIn: Number(days()) * DAY,
      approve: approve(),
      ...(role() === 'guest' ? { guest: true, channels: channels().map(({ id }) => id) } : {}),
    }),
  );
  const choice = createMemo(() => JSON.stringify(terms()));
  const current = createMemo(() => (invite()?.choice === choice() ? invite() : undefined));

  const make = async (): Promise<void> => {
    setFailure(null);
    const chosen = choice();
    try {
      setInvite({ ...(await view.messenger.invite(terms())), choice: chosen });
    } catch (error) {
      setFailure(sentenceFor(error));
    }
  };
  onMount(() => void make());

  return (
    <Modal title={text.invite.title} onClose={props.onClose}>
      <p class="modal-lead">{text.invite.lead(view.officeName())}</p>
      <Show when={current()}>
        {(it) => (
          <>
            <CopyField
              label={text.invite.link}
              link={it().link}
              hint={text.invite.terms(it().uses, untilText(it().expires))}
            />
            <QrCode text={it().link} label={text.invite.qr} hint={text.invite.qrHint} />
          </>
        )}
      </Show>
      <Failure sentence={failure()} />
      <div class="invite-choices">
        <Choice
          label={text.inviteMore.who}
          value={role()}
          options={ROLES.map((value) => ({ value, label: text.inviteMore.roles[value] }))}
          onChange={setRole}
        />
        <Show when={role() === 'guest'}>
          <Picker<Conversation>
            label={text.inviteMore.channels}
            options={all()}
            value={channels()}
            onChange={setChannels}
            hint={channels().length === 0 ? text.inviteMore.noChannels : text.inviteMore.guestHint}
            none={text.rooms.noChannels}
            mark={(channel) => <ConversationIcon conversation={channel} size={16} />}
          />
        </Show>
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
        <Switch
          label={text.inviteMore.approve}
          hint={text.inviteMore.approveHint}
          checked={approve()}
          onChange={setApprove}
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
