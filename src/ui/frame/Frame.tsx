import './Frame.css';
import {
  batch,
  createEffect,
  createSignal,
  type JSX,
  lazy,
  onCleanup,
  onMount,
  Show,
  untrack,
} from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Messenger, Timeline } from '../../messenger/messenger.ts';
import type { Reason } from '../../model/errors.ts';
import type { ConversationId } from '../../model/ids.ts';
import { createActivity } from '../activity.ts';
import { addressOf } from '../address.ts';
import type { App } from '../app.ts';
import { createMedia, createVisibleHeight } from '../attention.ts';
import { Conversation } from '../conversation/Conversation.tsx';
import { ViewerPlace } from '../files/ViewerPlace.tsx';
import { createLayer, goTo } from '../layers.ts';
import { createBadge } from '../notify/badge.ts';
import { createObserved } from '../observe.ts';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { createFindKey } from '../search/findKey.ts';
import { createSearching } from '../search/state.ts';
import { text } from '../text/text.ts';
import { createView, ViewContext } from '../view.ts';
import { Banners } from './Banners.tsx';
import { Dialogs, loadDialog, loadDialogs } from './Dialogs.tsx';
import { NarrowNav } from './NarrowNav.tsx';
import { type Opened, type Opening, OpeningContext, openedAt } from './opening.ts';
import { Panels } from './Panels.tsx';
import { createPanelFocus } from './panelFocus.ts';
import { createPlace } from './place.ts';
import { Sidebar } from './Sidebar.tsx';
import { createSections } from './sections.ts';
import { createShortcuts } from './shortcuts.ts';

// Only narrow screens have drawers, most days there is nothing to tell, and members are looked up later.
const Drawer = lazy(() => import('./Drawer.tsx'));
const HostOffer = lazy(() => import('./HostOffer.tsx'));
const Notices = lazy(() => import('./Notices.tsx'));
const Notifier = lazy(() => import('../notify/Notifier.tsx'));

const PAGES = {
  inbox: lazy(() => import('../pages/InboxPage.tsx')),
  saved: lazy(() => import('../pages/SavedPage.tsx')),
  outbox: lazy(() => import('../pages/OutboxPage.tsx')),
};

/** Where a person starts who asked for no place in particular. */
const FIRST = 'general';
/** Milliseconds after which the search index is read and brought up to date: what one sees comes first. */
const INDEX_AFTER = 3_000;
/** Milliseconds after which all dialogs’ code is fetched ahead of its use. */
const DIALOGS_AFTER = 2_000;

/** Conversations that are remembered as visited. */
const MOST_RECENT = 20;

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
  createVisibleHeight();
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
    const load = setTimeout(() => void loadDialogs(), DIALOGS_AFTER);
    const begin = setTimeout(() => props.messenger.search.begin(), INDEX_AFTER);
    onCleanup(() => {
      clearTimeout(load);
      clearTimeout(begin);
    });
  });
  const { conversation: current, thread, panel, closePanel } = place;
  // A drawer, as on narrow screens, sees to it by itself.
  createPanelFocus(() => (narrow() ? undefined : panel()));

  createEffect(() => {
    const address = place.dialog();
    const asked = address === null ? null : openedAt(address, untrack(current));
    if (asked && asked.kind !== untrack(dialog)?.kind) open(asked);
  });
  createEffect(() => narrow() && sidebar() && createLayer(() => setSidebar(false)));

  createEffect(() => {
    const ids = view.conversations.ids().filter((id) => !view.conversations.of(id)?.archived);
    const first = ids.find((id) => view.conversations.of(id)?.name === FIRST) ?? ids[0];
    if (place.address().kind === 'home' && first) place.replace(addressOf(first));
  });

  createBadge(view, () => {
    const page = place.page();
    return page === null ? name() : text[page].title;
  });

  const side = (): JSX.Element => (
    <Sidebar
      current={current()}
      page={place.page()}
      onChoose={() => setSidebar(false)}
      withStatus={!narrow()}
    />
  );
  const panelView = (): JSX.Element => (
    <Panels
      place={place}
      timeline={timeline()}
      name={name()}
      searching={searching}
      narrow={narrow()}
    />
  );
  const conversation = (): JSX.Element => (
    <Conversation
      id={current()}
      message={thread() === null ? place.message() : null}
      thread={thread()}
      narrow={narrow()}
      panel={panel()}
      onMembers={() => place.toggle('members')}
      onPins={() => place.toggle('pins')}
      onFiles={() => place.toggle('files')}
      onTimeline={setTimeline}
      onSidebar={() => setSidebar(true)}
      onInvite={() => open({ kind: 'invite' })}
    />
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
    const room = id === null ? undefined : view.conversations.of(id);
    return room ? nameIn(view, room) : '';
  };
  const close = (): void => void setDialog(null);
  const opening: Opening = {
    open,
    close,
    here: current,
    showPanel: (which) =>
      batch(() => {
        place.show(which);
        setSidebar(false);
        close();
      }),
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
        goTo(addressOf(conversation));
      }),
    search,
  };
  const sections = createSections(view, current);
  createShortcuts({
    view,
    place,
    opening,
    sections,
    markRead: () => timeline()?.markRead(),
  });
  createEffect(() => {
    const id = current();
    const before = untrack(() => props.app.recent.get());
    if (id !== null && before[0] !== id) {
      props.app.recent.set([id, ...before.filter((it) => it !== id)].slice(0, MOST_RECENT));
    }
  });
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
              <Show when={place.page()} fallback={conversation()} keyed>
                {(page) => (
                  <Dynamic
                    component={PAGES[page]}
                    narrow={narrow()}
                    onSidebar={() => setSidebar(true)}
                  />
                )}
              </Show>
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
