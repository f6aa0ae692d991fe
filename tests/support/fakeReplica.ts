import {
  type ChainId,
  type ConversationId,
  type EntryId,
  type LogId,
  type OfficeId,
  type PeerId,
  ROSTER,
  type Vector,
} from '../../src/model/ids.ts';
import type { Admission, Replica, Run } from '../../src/sync/replica.ts';
import { type Cbor, decode, encode } from '../../src/wire/cbor.ts';

export const OFFICE = 'A'.repeat(43) as OfficeId;

/** An entry of the fake: who wrote it, what it must not come before, and some content. */
export interface FakeEntry {
  readonly author: PeerId;
  /** Roster chains and numbers that must be held first. */
  readonly seen: readonly (readonly [ChainId, number])[];
  readonly text: string;
}

export const fakeEnvelope = ({ author, seen, text }: FakeEntry): Uint8Array =>
  encode([author, seen, text] as unknown as Cbor);

function readFake(bytes: Uint8Array): FakeEntry | null {
  try {
    const value = decode(bytes);
    if (!Array.isArray(value) || value.length !== 3) return null;
    const [author, seen, text] = value as [PeerId, [ChainId, number][], string];
    return { author, seen, text };
  } catch {
    return null;
  }
}

type Chains = Map<ChainId, Uint8Array[]>;

/**
 * A replica in memory without any cryptography: roster entries can depend on others, and other
 * logs take only entries of those who have a roster entry.
 */
export class FakeReplica implements Replica {
  watched: ConversationId | null = null;
  readonly office = OFFICE;
  readonly peer: PeerId;
  readonly logs = new Map<LogId, Chains>();
  /** Every run admitted here, in order. */
  readonly admitted: { log: LogId; chain: ChainId; from: number; count: number }[] = [];
  /** By peer and `log/chain`, what peers said that they hold. */
  readonly acknowledgements = new Map<PeerId, Map<string, number>>();
  readonly authors = new Map<string, PeerId>();
  /** Whether everybody may read everything. */
  open = true;
  /** Who may read besides those in the roster. */
  readonly guests = new Set<PeerId>();
  reads = 0;
  /** Who has a roster entry. */
  readonly members = new Set<PeerId>();
  /** Grows with every entry. */
  size = 0;
  readonly #listeners = new Set<(log: LogId, chain: ChainId, next: number, own: boolean) => void>();

  constructor(peer: PeerId) {
    this.peer = peer;
  }

  /** Writes own entries at once. */
  append(log: LogId, chain: ChainId, ...texts: string[]): void {
    this.write(
      log,
      chain,
      texts.map((text) => ({ author: this.peer, seen: [], text })),
    );
  }

  write(log: LogId, chain: ChainId, entries: readonly FakeEntry[]): void {
    for (const entry of entries) this.#put(log, chain, fakeEnvelope(entry));
    this.#tell(log, chain, this.#chain(log, chain).length, true);
  }

  vectors(): ReadonlyMap<LogId, Vector> {
    const vectors = new Map<LogId, Vector>();
    for (const [log, chains] of this.logs) {
      vectors.set(log, new Map([...chains].map(([chain, list]) => [chain, list.length])));
    }
    return vectors;
  }

  async read(
    log: LogId,
    chain: ChainId,
    from: number,
    count: number,
    bytes: number,
  ): Promise<Uint8Array[]> {
    this.reads += 1;
    const all =
      this.logs
        .get(log)
        ?.get(chain)
        ?.slice(from, from + count) ?? [];
    let sum = 0;
    return all.filter((envelope, at) => {
      sum += envelope.length;
      return at === 0 || sum <= bytes;
    });
  }

  knows(entry: EntryId): boolean {
    const [chain, next] = JSON.parse(entry) as [ChainId, number];
    return (this.logs.get(ROSTER)?.get(chain)?.length ?? 0) >= next;
  }

  async admit(
    { log, chain, from, envelopes }: Run,
    _?: PeerId,
    judged?: (admission: Admission) => void,
  ): Promise<Admission> {
    const held = this.logs.get(log)?.get(chain)?.length ?? 0;
    if (from > held) return { kind: 'gap', have: held };
    await Promise.resolve();
    let added = 0;
    let stop: Admission | null = null;
    for (const envelope of envelopes.slice(held - from)) {
      stop = this.#judge(log, held + added, envelope);
      if (stop) break;
      this.#put(log, chain, envelope);
      added += 1;
    }
    if (added > 0) {
      this.admitted.push({ log, chain, from: held, count: added });
      this.#tell(log, chain, held + added, false);
    }
    // As a real replica does: of a run that is good in part, first that part is told.
    if (stop && (added === 0 || stop.kind === 'refused')) return stop;
    const next = Math.max(held + added, stop ? 0 : from + envelopes.length);
    const admission = { kind: 'admitted', next, added } as const;
    if (added > 0) judged?.(admission);
    return admission;
  }

  acknowledged(by: PeerId, log: LogId, vector: Vector): void {
    const known = this.acknowledgements.get(by) ?? new Map<string, number>();
    for (const [chain, next] of vector) {
      const key = `${log}/${chain}`;
      known.set(key, Math.max(next, known.get(key) ?? 0));
    }
    this.acknowledgements.set(by, known);
  }

  /** How far a peer has said to hold a chain. */
  heldBy(peer: PeerId, log: LogId, chain: ChainId): number {
    return this.acknowledgements.get(peer)?.get(`${log}/${chain}`) ?? 0;
  }

  authorOf(log: LogId, chain: ChainId): PeerId | null {
    return this.authors.get(`${log}/${chain}`) ?? null;
  }

  mayRead(peer: PeerId, _log: LogId): boolean {
    return this.open || this.guests.has(peer) || this.members.has(peer);
  }

  onGrown(listener: (log: LogId, chain: ChainId, next: number, own: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All that is held, as text that is equal for equal replicas. */
  fingerprint(): string {
    const lines: string[] = [];
    for (const [log, chains] of this.logs) {
      for (const [chain, list] of chains) {
        lines.push(`${log}/${chain}: ${list.map((it) => readFake(it)?.text).join(',')}`);
      }
    }
    return lines.sort().join('\n');
  }

  count(log?: LogId): number {
    let sum = 0;
    for (const [id, chains] of this.logs) {
      for (const list of chains.values()) if (!log || id === log) sum += list.length;
    }
    return sum;
  }

  #judge(log: LogId, number: number, envelope: Uint8Array): Admission | null {
    const entry = readFake(envelope);
    if (!entry) return { kind: 'refused', why: 'malformed', next: number, device: null };
    if (entry.text.startsWith('forbidden')) {
      return { kind: 'refused', why: 'malformed-act', next: number, device: null };
    }
    if (log === ROSTER) {
      const roster = this.logs.get(ROSTER);
      const unseen = entry.seen.find(([chain, next]) => (roster?.get(chain)?.length ?? 0) < next);
      if (!unseen) return null;
      return { kind: 'later', why: 'unknown-past', lacks: JSON.stringify(unseen) as EntryId };
    }
    if (this.open || this.members.has(entry.author)) return null;
    return { kind: 'later', why: 'unknown-device' };
  }

  #put(log: LogId, chain: ChainId, envelope: Uint8Array): void {
    this.#chain(log, chain).push(envelope);
    this.size += 1;
    const author = readFake(envelope)?.author;
    if (!author) return;
    this.authors.set(`${log}/${chain}`, author);
    if (log === ROSTER) this.members.add(author);
  }

  #chain(log: LogId, chain: ChainId): Uint8Array[] {
    const chains: Chains = this.logs.get(log) ?? new Map();
    this.logs.set(log, chains);
    const list = chains.get(chain) ?? [];
    chains.set(chain, list);
    return list;
  }

  #tell(log: LogId, chain: ChainId, next: number, own: boolean): void {
    for (const listener of [...this.#listeners]) listener(log, chain, next, own);
  }
}
