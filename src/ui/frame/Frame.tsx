import './Frame.css';
import {
  batch,
  createEffect,
  createSignal,
  type JSX,
  lazy,
  Match,
  onCleanup,
  onMount,
  Show,
  Switch,
} from 'solid-js';
import type { Messenger, Timeline } from '../../messenger/messenger.ts';
import type { Reason } from '../../model/errors.ts';
import type { ConversationId } from '../../model/ids.ts';
import { createActivity } from '../activity.ts';
import { addressOf } from '../address.ts';
import type { App } from '../app.ts';
import { createMedia } from '../attention.ts';
import { Conversation } from '../conversation/Conversation.tsx';
import { Pins } from '../conversation/Pins.tsx';
import { Thread } from '../conversation/Thread.tsx';
import { ViewerPlace } from '../files/ViewerPlace.tsx';
import { createBadge } from '../notify/badge.ts';
import { createObserved } from '../observe.ts';
import { createFindKey } from '../search/findKey.ts';
import { createSearching } from '../search/state.ts';
import { createView, ViewContext } from '../view.ts';
import { Banners } from './Banners.tsx';
import { Dialogs, loadDialog, loadDialogs } from './Dialogs.tsx';
import { NarrowNav } from './NarrowNav.tsx';
import { type Opened, type Opening, OpeningContext } from './opening.ts';
import { createPlace } from './place.ts';
import { Sidebar } from './Sidebar.tsx';

// Only narrow screens have drawers, most days there is nothing to tell, and members are looked up later.
const Drawer = lazy(() => import('./Drawer.tsx'));
const FilesPanel = lazy(() => import('../files/FilesPanel.tsx'));
const HostOffer = lazy(() => import('./HostOffer.tsx'));
const MembersPanel = lazy(() => import('./MembersPanel.tsx'));
const Notices = lazy(() => import('./Notices.tsx'));
const Notifier = lazy(() => import('../notify/Notifier.tsx'));
const SearchPanel = lazy(() => import('../search/SearchPanel.tsx'));

/** Where a person starts who asked for no place in particular. */
const FIRST = 'general';
/** Milliseconds after which the search index is read and brought up to date: what one sees comes first. */
const INDEX_AFTER = 3_000;

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
  createActivity(() => props.messenger.active());
  const notices = createObserved(props.messenger.notices);
  const waiting = createObserved(props.messenger.waiting);
  const place = createPlace();
  const searching = createSearching();
  const narrow = createMedia('(width < 760px)');
  const [dialog, setDialog] = createSignal<Opened | null>(null);
  const [missing, setMissing] = createSignal(false);
  const [sidebar, setSidebar] = createSignal(false);
  const [timeline, setTimeline] = createSignal<Timeline | null>(null);
  // A dialog's code comes by itself; where it does not, what one sees stays usable.
  const open = (which: Opened): void => {
    loadDialog(which.kind).then(
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
    idle(() => void loadDialogs());
    const begin = setTimeout(() => props.messenger.search.begin(), INDEX_AFTER);
    onCleanup(() => clearTimeout(begin));
  });
  const { conversation: current, thread, panel, closePanel } = place;

  createEffect(() => {
    const ids = view.conversations.ids().filter((id) => !view.conversations.of(id)?.archived);
    const first = ids.find((id) => view.conversations.of(id)?.name === FIRST) ?? ids[0];
    if (place.address().kind === 'home' && first) place.replace(addressOf(first));
  });

  createBadge(view, current);

  const side = (): JSX.Element => (
    <Sidebar current={current()} onChoose={() => setSidebar(false)} withStatus={!narrow()} />
  );
  const panelView = (): JSX.Element => (
    <Switch>
      <Match when={panel() === 'members'}>
        <MembersPanel
          member={place.member()}
          onMember={(member) => place.show('members', member)}
          onClose={closePanel}
        />
      </Match>
      <Match when={panel() === 'pins'}>
        <Show when={timeline()} keyed>
          {(timeline) => <Pins timeline={timeline} onClose={closePanel} />}
        </Show>
      </Match>
      <Match when={panel() === 'files'}>
        <Show when={timeline()} keyed>
          {(timeline) => <FilesPanel timeline={timeline} onClose={closePanel} />}
        </Show>
      </Match>
      <Match when={panel() === 'search'}>
        <SearchPanel
          searching={searching}
          conversation={current()}
          narrow={narrow()}
          onClose={closePanel}
        />
      </Match>
      <Match when={panel() === 'thread'}>
        <Show when={timeline()} keyed>
          {(timeline) => (
            <Show when={thread()} keyed>
              {(root) => (
                <Thread
                  timeline={timeline}
                  root={root}
                  name={name()}
                  message={place.message()}
                  onClose={closePanel}
                />
              )}
            </Show>
          )}
        </Show>
      </Match>
    </Switch>
  );
  const search = (within: ConversationId | null): void =>
    batch(() => {
      searching.ask(within);
      setSidebar(false);
      close();
      if (panel() !== 'search') place.show('search');
    });
  createFindKey(current, search);
  const name = (): string => {
    const id = current();
    return id === null ? '' : (view.conversations.of(id)?.name ?? '');
  };
  const close = (): void => void setDialog(null);
  const opening: Opening = {
    open,
    showMember: (shown) =>
      batch(() => {
        place.show('members', shown);
        setSidebar(false);
        close();
      }),
    go: (conversation) =>
      batch(() => {
        close();
        setSidebar(false);
        location.hash = addressOf(conversation);
      }),
    search,
  };
  return (
    <ViewContext.Provider value={view}>
      <OpeningContext.Provider value={opening}>
        <ViewerPlace timeline={timeline()}>
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
              <Show when={props.host}>
                <HostOffer host={props.host} />
              </Show>
              <Notifier current={current()} />
              <Show when={notices().length + waiting().length > 0}>
                <Notices />
              </Show>
              <Conversation
                id={current()}
                message={thread() === null ? place.message() : null}
                narrow={narrow()}
                panel={panel()}
                onMembers={() => place.toggle('members')}
                onPins={() => place.toggle('pins')}
                onFiles={() => place.toggle('files')}
                onTimeline={setTimeline}
                onSidebar={() => setSidebar(true)}
                onInvite={() => open({ kind: 'invite' })}
              />
            </main>
            <Show when={narrow()} fallback={<Show when={panel()}>{panelView()}</Show>}>
              <Drawer
                side="end"
                open={panel() !== null && dialog() === null}
                onOpen={(open) => open || closePanel()}
                labelledBy={`${panel() ?? 'members'}-title`}
              >
                {panelView()}
              </Drawer>
            </Show>
          </div>
          <Dialogs opened={dialog()} onClose={close} />
        </ViewerPlace>
      </OpeningContext.Provider>
    </ViewContext.Provider>
  );
}
