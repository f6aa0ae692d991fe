import './Avatar.css';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import type { MemberId } from '../../model/ids.ts';
import { useView } from '../view.ts';
import { faceUrl } from './faceUrl.ts';
import { colourOf, initialsOf } from './initials.ts';

interface AvatarProps {
  /** Decides the colour, and whose picture it is. */
  readonly id: string;
  readonly name: string;
  readonly small?: boolean;
}

/** A member's picture, or their initials. The name stands beside it, so it says nothing itself. */
export function Avatar(props: AvatarProps): JSX.Element {
  const view = useView();
  const colour = createMemo(() => colourOf(props.id));
  // One object as long as it is one picture, whatever else changes about the member.
  const face = createMemo(() => view.members.of(props.id as MemberId)?.face ?? null);
  return (
    <span
      class="avatar"
      classList={{ small: props.small, deep: colour().deep }}
      style={{ '--hue': String(colour().hue) }}
      // Drawn by the stylesheet: letters that stand for a name are no part of it.
      data-initials={initialsOf(props.name)}
      aria-hidden="true"
    >
      <Show when={face()} keyed>
        {(bytes) => <Face bytes={bytes} />}
      </Show>
    </span>
  );
}

/** What others sent as a picture: where it is none, the initials below it stay. */
function Face(props: { readonly bytes: Uint8Array }): JSX.Element {
  const [broken, setBroken] = createSignal(false);
  return (
    <Show when={!broken()}>
      <img
        class="avatar-face"
        src={faceUrl(props.bytes)}
        alt=""
        decoding="async"
        draggable={false}
        onError={() => setBroken(true)}
      />
    </Show>
  );
}
