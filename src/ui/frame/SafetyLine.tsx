import CircleCheck from 'lucide-solid/icons/circle-check';
import { createEffect, type JSX, Match, onCleanup, Switch } from 'solid-js';
import { createObserved } from '../observe.ts';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Whether one can close the page now; while something is not durable, the browser asks before it does. */
export function SafetyLine(): JSX.Element {
  const view = useView();
  const safety = createObserved(view.messenger.safety);
  createEffect(() => {
    if (safety() !== 'writing') return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    onCleanup(() => window.removeEventListener('beforeunload', ask));
  });
  return (
    <p class="status-more status-safety">
      <Switch>
        <Match when={safety() === 'safe'}>
          <span class="status-safe">
            <CircleCheck size={12} aria-hidden="true" />
            {text.safety.safe}
          </span>
        </Match>
        <Match when={safety() === 'waiting'}>
          <a class="status-action" href="#/outbox">
            {text.safety.waiting(view.outbox())}
          </a>
        </Match>
        <Match when={safety() === 'writing'}>{text.safety.writing}</Match>
      </Switch>
    </p>
  );
}
