import '../parts/Modal.css';
import './SwitcherDialog.css';
import { useComboboxContext } from '@kobalte/core/combobox';
import { Dialog } from '@kobalte/core/dialog';
import { Search } from '@kobalte/core/search';
import SearchIcon from 'lucide-solid/icons/search';
import { createEffect, createMemo, createSignal, type JSX, onCleanup, onMount } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { ConversationId } from '../../model/ids.ts';
import { type Deed, deedsOf } from '../commands/deeds.ts';
import { find } from '../commands/fuzzy.ts';
import { useOpening } from '../frame/opening.ts';
import { newsOf } from '../frame/sections.ts';
import { createLayer } from '../layers.ts';
import { createObserved } from '../observe.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { ConversationIcon, isNotes, nameIn, partnerIn } from '../parts/ConversationIcon.tsx';
import { rememberFocus } from '../parts/focus.ts';
import { hideOthers } from '../parts/hideOthers.ts';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Offered at once. */
const MOST = 9;

interface Goal {
  readonly id: string;
  readonly name: string;
  readonly words?: string;
  readonly weight: number;
  readonly hint: string;
  readonly icon: () => JSX.Element;
  /** Goes there, and closes or replaces this dialog. */
  run(): void | Promise<void>;
}

/** One field that leads everywhere: conversations, people and what can be done. */
export default function SwitcherDialog(props: { readonly onClose: () => void }): JSX.Element {
  const [typed, setTyped] = createSignal('');
  const [failure, setFailure] = createSignal<string | null>(null);
  let content!: HTMLDivElement;
  let input!: HTMLInputElement;
  createLayer(() => props.onClose());
  const giveBack = rememberFocus();
  onCleanup(() => queueMicrotask(giveBack));
  onMount(() => onCleanup(hideOthers(content)));
  const goals = createGoals();
  const found = createMemo(() => find(typed(), goals(), MOST));
  const choose = async (goal: Goal | null): Promise<void> => {
    if (!goal) return;
    try {
      await goal.run();
    } catch (error) {
      setFailure(sentenceFor(error));
    }
  };
  onMount(() => setTimeout(() => input.focus()));
  return (
    <Dialog open modal preventScroll={false} onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="modal-veil" />
        <div class="modal-place">
          <Dialog.Content
            ref={content}
            class="modal switcher"
            aria-label={text.switcher.title}
            onOpenAutoFocus={(event) => event.preventDefault()}
          >
            <Search<Goal>
              open
              options={found()}
              optionValue="id"
              optionTextValue="name"
              optionLabel="name"
              onChange={(goal) => void choose(goal)}
              onOpenChange={(open) => {
                if (!open) props.onClose();
              }}
              sameWidth={false}
              itemComponent={(item) => (
                <Search.Item class="switcher-item" item={item.item}>
                  {item.item.rawValue.icon()}
                  {/* No label of Kobalte's: all that is seen of an option is its name. */}
                  <span class="name clipped" dir="auto">
                    {item.item.rawValue.name}
                  </span>{' '}
                  <span class="switcher-hint">{item.item.rawValue.hint}</span>
                </Search.Item>
              )}
            >
              {/* Kobalte tells of it a moment later; until then Enter would lead nowhere. */}
              <Search.Control class="switcher-field" onInput={() => setTyped(input.value)}>
                <SearchIcon size={18} aria-hidden="true" />
                <Search.Input
                  ref={input}
                  class="switcher-input"
                  aria-label={text.switcher.title}
                  placeholder={text.switcher.hint}
                  dir="auto"
                />
              </Search.Control>
              <BestFirst best={found()[0]?.id} />
              <Search.Listbox class="switcher-list" aria-label={text.switcher.found} />
              <Search.NoResult class="switcher-none">{text.switcher.none}</Search.NoResult>
            </Search>
            <Failure sentence={failure()} />
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}

/** Whoever presses Enter at once means the best match. */
function BestFirst(props: { readonly best: string | undefined }): JSX.Element {
  const context = useComboboxContext();
  createEffect(() => {
    const { best } = props;
    const manager = context.listState().selectionManager();
    manager.setFocused(true);
    manager.setFocusedKey(best);
  });
  return null;
}

function createGoals(): () => readonly Goal[] {
  const view = useView();
  const opening = useOpening();
  const recent = createObserved(view.app.recent);
  /** What was visited lately, then what brings news; where one is leads nowhere. */
  const weightOf = (id: ConversationId, news: number): number => {
    if (id === opening.here()) return 0;
    const at = recent().indexOf(id);
    return (at < 0 ? 0 : 0.9 / (1 + at / 4)) + (news > 0 ? 0.1 : 0);
  };
  const conversations = (): Goal[] =>
    view.conversations.ids().flatMap((id): Goal[] => {
      const it = view.conversations.of(id);
      if (!it) return [];
      const kind = it.archived ? text.rooms.archived : text.switcher.kinds[it.kind];
      const news = newsOf(it);
      return [
        {
          id,
          name: nameIn(view, it),
          words: it.topic,
          weight: it.archived ? 0 : weightOf(id, news),
          hint: news > 0 ? text.nav.unread(news) : kind,
          icon: () => <ConversationIcon conversation={it} size={16} />,
          run: () => opening.go(id),
        },
      ];
    });
  const people = (): Goal[] => {
    const here = view.conversations.ids().map((id) => view.conversations.of(id));
    const known = new Set(here.flatMap((it) => (it && partnerIn(view, it)?.id) || []));
    const hasNotes = here.some((it) => it && isNotes(it));
    return view.members.ids().flatMap((id): Goal[] => {
      const it = view.members.of(id);
      // Whose direct stands in the list already.
      if (!it || known.has(id) || (it.self ? hasNotes : !view.may('create-group'))) return [];
      return [
        {
          id,
          name: it.self ? text.places.notes(it.name) : it.name,
          weight: 0.01,
          hint: it.self ? text.switcher.notes : text.switcher.person,
          icon: () => <Avatar id={id} name={it.name} small />,
          run: async () => opening.go(await view.messenger.openDirect(it.self ? [] : [id])),
        },
      ];
    });
  };
  const deeds = (): Goal[] =>
    deedsOf(view, opening).map(
      (deed: Deed): Goal => ({
        id: `deed-${deed.id}`,
        name: deed.name,
        weight: 0.005,
        hint: text.switcher.deed,
        icon: () => <Dynamic component={deed.icon} size={16} aria-hidden="true" />,
        run: deed.run,
      }),
    );
  return createMemo(() => [...conversations(), ...people(), ...deeds()]);
}
