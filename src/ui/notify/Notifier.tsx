import BellRing from 'lucide-solid/icons/bell-ring';
import X from 'lucide-solid/icons/x';
import { createEffect, createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { keepText } from '../keep.ts';
import { goTo } from '../layers.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { showNotification, toldOf } from './desktop.ts';
import { createPermission } from './permission.ts';

const DISMISSED = 'confab.notify-later';

/**
 * Tells of messages on the desktop. The first that it could have told of is when it offers to, and only
 * the person's own click asks the browser for it.
 */
export default function Notifier(props: { readonly current: ConversationId | null }): JSX.Element {
  const view = useView();
  const permission = createPermission();
  const [offered, setOffered] = createSignal(false);
  createEffect(() => view.messenger.heed(view.attentive() ? props.current : null));
  onCleanup(
    view.messenger.onNews((news) => {
      if (!view.preferences().desktop) return;
      const told = toldOf(view, news);
      if (permission.now() === 'granted' && told) showNotification(told).catch(console.error);
      else if (!localStorage.getItem(DISMISSED)) setOffered(true);
    }),
  );
  // A click on what the service worker shows.
  onMount(() => {
    const open = ({ data }: MessageEvent): void => {
      if (typeof data?.open === 'string' && data.open.startsWith('#/c/')) goTo(data.open);
    };
    navigator.serviceWorker?.addEventListener('message', open);
    onCleanup(() => navigator.serviceWorker?.removeEventListener('message', open));
  });
  const later = (): void => {
    keepText(localStorage, DISMISSED, '1');
    setOffered(false);
  };
  return (
    <Show when={offered() && permission.now() === 'default'}>
      <section class="banner quiet" aria-label={text.news.offerLabel}>
        <BellRing size={16} aria-hidden="true" />
        <p>{text.news.offer}</p>
        <Button onClick={() => void permission.ask()}>{text.news.allow}</Button>
        <IconButton label={text.news.later} onClick={later}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </section>
    </Show>
  );
}
