import { createSignal, type JSX, lazy, Show } from 'solid-js';
import type { Message } from '../../messenger/messenger.ts';
import { DeliveryMark } from '../parts/marks.tsx';
import { useView } from '../view.ts';

const HeldBy = lazy(() => import('./HeldBy.tsx'));

/** Where an own message is held; a click names the devices. */
export function Delivered(props: {
  readonly message: Message;
  /** The message is under the focus or the pointer: only then the tabulator stops here. */
  readonly active: boolean;
}): JSX.Element {
  const view = useView();
  let button!: HTMLButtonElement;
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <button
        type="button"
        ref={button}
        class="delivered"
        tabindex={props.active ? 0 : -1}
        aria-expanded={open()}
        onClick={() => setOpen(true)}
      >
        <DeliveryMark delivery={view.delivery(props.message.id)} />
      </button>
      <Show when={open()}>
        <HeldBy message={props.message} anchor={button} onClose={() => setOpen(false)} />
      </Show>
    </>
  );
}
