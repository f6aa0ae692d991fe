import { type ChainId, type LogId, type PeerId, ROSTER } from '../model/ids.ts';
import type { Clock, Network, TopicHandler, Verdict } from '../ports.ts';
import { type Cbor, decode, encode } from '../wire/cbor.ts';
import { MAX_ENVELOPE } from '../wire/limits.ts';
import { keyOf } from './claims.ts';
import { isForged } from './forged.ts';
import { readRun } from './frames.ts';
import type { Intake } from './intake.ts';
import { PeerPaces } from './peerPaces.ts';
import type { Admission, Replica, Run } from './replica.ts';

/** Bytes of entries in one gossip message: a burst of small ones together, a large one alone. */
const MAX_MESSAGE = MAX_ENVELOPE;
/** Entries of one chain that are still told one by one; more go by catch-up, which is made for it. */
const MAX_BURST = 64;
/**
 * What a peer may pass on by gossip, its own and others' entries: a whole office at its busiest. What is
 * beyond is dropped unread, since catch-up brings it as fast as this device asks.
 */
export const LIVE_RATES = {
  messages: { burst: 1_000, perSecond: 100 },
  /** In live messages. */
  bytes: { burst: 16 * 1024 * 1024, perSecond: 1024 * 1024 },
} as const;
/** Peers whose use is remembered: several times as many as are connected at once. */
const MAX_REMEMBERED = 256;

export interface Live {
  readonly clock: Pick<Clock, 'now'>;
  readonly network: Network;
  readonly replica: Replica;
  readonly intake: Intake;
  readonly topicOf: (log: LogId) => string;
  /** Whether the peer may be told about and given this log. */
  readonly mayRead: (peer: PeerId, log: LogId) => boolean;
  /** Passes on what the whole office says, and holds every device to its rates itself. */
  readonly isPaced: (peer: PeerId) => boolean;
  /** A live entry cannot be placed: its chain must be fetched up to `next`. */
  missing(log: LogId, chain: ChainId, next: number, from: PeerId): void;
  /** A live entry cannot be judged: the roster must be asked for. */
  unjudged(log: LogId, chain: ChainId, next: number, from: PeerId): void;
  /** Own entries reached nobody by gossip. */
  unheard(log: LogId, chain: ChainId, next: number): void;
  /** A fault of this device; nothing is lost by it. */
  onError(error: unknown): void;
}

interface Grown {
  readonly log: LogId;
  readonly chain: ChainId;
  from: number;
  next: number;
}

/** A live message: canonical CBOR [log, chain, number of the first, [envelope, …]] (SPEC S3). */
const messageOf = ({ log, chain, from, envelopes }: Run): Uint8Array =>
  encode([log, chain, from, envelopes]);

/** Tells own entries by gossip and admits those of others. A hint only: what it misses, catch-up brings. */
export class Gossip {
  readonly #is: Live;
  readonly #paces: PeerPaces<keyof typeof LIVE_RATES>;
  readonly #joined = new Map<string, () => void>();
  readonly #grown = new Map<string, Grown>();
  #flushing = false;
  #closed = false;

  constructor(is: Live) {
    this.#is = is;
    this.#paces = new PeerPaces(is.clock, LIVE_RATES, MAX_REMEMBERED);
  }

  /** Joins the topic of a log. Harmless when joined. */
  join(log: LogId): void {
    const topic = this.#is.topicOf(log);
    if (this.#closed || this.#joined.has(topic)) return;
    const validate = (bytes: Uint8Array, from: PeerId) => this.#validate(topic, bytes, from);
    this.#joined.set(topic, this.#is.network.subscribe(topic, { validate, ...this.#hearing(log) }));
  }

  /** Whoever is connected may join the topic of a conversation, also without a part in it. */
  #hearing(log: LogId): Pick<TopicHandler, 'mayHear'> {
    if (log === ROSTER) return {};
    return { mayHear: (peer) => this.#is.mayRead(peer, log) };
  }

  /** Leaves the topic of a log. Harmless when not joined. */
  leave(log: LogId): void {
    const topic = this.#is.topicOf(log);
    this.#joined.get(topic)?.();
    this.#joined.delete(topic);
  }

  /** Own entries `from` up to and without `next` were added. */
  grew(log: LogId, chain: ChainId, from: number, next: number): void {
    if (this.#closed) return;
    const key = keyOf(log, chain);
    const known = this.#grown.get(key);
    if (known) known.next = Math.max(known.next, next);
    else this.#grown.set(key, { log, chain, from, next });
    if (this.#flushing) return;
    this.#flushing = true;
    void this.#flush();
  }

  close(): void {
    this.#closed = true;
    for (const leave of this.#joined.values()) leave();
    this.#joined.clear();
    this.#grown.clear();
  }

  /** What was appended in one go is told together. */
  async #flush(): Promise<void> {
    await Promise.resolve();
    while (this.#grown.size > 0) {
      const all = [...this.#grown.values()];
      this.#grown.clear();
      for (const grown of all) await this.#tell(grown);
    }
    this.#flushing = false;
  }

  async #tell(grown: Grown): Promise<void> {
    const { log, chain, next } = grown;
    let heard = 0;
    try {
      if (next - grown.from <= MAX_BURST) {
        this.join(log);
        heard = await this.#publish(grown);
      }
    } catch (error) {
      if (!this.#closed) this.#is.onError(error);
    }
    if (heard === 0 && !this.#closed) this.#is.unheard(log, chain, next);
  }

  /** How many peers it went to at least. */
  async #publish({ log, chain, from, next }: Grown): Promise<number> {
    const { replica, network, topicOf } = this.#is;
    let heard = Number.POSITIVE_INFINITY;
    for (let at = from; at < next && !this.#closed; ) {
      const read = await replica.read(log, chain, at, next - at, MAX_MESSAGE);
      if (read.length === 0) return 0;
      const envelopes = read.slice(0, next - at);
      const bytes = messageOf({ log, chain, from: at, envelopes });
      heard = Math.min(heard, await network.publish(topicOf(log), bytes));
      at += envelopes.length;
    }
    return Number.isFinite(heard) ? heard : 0;
  }

  async #validate(topic: string, bytes: Uint8Array, from: PeerId): Promise<Verdict> {
    if (!this.#mayTell(from, bytes.length)) return 'ignore';
    const run = readMessage(bytes);
    if (!run || this.#is.topicOf(run.log) !== topic) return 'reject';
    if (this.#closed) return 'ignore';
    const admission = await this.#is.intake.hear(run, { peer: from, live: true });
    return this.#judge(run, admission, from);
  }

  #mayTell(peer: PeerId, bytes: number): boolean {
    if (this.#is.isPaced(peer)) return true;
    return this.#paces.take(peer, 'messages') && this.#paces.take(peer, 'bytes', bytes);
  }

  #judge(run: Run, admission: Admission, from: PeerId): Verdict {
    const next = run.from + run.envelopes.length;
    switch (admission.kind) {
      case 'admitted':
        return admission.added > 0 ? 'accept' : 'ignore';
      case 'gap':
        this.#is.missing(run.log, run.chain, next, from);
        return 'ignore';
      case 'later':
        // What there is no room for is not fetched either.
        if (admission.why === 'quota') return 'ignore';
        this.#is.unjudged(run.log, run.chain, next, from);
        return 'ignore';
      case 'refused':
        // Only what no honest peer can have passed on tells against the peer that did.
        return isForged(admission.why) ? 'reject' : 'ignore';
    }
  }
}

/** The run in a live message; null when it is none. */
function readMessage(bytes: Uint8Array): Run | null {
  if (bytes.length > 2 * MAX_MESSAGE) return null;
  try {
    const value: Cbor = decode(bytes);
    if (!Array.isArray(value) || value.length !== 4) return null;
    const run = readRun(value[0], value[1], value[2], value[3]);
    return run.envelopes.length > 0 && run.envelopes.length <= MAX_BURST ? run : null;
  } catch {
    // Whatever it is, it is no message of this protocol, and the sender is told so.
    return null;
  }
}
