import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Messages } from '../../messenger/messenger.ts';
import type { EntryId } from '../../model/ids.ts';
import { askedAgain } from '../layers.ts';
import type { Scroll } from './scroll.ts';

/** How long a message stays marked after it was brought on screen. Milliseconds. */
const MARKED = 2_500;

export interface Search {
  /** The message that was brought on screen just now. */
  readonly found: Accessor<EntryId | null>;
  /** It is not kept here. */
  readonly missing: Accessor<boolean>;
}

/**
 * Brings the message that an address names on screen, whenever it is asked for; what stands around it is
 * loaded where it is not.
 */
export function createSearch(
  timeline: Messages,
  scroll: Scroll,
  wanted: Accessor<EntryId | null>,
): Search {
  const [found, setFound] = createSignal<EntryId | null>(null);
  const [missing, setMissing] = createSignal(false);
  createEffect(
    on([wanted, askedAgain], ([id]) => {
      setMissing(false);
      if (id === null) return;
      let left = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      onCleanup(() => {
        left = true;
        clearTimeout(timer);
      });
      const seek = async (): Promise<void> => {
        if (scroll.rows.rowOf(id) === undefined) await timeline.seek(id);
        const row = scroll.rows.rowOf(id);
        if (left) return;
        setMissing(row === undefined);
        if (row === undefined) {
          await timeline.toNewest();
          return scroll.begin();
        }
        scroll.toRow(row, 'center');
        setFound(id);
        timer = setTimeout(() => setFound(null), MARKED);
      };
      void seek();
    }),
  );
  return { found, missing };
}
