import CircleAlert from 'lucide-solid/icons/circle-alert';
import { type JSX, Show } from 'solid-js';

/** One sentence that says what happened and what to do; read aloud when it appears. */
export function Failure(props: { readonly sentence: string | null }): JSX.Element {
  return (
    <div class="alert" role="alert">
      <Show when={props.sentence}>
        <p class="failure">
          <CircleAlert size={16} aria-hidden="true" />
          <span>{props.sentence}</span>
        </p>
      </Show>
    </div>
  );
}
