import { type Accessor, onCleanup } from 'solid-js';
import type { ConversationId } from '../../model/ids.ts';

/**
 * Ctrl F, or ⌘ F, searches the conversation that is open. Pressed again in the search box it is the
 * browser's own, which finds what is on screen.
 */
export function createFindKey(
  conversation: Accessor<ConversationId | null>,
  search: (within: ConversationId) => void,
): void {
  const onKey = (event: KeyboardEvent): void => {
    const here = conversation();
    const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isFind || event.key.toLowerCase() !== 'f' || here === null || event.defaultPrevented)
      return;
    if (event.target instanceof HTMLInputElement && event.target.type === 'search') return;
    event.preventDefault();
    search(here);
  };
  window.addEventListener('keydown', onKey);
  onCleanup(() => window.removeEventListener('keydown', onKey));
}
