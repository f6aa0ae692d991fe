import './Custom.css';
import { type JSX, Show } from 'solid-js';
import type { CustomStatus } from '../../messenger/messenger.ts';

/** What somebody says of themselves. */
export function Custom(props: {
  readonly custom: CustomStatus | null;
  /** Only its emoji is in sight, as beside a name; the words are for those who listen or point at it. */
  readonly short?: boolean;
}): JSX.Element {
  return (
    <Show when={props.custom}>
      {(custom) => (
        <span class="custom" classList={{ clipped: !props.short }} title={custom().text}>
          <Show when={custom().emoji}>
            {(emoji) => <span class="custom-emoji">{emoji()}</span>}
          </Show>
          <Show when={custom().text && (!props.short || !custom().emoji)}>
            <span class="name" dir="auto">
              {custom().text}
            </span>
          </Show>
          <Show when={props.short && custom().emoji}>
            <span class="unseen">{custom().text}</span>
          </Show>
        </span>
      )}
    </Show>
  );
}
