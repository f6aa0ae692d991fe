import type { ChainId, LogId, PeerId, Vector } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import type { Origin } from './intake.ts';
import type { Replica, Run } from './replica.ts';
import type { Session } from './session.ts';
import { Unacknowledged } from './unacknowledged.ts';
import type { Vouching } from './vouching.ts';

/** Milliseconds after which a relay offers on what it got by catch-up: a batch in one frame. */
const RELAY_OFFER = 50;
/**
 * Milliseconds after which a relay offers on what it got by gossip: whoever gossip did not reach, in
 * the first seconds of a connection most of all, need not wait for the next inventory.
 */
const RELAY_LIVE_OFFER = 3_000;
/** Least and most milliseconds after which others do, when the relay mostly has done it already. */
const MEMBER_OFFER = [1_000, 2_000] as const;

export interface Spread {
  readonly clock: Clock;
  readonly replica: Replica;
  readonly random: () => number;
  readonly role: 'member' | 'relay';
  readonly sessions: ReadonlyMap<PeerId, Session>;
  readonly isRelay: (peer: PeerId) => boolean;
  readonly vouching: Vouching;
}

/** Who is told what when this replica grows: receipts to authors, offers to those who may lack it. */
export class Spreading {
  readonly #is: Spread;
  readonly #unacknowledged: Unacknowledged;

  constructor(is: Spread) {
    this.#is = is;
    this.#unacknowledged = new Unacknowledged(is.clock);
  }

  /** Entries of others are durable here: who wrote them is told, and who may not have them. */
  admitted({ log, chain }: Run, next: number, added: number, { peer, live }: Origin): void {
    const author = this.#is.replica.authorOf?.(log, chain) ?? this.#sourceIfNoRelay(peer);
    const session = author && this.#is.sessions.get(author);
    if (session) session.receipt(log, chain, next);
    if (added === 0) return;
    if (author && !session) this.#is.vouching.held(author, log, chain, next, live);
    if (!live) this.#passOn(log, chain, next, peer, this.#offerDelay());
    else if (this.#is.role === 'relay') this.#passOn(log, chain, next, peer, RELAY_LIVE_OFFER);
  }

  /** Own entries were added. */
  grew(log: LogId, chain: ChainId, next: number): void {
    this.#unacknowledged.grew(log, chain, next);
  }

  /** Offers own entries at once: gossip reached nobody, or no receipt has come. */
  offerOwn(log: LogId, chain: ChainId, next: number): void {
    for (const session of this.#relaysOrAll()) session.offer(log, chain, next, 0);
  }

  /** Fetches what a live entry has shown to be missing: the relay is asked first, then who passed it on. */
  fetch(log: LogId, chain: ChainId, next: number, from: PeerId, withRoster: boolean): void {
    const asked = new Set(this.#relaysOrAll());
    const sender = this.#is.sessions.get(from);
    if (sender) asked.add(sender);
    for (const session of asked) {
      if (withRoster) session.ask();
      session.believe(log, chain, next);
    }
  }

  /** A peer says that it durably holds these chains. Where there is a relay, only its word ends the offers. */
  acknowledged(peer: PeerId, log: LogId, vector: Vector): void {
    this.#is.replica.acknowledged(peer, log, vector);
    const relays = [...this.#is.sessions.keys()].some(this.#is.isRelay);
    if (!relays || this.#is.isRelay(peer)) this.#unacknowledged.acknowledged(log, vector);
  }

  /** To be called about once a second. */
  tick(): void {
    for (const { log, chain, next } of this.#unacknowledged.due()) this.offerOwn(log, chain, next);
  }

  #offerDelay(): number {
    const [least, most] = MEMBER_OFFER;
    const { role, random } = this.#is;
    return role === 'relay' ? RELAY_OFFER : least + random() * (most - least);
  }

  /** Offers what came to the others, in case it did not come to them. */
  #passOn(log: LogId, chain: ChainId, next: number, source: PeerId, delay: number): void {
    const { replica, sessions } = this.#is;
    const author = replica.authorOf?.(log, chain);
    for (const session of sessions.values()) {
      if (session.peer === source || session.peer === author) continue;
      session.offer(log, chain, next, delay);
    }
  }

  /** A relay writes nothing itself and has no use for receipts. */
  #sourceIfNoRelay(peer: PeerId): PeerId | null {
    return this.#is.isRelay(peer) ? null : peer;
  }

  #relaysOrAll(): Session[] {
    const all = [...this.#is.sessions.values()];
    const relays = all.filter(({ peer }) => this.#is.isRelay(peer));
    return relays.length > 0 ? relays : all;
  }
}
