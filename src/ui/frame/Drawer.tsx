import './Drawer.css';
import { Dialog } from '@kobalte/core/dialog';
import type { JSX } from 'solid-js';

interface DrawerProps {
  readonly side: 'start' | 'end';
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** Id of the element that names it. */
  readonly labelledBy: string;
  readonly children: JSX.Element;
}

/** On narrow screens: what slides over the page from a side. */
export function Drawer(props: DrawerProps): JSX.Element {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpen} modal preventScroll={false}>
      <Dialog.Portal>
        <Dialog.Overlay class="drawer-veil" />
        <Dialog.Content class={`drawer ${props.side}`} aria-labelledby={props.labelledBy}>
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
