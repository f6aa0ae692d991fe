import '../conversation/About.css';
import '../conversation/MessageRow.css';
import './pages.css';
import Menu from 'lucide-solid/icons/menu';
import { type JSX, Show } from 'solid-js';
import { loadMarkdown } from '../conversation/markdown/load.ts';
import { StatusLine } from '../frame/StatusLine.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { type Closable, createOpened } from './opened.ts';

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

/** Shows what is opened for a page once it is here; where it does not open, why, and a way to try again. */
export function PageOpened<T extends Closable>(props: {
  readonly open: () => Promise<T>;
  readonly children: (opened: T) => JSX.Element;
}): JSX.Element {
  const [opened, { refetch }] = createOpened(async () => {
    const [it] = await Promise.all([props.open(), loadMarkdown()]);
    return it;
  });
  return (
    <>
      <Show when={opened.error}>
        {(error) => (
          <>
            <Failure sentence={sentenceFor(error())} />
            <Button onClick={() => void refetch()}>{text.tryAgain}</Button>
          </>
        )}
      </Show>
      <Show when={!opened.error && opened()} keyed>
        {(it) => props.children(it)}
      </Show>
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
