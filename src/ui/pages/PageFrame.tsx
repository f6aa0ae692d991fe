import '../conversation/About.css';
import '../conversation/MessageRow.css';
import './pages.css';
import Menu from 'lucide-solid/icons/menu';
import { type JSX, Show } from 'solid-js';
import { StatusLine } from '../frame/StatusLine.tsx';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';

export interface PageProps {
  readonly narrow: boolean;
  readonly onSidebar: () => void;
}

interface PageFrameProps extends PageProps {
  readonly title: string;
  /** What can be done with all of it. */
  readonly actions?: JSX.Element;
  readonly children: JSX.Element;
}

/** A page in the place of a conversation. */
export function PageFrame(props: PageFrameProps): JSX.Element {
  return (
    <>
      <header class="bar">
        <Show when={props.narrow}>
          <IconButton label={text.nav.open} onClick={() => props.onSidebar()}>
            <Menu size={18} aria-hidden="true" />
          </IconButton>
        </Show>
        <div class="conversation-head">
          <h1 id="page-title" class="conversation-name">
            {props.title}
          </h1>
          <Show when={props.narrow}>
            <StatusLine />
          </Show>
        </div>
        {props.actions}
      </header>
      <section class="page" data-region="page" tabindex="0" aria-labelledby="page-title">
        <div class="page-column">{props.children}</div>
      </section>
    </>
  );
}

/** What a page says while there is nothing on it, and what would bring something. */
export function PageEmpty(props: {
  readonly icon: JSX.Element;
  readonly title: string;
  readonly hint: string;
}): JSX.Element {
  return (
    <div class="page-empty">
      {props.icon}
      <h2>{props.title}</h2>
      <p>{props.hint}</p>
    </div>
  );
}
