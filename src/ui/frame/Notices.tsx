import './Banners.css';
import ShieldAlert from 'lucide-solid/icons/shield-alert';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import UserPlus from 'lucide-solid/icons/user-plus';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { Notice } from '../../messenger/messenger.ts';
import type { DeviceId, MemberId } from '../../model/ids.ts';
import { createMedia } from '../attention.ts';
import { createById, createObserved } from '../observe.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { deviceName } from '../people/deviceName.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { noticeText } from './noticeText.ts';
import { useOpening } from './opening.ts';

/** More than these would take the place of what people write, the more so on a narrow screen. */
const AT_ONCE = { wide: 2, narrow: 1 };

/** The gravest first. */
const WEIGHT: Readonly<Record<Notice['kind'], number>> = {
  'verified-changed': 0,
  'device-frozen': 1,
  'device-asks': 2,
  'second-owner': 3,
  'recovery-ended': 4,
  'device-added': 5,
};

/** What changed about people and devices, and who waits to come in. */
export default function Notices(): JSX.Element {
  const view = useView();
  const { open } = useOpening();
  const notices = createObserved(view.messenger.notices);
  const waiting = createObserved(view.messenger.waiting);
  const narrow = createMedia('(width < 760px)');
  const [all, setAll] = createSignal(false);
  const sorted = createById(
    createMemo(() => [...notices()].sort((a, b) => WEIGHT[a.kind] - WEIGHT[b.kind])),
  );
  const shown = () =>
    all() ? sorted.ids() : sorted.ids().slice(0, narrow() ? AT_ONCE.narrow : AT_ONCE.wide);
  const more = () => sorted.ids().length - shown().length;
  const review = (): void => {
    const own = waiting().every((it) => it.for === view.me().id);
    open({ kind: 'settings', tab: own ? 'devices' : 'office' });
  };
  return (
    <div class="notices">
      <Show when={waiting().length > 0}>
        <div class="banner" role="alert">
          <UserPlus size={16} aria-hidden="true" />
          <p>{text.notices.waiting(waiting().length)}</p>
          <Button onClick={review}>{text.notices.review}</Button>
        </div>
      </Show>
      <For each={shown()}>
        {(id) => <Show when={sorted.of(id)}>{(it) => <NoticeBanner notice={it()} />}</Show>}
      </For>
      <Show when={more() > 0}>
        <button type="button" class="banner-more" onClick={() => setAll(true)}>
          {text.notices.more(more())}
        </button>
      </Show>
    </div>
  );
}

function NoticeBanner(props: { readonly notice: Notice }): JSX.Element {
  const view = useView();
  const { open, showMember } = useOpening();
  const devices = createObserved(view.messenger.devices);
  const nameOf = (member: MemberId): string => view.members.of(member)?.name ?? '';
  const named = (device: DeviceId): string => {
    const known = devices().find(({ id }) => id === device);
    return known ? deviceName(known) : text.device.unnamed(device.slice(0, 6));
  };
  const words = () => noticeText(props.notice, { me: view.me().id, nameOf, named });
  const member = (): MemberId | null => ('member' in props.notice ? props.notice.member : null);
  const grave = () => props.notice.kind === 'verified-changed';
  return (
    <div
      class="banner"
      classList={{ grave: grave(), quiet: props.notice.kind === 'device-added' }}
      role="alert"
    >
      <Show when={grave()} fallback={<TriangleAlert size={16} aria-hidden="true" />}>
        <ShieldAlert size={16} aria-hidden="true" />
      </Show>
      <p>{words()}</p>
      <Switch fallback={<Button onClick={() => showMember(member())}>{text.notices.show}</Button>}>
        <Match when={props.notice.kind === 'second-owner'}>
          <Button onClick={() => showMember(null)}>{text.notices.openMembers}</Button>
        </Match>
        <Match when={props.notice.kind === 'recovery-ended'}>
          <Button onClick={() => open({ kind: 'settings', tab: 'devices' })}>
            {text.recovery.make}
          </Button>
        </Match>
        <Match when={props.notice.kind === 'device-asks' && props.notice}>
          {(asks) => (
            <Answer label={text.notices.letIn} onAct={() => view.messenger.letIn(asks().device)} />
          )}
        </Match>
        <Match when={props.notice.kind === 'device-frozen' && props.notice}>
          {(frozen) => <FrozenDevice member={frozen().member} device={frozen().device} />}
        </Match>
      </Switch>
      <IconButton
        label={text.banner.dismiss}
        onClick={() => view.messenger.dismiss(props.notice.id)}
      >
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** What is to be done about a notice, and why it could not be. */
function Answer(props: {
  readonly label: string;
  readonly onAct: () => Promise<void>;
}): JSX.Element {
  const deed = createDeed();
  return (
    <>
      <Failure sentence={deed.failure()} />
      <Button disabled={deed.busy()} onClick={() => void deed.run(props.onAct)}>
        {props.label}
      </Button>
    </>
  );
}

/** What one can do about a device that cheated: who may removes it, others look at its person. */
function FrozenDevice(props: {
  readonly member: MemberId;
  readonly device: DeviceId;
}): JSX.Element {
  const view = useView();
  const { showMember } = useOpening();
  const mayRemove = () =>
    props.device !== view.messenger.device &&
    (props.member === view.me().id || view.may('remove-others-device', props.member));
  return (
    <Show
      when={mayRemove()}
      fallback={<Button onClick={() => showMember(props.member)}>{text.notices.show}</Button>}
    >
      <Answer
        label={text.notices.removeDevice}
        onAct={() => view.messenger.removeDevice(props.device)}
      />
    </Show>
  );
}
