import type { Messenger, News } from '../../src/messenger/messenger.ts';
import { makeSource } from '../../src/messenger/observable.ts';
import type { ConversationId, MemberId } from '../../src/model/ids.ts';

type Faked = 'onNews' | 'heed' | 'typing' | 'type';

export interface FakeTelling extends Pick<Messenger, Faked> {
  /** Tells of messages as the messenger would. */
  tell(news: News): void;
  /** From now on these people type there. */
  setTyping(conversation: ConversationId, members: readonly MemberId[]): void;
  /** Where the person typed, in order. */
  readonly typed: readonly ConversationId[];
}

/** Notifications and typing, on command. */
export function makeFakeTelling(): FakeTelling {
  const listeners = new Set<(news: News) => void>();
  const typing = makeSource<ReadonlyMap<ConversationId, readonly MemberId[]>>(new Map());
  const typed: ConversationId[] = [];
  return {
    onNews: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    heed: () => {},
    typing,
    type: (conversation) => void typed.push(conversation),
    tell: (news) => {
      for (const listener of listeners) listener(news);
    },
    setTyping: (conversation, members) =>
      typing.set(new Map([...typing.get(), [conversation, members]])),
    typed,
  };
}
