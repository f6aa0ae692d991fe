import { ConfabError } from '../model/errors.ts';
import type { ChunkId, FileId } from '../model/ids.ts';
import type { BlobStore } from '../ports.ts';
import { type ChunkKey, chunkIdOf, chunkKeyOf, openChunk } from '../wire/chunks.ts';
import { CHUNK } from '../wire/limits.ts';
import { decodeTop, type Manifest, readManifest } from './manifest.ts';
import { Places } from './places.ts';

/** What opens a file, and how many bytes its message says it has. */
export interface FileKey {
  readonly key: Uint8Array;
  readonly size: number;
}

/** A file whose manifest is here. */
export interface Shelved {
  readonly manifest: Manifest;
  /** What opened it. */
  readonly known: FileKey;
  readonly held: Places;
  /** Bytes of the file that are here. */
  here: number;
}

/** Manifests kept in memory; each of the largest takes 6 MB, most a few KB. */
const MOST_MANIFESTS = 64;

/** The chunks on this device: which are here, of which file, verified when they come and when they go. */
export class Shelf {
  readonly #blobs: BlobStore;
  #names: Promise<Set<ChunkId>> | null = null;
  readonly #files = new Map<FileId, Promise<Shelved | null>>();
  /** By the key that a message names. */
  readonly #keys = new WeakMap<Uint8Array, Promise<ChunkKey>>();
  /** What was found to open a file. */
  readonly #proven = new Map<FileId, FileKey>();
  readonly #claims: (file: FileId) => readonly FileKey[];

  /** `claims`: all that messages say of a file; whoever may write can name it under a false key. */
  constructor(blobs: BlobStore, claims: (file: FileId) => readonly FileKey[] = () => []) {
    this.#blobs = blobs;
    this.#claims = claims;
  }

  /** Names of all that is here; listed once. */
  names(): Promise<Set<ChunkId>> {
    this.#names ??= this.#blobs.list().then((names) => new Set(names));
    this.#names.catch(() => {
      this.#names = null;
    });
    return this.#names;
  }

  async has(name: ChunkId): Promise<boolean> {
    return (await this.names()).has(name);
  }

  /** Keeps a chunk whose name was verified. Rejects with `storage-full`, `storage-failed`. */
  async put(name: ChunkId, sealed: Uint8Array): Promise<void> {
    const names = await this.names();
    if (names.has(name)) return;
    await this.#blobs.put(name, sealed);
    names.add(name);
  }

  /** A chunk as it was sealed; null where it is not here. One that was damaged is let go of. */
  async get(name: ChunkId): Promise<Uint8Array<ArrayBuffer> | null> {
    const names = await this.names();
    if (!names.has(name)) return null;
    const sealed = await this.#blobs.get(name);
    if (sealed && (await chunkIdOf(sealed)) === name) return sealed;
    names.delete(name);
    if (sealed) await this.#blobs.drop([name]);
    return null;
  }

  async drop(given: readonly ChunkId[]): Promise<void> {
    const names = await this.names();
    const here = given.filter((name) => names.has(name));
    if (here.length === 0) return;
    await this.#blobs.drop(here);
    for (const name of here) names.delete(name);
  }

  /** Bytes for which there is room on the platform; null where it does not say. */
  room(): Promise<number | null> {
    return this.#blobs.room();
  }

  keyOf({ key }: FileKey): Promise<ChunkKey> {
    const known = this.#keys.get(key) ?? chunkKeyOf(key);
    this.#keys.set(key, known);
    return known;
  }

  /**
   * What holds of all that is said of a file: what its top opens under. `known` is tried first, and
   * given while the top is not here. Rejects with `malformed`, `file-too-large`, `unsupported`.
   */
  async proven(file: FileId, known: FileKey): Promise<FileKey> {
    const proven = this.#proven.get(file);
    const sealed = proven ? null : await this.get(file);
    if (!sealed) return proven ?? known;
    let failure: unknown;
    for (const claim of [known, ...this.#claims(file)]) {
      try {
        decodeTop(await openChunk(await this.keyOf(claim), 'top', 0, sealed), claim.size);
        this.#proven.set(file, claim);
        return claim;
      } catch (error) {
        if (!(error instanceof ConfabError)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  /**
   * A file with what is here of it; null while its manifest is not here whole. Rejects with `malformed`,
   * `file-too-large`, `unsupported` for a file that is not what its message says.
   */
  file(file: FileId, known: FileKey): Promise<Shelved | null> {
    const open = this.#files.get(file);
    if (open) {
      // The last used are last.
      this.#files.delete(file);
      this.#files.set(file, open);
      return open;
    }
    const opening = this.#open(file, known);
    this.#files.set(file, opening);
    if (this.#files.size > MOST_MANIFESTS) {
      for (const oldest of this.#files.keys()) {
        this.#files.delete(oldest);
        break;
      }
    }
    opening.then(
      (it) => it ?? this.#files.delete(file),
      () => this.#files.delete(file),
    );
    return opening;
  }

  async #open(file: FileId, known: FileKey): Promise<Shelved | null> {
    const names = await this.names();
    if (!names.has(file)) return null;
    const claim = await this.proven(file, known);
    const key = await this.keyOf(claim);
    const manifest = await readManifest(key, file, claim.size, (name) => this.get(name));
    if (!manifest) return null;
    const held = new Places();
    let here = 0;
    for (const [place, name] of manifest.places.entries()) {
      if (!names.has(name)) continue;
      held.set(place, true);
      here += bytesAt(manifest, place);
    }
    return { manifest, known: claim, held, here };
  }

  /** Notes that a place of a file came, or was let go of. */
  async note(file: FileId, known: FileKey, place: number, on: boolean): Promise<void> {
    const shelved = await this.file(file, known);
    if (!shelved || shelved.held.has(place) === on) return;
    shelved.held.set(place, on);
    shelved.here += (on ? 1 : -1) * bytesAt(shelved.manifest, place);
  }

  /** Lets go of all chunks of a file. */
  async dropFile(file: FileId, known: FileKey): Promise<void> {
    const shelved = await this.file(file, known).catch(() => null);
    this.#files.delete(file);
    await this.drop(shelved ? shelved.manifest.places : [file]);
    this.#files.delete(file);
  }

  /** Forgets what was read of a file, so that it is looked at anew. */
  refresh(file: FileId): void {
    this.#files.delete(file);
  }

  /**
   * The bytes of a file from `from` up to and without `to`. Rejects with `file-incomplete`, `malformed`,
   * `storage-failed`.
   */
  async read(
    file: FileId,
    known: FileKey,
    from: number,
    to: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const shelved = await this.file(file, known);
    if (!shelved) throw new ConfabError('file-incomplete', file);
    const { manifest } = shelved;
    const { size, places, chunks } = manifest.layout;
    const start = Math.max(0, Math.min(from, size));
    const end = Math.max(start, Math.min(to, size));
    const all = new Uint8Array(end - start);
    for (let i = Math.floor(start / CHUNK); i * CHUNK < end; i++) {
      const place = places - chunks + i;
      const sealed = await this.get(manifest.places[place] as ChunkId);
      if (!sealed) {
        await this.note(file, known, place, false);
        throw new ConfabError('file-incomplete', `${file}, chunk ${i}`);
      }
      const plain = await openChunk(await this.keyOf(shelved.known), 'data', i, sealed);
      const cut = plain.subarray(Math.max(0, start - i * CHUNK), end - i * CHUNK);
      all.set(cut, Math.max(0, i * CHUNK - start));
    }
    return all;
  }

  close(): Promise<void> {
    return this.#blobs.close();
  }
}

/** Bytes of the file that a place holds: 0 for the manifest's. */
export function bytesAt({ layout }: Manifest, place: number): number {
  const index = place - (layout.places - layout.chunks);
  return index < 0 ? 0 : Math.min(CHUNK, layout.size - index * CHUNK);
}
