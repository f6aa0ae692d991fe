import './Actions.css';
import Check from 'lucide-solid/icons/check';
import SmilePlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import Link from 'lucide-solid/icons/link';
import MailOpen from 'lucide-solid/icons/mail';
import MessageSquare from 'lucide-solid/icons/message-square-text';
import Pencil from 'lucide-solid/icons/pencil';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Reply from 'lucide-solid/icons/reply';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { useDesk } from './desk.ts';

/** How long a done action is confirmed. Milliseconds. */
const CONFIRMED = 1_500;

/** What can be done with a message. */
export function Actions(props: { readonly message: Message }): JSX.Element {
  const view = useView();
  const desk = useDesk();
  let bar!: HTMLDivElement;
  onMount(() => {
    for (const button of [...bar.querySelectorAll('button')].slice(1)) button.tabIndex = -1;
  });
  const own = (): boolean => props.message.from.self;
  const { id } = props.message;
  const root = (): Message['id'] => props.message.root ?? id;
  return (
    <div
      class="actions"
      role="toolbar"
      aria-label={text.actions.label}
      ref={bar}
      onKeyDown={(event) => walkToolbar(bar, event)}
    >
      <Show when={!props.message.deleted}>
        <IconButton
          label={text.actions.react}
          onClick={() => desk.pick({ message: props.message, anchor: bar })}
        >
          <SmilePlus size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label={text.actions.reply} onClick={() => desk.answer(props.message)}>
          <Reply size={16} aria-hidden="true" />
        </IconButton>
        <Show when={desk.root === null}>
          <IconButton label={text.actions.thread} onClick={() => desk.openThread(root())}>
            <MessageSquare size={16} aria-hidden="true" />
          </IconButton>
        </Show>
        <Show when={own()}>
          <IconButton label={text.actions.edit} onClick={() => desk.edit(id)}>
            <Pencil size={16} aria-hidden="true" />
          </IconButton>
        </Show>
        <Show when={own() || view.messenger.mayModerate()}>
          <IconButton label={text.actions.delete} onClick={() => desk.askDelete(props.message)}>
            <Trash size={16} aria-hidden="true" />
          </IconButton>
        </Show>
        <Show when={view.may('pin')}>
          <IconButton
            label={props.message.pinned ? text.actions.unpin : text.actions.pin}
            onClick={() => void desk.pin(id, !props.message.pinned)}
          >
            <Show when={props.message.pinned} fallback={<Pin size={16} aria-hidden="true" />}>
              <PinOff size={16} aria-hidden="true" />
            </Show>
          </IconButton>
        </Show>
      </Show>
      <CopyLink message={props.message} />
      <Show when={desk.root === null}>
        <IconButton label={text.actions.markUnread} onClick={() => desk.markUnread(id)}>
          <MailOpen size={16} aria-hidden="true" />
        </IconButton>
      </Show>
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

function CopyLink(props: { readonly message: Message }): JSX.Element {
  const desk = useDesk();
  const [copied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async (): Promise<void> => {
    const { conversation, id } = props.message;
    const address = addressOf(conversation, id, desk.root);
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
    <>
      <IconButton label={text.actions.copyLink} onClick={() => void copy()}>
        <Show when={copied()} fallback={<Link size={16} aria-hidden="true" />}>
          <Check size={16} aria-hidden="true" />
        </Show>
      </IconButton>
      <span class="unseen" aria-live="polite">
        {copied() ? text.actions.copied : ''}
      </span>
    </>
  );
}
