import './Drawer.css';
import { Dialog } from '@kobalte/core/dialog';
import { createComputed, type JSX } from 'solid-js';
import { rememberFocus } from '../parts/focus.ts';

interface DrawerProps {
  readonly side: 'start' | 'end';
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** Id of the element that names it. */
  readonly labelledBy: string;
  readonly children: JSX.Element;
}

/** On narrow screens: what slides over the page from a side. */
export default function Drawer(props: DrawerProps): JSX.Element {
  let content!: HTMLDivElement;
  let giveBack = (): void => {};
  createComputed(() => {
    if (props.open) giveBack = rememberFocus();
  });
  return (
    <Dialog open={props.open} onOpenChange={props.onOpen} modal preventScroll={false}>
      <Dialog.Portal>
        <Dialog.Overlay class="drawer-veil" />
        <Dialog.Content
          ref={content}
          class={`drawer ${props.side}`}
          aria-labelledby={props.labelledBy}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveBack();
          }}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (content.querySelector<HTMLElement>('[aria-current]') ?? content).focus();
          }}
        >
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
