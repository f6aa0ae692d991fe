import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { VirtualizerHandle } from 'virtua/solid';
import type { Message, Messages } from '../../messenger/messenger.ts';
import type { ConversationId, EntryId } from '../../model/ids.ts';
import type { Position } from '../app.ts';
import { createObserved } from '../observe.ts';
import { lineOf } from './lines.ts';
import { makeReading, type Unseen } from './reading.ts';
import { createRows, type Rows } from './rows.ts';

/** Nearer to the end than this, a person is at the end. Pixels. */
const NEAR = 40;
/** Rows left above or below the screen when more messages are fetched: two or three screens. */
const AHEAD = 30;
/** Messages in the list from which on those far from the screen are let go of: memory stays flat. */
const MOST = 2_000;
/** Room below the newest message. Pixels; also in MessageList.css. */
const FOOT = 16;
/** Room above the unread line when the conversation opens at it. Pixels. */
const HEADROOM = 96;

/** For so long after what was asked for was measured last, the virtualiser holds the list there. Milliseconds. */
const HELD = 150;

/** A date line in its row: the room above it, its height. Pixels; also in MessageRow.css. */
export const DAY_ABOVE = 12;
const DAY_HEIGHT = 28;

/** What a row's height was, on average, where one looked last: the next list is taken to be alike. Pixels. */
let usual = 40;
export const usualHeight = (): number => usual;

export interface Scroll {
  readonly rows: Rows;
  readonly unseen: Accessor<Unseen>;
  /** The newest message is on screen, and new ones are followed. */
  readonly following: Accessor<boolean>;
  /** Everything is on screen: there is no end to go to. */
  readonly whole: Accessor<boolean>;
  /** The message above which the unread line stands. */
  readonly unreadLine: Accessor<EntryId | null>;
  /** The first row on screen, and how many pixels of it are above. */
  readonly top: Accessor<{ readonly row: number; readonly hidden: number }>;
  /** By how many pixels the next date line has pushed this one out. */
  readonly push: Accessor<number>;
  attach(handle: VirtualizerHandle | undefined): void;
  onScroll(offset: number): void;
  onResize(): void;
  /** The person does something that scrolls. */
  onPush(): void;
  /** Puts the list where a person begins to read: at the unread line, else at the end. */
  begin(): void;
  toEnd(): void;
  toStart(): void;
  /** The rows on screen. */
  shown(): { readonly first: number; readonly last: number };
  /** Scrolls no further than is needed to have a row on screen. */
  bring(row: number): void;
  toRow(row: number, align: 'start' | 'center'): void;
}

/** How far the date line of a row below reaches into the room of the sticky one. Pixels. */
function pushAt(
  handle: VirtualizerHandle,
  messages: readonly Message[],
  top: number,
  offset: number,
): number {
  for (let row = top + 1; row <= messages.length; row++) {
    const start = handle.getItemOffset(row) + DAY_ABOVE - offset;
    if (start >= DAY_HEIGHT) return 0;
    const message = messages[row - 1];
    if (message && lineOf(message, messages[row - 2], null).day) return DAY_HEIGHT - start;
  }
  return 0;
}

/** Where a person is in a conversation, and what they have seen of it. */
export function createScroll(
  timeline: Messages,
  attentive: Accessor<boolean>,
  /** From which message on the person marked all as unread: until they come back, it stays so. */
  held: Accessor<EntryId | null>,
  positions: Map<ConversationId, Position>,
): Scroll {
  let handle: VirtualizerHandle | undefined;
  let lastOffset = 0;
  /** It stands where the person begins to read: what is on screen from now on is their choice. */
  let begun = false;
  let marking = 0;
  let open = true;
  /** When the list was last asked to stand somewhere, and when the person last pushed it; page time. */
  let asked = Number.NEGATIVE_INFINITY;
  let pushed = Number.NEGATIVE_INFINITY;
  const reading = makeReading();
  const complete = createObserved(timeline.complete);
  const latest = createObserved(timeline.latest);
  /** The list reached to the newest message when it last changed: what is new then has just arrived. */
  let wasLatest = latest();
  const [unseen, setUnseen] = createSignal<Unseen>({ above: 0, below: 0, firstAbove: -1 });
  const [following, setFollowing] = createSignal(true);
  const [whole, setWhole] = createSignal(false);
  const [unreadLine, setUnreadLine] = createSignal(reading.firstUnseen(timeline.messages.get()));
  const [top, setTop] = createSignal({ row: 0, hidden: 0 });
  const [push, setPush] = createSignal(0);

  const rows = createRows(timeline, {
    firstShown: () => handle?.findItemIndex(handle.scrollOffset) ?? 0,
    onChange: (isOther) => {
      const arrived = isOther && wasLatest && latest();
      wasLatest = latest();
      // Nothing was scrolled away, so that no scrolling told of it.
      if (arrived && whole()) setFollowing(true);
      const visible = document.visibilityState === 'visible';
      const pending = unseen().above + unseen().below > 0;
      const first = reading.firstUnseen(rows.messages());
      if (first !== null && !pending && !(attentive() && following())) setUnreadLine(first);
      if (arrived && rows.messages().at(-1)?.from.self) clear();
      if (arrived && following() && !visible) setFollowing(false);
      if (following()) toEnd();
      look();
    },
  });

  const clear = (): void => {
    reading.skip(rows.messages());
    setUnreadLine(null);
    setFollowing(true);
  };

  /** Takes note of what is on screen. */
  const look = (): void => {
    if (!handle || handle.viewportSize === 0) return;
    const offset = handle.scrollOffset;
    const row = handle.findItemIndex(offset);
    const last = handle.findItemIndex(offset + handle.viewportSize - 1);
    const hidden = offset - handle.getItemOffset(row);
    if (handle.scrollSize > handle.viewportSize) usual = handle.viewportSize / (last - row + 1);
    setTop({ row, hidden });
    setWhole(latest() && handle.scrollSize <= handle.viewportSize);
    const messages = rows.messages();
    const message = messages[row - 1]?.id;
    if (begun && following()) positions.delete(timeline.conversation);
    else if (begun && message) positions.set(timeline.conversation, { message, hidden });
    setPush(pushAt(handle, messages, row, offset));
    setUnseen(reading.look(messages, { first: row - 1, last: last - 1 }, looking()));
    if (isAllSeen()) markSoon();
    if (begun) loadAhead(row, last);
  };

  const looking = (): boolean => attentive() && held() === null;
  /** All that is new was before the person's eyes. */
  const isAllSeen = (): boolean => {
    const { above, below } = unseen();
    return looking() && latest() && above + below === 0 && rows.messages().some((it) => it.unread);
  };
  /** Once it is painted: counting it everywhere else can wait for that. */
  const markSoon = (): void => {
    marking ||= requestAnimationFrame(() =>
      setTimeout(() => {
        marking = 0;
        if (open && isAllSeen()) timeline.markRead();
      }),
    );
  };
  onCleanup(() => {
    open = false;
    cancelAnimationFrame(marking);
  });

  const loadAhead = (row: number, last: number): void => {
    if (row < AHEAD && !complete()) void timeline.loadOlder();
    const messages = rows.messages();
    if (messages.length - last < AHEAD && !latest()) void timeline.loadNewer();
    const [first, end] = [messages[Math.max(0, row - 1)], messages[Math.max(0, last - 1)]];
    if (messages.length > MOST && first && end) timeline.keepAround(first.id, end.id);
  };

  const goTo = (row: number, align: 'start' | 'center' | 'end', offset = 0): void => {
    asked = performance.now();
    handle?.scrollToIndex(row, { align, offset });
  };
  const toEnd = (): void => {
    setFollowing(true);
    goTo(rows.list().ids.length - 1, 'end', FOOT);
  };
  const toRow = (row: number, align: 'start' | 'center'): void => {
    begun = true;
    pushed = Number.NEGATIVE_INFINITY;
    setFollowing(false);
    goTo(row, align, align === 'start' ? -HEADROOM : 0);
  };

  const isHeld = (): boolean => performance.now() - asked < HELD;
  /** While the list is held somewhere, it would go back there with the next row that is measured. */
  const giveWay = (offset: number): void => {
    if (!handle || !isHeld() || performance.now() - pushed > HELD) return;
    const row = handle.findItemIndex(offset);
    goTo(row, 'start', offset - handle.getItemOffset(row));
  };

  /** Goes back to where the person left. */
  const comeBack = async ({ message, hidden }: Position): Promise<void> => {
    setFollowing(false);
    if (rows.rowOf(message) === undefined) await timeline.seek(message);
    // What is loaded above while it scrolls would lead it astray.
    if ((rows.rowOf(message) ?? AHEAD) < AHEAD) await timeline.loadOlder();
    const row = rows.rowOf(message);
    begun = true;
    if (row === undefined) return toEnd();
    goTo(row, 'start', hidden);
  };

  createEffect(on(attentive, look, { defer: true }));
  createEffect(
    on(held, (id) => {
      if (id !== null) setUnreadLine(id);
    }),
  );
  createEffect(on(complete, look, { defer: true }));
  createEffect(
    on(
      latest,
      (now) => {
        wasLatest = now;
        look();
      },
      { defer: true },
    ),
  );

  return {
    rows,
    unseen,
    following,
    whole,
    unreadLine,
    top,
    push,
    attach: (next) => {
      handle = next;
    },
    onScroll: (offset) => {
      if (!handle) return;
      const left = handle.scrollSize - handle.viewportSize - offset;
      if (left < NEAR && latest()) setFollowing(true);
      else if (offset < lastOffset) setFollowing(false);
      lastOffset = offset;
      if (!following()) giveWay(offset);
      look();
    },
    onResize: () => {
      if (following()) toEnd();
      else if (isHeld()) asked = performance.now();
      look();
    },
    onPush: () => {
      pushed = performance.now();
    },
    begin: () => {
      const line = unreadLine();
      const row = line === null ? undefined : rows.rowOf(line);
      const left = positions.get(timeline.conversation);
      if (row === undefined && left) return void comeBack(left);
      begun = true;
      if (row === undefined) toEnd();
      else toRow(row, 'start');
    },
    toEnd: () => {
      const go = () => {
        reading.skip(rows.messages());
        toEnd();
      };
      if (latest()) go();
      else void timeline.toNewest().then(go);
    },
    toStart: () => {
      setFollowing(false);
      handle?.scrollToIndex(0, { align: 'start' });
    },
    shown: () => ({
      first: handle?.findItemIndex(handle.scrollOffset) ?? 0,
      last: handle?.findItemIndex(handle.scrollOffset + handle.viewportSize - 1) ?? 0,
    }),
    bring: (row) => {
      if (!handle) return;
      const start = handle.getItemOffset(row) - handle.scrollOffset;
      // Not under the sticky date line.
      if (start < DAY_HEIGHT) handle.scrollToIndex(row, { align: 'start', offset: -DAY_HEIGHT });
      else if (start + handle.getItemSize(row) > handle.viewportSize) {
        handle.scrollToIndex(row, { align: 'end', offset: FOOT });
      }
    },
    toRow,
  };
}
