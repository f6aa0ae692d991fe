import { ConfabError } from '../model/errors.ts';
import type { ChunkId, ConversationId, FileId, PeerId } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import { type Held, MAX_PLACES, type Refusal } from './frames.ts';
import type { Link } from './link.ts';
import { Places } from './places.ts';
import type { FileKey, Shelf, Shelved } from './shelf.ts';

const OFFER = 'file-offer/';
const FORGET = 'file-forget/';
/** Milliseconds until a relay that had no room is asked again, and a disk that gave nothing. */
const LATER = 10 * 60_000;
/** Milliseconds for which relays that were not met are still to be told: they keep no file longer, unless told to. */
const TELL_FOR = 31 * 86_400_000;

/** Chunks between two tellings of how far it is. */
const TELL_EVERY = 8;

export interface OffersContext {
  readonly clock: Clock;
  readonly state: StateStore;
  readonly shelf: Shelf;
  readonly relays: ReadonlySet<PeerId>;
  keyOf(file: FileId): FileKey | null;
  linkTo(peer: PeerId): Link;
  /** A relay has so much of a file by now. */
  onBrought(file: FileId, relay: PeerId, held: Held): void;
  onError(error: unknown): void;
}

interface Offer {
  readonly conversations: Set<ConversationId>;
  /** Not before this time: Unix time in milliseconds. */
  after: number;
}

/** A file that is gone here. */
interface Forgotten {
  /** Unix time in milliseconds. */
  readonly at: number;
  /** Relays that answered. */
  readonly told: Set<PeerId>;
  /** The stream on which each of the others was told last: where that is over, it may not have heard. */
  readonly telling: Map<PeerId, Link>;
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
  readonly #forgotten = new Map<FileId, Forgotten>();
  readonly #bringing = new Map<FileId, Bringing>();

  constructor(is: OffersContext) {
    this.#is = is;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#is.state.scan(OFFER)) {
      // One conversation alone was kept as it is before.
      const conversations = new Set([value].flat() as ConversationId[]);
      this.#waiting.set(key.slice(OFFER.length) as FileId, { conversations, after: 0 });
    }
    const now = Math.floor(this.#is.clock.now());
    for (const [key, value] of await this.#is.state.scan(FORGET)) {
      const [at, told] = Array.isArray(value) ? (value as [number, PeerId[]]) : [now, []];
      const file = key.slice(FORGET.length) as FileId;
      this.#forgotten.set(file, { at, told: new Set(told), telling: new Map() });
    }
  }

  /** How many wait to be brought. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many wait to be brought, or let go of. */
  get size(): number {
    return this.#waiting.size + this.#forgotten.size;
  }

  add(file: FileId, conversation: ConversationId): void {
    const known = this.#waiting.get(file)?.conversations ?? [];
    const conversations = new Set([...known, conversation]);
    this.#waiting.set(file, { conversations, after: 0 });
    this.#keep(OFFER + file, [...conversations]);
    this.#keep(FORGET + file, undefined);
    this.#forgotten.delete(file);
    const link = this.#bringing.get(file)?.link;
    if (link) this.#tell(link, file, conversation).catch((error) => this.#failed(file, error));
  }

  /** The file is gone here; each relay is told to let go of it too. */
  forget(file: FileId): void {
    this.#done(file);
    const at = Math.floor(this.#is.clock.now());
    this.#forgotten.set(file, { at, told: new Set(), telling: new Map() });
    this.#keepForgotten(file);
  }

  #keep(key: string, value: unknown): void {
    void this.#is.state.set({ [key]: value }).catch(this.#is.onError);
  }

  #keepForgotten(file: FileId): void {
    const { at, told } = this.#forgotten.get(file) ?? {};
    this.#keep(FORGET + file, at === undefined ? undefined : [at, [...(told ?? [])]]);
  }

  /** Offers a relay all that waits, and tells it what is gone. */
  bring(relay: PeerId): void {
    const now = this.#is.clock.now();
    for (const [file, offer] of this.#waiting) {
      const bringing = this.#bringing.get(file);
      if (bringing) this.#goOn(bringing, file);
      if (bringing || offer.after > now) continue;
      const offering = this.#offer(this.#is.linkTo(relay), file, offer);
      offering.catch((error) => this.#failed(file, error));
    }
    for (const [file, forgotten] of this.#forgotten) {
      const { at, told, telling } = forgotten;
      if (now - at > TELL_FOR) this.#noteTold(file, forgotten);
      else if (!told.has(relay) && telling.get(relay)?.ended !== false) {
        const link = this.#is.linkTo(relay);
        telling.set(relay, link);
        void link.send({ kind: 'forget', file });
      }
    }
  }

  /** The relay has heard that a file is gone. */
  forgot({ peer }: Link, file: FileId): void {
    const forgotten = this.#forgotten.get(file);
    if (!forgotten?.telling.delete(peer)) return;
    forgotten.told.add(peer);
    this.#noteTold(file, forgotten);
  }

  #noteTold(file: FileId, { at, told }: Forgotten): void {
    const isDone = [...this.#is.relays].every((relay) => told.has(relay));
    if (isDone || this.#is.clock.now() - at > TELL_FOR) this.#forgotten.delete(file);
    this.#keepForgotten(file);
  }

  async #offer(link: Link, file: FileId, { conversations }: Offer): Promise<void> {
    if (!(await this.#shelved(file))) return this.#done(file);
    if (this.#bringing.has(file) || link.ended) return;
    const held = new Places();
    this.#bringing.set(file, { link, left: [], held, untold: 0, begun: false, running: false });
    for (const conversation of conversations) await this.#tell(link, file, conversation);
  }

  async #tell(link: Link, file: FileId, conversation: ConversationId): Promise<void> {
    const shelved = await this.#shelved(file);
    if (!shelved) return this.#done(file);
    const { places } = shelved.manifest.layout;
    await link.send({ kind: 'offer', file, conversation, places });
  }

  /** Null for what is not here, or not what its message says. Rejects while the disk gives nothing. */
  async #shelved(file: FileId): Promise<Shelved | null> {
    const known = this.#is.keyOf(file);
    if (!known) return null;
    try {
      return await this.#is.shelf.file(file, known);
    } catch (error) {
      if (error instanceof ConfabError && IS_NONE.has(error.reason)) return null;
      throw error;
    }
  }

  #failed(file: FileId, error: unknown): void {
    this.#putOff(file);
    this.#is.onError(error);
  }

  #putOff(file: FileId): void {
    this.#bringing.delete(file);
    const offer = this.#waiting.get(file);
    if (offer) offer.after = this.#is.clock.now() + LATER;
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
    this.#begin(bringing, file, Places.of(held)).catch((error) => this.#failed(file, error));
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
    this.#pump(bringing, file).catch((error) => this.#failed(file, error));
  }

  refused(link: Link, file: FileId, why: Refusal): void {
    // That it does not have it is only the answer to a question that came before.
    if (why !== 'not-kept' && why !== 'quota') return;
    if (!this.#waiting.has(file) || this.#bringing.get(file)?.link !== link) return;
    this.#bringing.delete(file);
    // Neither is what was brought acknowledged: that is no fault.
    link.takeBack(file);
    if (why === 'not-kept') this.#done(file);
    else this.#putOff(file);
  }

  left(link: Link): void {
    for (const [file, bringing] of this.#bringing) {
      if (bringing.link === link) this.#bringing.delete(file);
    }
  }

  #done(file: FileId): void {
    this.#bringing.delete(file);
    if (!this.#waiting.delete(file)) return;
    this.#keep(OFFER + file, undefined);
  }

  stop(): void {
    this.#bringing.clear();
  }
}

/** Why a file that is here is none that could be brought. */
const IS_NONE: ReadonlySet<string> = new Set(['malformed', 'file-too-large', 'unsupported']);
