import { type Accessor, createContext, createMemo, useContext } from 'solid-js';
import type {
  Availability,
  Connection,
  Conversation,
  Delivery,
  Member,
  Message,
  Messenger,
  Power,
  Preferences,
  Progress,
  Saving,
} from '../messenger/messenger.ts';
import type { ConversationId, EntryId, MemberId } from '../model/ids.ts';
import type { App, DraftKey } from './app.ts';
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
  /** What was begun with messages and left, as a draft is, place by place. */
  readonly begun: Map<DraftKey, Begun>;
  /** A time of today, in milliseconds. */
  readonly today: Accessor<number>;
  readonly attentive: Accessor<boolean>;
}

/** The topmost message on screen, and how many pixels of it are above. */
export interface Position {
  readonly message: EntryId;
  readonly hidden: number;
}

/** What a person has begun with the messages of a place. */
export interface Begun {
  /** The message that is being changed, and how it reads by now. */
  readonly change: { readonly message: EntryId; readonly text: string } | null;
  /** The message that is being answered. */
  readonly answering: Message | null;
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
    positions: new Map(),
    begun: new Map(),
    today: createToday(),
    attentive: createAttention(),
  };
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
