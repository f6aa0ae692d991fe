import type { ConversationId, EntryId } from '../model/ids.ts';
import type { Message, Messages, Observable } from './messenger.ts';
import { makeSource } from './observable.ts';
import type { Talk } from './talk.ts';

/** What a thread needs of its timeline. */
interface Whole {
  readonly conversation: ConversationId;
  readonly talk: Talk;
  readonly complete: Observable<boolean>;
  loadOlder(): Promise<void>;
  markRead(): void;
}

/** One thread of an open timeline: its root, once that is loaded, and its replies. */
export class ThreadView implements Messages {
  readonly conversation: ConversationId;
  readonly messages = makeSource<readonly Message[]>([]);
  readonly complete = makeSource(false);
  readonly #root: EntryId;
  readonly #timeline: Whole;
  readonly #closed: () => void;

  constructor(root: EntryId, timeline: Whole, closed: () => void) {
    this.conversation = timeline.conversation;
    this.#root = root;
    this.#timeline = timeline;
    this.#closed = closed;
    this.follow();
  }

  /** Takes over what changed in the timeline. */
  follow(): void {
    const { talk, complete } = this.#timeline;
    const root = talk.message(this.#root);
    const fresh = [...(root ? [root] : []), ...talk.thread(this.#root)];
    const before = this.messages.get();
    const same = fresh.length === before.length && fresh.every((it, i) => it === before[i]);
    if (!same) this.messages.set(fresh);
    this.complete.set(root !== null || complete.get());
  }

  loadOlder(): Promise<void> {
    return this.complete.get() ? Promise.resolve() : this.#timeline.loadOlder();
  }

  markRead(): void {
    this.#timeline.markRead();
  }

  close(): void {
    this.#closed();
  }
}
