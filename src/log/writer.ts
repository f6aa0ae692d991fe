import { ConfabError } from '../model/errors.ts';
import { type ChainId, type OfficeId, partsOf } from '../model/ids.ts';
import { type Hlc, hlcAt, startOf, tick } from '../model/time.ts';
import type { Identity, Outbox, Waiting } from '../ports.ts';
import { randomBytes } from '../wire/bytes.ts';
import type { Cbor } from '../wire/cbor.ts';
import { RUN_BYTES } from '../wire/envelope.ts';
import { chainIdOf } from '../wire/hash.ts';
import { MAX_CHAIN, MAX_RUN } from '../wire/limits.ts';
import type { Entry, Keys } from './entry.ts';
import type { Admitted, Chain } from './judge.ts';
import type { Log } from './log.ts';
import { type Draft, makeEntry } from './make.ts';

export interface WriterContext {
  readonly office: OfficeId;
  readonly identity: Identity;
  readonly keys: Keys;
  readonly outbox: Outbox;
  readonly time: HlcClock;
  /** Told of entries, each in its place, before they go to the outbox, which waits for it. */
  readonly beforeWriting?: ((entries: readonly Admitted[]) => Promise<void>) | undefined;
}

/** The device's hybrid clock: never gives a reading twice, never one below what it has seen. */
export interface HlcClock {
  next(): Hlc;
  /** Corrected Unix time in milliseconds. */
  now(): number;
  saw(hlc: Hlc): void;
  /** The clock was found to be wrong by much: readings too far ahead are no longer followed, own or seen. */
  corrected(): void;
}

/** `now` is the corrected Unix time in milliseconds; readings further ahead than `tolerance` milliseconds are not followed. */
export function makeHlcClock(now: () => number, tolerance: number): HlcClock {
  let last = 0 as Hlc;
  return {
    now,
    next() {
      last = tick(last, now());
      return last;
    },
    saw(hlc) {
      if (hlc > last && hlc <= hlcAt(now() + tolerance)) last = hlc;
    },
    corrected() {
      if (last > hlcAt(now() + tolerance)) last = hlcAt(now());
    },
  };
}

interface Job {
  readonly make: () => Draft;
  /** Told of the entry once it has its id, before the next one is made. */
  readonly made?: (entry: Admitted) => void;
  readonly done: PromiseWithResolvers<Entry>;
}

/** Own entries that others take the place of. */
export interface Replaced {
  readonly chain: ChainId;
  readonly from: number;
}

/**
 * Writes this device's chain in one log. Entries that are asked for while others are on their way
 * to the outbox go with the next batch. A failed batch ends the chain, since its numbers may
 * already stand in the outbox: a number is never given twice.
 */
export class Writer {
  readonly #log: Log;
  readonly #context: WriterContext;
  readonly #added: (entries: readonly Entry[]) => void;
  readonly #jobs: Job[] = [];
  #run = randomBytes(RUN_BYTES);
  #writing: Promise<void> | null = null;

  /** `added` hears of every batch once it stands in the log. */
  constructor(log: Log, context: WriterContext, added: (entries: readonly Entry[]) => void) {
    this.#log = log;
    this.#context = context;
    this.#added = added;
  }

  /** Resolves when the entry is durable in the outbox and stands in the log. */
  append(make: () => Draft): Promise<Entry> {
    const done = Promise.withResolvers<Entry>();
    this.#jobs.push({ make, done });
    this.#writing ??= this.#work();
    return done.promise;
  }

  /**
   * Makes entries in a new chain, in place of some that nobody else has seen: all of them or none.
   * Resolves when they are durable in the outbox, the old ones gone from it, and stand in the log;
   * rejects with why one could not be made, or as the outbox.
   */
  async remake(
    drafts: readonly { make: () => Draft; made: (entry: Admitted) => void }[],
    replaced: Replaced,
  ): Promise<void> {
    // Not `idle`, which gives up a turn: who writes in it would write into the chain begun here.
    while (this.#writing) await this.#writing;
    this.#run = randomBytes(RUN_BYTES);
    const jobs = drafts.map((draft) => ({ ...draft, done: Promise.withResolvers<Entry>() }));
    this.#writing = this.#write(jobs, replaced).finally(() => {
      // Whatever came of it: what was asked for meanwhile waits for nothing else.
      this.#writing = this.#jobs.length > 0 ? this.#work() : null;
    });
    await Promise.all(jobs.map(({ done }) => done.promise));
  }

  /** Takes entries that nobody else has seen out of the outbox, and goes on in a new chain. */
  async withdraw({ chain, from }: Replaced): Promise<void> {
    while (this.#writing) await this.#writing;
    this.#run = randomBytes(RUN_BYTES);
    await this.#context.outbox.replace(this.#log.log, chain, from, []);
  }

  /** As `append`, and the first of a new chain. */
  async appendApart(make: () => Draft): Promise<Entry> {
    while (this.#writing) await this.#writing;
    this.#run = randomBytes(RUN_BYTES);
    return this.append(make);
  }

  /** Resolves when nothing is being written, a turn later: somebody may have begun again. */
  async idle(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #work(): Promise<void> {
    try {
      while (this.#jobs.length > 0) await this.#write(this.#jobs.splice(0, MAX_RUN));
    } finally {
      // At once, not a turn later: whoever continues after the last entry may ask for the next.
      this.#writing = null;
    }
  }

  async #write(jobs: readonly Job[], replaced?: Replaced): Promise<void> {
    const made = await this.#makeAll(jobs);
    if (made.length === 0) return;
    if (replaced && made.length < jobs.length) return this.#giveUp(made);
    try {
      const since = this.#context.time.now();
      const items = made.map(({ entry }) => waiting(entry, since));
      const { outbox, beforeWriting } = this.#context;
      await beforeWriting?.(made.map(({ entry }) => entry));
      if (replaced) await outbox.replace(this.#log.log, replaced.chain, replaced.from, items);
      else await outbox.put(items);
      const entries = this.#log.add(made.map(({ entry }) => entry));
      this.#added(entries);
      for (const [i, { job }] of made.entries()) job.done.resolve(entries[i] as Entry);
    } catch (error) {
      this.#run = randomBytes(RUN_BYTES);
      for (const { job } of made) job.done.reject(error);
    }
  }

  /** What was made stands nowhere: its numbers can be given again in another chain only. */
  #giveUp(made: readonly { job: Job }[]): void {
    this.#run = randomBytes(RUN_BYTES);
    for (const { job } of made) {
      job.done.reject(new ConfabError('no-key', 'another of these could not be made'));
    }
  }

  /** Makes the entries in their places. A draft that fails takes no place and fails alone. */
  async #makeAll(jobs: readonly Job[]): Promise<{ job: Job; entry: Admitted }[]> {
    const { device } = this.#context.identity;
    const { id, chain: held } = this.#chainWithRoom(jobs.length);
    let chain = held;
    const made: { job: Job; entry: Admitted }[] = [];
    for (const job of jobs) {
      try {
        const entry = await this.#make(job.make(), id, chain);
        made.push({ job, entry });
        job.made?.(entry);
        chain = { id, device, next: entry.number + 1, head: entry.id };
      } catch (error) {
        job.done.reject(error);
      }
    }
    return made;
  }

  /** The chain to go on with; in place of a full one, a new one. */
  #chainWithRoom(count: number): { id: ChainId; chain: Chain | undefined } {
    const id = this.#chainId();
    const chain = this.#log.chain(id);
    if (!chain || chain.next + count <= MAX_CHAIN) return { id, chain };
    this.#run = randomBytes(RUN_BYTES);
    return { id: this.#chainId(), chain: undefined };
  }

  #chainId(): ChainId {
    const { office, identity } = this.#context;
    return chainIdOf(office, this.#log.log, identity.device, this.#run);
  }

  /** A reading in the log's month or later, also if the clock was set back since the log was chosen. */
  #reading(time: HlcClock): Hlc {
    const month = partsOf(this.#log.log)?.month;
    const next = time.next();
    return month === undefined ? next : (Math.max(next, hlcAt(startOf(month))) as Hlc);
  }

  #make(
    { content, act, about, under, hlc }: Draft,
    id: ChainId,
    chain: Chain | undefined,
  ): Promise<Admitted> {
    const { office, identity, keys, time } = this.#context;
    const { log } = this.#log;
    const key = under ?? keys.current(log, about) ?? (saysNothing(content) && keys.latest(log));
    if (!key) throw new ConfabError('no-key', `no key for ${about ?? log}`);
    const place = {
      office,
      log,
      chain: id,
      number: chain?.next ?? 0,
      previous: chain?.head ?? null,
    };
    const at = hlc ?? this.#reading(time);
    return makeEntry(place, { content, act }, at, this.#run, identity, key);
  }
}

/**
 * An act without words: it can be written also by those from whom somebody kept the current key, who
 * could otherwise neither remove that person nor make another key.
 */
const saysNothing = (content: Cbor): boolean =>
  typeof content === 'object' && content !== null && Object.keys(content).length === 0;

const waiting = ({ log, chain, number, bytes }: Admitted, since: number): Waiting => ({
  log,
  chain,
  number,
  envelope: bytes,
  since,
});
