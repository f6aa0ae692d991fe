import { ConfabError } from '../model/errors.ts';
import type { ChunkId, FileId } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { letGo } from '../wire/bytes.ts';
import { chunkIdOf, openChunk } from '../wire/chunks.ts';
import { MAX_WANTED } from '../wire/limits.ts';
import type { Link } from './link.ts';
import { decodeTop, layoutOf, type Manifest } from './manifest.ts';
import type { Places } from './places.ts';
import { bytesAt, type FileKey, type Shelf } from './shelf.ts';

/** Why a file cannot be fetched, whoever offers it. */
export type Unfit = 'file-too-large' | 'malformed' | 'storage-full' | 'storage-failed';

/** Milliseconds after which a chunk that is under way is asked for elsewhere too, where nothing else is left. */
const OVERDUE = 3_000;
/**
 * Chunks of a file that a peer may have been asked for and that are not kept yet, on their way or waiting
 * for the disk: as many come twice after a crash, and as many are in memory.
 */
const MOST_UNKEPT = MAX_WANTED / 2;
/** Chunks that a peer may not have after all: it let go of them meanwhile. */
const MOST_NOTHINGS = 8;
/** Milliseconds over which speed is counted. */
const WINDOW = 3_000;

export interface FetchingContext {
  readonly file: FileId;
  readonly known: FileKey;
  readonly shelf: Shelf;
  readonly clock: Clock;
  /** Makes sure of room for so many bytes; false where there is none. */
  makeRoom(bytes: number): Promise<boolean>;
  /** Something of it came, or it is complete. */
  onProgress(): void;
  onDone(): void;
  /** Nobody who was offered can give anything of what is missing, and nothing is under way. */
  onStarved(): void;
  onFailed(why: Unfit): void;
  /** The peer gave bytes that are not what it was asked for. */
  onLie(link: Link): void;
}

/** One file on its way here, from all who hold it at once. */
export class Fetching {
  readonly #is: FetchingContext;
  /** Links that can be asked, with what their peers hold. */
  readonly #sources = new Map<Link, Places>();
  /** Places whose names are known and that are not here, in order. */
  readonly #missing = new Set<number>();
  /** Who was asked for a place, and when it was first asked for. */
  readonly #asked = new Map<number, { readonly since: number; readonly links: Set<Link> }>();
  /** Names at the places that are known already. */
  #names: ChunkId[];
  #manifest: Manifest | null = null;
  /** How often a peer did not have what it said it had. */
  readonly #nothings = new Map<Link, number>();
  readonly #arrivals: [at: number, bytes: number][] = [];
  #cancelTick: (() => void) | null = null;
  #over = false;
  /** What is missing is not known yet, or not for the moment. */
  #looking = true;
  /** Chunks that came though they were here already. */
  duplicates = 0;

  constructor(is: FetchingContext) {
    this.#is = is;
    this.#names = [is.file];
  }

  /** Looks at what is here, and begins. */
  async start(): Promise<void> {
    const { known, makeRoom } = this.#is;
    try {
      layoutOf(known.size);
      await this.#look();
      if (this.#over) return;
      const { here = 0 } = (await this.#shelved()) ?? {};
      if (!(await makeRoom(known.size - here))) this.#fail('storage-full');
    } catch (error) {
      this.#failWith(error);
    }
    this.#fill();
  }

  #shelved() {
    const { shelf, file, known } = this.#is;
    return shelf.file(file, known);
  }

  /** Which names are known, and which of them are not here. */
  async #look(): Promise<void> {
    this.#looking = true;
    try {
      await this.#lookAt();
    } finally {
      this.#looking = false;
    }
    if (this.#manifest && this.#missing.size === 0) this.#finish();
  }

  async #lookAt(): Promise<void> {
    const { shelf, file } = this.#is;
    this.#missing.clear();
    const shelved = await this.#shelved();
    if (shelved) {
      this.#manifest = shelved.manifest;
      this.#names = [...shelved.manifest.places];
    } else if (await shelf.has(file)) await this.#readTop();
    for (const [place, name] of this.#names.entries()) {
      if (!(await shelf.has(name))) this.#missing.add(place);
    }
  }

  async #readTop(): Promise<void> {
    const { shelf, file, known } = this.#is;
    const sealed = await shelf.get(file);
    if (!sealed) return;
    const claim = await shelf.proven(file, known);
    const key = await shelf.keyOf(claim);
    const { names } = decodeTop(await openChunk(key, 'top', 0, sealed), claim.size);
    this.#names = [file, ...names];
  }

  /** A peer says what it holds. */
  offer(link: Link, held: Places): void {
    if (this.#over) return;
    this.#sources.set(link, held);
    this.#fill();
  }

  /** A link is over: what was asked of it is asked elsewhere. */
  leave(link: Link): void {
    this.#sources.delete(link);
    for (const [place, { links }] of this.#asked) {
      links.delete(link);
      if (links.size === 0) this.#asked.delete(place);
    }
    this.#fill();
  }

  get isFetching(): boolean {
    return !this.#over && this.#asked.size > 0;
  }

  /** Links that hold something of it. */
  get sources(): number {
    return this.#sources.size;
  }

  /** Bytes a second over the last seconds. */
  get speed(): number {
    const from = this.#is.clock.now() - WINDOW;
    while (this.#arrivals[0] && this.#arrivals[0][0] < from) this.#arrivals.shift();
    const [first] = this.#arrivals;
    if (!first) return 0;
    const bytes = this.#arrivals.reduce((sum, [, it]) => sum + it, 0);
    const span = Math.max(500, this.#is.clock.now() - first[0]);
    return Math.round((bytes * 1000) / span);
  }

  /** Asks whoever has room for what is missing. */
  #fill(): void {
    if (this.#over) return;
    for (const [link, held] of this.#sources) {
      const places: number[] = [];
      const room = this.#roomOf(link);
      while (places.length < room) {
        const place = this.#next(link, held);
        if (place === null) break;
        places.push(place);
        const asked = this.#asked.get(place) ?? { since: this.#is.clock.now(), links: new Set() };
        asked.links.add(link);
        this.#asked.set(place, asked);
      }
      if (places.length > 0) link.want(this.#is.file, places);
    }
    if (this.#asked.size > 0 && this.#sources.size > 1) {
      this.#cancelTick ??= this.#is.clock.after(OVERDUE, () => {
        this.#cancelTick = null;
        this.#fill();
      });
    }
    if (this.#isStarved()) this.#is.onStarved();
  }

  /** How many more chunks a peer can be asked for now. */
  #roomOf(link: Link): number {
    let unkept = 0;
    for (const { links } of this.#asked.values()) if (links.has(link)) unkept += 1;
    return Math.min(link.room, MOST_UNKEPT - unkept);
  }

  #isStarved(): boolean {
    if (this.#looking || this.#asked.size > 0) return false;
    for (const held of this.#sources.values()) {
      for (const place of this.#missing) if (held.has(place)) return false;
    }
    return true;
  }

  /** The first place that nobody was asked for; else one that somebody else was asked for long ago. */
  #next(link: Link, held: Places): number | null {
    for (const place of this.#missing) {
      if (!this.#asked.has(place) && held.has(place)) return place;
    }
    const overdue = this.#is.clock.now() - OVERDUE;
    for (const [place, { since, links }] of this.#asked) {
      if (since <= overdue && links.size < 2 && !links.has(link) && held.has(place)) return place;
    }
    return null;
  }

  /**
   * A chunk came from a peer that was asked for it; null: it does not have it after all. The bytes have
   * memory of their own, which is given back.
   */
  async take(link: Link, place: number, bytes: Uint8Array<ArrayBuffer> | null): Promise<void> {
    if (this.#over) return;
    if (!bytes) {
      const nothings = (this.#nothings.get(link) ?? 0) + 1;
      this.#nothings.set(link, nothings);
      if (nothings > MOST_NOTHINGS) return this.#lied(link, place);
      this.#sources.get(link)?.set(place, false);
      return this.#unask(link, place);
    }
    const name = this.#names[place];
    if (!this.#missing.has(place) || !name) {
      this.duplicates += 1;
      this.#unask(link, place);
      return;
    }
    if ((await chunkIdOf(bytes)) !== name) {
      this.#lied(link, place);
      return;
    }
    try {
      await this.#keep(place, name, bytes);
    } catch (error) {
      this.#failWith(error);
    }
    this.#fill();
  }

  #lied(link: Link, place: number): void {
    this.#is.onLie(link);
    this.#sources.delete(link);
    this.#unask(link, place);
  }

  #unask(link: Link, place: number): void {
    const asked = this.#asked.get(place);
    asked?.links.delete(link);
    if (asked?.links.size === 0) this.#asked.delete(place);
    this.#fill();
  }

  async #keep(place: number, name: ChunkId, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { shelf, file, known, makeRoom } = this.#is;
    if (!this.#missing.has(place)) return;
    try {
      await shelf.put(name, bytes);
    } catch (error) {
      const full = error instanceof ConfabError && error.reason === 'storage-full';
      if (!full || !(await makeRoom(bytes.length))) throw error;
      await shelf.put(name, bytes);
    }
    letGo(bytes);
    if (this.#manifest) await shelf.note(file, known, place, true);
    this.#missing.delete(place);
    this.#asked.delete(place);
    if (this.#over) return;
    if (this.#manifest) {
      this.#arrivals.push([this.#is.clock.now(), bytesAt(this.#manifest, place)]);
    } else if (this.#missing.size === 0 || place === 0) {
      // Part of the manifest: now more names are known.
      shelf.refresh(file);
      await this.#look();
    }
    if (this.#over) return;
    if (this.#manifest && this.#missing.size === 0) this.#finish();
    else this.#is.onProgress();
  }

  #finish(): void {
    if (this.#over) return;
    this.stop();
    this.#is.onDone();
  }

  #failWith(error: unknown): void {
    const reason = error instanceof ConfabError ? error.reason : 'storage-failed';
    if (reason === 'closed') this.stop();
    else if (reason === 'file-too-large' || reason === 'storage-full') this.#fail(reason);
    else if (reason === 'malformed' || reason === 'unsupported') this.#fail('malformed');
    else this.#fail('storage-failed');
  }

  #fail(why: Unfit): void {
    if (this.#over) return;
    this.stop();
    this.#is.onFailed(why);
  }

  /** Asks for nothing more; what is here stays. */
  stop(): void {
    this.#over = true;
    this.#cancelTick?.();
    this.#cancelTick = null;
    for (const link of this.#sources.keys()) link.cancel(this.#is.file);
    this.#sources.clear();
    this.#asked.clear();
  }
}
