import type { ConversationId, DeviceId, EntryId, MemberId } from '../model/ids.ts';
import type { Mention } from '../model/payload.ts';
import type { Attachment } from './files.ts';
import type { DeviceInfo } from './members.ts';
import type { Observable } from './observable.ts';
import type { Person } from './person.ts';
import type { Version } from './remarks.ts';

/** What was said, and what is said of it, as a face shows it. */

/** Who is known to hold an own message, besides this device: a lower bound. */
export interface HeldBy {
  readonly relay: boolean;
  readonly devices: readonly DeviceInfo[];
  /** Devices that belong to nobody in the office any more. */
  readonly others: number;
}

/** An own entry that nobody else is known to hold. */
export interface Unsent {
  readonly id: EntryId;
  /** Null for what concerns the office itself. */
  readonly conversation: ConversationId | null;
  /** Of a message: whose thread it belongs to. */
  readonly thread: EntryId | null;
  /** Of what is said of a message: that message. */
  readonly about: EntryId | null;
  readonly kind: 'message' | 'edit' | 'delete' | 'reaction' | 'pin' | 'other';
  /** Of a message or an edit. */
  readonly text: string;
  /** Of a message. */
  readonly files: readonly Attachment[];
  /** Unix time in milliseconds at which it was written. */
  readonly since: number;
  readonly why:
    | 'offline'
    /** The relay does not let this device in. */
    | 'refused'
    | 'device-quota'
    | 'office-quota'
    /** Connected, and waiting for the newest members and keys. */
    | 'held'
    /** The person takes no part in that conversation any more: nobody is given it. */
    | 'no-part'
    /** On its way, or its receipt is. */
    | 'sending'
    /** Others are connected, the relay is not. */
    | 'no-relay';
  /** Nobody can have seen it yet. */
  readonly cancellable: boolean;
}

/** What waits to be sent. */
export interface Outbox {
  /** In the order in which it was written; at most 500. */
  readonly items: Observable<readonly Unsent[]>;
  close(): void;
}

/** Messages that others have and this device lacks. */
export interface Gap {
  readonly conversation: ConversationId;
  readonly count: number;
  /** Who wrote them, where that is known. */
  readonly device: DeviceId | null;
  readonly member: MemberId | null;
  /** Unix time in milliseconds at which that device was last heard. */
  readonly lastSeen: number | null;
  readonly cause: /** Somebody who has them is connected. */
    | 'on-its-way'
    /** Nobody who said that they have them is connected. */
    | 'holders-away';
}

/** Messages by others of which the person is to be told now: what came together comes together. */
export interface News {
  /** By time, the newest last; at most 100 of them. */
  readonly messages: readonly NewsItem[];
  readonly count: number;
}

export interface NewsItem {
  readonly id: EntryId;
  readonly conversation: ConversationId;
  readonly from: Person;
  readonly text: string;
  readonly files: readonly Attachment[];
  /** The message whose thread it belongs to. */
  readonly thread: EntryId | null;
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
}

/** Where an own message is held: honest, a lower bound. */
export type Delivery =
  | { kind: 'local' } // only on this device
  | { kind: 'relay' } // kept by the relay
  | { kind: 'devices'; count: number; relay: boolean }; // on `count` devices besides this one

export interface Message {
  readonly id: EntryId;
  readonly conversation: ConversationId;
  readonly from: Person;
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
  /** The last text; empty when deleted. */
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** Empty when deleted. */
  readonly files: readonly Attachment[];
  /** Somebody else means this person by it, alone or with all. */
  readonly mentioned: boolean;
  readonly edited: boolean;
  /** Earlier texts, oldest first. */
  readonly versions: readonly Version[];
  /** Who deleted it, and when (Unix time in milliseconds). */
  readonly deleted: { readonly by: Person; readonly at: number } | null;
  readonly reactions: readonly Reaction[];
  readonly pinned: boolean;
  /** The message that it answers. */
  readonly replyTo: Quote | null;
  /** The message whose thread it belongs to. */
  readonly root: EntryId | null;
  /** Its own thread, once somebody replied in it. */
  readonly thread: ThreadSummary | null;
  /** It tells what its author does, as if it began with their name. */
  readonly me: boolean;
  /** The author's clock is more than 10 minutes ahead of this device's: placed where it arrived. */
  readonly future: boolean;
  /** Arrived here after the person last read this conversation, and is not their own. */
  readonly unread: boolean;
}

export interface Reaction {
  readonly emoji: string;
  /** In the order in which they reacted. */
  readonly members: readonly MemberId[];
  readonly mine: boolean;
}

/** A message as another shows it that answers it. */
export interface Quote {
  readonly id: EntryId;
  /** Null while it is not loaded, or not here. */
  readonly from: Person | null;
  /** Its beginning. */
  readonly text: string;
  /** What it carries; empty once it is deleted. */
  readonly files: readonly Attachment[];
  readonly deleted: boolean;
}

export interface ThreadSummary {
  /** How many; deleted ones left out. */
  readonly replies: number;
  /** When the last one was written: Unix time in milliseconds. */
  readonly last: number;
  /** In the order of their first reply. */
  readonly participants: readonly MemberId[];
  readonly unread: number;
}

/** Messages in display order: a window over what is kept, growing at both ends. */
export interface Messages {
  readonly conversation: ConversationId;
  /** In display order, oldest first. */
  readonly messages: Observable<readonly Message[]>;
  /** False while older messages are kept here and not loaded. */
  readonly complete: Observable<boolean>;
  /** False while newer messages are kept here and not loaded; what arrives then is not either. */
  readonly latest: Observable<boolean>;
  /** Loads an older page; resolves when it is in `messages`. Harmless when complete. */
  loadOlder(): Promise<void>;
  /** Loads a newer page. Harmless when it is the latest. */
  loadNewer(): Promise<void>;
  /** Lets go of what is far from these two, the first and the last that are looked at. */
  keepAround(first: EntryId, last: EntryId): void;
  /** Goes back to the newest page. Harmless when that is loaded. */
  toNewest(): Promise<void>;
  /** Loads what stands around a message, instead of all else; false when it is not kept here. */
  seek(message: EntryId): Promise<boolean>;
  /** Marks everything that has arrived in the conversation as read; of a thread its replies, and nothing else. */
  markRead(): void;
  /** Ends the updates. Harmless when closed. */
  close(): void;
}

/** The messages of one conversation; those that stand in a thread only are left out. */
export interface Timeline extends Messages {
  /** The pinned messages of what was loaded, oldest first. */
  readonly pinned: Observable<readonly Message[]>;
  /**
   * The thread of a message: its root, once that is here, and the replies. It is complete when the
   * root is loaded. It ends with the timeline.
   */
  thread(root: EntryId): Messages;
  /** Marks a message, and what stands behind it, as unread. Harmless when it is not loaded. */
  markUnread(message: EntryId): void;
}

/** How a message is sent, beside its text. */
export interface SendOptions {
  /** The message that it answers. */
  readonly replyTo?: EntryId;
  /** The message whose thread it belongs to. */
  readonly thread?: EntryId;
  /** In a thread: it stands in the conversation too. */
  readonly also?: boolean;
  /** What `files.take` gave, at most MAX_FILES; then the text may be empty. */
  readonly files?: readonly Attachment[];
  /** It tells what its author does, as if it began with their name. */
  readonly me?: boolean;
}

/** What happened to this person, wherever in the office it was. */
export interface InboxItem {
  readonly id: string;
  /**
   * Somebody meant them by it; answered a message of theirs; wrote in a thread that they take part in;
   * reacted to a message of theirs.
   */
  readonly kind: 'mention' | 'reply' | 'thread' | 'reaction';
  /** What was said; to what somebody reacted. */
  readonly message: Message;
  /** When it happened: Unix time in milliseconds. */
  readonly at: number;
  /** Not read where it stands, and not marked as read here. */
  readonly unread: boolean;
  /** With `reaction`: who reacted how, in the order in which they did. */
  readonly reactions: readonly { readonly emoji: string; readonly from: Person }[];
}

/** What happened to this person, as far as it was looked for. */
export interface Inbox {
  /** The newest first. */
  readonly items: Observable<readonly InboxItem[]>;
  /** How many are unread; known without `load`. */
  readonly unread: Observable<number>;
  /** False while there are older months that were not looked through. */
  readonly complete: Observable<boolean>;
  /** Looks through what came lately; later calls look through what is new since. */
  load(): Promise<void>;
  /** Looks through one more month. */
  loadOlder(): Promise<void>;
  /** Marks all of it as read, or what is about one conversation. The conversations themselves stay as they are. */
  markRead(conversation?: ConversationId): void;
}

/** A message that the person put aside. */
export interface SavedMessage {
  readonly id: EntryId;
  readonly conversation: ConversationId;
  /** When it was put aside: Unix time in milliseconds. */
  readonly at: number;
  /** Null where it is not here. */
  readonly message: Message | null;
}

/** The messages that were put aside, the newest first. */
export interface SavedMessages {
  readonly items: Observable<readonly SavedMessage[]>;
  /** Ends the updates. Harmless when closed. */
  close(): void;
}
