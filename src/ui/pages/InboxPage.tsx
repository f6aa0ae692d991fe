import Inbox from 'lucide-solid/icons/inbox';
import { createSignal, For, type JSX, onMount, Show } from 'solid-js';
import type { InboxItem } from '../../messenger/messenger.ts';
import { loadMarkdown } from '../conversation/markdown/load.ts';
import { createById, createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { MessageCard } from './MessageCard.tsx';
import { PageEmpty, PageFrame, type PageProps } from './PageFrame.tsx';

/** Mentions, answers, replies in one's threads and reactions, from all conversations. */
export default function InboxPage(props: PageProps): JSX.Element {
  const view = useView();
  const { inbox } = view.messenger;
  const items = createById(createObserved(inbox.items));
  const unread = createObserved(inbox.unread);
  const complete = createObserved(inbox.complete);
  const [looking, setLooking] = createSignal(true);
  const [failure, setFailure] = createSignal<string | null>(null);
  const look = async (work: () => Promise<void>): Promise<void> => {
    setLooking(true);
    setFailure(null);
    try {
      await Promise.all([work(), loadMarkdown()]);
    } catch (error) {
      setFailure(text.inbox.failed(sentenceFor(error)));
    } finally {
      setLooking(false);
    }
  };
  onMount(() => void look(() => inbox.load()));
  return (
    <PageFrame
      {...props}
      title={text.inbox.title}
      actions={
        <Button kind="quiet" disabled={unread() === 0} onClick={() => inbox.markRead()}>
          {text.inbox.markRead}
        </Button>
      }
    >
      <Failure sentence={failure()} />
      <ul class="cards">
        <For each={items.ids()}>
          {(id) => (
            <li>
              <Show when={items.of(id)}>{(item) => <Item item={item()} />}</Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={!looking() && items.ids().length === 0}>
        <PageEmpty
          icon={<Inbox size={32} aria-hidden="true" />}
          title={text.inbox.empty}
          hint={text.inbox.emptyHint}
        />
      </Show>
      <Show when={looking()}>
        <p class="page-note">{text.inbox.loading}</p>
      </Show>
      <Show when={!looking() && !complete()}>
        <Button kind="quiet" onClick={() => void look(() => inbox.loadOlder())}>
          {text.inbox.older}
        </Button>
      </Show>
    </PageFrame>
  );
}

function Item(props: { readonly item: InboxItem }): JSX.Element {
  const view = useView();
  const where = (): string => {
    const room = view.conversations.of(props.item.message.conversation);
    return room ? nameIn(view, room) : '';
  };
  const who = (): string => {
    const { kind, reactions, message } = props.item;
    if (kind !== 'reaction') return message.from.name;
    const names = [...new Set(reactions.map(({ from }) => from.name))];
    const [first = ''] = names;
    return names.length > 1 ? text.inbox.others(first, names.length - 1) : first;
  };
  const emoji = (): string => [...new Set(props.item.reactions.map((it) => it.emoji))].join(' ');
  return (
    <MessageCard
      message={props.item.message}
      unread={props.item.unread}
      lead={
        <>
          <Show when={props.item.unread}>
            <span class="card-new">{text.conversation.unread}</span>
          </Show>
          <Show when={emoji()}>
            <span class="card-emoji">{emoji()}</span>
          </Show>
          <span>{text.inbox.kinds[props.item.kind](who(), where())}</span>
        </>
      }
    />
  );
}
