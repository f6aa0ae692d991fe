import Bookmark from 'lucide-solid/icons/bookmark';
import { For, type JSX, Show } from 'solid-js';
import type { SavedMessage, SavedMessages } from '../../messenger/messenger.ts';
import { createById, createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { shortTimeText } from '../text/time.ts';
import { useView } from '../view.ts';
import { MessageCard } from './MessageCard.tsx';
import { PageEmpty, PageFrame, PageOpened, type PageProps } from './PageFrame.tsx';

/** What the person put aside. */
export default function SavedPage(props: PageProps): JSX.Element {
  const view = useView();
  return (
    <PageFrame {...props} title={text.saved.title}>
      <PageOpened open={() => view.messenger.savedMessages()}>
        {(shelf) => <Shelf shelf={shelf} />}
      </PageOpened>
    </PageFrame>
  );
}

function Shelf(props: { readonly shelf: SavedMessages }): JSX.Element {
  // A shelf is made anew for each opening.
  const { shelf } = props;
  const items = createById(createObserved(shelf.items));
  return (
    <Show
      when={items.ids().length > 0}
      fallback={
        <PageEmpty
          icon={<Bookmark size={32} aria-hidden="true" />}
          title={text.saved.empty}
          hint={text.saved.emptyHint}
        />
      }
    >
      <ul class="cards">
        <For each={items.ids()}>
          {(id) => (
            <li>
              <Show when={items.of(id)}>{(item) => <Item item={item()} />}</Show>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

function Item(props: { readonly item: SavedMessage }): JSX.Element {
  const view = useView();
  const unsaving = createDeed();
  const unsave = (): JSX.Element => (
    <>
      <Button
        kind="quiet"
        disabled={unsaving.busy()}
        onClick={() => void unsaving.run(() => view.messenger.save(props.item.id, false))}
      >
        {text.saved.unsave}
      </Button>
      <span class="card-time">{text.saved.at(shortTimeText(props.item.at, view.today()))}</span>
      <Failure sentence={unsaving.failure()} />
    </>
  );
  return (
    <Show
      when={props.item.message}
      fallback={
        <div class="card">
          <p class="card-lead">{text.saved.missing}</p>
          <p class="card-actions">{unsave()}</p>
        </div>
      }
    >
      {(message) => <MessageCard message={message()}>{unsave()}</MessageCard>}
    </Show>
  );
}
