import './Avatar.css';
import { createMemo, type JSX } from 'solid-js';
import { hueOf, initialsOf } from './initials.ts';

interface AvatarProps {
  /** Decides the colour. */
  readonly id: string;
  readonly name: string;
  readonly small?: boolean;
}

/** A member without a picture. The name stands beside it, so it says nothing itself. */
export function Avatar(props: AvatarProps): JSX.Element {
  const hue = createMemo(() => hueOf(props.id));
  return (
    <span
      class="avatar"
      classList={{ small: props.small }}
      style={{ '--hue': String(hue()) }}
      aria-hidden="true"
    >
      {initialsOf(props.name)}
    </span>
  );
}
