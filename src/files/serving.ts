import { ConfabError } from '../model/errors.ts';
import type { ChunkId, FileId, OfficeId, PeerId } from '../model/ids.ts';
import type { FrameStream } from '../ports.ts';
import { letGo } from '../wire/bytes.ts';
import { MAX_WANTED } from '../wire/limits.ts';
import { decodeFileFrame, encodeFileFrame, FILE_VERSION, type FileFrame } from './frames.ts';
import type { FileKey, Shelf } from './shelf.ts';

/** What answering needs to know. */
export interface Serving {
  readonly office: OfficeId;
  readonly shelf: Shelf;
  /** Null for a file that no message here carries. */
  keyOf(file: FileId): FileKey | null;
  /** Whether the peer's member can read a message that carries the file, as far as this device knows. */
  mayHave(peer: PeerId, file: FileId): boolean;
}

interface Wanted {
  readonly file: FileId;
  readonly place: number;
}

/** Answers a stream that a peer opened, until it ends; one chunk at a time, so that messages get through. */
export async function serve(stream: FrameStream, is: Serving): Promise<void> {
  const answering = new Answering(stream, is);
  try {
    for await (const bytes of stream) await answering.take(decodeFileFrame(bytes));
  } finally {
    answering.end();
    await stream.close();
  }
}

class Answering {
  readonly #stream: FrameStream;
  readonly #is: Serving;
  #greeted = false;
  #wanted: Wanted[] = [];
  #sending = false;
  #ended = false;

  constructor(stream: FrameStream, is: Serving) {
    this.#stream = stream;
    this.#is = is;
  }

  async take(frame: FileFrame): Promise<void> {
    if (!this.#greeted) return this.#greet(frame);
    switch (frame.kind) {
      case 'ask':
        return this.#tell(frame.file);
      case 'want':
        return this.#queue(frame.file, frame.places);
      case 'cancel':
        this.#wanted = this.#wanted.filter(({ file }) => file !== frame.file);
        return;
      case 'offer':
        // Devices fetch what they want by themselves.
        return this.#send({ kind: 'refuse', file: frame.file, why: 'not-kept' });
      case 'forget':
        return;
      default:
        throw new ConfabError('malformed', `${frame.kind} has no place here`);
    }
  }

  async #greet(frame: FileFrame): Promise<void> {
    if (frame.kind !== 'hello') throw new ConfabError('malformed', 'no hello');
    if (frame.version !== FILE_VERSION) throw new ConfabError('unsupported', `${frame.version}`);
    if (frame.office !== this.#is.office) {
      await this.#send({ kind: 'refuse', file: null, why: 'unknown-office' });
      throw new ConfabError('closed', `no office ${frame.office}`);
    }
    this.#greeted = true;
  }

  /** What is not here, and what is not for them, is refused in the same words. */
  async #tell(file: FileId): Promise<void> {
    const key = this.#keyFor(file);
    const shelved = key && (await this.#is.shelf.file(file, key).catch(() => null));
    if (!shelved) return this.#send({ kind: 'refuse', file, why: 'unknown-file' });
    const held = shelved.held.toHeld(shelved.manifest.layout.places);
    return this.#send({ kind: 'has', file, held, until: 0 });
  }

  #keyFor(file: FileId): FileKey | null {
    return this.#is.mayHave(this.#stream.peer, file) ? this.#is.keyOf(file) : null;
  }

  async #queue(file: FileId, places: readonly number[]): Promise<void> {
    if (!this.#keyFor(file)) return this.#send({ kind: 'refuse', file, why: 'unknown-file' });
    if (this.#wanted.length + places.length > MAX_WANTED) {
      throw new ConfabError('malformed', 'more wanted at once than anybody needs');
    }
    this.#wanted.push(...places.map((place) => ({ file, place })));
    if (!this.#sending) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#sending = true;
    try {
      for (let next = this.#wanted.shift(); next && !this.#ended; next = this.#wanted.shift()) {
        const bytes = await this.#chunk(next);
        const frame = encodeFileFrame({ kind: 'chunk', ...next, bytes });
        if (bytes) letGo(bytes);
        await this.#stream.send(frame);
      }
    } catch {
      // The stream ended, or the disk does not answer: who asked asks again, or somebody else.
      this.end();
      await this.#stream.close();
    } finally {
      this.#sending = false;
    }
  }

  /** Looked at again for each chunk: who asks may have been removed since. */
  async #chunk({ file, place }: Wanted): Promise<Uint8Array<ArrayBuffer> | null> {
    const key = this.#keyFor(file);
    const { shelf } = this.#is;
    const shelved = key && (await shelf.file(file, key).catch(() => null));
    const name = shelved?.manifest.places[place] as ChunkId | undefined;
    if (!key || !name) return null;
    const sealed = await shelf.get(name);
    if (!sealed) await shelf.note(file, key, place, false);
    return sealed;
  }

  #send(frame: FileFrame): Promise<void> {
    return this.#stream.send(encodeFileFrame(frame));
  }

  end(): void {
    this.#ended = true;
    this.#wanted = [];
  }
}
