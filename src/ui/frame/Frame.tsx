import './Frame.css';
import {
  batch,
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  lazy,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import type { Messenger } from '../../messenger/messenger.ts';
import type { Reason } from '../../model/errors.ts';
import { addressOf, readAddress } from '../address.ts';
import type { App } from '../app.ts';
import { createHash, createMedia } from '../attention.ts';
import { Conversation } from '../conversation/Conversation.tsx';
import { text } from '../text/text.ts';
import { createView, ViewContext } from '../view.ts';
import { Banners } from './Banners.tsx';
import { Drawer } from './Drawer.tsx';
import { HostOffer } from './HostOffer.tsx';
import { MembersPanel } from './MembersPanel.tsx';
import { NarrowNav } from './NarrowNav.tsx';
import { type Opened, Sidebar } from './Sidebar.tsx';

const loaders = {
  invite: () => import('../dialogs/InviteDialog.tsx'),
  channel: () => import('../dialogs/ChannelDialog.tsx'),
  settings: () => import('../dialogs/SettingsDialog.tsx'),
};
const InviteDialog = lazy(loaders.invite);
const ChannelDialog = lazy(loaders.channel);
const SettingsDialog = lazy(loaders.settings);

/** Where a person starts who asked for no place in particular. */
const FIRST = 'general';

interface FrameProps {
  readonly app: App;
  readonly messenger: Messenger;
  readonly notice: Reason | null;
  /** Brings the office back to its relay, which has lost it. */
  readonly host: (() => Promise<void>) | null;
}

/** An open office: conversations on the left, one of them in the middle, one panel on the right. */
export function Frame(props: FrameProps): JSX.Element {
  // A frame is made anew for each messenger.
  const view = createView(props.app, props.messenger);
  const hash = createHash();
  const narrow = createMedia('(width < 760px)');
  const [dialog, setDialog] = createSignal<Opened | null>(null);
  const [missing, setMissing] = createSignal(false);
  const [sidebar, setSidebar] = createSignal(false);
  const [members, setMembers] = createSignal(false);
  // A dialog's code comes by itself; where it does not, what one sees stays usable.
  const open = (which: Opened): void => {
    loaders[which]().then(
      () =>
        batch(() => {
          setSidebar(false);
          setDialog(which);
        }),
      (error: unknown) => {
        console.error(error);
        setMissing(true);
      },
    );
  };
  onMount(() => {
    const idle = window.requestIdleCallback ?? ((task: () => void) => setTimeout(task, 1_000));
    idle(() => void Promise.allSettled(Object.values(loaders).map((load) => load())));
  });
  const address = createMemo(() => readAddress(hash.current()));
  const place = createMemo(() => {
    const now = address();
    return now.kind === 'conversation' ? now : null;
  });
  const current = createMemo(() => place()?.conversation ?? null);

  createEffect(() => {
    const ids = view.conversations.ids();
    const first = ids.find((id) => view.conversations.of(id)?.name === FIRST) ?? ids[0];
    if (address().kind === 'home' && first) hash.replace(addressOf(first));
  });

  createEffect(() => {
    const all = view.conversations.ids().map((id) => view.conversations.of(id));
    const unread = all.reduce((sum, it) => sum + (it?.unread ?? 0), 0);
    const name = all.find((it) => it?.id === current())?.name ?? '';
    document.title = text.title(name, view.officeName(), unread);
  });
  onCleanup(() => {
    document.title = text.product;
  });

  const side = (): JSX.Element => (
    <Sidebar
      current={current()}
      onOpen={open}
      onChoose={() => setSidebar(false)}
      withStatus={!narrow()}
    />
  );
  const close = (): void => void setDialog(null);
  return (
    <ViewContext.Provider value={view}>
      <div class="frame">
        <Show when={narrow()} fallback={<div class="frame-side">{side()}</div>}>
          <Show when={!sidebar()}>
            <NarrowNav current={current()} />
          </Show>
          <Drawer side="start" open={sidebar()} onOpen={setSidebar} labelledBy="office-name">
            {side()}
          </Drawer>
        </Show>
        <main class="frame-main">
          <Banners notice={props.notice} missing={missing()} />
          <HostOffer host={props.host} />
          <Conversation
            id={current()}
            message={place()?.message ?? null}
            narrow={narrow()}
            membersOpen={members()}
            onMembers={() => setMembers(!members())}
            onSidebar={() => setSidebar(true)}
            onInvite={() => open('invite')}
          />
        </main>
        <Show
          when={narrow()}
          fallback={
            <Show when={members()}>
              <MembersPanel onClose={() => setMembers(false)} />
            </Show>
          }
        >
          <Drawer side="end" open={members()} onOpen={setMembers} labelledBy="members-title">
            <MembersPanel onClose={() => setMembers(false)} />
          </Drawer>
        </Show>
      </div>
      <Show when={dialog() === 'invite'}>
        <InviteDialog onClose={close} />
      </Show>
      <Show when={dialog() === 'channel'}>
        <ChannelDialog
          onClose={close}
          onCreated={(id) => {
            close();
            setSidebar(false);
            location.hash = addressOf(id);
          }}
        />
      </Show>
      <Show when={dialog() === 'settings'}>
        <SettingsDialog onClose={close} />
      </Show>
    </ViewContext.Provider>
  );
}
