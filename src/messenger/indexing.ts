import type { Entry } from '../log/entry.ts';
import { type ChainId, type LogId, partsOf, type Vector } from '../model/ids.ts';
import { startOf } from '../model/time.ts';
import type { Finder, Told } from '../search/finder.ts';
import { randomBytes } from '../wire/bytes.ts';
import type { Core } from './core.ts';
import { Covered } from './covered.ts';
import { turn } from './excerpts.ts';
import { docOf, touchedBy } from './indexDocs.ts';
import { makeSource } from './observable.ts';
import { QUIET, Rush } from './rush.ts';
import type { Coverage } from './search.ts';
import { Talk, type TalkSource } from './talk.ts';

/** The secret under which the index is sealed where it is kept. */
const SECRET = 'search-key';
/** Entries that are read in one turn: about 10 ms, so that typing never waits. */
const A_TURN = 150;
/** Logs whose messages stay at hand, because more is said there. */
const AT_HAND = 16;

/** Keeps the search index in step with the logs, in the background: the newest months first. */
export class Indexing {
  readonly coverage = makeSource<Coverage>({ kind: 'partly', back: Number.POSITIVE_INFINITY });
  readonly updates = makeSource(0);
  readonly #core: Core;
  readonly #source: TalkSource;
  readonly #finder: Finder;
  readonly #covered: Covered;
  /** What was said in logs that are indexed, and is not indexed yet. */
  readonly #news = new Map<LogId, Entry[]>();
  /** What of it cannot be found at all yet. */
  readonly #unfound = new Map<LogId, Entry[]>();
  readonly #talks = new Map<LogId, Talk>();
  /** Logs with entries that cannot be read, or do not count, yet: of each chain, the first. */
  readonly #unreadable = new Map<LogId, Map<ChainId, number>>();
  readonly #waiters = new Set<PromiseWithResolvers<void>>();
  readonly #rush: Rush;
  #ends: (() => void)[] = [];
  #started: Promise<void> | null = null;
  #working = false;
  #cancel: (() => void) | null = null;
  #closed = false;

  constructor(core: Core, source: TalkSource, finder: Finder) {
    this.#core = core;
    this.#source = source;
    this.#finder = finder;
    this.#rush = new Rush(core.device.clock);
    this.#covered = new Covered(() => core.logs.vectors());
  }

  /** What fails because the office is being closed, or locked, is no news. */
  readonly report = (error: unknown): void => {
    if (!this.#closed) this.#core.report(error);
  };

  /** Resolves when the newest of what is kept can be asked. What rejects is tried again by the next call. */
  begin(): Promise<void> {
    this.#started ??= this.#start().catch((error) => {
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  async #start(): Promise<void> {
    const key = await this.#key();
    const first = Promise.withResolvers<void>();
    this.#covered.start();
    this.#ends = [
      this.#core.logs.onGrown((log, entries) => this.#grown(log, entries)),
      this.#core.onRoster(() => this.#rosterChanged()),
    ];
    const reading = this.#finder.start(key, (told) => {
      this.#hear(told);
      first.resolve();
    });
    const read = reading.then(() => {
      first.resolve();
      this.#work();
    });
    read.catch((error) => {
      first.resolve();
      this.report(error);
    });
    await first.promise;
  }

  async #key(): Promise<Uint8Array> {
    const { keys } = this.#core.device;
    const known = await keys.secret(SECRET);
    if (known?.length === 32) return known;
    const made = randomBytes(32);
    await keys.putSecret(SECRET, made);
    return made;
  }

  #hear(told: Told): void {
    if (told.kind === 'not-kept') {
      this.#core.report(new Error(`the search index is not kept: ${told.why}`));
      return;
    }
    for (const [log, vector] of told.logs) this.#covered.set(log, vector);
    this.#tellCoverage();
  }

  #grown(log: LogId, entries: readonly Entry[]): void {
    if (!partsOf(log)) return;
    // Without entries, the log may turn out to hold less or more than was known.
    this.#covered.changed(log, entries.length > 0);
    if (entries.length > 0 && this.#covered.has(log)) {
      for (const waiting of [this.#news, this.#unfound]) {
        const others = waiting.get(log);
        if (others) others.push(...entries);
        else waiting.set(log, [...entries]);
      }
    }
    if (this.#rush.meets(entries.length)) this.#whenQuiet();
    else this.#work();
  }

  /** Catching up comes first, and each log is then gone through once. */
  #whenQuiet(): void {
    this.#cancel?.();
    this.#cancel = this.#core.device.clock.after(QUIET, () => {
      this.#cancel = null;
      this.#work();
    });
  }

  /** Whether a key, or somebody's admission, may make something of it that is nothing yet. */
  #mayChange(entry: Entry): boolean {
    return entry.content.kind === 'sealed' || !this.#source.counts(entry);
  }

  #noteUnreadable(log: LogId, entries: readonly Entry[]): void {
    const first = this.#unreadable.get(log) ?? new Map<ChainId, number>();
    for (const entry of entries) {
      const { chain, number } = entry.at;
      if (this.#mayChange(entry)) first.set(chain, Math.min(number, first.get(chain) ?? number));
    }
    if (first.size > 0) this.#unreadable.set(log, first);
  }

  /** What the index may say it has of a log: what could not be read is looked at again at the next start. */
  #readable(log: LogId, vector: Vector): Vector {
    return new Map([...vector, ...(this.#unreadable.get(log) ?? [])]);
  }

  /** Keys may have come, or people gone: what counts and can be read is another. */
  #rosterChanged(): void {
    for (const log of this.#unreadable.keys()) this.#forget(log);
    this.#unreadable.clear();
    this.#work();
  }

  #forget(log: LogId): void {
    this.#covered.forget(log);
    this.#news.delete(log);
    this.#unfound.delete(log);
    this.#talks.delete(log);
  }

  #work(): void {
    if (this.#working || this.#closed || this.#cancel) return;
    this.#working = true;
    this.#workOff().then(
      () => {
        this.#working = false;
        // What came as it ended found it working.
        if (this.#isBehind) this.#work();
        else for (const { resolve } of this.#waiters) resolve();
      },
      (error) => {
        this.#working = false;
        this.report(error);
        for (const { reject } of this.#waiters) reject(error);
      },
    );
  }

  /** Whether there is something to index that was not set aside. */
  get #isBehind(): boolean {
    return this.#news.size > 0 || this.#covered.newestBehind() !== null;
  }

  async #workOff(): Promise<void> {
    // In a turn of its own: what is said now is painted first.
    await turn(this.#core);
    for (;;) {
      if (this.#closed || this.#cancel) return;
      const [news] = this.#news;
      const log = news ? news[0] : this.#covered.newestBehind();
      if (!log) break;
      try {
        await (news ? this.#follow(...news) : this.#index(log));
      } catch (error) {
        this.#setAside(log, error);
      }
      this.#tellCoverage();
      // While much is read for the first time, coverage tells enough.
      if (news) this.updates.set(this.updates.get() + 1);
    }
    const gone = this.#covered.gone();
    if (gone.length > 0) await this.#finder.drop(gone);
    for (const log of gone) this.#forget(log);
    this.#tellCoverage();
  }

  /** A log that cannot be opened, or indexed, keeps none of the others from it. */
  #setAside(log: LogId, error: unknown): void {
    this.#forget(log);
    this.#covered.setAside(log);
    this.report(error);
  }

  /** Indexes a whole log. */
  async #index(log: LogId): Promise<void> {
    this.#news.delete(log);
    this.#unfound.delete(log);
    const held = await this.#core.logs.get(log);
    const entries = held.entries();
    const vector: Vector = new Map(held.vector());
    const talk = new Talk(conversationOf(log), this.#source);
    for (let from = 0; from < entries.length; from += A_TURN) {
      if (from > 0) await turn(this.#core);
      await this.#findSoon();
      if (this.#closed) return;
      const some = entries.slice(from, from + A_TURN);
      talk.take(some);
      this.#noteUnreadable(log, some);
    }
    const docs = entries.flatMap(({ at }) => docOf(at.id, talk) ?? []);
    await this.#finder.replace(log, this.#readable(log, vector), docs);
    this.#keepAtHand(log, talk);
    // It may have closed meanwhile, and be another one by now.
    const now = await this.#core.logs.get(log);
    // Where nothing was said since, what the log's vector told before it was opened may be less or more.
    this.#covered.set(log, this.#core.logs.vectors().get(log) ?? vector);
    const since = now.entries().filter(({ at }) => at.number >= (vector.get(at.chain) ?? 0));
    if (since.length > 0) this.#news.set(log, since);
  }

  #keepAtHand(log: LogId, talk: Talk): void {
    this.#talks.delete(log);
    this.#talks.set(log, talk);
    for (const oldest of this.#talks.keys()) {
      if (this.#talks.size <= AT_HAND) return;
      this.#talks.delete(oldest);
    }
  }

  /** Indexes what was said in a log that is indexed: new messages, and what became of others. */
  async #follow(log: LogId, entries: readonly Entry[]): Promise<void> {
    const talk = this.#talks.get(log);
    if (!talk) {
      await this.#findSoon();
      await this.#index(log);
      return;
    }
    this.#news.delete(log);
    this.#unfound.delete(log);
    talk.take(entries);
    this.#keepAtHand(log, talk);
    this.#noteUnreadable(log, entries);
    const touched = new Set(entries.flatMap((entry) => touchedBy(entry, talk)));
    const docs = [...touched].flatMap((id) => docOf(id, talk) ?? []);
    const vector: Vector = new Map(this.#core.logs.vectors().get(log));
    await this.#finder.update(log, this.#readable(log, vector), docs);
    this.#covered.set(log, vector);
  }

  /** What is said now is found at once, also while months are gone through that hold much. */
  async #findSoon(): Promise<void> {
    for (const [log, entries] of this.#unfound) {
      // Catching up comes first.
      if (this.#cancel || this.#closed) return;
      this.#unfound.delete(log);
      await this.#indexAlone(log, entries);
    }
  }

  /** Indexes new messages without what was said of them before. */
  async #indexAlone(log: LogId, entries: readonly Entry[]): Promise<void> {
    const talk = new Talk(conversationOf(log), this.#source);
    talk.take(entries);
    const docs = entries.flatMap(({ at }) => docOf(at.id, talk) ?? []);
    if (docs.length === 0) return;
    // How far the index reaches stays as it was.
    const vector = this.#readable(log, this.#covered.get(log) ?? new Map());
    await this.#finder.update(log, vector, docs);
    this.updates.set(this.updates.get() + 1);
  }

  #tellCoverage(): void {
    const month = this.#covered.newestMonthBehind();
    const back = month === null ? null : startOf(month + 1);
    const now = this.coverage.get();
    if (back === null && now.kind === 'partly') this.coverage.set({ kind: 'whole' });
    else if (back !== null && (now.kind === 'whole' || now.back !== back)) {
      this.coverage.set({ kind: 'partly', back });
    }
  }

  /**
   * Resolves when all that is held is indexed, as far as it can be read; rejects when the index cannot be
   * written in.
   */
  async upToDate(signal?: AbortSignal): Promise<void> {
    await this.begin();
    this.#covered.tryAgain();
    if (!this.#working && !this.#isBehind) return;
    const waiter = Promise.withResolvers<void>();
    const abort = () => waiter.reject(signal?.reason);
    this.#waiters.add(waiter);
    signal?.addEventListener('abort', abort, { once: true });
    this.#work();
    await waiter.promise.finally(() => {
      this.#waiters.delete(waiter);
      signal?.removeEventListener('abort', abort);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    for (const end of this.#ends) end();
    for (const { resolve } of this.#waiters) resolve();
    await this.#finder.close();
  }
}

const conversationOf = (log: LogId) => {
  const place = partsOf(log);
  if (!place) throw new TypeError(`no conversation's log: ${log}`);
  return place.conversation;
};
