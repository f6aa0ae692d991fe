import type { FileId, PeerId } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import { CHUNK } from '../wire/limits.ts';
import type { Held } from './frames.ts';
import { layoutOf } from './manifest.ts';
import { Places } from './places.ts';

/** What is known of a peer that has a file, or a part of it. */
export interface KnownHolder {
  readonly peer: PeerId;
  /** Bytes of the file. */
  readonly bytes: number;
  /** Unix time in milliseconds at which it said so. */
  readonly seen: number;
  /** Unix time in milliseconds at which it lets go of it; 0: never. */
  readonly until: number;
}

const PREFIX = 'holders/';
/** Holders of a file that are remembered: the last seen ones. */
const MOST = 32;
/** Milliseconds after which it is written down again that a holder still has what it had. */
const KEEP_AGAIN = 10 * 60_000;

/** Who has which file, as far as they said; it survives a restart. */
export class Holders {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #known = new Map<FileId, Map<PeerId, KnownHolder>>();

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(PREFIX)) {
      const holders = (value as [PeerId, number, number, number][]).map(
        ([peer, bytes, seen, until]) => [peer, { peer, bytes, seen, until }] as const,
      );
      this.#known.set(key.slice(PREFIX.length) as FileId, new Map(holders));
    }
  }

  of(file: FileId): readonly KnownHolder[] {
    const now = this.#clock.now();
    const all = [...(this.#known.get(file)?.values() ?? [])];
    return all.filter(({ until }) => until === 0 || until > now);
  }

  /** A peer said what it holds of a file of this size. Tells whether that is news. */
  heard(file: FileId, size: number, peer: PeerId, held: Held, until: number): boolean {
    const bytes = bytesHeld(size, held);
    if (bytes === 0) return this.lost(file, peer);
    const holders = this.#known.get(file) ?? new Map<PeerId, KnownHolder>();
    this.#known.set(file, holders);
    const before = holders.get(peer);
    const seen = this.#clock.now();
    holders.delete(peer);
    holders.set(peer, { peer, bytes, seen, until });
    if (holders.size > MOST) {
      const [oldest] = [...holders.values()].sort((a, b) => a.seen - b.seen);
      if (oldest) holders.delete(oldest.peer);
    }
    const isNews = before?.bytes !== bytes || before.until !== until;
    if (isNews || seen - before.seen > KEEP_AGAIN) this.#keep(file);
    return isNews;
  }

  /** A peer has nothing of it any more. */
  lost(file: FileId, peer: PeerId): boolean {
    if (!this.#known.get(file)?.delete(peer)) return false;
    this.#keep(file);
    return true;
  }

  /** The file is gone for ever. */
  forget(file: FileId): void {
    if (this.#known.delete(file)) this.#keep(file);
  }

  #keep(file: FileId): void {
    const holders = [...(this.#known.get(file)?.values() ?? [])];
    const value =
      holders.length === 0
        ? undefined
        : holders.map(({ peer, bytes, seen, until }) => [peer, bytes, Math.floor(seen), until]);
    // What is lost is heard again.
    void this.#state.set({ [PREFIX + file]: value }).catch(() => {});
  }
}

/** Bytes of a file of this size in the places held; what no file can have counts nothing. */
function bytesHeld(size: number, held: Held): number {
  if (held === 'all') return size;
  try {
    const { places, chunks } = layoutOf(size);
    const all = Places.of(held);
    let bytes = 0;
    for (let i = 0; i < chunks; i++) {
      if (all.has(places - chunks + i)) bytes += Math.min(CHUNK, size - i * CHUNK);
    }
    return bytes;
  } catch {
    return 0;
  }
}
