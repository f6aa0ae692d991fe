/** What a pretended person keeps for themselves, and what happened to them. */
import type {
  InboxItem,
  Message,
  Messenger,
  Observable,
  SavedMessage,
} from '../../src/messenger/messenger.ts';
import { makeSource } from '../../src/messenger/observable.ts';
import type { Personal } from '../../src/messenger/personal.ts';
import type { Talk } from '../../src/messenger/talk.ts';
import { unchanged } from '../../src/messenger/unchanged.ts';
import type { ConversationId, DeviceId, EntryId, LogId } from '../../src/model/ids.ts';
import type { Personal as Kept } from '../../src/model/payload.ts';
import { hlcAt } from '../../src/model/time.ts';

interface Options {
  readonly personal: Personal;
  talks(): readonly {
    readonly talk: Talk;
    readonly messages: Observable<readonly Message[]>;
  }[];
  readonly device: DeviceId;
  logOf(message: EntryId): LogId;
  reread(conversation: ConversationId): void;
  /** A conversation was starred or hidden. */
  changed(): void;
}

type FakePersonal = Pick<
  Messenger,
  'saved' | 'save' | 'savedMessages' | 'prefer' | 'setLevel' | 'mute' | 'inbox'
>;

export function makeFakePersonal(options: Options): FakePersonal {
  const { personal, talks, device } = options;
  let written = 0;
  const keep = (kept: Kept): void => {
    const number = String(written++).padStart(4, '0');
    const id = `kept${number}`.padEnd(42, '-').concat('A') as EntryId;
    const hlc = (hlcAt(Date.now()) + written) as ReturnType<typeof hlcAt>;
    personal.take([{ id, log: 'own' as LogId, device, hlc, kept }]);
    options.changed();
  };
  const find = (id: EntryId): Message | null =>
    talks()
      .map(({ talk }) => talk.message(id))
      .find((it) => it !== null) ?? null;
  const shelf = (): SavedMessage[] =>
    personal.aside().flatMap(({ id, at }) => {
      const message = find(id);
      return message ? [{ id, at, conversation: message.conversation, message }] : [];
    });
  const items = makeSource<readonly InboxItem[]>([]);
  const unread = makeSource(0);
  const read = new Set<string>();
  const look = (): void => {
    const all = talks().flatMap(({ talk, messages }) =>
      messages.get().flatMap((it) => happened(it, talk)),
    );
    const fresh = all.map((it) => ({ ...it, unread: it.unread && !read.has(it.id) }));
    items.set(
      unchanged(
        items.get(),
        fresh.sort((a, b) => b.at - a.at),
      ),
    );
    unread.set(items.get().filter((it) => it.unread).length);
  };
  const followed = new Set<Talk>();
  const follow = (): void => {
    for (const { talk, messages } of talks()) {
      if (followed.has(talk)) continue;
      followed.add(talk);
      messages.subscribe(look);
    }
    look();
  };
  queueMicrotask(follow);
  return {
    saved: personal.saved,
    save: async (target, on) => keep({ kind: 'save', target, log: options.logOf(target), on }),
    savedMessages: async () => {
      const saved = makeSource<readonly SavedMessage[]>(shelf());
      return { items: saved, close: personal.onChange(() => saved.set(shelf())) };
    },
    prefer: async (conversation, what, on) =>
      keep({ kind: 'prefer', conversation, what, value: on }),
    setLevel: async (conversation, level) =>
      keep({ kind: 'prefer', conversation, what: 'level', value: level ?? false }),
    mute: async (conversation, value) =>
      keep({ kind: 'prefer', conversation, what: 'mute', value }),
    inbox: {
      items,
      unread,
      complete: makeSource(true),
      load: async () => follow(),
      loadOlder: async () => {},
      markRead: (conversation) => {
        for (const { id, message } of items.get()) {
          if ((conversation ?? message.conversation) === message.conversation) read.add(id);
        }
        look();
      },
    },
  };
}

function happened(message: Message, talk: Talk): InboxItem[] {
  const { id, at, unread, from, deleted, replyTo, root } = message;
  if (deleted) return [];
  if (from.self) return reactionsTo(message);
  const takesPart = (thread: EntryId) =>
    [talk.message(thread), ...talk.thread(thread)].some((it) => it?.from.self);
  const kind = message.mentioned
    ? 'mention'
    : replyTo?.from?.self
      ? 'reply'
      : root && takesPart(root)
        ? 'thread'
        : null;
  return kind ? [{ id, kind, message, at, unread, reactions: [] }] : [];
}

function reactionsTo(message: Message): InboxItem[] {
  const reactions = message.reactions.flatMap(({ emoji, members }) =>
    members
      .filter((member) => member !== message.from.member)
      .map((member) => ({ emoji, from: { member, name: 'Somebody', self: false } })),
  );
  if (reactions.length === 0) return [];
  const { id, at } = message;
  return [{ id: `${id}/reactions`, kind: 'reaction', message, at, unread: true, reactions }];
}
