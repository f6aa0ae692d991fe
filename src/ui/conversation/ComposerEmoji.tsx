import Smile from 'lucide-solid/icons/face-slightly-smiling';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import { IconButton } from '../parts/Button.tsx';
import { text } from '../text/text.ts';

const EmojiPicker = lazy(() => import('../emoji/EmojiPicker.tsx'));

interface ComposerEmojiProps {
  /** Where one writes: the focus goes back there. */
  readonly box: () => HTMLTextAreaElement;
  /** Takes the text with the emoji in it, and where the caret stands behind that. */
  readonly onWrite: (text: string, caret: number) => void;
}

/** Puts an emoji where the caret is. */
export function ComposerEmoji(props: ComposerEmojiProps): JSX.Element {
  let place!: HTMLSpanElement;
  const [picking, setPicking] = createSignal(false);
  const write = (emoji: string): void => {
    const { value, selectionStart, selectionEnd } = props.box();
    const before = value.slice(0, selectionStart) + emoji;
    setPicking(false);
    props.onWrite(before + value.slice(selectionEnd), before.length);
    // The picker gives the focus back a moment later: the letters until then would be lost.
    props.box().focus();
  };
  return (
    <span class="composer-emoji" ref={place}>
      <IconButton label={text.emoji.picker} expanded={picking()} onClick={() => setPicking(true)}>
        <Smile size={18} aria-hidden="true" />
      </IconButton>
      <Show when={picking()}>
        <EmojiPicker
          anchor={place}
          back={props.box()}
          placement="top-end"
          onClose={() => setPicking(false)}
          onPick={write}
        />
      </Show>
    </span>
  );
}
