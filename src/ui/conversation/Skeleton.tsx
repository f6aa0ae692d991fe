import { For, type JSX, Show } from 'solid-js';
import { createPatience } from '../start/Starting.tsx';
import { text } from '../text/text.ts';

/** Where messages will stand, once waiting has become long enough to notice. */
export function Skeleton(): JSX.Element {
  const over = createPatience();
  return (
    <div class="opening">
      <Show when={over()}>
        <p class="unseen">{text.conversation.loading}</p>
        <div class="skeleton" aria-hidden="true">
          <For each={[1, 2, 3, 4]}>
            {() => (
              <div class="skeleton-message">
                <span />
              </div>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
