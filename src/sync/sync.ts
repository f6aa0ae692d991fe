import { ConfabError } from '../model/errors.ts';
import { type ChainId, type LogId, type PeerId, ROSTER, type Vector } from '../model/ids.ts';
import type { Clock, Network } from '../ports.ts';
import type { GateProof } from '../wire/proofs.ts';
import { Claims } from './claims.ts';
import { Connector, type Reachable } from './connect.ts';
import { makeDoor } from './door.ts';
import { type Hello, SYNC_VERSION, type Turned } from './frames.ts';
import { type Answer, type Greeting, helloOf } from './greeting.ts';
import { Intake } from './intake.ts';
import { Ledger } from './ledger.ts';
import { Gossip } from './live.ts';
import { ClockOffset } from './offset.ts';
import { Pairing } from './pairing.ts';
import type { Replica } from './replica.ts';
import { Session, type Shared } from './session.ts';
import { Unacknowledged } from './unacknowledged.ts';

/** Milliseconds between looks at what is due. */
const TICK = 1_000;
/** Milliseconds between two ticks that tell of a sleep: ordinary throttling in browsers is a minute at most. */
const SLEEP = 75_000;
/** Milliseconds after which a relay offers on what it got by catch-up: a batch in one frame. */
const RELAY_OFFER = 50;
/** Least and most milliseconds after which others do, when the relay mostly has done it already. */
const MEMBER_OFFER = [1_000, 2_000] as const;

export interface SyncOptions {
  /** Started and stopped by its owner. */
  readonly network: Network;
  readonly replica: Replica;
  readonly clock: Clock;
  /** The opaque gossip topic of a log: the same for all months of a conversation. */
  readonly topicOf: (log: LogId) => string;
  /** A relay waits to be dialled and opened to, and passes on what it gets. */
  readonly role: 'member' | 'relay';
  /** Multiaddrs of the office's relays; one of them is kept connected. */
  readonly relays?: readonly string[];
  /** What to show a relay that may not know this device yet. */
  readonly proof?: (relay: PeerId) => Promise<GateProof | null> | GateProof | null;
  /** Whether a peer is let in; by default who may read the roster is. */
  readonly authorize?: (peer: PeerId, hello: Hello) => Promise<Answer> | Answer;
  /** False where a door of several offices hands over the streams. Default true. */
  readonly accepts?: boolean;
  /** A peer does not let this device in. */
  readonly onRefused?: (why: Turned, peer: PeerId, relay: boolean) => void;
  /** Faults for which nobody waits, such as storage that fails. */
  readonly onError?: (error: unknown) => void;
  /** In [0, 1), for jitter. */
  readonly random?: () => number;
}

/** How things stand; a snapshot. */
export interface SyncStatus {
  readonly relay: 'connected' | 'connecting' | 'offline' | 'refused';
  /** Peers with an open session, relays included. */
  readonly peers: readonly PeerId[];
  /** Something is lacking that a connected peer offers, or a peer's word is still to come. */
  readonly catchingUp: boolean;
  /** Entries of others that were new, since the start. */
  readonly received: number;
  /** Entries given by catch-up, since the start. */
  readonly sent: number;
  /** Milliseconds by which this device's clock is ahead of the others' median; 0 while unknown. */
  readonly offset: number;
}

/** Keeps a replica the same as those of connected peers. */
export interface Sync {
  start(): void;
  /** Ends all sessions. Harmless when stopped; it cannot be started again. */
  stop(): Promise<void>;
  /** Hears live what is written in this log's conversation. Harmless when joined. */
  join(log: LogId): void;
  leave(log: LogId): void;
  /** The network or the machine is back: everything is tried again at once, and dead peers are found out. */
  wake(): void;
  /** Who is online and where, by presence: up to 12 of them get direct connections. */
  reach(peers: readonly Reachable[]): void;
  /** Takes a stream from a door. */
  accept(greeting: Greeting): Promise<void>;
  status(): SyncStatus;
  /** Called after the status may have changed, at most once a turn of the event loop. */
  onChange(listener: () => void): () => void;
  /**
   * Resolves when nothing is lacking that connected peers (the relay, where there are relays, among
   * them) offer. Rejects with the signal's reason, or with `closed` when stopped.
   */
  caughtUp(signal?: AbortSignal): Promise<void>;
}

export function makeSync(options: SyncOptions): Sync {
  return new Service(options);
}

class Service implements Sync {
  readonly #options: SyncOptions;
  readonly #clock: Clock;
  readonly #replica: Replica;
  readonly #random: () => number;
  readonly #ledger: Ledger;
  readonly #intake: Intake;
  readonly #connector: Connector;
  readonly #pairing: Pairing;
  readonly #gossip: Gossip;
  readonly #offset = new ClockOffset(() => this.#changed());
  readonly #unacknowledged: Unacknowledged;
  readonly #shared: Shared;
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[] = [];
  #cancelTick: (() => void) | null = null;
  #lastTick = 0;
  #refused = false;
  #received = 0;
  #sentBefore = 0;
  #telling = false;
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(options: SyncOptions) {
    const { network, replica, clock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#replica = replica;
    this.#random = options.random ?? Math.random;
    const isRelay = (peer: PeerId) => this.#connector.isRelay(peer);
    this.#ledger = new Ledger(replica, isRelay);
    this.#intake = new Intake(replica, this.#ledger);
    this.#unacknowledged = new Unacknowledged(clock);
    this.#connector = this.#makeConnector();
    this.#shared = this.#makeShared(isRelay);
    this.#pairing = this.#makePairing();
    this.#gossip = new Gossip({
      network,
      replica,
      intake: this.#intake,
      topicOf: options.topicOf,
      missing: (log, chain, next, from) => this.#fetch(log, chain, next, from, false),
      unjudged: (log, chain, next, from) => this.#fetch(log, chain, next, from, true),
      unheard: (log, chain, next) => this.#offerOwn(log, chain, next),
      received: (added) => this.#count(added),
      onError: (error) => options.onError?.(error),
    });
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    const { network, clock, accepts = true } = this.#options;
    this.#ends.push(
      this.#replica.onGrown((log, chain, next, own) => this.#grown(log, chain, next, own)),
      network.onEvent((event) => {
        if (event.kind === 'peer-disconnected') this.#connector.disconnected(event.peer);
        this.#pairing.event(event);
        this.#changed();
      }),
    );
    if (accepts) {
      const here = { kind: 'office', accept: (it: Greeting) => this.accept(it) } as const;
      this.#ends.push(makeDoor(network, clock, () => here));
    }
    this.#gossip.join(ROSTER);
    for (const { peer } of network.connected()) this.#pairing.connected(peer);
    this.#connector.start();
    this.#lastTick = clock.now();
    this.#tickLater();
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#cancelTick?.();
    for (const end of this.#ends.splice(0)) end();
    this.#connector.stop();
    this.#gossip.close();
    this.#intake.close();
    await this.#pairing.close();
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  join(log: LogId): void {
    this.#gossip.join(log);
  }

  leave(log: LogId): void {
    this.#gossip.leave(log);
  }

  wake(): void {
    if (this.#state !== 'running') return;
    for (const session of this.#pairing.sessions.values()) session.probe();
    this.#connector.wake();
    this.#pairing.wake();
  }

  reach(peers: readonly Reachable[]): void {
    this.#connector.reach(peers);
  }

  accept(greeting: Greeting): Promise<void> {
    return this.#pairing.accept(greeting);
  }

  status(): SyncStatus {
    const sessions = [...this.#pairing.sessions.values()];
    return {
      relay: this.#relayStatus(),
      peers: sessions.map(({ peer }) => peer),
      catchingUp: sessions.some((session) => !session.caughtUp),
      received: this.#received,
      sent: sessions.reduce((sum, session) => sum + session.sent, this.#sentBefore),
      offset: this.#offset.value,
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async caughtUp(signal?: AbortSignal): Promise<void> {
    while (!this.#isCaughtUp()) {
      signal?.throwIfAborted();
      if (this.#state === 'stopped') throw new ConfabError('closed', 'sync is stopped');
      await this.#nextChange(signal);
    }
  }

  #isCaughtUp(): boolean {
    const { relay, peers, catchingUp } = this.status();
    const hasRelay = (this.#options.relays?.length ?? 0) === 0 || relay === 'connected';
    return this.#state === 'running' && hasRelay && peers.length > 0 && !catchingUp;
  }

  #nextChange(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        off();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const off = this.onChange(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  #relayStatus(): SyncStatus['relay'] {
    for (const peer of this.#pairing.sessions.keys()) {
      if (this.#connector.isRelay(peer)) return 'connected';
    }
    if (this.#refused) return 'refused';
    const reached = this.#options.network
      .connected()
      .some((it) => this.#connector.isRelay(it.peer));
    return this.#connector.dialling || reached ? 'connecting' : 'offline';
  }

  #makeConnector(): Connector {
    const { network, clock, relays = [] } = this.#options;
    return new Connector({
      network,
      clock,
      random: this.#random,
      addresses: relays,
      settled: () => {
        // Who connected meanwhile was not opened to: it might have been the relay.
        for (const { peer } of network.connected()) this.#pairing.connected(peer);
        this.#changed();
      },
    });
  }

  #makeShared(isRelay: (peer: PeerId) => boolean): Shared {
    return {
      replica: this.#replica,
      clock: this.#clock,
      ledger: this.#ledger,
      intake: this.#intake,
      claims: new Claims(this.#clock),
      isRelay,
      changed: () => this.#changed(),
      settled: (peer, run, outcome) => {
        if (outcome.kind === 'failed') this.#options.onError?.(outcome.error);
        if (outcome.kind !== 'admitted') return;
        this.#count(outcome.added);
        this.#confirm(run.log, run.chain, outcome.next, peer);
      },
      acknowledged: (peer, log, vector) => this.#acknowledged(peer, log, vector),
    };
  }

  #makePairing(): Pairing {
    const { network } = this.#options;
    return new Pairing({
      network,
      clock: this.#clock,
      random: this.#random,
      opens: (peer) => this.#opens(peer),
      hello: async (peer) => {
        const proof = this.#connector.isRelay(peer) ? await this.#options.proof?.(peer) : null;
        return helloOf(this.#replica.office, this.#clock, proof ?? null);
      },
      judge: (peer, hello) => this.#judge(peer, hello),
      makeSession: (incoming, opener) => new Session(this.#shared, incoming, opener),
      begun: (session, hello) => {
        this.#offset.heard(session.peer, hello.time, this.#clock.now());
        if (this.#connector.isRelay(session.peer)) this.#refused = false;
        this.#connector.welcomed(session.peer);
        this.#changed();
      },
      ended: (session) => {
        this.#sentBefore += session.sent;
        this.#changed();
      },
      refused: (peer, why, by) => {
        const relay = this.#connector.isRelay(peer);
        if (relay && by === 'peer') this.#refused = true;
        if (by === 'peer') this.#options.onRefused?.(why, peer, relay);
        this.#changed();
      },
    });
  }

  #opens(peer: PeerId): 'us' | 'them' | 'only-them' | null {
    if (this.#options.role === 'relay') return 'only-them';
    if (this.#connector.isRelay(peer)) return 'us';
    if (this.#connector.dialling) return null;
    return this.#options.network.peer < peer ? 'us' : 'them';
  }

  async #judge(peer: PeerId, hello: Hello): Promise<Answer> {
    if (hello.version !== SYNC_VERSION) return { kind: 'refuse', why: 'unsupported' };
    if (hello.office !== this.#replica.office) return { kind: 'refuse', why: 'unknown-office' };
    if (this.#connector.isRelay(peer)) return { kind: 'welcome' };
    if (this.#options.authorize) return this.#options.authorize(peer, hello);
    if (this.#replica.mayRead(peer, ROSTER)) return { kind: 'welcome' };
    return { kind: 'refuse', why: 'not-member' };
  }

  #grown(log: LogId, chain: ChainId, next: number, own: boolean): void {
    const before = this.#ledger.next(log, chain);
    this.#ledger.raise(log, chain, next);
    if (own) {
      this.#unacknowledged.grew(log, chain, next);
      this.#gossip.grew(log, chain, before, next);
    } else {
      const origin = this.#intake.originOf(log, chain);
      if (origin?.live) this.#confirm(log, chain, next, origin.peer);
      else if (origin) this.#passOn(log, chain, next, origin.peer);
    }
    if (log !== ROSTER) return;
    void this.#intake.retry();
    for (const session of this.#pairing.sessions.values()) session.rosterGrew();
  }

  /** Tells the author, or who brought it, that a chain is durably held here. */
  #confirm(log: LogId, chain: ChainId, next: number, source: PeerId): void {
    const author = this.#replica.authorOf?.(log, chain) ?? source;
    this.#pairing.sessions.get(author)?.receipt(log, chain, next);
  }

  /** Offers what catch-up brought to the others: gossip did not carry it. */
  #passOn(log: LogId, chain: ChainId, next: number, source: PeerId): void {
    const [least, most] = MEMBER_OFFER;
    const relay = this.#options.role === 'relay';
    const delay = relay ? RELAY_OFFER : least + this.#random() * (most - least);
    const author = this.#replica.authorOf?.(log, chain);
    for (const session of this.#pairing.sessions.values()) {
      if (session.peer === source || session.peer === author) continue;
      session.offer(log, chain, next, delay);
    }
  }

  #offerOwn(log: LogId, chain: ChainId, next: number): void {
    for (const session of this.#relaysOrAll()) session.offer(log, chain, next, 0);
  }

  #relaysOrAll(): Session[] {
    const all = [...this.#pairing.sessions.values()];
    const relays = all.filter(({ peer }) => this.#connector.isRelay(peer));
    return relays.length > 0 ? relays : all;
  }

  /** A live entry came without what is before it: the relay is asked first, then who passed it on. */
  #fetch(log: LogId, chain: ChainId, next: number, from: PeerId, roster: boolean): void {
    const relays = this.#relaysOrAll();
    const sender = this.#pairing.sessions.get(from);
    for (const session of new Set(sender ? [...relays, sender] : relays)) {
      if (roster) session.ask();
      session.believe(log, chain, next);
    }
  }

  #acknowledged(peer: PeerId, log: LogId, vector: Vector): void {
    this.#replica.acknowledged(peer, log, vector);
    const relays = [...this.#pairing.sessions.keys()].some((it) => this.#connector.isRelay(it));
    if (!relays || this.#connector.isRelay(peer)) this.#unacknowledged.acknowledged(log, vector);
  }

  #count(added: number): void {
    if (added === 0) return;
    this.#received += added;
    this.#changed();
  }

  #changed(): void {
    if (this.#telling || this.#state !== 'running') return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      if (this.#state !== 'running') return;
      for (const session of this.#pairing.sessions.values()) session.pump();
      for (const listener of [...this.#listeners]) listener();
    });
  }

  #tickLater(): void {
    this.#cancelTick = this.#clock.after(TICK, () => {
      const now = this.#clock.now();
      const slept = now - this.#lastTick > SLEEP;
      this.#lastTick = now;
      for (const session of [...this.#pairing.sessions.values()]) session.tick();
      for (const { log, chain, next } of this.#unacknowledged.due()) {
        this.#offerOwn(log, chain, next);
      }
      this.#connector.tick();
      if (slept) this.wake();
      this.#tickLater();
    });
  }
}
