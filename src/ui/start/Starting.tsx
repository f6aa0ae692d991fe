import './start.css';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { text } from '../text/text.ts';

/** Shorter waits show nothing: something that flashes by only disturbs. Milliseconds. */
const PATIENCE = 200;

/** Whether a wait has become long enough to be shown. */
export function createPatience(): () => boolean {
  const [over, setOver] = createSignal(false);
  const timer = setTimeout(() => setOver(true), PATIENCE);
  onCleanup(() => clearTimeout(timer));
  return over;
}

/** The profile is being opened. */
export function Starting(): JSX.Element {
  const over = createPatience();
  return (
    <Show when={over()}>
      <div class="starting">
        <p class="unseen">{text.starting}</p>
        <div class="starting-side" />
        <div class="starting-main" />
      </div>
    </Show>
  );
}
