import type { Receipts } from '../log/receipts.ts';
import {
  type ChainId,
  type ConversationId,
  type LogId,
  partsOf,
  type Vector,
} from '../model/ids.ts';
import type { StateStore } from '../ports.ts';

const READ = 'read/';

/**
 * How far the person has read, per chain: unread follows arrival, so that what slips in above, late,
 * is never missed.
 */
export class Reading {
  readonly #state: StateStore;
  readonly #own: Receipts;
  readonly #read = new Map<LogId, Map<ChainId, number>>();
  readonly #listeners = new Set<(conversation: ConversationId) => void>();

  constructor(state: StateStore, own: Receipts) {
    this.#state = state;
    this.#own = own;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#state.scan(READ)) {
      this.#read.set(key.slice(READ.length) as LogId, new Map(value as [ChainId, number][]));
    }
  }

  isRead(log: LogId, chain: ChainId, number: number): boolean {
    return number < (this.#read.get(log)?.get(chain) ?? 0);
  }

  /** Entries by other devices that arrived after the person last read. */
  unread(log: LogId, vector: Vector): number {
    const read = this.#read.get(log);
    let count = 0;
    for (const [chain, next] of vector) {
      if (!this.#own.isOwn(log, chain)) count += Math.max(0, next - (read?.get(chain) ?? 0));
    }
    return count;
  }

  /** Marks what is held of these logs as read. */
  mark(vectors: Iterable<readonly [LogId, Vector]>): void {
    const pairs: Record<string, unknown> = {};
    const conversations = new Set<ConversationId>();
    for (const [log, vector] of vectors) {
      const conversation = partsOf(log)?.conversation;
      if (!conversation || this.unread(log, vector) === 0) continue;
      this.#read.set(log, new Map(vector));
      pairs[READ + log] = [...vector];
      conversations.add(conversation);
    }
    if (conversations.size === 0) return;
    // A read position that is lost shows a message as unread once more, nothing worse.
    void this.#state.set(pairs).catch(() => {});
    for (const conversation of conversations) {
      for (const listener of [...this.#listeners]) listener(conversation);
    }
  }

  onChange(listener: (conversation: ConversationId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
