import type { ConversationId } from '../model/ids.ts';
import type { Sort } from '../search/ask.ts';
import type { Misunderstood as Unread } from '../search/query.ts';
import type { Stretch } from '../search/snippet.ts';
import type { Choices, Completion } from '../search/suggest.ts';
import type { Observable } from './observable.ts';

export type { Sort } from '../search/ask.ts';
export type { Stretch } from '../search/snippet.ts';
export type { Completion } from '../search/suggest.ts';

/** How far back what is here was searched. */
export type Coverage =
  | { readonly kind: 'whole' }
  /** Everything since `back` (Unix time in milliseconds) is; older messages are still coming. */
  | { readonly kind: 'partly'; readonly back: number };

/** A part of a question that could not be followed, in the words of whoever asked. */
export type Misunderstood =
  | Unread
  | {
      readonly what: string;
      readonly why: 'unknown-person' | 'unknown-conversation' | 'not-possible';
    };

export interface HitOf<Message> {
  readonly message: Message;
  /** Where in its text, or in its files’ names, it was found. */
  readonly snippet: readonly Stretch[];
}

export interface PageOf<Message> {
  /** False where nothing of the question was left to look for; `misunderstood` says why. */
  readonly asked: boolean;
  /** The best or the newest first, as was asked. */
  readonly hits: readonly HitOf<Message>[];
  /** How many messages match; where `more`, at least so many. */
  readonly total: number;
  readonly more: boolean;
  /** Nothing matched as it was written: what is spelled alike is shown. */
  readonly alike: boolean;
  readonly misunderstood: readonly Misunderstood[];
  /** How many hits to pass over for the next page; null when there is none. */
  readonly next: number | null;
}

export interface SearchOptions {
  /** Default: by relevance. */
  readonly sort?: Sort;
  /** Only this conversation. */
  readonly within?: ConversationId | null;
  readonly offset?: number;
  /** Hits of a page; default 20. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Search over everything that this device holds and may read. It never leaves the device. */
export interface SearchOf<Message> {
  /**
   * Begins to read the index, and to bring it up to date in the background; asking begins it too.
   * Harmless when begun.
   */
  begin(): void;
  /** Answers a question. Never rejects for what was asked; with the signal's reason when it is aborted. */
  find(question: string, options?: SearchOptions): Promise<PageOf<Message>>;
  readonly coverage: Observable<Coverage>;
  /** Grows with every change of what is found. */
  readonly updates: Observable<number>;
  /** What could be meant by what stands before the caret; `words` for days in the person's language. */
  complete(
    question: string,
    caret: number,
    words: Pick<Choices, 'days' | 'months'>,
  ): readonly Completion[];
  /** Resolves when all that is held is indexed, as far as it can be read. */
  upToDate(signal?: AbortSignal): Promise<void>;
}
