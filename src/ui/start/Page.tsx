import './start.css';
import type { JSX } from 'solid-js';
import { text } from '../text/text.ts';

interface PageProps {
  readonly title: string;
  readonly lead?: string;
  readonly children?: JSX.Element;
}

/** A page before the office is open: one thing to read, one thing to do. */
export function Page(props: PageProps): JSX.Element {
  return (
    <div class="start">
      <header class="start-brand">
        <Mark />
        <span>{text.product}</span>
      </header>
      <main class="start-page">
        <h1 class="start-title" dir="auto">
          {props.title}
        </h1>
        {props.lead && <p class="start-lead">{props.lead}</p>}
        {props.children}
      </main>
    </div>
  );
}

/** Two people's words, meeting. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <path class="mark-back" d="M8 9.5h11.5v8.5H13l-3 3v-3H8z" />
      <path class="mark-front" d="M14 14.5h10.5V23h-2v2.8L19.500 23H14z" />
    </svg>
  );
}
