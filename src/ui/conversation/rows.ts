import { type Accessor, batch, createSignal, onCleanup } from 'solid-js';
import type { Message, Messages } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';

/** The row above all messages: where the conversation begins, or older messages are fetched. */
export const TOP = 'top';
export type RowId = EntryId | typeof TOP;

export interface RowList {
  readonly ids: readonly RowId[];
  /** Rows came or went at the start only: the virtualiser then keeps what is on screen in place. */
  readonly shift: boolean;
}

export interface Rows {
  readonly list: Accessor<RowList>;
  readonly messages: Accessor<readonly Message[]>;
  /** Row of a message; undefined when it is not loaded. */
  rowOf(id: EntryId): number | undefined;
  /** The message of a row and the one before it. Follows changes. */
  messageOf(id: RowId): Message | undefined;
  beforeOf(id: RowId): Message | undefined;
}

interface Options {
  /** The first row on screen. */
  readonly firstShown: () => number;
  /** Called after the rows follow the messages. `arrived`: the newest message is another one. */
  readonly onChange: (arrived: boolean) => void;
}

/**
 * A timeline as rows, of which the virtualiser knows only the number and the order.
 *
 * It keeps sizes by index, so a message that slips in above the screen would move everything. What
 * matters is how far the first row on screen has moved: that many rows are told to it as if they had
 * come at the very start, which leaves each row on screen its size and its place.
 */
export function createRows(timeline: Messages, options: Options): Rows {
  const position = new Map<RowId, number>();
  const place = (messages: readonly Message[]): void => {
    position.clear();
    messages.forEach((message, index) => {
      position.set(message.id, index);
    });
  };
  const first = timeline.messages.get();
  place(first);
  const [messages, setMessages] = createSignal(first);
  const [list, setList] = createSignal<RowList>({ ids: idsOf(first), shift: false });

  const follow = (next: readonly Message[]): void => {
    const before = list().ids;
    const newest = messages().at(-1)?.id;
    place(next);
    const ids = idsOf(next);
    const moved = movedBy(before, options.firstShown(), position);
    // Together: who asks for the row of a message in between would get another one's.
    batch(() => {
      setMessages(next);
      if (moved !== 0) setList({ ids: ids.slice(0, before.length + moved), shift: true });
      else if (!same(before, ids)) setList({ ids, shift: false });
    });
    if (moved !== 0) setList({ ids, shift: false });
    options.onChange(next.at(-1)?.id !== newest);
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** Something new of one's own is told to the others first: they wait longer for it than the one who wrote it. */
  const followSoon = (next: readonly Message[]): void => {
    const newest = next.at(-1);
    const isOwn = newest?.from.self && newest.id !== messages().at(-1)?.id;
    clearTimeout(waiting);
    if (isOwn) waiting = setTimeout(() => follow(timeline.messages.get()));
    else follow(next);
  };
  onCleanup(timeline.messages.subscribe(followSoon));
  onCleanup(() => clearTimeout(waiting));

  const at = (id: RowId): number | undefined => {
    messages();
    return position.get(id);
  };
  return {
    list,
    messages,
    rowOf: (id) => {
      const index = at(id);
      return index === undefined ? undefined : index + 1;
    },
    messageOf: (id) => messages()[at(id) ?? -1],
    beforeOf: (id) => messages()[(at(id) ?? 0) - 1],
  };
}

const idsOf = (messages: readonly Message[]): RowId[] => {
  const ids: RowId[] = [TOP];
  for (const message of messages) ids.push(message.id);
  return ids;
};

const same = (a: readonly RowId[], b: readonly RowId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

/** By how many rows the first row on screen that still exists has moved. */
function movedBy(
  before: readonly RowId[],
  firstShown: number,
  position: ReadonlyMap<RowId, number>,
): number {
  for (let row = Math.max(1, firstShown); row < before.length; row++) {
    const index = position.get(before[row] ?? TOP);
    if (index !== undefined) return index + 1 - row;
  }
  return 0;
}
