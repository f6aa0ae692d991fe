import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createMemo, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';
import type { Section } from '../app.ts';
import { createObserved } from '../observe.ts';
import { useView } from '../view.ts';
import { ConversationLink } from './ConversationLink.tsx';
import { bringsNews } from './sections.ts';

interface SidebarSectionProps {
  readonly section: Section;
  readonly title: string;
  readonly ids: readonly ConversationId[];
  readonly current: ConversationId | null;
  readonly onChoose: () => void;
  /** What can be done with the section, beside its title. */
  readonly actions?: JSX.Element;
  /** Said in place of an empty list; without it an empty section shows its title alone. */
  readonly empty?: string;
}

/** One part of the sidebar. Folded, it shows what is open and what brings news. */
export function SidebarSection(props: SidebarSectionProps): JSX.Element {
  const view = useView();
  const drafts = createObserved(view.app.drafts.all);
  /** The conversations in which something was typed and not sent, in a thread of theirs or not. */
  const drafted = createMemo(
    () => new Set([...drafts().keys()].map((it) => it.split('/')[0])),
    new Set(),
    // Each letter that is typed changes a draft, and hardly ever which there are.
    { equals: (a, b) => a.size === b.size && [...a].every((it) => b.has(it)) },
  );
  const allFolded = createObserved(view.app.folded);
  const title = createUniqueId();
  const folded = () => allFolded().has(props.section);
  const fold = (): void => {
    const next = new Set(allFolded());
    if (!next.delete(props.section)) next.add(props.section);
    view.app.folded.set(next);
  };
  const shown = () =>
    folded()
      ? props.ids.filter((id) => {
          const it = view.conversations.of(id);
          return id === props.current || (it !== undefined && bringsNews(it));
        })
      : props.ids;
  return (
    <section class="sidebar-part" aria-labelledby={title}>
      <div class="sidebar-section">
        <h2 id={title}>
          <button type="button" class="sidebar-fold" aria-expanded={!folded()} onClick={fold}>
            {props.title}
            <ChevronDown class="fold-mark" size={14} aria-hidden="true" />
          </button>
        </h2>
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
          <For each={shown()}>
            {(id) => (
              <Show when={view.conversations.of(id)}>
                {(conversation) => (
                  <ConversationLink
                    conversation={conversation()}
                    current={props.current === id}
                    draft={drafted().has(id)}
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
