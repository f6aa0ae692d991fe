import './Actions.css';
import Check from 'lucide-solid/icons/check';
import { createMemo, For, type JSX, onMount, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Message } from '../../messenger/messenger.ts';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { useDesk } from './desk.ts';
import { actionsOf, type MessageAction } from './messageActions.ts';

/** What can be done with a message. */
export function Actions(props: { readonly message: Message }): JSX.Element {
  const view = useView();
  const desk = useDesk();
  let bar!: HTMLDivElement;
  onMount(() => {
    for (const button of [...bar.querySelectorAll('button')].slice(1)) button.tabIndex = -1;
  });
  const actions = createMemo(() => actionsOf(props.message, desk, view));
  // The buttons stay while only what they say changes: the focus may be on one of them.
  const ids = createMemo(() => actions().map(({ id }) => id), [], {
    equals: (a, b) => a.join() === b.join(),
  });
  const copied = () => desk.copied() === props.message.id;
  const button = (of: () => MessageAction): JSX.Element => (
    <IconButton label={of().label} onClick={() => of().run(bar)}>
      <Show
        when={of().id === 'copy-link' && copied()}
        fallback={<Dynamic component={of().icon} size={16} aria-hidden="true" />}
      >
        <Check size={16} aria-hidden="true" />
      </Show>
    </IconButton>
  );
  return (
    <div class="actions-rail">
      <div
        class="actions"
        role="toolbar"
        aria-label={text.actions.label}
        ref={bar}
        onKeyDown={(event) => walkToolbar(bar, event)}
      >
        <For each={ids()}>
          {(id) => <Show when={actions().find((it) => it.id === id)}>{(of) => button(of)}</Show>}
        </For>
        <span class="unseen" aria-live="polite">
          {copied() ? text.actions.copied : ''}
        </span>
      </div>
    </div>
  );
}

/** One stop for the tabulator; the arrows, Home and End go from button to button. */
function walkToolbar(bar: HTMLElement, event: KeyboardEvent): void {
  const buttons = [...bar.querySelectorAll('button')];
  const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const forward = getComputedStyle(bar).direction === 'rtl' ? -1 : 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: here + forward,
    ArrowLeft: here - forward,
    Home: 0,
    End: buttons.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined || here < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = buttons[(target + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next?.focus();
}
