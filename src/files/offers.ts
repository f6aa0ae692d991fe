import type { ChunkId, ConversationId, FileId, PeerId } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import { type Held, MAX_PLACES, type Refusal } from './frames.ts';
import type { Link } from './link.ts';
import { Places } from './places.ts';
import type { FileKey, Shelf, Shelved } from './shelf.ts';

const OFFER = 'file-offer/';
const FORGET = 'file-forget/';
/** Milliseconds until a relay that had no room is asked again. */
const LATER = 10 * 60_000;

/** Chunks between two tellings of how far it is. */
const TELL_EVERY = 8;

export interface OffersContext {
  readonly clock: Clock;
  readonly state: StateStore;
  readonly shelf: Shelf;
  keyOf(file: FileId): FileKey | null;
  linkTo(peer: PeerId): Link;
  /** A relay has so much of a file by now. */
  onBrought(file: FileId, relay: PeerId, held: Held): void;
  onError(error: unknown): void;
}

interface Offer {
  readonly conversation: ConversationId;
  /** Not before this time: Unix time in milliseconds. */
  after: number;
}

interface Bringing {
  readonly link: Link;
  /** Places that the relay lacks, the last first. */
  readonly left: number[];
  /** What it has. */
  readonly held: Places;
  /** Chunks that it wrote down since that was last told. */
  untold: number;
  /** It has said what it has. */
  begun: boolean;
  running: boolean;
}

/** Own files on their way to the relay's cache, for those who are away; what is not done survives a restart. */
export class Offers {
  readonly #is: OffersContext;
  readonly #waiting = new Map<FileId, Offer>();
  readonly #forgotten = new Set<FileId>();
  readonly #bringing = new Map<FileId, Bringing>();

  constructor(is: OffersContext) {
    this.#is = is;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#is.state.scan(OFFER)) {
      const conversation = value as ConversationId;
      this.#waiting.set(key.slice(OFFER.length) as FileId, { conversation, after: 0 });
    }
    for (const [key] of await this.#is.state.scan(FORGET)) {
      this.#forgotten.add(key.slice(FORGET.length) as FileId);
    }
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size + this.#forgotten.size;
  }

  add(file: FileId, conversation: ConversationId): void {
    this.#waiting.set(file, { conversation, after: 0 });
    void this.#is.state.set({ [OFFER + file]: conversation }).catch(this.#is.onError);
  }

  /** The file is gone here; the relay is told to let go of it too. */
  forget(file: FileId): void {
    this.#done(file);
    this.#forgotten.add(file);
    void this.#is.state.set({ [FORGET + file]: 1 }).catch(this.#is.onError);
  }

  /** Offers a relay all that waits. */
  bring(relay: PeerId): void {
    const now = this.#is.clock.now();
    for (const [file, { conversation, after }] of this.#waiting) {
      const bringing = this.#bringing.get(file);
      if (bringing) this.#goOn(bringing, file);
      if (bringing || after > now) continue;
      void this.#offer(this.#is.linkTo(relay), file, conversation).catch(this.#is.onError);
    }
    for (const file of this.#forgotten) {
      void this.#is.linkTo(relay).send({ kind: 'forget', file });
      this.#forgotten.delete(file);
      void this.#is.state.set({ [FORGET + file]: undefined }).catch(this.#is.onError);
    }
  }

  async #offer(link: Link, file: FileId, conversation: ConversationId): Promise<void> {
    const shelved = await this.#shelved(file);
    if (!shelved) return this.#done(file);
    const held = new Places();
    this.#bringing.set(file, { link, left: [], held, untold: 0, begun: false, running: false });
    const { places } = shelved.manifest.layout;
    await link.send({ kind: 'offer', file, conversation, places });
  }

  /** Null for what is not here, or not what its message says. */
  async #shelved(file: FileId): Promise<Shelved | null> {
    const known = this.#is.keyOf(file);
    return known && this.#is.shelf.file(file, known).catch(() => null);
  }

  /** The relay says what it has of an offered file. */
  heard(link: Link, file: FileId, held: Held): void {
    const bringing = this.#bringing.get(file);
    if (bringing?.link !== link) return;
    if (held === 'all') {
      this.#done(file);
      return;
    }
    if (bringing.begun) {
      this.#goOn(bringing, file);
      return;
    }
    bringing.begun = true;
    void this.#begin(bringing, file, Places.of(held)).catch((error) => {
      this.#bringing.delete(file);
      this.#is.onError(error);
    });
  }

  async #begin(bringing: Bringing, file: FileId, held: Places): Promise<void> {
    const shelved = await this.#shelved(file);
    if (!shelved) return this.#done(file);
    for (let place = shelved.manifest.layout.places - 1; place >= 0; place--) {
      if (held.has(place)) bringing.held.set(place, true);
      else bringing.left.push(place);
    }
    await this.#pump(bringing, file);
  }

  async #pump(bringing: Bringing, file: FileId): Promise<void> {
    if (bringing.running) return;
    bringing.running = true;
    const { link, left } = bringing;
    try {
      while (link.room > 0 && left.length > 0) {
        const place = left.pop() as number;
        const bytes = await this.#chunk(file, place);
        if (!bytes) return this.#done(file);
        await link.bring(file, place, bytes);
      }
    } finally {
      bringing.running = false;
    }
  }

  async #chunk(file: FileId, place: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const shelved = await this.#shelved(file);
    const name = shelved?.manifest.places[place] as ChunkId | undefined;
    return name ? this.#is.shelf.get(name) : null;
  }

  /** The relay has written a chunk down. */
  kept(link: Link, file: FileId, place: number): void {
    const bringing = this.#bringing.get(file);
    if (bringing?.link !== link) return;
    bringing.held.set(place, true);
    bringing.untold += 1;
    if (bringing.untold >= TELL_EVERY) {
      bringing.untold = 0;
      this.#is.onBrought(file, link.peer, bringing.held.toHeld(MAX_PLACES));
    }
    this.#goOn(bringing, file);
  }

  #goOn(bringing: Bringing, file: FileId): void {
    this.#pump(bringing, file).catch(this.#is.onError);
  }

  refused(link: Link, file: FileId, why: Refusal): void {
    const offer = this.#waiting.get(file);
    // That it does not have it is only the answer to a question that came before.
    if (why !== 'not-kept' && why !== 'quota') return;
    if (!offer || this.#bringing.get(file)?.link !== link) return;
    this.#bringing.delete(file);
    // Neither is what was brought acknowledged: that is no fault.
    link.takeBack(file);
    if (why === 'not-kept') this.#done(file);
    else offer.after = this.#is.clock.now() + LATER;
  }

  left(link: Link): void {
    for (const [file, bringing] of this.#bringing) {
      if (bringing.link === link) this.#bringing.delete(file);
    }
  }

  #done(file: FileId): void {
    this.#bringing.delete(file);
    if (!this.#waiting.delete(file)) return;
    void this.#is.state.set({ [OFFER + file]: undefined }).catch(this.#is.onError);
  }

  stop(): void {
    this.#bringing.clear();
  }
}
