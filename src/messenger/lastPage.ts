import { Entry, type Keys } from '../log/entry.ts';
import { sumOf } from '../log/sums.ts';
import {
  type ChainId,
  type ConversationId,
  type DeviceId,
  type EntryId,
  type LogId,
  type Month,
  type OfficeId,
  partsOf,
} from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import { type Cbor, decode, encode } from '../wire/cbor.ts';
import { decodeEnvelope } from '../wire/envelope.ts';

const KEY = 'page/last';
/** Milliseconds without a change after which a page is kept: what is said meanwhile needs the disk for itself. */
const KEEP_AFTER = 2_000;
/** The longest that it waits. */
const KEEP_LATEST = 30_000;
/** Messages kept: as many as the tallest screens show. */
const MESSAGES = 40;
/** Bytes at most; of messages that are longer, fewer are kept. */
const MOST = 128 * 1024;

/** A page, and how much its months held when it was kept. */
interface Page {
  readonly conversation: ConversationId;
  readonly held: number;
  readonly entries: readonly Entry[];
}

type Row = readonly [LogId, ChainId, number, DeviceId, EntryId, Uint8Array];

export interface LastPageContext {
  readonly office: OfficeId;
  readonly keys: Keys;
  readonly state: StateStore;
  readonly clock: Clock;
  /** How many entries are held of a conversation from a month on. */
  held(conversation: ConversationId, from: Month): number;
}

/** What is shown at the end of a conversation. */
export interface Shown {
  readonly conversation: ConversationId;
  /** What was said from the oldest of its newest `count` messages on; null while those are not shown. */
  newestPage(count: number): readonly Entry[] | null;
}

/**
 * The page that was looked at last, sealed as it came: the next start shows it before it opens the
 * month in which it stands, which takes as long as the month is large. The logs have all of it: where it is
 * lost, or says less than they hold, that time is all it costs.
 */
export class LastPage {
  readonly #context: LastPageContext;
  #kept: Page | null = null;
  #shown: Shown | null = null;
  #cancel: (() => void) | null = null;
  /** When what is shown first changed since it was kept. */
  #since = 0;

  constructor(context: LastPageContext) {
    this.#context = context;
  }

  async start(): Promise<void> {
    const kept = await this.#context.state.get(KEY);
    try {
      this.#kept = this.#read(kept);
    } catch {
      // It is damaged, or of another version.
      this.#kept = null;
    }
  }

  #read(kept: unknown): Page | null {
    if (!Array.isArray(kept)) return null;
    const [conversation, bytes, sum] = kept as [ConversationId, Uint8Array, number];
    if (sumOver(bytes) !== sum) return null;
    const { office, keys } = this.#context;
    const [held, rows] = decode(bytes) as unknown as [number, Row[]];
    const entries = rows.map(([log, chain, number, device, id, bytes]) => {
      const envelope = decodeEnvelope(bytes);
      const { hlc } = envelope;
      const at = { log, chain, number, device, id, hlc, bytes, envelope, act: null };
      return new Entry(at, office, keys);
    });
    return entries.length > 0 ? { conversation, held, entries } : null;
  }

  /** The page of a conversation, once; null when another one was kept, or more came to it since. */
  take(conversation: ConversationId): readonly Entry[] | null {
    const kept = this.#kept;
    this.#kept = null;
    if (kept?.conversation !== conversation) return null;
    return this.#heldOf(conversation, kept.entries) === kept.held ? kept.entries : null;
  }

  #heldOf(conversation: ConversationId, page: readonly Entry[]): number {
    const months = page.map(({ at }) => partsOf(at.log)?.month ?? 0);
    return this.#context.held(conversation, Math.min(...months));
  }

  /** This is looked at now, or changed: it is kept in a while. */
  keep(shown: Shown): void {
    const { clock } = this.#context;
    this.#shown = shown;
    if (this.#cancel) this.#cancel();
    else this.#since = clock.now();
    const left = this.#since + KEEP_LATEST - clock.now();
    this.#cancel = clock.after(Math.min(KEEP_AFTER, left), () => void this.#write());
  }

  async #write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const shown = this.#shown;
    const page = shown && pageOf(shown);
    if (!page) return;
    const rows = page.map(({ at }) => [at.log, at.chain, at.number, at.device, at.id, at.bytes]);
    const bytes = encode([this.#heldOf(shown.conversation, page), rows] as Cbor);
    // The disk tells of itself where something is lost by it.
    await this.#context.state
      .set({ [KEY]: [shown.conversation, bytes, sumOver(bytes)] })
      .catch(() => {});
  }

  /** Keeps what is shown, if it was not kept since it changed. */
  async close(): Promise<void> {
    if (this.#cancel) await this.#write();
  }
}

const sumOver = (bytes: Uint8Array): number => sumOf({ chain: 0 as ChainId, number: 0, bytes });

function pageOf(shown: Shown): readonly Entry[] | null {
  for (let count = MESSAGES; count >= 1; count = Math.floor(count / 2)) {
    const page = shown.newestPage(count);
    const size = page?.reduce((sum, { at }) => sum + at.bytes.length, 0) ?? 0;
    if (size <= MOST) return page;
  }
  return null;
}
