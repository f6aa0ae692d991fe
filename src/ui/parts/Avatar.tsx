import './Avatar.css';
import { createMemo, type JSX } from 'solid-js';
import { colourOf, initialsOf } from './initials.ts';

interface AvatarProps {
  /** Decides the colour. */
  readonly id: string;
  readonly name: string;
  readonly small?: boolean;
}

/** A member without a picture. The name stands beside it, so it says nothing itself. */
export function Avatar(props: AvatarProps): JSX.Element {
  const colour = createMemo(() => colourOf(props.id));
  return (
    <span
      class="avatar"
      classList={{ small: props.small, deep: colour().deep }}
      style={{ '--hue': String(colour().hue) }}
      // Drawn by the stylesheet: letters that stand for a name are no part of it.
      data-initials={initialsOf(props.name)}
      aria-hidden="true"
    />
  );
}
