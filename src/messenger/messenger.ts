import type { Role } from '../model/acts.ts';
import type {
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  MemberId,
  OfficeId,
} from '../model/ids.ts';
import type { Mention } from '../model/payload.ts';
import type { Power } from '../office/permissions.ts';
import type { CustomStatus, Mode } from '../presence/word.ts';
import type { Availability, Level, Preferences } from './attention.ts';
import type { Exported, ExportFormat, ExportWords } from './export/words.ts';
import type { Attachment, Files } from './files.ts';
import type { Observable } from './observable.ts';
import type { Person } from './person.ts';
import type { Version } from './remarks.ts';
import type { HitOf, PageOf, SearchOf } from './search.ts';

export type { Role } from '../model/acts.ts';
export type { Mention } from '../model/payload.ts';
export type { Power } from '../office/permissions.ts';
export type { Standing } from '../presence/standing.ts';
export type { CustomStatus, Mode } from '../presence/word.ts';
export type { Availability, Level, Preferences } from './attention.ts';
export type { Exported, ExportFormat, ExportWords } from './export/words.ts';
export type {
  Attachment,
  FileFailure,
  FileId,
  FileSettings,
  FileState,
  Files,
  FilesUsage,
  Holder,
  ListedFile,
  NewFile,
  Upload,
  UploadState,
} from './files.ts';
export type { Observable } from './observable.ts';
export type { Person } from './person.ts';
export type { QuietHours } from './quietHours.ts';
export type { Version } from './remarks.ts';
export type {
  Completion,
  Coverage,
  Misunderstood,
  SearchOptions,
  Sort,
  Stretch,
} from './search.ts';

/**
 * What a face (browser, terminal) uses. No DOM, no network library, no Yjs. Values are immutable
 * snapshots: a change makes a new value, and unchanged parts keep their identity, so that a face
 * can compare by reference and only ever derives.
 */

/** The state of the connection to the office. */
export type Connection =
  /** `limit`: what the relay's admin set as a limit is reached, so what this device writes waits on it. */
  | { kind: 'connected'; peers: number; limit?: 'device-quota' | 'office-quota' }
  | { kind: 'connecting' }
  | { kind: 'offline' }
  /** The relay does not let this device in. */
  | { kind: 'refused' };

/** Whether this device still keeps what it shows. */
export type Saving = { kind: 'saving' } | { kind: 'not-saving'; why: 'full' | 'failed' };

/** How many entries are here, and how many more connected replicas are known to have. */
export interface HistoryShare {
  readonly held: number;
  readonly lacking: number;
}

/** Catching up with other replicas. */
export type Progress =
  | { kind: 'idle' }
  | ({ kind: 'catching-up'; received: number } & HistoryShare)
  /** What is recent is here; the person keeps the rest waiting. */
  | ({ kind: 'paused' } & HistoryShare);

/** Whether a member is reachable now, and wants to be. */
export type Status = 'online' | 'away' /** not to be disturbed */ | 'dnd' | 'offline';

/** Whether this person compared safety numbers with a member, and whether that still holds. */
export type Verification = 'none' | 'verified' /** their devices changed since */ | 'changed';

export interface Member {
  readonly id: MemberId;
  readonly name: string;
  /** A small square JPEG or WebP, which others made and may be no picture; null for none. */
  readonly face: Uint8Array | null;
  readonly role: 'owner' | 'admin' | 'member' | 'guest';
  readonly devices: readonly DeviceId[];
  readonly status: Status;
  /** What they say of themselves; null while they are offline. */
  readonly custom: CustomStatus | null;
  /** Unix time in milliseconds at which they were last heard; null while they are here, or never were. */
  readonly lastSeen: number | null;
  /** This is the person using this messenger. */
  readonly self: boolean;
  readonly verification: Verification;
}

/** A device of somebody in the office. */
export interface DeviceInfo {
  readonly id: DeviceId;
  readonly member: MemberId;
  /** Empty when nobody named it. */
  readonly label: string;
  /** Unix time in milliseconds at which it came in. */
  readonly since: number;
  /** The device on which this runs. */
  readonly self: boolean;
  /** It was proven to have written two entries at one place; nothing it writes counts any more. */
  readonly frozen: boolean;
}

/** Somebody, or a device, that came through an invite and waits for this person's approval. */
export interface WaitingJoin {
  readonly id: EntryId;
  /** Whom it would become a device of; null for somebody new. */
  readonly for: MemberId | null;
  readonly name: string;
  readonly label: string;
  /** Both sides show the same four; whoever approves compares them. */
  readonly words: readonly string[];
}

/** An invite that can still be used. */
export interface OpenInvite {
  readonly id: InviteId;
  readonly kind: 'member' | 'guest' | 'device' | 'recovery';
  /** Unix time in milliseconds. */
  readonly expires: number;
  readonly uses: number;
  readonly used: number;
  readonly by: MemberId;
}

/** What everybody, or this person, should know; it stays until it is dismissed or over. */
export type Notice = { readonly id: string } & (
  | {
      readonly kind: 'device-added';
      readonly member: MemberId;
      readonly device: DeviceId;
      readonly by: MemberId | null;
    }
  /** Somebody else let the device in for its member: groups and directs are closed to it until one who takes part lets it in. */
  | {
      readonly kind: 'device-asks';
      readonly member: MemberId;
      readonly device: DeviceId;
      readonly by: MemberId | null;
    }
  | { readonly kind: 'verified-changed'; readonly member: MemberId }
  | { readonly kind: 'device-frozen'; readonly member: MemberId; readonly device: DeviceId }
  /** Only one owner: if their devices are lost, nobody can give roles any more. */
  | { readonly kind: 'second-owner' }
);

/** That this device has no part in the office any more. */
export interface Removal {
  /** The name of whoever did it; empty while that is not known. */
  readonly by: string;
  /** The person did it: they left, or put this device out from another one. */
  readonly own?: true;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'direct';
  readonly topic: string;
  readonly archived: boolean;
  /** Who takes part in a group or direct; in a channel the guests, since all others may. */
  readonly participants: readonly MemberId[];
  /** Who opened it; of a group its owner: who opened it or, when they are gone, who was there longest. */
  readonly creator: MemberId;
  /** Messages by others that arrived since the person last read here. */
  readonly unread: number;
  /** Those among them that mean this person. */
  readonly mentions: number;
  /** Of what in it the person is told. */
  readonly level: Level;
  /** Nothing in it is told of or counted, whatever its level. */
  readonly muted: boolean;
  /** Unix time in milliseconds until which it is muted; null for good, or when it is not. */
  readonly mutedUntil: number | null;
  /** Unread messages that count in the window's title. */
  readonly counts: number;
  /** Unread messages that count at the app's icon. */
  readonly badges: number;
  /** The person wants it at the top of the list. */
  readonly starred: boolean;
  /** The person wants it out of the list, until it brings news. */
  readonly hidden: boolean;
}

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

/** Whether the app can be closed without harm. */
export type Safety =
  /** Nothing waits, and all is durable. */
  | 'safe'
  /** All is durable here; some of it nobody else has yet. */
  | 'waiting'
  /** Something is not durable yet. */
  | 'writing';

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
  /** Marks everything that has arrived in the conversation as read. */
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

export interface InviteOptions {
  /** How often it can be used; default 1. */
  readonly uses?: number;
  /** Milliseconds from now; default 7 days. */
  readonly expiresIn?: number;
  /** Who comes sees only these channels, and the groups and directs that they are taken into. */
  readonly guest?: boolean;
  readonly channels?: readonly ConversationId[];
  /** Who comes waits until somebody approves. */
  readonly approve?: boolean;
}

export type Search = SearchOf<Message>;
export type SearchHit = HitOf<Message>;
export type SearchPage = PageOf<Message>;

/** One opened office on this device. Rejections are `ConfabError`s. */
export interface Messenger {
  readonly office: { readonly id: OfficeId; readonly name: Observable<string> };
  readonly device: DeviceId;
  readonly me: Observable<Member>;
  readonly connection: Observable<Connection>;
  readonly saving: Observable<Saving>;
  readonly progress: Observable<Progress>;
  /** Something that was kept on this device was damaged since it was opened; it is fetched again. */
  readonly damaged: Observable<boolean>;
  /** Own entries that no other replica has acknowledged. */
  readonly outbox: Observable<number>;
  /** Milliseconds by which this device's clock is ahead of the relay's and the peers'; 0 while unknown. */
  readonly clockOffset: Observable<number>;
  /** Sorted: channels by name. */
  readonly conversations: Observable<readonly Conversation[]>;
  /** Sorted by name; the person included. */
  readonly members: Observable<readonly Member[]>;

  /** Opens a conversation's timeline with its newest month. Rejects with `unknown-conversation`. */
  timeline(conversation: ConversationId): Promise<Timeline>;
  /**
   * Sends a text; resolves with the message's id when it is durable on this device. Who is named in
   * it behind an `@` is mentioned. Rejects with `empty-text`, `text-too-long`, `too-many-files`,
   * `unknown-file`, `unknown-conversation`, `storage-full`, `storage-failed`.
   */
  send(conversation: ConversationId, text: string, options?: SendOptions): Promise<EntryId>;
  /**
   * Changes the text of an own message. Like the three below, it resolves with the new entry's id
   * when that is durable on this device, and rejects with `unknown-message`, `not-allowed`,
   * `storage-full`, `storage-failed`; this one with `empty-text` and `text-too-long` too.
   */
  edit(message: EntryId, text: string): Promise<EntryId>;
  /** Deletes a message: an own one, or as a moderator anybody's. It hides the text everywhere, for ever. */
  delete(message: EntryId): Promise<EntryId>;
  /** Reacts, or takes the reaction back. Rejects with `malformed` for what is no emoji. */
  react(message: EntryId, emoji: string, on: boolean): Promise<EntryId>;
  /** Pins a message to its conversation, or unpins it. */
  pin(message: EntryId, on: boolean): Promise<EntryId>;
  /** The messages that this person put aside; like what they prefer, it syncs between their devices. */
  readonly saved: Observable<ReadonlySet<EntryId>>;
  /** Puts a message aside, or is done with it. Rejects as `pin` does. */
  save(message: EntryId, on: boolean): Promise<void>;
  /** Reads the messages that were put aside. */
  savedMessages(): Promise<SavedMessages>;
  /** Stars a conversation or hides it, or takes that back. Rejects as the acts below do. */
  prefer(conversation: ConversationId, what: 'star' | 'hide', on: boolean): Promise<void>;
  readonly inbox: Inbox;
  readonly search: Search;
  /**
   * Everything that this device holds of a conversation, as a file: threads, edits, reactions and files’
   * names included. Rejects with `unknown-conversation`.
   */
  exportConversation(
    conversation: ConversationId,
    format: ExportFormat,
    words: ExportWords,
  ): Promise<Exported>;
  /** The first message of a conversation since a time (Unix, in milliseconds); null where there is none. */
  firstSince(conversation: ConversationId, at: number): Promise<EntryId | null>;
  /** Whether this person may delete others' messages. */
  mayModerate(): boolean;
  /** Where an own message is held; changes are told by `deliveries`. */
  delivery(message: EntryId): Delivery;
  /** Who holds an own message; changes are told by `deliveries` too. */
  heldBy(message: EntryId): HeldBy;
  /** Who else has seen a message of a group or direct, as far as they tell; changes are told by `deliveries`. */
  seenBy(message: EntryId): readonly MemberId[];
  /** Reads what waits to be sent. */
  openOutbox(): Promise<Outbox>;
  /**
   * Takes back what waits and nobody can have seen. Rejects with `already-sent` where somebody may have,
   * with `unknown-message`, `storage-full`, `storage-failed`.
   */
  cancel(entry: EntryId): Promise<void>;
  readonly safety: Observable<Safety>;
  /** What others have and this device lacks. */
  readonly gaps: Observable<readonly Gap[]>;
  /** A number that grows whenever some `delivery` changed. */
  readonly deliveries: Observable<number>;

  /** Files: taken in to be sent, fetched, kept, read. */
  readonly files: Files;

  /** Creates a channel. Rejects with `invalid-name`, `name-taken`, `not-allowed`. */
  createChannel(name: string): Promise<ConversationId>;
  /** Makes an invite and its link. Rejects with `not-allowed`. */
  invite(options?: InviteOptions): Promise<{ link: string; expires: number; uses: number }>;
  /** Changes the person's own display name. Rejects with `invalid-name`. */
  rename(name: string): Promise<void>;
  /**
   * Changes the person's picture: a square JPEG or WebP of at most MAX_FACE bytes and MAX_FACE_SIDE
   * pixels; null takes it away. Rejects with `malformed` for another one.
   */
  setFace(picture: Uint8Array | null): Promise<void>;

  /** How available this person is, and what they said of it. */
  readonly availability: Observable<Availability>;
  /**
   * Says that the person is away or not to be disturbed, until a Unix time in milliseconds or for good;
   * `auto` ends it. Their other devices that are here follow. Rejects with `storage-full`, `storage-failed`.
   */
  setMode(mode: Mode, until?: number | null): Promise<void>;
  /** Sets or clears the status beside their name. Rejects with `malformed`, and as `setMode`. */
  setCustom(custom: CustomStatus | null): Promise<void>;
  /** The person does something: told by faces, as often as they like. Without it they are away after 5 minutes. */
  active(): void;
  /** Calls with what the person is to be told of at once, several messages as one. */
  onNews(listener: (news: News) => void): () => void;
  /** The conversation that the person has before their eyes; of what comes there they need not be told. */
  heed(conversation: ConversationId | null): void;
  /**
   * Chooses of what in a conversation the person is told, or with null what holds for its kind. Like the
   * next, it holds on their other devices too. Both reject as the acts below.
   */
  setLevel(conversation: ConversationId, level: Level | null): Promise<void>;
  /** Mutes a conversation until a Unix time in milliseconds, or with true for good; false ends it. */
  mute(conversation: ConversationId, until: number | boolean): Promise<void>;
  /** Whose typing is heard where, other than this person's. */
  readonly typing: Observable<ReadonlyMap<ConversationId, readonly MemberId[]>>;
  /** The person types in a conversation: told by faces with every key. */
  type(conversation: ConversationId): void;
  /** How the person wants to be told of things, on this device. */
  readonly preferences: Observable<Preferences>;
  /** Changes some of them; durable when it resolves. Rejects with `storage-full`, `storage-failed`. */
  changePreferences(change: Partial<Preferences>): Promise<void>;

  /** Set once this device, or its member, was removed: nothing can be written any more. */
  readonly removed: Observable<Removal | null>;
  /** All devices of the office. */
  readonly devices: Observable<readonly DeviceInfo[]>;
  /** Who waits for this person's approval. */
  readonly waiting: Observable<readonly WaitingJoin[]>;
  /** Invites that this person may withdraw. */
  readonly invites: Observable<readonly OpenInvite[]>;
  readonly notices: Observable<readonly Notice[]>;
  dismiss(notice: string): void;
  /** Whether this person has a power; over a member, where it is one over people. */
  may(power: Power, over?: MemberId): boolean;
  /** Whether this person may rename a conversation and set its topic, or archive and restore it. */
  mayEdit(conversation: ConversationId, what: 'names' | 'archive'): boolean;

  /**
   * The acts below resolve when they are durable on this device and count. They reject with
   * `not-allowed`, `unknown-member`, `unknown-device`, `unknown-conversation`, `storage-full`,
   * `storage-failed`, and after a removal with `removed`.
   */
  setRole(member: MemberId, role: Role): Promise<void>;
  /** Puts a member out, with all devices, and changes the keys. For oneself: leaves. */
  removeMember(member: MemberId): Promise<void>;
  /** Puts one device out and changes the keys. */
  removeDevice(device: DeviceId): Promise<void>;
  /** Changes the office's key. */
  rotate(): Promise<void>;
  /** Names an own device. Rejects with `invalid-name`. */
  labelDevice(device: DeviceId, label: string): Promise<void>;
  /** A link, good for ten minutes, that makes another browser or terminal client a device of this person. */
  linkDevice(): Promise<{ link: string; expires: number }>;
  /** Lets somebody in who waits; whoever does it has compared the words. */
  approve(join: EntryId): Promise<void>;
  /**
   * Lets a device that somebody else let in for its member into what this person and that member say in
   * private, with what was said before. Rejects with `unknown-device`, `not-allowed`.
   */
  letIn(device: DeviceId): Promise<void>;
  /** Withdraws the invite of somebody who waits. */
  refuse(join: EntryId): Promise<void>;
  withdraw(invite: InviteId): Promise<void>;
  /** A link that gives a member who lost all their devices a new one. */
  readmit(member: MemberId): Promise<{ link: string; expires: number }>;
  /** Makes a new recovery code: twelve words, shown once, and the link of the page that takes them. Earlier ones end. */
  makeRecovery(): Promise<{ words: readonly string[]; link: string }>;
  /** Sixty digits that both people see alike while neither has unknown devices. */
  safetyNumber(member: MemberId): string;
  /** Remembers that the safety numbers were compared, or forgets it. */
  verify(member: MemberId, verified: boolean): Promise<void>;

  /** Opens a private group. Rejects with `invalid-name` too. */
  createGroup(name: string, members: readonly MemberId[]): Promise<ConversationId>;
  /** The direct with these people, opened or found; with nobody else: notes to oneself. */
  openDirect(members: readonly MemberId[]): Promise<ConversationId>;
  /** Rejects with `invalid-name` and `name-taken` too. */
  editConversation(
    conversation: ConversationId,
    change: { readonly name?: string; readonly topic?: string; readonly archived?: boolean },
  ): Promise<void>;
  /** Takes people into a group, or guests into a channel; they can read what was written before. */
  addParticipants(conversation: ConversationId, members: readonly MemberId[]): Promise<void>;
  /** Takes people out; oneself: leaves. What is written from then on they cannot read. */
  removeParticipants(conversation: ConversationId, members: readonly MemberId[]): Promise<void>;

  /** Keeps earlier messages waiting, or fetches them; holds across restarts. New and recent ones come all the same. */
  pauseHistory(paused: boolean): void;
  /** Connects again at once, for a person who does not want to wait. */
  reconnect(): void;
  /** The network or the machine is back: told by faces (`online`, `visibilitychange`). */
  wake(): void;
  /** Leaves cleanly: peers are told, everything accepted is durable when it resolves. */
  close(): Promise<void>;
}
