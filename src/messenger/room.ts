import type { Shelf } from '../files/shelf.ts';
import type { FileId } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import type { FileSettings } from './files.ts';
import type { Library } from './library.ts';

const KEPT = 'file-keep/';
const USED = 'file-used/';
/** Bytes that files leave free: messages go before them. */
const RESERVE = 64 * 1024 * 1024;
/** Milliseconds between two notes that a file was used. */
const NOTE_EVERY = 10 * 60_000;

export interface RoomContext {
  readonly shelf: Shelf;
  readonly library: Library;
  readonly state: StateStore;
  readonly clock: Clock;
  settings(): FileSettings;
  /** It is on its way, or waits to be sent. */
  isBusy(file: FileId): boolean;
  /** Somebody else has all of it. */
  isElsewhere(file: FileId, size: number): boolean;
  onChange(file: FileId): void;
}

/** Room for files on this device: what takes how much, what is to stay, and what may go. */
export class Room {
  readonly #is: RoomContext;
  readonly #kept = new Set<FileId>();
  /** When a file was last used: Unix time in milliseconds. */
  readonly #used = new Map<FileId, number>();
  readonly #noted = new Map<FileId, number>();
  readonly #bytes = new Map<FileId, number>();

  constructor(is: RoomContext) {
    this.#is = is;
  }

  async start(): Promise<void> {
    const { state } = this.#is;
    for (const [key] of await state.scan(KEPT)) this.#kept.add(key.slice(KEPT.length) as FileId);
    for (const [key, value] of await state.scan(USED)) {
      this.#used.set(key.slice(USED.length) as FileId, Number(value));
    }
  }

  /** Bytes that files take here. */
  get used(): number {
    return sum(this.#bytes.values());
  }

  /** Of which are to stay. */
  get kept(): number {
    return sum([...this.#kept].map((file) => this.#bytes.get(file) ?? 0));
  }

  isKept(file: FileId): boolean {
    return this.#kept.has(file);
  }

  keep(file: FileId, on: boolean): void {
    if (on) this.#kept.add(file);
    else this.#kept.delete(file);
    void this.#is.state.set({ [KEPT + file]: on ? 1 : undefined }).catch(() => {});
  }

  /** So many bytes of a file are here. */
  holds(file: FileId, bytes: number): void {
    if (bytes > 0) this.#bytes.set(file, bytes);
    else this.#bytes.delete(file);
    if (bytes > 0 && !this.#used.has(file)) this.usedNow(file);
  }

  /** Counts anew what is here. */
  async count(): Promise<void> {
    for (const file of [...this.#is.library.files()]) {
      const part = this.#is.library.part(file);
      const shelved = part && (await this.#is.shelf.file(file, part).catch(() => null));
      this.holds(file, shelved?.here ?? 0);
    }
  }

  usedNow(file: FileId): void {
    const now = Math.floor(this.#is.clock.now());
    this.#used.set(file, now);
    if (now - (this.#noted.get(file) ?? 0) < NOTE_EVERY) return;
    this.#noted.set(file, now);
    // Lost, it seems to be used less than it was.
    void this.#is.state.set({ [USED + file]: now }).catch(() => {});
  }

  /**
   * Makes sure of room for so many bytes, letting go of what was not used for longest and is all
   * elsewhere. False where there is none: the platform says so; the person's own bound only makes go
   * what can go.
   */
  async make(bytes: number): Promise<boolean> {
    const lacking = async (): Promise<number> => {
      const free = await this.#is.shelf.room();
      return free === null ? 0 : bytes + RESERVE - free;
    };
    const over = () => this.used + bytes - this.#is.settings().most;
    let short = await lacking();
    for (const file of this.#mayGo()) {
      if (short <= 0 && over() <= 0) break;
      await this.letGo(file);
      this.#is.onChange(file);
      short = await lacking();
    }
    return short <= 0;
  }

  /** What may go, what was not used for longest first. */
  #mayGo(): FileId[] {
    return [...this.#bytes.keys()]
      .filter((file) => {
        const size = this.#is.library.part(file)?.size;
        if (size === undefined || this.#kept.has(file) || this.#is.isBusy(file)) return false;
        return this.#is.isElsewhere(file, size);
      })
      .sort((a, b) => (this.#used.get(a) ?? 0) - (this.#used.get(b) ?? 0));
  }

  /** Lets go of a file's chunks; it can be fetched again. */
  async letGo(file: FileId): Promise<void> {
    const part = this.#is.library.part(file);
    if (part) await this.#is.shelf.dropFile(file, part);
    this.#bytes.delete(file);
  }

  /** The file is gone for ever; `key` opens its manifest. */
  async forget(file: FileId, known: Parameters<Shelf['dropFile']>[1]): Promise<void> {
    await this.#is.shelf.dropFile(file, known);
    this.#bytes.delete(file);
    this.#kept.delete(file);
    this.#used.delete(file);
    await this.#is.state.set({ [KEPT + file]: undefined, [USED + file]: undefined });
  }
}

const sum = (numbers: Iterable<number>): number => {
  let all = 0;
  for (const it of numbers) all += it;
  return all;
};
