import type { Role } from '../model/acts.ts';
import type {
  ConversationId,
  DeviceId,
  EntryId,
  InviteId,
  MemberId,
  OfficeId,
} from '../model/ids.ts';
import type { Power } from '../office/permissions.ts';
import type { CustomStatus, Mode } from '../presence/word.ts';
import type { Availability, Level, Preferences } from './attention.ts';
import type { Connection, Notice, Progress, Safety, Saving } from './condition.ts';
import type { Exported, ExportFormat, ExportWords } from './export/words.ts';
import type { Files } from './files.ts';
import type {
  Answer,
  DeviceInfo,
  InviteOptions,
  Member,
  OpenInvite,
  Removal,
  WaitingJoin,
} from './members.ts';
import type {
  Delivery,
  Gap,
  HeldBy,
  Inbox,
  Message,
  News,
  Outbox,
  SavedMessages,
  SendOptions,
  Timeline,
} from './messages.ts';
import type { Observable } from './observable.ts';
import type { HitOf, PageOf, SearchOf } from './search.ts';

export type { Role } from '../model/acts.ts';
export type { Mention } from '../model/payload.ts';
export type { Power } from '../office/permissions.ts';
export type { Standing } from '../presence/standing.ts';
export type { CustomStatus, Mode } from '../presence/word.ts';
export type { Availability, Level, Preferences } from './attention.ts';
export type { Connection, HistoryShare, Notice, Progress, Safety, Saving } from './condition.ts';
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
export type {
  Answer,
  DeviceInfo,
  InviteOptions,
  Member,
  OpenInvite,
  Removal,
  Status,
  Verification,
  WaitingJoin,
} from './members.ts';
export type {
  Delivery,
  Gap,
  HeldBy,
  Inbox,
  InboxItem,
  Message,
  Messages,
  News,
  NewsItem,
  Outbox,
  Quote,
  Reaction,
  SavedMessage,
  SavedMessages,
  SendOptions,
  ThreadSummary,
  Timeline,
  Unsent,
} from './messages.ts';
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

export interface Conversation {
  readonly id: ConversationId;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'direct';
  readonly topic: string;
  readonly archived: boolean;
  /**
   * Somebody else let this device in for its person, and nobody who takes part has done so yet: it reads
   * nothing here, not even the name, and writes nothing.
   */
  readonly closed: boolean;
  /** Who takes part in a group or direct; in a channel the guests, since all others may. */
  readonly participants: readonly MemberId[];
  /** Of a direct: who took part and is not in the office any more. Absent where there is nobody. */
  readonly gone?: readonly MemberId[];
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
   * A message from what is kept here; with a conversation, it is looked for in that alone. Rejects with
   * `unknown-message`.
   */
  message(id: EntryId, within?: ConversationId): Promise<Message>;
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
  /** What became of somebody who waited, by the id of their join or its beginning. */
  answerTo(join: string): Answer;
  /** Lets somebody in who waits; whoever does it has compared the words. Rejects with `not-waiting` too. */
  approve(join: EntryId): Promise<void>;
  /**
   * Lets a device that somebody else let in for its member into what this person and that member say in
   * private, with what was said before. Rejects with `unknown-device`, `not-allowed`.
   */
  letIn(device: DeviceId): Promise<void>;
  /** Withdraws the invite of somebody who waits. Rejects with `not-waiting` too. */
  refuse(join: EntryId): Promise<void>;
  withdraw(invite: InviteId): Promise<void>;
  /** A link that gives a member who lost all their devices a new one. */
  readmit(member: MemberId): Promise<{ link: string; expires: number }>;
  /** Makes a new recovery code: twelve words, shown once, and the link of the page that takes them. Earlier ones end. */
  makeRecovery(): Promise<{ words: readonly string[]; link: string }>;
  /** Sixty digits that both people see alike while neither has unknown devices. */
  safetyNumber(member: MemberId): string;
  /**
   * Remembers that this safety number was compared, or with null forgets it. Rejects with
   * `unknown-member`, and `number-changed` where it is another one now.
   */
  verify(member: MemberId, number: string | null): Promise<void>;

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
