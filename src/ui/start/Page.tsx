import './start.css';
import { type JSX, onMount } from 'solid-js';
import { text } from '../text/text.ts';

interface PageProps {
  readonly title: string;
  readonly lead?: string;
  readonly children?: JSX.Element;
}

/** A page before the office is open: one thing to read, one thing to do. */
export function Page(props: PageProps): JSX.Element {
  let page!: HTMLElement;
  onMount(() => page.querySelector<HTMLElement>('[data-first]')?.focus());
  return (
    <div class="start">
      <header class="start-brand">
        <Mark />
        <span>{text.product}</span>
      </header>
      <main ref={page} class="start-page">
        <h1 class="start-title" dir="auto">
          {props.title}
        </h1>
        {props.lead && <p class="start-lead">{props.lead}</p>}
        {props.children}
      </main>
    </div>
  );
}

/** Two people's words, meeting; as in public/icon.svg. */
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path
        class="mark-back"
        d="M9 6.5h8a3 3 0 0 1 3 3v4.5a3 3 0 0 1-3 3h-4.5L8.5 20.5V17A3 3 0 0 1 6 14V9.5a3 3 0 0 1 3-3z"
      />
      <path
        class="mark-front"
        d="M15 12.5h8a3 3 0 0 1 3 3V20a3 3 0 0 1-2.5 3v3.5L19.5 23H15a3 3 0 0 1-3-3v-4.5a3 3 0 0 1 3-3z"
      />
    </svg>
  );
}
