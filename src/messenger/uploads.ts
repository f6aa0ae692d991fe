import { contentOf, type Taken, takeIn } from '../files/intake.ts';
import { layoutOf } from '../files/manifest.ts';
import type { Shelf } from '../files/shelf.ts';
import { type FilePart, isThumbnail } from '../model/attachment.ts';
import { ConfabError } from '../model/errors.ts';
import { toFileName, toMediaType } from '../model/fileNames.ts';
import type { FileId } from '../model/ids.ts';
import type { FileSource, StateStore } from '../ports.ts';
import { toBase64url } from '../wire/bytes.ts';
import { hashOf } from '../wire/hash.ts';
import { MAX_BLUR, MAX_FILE_NAME, PAYLOAD_LIMITS } from '../wire/limits.ts';
import type { Attachment, FileFailure, NewFile, Upload, UploadState } from './files.ts';
import type { Library } from './library.ts';
import { attachmentOf } from './message.ts';
import { makeSource } from './observable.ts';

const CONTENT = 'file-content/';
const PENDING = 'file-pending/';

/** Content that this device sealed: the same again is the same file. */
interface Known {
  readonly file: FileId;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly size: number;
}

/** A file that waits to be sent, and how often it was chosen: by two trays, or twice in one. */
interface Pending {
  readonly part: FilePart;
  readonly uses: number;
}

export interface UploadsContext {
  readonly library: Library;
  readonly shelf: Shelf;
  readonly state: StateStore;
  makeRoom(bytes: number): Promise<boolean>;
  /** A file came onto the shelf, or went. */
  onChange(file: FileId): void;
}

/** Files that are taken in, and wait to be sent. */
export class Uploads {
  readonly #is: UploadsContext;
  /** By a keyed name of what they hold. */
  readonly #known = new Map<string, Known>();
  /** Taken in, and in no message yet. */
  readonly #pending = new Map<FileId, Pending>();
  /** Given up, and on their way off the shelf. */
  readonly #going = new Map<FileId, Promise<void>>();
  #running = 0;

  constructor(is: UploadsContext) {
    this.#is = is;
  }

  async start(): Promise<void> {
    const { state, library } = this.#is;
    for (const [key, value] of await state.scan(CONTENT)) {
      const read = library.unseal(key, value);
      if (!Array.isArray(read)) continue;
      const [file, bytes, size] = read as [FileId, Uint8Array<ArrayBuffer>, number];
      this.#known.set(key, { file, key: bytes, size });
    }
  }

  /** Files that were ready when this device stopped: their message may not be known as carrying them. */
  async unfinished(): Promise<FileId[]> {
    const pairs = await this.#is.state.scan(PENDING);
    await this.#is.state.set(Object.fromEntries(pairs.map(([key]) => [key, undefined])));
    return pairs.map(([key]) => key.slice(PENDING.length) as FileId);
  }

  /** Whether anything is taken in, or waits to be sent. */
  get busy(): boolean {
    return this.#running + this.#pending.size > 0;
  }

  /** A file that can be put into a message. */
  part(file: FileId): FilePart | null {
    return this.#pending.get(file)?.part ?? null;
  }

  /** The file stands in a message now; where it was chosen twice, it still waits to be sent again. */
  sent(file: FileId): void {
    this.#release(file);
  }

  /** One of those who chose a file is done with it. Gives it when that was the last. */
  #release(file: FileId): FilePart | null {
    const { part, uses } = this.#pending.get(file) ?? { part: null, uses: 0 };
    if (part && uses > 1) {
      this.#pending.set(file, { part, uses: uses - 1 });
      return null;
    }
    this.#pending.delete(file);
    if (part) void this.#is.state.set({ [PENDING + file]: undefined }).catch(() => {});
    return part;
  }

  /** The file is gone: the same content is sealed anew. */
  async forget(file: FileId): Promise<void> {
    for (const [key, known] of this.#known) {
      if (known.file !== file) continue;
      this.#known.delete(key);
      await this.#is.state.set({ [key]: undefined });
    }
  }

  take(file: NewFile): Upload {
    const { size } = file.source;
    const state = makeSource<UploadState>({ kind: 'taking', done: 0, total: size });
    const ready = Promise.withResolvers<Attachment>();
    ready.promise.catch(() => undefined);
    const abort = new AbortController();
    this.#running += 1;
    this.#takeIn(file, abort.signal, (done) => {
      if (!abort.signal.aborted) state.set({ kind: 'taking', done, total: size });
    })
      .then(
        (part) => {
          const attachment = attachmentOf(part);
          state.set({ kind: 'ready', file: attachment });
          ready.resolve(attachment);
        },
        (error) => {
          if (!abort.signal.aborted) state.set({ kind: 'failed', why: failureOf(error) });
          ready.reject(error);
        },
      )
      .finally(() => {
        this.#running -= 1;
      });
    return {
      state,
      ready: ready.promise,
      cancel: () => {
        const is = state.get();
        if (is.kind === 'ready') this.#giveUp(is.file.id);
        else if (is.kind === 'taking') abort.abort(new ConfabError('closed', 'cancelled'));
        if (is.kind !== 'failed') state.set({ kind: 'cancelled' });
      },
    };
  }

  #giveUp(file: FileId): void {
    const part = this.#release(file);
    if (!part || this.#is.library.part(file)) return;
    const going = this.#drop(part)
      .catch(() => {}) // tidied up after the next start
      .finally(() => this.#going.delete(file));
    this.#going.set(file, going);
  }

  async #drop(part: FilePart): Promise<void> {
    await this.forget(part.id);
    await this.#is.shelf.dropFile(part.id, part);
    this.#is.onChange(part.id);
  }

  async #takeIn(
    { source, pixels, blur, thumbnail }: NewFile,
    signal: AbortSignal,
    onDone: (bytes: number) => void,
  ): Promise<FilePart> {
    layoutOf(source.size);
    const { file, key } = await this.#sealed(source, signal, onDone);
    const part: FilePart = {
      id: file,
      key,
      name: toFileName(source.name, MAX_FILE_NAME),
      type: toMediaType(source.type),
      size: source.size,
      ...(pixels ? { pixels } : {}),
      ...(blur && blur.length <= MAX_BLUR ? { blur } : {}),
      ...(thumbnail && isThumbnail(thumbnail, PAYLOAD_LIMITS) ? { thumbnail } : {}),
    };
    this.#pending.set(file, { part, uses: (this.#pending.get(file)?.uses ?? 0) + 1 });
    try {
      await this.#is.state.set({ [PENDING + file]: 1 });
      signal.throwIfAborted();
    } catch (error) {
      this.#giveUp(file);
      throw error;
    }
    this.#is.onChange(file);
    return part;
  }

  async #sealed(
    source: FileSource,
    signal: AbortSignal,
    onDone: (bytes: number) => void,
  ): Promise<Pick<Known, 'file' | 'key'>> {
    const { shelf, makeRoom } = this.#is;
    // Only where a file of this size was sent before is it read twice.
    const known = await this.#again(source, signal);
    if (known) await this.#going.get(known.file);
    if (known && (await this.#isHere(known))) {
      onDone(source.size);
      return known;
    }
    if (!(await makeRoom(source.size))) throw new ConfabError('storage-full', source.name);
    const taken = await takeIn(shelf, source, {
      signal,
      onDone,
      ...(known ? { key: known.key } : {}),
    });
    if (known && taken.manifest.file !== known.file) {
      // It changed while it was read: two contents must not have one key.
      await shelf.drop(taken.manifest.places);
      throw new ConfabError('file-gone', source.name);
    }
    await this.#remember(taken, source.size);
    return { file: taken.manifest.file, key: taken.key };
  }

  async #again(source: FileSource, signal: AbortSignal): Promise<Known | null> {
    const candidates = [...this.#known.values()].some(({ size }) => size === source.size);
    if (!candidates) return null;
    const key = this.#nameOf(await contentOf(source, signal));
    return this.#known.get(key) ?? null;
  }

  async #isHere({ file, key, size }: Known): Promise<boolean> {
    const shelved = await this.#is.shelf.file(file, { key, size }).catch(() => null);
    return (
      shelved !== null &&
      shelved.held.count(shelved.manifest.layout.places) === shelved.manifest.layout.places
    );
  }

  async #remember({ manifest, key, content }: Taken, size: number): Promise<void> {
    const name = this.#nameOf(content);
    const known = { file: manifest.file, key, size };
    this.#known.set(name, known);
    const { library, state } = this.#is;
    await state.set({ [name]: library.seal(name, [known.file, key, size]) });
  }

  /** Who finds the disk cannot ask it for a content they know. */
  #nameOf(content: Uint8Array): string {
    return CONTENT + toBase64url(hashOf('confab/1/file-content', this.#is.library.secret, content));
  }
}

function failureOf(error: unknown): FileFailure {
  const reason = error instanceof ConfabError ? error.reason : null;
  const known = ['file-too-large', 'file-gone', 'malformed', 'storage-full'] as const;
  return known.find((it) => it === reason) ?? 'storage-failed';
}
