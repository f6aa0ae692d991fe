import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Timeline } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import type { View } from '../view.ts';
import { loadMarkdown } from './markdown/load.ts';

export type Opening =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly timeline: Timeline }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The timeline of the chosen conversation; closed when another is chosen. */
export function createTimeline(
  view: View,
  id: Accessor<ConversationId | null>,
): { readonly state: Accessor<Opening>; retry(): void } {
  const [state, setState] = createSignal<Opening>({ kind: 'opening' });
  const [attempt, setAttempt] = createSignal(0);
  // One that is not here yet may arrive: then it is opened without being asked again.
  const known = createMemo(() => {
    const conversation = id();
    return conversation !== null && view.conversations.of(conversation) !== undefined;
  });
  createEffect(() => {
    attempt();
    known();
    const conversation = id();
    setState({ kind: 'opening' });
    if (conversation === null) return;
    let left = false;
    let opened: Timeline | undefined;
    // Messages are shown once what reads them is here, so that none changes its size then.
    Promise.all([view.messenger.timeline(conversation), loadMarkdown()]).then(
      ([timeline]) => {
        if (left) return timeline.close();
        opened = timeline;
        setState({ kind: 'open', timeline });
      },
      (error: unknown) => {
        if (!left) setState({ kind: 'failed', error });
      },
    );
    onCleanup(() => {
      left = true;
      opened?.close();
    });
  });
  return { state, retry: () => setAttempt(attempt() + 1) };
}
