import { Entry, type Keys } from '../log/entry.ts';
import { sumOf } from '../log/sums.ts';
import type { ChainId, ConversationId, DeviceId, EntryId, LogId, OfficeId } from '../model/ids.ts';
import type { Clock, StateStore } from '../ports.ts';
import { type Cbor, decode, encode } from '../wire/cbor.ts';
import { decodeEnvelope } from '../wire/envelope.ts';

const KEY = 'page/last';
/** Milliseconds that a page waits to be kept: each write waits for the disk. */
const KEEP_AFTER = 2_000;
/** Messages kept: as many as the tallest screens show. */
const MESSAGES = 40;
/** Bytes at most; of messages that are longer, fewer are kept. */
const MOST = 128 * 1024;

type Row = readonly [LogId, ChainId, number, DeviceId, EntryId, Uint8Array];

export interface LastPageContext {
  readonly office: OfficeId;
  readonly keys: Keys;
  readonly state: StateStore;
  readonly clock: Clock;
}

/** What is shown at the end of a conversation. */
export interface Shown {
  readonly conversation: ConversationId;
  /** What was said from the oldest of its newest `count` messages on; null while those are not shown. */
  newestPage(count: number): readonly Entry[] | null;
}

/**
 * The page that was looked at last, sealed as it came: the next start shows it before it opens the
 * month in which it stands, which takes as long as the month is large. The logs have all of it, so
 * that losing it costs nothing but that time.
 */
export class LastPage {
  readonly #context: LastPageContext;
  #kept: { readonly conversation: ConversationId; readonly entries: readonly Entry[] } | null =
    null;
  #shown: Shown | null = null;
  #cancel: (() => void) | null = null;

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

  #read(kept: unknown): { conversation: ConversationId; entries: Entry[] } | null {
    if (!Array.isArray(kept)) return null;
    const [conversation, bytes, sum] = kept as [ConversationId, Uint8Array, number];
    if (sumOf({ chain: 0 as ChainId, number: 0, bytes }) !== sum) return null;
    const { office, keys } = this.#context;
    const entries = (decode(bytes) as unknown as Row[]).map(
      ([log, chain, number, device, id, bytes]) => {
        const envelope = decodeEnvelope(bytes);
        const { hlc } = envelope;
        const at = { log, chain, number, device, id, hlc, bytes, envelope, act: null };
        return new Entry(at, office, keys);
      },
    );
    return entries.length > 0 ? { conversation, entries } : null;
  }

  /** What was kept of a conversation, once; null when it was another one. */
  take(conversation: ConversationId): readonly Entry[] | null {
    const kept = this.#kept;
    this.#kept = null;
    return kept?.conversation === conversation ? kept.entries : null;
  }

  /** This is looked at now, or changed: it is kept in a while. */
  keep(shown: Shown): void {
    this.#shown = shown;
    this.#cancel ??= this.#context.clock.after(KEEP_AFTER, () => void this.#write());
  }

  async #write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const shown = this.#shown;
    const bytes = shown && packed(shown);
    if (!bytes) return;
    const sum = sumOf({ chain: 0 as ChainId, number: 0, bytes });
    // The disk tells of itself where something is lost by it.
    await this.#context.state.set({ [KEY]: [shown.conversation, bytes, sum] }).catch(() => {});
  }

  /** Keeps what is shown, if it was not kept since it changed. */
  async close(): Promise<void> {
    if (this.#cancel) await this.#write();
  }
}

function packed(shown: Shown): Uint8Array | null {
  for (let count = MESSAGES; count >= 1; count = Math.floor(count / 2)) {
    const page = shown.newestPage(count);
    if (!page) return null;
    const size = page.reduce((sum, { at }) => sum + at.bytes.length, 0);
    if (size > MOST) continue;
    const rows = page.map(({ at }) => [at.log, at.chain, at.number, at.device, at.id, at.bytes]);
    return encode(rows as Cbor);
  }
  return null;
}
