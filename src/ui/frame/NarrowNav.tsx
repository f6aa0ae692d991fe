import './NarrowNav.css';
import { For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { ConversationLink } from './ConversationLink.tsx';
import { createSections, inOrder } from './sections.ts';

/**
 * On narrow screens, while the sidebar is out of sight: the conversations for those who listen or use
 * a keyboard. They come into sight when the focus reaches them.
 */
export function NarrowNav(props: { readonly current: ConversationId | null }): JSX.Element {
  const view = useView();
  const drafts = createObserved(view.app.drafts.all);
  const current = () => props.current;
  const sections = createSections(view, current);
  const leave = (): void => (document.activeElement as HTMLElement | null)?.blur();
  return (
    <nav class="narrow-nav" aria-label={text.nav.label}>
      <ul>
        <For each={inOrder(sections())}>
          {(id) => (
            <Show when={view.conversations.of(id)}>
              {(conversation) => (
                <ConversationLink
                  conversation={conversation()}
                  current={props.current === id}
                  draft={drafts().has(id)}
                  onChoose={leave}
                />
              )}
            </Show>
          )}
        </For>
      </ul>
    </nav>
  );
}
