import Star from 'lucide-solid/icons/star';
import { type JSX, Show } from 'solid-js';
import type { Conversation } from '../../messenger/messenger.ts';
import { IconButton } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Puts a conversation at the top of the person's own list. */
export function StarButton(props: { readonly room: Conversation }): JSX.Element {
  const view = useView();
  const starring = createDeed();
  const star = (): void => {
    const { id, starred } = props.room;
    void starring.run(() => view.messenger.prefer(id, 'star', !starred));
  };
  return (
    <>
      <Show when={starring.failure()}>
        <Failure sentence={starring.failure()} />
      </Show>
      <IconButton label={props.room.starred ? text.places.unstar : text.places.star} onClick={star}>
        <Star class="star" classList={{ on: props.room.starred }} size={18} aria-hidden="true" />
      </IconButton>
    </>
  );
}
