import { createEffect, createSignal, type JSX, lazy, on, Show } from 'solid-js';
import type { Attachment, Timeline } from '../../messenger/messenger.ts';
import { kindOf } from './kinds.ts';
import { ViewerContext } from './viewer.ts';

const ViewerDialog = lazy(() => import('./ViewerDialog.tsx'));

interface Viewing {
  readonly first: Attachment;
  readonly files: readonly Attachment[];
}

/** Where files are looked at: over all that is inside. */
export function ViewerPlace(props: {
  /** The conversation whose pictures one goes through. */
  readonly timeline: Timeline | null;
  readonly children: JSX.Element;
}): JSX.Element {
  const [viewing, setViewing] = createSignal<Viewing | null>(null);
  // What one looks at does not follow into another conversation.
  createEffect(
    on(
      () => props.timeline,
      () => setViewing(null),
      { defer: true },
    ),
  );
  const around = (first: Attachment): readonly Attachment[] => {
    if (kindOf(first) !== 'picture') return [first];
    const all = props.timeline?.messages.get().flatMap(({ files }) => files) ?? [];
    const pictures = all.filter((it) => kindOf(it) === 'picture');
    return pictures.some(({ id }) => id === first.id) ? pictures : [first];
  };
  return (
    <ViewerContext.Provider
      value={{ show: (first) => setViewing({ first, files: around(first) }) }}
    >
      {props.children}
      <Show when={viewing()} keyed>
        {({ first, files }) => (
          <ViewerDialog first={first} files={files} onClose={() => setViewing(null)} />
        )}
      </Show>
    </ViewerContext.Provider>
  );
}
