import { ConfabError } from '../model/errors.ts';
import {
  type ChainId,
  type ConversationId,
  type DeviceId,
  type EntryId,
  type LogId,
  partsOf,
  ROSTER,
  type Vector,
} from '../model/ids.ts';
import type { StateStore, Waiting } from '../ports.ts';
import { Durability } from './durability.ts';
import type { Entry } from './entry.ts';
import {
  type Admitted,
  type Ahead,
  fitted,
  type Held,
  judge,
  lookAhead,
  nothingHeld,
  toAdmission,
} from './judge.ts';
import { Log, type LogContext, type Room, type Together } from './log.ts';
import type { Draft } from './make.ts';
import { type Budget, OpenLogs } from './openLogs.ts';
import type { Admission, Run } from './run.ts';
import { Slices } from './slices.ts';
import { readAhead } from './together.ts';
import { isSameVector, Vectors } from './vectors.ts';
import { remade, Withdrawals } from './withdrawals.ts';
import { type Replaced, Writer, type WriterContext } from './writer.ts';

export interface LogsContext extends LogContext, WriterContext {
  readonly state: StateStore;
  /** Told after every write to a log: null when it is durable, else why it is not. */
  readonly onStorage: (error: unknown) => void;
  /** How much stays open; by default BUDGET. */
  readonly budget?: Budget;
}

/** What became of runs that were judged together, in their order; all of it is durable once `written` resolves. */
export interface Joint {
  readonly runs: readonly (Together | null)[];
  readonly written: Promise<void>;
}

export type Grown = (log: LogId, entries: readonly Entry[], own: boolean) => void;

/** The logs of one office on this device: open while they are used, with the vectors of all at hand. */
export class Logs {
  readonly #context: LogsContext;
  readonly #open: OpenLogs;
  readonly #writers = new Map<LogId, Writer>();
  /** What is held now, with what is still being written. */
  readonly #vectors = new Vectors();
  readonly #durability: Durability;
  readonly #withdrawals: Withdrawals;
  /** The logs of each conversation among them. */
  readonly #logsOf = new Map<ConversationId, Set<LogId>>();
  readonly #listeners = new Set<Grown>();
  readonly #losses = new Set<(log: LogId) => void>();
  readonly #slices: Slices;
  /** What was found out about runs of the roster, by their last envelopes. */
  readonly #ahead = new WeakMap<Uint8Array, Ahead | null>();
  /** Own entries that wait in the outbox and could not go into their logs yet. */
  #stranded: Waiting[] = [];
  #closed = false;

  constructor(context: LogsContext) {
    this.#context = context;
    this.#durability = new Durability(context.state, context.clock, this.#vectors);
    this.#withdrawals = new Withdrawals(context.state);
    this.#slices = new Slices(context.clock);
    this.#open = new OpenLogs(
      {
        open: (id) => this.#load(id),
        settle: (log) => this.#settle(log),
        close: (log) => this.#close(log),
      },
      context.budget,
    );
  }

  /** Learns what is kept, and puts back into the logs what a crash left in the outbox alone. */
  async start(): Promise<void> {
    await this.#withdrawals.start();
    await this.#durability.start();
    for (const log of this.#vectors.keys()) this.#index(log);
    for (const log of await this.#context.store.list()) {
      if (!this.#vectors.has(log)) await this.#unlessBroken(log, this.get(log));
    }
  }

  /** One month that cannot be opened is told of, and keeps nobody from all others. */
  async #unlessBroken(id: LogId, work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      const isClosed = error instanceof ConfabError && error.reason === 'closed';
      if (id === ROSTER || isClosed) throw error;
      this.#context.onStorage(error);
      return false;
    }
  }

  /**
   * Own entries that stand in the outbox go into their logs again, in case a crash came between. Those
   * whose log lacks what comes before them, or which follow from what a crash took from the roster, or
   * whose log does not open, follow when it has grown.
   */
  async restoreWaiting(waiting: readonly Waiting[]): Promise<void> {
    for (const item of waiting) {
      const restoring = this.#open.use(item.log, async (log) => this.#restore(log, item));
      if (!(await this.#unlessBroken(item.log, restoring))) this.#stranded.push(item);
    }
  }

  #restore(log: Log, item: Waiting): void {
    // Withdrawn, and not made again yet: only a crash comes between.
    if (this.#withdrawals.has(item)) return;
    if (log.holds(item.chain, item.number, item.envelope)) return;
    const run = { ...item, from: item.number, envelopes: [item.envelope] };
    const { fresh, stop } = judge(log, this.#context.policy, run);
    if (fresh.length > 0) this.#added(log, log.add(fresh));
    else if (stop?.kind === 'gap' || stop?.kind === 'later') this.#stranded.push(item);
  }

  /** What a log lacked may have come, or what it lacked of the roster. */
  #restoreStranded(id: LogId): void {
    const isOf = ({ log }: Waiting) => log === id || id === ROSTER;
    const again = this.#stranded.filter(isOf);
    if (again.length === 0 || this.#closed) return;
    this.#stranded = this.#stranded.filter((it) => !isOf(it));
    this.restoreWaiting(again).catch((error) => this.#context.onStorage(error));
  }

  /** Every log held, with what is held of it. */
  vectors(): Vectors {
    return this.#vectors;
  }

  /** The logs of a conversation, in no order. */
  logsOf(conversation: ConversationId): LogId[] {
    return [...(this.#logsOf.get(conversation) ?? [])].filter((log) => this.#vectors.has(log));
  }

  /** What is held of a conversation: its logs, in no order. */
  of(conversation: ConversationId): [LogId, Vector][] {
    return this.logsOf(conversation).flatMap((log) => {
      const vector = this.#vectors.get(log);
      return vector ? [[log, vector] as [LogId, Vector]] : [];
    });
  }

  #setVector(log: LogId, vector: Vector): void {
    if (!this.#vectors.has(log)) this.#index(log);
    this.#vectors.set(log, vector);
  }

  #index(log: LogId): void {
    const conversation = partsOf(log)?.conversation;
    if (!conversation) return;
    const logs = this.#logsOf.get(conversation) ?? new Set();
    this.#logsOf.set(conversation, logs.add(log));
  }

  /**
   * Opens a log, or gives the open one, to be read: it may be closed in any later turn. Rejects with
   * `storage-failed`.
   */
  get(id: LogId): Promise<Log> {
    return this.#open.get(id);
  }

  async #load(id: LogId): Promise<Log> {
    const context = { ...this.#context, withdrawn: (log: LogId) => this.#withdrawals.of(log) };
    const log = await Log.open(id, context, this.#durability.of(id));
    this.#opened(log);
    return log;
  }

  /** A crash may have left a kept vector that tells of less than its log holds; damage, one of more. */
  #opened(log: Log): void {
    const before = this.#durability.of(log.log).vector;
    for (const { at } of log.entries()) this.#context.time.saw(at.hlc);
    const isLost = [...before].some(([chain, next]) => (log.reach().get(chain) ?? 0) < next);
    if (isSameVector(this.#vectors.get(log.log), log.vector()) && !isLost) return;
    this.#tell(log, [], false);
    this.#durability.keepSoon(log);
    if (!isLost) return;
    for (const listener of [...this.#losses]) listener(log.log);
  }

  /** Who writes which chain of a log; it is opened only where that was not written down. */
  async authors(id: LogId): Promise<ReadonlyMap<ChainId, DeviceId>> {
    const known = this.#open.has(id) ? null : await this.#durability.authors(id);
    return known ?? (await this.get(id)).authors();
  }

  async #settle(log: Log): Promise<boolean> {
    return this.#written(log, log.flushed()).then(
      () => true,
      () => false,
    );
  }

  /** Whoever writes in it again does so in another chain: this one may not be what it was by then. */
  async #close(log: Log): Promise<void> {
    const writer = this.#writers.get(log.log);
    this.#writers.delete(log.log);
    await writer?.idle();
    await log.close();
    this.#durability.keepClosed(log);
  }

  /** The logs that are open. */
  async opened(): Promise<Log[]> {
    return this.#open.all();
  }

  /** Resolves when all that a log holds is durable. Rejects with `storage-failed` or `storage-full`. */
  async durable(id: LogId): Promise<void> {
    if (!this.#open.has(id)) return this.#open.closed(id);
    await this.#open.use(id, (log) => this.#written(log, log.flushed()));
  }

  async read(
    id: LogId,
    chain: ChainId,
    from: number,
    count: number,
    bytes: number,
  ): Promise<Uint8Array[]> {
    return (await this.get(id)).read(chain, from, count, bytes);
  }

  /** Takes a run from a peer; resolves when durable. `judged` and `room` are as in `Log.admit`. */
  async admit(run: Run, judged?: (admission: Admission) => void, room?: Room): Promise<Admission> {
    const turnedAway = this.#turnAway(run, room);
    if (turnedAway) return turnedAway;
    return this.#open.use(run.log, (log) => this.#admit(log, run, judged, room));
  }

  /** As `admit`, for what nobody waits for: in slices, with its signature asked about ahead. */
  async admitInTurn(
    run: Run,
    judged?: (admission: Admission) => void,
    room?: Room,
  ): Promise<Admission> {
    const early = this.#isKnown(run.log) ? null : await this.#lookAhead(this.#nothing(run), run);
    const turnedAway = await this.#slices.run(() => this.#turnAway(run, room, early));
    if (turnedAway) return turnedAway;
    return this.#open.use(run.log, async (log) => {
      const ahead = early ?? (await this.#lookAhead(log, run));
      return this.#slices.run(() => {
        if (this.#closed) throw new ConfabError('closed', `admitting to ${run.log}`);
        return this.#admit(log, run, judged, room, ahead);
      });
    });
  }

  /** Reads a run of the roster before it is admitted together with others, as far as that can be. */
  async readAhead(run: Run): Promise<void> {
    const newest = run.envelopes.at(-1);
    if (!newest) return;
    const log = await this.get(ROSTER);
    this.#ahead.set(newest, await this.#slices.run(() => readAhead(log, run)));
  }

  /** Takes runs of the roster that may hang on each other, as `Log.admitTogether`. */
  async admitTogether(runs: readonly Run[]): Promise<Joint> {
    const looked = runs.map((run) => ({
      run,
      ahead: this.#ahead.get(run.envelopes.at(-1) ?? NO_BYTES) ?? null,
    }));
    return this.#open.use(ROSTER, async (log) =>
      this.#slices.run(() => {
        if (this.#closed) throw new ConfabError('closed', 'admitting to the roster');
        const stop = log.onEntries((entries) => this.#tell(log, entries, false));
        const judged = log.admitTogether(looked);
        stop();
        const written = this.#open.use(ROSTER, () => this.#written(log, log.flushed()));
        // Who waits for it hears of it.
        written.catch(() => {});
        return { runs: judged, written };
      }),
    );
  }

  #lookAhead(held: Held, run: Run): Promise<Ahead | null> {
    return this.#slices.run(() => lookAhead(held, this.#context.policy, run));
  }

  #admit(
    log: Log,
    run: Run,
    judged?: (admission: Admission) => void,
    room?: Room,
    ahead: Ahead | null = null,
  ): Promise<Admission> {
    const stop = log.onEntries((entries) => this.#tell(log, entries, false));
    const admitting = log.admit(run, judged, room, ahead);
    stop();
    return this.#written(log, admitting);
  }

  /** Nothing is opened or kept of a log of which a peer brings nothing good. */
  #turnAway(run: Run, room?: Room, ahead: Ahead | null = null): Admission | null {
    if (this.#isKnown(run.log)) return null;
    const { policy } = this.#context;
    const held = this.#nothing(run);
    const good = judge(held, policy, run, ahead);
    const judgement = room ? fitted(held, policy, run, good, room.fit) : good;
    return judgement.fresh.length > 0 ? null : toAdmission(judgement, 0);
  }

  /** Also one that is being opened: another run of it was good, and judging twice takes twice as long. */
  #isKnown(log: LogId): boolean {
    return this.#vectors.has(log) || this.#open.has(log);
  }

  #nothing({ log }: Run): Held {
    return nothingHeld(this.#context.office, log);
  }

  /** Writes an own entry; resolves when it is durable on this device and stands in its log. */
  append(id: LogId, make: () => Draft): Promise<Entry> {
    return this.#open.use(id, (log) => this.#writerOf(log).append(make));
  }

  /** As `append`, but in a chain of its own: what follows from it follows from nothing else written here. */
  appendApart(id: LogId, make: () => Draft): Promise<Entry> {
    return this.#open.use(id, (log) => this.#writerOf(log).appendApart(make));
  }

  #writerOf(log: Log): Writer {
    const known = this.#writers.get(log.log);
    if (known) return known;
    const writer = new Writer(log, this.#context, (entries) => this.#added(log, entries));
    this.#writers.set(log.log, writer);
    return writer;
  }

  /**
   * Makes own entries again that nobody else has seen: the same words and times, sealed under the
   * current key, in a new chain. `renamed` learns their new ids and is used for what points at one
   * that was renamed before; those in `dropped` are not made again. Resolves when that is durable;
   * rejects with `no-key`, `storage-failed`, and can then be asked for again: nothing is lost, nothing
   * renamed.
   */
  remake(
    id: LogId,
    replaced: Replaced,
    renamed: Map<EntryId, EntryId>,
    dropped: ReadonlySet<EntryId> = new Set(),
  ): Promise<void> {
    return this.#open.use(id, (log) => this.#remake(log, replaced, renamed, dropped));
  }

  async #remake(
    log: Log,
    replaced: Replaced,
    renamed: Map<EntryId, EntryId>,
    dropped: ReadonlySet<EntryId>,
  ): Promise<void> {
    // What is withdrawn is not taken from the outbox any more, so the log itself must keep it.
    await this.#written(log, log.flushed());
    const kept = log.tail(replaced.chain, replaced.from).filter(({ at }) => !dropped.has(at.id));
    // Before anything is withdrawn: it could not be made again.
    if (kept.length > 0 && !this.#context.keys.current(log.log))
      throw new ConfabError('no-key', `no key for ${log.log}`);
    await this.#withdrawals.keep(log.log, replaced);
    const names = new Map(renamed);
    const drafts = remade(kept, names);
    this.#withdrawals.mark(log.log, replaced);
    if (drafts.length > 0) await this.#writerOf(log).remake(drafts, replaced);
    else await this.#writerOf(log).withdraw(replaced);
    for (const [old, fresh] of names) renamed.set(old, fresh);
    this.#tell(log, [], true);
  }

  /**
   * Where own entries of a log stand that were made again, by their first ids. They kept their readings, so
   * that it is known also after a crash; of two with one reading, as a clock that was set back by a month
   * gives, it is not.
   */
  async madeAgainIn(id: LogId): Promise<Map<EntryId, Admitted>> {
    if (this.#withdrawals.of(id).size === 0) return new Map();
    return this.#withdrawals.madeAgain(await this.get(id), this.#context.identity.device);
  }

  /** Where an own entry stands that was made again; null for all others. Looks through all logs of which some were. */
  async madeAgain(id: EntryId): Promise<Admitted | null> {
    for (const log of this.#withdrawals.logs()) {
      const now = (await this.madeAgainIn(log)).get(id);
      if (now) return now;
    }
    return null;
  }

  /** Whether an own entry was made again elsewhere. */
  isWithdrawn(at: Admitted): boolean {
    return this.#withdrawals.has(at);
  }

  /** What counts in the open logs may have changed with the roster. */
  async recount(): Promise<void> {
    for (const log of await this.#open.all()) {
      if (!isSameVector(this.#vectors.get(log.log), log.vector())) this.#tell(log, [], false);
    }
  }

  /**
   * Listens to what is added to any log, own or admitted; with no entries when a log that was opened
   * turns out to hold something else than was known.
   */
  onGrown(listener: Grown): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens to logs of which something is gone that was durable here: it is to be fetched again. */
  onLost(listener: (log: LogId) => void): () => void {
    this.#losses.add(listener);
    return () => this.#losses.delete(listener);
  }

  #added(log: Log, entries: readonly Entry[]): void {
    this.#tell(log, entries, true);
    // Own entries are safe in the outbox whatever becomes of this.
    this.#written(log, log.settled()).catch(() => {});
  }

  /** Passes on what comes of a write, after telling whether storage worked. */
  async #written<T>(log: Log, writing: Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await writing;
    } catch (error) {
      this.#context.onStorage(error);
      throw error;
    }
    this.#context.onStorage(null);
    this.#durability.keepSoon(log);
    return result;
  }

  #tell(log: Log, entries: readonly Entry[], own: boolean): void {
    this.#note(log);
    for (const { at } of entries) this.#context.time.saw(at.hlc);
    for (const listener of this.#listeners) listener(log.log, entries, own);
    this.#restoreStranded(log.log);
  }

  #note(log: Log): void {
    const vector = log.vector();
    if (vector.size > 0) this.#setVector(log.log, vector);
    else if (!this.#vectors.delete(log.log)) return;
    this.#durability.changed(log.log);
  }

  /** Everything accepted is durable when it resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#durability.closing();
    this.#slices.close();
    try {
      await this.#open.close();
    } finally {
      await this.#durability.close();
      this.#listeners.clear();
      this.#losses.clear();
    }
  }
}

const NO_BYTES = new Uint8Array();
