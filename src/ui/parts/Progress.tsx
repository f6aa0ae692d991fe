import './Progress.css';
import type { JSX } from 'solid-js';

/** How far something is, as a thin line. */
export function Progress(props: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
}): JSX.Element {
  return <progress class="progress" aria-label={props.label} max={props.max} value={props.value} />;
}
