import Bookmark from 'lucide-solid/icons/bookmark';
import Inbox from 'lucide-solid/icons/inbox';
import { createUniqueId, type JSX, Show } from 'solid-js';
import { addressOfPage, type Page } from '../address.ts';
import { createObserved } from '../observe.ts';
import { text } from '../text/text.ts';
import { countText } from '../text/time.ts';
import { useView } from '../view.ts';

interface PageLinksProps {
  readonly current: Page | null;
  readonly onChoose: () => void;
}

/** What is no conversation and gathers from all of them. */
export function PageLinks(props: PageLinksProps): JSX.Element {
  const view = useView();
  const unread = createObserved(view.messenger.inbox.unread);
  const description = createUniqueId();
  const words = () => (unread() > 0 ? text.inbox.unread(unread()) : '');
  const link = (page: Page, icon: JSX.Element, more?: JSX.Element): JSX.Element => (
    <li>
      <a
        class="conversation-link"
        href={addressOfPage(page)}
        aria-current={props.current === page ? 'page' : undefined}
        aria-describedby={page === 'inbox' && words() ? description : undefined}
        onClick={() => props.onChoose()}
      >
        {icon}
        <span class="name clipped">{text[page].title}</span>
        {more}
      </a>
    </li>
  );
  return (
    <nav class="page-links" aria-label={text.places.label}>
      <ul>
        {link(
          'inbox',
          <Inbox size={16} aria-hidden="true" />,
          <Show when={unread() > 0}>
            <span class="conversation-count" aria-hidden="true">
              {countText(unread())}
            </span>
          </Show>,
        )}
        {link('saved', <Bookmark size={16} aria-hidden="true" />)}
      </ul>
      <span id={description} hidden>
        {words()}
      </span>
    </nav>
  );
}
