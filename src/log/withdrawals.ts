import { ConfabError } from '../model/errors.ts';
import type { ChainId, DeviceId, EntryId, LogId } from '../model/ids.ts';
import type { Hlc } from '../model/time.ts';
import type { StateStore } from '../ports.ts';
import type { Cbor } from '../wire/cbor.ts';
import type { Entry } from './entry.ts';
import type { Admitted } from './judge.ts';
import type { Log } from './log.ts';
import type { Draft } from './make.ts';
import { unpackVector } from './vectors.ts';
import type { Replaced } from './writer.ts';

const WITHDRAWN = 'withdrawn/';

/** Which own entries were withdrawn, to be made again in another chain: from which number on, per chain. */
export class Withdrawals {
  readonly #state: StateStore;
  readonly #marks = new Map<LogId, Map<ChainId, number>>();

  constructor(state: StateStore) {
    this.#state = state;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(WITHDRAWN)) {
      this.#marks.set(key.slice(WITHDRAWN.length) as LogId, unpackVector(value));
    }
  }

  /** The chains of a log that have such entries, each with the number of the first; it grows. */
  of(log: LogId): ReadonlyMap<ChainId, number> {
    return this.#marksOf(log);
  }

  #marksOf(log: LogId): Map<ChainId, number> {
    const known = this.#marks.get(log) ?? new Map<ChainId, number>();
    this.#marks.set(log, known);
    return known;
  }

  /** The logs that may have such entries, the one that was last asked for first. */
  logs(): LogId[] {
    return [...this.#marks.keys()].reverse();
  }

  has({ log, chain, number }: Pick<Admitted, 'log' | 'chain' | 'number'>): boolean {
    return number >= (this.#marks.get(log)?.get(chain) ?? Infinity);
  }

  /** Writes down that the end of a chain is withdrawn, for the next start; rejects with `storage-failed`. */
  async keep(log: LogId, { chain, from }: Replaced): Promise<void> {
    const marks = new Map(this.#marksOf(log)).set(chain, from);
    await this.#state.set({ [WITHDRAWN + log]: [...marks] });
  }

  /** The end of a chain counts no more. */
  mark(log: LogId, { chain, from }: Replaced): void {
    this.#marksOf(log).set(chain, from);
  }

  /** Where entries of `device` stand that it made again, as `Logs.madeAgainIn` tells. */
  madeAgain(log: Log, device: DeviceId): Map<EntryId, Admitted> {
    const byReading = new Map<Hlc, Admitted | null>();
    for (const { at } of log.entries()) {
      if (at.device !== device || this.has(at)) continue;
      byReading.set(at.hlc, byReading.has(at.hlc) ? null : at);
    }
    const old = [...this.of(log.log)].flatMap(([chain, from]) => log.tail(chain, from));
    return new Map(
      old.flatMap(({ at }) => {
        const now = byReading.get(at.hlc);
        return now ? [[at.id, now]] : [];
      }),
    );
  }
}

/**
 * What makes entries again: the same words and times, with the ids of `names` in place of those that they
 * had. `names` learns the new id of each as it is made. Making one throws `no-key` where it cannot be read.
 */
export function remade(
  entries: readonly Entry[],
  names: Map<EntryId, EntryId>,
): { make: () => Draft; made: (admitted: Admitted) => void }[] {
  return entries.map(({ at, content }) => ({
    make: () => {
      if (content.kind !== 'open') throw new ConfabError('no-key', `no key for ${at.id}`);
      return { content: rename(content.value, names), act: null, hlc: at.hlc };
    },
    made: ({ id }) => void names.set(at.id, id),
  }));
}

/** The value with every id in it that was renamed. */
function rename(value: Cbor, renamed: ReadonlyMap<string, EntryId>): Cbor {
  if (typeof value === 'string') return renamed.get(value) ?? value;
  if (Array.isArray(value)) return (value as Cbor[]).map((item) => rename(item, renamed));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  const pairs = Object.entries(value).map(([key, item]) => [key, rename(item, renamed)]);
  return Object.fromEntries(pairs);
}
