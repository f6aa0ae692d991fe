import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Messages, Messenger } from '../../messenger/messenger.ts';
import { ConfabError } from '../../model/errors.ts';
import type { EntryId } from '../../model/ids.ts';
import { addressOf } from '../address.ts';
import { askedAgain, replaceWith } from '../layers.ts';
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
 * loaded where it is not. What stands in a thread alone is shown there.
 */
export function createSearch(
  messenger: Pick<Messenger, 'message'>,
  timeline: Messages,
  scroll: Scroll,
  wanted: Accessor<EntryId | null>,
): Search {
  const [found, setFound] = createSignal<EntryId | null>(null);
  const [missing, setMissing] = createSignal(false);
  /** In whose thread it stands that does not stand in the conversation itself. */
  const rootOf = async (id: EntryId): Promise<EntryId | null> => {
    try {
      return (await messenger.message(id, timeline.conversation)).root;
    } catch (error) {
      if (!(error instanceof ConfabError)) console.error(error);
      return null;
    }
  };
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
        if (row === undefined) {
          const root = await rootOf(id);
          if (left) return;
          setMissing(root === null);
          await timeline.toNewest();
          scroll.begin();
          if (root !== null && !left) replaceWith(addressOf(timeline.conversation, id, root));
          return;
        }
        scroll.toRow(row, 'center');
        setFound(id);
        timer = setTimeout(() => setFound(null), MARKED);
      };
      seek().catch((error: unknown) => {
        console.error(error);
        if (!left) setMissing(true);
      });
    }),
  );
  return { found, missing };
}
