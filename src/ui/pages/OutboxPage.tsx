import './OutboxPage.css';
import CircleCheck from 'lucide-solid/icons/circle-check';
import { For, type JSX, Show } from 'solid-js';
import type { Outbox, Unsent } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { gistOf } from '../conversation/markdown/load.ts';
import { createById, createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { nameIn } from '../parts/ConversationIcon.tsx';
import { createDeed } from '../parts/deed.ts';
import { momentText } from '../people/seenText.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { PageEmpty, PageFrame, PageOpened, type PageProps } from './PageFrame.tsx';
import { takeBack } from './takingBack.ts';

/** What waits to be sent: where, since when, why, and what can be done about it. */
export default function OutboxPage(props: PageProps): JSX.Element {
  const view = useView();
  const retry = (): JSX.Element => (
    <Show when={view.outbox() > 0}>
      <Button onClick={() => view.messenger.reconnect()}>{text.outbox.retry}</Button>
    </Show>
  );
  return (
    <PageFrame {...props} title={text.outbox.title} actions={retry()}>
      <PageOpened open={() => view.messenger.openOutbox()}>
        {(outbox) => <Waiting outbox={outbox} />}
      </PageOpened>
    </PageFrame>
  );
}

function Waiting(props: { readonly outbox: Outbox }): JSX.Element {
  const view = useView();
  // The list is made anew for each opening.
  const { outbox } = props;
  const items = createById(createObserved(outbox.items));
  const more = () => view.outbox() - items.ids().length;
  return (
    <Show
      when={items.ids().length > 0}
      fallback={
        <PageEmpty
          icon={<CircleCheck size={32} aria-hidden="true" />}
          title={text.outbox.empty}
          hint={text.outbox.emptyHint}
        />
      }
    >
      <p class="outbox-lead">{text.outbox.lead}</p>
      <ul class="outbox">
        <For each={items.ids()}>
          {(id) => <Show when={items.of(id)}>{(item) => <Item item={item()} />}</Show>}
        </For>
      </ul>
      <Show when={more() > 0}>
        <p class="outbox-lead">{text.outbox.more(more())}</p>
      </Show>
    </Show>
  );
}

function Item(props: { readonly item: Unsent }): JSX.Element {
  const view = useView();
  const cancelling = createDeed();
  const room = () => {
    const { conversation } = props.item;
    return conversation === null ? undefined : view.conversations.of(conversation);
  };
  const gist = (): string => gistOf(props.item);
  const cancel = (): Promise<void> => takeBack(view, props.item);
  return (
    <li class="outbox-item">
      <p class="outbox-where">
        <Show
          when={room()}
          fallback={props.item.conversation === null ? text.outbox.office : text.outbox.elsewhere}
        >
          {(it) => (
            <a class="name" dir="auto" href={addressOf(it().id, null, props.item.thread)}>
              {nameIn(view, it())}
            </a>
          )}
        </Show>
        <span>{text.outbox.kinds[props.item.kind]}</span>
        <span>{text.outbox.since(momentText(props.item.since, view.today()))}</span>
      </p>
      <Show when={gist()}>
        <p class="outbox-words" dir="auto">
          {gist()}
        </p>
      </Show>
      <p class="outbox-why">
        {text.outbox.why[props.item.why]}
        <Show when={!props.item.cancellable && props.item.why !== 'no-part'}>
          {' '}
          {text.outbox.mayBeSent}
        </Show>
      </p>
      <Show when={props.item.cancellable}>
        <Button
          aria-label={text.outbox.cancelNamed(gist() || text.outbox.kinds[props.item.kind])}
          disabled={cancelling.busy()}
          onClick={() => void cancelling.run(cancel)}
        >
          {text.outbox.cancel}
        </Button>
      </Show>
      <Failure sentence={cancelling.failure()} />
    </li>
  );
}
