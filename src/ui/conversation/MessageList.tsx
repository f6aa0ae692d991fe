import './MessageList.css';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { createEffect, createMemo, type JSX, on, onMount, Show } from 'solid-js';
import { Virtualizer } from 'virtua/solid';
import type { Timeline } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { Beginning } from './Beginning.tsx';
import { useDesk } from './desk.ts';
import { createLongPress } from './longPress.ts';
import { MessageRow } from './MessageRow.tsx';
import { pressAt } from './messageActions.ts';
import { createPlacing } from './placing.tsx';
import { RowColumn } from './RowColumn.tsx';
import { TOP } from './rows.ts';
import { StickyDay } from './StickyDay.tsx';
import { createScroll, usualHeight } from './scroll.ts';
import { createSearch } from './sought.ts';
import { createWalk } from './walk.ts';

interface MessageListProps {
  readonly timeline: Timeline;
  /** The conversation's name. */
  readonly name: string;
  /** The message to open at. */
  readonly message: EntryId | null;
  /** It is closed to this device. */
  readonly closed: boolean;
  readonly onInvite: () => void;
}

/** The messages of one conversation. */
export function MessageList(props: MessageListProps): JSX.Element {
  const view = useView();
  let log!: HTMLDivElement;
  // A list is made anew for each timeline.
  const { timeline } = props;
  const complete = createObserved(timeline.complete);
  const desk = useDesk();
  const scroll = createScroll(timeline, view.attentive, desk.held, view.positions);
  const walk = createWalk(
    scroll,
    () => log,
    (event, id) => pressAt(event, id ? scroll.rows.messageOf(id) : undefined, desk, view),
  );
  // What opened at a message stays at it, wherever the pointer goes.
  const active = createMemo(() => desk.picking()?.message.id ?? walk.active());
  const press = createLongPress((id) => {
    const message = scroll.rows.messageOf(id);
    if (message) desk.openSheet(message);
  });
  const search = createSearch(view.messenger, timeline, scroll, () => props.message);
  const placing = createPlacing(scroll, props.message !== null);
  const { placed } = placing;
  onMount(() => {
    for (const push of ['wheel', 'touchmove'])
      log.addEventListener(push, scroll.onPush, { passive: true });
    // At its bar; a message that is pressed may lead elsewhere.
    log.addEventListener('pointerdown', ({ target }) => target === log && scroll.onPush());
    if (props.message === null) scroll.begin();
  });
  // It may stand far from what is on screen: the last own message, by the arrow key.
  createEffect(
    on([desk.editing, desk.asksToRewrite], ([id]) => {
      const row = id === null || !placed() ? undefined : scroll.rows.rowOf(id);
      if (row !== undefined) scroll.bring(row);
    }),
  );
  const lastOwn = createMemo(
    () => scroll.rows.messages().findLast((it) => it.from.self && !it.deleted)?.id,
  );
  // The buttons go when they are pressed: a pointer leaves the focus where it was, keys take it to the messages.
  const stay = (event: Event): void => event.preventDefault();
  const goOn = (): void => {
    if (document.activeElement?.matches('.jump')) log.focus({ preventScroll: true });
  };
  const above = createMemo(() => scroll.unseen().above);
  const below = createMemo(() => scroll.unseen().below);
  return (
    <div class="messages" classList={{ placed: placed() }}>
      <div
        class="messages-log"
        data-region="messages"
        role="log"
        aria-label={text.conversation.log(props.name)}
        aria-live={scroll.following() ? 'polite' : 'off'}
        // What scrolls must be reachable by keyboard.
        tabindex="0"
        ref={log}
        onKeyDown={walk.onKeyDown}
        onPointerOver={walk.onPointerOver}
        onPointerLeave={walk.onPointerLeave}
        onFocusIn={walk.onFocusIn}
        onFocusOut={walk.onFocusOut}
        {...press}
        onPointerMove={(event) => {
          walk.onPointerMove(event);
          press.onPointerMove(event);
        }}
      >
        <div class="messages-space" />
        <Virtualizer
          ref={scroll.attach}
          data={scroll.rows.list().ids}
          shift={scroll.rows.list().shift}
          itemSize={usualHeight()}
          bufferSize={placing.ready()}
          as={RowColumn}
          item={placing.Row}
          keepMounted={walk.kept()}
          onScroll={(offset) => {
            walk.onScroll();
            scroll.onScroll(offset);
          }}
          onScrollEnd={walk.onScrollEnd}
          onResize={() => {
            scroll.onResize();
            placing.onResize();
          }}
        >
          {(id) => (
            <Show
              when={id !== TOP}
              fallback={
                <Beginning
                  conversation={props.timeline.conversation}
                  name={props.name}
                  complete={complete()}
                  empty={scroll.rows.messages().length === 0}
                  closed={props.closed}
                  onInvite={props.onInvite}
                />
              }
            >
              <Show when={scroll.rows.messageOf(id)}>
                {(message) => (
                  <MessageRow
                    message={message()}
                    before={scroll.rows.beforeOf(id)}
                    unreadLine={scroll.unreadLine()}
                    sought={search.found() === id}
                    active={active() === id}
                    lastOwn={lastOwn() === id}
                  />
                )}
              </Show>
            </Show>
          )}
        </Virtualizer>
      </div>
      <StickyDay scroll={scroll} />
      <Show when={above() > 0}>
        <button
          type="button"
          class="jump above"
          onMouseDown={stay}
          onClick={() => {
            goOn();
            scroll.toRow(scroll.unseen().firstAbove + 1, 'start');
          }}
        >
          <ArrowUp size={14} aria-hidden="true" />
          {text.conversation.newAbove(above())}
        </button>
      </Show>
      {/* Whoever is at the end is brought to what arrives. */}
      <Show when={!scroll.following() && !scroll.whole()}>
        <button
          type="button"
          class="jump below"
          classList={{ plain: below() === 0 }}
          aria-label={below() === 0 ? text.conversation.toNewest : undefined}
          onMouseDown={stay}
          onClick={() => {
            goOn();
            scroll.toEnd();
          }}
        >
          <ArrowDown size={14} aria-hidden="true" />
          <Show when={below() > 0}>{text.conversation.newBelow(below())}</Show>
        </button>
      </Show>
      <Show when={search.missing()}>
        <p class="messages-missing" role="alert">
          {text.conversation.missing}
        </p>
      </Show>
    </div>
  );
}
