import { createResource, For, type JSX, Show } from 'solid-js';
import type { Span } from './highlight.ts';

/** Characters beyond which colours are not worth their time. */
const MOST_COLOURED = 8_000;

/** A block of code; coloured once the highlighter has come. */
export function Code(props: { readonly text: string; readonly language: string }): JSX.Element {
  const wanted = () =>
    props.language !== '' && props.text.length <= MOST_COLOURED ? props : undefined;
  const [spans] = createResource(wanted, async ({ text, language }) => {
    try {
      return (await import('./highlight.ts')).highlight(text, language);
    } catch {
      // Without colours code is code all the same.
      return null;
    }
  });
  return (
    <pre class="md-scroll" tabindex="0" dir="ltr">
      <code>
        <Show when={spans.state === 'ready' && spans()} fallback={props.text}>
          {(spans) => <Spans spans={spans()} />}
        </Show>
      </code>
    </pre>
  );
}

function Spans(props: { readonly spans: readonly Span[] }): JSX.Element {
  return (
    <For each={props.spans}>
      {(span) => (typeof span === 'string' ? span : <span class={span.class}>{span.text}</span>)}
    </For>
  );
}
