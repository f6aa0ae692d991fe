import { createUniqueId, For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import { createObserved } from '../observe.ts';
import { useView } from '../view.ts';
import { ConversationLink } from './ConversationLink.tsx';

interface SidebarSectionProps {
  readonly title: string;
  readonly ids: readonly ConversationId[];
  readonly current: ConversationId | null;
  readonly onChoose: () => void;
  /** What can be done with the section, beside its title. */
  readonly actions?: JSX.Element;
  /** Said in place of an empty list; without it an empty section shows its title alone. */
  readonly empty?: string;
}

/** Conversations of one kind. */
export function SidebarSection(props: SidebarSectionProps): JSX.Element {
  const view = useView();
  const drafts = createObserved(view.app.drafts.all);
  const title = createUniqueId();
  return (
    <section class="sidebar-part" aria-labelledby={title}>
      <div class="sidebar-section">
        <h2 id={title}>{props.title}</h2>
        <span class="sidebar-actions">{props.actions}</span>
      </div>
      <Show
        when={props.ids.length > 0}
        fallback={
          <Show when={props.empty}>
            <p class="sidebar-empty">{props.empty}</p>
          </Show>
        }
      >
        <ul>
          <For each={props.ids}>
            {(id) => (
              <Show when={view.conversations.of(id)}>
                {(conversation) => (
                  <ConversationLink
                    conversation={conversation()}
                    current={props.current === id}
                    draft={drafts().has(id)}
                    onChoose={props.onChoose}
                  />
                )}
              </Show>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
