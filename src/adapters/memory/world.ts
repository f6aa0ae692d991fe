import { sha256 } from '@noble/hashes/sha2.js';
import { ConfabError } from '../../model/errors.ts';
import type { PeerId } from '../../model/ids.ts';
import type { Clock } from '../../ports.ts';
import { toBase64url } from '../../wire/bytes.ts';
import { makeRandom } from './random.ts';

/** What goes wrong between peers, all of it drawn from the hub's seed. May be changed at any time. */
export interface Faults {
  /** Least and most milliseconds that anything takes one way. Gossip overtakes, streams keep their order. */
  delay: readonly [least: number, most: number];
  /** Probability that one gossip message is lost on one hop. */
  gossipLoss: number;
  /** Probability that one gossip message arrives twice. */
  duplicate: number;
  /** Probability that a frame breaks its stream instead of arriving. */
  streamBreak: number;
  /** Probability that a dial fails. */
  dialFailure: number;
}

export const NO_FAULTS: Faults = {
  delay: [1, 1],
  gossipLoss: 0,
  duplicate: 0,
  streamBreak: 0,
  dialFailure: 0,
};

const PREFIX = '/memory/';

/** What lies between the networks of one hub: who is there, who reaches whom, how well. */
export class World<N extends { readonly running: boolean }> {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly networks = new Map<PeerId, N>();
  readonly rejected = new Map<PeerId, number>();
  readonly sent = new Map<PeerId, number>();
  readonly watches: ((from: PeerId, to: PeerId, bytes: Uint8Array) => void)[] = [];
  /** Who can reach each other; null: everybody. */
  groups: readonly ReadonlySet<PeerId>[] | null = null;
  readonly #random: () => number;

  constructor(clock: Clock, seed: number, faults: Faults) {
    this.clock = clock;
    this.faults = faults;
    this.#random = makeRandom(seed);
  }

  chance(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  /** A one-way time in milliseconds. */
  latency(): number {
    const [least, most] = this.faults.delay;
    return least === most ? least : least + this.#random() * (most - least);
  }

  reaches(a: PeerId, b: PeerId): boolean {
    return this.groups?.some((group) => group.has(a) && group.has(b)) ?? true;
  }

  /** The running network of a peer that can be reached from another. */
  find(from: PeerId, to: PeerId): N | null {
    const network = this.networks.get(to);
    return network?.running && this.reaches(from, to) ? network : null;
  }

  reject(from: PeerId): void {
    this.rejected.set(from, (this.rejected.get(from) ?? 0) + 1);
  }

  count(from: PeerId, to: PeerId, bytes: Uint8Array): void {
    this.sent.set(from, (this.sent.get(from) ?? 0) + bytes.length);
    for (const watch of this.watches) watch(from, to, bytes);
  }
}

/** Where a path through a relay divides: the relay's own address, then the peer. */
const CIRCUIT = '/p2p-circuit/';

export const addressOf = (peer: PeerId): string => PREFIX + peer;

/** The peer at the end of an address, and the relay that leads there, if any. Throws `relay-unreachable`. */
export function pathOf(address: string): { peer: PeerId; through: PeerId | null } {
  if (!address.startsWith(PREFIX)) {
    throw new ConfabError('relay-unreachable', `no address of this hub: ${address}`);
  }
  const [relay = '', rest] = address.split(CIRCUIT);
  return rest === undefined
    ? { peer: lastOf(address), through: null }
    : { peer: lastOf(rest), through: lastOf(relay) };
}

const lastOf = (address: string): PeerId => address.slice(address.lastIndexOf('/') + 1) as PeerId;

/** A gossip message's name: SHA-256 of its bytes. */
export const messageId = (bytes: Uint8Array): string => toBase64url(sha256(bytes));
