import { type Accessor, createMemo } from 'solid-js';
import type { ConversationId, EntryId, MemberId } from '../../model/ids.ts';
import {
  type Address,
  besideOf,
  type DialogAddress,
  dialogIn,
  type Page,
  type Panel,
  readAddress,
} from '../address.ts';
import { createHash, goTo, replaceWith } from '../layers.ts';

/** Where one is in the office: all of it stands in the address, so that back and forward work. */
export interface Place {
  readonly address: Accessor<Address>;
  readonly conversation: Accessor<ConversationId | null>;
  readonly page: Accessor<Page | null>;
  readonly thread: Accessor<EntryId | null>;
  /** The message that the address names. */
  readonly message: Accessor<EntryId | null>;
  readonly panel: Accessor<Panel | 'thread' | null>;
  /** Whose card the members' panel shows. */
  readonly member: Accessor<MemberId | null>;
  /** The dialog that the address opens. */
  readonly dialog: Accessor<DialogAddress | null>;
  /** Opens a panel in place of the one that is open. */
  show(panel: Panel, member?: MemberId | null): void;
  /** Opens a panel, or closes it where it is open. */
  toggle(panel: Panel): void;
  /** Closes what stands beside. */
  closePanel(): void;
  /** Another place, instead of this one in the history. */
  replace(hash: string): void;
}

export function createPlace(): Place {
  const hash = createHash();
  const address = createMemo(() => readAddress(hash.current()));
  const talk = createMemo(() => {
    const now = address();
    return now.kind === 'conversation' ? now : null;
  });
  const beside = createMemo(() => {
    const now = address();
    return now.kind === 'link' ? null : now;
  });
  const thread = createMemo(() => talk()?.thread ?? null);
  const panel = createMemo(() => (thread() ? 'thread' : (beside()?.panel ?? null)));
  const show = (which: Panel | null, member?: MemberId | null): void => {
    goTo(besideOf(address(), which, member));
  };
  return {
    address,
    conversation: createMemo(() => talk()?.conversation ?? null),
    page: createMemo(() => {
      const now = address();
      return now.kind === 'page' ? now.page : null;
    }),
    thread,
    message: createMemo(() => talk()?.message ?? null),
    panel,
    member: createMemo(() => beside()?.member ?? null),
    dialog: createMemo(() => dialogIn(hash.current())),
    show,
    toggle: (which) => show(panel() === which ? null : which),
    closePanel: () => {
      if (panel() !== null) show(null);
    },
    replace: replaceWith,
  };
}
