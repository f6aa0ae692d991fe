import { type Accessor, createSignal } from 'solid-js';
import type { Prepare, Prepared } from '../../files/prepared.ts';
import type {
  Attachment,
  FileFailure,
  Files,
  NewFile,
  Upload,
  UploadState,
} from '../../messenger/messenger.ts';
import { ConfabError } from '../../model/errors.ts';
import { MAX_FILES } from '../../wire/limits.ts';
import { sourceOf } from './source.ts';

/** One chosen file on its way to a message. */
export interface TrayFile {
  /** Distinguishes it from every other of this run of the app. */
  readonly id: string;
  readonly name: string;
  /** Its media type, as the browser knows it; may be empty. */
  readonly type: string;
  /** Bytes, as chosen. */
  readonly size: number;
  readonly state: Accessor<TrayState>;
  /** A picture's small preview, once it is made. */
  readonly thumbnail: Accessor<Uint8Array | null>;
  /** A picture that may still tell where and with what it was taken. */
  readonly tells: Accessor<boolean>;
  /** Tries again what failed. Harmless otherwise. */
  retry(): void;
}

export type TrayState = { readonly kind: 'preparing' } | UploadState;

/** Files that were chosen for the next message of one conversation or thread. */
export interface Tray {
  readonly files: Accessor<readonly TrayFile[]>;
  /** Why some were not taken. */
  readonly refused: Accessor<'too-many-files' | null>;
  /** Pictures are sent with all they tell. */
  readonly keepsMetadata: Accessor<boolean>;
  /** Changes that, also for what was chosen before. */
  keepMetadata(keep: boolean): void;
  add(files: readonly File[]): void;
  remove(id: string): void;
  /** Takes all out of the tray, for a message. */
  empty(): Parcel;
  /** Puts back what `empty` gave. */
  putBack(parcel: Parcel): void;
}

/** What goes with one message. */
export interface Parcel {
  readonly files: readonly TrayFile[];
  /** Resolves when all can be sent. Rejects as `Upload.ready` does. */
  readonly ready: () => Promise<Attachment[]>;
}

interface Item extends TrayFile {
  readonly chosen: File;
  start(keepMetadata: boolean): void;
  ready(): Promise<Attachment>;
  cancel(): void;
}

let made = 0;

export function createTray(files: Files, prepare: Prepare): Tray {
  const [items, setItems] = createSignal<readonly Item[]>([]);
  const [refused, setRefused] = createSignal<'too-many-files' | null>(null);
  const [keeps, setKeeps] = createSignal(false);
  return {
    files: items,
    refused,
    keepsMetadata: keeps,
    keepMetadata: (keep) => {
      setKeeps(keep);
      for (const item of items()) if (isPicture(item.chosen)) item.start(keep);
    },
    add: (chosen) => {
      const room = MAX_FILES - items().length;
      setRefused(chosen.length > room ? 'too-many-files' : null);
      const added = chosen.slice(0, room).map((file) => makeItem(file, files, prepare));
      setItems([...items(), ...added]);
      for (const item of added) item.start(keeps());
    },
    remove: (id) => {
      items()
        .find((it) => it.id === id)
        ?.cancel();
      setItems(items().filter((it) => it.id !== id));
      setRefused(null);
    },
    empty: () => {
      const taken = items();
      setItems([]);
      setRefused(null);
      return { files: taken, ready: () => Promise.all(taken.map((it) => it.ready())) };
    },
    putBack: (parcel) => setItems([...(parcel.files as readonly Item[]), ...items()]),
  };
}

const isPicture = (file: File): boolean => file.type.startsWith('image/');

function makeItem(chosen: File, files: Files, prepare: Prepare): Item {
  const [state, setState] = createSignal<TrayState>({ kind: 'preparing' });
  const [thumbnail, setThumbnail] = createSignal<Uint8Array | null>(null);
  const [tells, setTells] = createSignal(false);
  const name = chosen.name;
  let begun: Promise<Upload> | null = null;
  let keptMetadata = false;
  /** Counts beginnings: what an earlier one still does is of no use any more. */
  let turn = 0;
  const cancel = (): void => {
    turn += 1;
    void begun?.then((it) => it.cancel()).catch(() => {});
  };
  const begin = async (keepMetadata: boolean, now: number): Promise<Upload> => {
    const prepared = isPicture(chosen) ? await looked(chosen, prepare) : null;
    setThumbnail(prepared?.picture?.thumbnail ?? null);
    setTells(prepared !== null && (keepMetadata || !prepared.clean));
    const upload = files.take(asNewFile(chosen, keepMetadata ? null : prepared, prepared));
    const follow = (next: UploadState): void => void (now === turn && setState(next));
    follow(upload.state.get());
    upload.state.subscribe(follow);
    // Who waits for it is told through `ready`; others see its state.
    upload.ready.catch(() => {});
    return upload;
  };
  const start = (keepMetadata: boolean): void => {
    cancel();
    keptMetadata = keepMetadata;
    setState({ kind: 'preparing' });
    const now = turn;
    begun = begin(keepMetadata, now);
    begun.catch((error: unknown) => {
      if (now === turn) setState({ kind: 'failed', why: failureOf(error) });
    });
  };
  return {
    id: `chosen-${++made}`,
    name,
    type: chosen.type,
    size: chosen.size,
    chosen,
    state,
    thumbnail,
    tells,
    start,
    retry: () => {
      if (state().kind === 'failed') start(keptMetadata);
    },
    ready: async () => {
      if (!begun) throw new ConfabError('closed', name);
      return (await begun).ready;
    },
    cancel,
  };
}

/** What is no picture after all, or takes too long, is sent as it is. */
async function looked(file: File, prepare: Prepare): Promise<Prepared> {
  try {
    return await prepare(file);
  } catch (error) {
    if (!(error instanceof ConfabError)) throw error;
    return { file, clean: false, picture: null };
  }
}

function asNewFile(chosen: File, cleaned: Prepared | null, prepared: Prepared | null): NewFile {
  const picture = prepared?.picture;
  return {
    source: sourceOf(cleaned?.file ?? chosen, chosen.name),
    ...(picture ? { pixels: { width: picture.width, height: picture.height } } : {}),
    ...(picture ? { blur: picture.blur } : {}),
    ...(picture?.thumbnail ? { thumbnail: picture.thumbnail } : {}),
  };
}

const failureOf = (error: unknown): FileFailure =>
  error instanceof ConfabError && error.reason === 'file-gone' ? 'file-gone' : 'storage-failed';
