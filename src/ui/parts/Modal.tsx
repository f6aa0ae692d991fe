import './Modal.css';
import { Dialog } from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, onCleanup, onMount } from 'solid-js';
import type { DialogAddress } from '../address.ts';
import { createLayer } from '../layers.ts';
import { text } from '../text/text.ts';
import { rememberFocus } from './focus.ts';
import { hideOthers } from './hideOthers.ts';

interface ModalProps {
  readonly title: string;
  /** Of its own, where it is a view. */
  readonly address?: DialogAddress | undefined;
  readonly onClose: () => void;
  readonly children: JSX.Element;
}

/** A dialog over the page; shown for as long as it exists. */
export function Modal(props: ModalProps): JSX.Element {
  let content!: HTMLDivElement;
  createLayer(
    () => props.onClose(),
    () => props.address ?? null,
  );
  const giveBack = rememberFocus();
  // After the dialog left the page; until then the focus is in it.
  onCleanup(() => queueMicrotask(giveBack));
  onMount(() => onCleanup(hideOthers(content)));
  return (
    <Dialog open modal preventScroll={false} onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="modal-veil" />
        <div class="modal-place">
          <Dialog.Content
            ref={content}
            class="modal"
            onOpenAutoFocus={(event) => {
              // Where one writes, if there is such a place; else where Kobalte finds it. What an address opens
              // by itself has the focus as a whole: around a button it would look like somebody's choice.
              const whole = navigator.userActivation.hasBeenActive ? null : content;
              const first = content.querySelector<HTMLElement>('[data-first]') ?? whole;
              if (!first) return;
              event.preventDefault();
              // Later, as Kobalte does it: only then has a drawer behind let go of the focus.
              setTimeout(() => first.focus({ preventScroll: first === whole }));
            }}
          >
            <header class="modal-head">
              <Dialog.Title class="modal-title">{props.title}</Dialog.Title>
              <Dialog.CloseButton class="icon-button" aria-label={text.close}>
                <X size={18} aria-hidden="true" />
              </Dialog.CloseButton>
            </header>
            <div class="modal-body">{props.children}</div>
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}
