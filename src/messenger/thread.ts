import type { Entry } from '../log/entry.ts';
import type { ConversationId, EntryId, Month } from '../model/ids.ts';
import type { Message, Messages, Observable } from './messenger.ts';
import { makeSource } from './observable.ts';
import { payloadOf, Talk } from './talk.ts';
import type { TimelineSource } from './timelineSource.ts';

/** What a thread needs of its timeline. */
interface Whole {
  readonly conversation: ConversationId;
  readonly latest: Observable<boolean>;
}

/**
 * One thread of an open timeline: its root, once that is loaded, and its replies. It keeps what the
 * timeline lets go of, and looks for its own beginning.
 */
export class ThreadView implements Messages {
  readonly conversation: ConversationId;
  readonly messages = makeSource<readonly Message[]>([]);
  readonly complete = makeSource(false);
  readonly latest = makeSource(true);
  readonly talk: Talk;
  readonly #root: EntryId;
  readonly #source: TimelineSource;
  readonly #closed: () => void;
  /** Everything from the newest month down to the root's was looked through. */
  #covered: boolean;
  #looking: Promise<void> | null = null;
  #open = true;

  constructor(root: EntryId, source: TimelineSource, timeline: Whole, closed: () => void) {
    this.conversation = timeline.conversation;
    this.#root = root;
    this.#source = source;
    this.#closed = closed;
    this.#covered = timeline.latest.get();
    this.talk = new Talk(this.conversation, source);
  }

  /** Takes what belongs to the thread; remarks are kept all, since what they are about may come later. */
  take(entries: Iterable<Entry>): void {
    const mine: Entry[] = [];
    for (const entry of entries) {
      const payload = payloadOf(entry);
      const isMine =
        payload?.kind === 'message'
          ? entry.at.id === this.#root || payload.thread === this.#root
          : payload !== null;
      if (isMine) mine.push(entry);
    }
    if (mine.length > 0 && this.talk.take(mine).changed) this.#publish();
    this.#tellComplete();
  }

  #publish(): void {
    const root = this.talk.message(this.#root);
    this.messages.set([...(root ? [root] : []), ...this.talk.thread(this.#root)]);
  }

  #tellComplete(): void {
    if (this.#covered && this.talk.message(this.#root)) this.complete.set(true);
  }

  reread(): void {
    if (this.talk.reread()) this.#publish();
  }

  remake(): void {
    this.talk.remake();
    this.#publish();
  }

  loadOlder(): Promise<void> {
    if (this.complete.get()) return Promise.resolve();
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Looks through the months, newest first, until the root is here. */
  async #look(): Promise<void> {
    const months: Month[] = this.#source.months(this.conversation);
    for (const month of months.reverse()) {
      if (!this.#open) return;
      this.take(await this.#source.entries(this.conversation, month));
      if (this.talk.message(this.#root)) break;
    }
    this.#covered = true;
    this.complete.set(true);
  }

  async loadNewer(): Promise<void> {}
  async toNewest(): Promise<void> {}
  keepAround(): void {}

  async seek(id: EntryId): Promise<boolean> {
    await this.loadOlder();
    return this.talk.message(id) !== null;
  }

  markRead(): void {
    if (!this.#open) return;
    const replies = this.talk.thread(this.#root).filter(({ unread }) => unread);
    const entries = replies.flatMap(({ id }) => this.talk.entry(id) ?? []);
    this.#source.markOnly(this.conversation, entries);
  }

  close(): void {
    this.#open = false;
    this.#closed();
  }
}
