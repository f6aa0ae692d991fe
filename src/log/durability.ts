import type { ChainId, DeviceId, LogId, Vector } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import type { Kept, Log } from './log.ts';
import { packVector, type Vectors } from './vectors.ts';

const VECTOR = 'vector/';
const SUM = 'sum/';
const AUTHORS = 'authors/';
/** Milliseconds that a vector waits to be kept: losing it costs nothing, and each write waits for the disk. */
const KEEP_AFTER = 2_000;
/** As many for each chain that was kept the last time: whoever begins thousands costs no more than that. */
const KEEP_EACH = 1;
/** The longest that it waits. */
const KEEP_LATEST = 30_000;

/** The chains of each device. */
type Authors = readonly (readonly [DeviceId, readonly ChainId[]])[];

/**
 * What is durable of each log, kept apart from it, so that it is known without opening the log: how far
 * its chains reach, their checksum, and who wrote them. Where that is lost it understates what is held,
 * until the log is next opened.
 */
export class Durability {
  readonly #state: StateStore;
  readonly #clock: Clock;
  /** What is held of all logs: at the start, what is kept. */
  readonly #vectors: Vectors;
  /** What is known to be durable of logs that were opened. */
  readonly #kept = new Map<LogId, Kept>();
  /** Logs of which that has changed since. */
  readonly #unkept = new Set<Log>();
  /** Logs that changed since they were last among those. */
  readonly #changed = new Set<LogId>();
  /** The checksums that are kept. */
  readonly #sums = new Map<LogId, number>();
  /** Logs of which something is to be kept, with who wrote their chains. */
  readonly #unsaved = new Map<LogId, Authors>();
  /** How many chains were kept the last time. */
  #savedLast = 0;
  #cancelSave: (() => void) | null = null;
  #saving: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(state: StateStore, clock: Clock, vectors: Vectors) {
    this.#state = state;
    this.#clock = clock;
    this.#vectors = vectors;
  }

  /** Puts what is kept into the vectors. */
  async start(): Promise<void> {
    const [vectors, sums] = await Promise.all([this.#state.scan(VECTOR), this.#state.scan(SUM)]);
    for (const [key, sum] of sums) this.#sums.set(key.slice(SUM.length) as LogId, sum as number);
    for (const [key, value] of vectors) {
      this.#vectors.keep(key.slice(VECTOR.length) as LogId, value);
    }
  }

  /** What was last known to be durable of a log. */
  of(log: LogId): Kept {
    const vector = this.#vectors.get(log) ?? NOTHING;
    return this.#kept.get(log) ?? { vector, sum: this.#sums.get(log) };
  }

  /** Who writes which chain of a log; null where that was not written down of each. */
  async authors(log: LogId): Promise<ReadonlyMap<ChainId, DeviceId> | null> {
    const kept = (await this.#state.get(AUTHORS + log)) as Authors | undefined;
    const known = new Map(
      (kept ?? []).flatMap(([device, chains]) => chains.map((chain) => [chain, device] as const)),
    );
    const isWhole = [...(this.#vectors.get(log) ?? NOTHING).keys()].every((it) => known.has(it));
    return kept && isWhole ? known : null;
  }

  /** More or less is held of a log than was kept. */
  changed(log: LogId): void {
    this.#changed.add(log);
  }

  /** Keeps what of a log is durable, in a while: not with each write, for all of it is looked through. */
  keepSoon(log: Log): void {
    if (!this.#changed.delete(log.log)) return;
    this.#unkept.add(log);
    if (!log.isDurable) this.#changed.add(log.log);
    this.#saveSoon();
  }

  /** As `keepSoon`, of a log that is closed now. */
  keepClosed(log: Log): void {
    this.keepSoon(log);
    this.#read(log);
  }

  #read(log: Log): void {
    if (!this.#unkept.delete(log)) return;
    const vector = new Map(log.durable());
    this.#kept.set(log.log, { vector, sum: log.sumUpTo(vector) });
    this.#unsaved.set(log.log, byDevice(log.authors()));
  }

  #saveSoon(): void {
    if (this.#closed) return;
    const pause = Math.min(KEEP_LATEST, Math.max(KEEP_AFTER, this.#savedLast * KEEP_EACH));
    this.#cancelSave ??= this.#clock.after(pause, () => {
      this.#saving = this.#save();
    });
  }

  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    for (const log of [...this.#unkept]) this.#read(log);
    if (this.#unsaved.size === 0) return;
    const logs = [...this.#unsaved];
    this.#unsaved.clear();
    this.#savedLast = logs.reduce((sum, [log]) => sum + (this.#kept.get(log)?.vector.size ?? 0), 0);
    const pairs = logs.flatMap(([log, authors]) => {
      const { vector = NOTHING, sum } = this.#kept.get(log) ?? {};
      const isHeld = vector.size > 0;
      return [
        [VECTOR + log, isHeld ? packVector(vector) : undefined],
        [SUM + log, isHeld ? sum : undefined],
        [AUTHORS + log, isHeld ? authors : undefined],
      ];
    });
    try {
      await this.#state.set(Object.fromEntries(pairs));
    } catch {
      // The logs themselves tell of a disk that is full; these wait until it is not.
      for (const [log, authors] of logs) {
        if (!this.#unsaved.has(log)) this.#unsaved.set(log, authors);
      }
      this.#saveSoon();
    }
  }

  /** Nothing is kept any more after a while: what there is goes with `close`. */
  closing(): void {
    this.#closed = true;
    this.#cancelSave?.();
  }

  /** Keeps what is not kept yet; the logs are closed before. */
  async close(): Promise<void> {
    await this.#saving;
    await this.#save();
  }
}

function byDevice(authors: ReadonlyMap<ChainId, DeviceId>): Authors {
  const chains = new Map<DeviceId, ChainId[]>();
  for (const [chain, device] of authors) {
    const known = chains.get(device);
    if (known) known.push(chain);
    else chains.set(device, [chain]);
  }
  return [...chains];
}

const NOTHING: Vector = new Map();
