import './Actions.css';
import Check from 'lucide-solid/icons/check';
import Link from 'lucide-solid/icons/link';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';

/** How long a done action is confirmed. Milliseconds. */
const CONFIRMED = 1_500;

/** What can be done with a message. */
export function Actions(props: { readonly message: Message }): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async (): Promise<void> => {
    const address = addressOf(props.message.conversation, props.message.id);
    try {
      await navigator.clipboard.writeText(new URL(address, location.href).href);
    } catch {
      // The browser forbids it: then the link stands where it can be copied by hand.
      location.hash = address;
      return;
    }
    setCopied(true);
    timer = setTimeout(() => setCopied(false), CONFIRMED);
  };
  return (
    <div class="actions" role="toolbar" aria-label={text.actions.label}>
      <IconButton label={text.actions.copyLink} onClick={() => void copy()}>
        <Show when={copied()} fallback={<Link size={16} aria-hidden="true" />}>
          <Check size={16} aria-hidden="true" />
        </Show>
      </IconButton>
      <span class="unseen" aria-live="polite">
        {copied() ? text.actions.copied : ''}
      </span>
    </div>
  );
}
