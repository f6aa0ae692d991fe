import './Conversation.css';
import FolderOpen from 'lucide-solid/icons/folder-open';
import Info from 'lucide-solid/icons/info';
import Menu from 'lucide-solid/icons/menu';
import Pin from 'lucide-solid/icons/pin';
import Users from 'lucide-solid/icons/users';
import { createEffect, createMemo, type JSX, Match, onCleanup, Show, Switch } from 'solid-js';
import type { Timeline } from '../../messenger/messenger.ts';
import type { ConversationId, EntryId } from '../../model/ids.ts';
import { DropZone } from '../files/DropZone.tsx';
import { useOpening } from '../frame/opening.ts';
import { StatusLine } from '../frame/StatusLine.tsx';
import { createObserved } from '../observe.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { ArchivedNote } from './ArchivedNote.tsx';
import { Composer } from './Composer.tsx';
import { ConversationTitle } from './ConversationTitle.tsx';
import { createDesk, type Desk, DeskContext } from './desk.ts';
import { GapLine } from './GapLine.tsx';
import { MessageList } from './MessageList.tsx';
import { Overlays } from './Overlays.tsx';
import { Skeleton } from './Skeleton.tsx';
import { StarButton } from './StarButton.tsx';
import { createTimeline } from './timeline.ts';

interface ConversationProps {
  readonly id: ConversationId | null;
  /** The message to open at. */
  readonly message: EntryId | null;
  readonly narrow: boolean;
  /** The thread that is open beside it. */
  readonly thread: EntryId | null;
  /** The panel beside it. */
  readonly panel: 'members' | 'pins' | 'files' | 'search' | 'thread' | null;
  readonly onMembers: () => void;
  readonly onPins: () => void;
  readonly onFiles: () => void;
  /** Its timeline, once that is open. */
  readonly onTimeline: (timeline: Timeline | null) => void;
  readonly onSidebar: () => void;
  readonly onInvite: () => void;
}

/** One conversation: its name, its messages, and where one writes. */
export function Conversation(props: ConversationProps): JSX.Element {
  const view = useView();
  const timeline = createTimeline(view, () => props.id);
  const { open } = useOpening();
  const room = createMemo(() => (props.id === null ? undefined : view.conversations.of(props.id)));
  const name = createMemo(() => {
    const it = room();
    return it ? nameIn(view, it) : '';
  });
  const shown = createMemo((): Timeline | undefined => {
    const state = timeline.state();
    return state.kind === 'open' ? state.timeline : undefined;
  });
  const desk = createMemo((): Desk | undefined => {
    const messages = shown();
    return (
      messages &&
      createDesk({
        view,
        messages,
        root: null,
        beside: () => props.thread,
        markUnread: (message) => messages.markUnread(message),
      })
    );
  });
  const happened = createObserved(view.messenger.inbox.items);
  // Reactions have no place of their own in what is read: whoever is here has had them before their eyes.
  createEffect(() => {
    const news = happened().filter((it) => it.unread && it.message.conversation === props.id);
    const seen = news.length > 0 && news.every(({ kind }) => kind === 'reaction');
    if (seen && props.id !== null && view.attentive()) view.messenger.inbox.markRead(props.id);
  });
  createEffect(() => props.onTimeline(shown() ?? null));
  onCleanup(() => props.onTimeline(null));
  const failed = createMemo(() => {
    const state = timeline.state();
    return state.kind === 'failed' ? state : undefined;
  });
  const writable = createMemo(() =>
    name() !== '' && !failed() && !room()?.closed ? props.id : null,
  );
  return (
    <>
      <header class="bar">
        <Show when={props.narrow}>
          <IconButton label={text.nav.open} onClick={() => props.onSidebar()}>
            <Menu size={18} aria-hidden="true" />
          </IconButton>
        </Show>
        <div class="conversation-head">
          <Show when={room()}>
            {(it) => <ConversationTitle room={it()} short={props.narrow} />}
          </Show>
          <Show when={props.narrow}>
            <StatusLine />
          </Show>
        </div>
        <Show when={!props.narrow && room()}>{(it) => <StarButton room={it()} />}</Show>
        <Show when={room()}>
          {(it) => (
            <IconButton
              label={text.rooms.details}
              onClick={() => open({ kind: 'details', conversation: it().id })}
            >
              <Info size={18} aria-hidden="true" />
            </IconButton>
          )}
        </Show>
        <IconButton
          label={text.files.panel.open}
          expanded={props.panel === 'files'}
          onClick={() => props.onFiles()}
        >
          <FolderOpen size={18} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={text.pins.open}
          expanded={props.panel === 'pins'}
          onClick={() => props.onPins()}
        >
          <Pin size={18} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={text.members.open}
          expanded={props.panel === 'members'}
          onClick={() => props.onMembers()}
        >
          <Users size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <Switch fallback={<Skeleton />}>
        <Match when={props.id === null && view.conversations.ids().length === 0}>
          <div class="failed-conversation">
            <p>{text.nav.empty}</p>
          </div>
        </Match>
        <Match when={failed()}>
          {(state) => (
            <div class="failed-conversation">
              <Failure sentence={sentenceFor(state().error)} />
              <Button onClick={() => timeline.retry()}>{text.tryAgain}</Button>
            </div>
          )}
        </Match>
        <Match when={shown()}>
          <Show when={desk()} keyed>
            {(desk) => (
              <DeskContext.Provider value={desk}>
                <MessageList
                  timeline={shown() as Timeline}
                  name={name()}
                  message={props.message}
                  closed={room()?.closed ?? false}
                  onInvite={props.onInvite}
                />
                <Overlays />
              </DeskContext.Provider>
            )}
          </Show>
        </Match>
      </Switch>
      <Show when={props.id} keyed>
        {(id) => <GapLine conversation={id} />}
      </Show>
      <Show when={writable()} keyed>
        {(id) => (
          <Show
            when={room()?.archived}
            fallback={
              <>
                <Composer conversation={id} label={text.conversation.box(name())} desk={desk()} />
                <DropZone
                  words={text.files.drop(name())}
                  onFiles={(files) => view.outgoing.of(id).tray.add(files)}
                />
              </>
            }
          >
            <ArchivedNote conversation={id} desk={desk()} />
          </Show>
        )}
      </Show>
    </>
  );
}
