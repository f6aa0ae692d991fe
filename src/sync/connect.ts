import { ConfabError, type Reason } from '../model/errors.ts';
import type { PeerId } from '../model/ids.ts';
import type { Clock, Network } from '../ports.ts';
import { Backoff } from './backoff.ts';

/** Milliseconds for one dial. */
const DIAL_TIMEOUT = 10_000;
/** Milliseconds between tries to reach a relay: soon at first, then easy on a relay that restarts. */
const RELAY_BACKOFF = [500, 30_000] as const;
/**
 * Milliseconds between tries to reach a peer directly: soon at first, since one that has just come may
 * not have its place at the relay yet; then rarely, since a path that is not there rarely appears.
 */
const PEER_BACKOFF = [2_000, 600_000] as const;
/** Direct connections a device keeps: each costs a browser memory and a mesh some bandwidth. */
const MAX_DIRECT = 12;
/** Direct dials at once: WebRTC upgrades are heavy and share one signalling relay. */
const MAX_DIALLING = 2;

/** Nobody answered: what the backoff is for. */
const EXPECTED: ReadonlySet<Reason> = new Set<Reason>(['relay-unreachable', 'timeout', 'closed']);

/** A peer that is online, and where it can be dialled. */
export interface Reachable {
  readonly peer: PeerId;
  readonly addresses: readonly string[];
}

export interface Connecting {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: () => number;
  /** Multiaddrs of the office's relays. */
  readonly addresses: readonly string[];
  /** A dial of a relay has ended; `peer` is who answered. */
  settled(peer: PeerId | null): void;
  /** A dial failed for another reason than that nobody answered. */
  onError(error: unknown): void;
}

/** Keeps a connection to one of the relays, and direct ones to peers that are online. */
export class Connector {
  readonly #is: Connecting;
  readonly #relays = new Set<PeerId>();
  readonly #backoff: Backoff;
  readonly #backoffs = new Map<PeerId, { backoff: Backoff; due: number }>();
  readonly #dials = new Set<AbortController>();
  #reachable: readonly Reachable[] = [];
  #diallingPeers = 0;
  #turn = 0;
  #retry: (() => void) | null = null;
  #dialling = false;
  #running = false;

  constructor(is: Connecting) {
    this.#is = is;
    this.#backoff = new Backoff(...RELAY_BACKOFF, is.random);
  }

  /** A relay is being dialled: who connects now may be it. */
  get dialling(): boolean {
    return this.#dialling;
  }

  isRelay(peer: PeerId): boolean {
    return this.#relays.has(peer);
  }

  start(): void {
    this.#running = true;
    void this.#dialRelay();
  }

  stop(): void {
    this.#running = false;
    this.#retry?.();
    this.#retry = null;
    for (const dial of this.#dials) dial.abort();
  }

  /** Tries everything again at once. */
  wake(): void {
    this.#backoff.reset();
    for (const known of this.#backoffs.values()) known.due = 0;
    void this.#dialRelay();
    this.#dialPeers();
  }

  /** The relay has let us in: the next loss is answered at once. */
  welcomed(peer: PeerId): void {
    if (this.isRelay(peer)) this.#backoff.reset();
  }

  /** The relay does not let us in: another one may, where there is one. */
  turnedAway(peer: PeerId): void {
    if (!this.isRelay(peer) || this.#is.addresses.length < 2) return;
    this.#turn += 1;
    this.#is.network.hangUp(peer).catch(this.#is.onError);
  }

  disconnected(peer: PeerId): void {
    if (this.isRelay(peer)) this.#later();
  }

  /** Who is online now. */
  reach(peers: readonly Reachable[]): void {
    this.#reachable = peers;
    const online = new Set(peers.map(({ peer }) => peer));
    for (const peer of this.#backoffs.keys()) if (!online.has(peer)) this.#backoffs.delete(peer);
    this.#dialPeers();
  }

  /** To be called about once a second. */
  tick(): void {
    this.#dialPeers();
  }

  #later(): void {
    if (!this.#running || this.#retry || this.#dialling || this.#hasRelay()) return;
    this.#retry = this.#is.clock.after(this.#backoff.next(), () => {
      this.#retry = null;
      void this.#dialRelay();
    });
  }

  #hasRelay(): boolean {
    return this.#is.network.connected().some(({ peer }) => this.isRelay(peer));
  }

  async #dialRelay(): Promise<void> {
    if (!this.#running || this.#dialling || this.#is.addresses.length === 0) return;
    if (this.#hasRelay()) return;
    this.#retry?.();
    this.#retry = null;
    this.#dialling = true;
    let found: PeerId | null = null;
    for (let tries = 0; tries < this.#is.addresses.length && !found && this.#running; tries++) {
      const address = this.#is.addresses[this.#turn % this.#is.addresses.length] ?? '';
      found = await this.#dial(address);
      // An address that fails is tried again only after the others.
      if (!found) this.#turn += 1;
    }
    if (found) this.#relays.add(found);
    this.#dialling = false;
    if (!this.#running) return;
    this.#is.settled(found);
    this.#later();
  }

  /** The peer that answered; null when none did, which the caller's backoff is for. */
  async #dial(address: string): Promise<PeerId | null> {
    const dial = new AbortController();
    this.#dials.add(dial);
    const cancel = this.#is.clock.after(DIAL_TIMEOUT, () => dial.abort());
    try {
      return await this.#is.network.dial(address, dial.signal);
    } catch (error) {
      const expected = error instanceof ConfabError && EXPECTED.has(error.reason);
      if (!expected && this.#running) this.#is.onError(error);
      return null;
    } finally {
      cancel();
      this.#dials.delete(dial);
    }
  }

  /** Of two peers, the one with the smaller id dials. */
  #dialPeers(): void {
    if (!this.#running) return;
    const { network, clock } = this.#is;
    const connected = network.connected();
    const direct = new Set(connected.filter((it) => it.direct).map((it) => it.peer));
    let count = [...direct].filter((peer) => !this.isRelay(peer)).length + this.#diallingPeers;
    for (const { peer, addresses } of this.#reachable) {
      if (count >= MAX_DIRECT || this.#diallingPeers >= MAX_DIALLING) return;
      if (direct.has(peer) || peer <= network.peer || addresses.length === 0) continue;
      const known = this.#backoffs.get(peer);
      if (known && known.due > clock.now()) continue;
      count += 1;
      void this.#dialPeer(peer, addresses);
    }
  }

  async #dialPeer(peer: PeerId, addresses: readonly string[]): Promise<void> {
    const known = this.#backoffs.get(peer) ?? {
      backoff: new Backoff(...PEER_BACKOFF, this.#is.random),
      due: 0,
    };
    // Not due while this try lasts.
    known.due = Infinity;
    this.#backoffs.set(peer, known);
    this.#diallingPeers += 1;
    let found: PeerId | null = null;
    for (const address of addresses) {
      found ??= this.#running ? await this.#dial(address) : null;
    }
    this.#diallingPeers -= 1;
    if (found === peer) known.backoff.reset();
    known.due = this.#is.clock.now() + known.backoff.next();
  }
}
