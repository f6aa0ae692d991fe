import type { PeerId } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import { BAN } from './limits.ts';

/** Milliseconds in which a stranger must have proved an invite. */
export const PATIENCE = 10_000;
/** Strangers connected at once; bounds what they can cost. A whole office joining at once fits. */
export const MAX_STRANGERS = 64;

/** Peers kept out at once; strangers' names are free, so there is a bound. */
const MAX_BANNED = 1_000;

export interface GateOptions {
  readonly clock: Clock;
  /** Whether the peer is a device of a hosted office. Cheap; asked often. */
  isMember(peer: PeerId): boolean;
  /** Whether the relay may connect the two with each other: they share an office. */
  mayMeet(one: PeerId, other: PeerId): boolean;
  /** Ends all connections with the peer. */
  hangUp(peer: PeerId): void;
}

/**
 * Who may stay connected to the relay and use it. A peer that is no member can only speak
 * `/confab/sync/1`, to prove an invite or a set-up secret; unless someone vouches for it in time, it
 * is hung up on. No gossip, no relaying and no reservation before that (guarded.ts asks `allows`).
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #connected = new Set<PeerId>();
  /** Connected peers that are not allowed, each with what cancels its end. */
  readonly #strangers = new Map<PeerId, () => void>();
  /** Peers that proved an invite, each with what cancels the end of it. */
  readonly #vouched = new Map<PeerId, () => void>();
  /** Peers that are not let in for a while, each with what cancels that. */
  readonly #banned = new Map<PeerId, () => void>();
  readonly #listeners = new Set<(peer: PeerId) => void>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Whether the peer may use the relay now. */
  allows(peer: PeerId): boolean {
    if (this.#banned.has(peer)) return false;
    return this.#vouched.has(peer) || this.#options.isMember(peer);
  }

  /** Whether a connection with the peer may be opened at all. */
  admitsConnection(peer: PeerId): boolean {
    if (this.#banned.has(peer)) return false;
    return this.allows(peer) || this.#strangers.has(peer) || this.#strangers.size < MAX_STRANGERS;
  }

  /** Ends all connections with a peer that does harm, and lets it in again after BAN milliseconds. */
  ban(peer: PeerId): void {
    const { clock, hangUp } = this.#options;
    if (this.#banned.has(peer)) return;
    for (const [oldest, cancel] of this.#banned) {
      if (this.#banned.size < MAX_BANNED) break;
      cancel();
      this.#banned.delete(oldest);
    }
    this.#banned.set(
      peer,
      clock.after(BAN, () => this.#banned.delete(peer)),
    );
    hangUp(peer);
  }

  /** Whether the relay may open a way from one peer to another. */
  mayConnect(from: PeerId, to: PeerId): boolean {
    return this.allows(from) && this.allows(to) && this.#options.mayMeet(from, to);
  }

  /** The peer has proved that it may come in; holds until a time (Unix ms), by which it is a member. */
  vouch(peer: PeerId, until: number): void {
    const { clock } = this.#options;
    this.#vouched.get(peer)?.();
    const cancel = clock.after(Math.max(0, until - clock.now()), () => {
      this.#vouched.delete(peer);
      this.#review(peer);
    });
    this.#vouched.set(peer, cancel);
    this.#review(peer);
  }

  /** Membership has changed: who was let in comes in, who was put out is a stranger again. */
  review(): void {
    for (const peer of [...this.#connected]) this.#review(peer);
  }

  /** Told of connections by the network. */
  connected(peer: PeerId): void {
    this.#connected.add(peer);
    this.#review(peer);
  }

  disconnected(peer: PeerId): void {
    this.#connected.delete(peer);
    this.#forgetStranger(peer);
  }

  /** Called when a connected peer that was a stranger is let in. */
  onAdmitted(listener: (peer: PeerId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Peers that are connected and allowed. */
  peers(): number {
    return this.#connected.size - this.#strangers.size;
  }

  /** Peers that are connected and not allowed (yet). */
  strangers(): number {
    return this.#strangers.size;
  }

  close(): void {
    const timers = [this.#strangers, this.#vouched, this.#banned];
    for (const cancel of timers.flatMap((it) => [...it.values()])) cancel();
    this.#banned.clear();
    this.#strangers.clear();
    this.#vouched.clear();
    this.#listeners.clear();
  }

  #review(peer: PeerId): void {
    if (!this.#connected.has(peer)) return;
    const stranger = this.#strangers.has(peer);
    if (this.allows(peer)) {
      if (!stranger) return;
      this.#forgetStranger(peer);
      for (const listener of [...this.#listeners]) listener(peer);
    } else if (!stranger) {
      const { clock, hangUp } = this.#options;
      this.#strangers.set(
        peer,
        clock.after(PATIENCE, () => hangUp(peer)),
      );
    }
  }

  #forgetStranger(peer: PeerId): void {
    this.#strangers.get(peer)?.();
    this.#strangers.delete(peer);
  }
}
