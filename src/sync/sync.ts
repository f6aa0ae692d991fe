import { ConfabError } from '../model/errors.ts';
import {
  type ChainId,
  type ConversationId,
  type LogId,
  type PeerId,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import type { GateProof } from '../wire/proofs.ts';
import { Claims } from './claims.ts';
import { Connector, type Reachable } from './connect.ts';
import type { Sync, SyncOptions, SyncStatus } from './contract.ts';
import { makeDoor } from './door.ts';
import { type Hello, type Limit, SYNC_VERSION } from './frames.ts';
import { type Answer, type Greeting, helloOf, type Incoming } from './greeting.ts';
import { Intake, type Origin } from './intake.ts';
import { type Lack, Lacks } from './lacks.ts';
import { Ledger } from './ledger.ts';
import { Gossip } from './live.ts';
import { ClockOffset } from './offset.ts';
import { Pairing } from './pairing.ts';
import { hearRemoval, showRemoval } from './removal.ts';
import type { Replica, Run } from './replica.ts';
import { Session, type Shared } from './session.ts';
import { Spreading } from './spreading.ts';
import { Vouching } from './vouching.ts';

/** Milliseconds between looks at what is due. */
const TICK = 1_000;
/** Milliseconds between two ticks that tell of a sleep: ordinary throttling in browsers is a minute at most. */
const SLEEP = 75_000;
/** Milliseconds by which a clock is set back that tell of it: less only makes some things wait so long. */
const SET_BACK = 5_000;

export type { Sync, SyncOptions, SyncStatus } from './contract.ts';

/** Makes the service that keeps a replica the same as those of connected peers. */
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
  readonly #lacks: Lacks;
  readonly #spreading: Spreading;
  readonly #vouching: Vouching;
  readonly #shared: Shared;
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[] = [];
  #cancelTick: (() => void) | null = null;
  #lastTick = 0;
  #refused = false;
  /** What the relay said of its limits, and until when it holds. */
  #limit: { readonly why: Limit['why']; readonly by: PeerId; readonly until: number } | null = null;
  #received = 0;
  #sentBefore = 0;
  #historyPaused = false;
  #first: ConversationId | null = null;
  #holds = false;
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
    this.#lacks = new Lacks(clock, this.#ledger);
    this.#intake = new Intake(
      clock,
      replica,
      this.#ledger,
      (run, next, added, origin) => this.#admitted(run, next, added, origin),
      () => this.#changed(),
      (error) => options.onError?.(error),
      (run, origin) => this.#kept(run, origin),
    );
    this.#connector = this.#makeConnector();
    this.#shared = this.#makeShared(isRelay);
    this.#pairing = this.#makePairing();
    this.#vouching = new Vouching({
      clock,
      replica,
      self: network.peer,
      role: options.role,
      sessions: this.#pairing.sessions,
      isRelay,
      failed: (error) => options.onError?.(error),
    });
    this.#spreading = new Spreading({
      clock,
      replica,
      random: this.#random,
      role: options.role,
      sessions: this.#pairing.sessions,
      isRelay,
      vouching: this.#vouching,
    });
    this.#gossip = new Gossip({
      clock,
      network,
      replica,
      intake: this.#intake,
      topicOf: options.topicOf,
      mayRead: (peer, log) => this.#ledger.mayRead(peer, log),
      // Those who come to a relay are held to its rates before (relay/pacedNetwork.ts).
      isPaced: (peer) => options.role === 'relay' || isRelay(peer),
      missing: (log, chain, next, from) => this.#spreading.fetch(log, chain, next, from, false),
      unjudged: (log, chain, next, from) => this.#spreading.fetch(log, chain, next, from, true),
      unheard: (log, chain, next) => this.#spreading.offerOwn(log, chain, next),
      onError: (error) => options.onError?.(error),
    });
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    const { network, clock, accepts = true } = this.#options;
    this.#ledger.read();
    this.#ends.push(
      this.#replica.onGrown((log, chain, next, own) => own && this.#grown(log, chain, next)),
      network.onEvent((event) => {
        if (event.kind === 'peer-disconnected') this.#connector.disconnected(event.peer);
        this.#pairing.event(event);
        this.#changed();
      }),
    );
    const stop = this.#replica.onLost?.((log) => this.#lost(log));
    if (stop) this.#ends.push(stop);
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
    await this.#vouching.close();
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

  pauseHistory(paused: boolean): void {
    this.#historyPaused = paused;
    this.#changed();
  }

  fetchFirst(of: ConversationId | null, hold = false): void {
    this.#first = of;
    this.#holds = hold;
    this.#changed();
  }

  offered(wanted: (log: LogId) => boolean): [LogId, Vector][] {
    const sessions = [...this.#pairing.sessions.values()];
    return sessions.flatMap((session) => [...session.offered(wanted)]);
  }

  limit(peer: PeerId, limit: Limit): void {
    this.#pairing.sessions.get(peer)?.limit(limit);
  }

  accept(greeting: Greeting): Promise<void> {
    return this.#pairing.accept(greeting);
  }

  status(): SyncStatus {
    const sessions = [...this.#pairing.sessions.values()];
    return {
      relay: this.#relayStatus(),
      peers: sessions.map(({ peer }) => peer),
      catchingUp: this.#intake.retrying || sessions.some((session) => !session.caughtUp),
      hasRoster: sessions.some((session) => session.hasRoster),
      held: this.#ledger.size,
      lacking: Math.max(0, ...sessions.map(({ lacking }) => lacking)),
      received: this.#received,
      sent: sessions.reduce((sum, session) => sum + session.sent, this.#sentBefore),
      offset: this.#offset.value,
      limit: this.#limit?.why ?? null,
    };
  }

  lacks(): Lack[] {
    return this.#lacks.now();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  caughtUp(signal?: AbortSignal): Promise<void> {
    return this.#reached(() => !this.status().catchingUp, signal);
  }

  hasRecent(signal?: AbortSignal, of: ConversationId | null = null): Promise<void> {
    return this.#reached(() => this.#some((it) => it.hasRecent(of)), signal);
  }

  knowsRecent(signal?: AbortSignal): Promise<void> {
    return this.#until(() => this.#some((it) => it.knowsRecent), signal);
  }

  #some(is: (session: Session) => boolean): boolean {
    return [...this.#pairing.sessions.values()].some(is);
  }

  #reached(isReached: () => boolean, signal?: AbortSignal): Promise<void> {
    for (const session of this.#pairing.sessions.values()) session.ask();
    return this.#until(isReached, signal);
  }

  async #until(isReached: () => boolean, signal?: AbortSignal): Promise<void> {
    while (!this.#isConnected() || !isReached()) {
      signal?.throwIfAborted();
      if (this.#state === 'stopped') throw new ConfabError('closed', 'sync is stopped');
      await this.#nextChange(signal);
    }
  }

  #isConnected(): boolean {
    const hasRelay =
      (this.#options.relays?.length ?? 0) === 0 || this.#relayStatus() === 'connected';
    return this.#state === 'running' && hasRelay && this.#pairing.sessions.size > 0;
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
      onError: (error) => this.#options.onError?.(error),
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
      historyPaused: () => this.#historyPaused,
      first: () => this.#first,
      holds: () => this.#holds,
      changed: () => this.#changed(),
      failed: (error) => this.#options.onError?.(error),
      told: (peer, log, vector) => this.#lacks.told(peer, log, vector),
      acknowledged: (peer, log, vector) => this.#spreading.acknowledged(peer, log, vector),
      vouched: (from, vouch) => this.#vouching.take(from, vouch),
      limited: (by, { why, wait }) => {
        // Only a relay is relied on to keep what is written.
        if (!this.#connector.isRelay(by)) return;
        this.#limit = { why, by, until: this.#clock.now() + wait };
        this.#changed();
      },
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
        const proof = this.#connector.isRelay(peer) ? await this.#own(this.#proof(peer)) : null;
        return helloOf(this.#replica.office, this.#clock, proof);
      },
      judge: (peer, hello) => this.#own(this.#judge(peer, hello)),
      showRemoval: (incoming) => showRemoval(incoming, this.#clock, this.#replica),
      hearRefusal: async (why, incoming) => {
        // Only a relay keeps the roster for those who are away; members know who is removed by it.
        if (why === 'removed' && this.#connector.isRelay(incoming.peer))
          await this.#hearRemoval(incoming);
      },
      makeSession: (incoming, opener) => new Session(this.#shared, incoming, opener),
      begun: (session, hello) => {
        this.#offset.heard(session.peer, hello.time, this.#clock.now());
        if (this.#connector.isRelay(session.peer)) this.#refused = false;
        this.#connector.welcomed(session.peer);
        this.#vouching.begun(session);
        this.#changed();
      },
      ended: (session) => {
        this.#sentBefore += session.sent;
        if (this.#limit?.by === session.peer) this.#limit = null;
        this.#changed();
      },
      refused: (peer, why, by) => {
        const relay = this.#connector.isRelay(peer);
        if (relay && by === 'peer') this.#refused = true;
        if (by === 'peer') {
          this.#options.onRefused?.(why, peer, relay);
          this.#connector.turnedAway(peer);
        }
        this.#changed();
      },
    });
  }

  /** Takes what a relay shows of this device's removal, as all else of the roster; resolves when it was judged. */
  async #hearRemoval(incoming: Incoming): Promise<void> {
    const runs = await hearRemoval(incoming, this.#clock, this.#ledger.vector(ROSTER));
    const judged = runs.map((run, at) => {
      const origin = { peer: incoming.peer, live: false, more: at < runs.length - 1 };
      return new Promise<void>((resolve) => {
        void this.#intake.take(run, origin, resolve).then((outcome) => {
          if (outcome.kind === 'failed') this.#options.onError?.(outcome.error);
        });
      });
    });
    await Promise.all(judged);
  }

  /** Up to which number a relay keeps a chain: what it brings, or passes on, it does. */
  #kept({ log, chain }: Run, { peer }: Origin): number {
    if (this.#connector.isRelay(peer)) return Number.POSITIVE_INFINITY;
    const relays = [...this.#pairing.sessions.values()].filter((it) =>
      this.#connector.isRelay(it.peer),
    );
    return Math.max(0, ...relays.map((session) => session.offeredOf(log, chain)));
  }

  async #proof(relay: PeerId): Promise<GateProof | null> {
    return (await this.#options.proof?.(relay)) ?? null;
  }

  /** Tells of a fault in what is this device's own part of a greeting. */
  async #own<T>(part: Promise<T>): Promise<T> {
    try {
      return await part;
    } catch (error) {
      this.#options.onError?.(error);
      throw error;
    }
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

  /** What is admitted counts when it is durable; own entries are before they are told. */
  #grown(log: LogId, chain: ChainId, next: number): void {
    const before = this.#ledger.next(log, chain);
    this.#ledger.raise(log, chain, next);
    this.#spreading.grew(log, chain, next);
    this.#gossip.grew(log, chain, before, next);
    if (log === ROSTER) this.#rosterGrew();
  }

  /** Damage of this device's own storage: peers have what it held. */
  #lost(log: LogId): void {
    this.#ledger.lost(log);
    for (const session of this.#pairing.sessions.values()) session.lost(log);
    this.#changed();
  }

  #admitted(run: Run, next: number, added: number, origin: Origin): void {
    this.#spreading.admitted(run, next, added, origin);
    if (added === 0) return;
    this.#received += added;
    if (run.log === ROSTER) this.#rosterGrew();
    this.#changed();
  }

  #rosterGrew(): void {
    void this.#intake.retry();
    for (const session of this.#pairing.sessions.values()) session.rosterGrew();
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
      const passed = now - this.#lastTick;
      this.#lastTick = now;
      const jumped = passed > SLEEP || passed < -SET_BACK;
      if (jumped) this.#beginAnew(now);
      for (const session of [...this.#pairing.sessions.values()]) session.tick();
      this.#spreading.tick();
      if (this.#limit && this.#limit.until <= now) {
        this.#limit = null;
        this.#changed();
      }
      this.#connector.tick();
      if (jumped) this.wake();
      this.#tickLater();
    });
  }

  /**
   * The clock was set: how it goes against others' is told in their hellos, and what was to be done by the
   * old time would wait for it. A session from which nothing came since may be dead, as after a sleep: it
   * is asked for a sign of life.
   */
  #beginAnew(now: number): void {
    for (const session of [...this.#pairing.sessions.values()]) {
      if (session.lastHeard > now - 2 * TICK) session.end('closed');
    }
  }
}
