import './UpdateOffer.css';
import { type JSX, Show } from 'solid-js';
import type { App } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { text } from '../text/text.ts';

/** A newer version is taken only when the person agrees. */
export function UpdateOffer(props: { readonly update: App['update'] }): JSX.Element {
  const update = createObserved(props.update);
  return (
    <Show when={update()}>
      {(change) => (
        <div class="update">
          <span>{text.update.ready}</span>
          <Button kind="quiet" onClick={() => change()()}>
            {text.update.reload}
          </Button>
        </div>
      )}
    </Show>
  );
}
