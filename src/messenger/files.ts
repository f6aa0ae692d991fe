import type { ConversationId, DeviceId, EntryId, FileId, MemberId } from '../model/ids.ts';
import type { PictureSize } from '../model/picture.ts';
import type { FileSource } from '../ports.ts';
import type { Observable } from './observable.ts';
import type { Person } from './person.ts';

export type { FileId } from '../model/ids.ts';

/** What a face does with files. Values are immutable snapshots, as everywhere in `messenger.ts`. */

/** A file as a message carries it. All of it comes from its sender: a preview says nothing of the file. */
export interface Attachment {
  /** Names the content: what one person sends twice is one file. */
  readonly id: FileId;
  /** Safe to show, and to save under: one name, no path, nothing that hides or turns its ending. */
  readonly name: string;
  /** A media type without parameters; `application/octet-stream` where nobody knows it. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Of a picture or film that was measured. */
  readonly pixels: PictureSize | null;
  /** A ThumbHash (package `thumbhash`). */
  readonly blur: Uint8Array | null;
  /** A JPEG or a still WebP of at most MAX_THUMBNAIL bytes and MAX_THUMBNAIL_SIDE pixels. */
  readonly thumbnail: Uint8Array | null;
}

/** A file that a person wants to send, with what the face found out of it. */
export interface NewFile {
  readonly source: FileSource;
  readonly pixels?: PictureSize;
  /** A ThumbHash; longer than MAX_BLUR bytes it is left out. */
  readonly blur?: Uint8Array;
  /** Too large, or neither JPEG nor still WebP, it is left out. */
  readonly thumbnail?: Uint8Array;
}

/** A file on its way into what this device keeps. */
export type UploadState =
  /** `done` of `total` bytes are sealed and durable here. */
  | { readonly kind: 'taking'; readonly done: number; readonly total: number }
  /** It can be sent. */
  | { readonly kind: 'ready'; readonly file: Attachment }
  /** `retry` tries again. */
  | { readonly kind: 'failed'; readonly why: FileFailure }
  | { readonly kind: 'cancelled' };

export interface Upload {
  readonly state: Observable<UploadState>;
  /** Resolves when it can be sent; rejects with the failure, or `closed` when it was cancelled. */
  readonly ready: Promise<Attachment>;
  /** Gives up, also when it is ready and was not sent: what was kept of it goes. Harmless when sent. */
  cancel(): void;
}

/** Why a file is not here, or cannot be taken in. */
export type FileFailure =
  | 'file-too-large' // more than MAX_FILE bytes, or its message claims so
  | 'file-gone' // the original was deleted or changed while it was read
  | 'malformed' // it is not what its message says: no holder can have it
  | 'storage-full' // no room here: messages go before files
  | 'storage-failed';

/** Who has a file, as far as this device was told. */
export type Holder = {
  /** Of its bytes. */
  readonly bytes: number;
  /** Can be asked now. */
  readonly online: boolean;
  /** Unix time in milliseconds at which this device last heard that it has them. */
  readonly seen: number;
} & (
  | {
      readonly kind: 'device';
      readonly device: DeviceId;
      readonly member: MemberId;
      /** Empty where nobody named the device. */
      readonly label: string;
      /** This very device. */
      readonly self: boolean;
    }
  /** `until`: Unix time in milliseconds at which its cache lets go of it. */
  | { readonly kind: 'relay'; readonly until: number | null }
);

/** Where a file stands. */
export interface FileState {
  readonly id: FileId;
  readonly size: number;
  /** Bytes of it that are here, verified and durable. */
  readonly here: number;
  /**
   * `none`: nobody asked for it. `waiting`: as soon as a holder is there, it is fetched by itself.
   * `fetching`, `complete`, `failed` with `why`.
   */
  readonly kind: 'none' | 'waiting' | 'fetching' | 'complete' | 'failed';
  readonly why: FileFailure | null;
  /** Bytes a second over the last seconds, while fetching. */
  readonly speed: number;
  /** Never let go of to make room. */
  readonly kept: boolean;
  /** Those with all of it first, then by when they were last seen; this device too. */
  readonly holders: readonly Holder[];
}

/** A file of a conversation, for a list of them. */
export interface ListedFile {
  readonly file: Attachment;
  readonly message: EntryId;
  readonly conversation: ConversationId;
  readonly from: Person;
  /** Unix time in milliseconds at which the message was written. */
  readonly at: number;
}

/** What files take on this device, in bytes. */
export interface FilesUsage {
  readonly used: number;
  /** Of which kept for ever. */
  readonly kept: number;
  /** What this device may use for files before it lets go of what others hold. */
  readonly most: number;
}

export interface FileSettings {
  /** Files up to so many bytes are fetched by themselves; 0: none. */
  readonly fetchUpTo: number;
  /** What files may take here, in bytes, before those that were not used for long and that others hold go. */
  readonly most: number;
}

export interface Files {
  /** Takes a file in, piece by piece, so that it can be sent; nobody waits for it. */
  take(file: NewFile): Upload;
  /**
   * Where a file stands. While somebody listens, connected devices are asked who has it. Of a file that
   * no message carries it stays `none`.
   */
  state(file: FileId): Observable<FileState>;
  /** Asks for a file: it is fetched now, or as soon as a holder is there, also after a restart. */
  fetch(file: FileId): void;
  /** Stops asking; what is here already stays. */
  stop(file: FileId): void;
  /** Keeps a file here for ever (fetching it, if need be), or lets it go when room is needed. */
  keep(file: FileId, on: boolean): void;
  /** Frees the room that a file takes here; it can be fetched again from those who have it. */
  drop(file: FileId): Promise<void>;
  /**
   * Bytes of a file, from `from` up to and without `to`. Rejects with `file-incomplete` when some of
   * them are not here, `unknown-file`, `malformed`, `storage-failed`.
   */
  read(file: FileId, from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** All of a file in order, piece by piece; throws as `read` rejects. */
  stream(file: FileId): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Files of a conversation, or of all, the newest first. Deleted ones are left out. */
  list(conversation?: ConversationId): Promise<readonly ListedFile[]>;
  /** The message's attachment by its file's id; null where no message here carries it. */
  find(file: FileId): Promise<ListedFile | null>;
  readonly usage: Observable<FilesUsage>;
  readonly settings: Observable<FileSettings>;
  configure(settings: Partial<FileSettings>): Promise<void>;
}
