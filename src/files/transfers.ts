import type { ConversationId, FileId, OfficeId, PeerId } from '../model/ids.ts';
import type { Clock, Network, NetworkEvent, StateStore } from '../ports.ts';
import { MAX_FILE } from '../wire/limits.ts';
import { Fetching, type Unfit } from './fetching.ts';
import type { FileFrame } from './frames.ts';
import { Holders, type KnownHolder } from './holders.ts';
import { Link } from './link.ts';
import { Offers } from './offers.ts';
import { Places } from './places.ts';
import { serve } from './serving.ts';
import type { FileKey, Shelf } from './shelf.ts';

/** Milliseconds between questions about files that are wanted, or looked at. */
const ASK_EVERY = 10_000;
/** Milliseconds after a connection stands: the roster and the message come first. */
const ASK_SOON = 200;
/** Milliseconds for which a peer that stalled, or lied, is not asked for anything. */
const SHUN_STALLED = 60_000;
const SHUN_LIAR = 3_600_000;
/** Files on their way at once; the others wait their turn. */
const AT_ONCE = 4;
/** Milliseconds that a link without anything to do stays open. */
const IDLE = 30_000;

const WANTED = 'file-want/';

export interface TransfersContext {
  readonly office: OfficeId;
  readonly network: Network;
  readonly clock: Clock;
  readonly state: StateStore;
  readonly shelf: Shelf;
  readonly relays: ReadonlySet<PeerId>;
  /** Null for a file that no message here carries. */
  keyOf(file: FileId): FileKey | null;
  /** Whether the peer's member can read a message that carries the file. */
  mayHave(peer: PeerId, file: FileId): boolean;
  makeRoom(bytes: number): Promise<boolean>;
  /** What `statusOf` or `holders` says of a file changed. */
  onChange(file: FileId): void;
  onError(error: unknown): void;
}

export interface TransferStatus {
  readonly kind: 'none' | 'waiting' | 'fetching' | 'failed';
  readonly why: Unfit | null;
  /** Bytes a second. */
  readonly speed: number;
}

/** All that goes between this device's shelf and its peers: what is wanted, served and offered. */
export class Transfers {
  readonly holders: Holders;
  readonly #is: TransfersContext;
  readonly #offers: Offers;
  readonly #links = new Map<PeerId, Link>();
  readonly #wanted = new Set<FileId>();
  readonly #watched = new Map<FileId, number>();
  readonly #fetching = new Map<FileId, Fetching>();
  /** Who said to have what of a wanted file, until they gave it: those that are offered first go first. */
  readonly #offered = new Map<FileId, Map<Link, Places>>();
  readonly #failed = new Map<FileId, Unfit>();
  /** Until when a peer is left alone: Unix time in milliseconds. */
  readonly #shunned = new Map<PeerId, number>();
  readonly #ends: (() => void)[] = [];
  #cancelAsk: (() => void) | null = null;
  #running = false;

  constructor(is: TransfersContext) {
    this.#is = is;
    this.holders = new Holders(is.state, is.clock);
    this.#offers = new Offers({
      ...is,
      linkTo: (peer) => this.#linkTo(peer),
      onBrought: (file, relay, held) => {
        const size = is.keyOf(file)?.size ?? 0;
        if (this.holders.heard(file, size, relay, held, 0)) is.onChange(file);
      },
      onError: is.onError,
    });
  }

  /** Learns what was wanted and offered before. */
  async load(): Promise<void> {
    await Promise.all([this.holders.start(), this.#offers.start()]);
    for (const [key] of await this.#is.state.scan(WANTED)) {
      this.#wanted.add(key.slice(WANTED.length) as FileId);
    }
  }

  start(): void {
    const { network, office, shelf, keyOf, mayHave } = this.#is;
    this.#running = true;
    this.#ends.push(
      network.onStream((stream) => {
        serve(stream, { office, shelf, keyOf, mayHave }).catch((error) => this.#tell(error));
      }, '/confab/file/1'),
      network.onEvent((event) => this.#event(event)),
    );
    this.#askIn(ASK_SOON);
  }

  /** Faults of the other side are no news for anybody. */
  #tell(error: unknown): void {
    const reason = (error as { reason?: string }).reason;
    if (reason !== 'malformed' && reason !== 'closed' && reason !== 'unsupported') {
      this.#is.onError(error);
    }
  }

  #event({ kind, peer }: NetworkEvent): void {
    if (kind === 'peer-disconnected') this.#links.get(peer)?.end(false);
    // On a direct way now: the stream that goes through the relay is left.
    if (kind === 'peer-path') this.#links.get(peer)?.end(false);
    this.#askIn(ASK_SOON);
    for (const file of this.#watched.keys()) this.#is.onChange(file);
  }

  /** Asks for a file from now on, also after a restart. */
  want(file: FileId): void {
    this.#failed.delete(file);
    if (!this.#wanted.has(file)) {
      this.#wanted.add(file);
      void this.#is.state.set({ [WANTED + file]: 1 }).catch(this.#is.onError);
    }
    this.#is.onChange(file);
    this.#askIn(0);
  }

  unwant(file: FileId): void {
    this.#failed.delete(file);
    this.#letGo(file);
    this.#forgetWant(file);
    this.#is.onChange(file);
    this.#beginNext();
  }

  /** The file's place is free for another. */
  #letGo(file: FileId): void {
    this.#fetching.get(file)?.stop();
    this.#fetching.delete(file);
    this.#offered.delete(file);
  }

  #forgetWant(file: FileId): void {
    if (!this.#wanted.delete(file)) return;
    void this.#is.state.set({ [WANTED + file]: undefined }).catch(this.#is.onError);
  }

  isWanted(file: FileId): boolean {
    return this.#wanted.has(file);
  }

  /** Asks who has a file for as long as somebody looks at it. */
  watch(file: FileId): () => void {
    this.#watched.set(file, (this.#watched.get(file) ?? 0) + 1);
    this.#askIn(ASK_SOON);
    return () => {
      const left = (this.#watched.get(file) ?? 1) - 1;
      if (left > 0) this.#watched.set(file, left);
      else this.#watched.delete(file);
    };
  }

  /** Brings a file that is here to the relay, for those who take part in a conversation. */
  offer(file: FileId, conversation: ConversationId): void {
    this.#offers.add(file, conversation);
    this.#askIn(0);
  }

  /** No message carries the file any more. */
  forget(file: FileId): void {
    this.unwant(file);
    this.#offers.forget(file);
    this.holders.forget(file);
  }

  statusOf(file: FileId): TransferStatus {
    const why = this.#failed.get(file) ?? null;
    if (why) return { kind: 'failed', why, speed: 0 };
    const fetching = this.#fetching.get(file);
    if (fetching?.isFetching) return { kind: 'fetching', why: null, speed: fetching.speed };
    return { kind: this.#wanted.has(file) ? 'waiting' : 'none', why: null, speed: 0 };
  }

  /** Whether a holder can be asked now. */
  isReachable({ peer }: Pick<KnownHolder, 'peer'>): boolean {
    return this.#candidates().includes(peer);
  }

  #candidates(): PeerId[] {
    if (!this.#running) return [];
    const now = this.#is.clock.now();
    return this.#is.network
      .connected()
      .map(({ peer }) => peer)
      .filter((peer) => (this.#shunned.get(peer) ?? 0) <= now);
  }

  /** Asks about everything of interest, soon; then every now and then for as long as there is any. */
  #askIn(wait: number): void {
    if (!this.#running) return;
    this.#cancelAsk?.();
    this.#cancelAsk = this.#is.clock.after(wait, () => {
      this.#cancelAsk = null;
      this.#askAll();
      const interest = this.#wanted.size + this.#watched.size + this.#offers.size;
      if (interest > 0 || this.#links.size > 0) this.#askIn(ASK_EVERY);
    });
  }

  #askAll(): void {
    const peers = this.#candidates();
    for (const file of this.#wanted) this.#refuseTooLarge(file);
    for (const file of new Set([...this.#wanted, ...this.#watched.keys()])) {
      if (!this.#is.keyOf(file)) continue;
      for (const peer of peers) {
        if (this.#isFor(peer, file)) this.#linkTo(peer).ask(file);
      }
    }
    for (const peer of peers) if (this.#is.relays.has(peer)) this.#offers.bring(peer);
    this.#closeIdle();
  }

  #isFor(peer: PeerId, file: FileId): boolean {
    return this.#is.relays.has(peer) || this.#is.mayHave(peer, file);
  }

  #closeIdle(): void {
    const busy = this.#fetching.size + this.#watched.size + this.#offers.waiting > 0;
    for (const link of this.#links.values()) {
      if (!busy && link.idleFor > IDLE) link.end(false);
    }
  }

  /** What no file can be is not looked for. */
  #refuseTooLarge(file: FileId): void {
    const size = this.#is.keyOf(file)?.size ?? 0;
    if (size > MAX_FILE) this.#over(file, 'file-too-large');
  }

  /** Begins to fetch what somebody has; what nobody has takes no other file's place. */
  #beginNext(): void {
    for (const [file, sources] of this.#offered) {
      if (this.#fetching.size >= AT_ONCE) return;
      if (!this.#fetching.has(file)) this.#begin(file, sources);
    }
  }

  #begin(file: FileId, sources: ReadonlyMap<Link, Places>): void {
    const known = this.#is.keyOf(file);
    if (!known) return;
    const { shelf, clock, makeRoom, onChange } = this.#is;
    const fetching = new Fetching({
      file,
      known,
      shelf,
      clock,
      makeRoom,
      onProgress: () => onChange(file),
      onDone: () => this.#over(file, null),
      onStarved: () => this.#starved(file),
      onFailed: (why) => this.#over(file, why),
      onLie: (link) => this.#shun(link, SHUN_LIAR),
    });
    this.#fetching.set(file, fetching);
    for (const [link, held] of sources) fetching.offer(link, held);
    void fetching.start();
  }

  /** It goes on when somebody says anew what they have. */
  #starved(file: FileId): void {
    this.#letGo(file);
    this.#is.onChange(file);
    this.#beginNext();
  }

  #over(file: FileId, why: Unfit | null): void {
    this.#letGo(file);
    if (why) this.#failed.set(file, why);
    // What is full or broken is not tried again before somebody asks for it.
    this.#forgetWant(file);
    this.#is.onChange(file);
    this.#beginNext();
    this.#askIn(0);
  }

  #linkTo(peer: PeerId): Link {
    const known = this.#links.get(peer);
    if (known) return known;
    const { office, network, clock } = this.#is;
    const link = new Link(peer, {
      office,
      network,
      clock,
      onFrame: (from, frame) => {
        this.#take(from, frame).catch((error) => this.#is.onError(error));
      },
      onEnd: (ended, fault) => this.#ended(ended, fault),
    });
    this.#links.set(peer, link);
    return link;
  }

  #ended(link: Link, fault: boolean): void {
    if (this.#links.get(link.peer) === link) this.#links.delete(link.peer);
    if (fault) this.#shunned.set(link.peer, this.#is.clock.now() + SHUN_STALLED);
    for (const [file, sources] of this.#offered) {
      if (sources.delete(link) && sources.size === 0) this.#offered.delete(file);
    }
    for (const [file, fetching] of [...this.#fetching]) {
      fetching.leave(link);
      this.#is.onChange(file);
    }
    this.#offers.left(link);
  }

  #shun(link: Link, time: number): void {
    this.#shunned.set(link.peer, this.#is.clock.now() + time);
    for (const [file] of this.#fetching) this.holders.lost(file, link.peer);
    link.end(false);
  }

  async #take(link: Link, frame: FileFrame): Promise<void> {
    switch (frame.kind) {
      case 'has':
        return this.#heard(link, frame);
      case 'chunk': {
        const { file, place, bytes } = frame;
        // What nobody asked for, or asked for and took back, is not taken.
        if (!link.settle(file, place)) {
          if (!link.cameLate(file, place)) this.#unasked(link, bytes);
          return;
        }
        return this.#fetching.get(file)?.take(link, place, bytes);
      }
      case 'kept':
        if (link.settle(frame.file, frame.place)) this.#offers.kept(link, frame.file, frame.place);
        return;
      case 'forgotten':
        return this.#offers.forgot(link, frame.file);
      case 'refuse':
        return this.#refused(link, frame);
      default:
        return link.end(true);
    }
  }

  /** A peer that sends on and on what nobody asked for is left alone. */
  #unasked(link: Link, bytes: Uint8Array | null): void {
    link.unasked += bytes ? 1 : 0;
    if (link.unasked > UNASKED) this.#shun(link, SHUN_LIAR);
  }

  #heard(link: Link, { file, held, until }: FileFrame & { kind: 'has' }): void {
    const known = this.#is.keyOf(file);
    if (!known) return;
    const isNews = this.holders.heard(file, known.size, link.peer, held, until);
    if (this.#wanted.has(file) && !link.ended) this.#offer(link, file, Places.of(held));
    this.#offers.heard(link, file, held);
    if (isNews) this.#is.onChange(file);
  }

  /** A peer does not give a file, or not any more. */
  #leave(link: Link, file: FileId): void {
    const fetching = this.#fetching.get(file);
    if (!fetching || !this.#offered.get(file)?.delete(link)) return;
    link.takeBack(file);
    fetching.leave(link);
  }

  #offer(link: Link, file: FileId, held: Places): void {
    const sources = this.#offered.get(file) ?? new Map<Link, Places>();
    this.#offered.set(file, sources.set(link, held));
    this.#fetching.get(file)?.offer(link, held);
    this.#beginNext();
  }

  #refused(link: Link, { file, why }: FileFrame & { kind: 'refuse' }): void {
    if (!file) {
      link.end(true);
      return;
    }
    this.#offers.refused(link, file, why);
    if (why === 'unknown-file') this.#leave(link, file);
    if (why === 'unknown-file' && this.holders.lost(file, link.peer)) this.#is.onChange(file);
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelAsk?.();
    this.#cancelAsk = null;
    for (const end of this.#ends.splice(0)) end();
    for (const fetching of this.#fetching.values()) fetching.stop();
    this.#fetching.clear();
    this.#offered.clear();
    for (const link of [...this.#links.values()]) link.end(false);
    this.#offers.stop();
  }
}

/** Chunks that may come though nobody waits for them: those taken back when they were on their way. */
const UNASKED = 32;
