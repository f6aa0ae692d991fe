import type { Message } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';

/** Messages on screen, as indexes; none when `last < first`. */
export interface Shown {
  readonly first: number;
  readonly last: number;
}

/** Unread messages that the person has not had before their eyes yet. */
export interface Unseen {
  readonly above: number;
  readonly below: number;
  /** Index of the first one above; -1 when there is none. */
  readonly firstAbove: number;
}

export interface Reading {
  /** Tells what is on screen. What an attentive person has on screen counts as seen. */
  look(messages: readonly Message[], shown: Shown, attentive: boolean): Unseen;
  /** The first unread message that was not seen yet: where the unread line belongs. */
  firstUnseen(messages: readonly Message[]): EntryId | null;
  /** The person chose to pass over everything up to now. */
  skip(messages: readonly Message[]): void;
}

/**
 * Follows which unread messages were seen, so that one that slips in above is not taken for read
 * only because the newest is on screen.
 */
export function makeReading(): Reading {
  const seen = new Set<EntryId>();
  return {
    look: (messages, { first, last }, attentive) => {
      let above = 0;
      let below = 0;
      let firstAbove = -1;
      let unread = 0;
      for (let index = 0; index < messages.length; index++) {
        const message = messages[index];
        if (!message?.unread) continue;
        unread++;
        if (attentive && index >= first && index <= last) seen.add(message.id);
        if (seen.has(message.id)) continue;
        if (index > last) below++;
        else if (index < first) {
          above++;
          if (firstAbove < 0) firstAbove = index;
        }
      }
      if (unread === 0) seen.clear();
      return { above, below, firstAbove };
    },
    firstUnseen: (messages) => messages.find((it) => it.unread && !seen.has(it.id))?.id ?? null,
    skip: (messages) => {
      for (const message of messages) if (message.unread) seen.add(message.id);
    },
  };
}
