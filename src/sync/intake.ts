import type { Together } from '../log/log.ts';
import { type EntryId, type PeerId, ROSTER } from '../model/ids.ts';
import type { Clock } from '../ports.ts';
import { keyOf } from './claims.ts';
import { Gathering } from './gathering.ts';
import type { Ledger } from './ledger.ts';
import type { Admission, Replica, Run } from './replica.ts';

/** Bytes of runs that wait for the roster to grow, over all peers. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** Runs that wait for the roster to grow: several chains of each of a few hundred devices. */
const MAX_WAITING = 2_000;
/** Tries of a waiting run that leave its chain where it was, and that had reason to go better. */
const MAX_TRIES = 100;

/**
 * What became of a run in the end. `dropped`: could not be judged in time; it will be offered again.
 * `full`: there is no room for it for some milliseconds.
 */
export type Outcome =
  | Exclude<Admission, { kind: 'later' }>
  | { kind: 'dropped' }
  | { kind: 'full'; wait: number }
  | { kind: 'failed'; error: unknown };

/** How a run came here. */
export interface Origin {
  readonly peer: PeerId;
  readonly live: boolean;
  /** More of the roster was asked for there, and has not come. */
  readonly more?: boolean;
}

/** A run of the roster that came with others. */
interface Gathered {
  readonly run: Run;
  readonly origin: Origin;
  /** Resolves when it was read, as far as that can be. */
  readonly read: Promise<void>;
  readonly found: () => void;
  readonly done: PromiseWithResolvers<Awaited<Settling>>;
}

/** Wrapped, so that the queue does not wait for what waits for the roster. */
type Settling =
  | Promise<{ final: Promise<Outcome> | Outcome }>
  | { final: Promise<Outcome> | Outcome };

interface Waiting {
  run: Run;
  readonly origin: Origin;
  readonly bytes: number;
  /** The entry of the roster that it hangs on, where one is known: before that is here no try helps. */
  lacks: EntryId | null;
  tries: number;
  readonly done: (outcome: Outcome) => void;
}

/** Told when a chain is durably held up to `next`; `added` entries of it are new. */
export type Admitted = (run: Run, next: number, added: number, origin: Origin) => void;

export const bytesIn = (run: Run): number =>
  run.envelopes.reduce((sum, envelope) => sum + envelope.length, 0);

/**
 * The one way into the replica: runs of one chain go in one after another, whoever brings them,
 * and what cannot be judged yet waits here, bounded, until the roster has grown.
 */
export class Intake {
  readonly #replica: Replica;
  readonly #ledger: Ledger;
  /** Per chain the end of what was asked last. */
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #admitted: Admitted;
  readonly #retried: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #kept: (run: Run, origin: Origin) => number;
  readonly #gathering: Gathering<Gathered>;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  readonly #waitingChains = new Map<string, number>();
  /** How often the roster has grown. */
  #growths = 0;
  #retrying = false;
  #again = false;

  /**
   * `retried`: what waited was tried again, and what still waits lacks something. `failed`: what was
   * heard could not be stored. `kept`: up to which number a relay says that it keeps the chain.
   */
  constructor(
    clock: Clock,
    replica: Replica,
    ledger: Ledger,
    admitted: Admitted,
    retried = () => {},
    failed: (error: unknown) => void = () => {},
    kept: (run: Run, origin: Origin) => number = () => 0,
  ) {
    this.#replica = replica;
    this.#ledger = ledger;
    this.#admitted = admitted;
    this.#retried = retried;
    this.#failed = failed;
    this.#kept = kept;
    this.#gathering = new Gathering(clock, (gathered) => this.#admitTogether(gathered));
  }

  /** Admits a run after what came before it in its chain. Rejects when storage fails. */
  admit(run: Run, origin: Origin): Promise<Admission> {
    return this.#inTurn(run, () => this.#admitNow(run, origin));
  }

  /**
   * Judges a live run after what came before it in its chain: new entries are told of as soon as
   * they are found good, before they are durable. Rejects when storage fails before that.
   */
  hear(run: Run, origin: Origin): Promise<Admission> {
    const { promise: judged, resolve, reject } = Promise.withResolvers<Admission>();
    const judge = () => {
      let isJudged = false;
      const admitting = this.#admitNow(run, origin, (admission) => {
        isJudged = true;
        resolve(admission);
      });
      admitting.then(resolve, (error) => (isJudged ? this.#failed(error) : reject(error)));
      return judged;
    };
    this.#inTurn(run, judge).catch(reject);
    return judged;
  }

  /**
   * Admits a run, later if need be. `judged` is called once the run is no longer in the queue, be it
   * done or waiting for the roster; `found` when it stands in its log, and is not durable yet. Never
   * rejects.
   */
  async take(
    run: Run,
    origin: Origin,
    judged: () => void,
    found: () => void = () => {},
  ): Promise<Outcome> {
    const turn = this.#isToGather(run, origin)
      ? this.#gather(run, origin, found)
      : this.#inTurn(run, () => this.#admitOrWait(run, origin, found));
    try {
      const { final } = await turn;
      judged();
      return await final;
    } catch (error) {
      judged();
      return { kind: 'failed', error };
    }
  }

  /** Whether what waits is being tried again, so that more of it may go in. */
  get retrying(): boolean {
    return this.#retrying;
  }

  /** The roster has grown: tries again what waits, as long as that makes the roster grow further. */
  retry(): Promise<void> {
    this.#growths += 1;
    return this.#retry();
  }

  async #retry(): Promise<void> {
    this.#again = true;
    if (this.#retrying) return;
    this.#retrying = true;
    try {
      while (this.#again) {
        this.#again = false;
        const behind = new Set<string>();
        for (const waiting of [...this.#waiting]) {
          const key = keyOf(waiting.run.log, waiting.run.chain);
          if (!behind.has(key) && !this.#hangs(waiting)) await this.#tryAgain(waiting);
          if (this.#waitingChains.has(key)) behind.add(key);
        }
      }
    } finally {
      this.#retrying = false;
      this.#retried();
    }
  }

  /** Drops what waits. */
  close(): void {
    for (const { done } of this.#gathering.close()) done.resolve({ final: { kind: 'dropped' } });
    for (const waiting of [...this.#waiting]) this.#finish(waiting, { kind: 'dropped' });
  }

  /** The roster is one long row over all its chains; what only members keep is held to their allowance one by one. */
  #isToGather(run: Run, origin: Origin): boolean {
    if (run.log !== ROSTER || !this.#replica.admitTogether) return false;
    return this.#kept(run, origin) >= run.from + run.envelopes.length;
  }

  #gather(run: Run, origin: Origin, found: () => void): Settling {
    const done: Gathered['done'] = Promise.withResolvers();
    // It spares work, and decides nothing.
    const read = this.#replica.readAhead?.(run).catch(() => {}) ?? Promise.resolve();
    this.#gathering.add({ run, origin, read, found, done }, origin.more === true);
    return done.promise;
  }

  /**
   * Judges what was gathered, and what waits for the roster, as one row, and waits for the disk once. What
   * is not good as it stands there is judged alone. Never rejects.
   */
  async #admitTogether(gathered: readonly Gathered[]): Promise<void> {
    try {
      await Promise.all(gathered.map(({ read }) => read));
      const growths = this.#growths;
      const waiting = this.#waiting.filter(({ run, origin }) => this.#isToGather(run, origin));
      const joint = await this.#replica.admitTogether?.([...waiting, ...gathered].map(runOf));
      if (!joint) throw new TypeError('a replica that takes no runs together');
      const judged = [...joint.runs];
      for (const it of waiting) this.#goOn(it, judged.shift() ?? null, joint.written);
      for (const it of gathered) {
        it.done.resolve(this.#settle(it, judged.shift() ?? null, joint.written));
      }
      // What some wait for may have come meanwhile.
      if (growths !== this.#growths) void this.#retry();
    } catch (error) {
      for (const { done } of gathered) done.resolve({ final: { kind: 'failed', error } });
    }
  }

  /** What becomes of a run that was judged with others. */
  #settle(
    { run, origin, found }: Gathered,
    judged: Together | null,
    written: Promise<void>,
  ): Settling {
    const isWaiting = judged?.stop?.kind === 'later' && isForRoster(judged.stop.why);
    if (!judged || (judged.stop && !isWaiting)) {
      return this.#inTurn(run, () => this.#admitOrWait(run, origin, found));
    }
    found();
    const final = this.#told(run, origin, judged, written);
    if (!judged.stop) return { final };
    return { final: this.#wait(runFrom(run, judged.next), origin, lackOf(judged.stop)) };
  }

  /** What waited was judged with what came. */
  #goOn(waiting: Waiting, judged: Together | null, written: Promise<void>): void {
    if (!judged || (judged.added === 0 && judged.stop)) return;
    const { run, origin } = waiting;
    waiting.run = runFrom(run, judged.next);
    waiting.tries = 0;
    waiting.lacks = judged.stop?.kind === 'later' ? lackOf(judged.stop) : null;
    const told = this.#told(run, origin, judged, written);
    if (!judged.stop) void told.then((outcome) => this.#finish(waiting, outcome));
  }

  /** Tells of what was admitted with others once it is durable. Never rejects. */
  async #told(
    run: Run,
    origin: Origin,
    { next, added }: Together,
    written: Promise<void>,
  ): Promise<Outcome> {
    try {
      await written;
    } catch (error) {
      return { kind: 'failed', error };
    }
    if (added > 0 || next >= run.from + run.envelopes.length) {
      this.#ledger.raise(run.log, run.chain, next);
      this.#admitted(run, next, added, origin);
    }
    return { kind: 'admitted', next, added };
  }

  /** Wrapped, so that the queue does not wait for what waits for the roster. */
  async #admitOrWait(
    run: Run,
    origin: Origin,
    found: () => void,
  ): Promise<{ final: Promise<Outcome> | Outcome }> {
    const growths = this.#growths;
    // Runs of a few entries share a write; of the roster, whatever follows waits for each.
    const shared = run.log === ROSTER ? undefined : found;
    const admission = await this.#admitNow(run, origin, shared, true);
    if (admission.kind === 'admitted' && admission.added > 0) {
      // Part of it was good: the next look says what is with the rest.
      const rest = runFrom(run, admission.next);
      if (rest.envelopes.length > 0) return this.#admitOrWait(rest, origin, found);
    }
    const behind = admission.kind === 'gap' && this.#waitingChains.has(keyOf(run.log, run.chain));
    if (admission.kind === 'later' && !isForRoster(admission.why)) {
      return { final: outcomeOf(admission) };
    }
    if (admission.kind !== 'later' && !behind) return { final: admission };
    const final = this.#wait(run, origin, lackOf(admission));
    // What it waits for may have come while it was judged.
    if (growths !== this.#growths) void this.#retry();
    return { final };
  }

  async #admitNow(
    run: Run,
    origin: Origin,
    judged?: (admission: Admission) => void,
    inTurn = false,
  ): Promise<Admission> {
    const { log, chain } = run;
    const kept = this.#kept(run, origin);
    const admission = await this.#replica.admit(run, origin.peer, judged, inTurn, kept);
    if (admission.kind === 'gap') this.#ledger.set(log, chain, admission.have);
    if (admission.kind === 'admitted') {
      this.#ledger.raise(log, chain, admission.next);
      this.#admitted(run, admission.next, admission.added, origin);
    } else if (admission.kind === 'refused' && admission.next > this.#ledger.next(log, chain)) {
      const added = admission.next - this.#ledger.next(log, chain);
      this.#ledger.raise(log, chain, admission.next);
      this.#admitted(run, admission.next, added, origin);
    }
    return admission;
  }

  #inTurn<T>(run: Run, task: () => Promise<T>): Promise<T> {
    const key = keyOf(run.log, run.chain);
    const before = this.#tails.get(key);
    const result = before ? before.then(task, task) : task();
    this.#tails.set(key, result);
    const clear = () => {
      if (this.#tails.get(key) === result) this.#tails.delete(key);
    };
    result.then(clear, clear);
    return result;
  }

  #wait(run: Run, origin: Origin, lacks: EntryId | null): Promise<Outcome> | Outcome {
    const bytes = bytesIn(run);
    if (!this.#makeRoom(bytes, origin.peer)) return { kind: 'dropped' };
    return new Promise((done) => {
      this.#waiting.push({ run, origin, bytes, lacks, tries: 0, done });
      this.#waitingBytes += bytes;
      this.#countChain(run, 1);
    });
  }

  /** What a peer brought that never fits in holds up nothing but what the same peer brings. */
  #makeRoom(bytes: number, peer: PeerId): boolean {
    const isFull = () =>
      this.#waiting.length >= MAX_WAITING || this.#waitingBytes + bytes > MAX_WAITING_BYTES;
    while (isFull()) {
      const most = mostFrequent(this.#waiting.map(({ origin }) => origin.peer));
      const last = this.#waiting.findLast(({ origin }) => origin.peer === most);
      if (!last || most === peer) return false;
      this.#finish(last, { kind: 'dropped' });
    }
    return true;
  }

  #hangs({ lacks }: Waiting): boolean {
    return lacks !== null && this.#replica.knows?.(lacks) === false;
  }

  async #tryAgain(waiting: Waiting): Promise<void> {
    const { log, chain } = waiting.run;
    const before = this.#ledger.next(log, chain);
    try {
      const admission = await this.admit(waiting.run, waiting.origin);
      waiting.run = runFrom(waiting.run, this.#ledger.next(log, chain));
      const moved = this.#ledger.next(log, chain) > before;
      const waits = admission.kind === 'later' && isForRoster(admission.why);
      if (waiting.run.envelopes.length > 0 && (moved || waits)) {
        if (moved) this.#again = true;
        const lacks = lackOf(admission);
        waiting.tries = moved || lacks !== waiting.lacks ? 0 : waiting.tries + 1;
        waiting.lacks = lacks;
        if (waiting.tries >= MAX_TRIES) this.#finish(waiting, { kind: 'dropped' });
      } else this.#finish(waiting, outcomeOf(admission));
    } catch (error) {
      this.#finish(waiting, { kind: 'failed', error });
    }
  }

  #finish(waiting: Waiting, outcome: Outcome): void {
    const at = this.#waiting.indexOf(waiting);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    this.#waitingBytes -= waiting.bytes;
    this.#countChain(waiting.run, -1);
    waiting.done(outcome);
  }

  #countChain(run: Run, by: number): void {
    const key = keyOf(run.log, run.chain);
    const count = (this.#waitingChains.get(key) ?? 0) + by;
    if (count > 0) this.#waitingChains.set(key, count);
    else this.#waitingChains.delete(key);
  }
}

/** What comes of what is not tried again here. */
function outcomeOf(admission: Admission): Outcome {
  if (admission.kind !== 'later') return admission;
  return admission.why === 'quota' ? { kind: 'full', wait: admission.wait } : { kind: 'dropped' };
}

const lackOf = (admission: Admission | NonNullable<Together['stop']>): EntryId | null =>
  (admission.kind === 'later' && 'lacks' in admission && admission.lacks) || null;

const runOf = ({ run }: { readonly run: Run }): Run => run;

function mostFrequent<T>(all: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const it of all) counts.set(it, (counts.get(it) ?? 0) + 1);
  return [...counts].reduce<[T, number] | undefined>(
    (a, b) => (a && a[1] >= b[1] ? a : b),
    undefined,
  )?.[0];
}

/** Whether what comes too early may be judged once the roster has grown. */
const isForRoster = (why: string): boolean => why !== 'future-month' && why !== 'quota';

/** The run without what lies before `next`. */
function runFrom(run: Run, next: number): Run {
  if (next <= run.from) return run;
  return { ...run, from: next, envelopes: run.envelopes.slice(next - run.from) };
}
