import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Message, Messages } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { makeReading } from './reading.ts';

export interface ThreadReading {
  /** The reply above which the unread line stands. */
  readonly unreadLine: Accessor<EntryId | null>;
  /** Takes note of what is on screen. */
  look(): void;
}

/** Follows which replies were before the person's eyes; once all were that are new, they are read. */
export function createThreadReading(
  thread: Messages,
  root: EntryId,
  log: () => HTMLElement,
  attentive: Accessor<boolean>,
): ThreadReading {
  const reading = makeReading();
  const messages = createObserved(thread.messages);
  const repliesIn = (all: readonly Message[]) => all.filter(({ id }) => id !== root);
  const [unreadLine, setUnreadLine] = createSignal(
    reading.firstUnseen(repliesIn(thread.messages.get())),
  );
  const look = (): void => {
    const replies = repliesIn(thread.messages.get());
    const first = reading.firstUnseen(replies);
    if (first === null) return;
    const { top, bottom } = log().getBoundingClientRect();
    const isOnScreen = ({ id }: Message): boolean => {
      const row = log().querySelector(`[data-entry="${id}"]`)?.getBoundingClientRect();
      return row !== undefined && row.bottom > top && row.top < bottom;
    };
    const shown = {
      first: replies.findIndex(isOnScreen),
      last: replies.findLastIndex(isOnScreen),
    };
    const { above, below } = reading.look(replies, shown, attentive());
    if (attentive() && above + below === 0) thread.markRead();
  };
  let frame = 0;
  createEffect(
    on([messages, attentive], () => {
      const first = reading.firstUnseen(repliesIn(messages()));
      if (first !== null && !attentive()) setUnreadLine((line) => line ?? first);
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    }),
  );
  onCleanup(() => cancelAnimationFrame(frame));
  return { unreadLine, look };
}
