import { type Accessor, createContext, createMemo, onCleanup, useContext } from 'solid-js';
import type {
  Availability,
  Connection,
  Conversation,
  Delivery,
  Member,
  Messenger,
  Power,
  Preferences,
  Progress,
  Saving,
} from '../messenger/messenger.ts';
import type { ConversationId, EntryId, MemberId } from '../model/ids.ts';
import type { App, Position } from './app.ts';
import { createAttention, createToday } from './attention.ts';
import { createOutgoingFiles, type OutgoingFiles } from './files/outgoing.ts';
import { type ById, createById, createObserved } from './observe.ts';
import { compareNames } from './text/time.ts';

/** An open office as signals: what the components of the frame derive from. */
export interface View {
  readonly app: App;
  readonly messenger: Messenger;
  readonly officeName: Accessor<string>;
  readonly me: Accessor<Member>;
  readonly connection: Accessor<Connection>;
  readonly saving: Accessor<Saving>;
  readonly progress: Accessor<Progress>;
  readonly outbox: Accessor<number>;
  readonly clockOffset: Accessor<number>;
  readonly availability: Accessor<Availability>;
  readonly preferences: Accessor<Preferences>;
  readonly conversations: ById<Conversation>;
  readonly members: ById<Member>;
  /** Whether this person has a power, over somebody where it is one over people; follows changes. */
  may(power: Power, over?: MemberId): boolean;
  /** Whether this person may rename a conversation, or archive it; follows changes. */
  mayEdit(conversation: ConversationId, what: 'names' | 'archive'): boolean;
  /** Where an own message is held; follows changes. */
  delivery(message: EntryId): Delivery;
  /** Files on their way into messages, composer by composer. */
  readonly outgoing: OutgoingFiles;
  /** Where the person left each conversation, when that was not its end. */
  readonly positions: Map<ConversationId, Position>;
  /** A time of today, in milliseconds. */
  readonly today: Accessor<number>;
  readonly attentive: Accessor<boolean>;
}

export function createView(app: App, messenger: Messenger): View {
  const me = createObserved(messenger.me);
  const conversations = createById(inOrder(createObserved(messenger.conversations)));
  const members = createById(inOrder(createObserved(messenger.members)));
  const deliveries = createObserved(messenger.deliveries);
  return {
    app,
    messenger,
    officeName: createObserved(messenger.office.name),
    me,
    connection: createObserved(messenger.connection),
    saving: createObserved(messenger.saving),
    progress: createObserved(messenger.progress),
    outbox: createObserved(messenger.outbox),
    clockOffset: createObserved(messenger.clockOffset),
    availability: createObserved(messenger.availability),
    preferences: createObserved(messenger.preferences),
    conversations,
    members,
    may: (power, over) => {
      me();
      if (over) members.of(over);
      return messenger.may(power, over);
    },
    mayEdit: (conversation, what) => {
      me();
      conversations.of(conversation);
      return messenger.mayEdit(conversation, what);
    },
    delivery: (message) => {
      deliveries();
      return messenger.delivery(message);
    },
    outgoing: createOutgoingFiles({ messenger, prepare: app.prepare, drafts: app.drafts }),
    positions: createPositions(app),
    today: createToday(),
    attentive: createAttention(),
  };
}

/** Kept as the page goes: a reload finds them again. */
function createPositions({ positions }: App): Map<ConversationId, Position> {
  const all = new Map(positions.get());
  const keep = (): void => positions.set(all);
  window.addEventListener('pagehide', keep);
  onCleanup(() => window.removeEventListener('pagehide', keep));
  return all;
}

/** By name, as the language on screen orders them; follows its changes. */
const inOrder = <T extends { readonly id: string; readonly name: string }>(
  list: Accessor<readonly T[]>,
): Accessor<readonly T[]> =>
  createMemo(() =>
    [...list()].sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1)),
  );

export const ViewContext = createContext<View>();

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('this component lives inside an open office');
  return view;
}
