import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { Prepare } from '../../files/prepared.ts';
import type { Messenger, SendOptions } from '../../messenger/messenger.ts';
import type { ConversationId } from '../../model/ids.ts';
import type { DraftKey, Drafts } from '../app.ts';
import { joined } from '../conversation/draft.ts';
import { sentenceFor } from '../text/reasons.ts';
import { createTray, type Parcel, type Tray } from './tray.ts';

/** A message whose files are still being taken in. Nobody waits for it: one goes on writing. */
export interface Sending {
  readonly id: number;
  readonly text: string;
  readonly parcel: Parcel;
  /** Why it was not sent, as a sentence; null while it is under way. */
  readonly failure: Accessor<string | null>;
}

/** What goes out of one composer with files. */
export interface Outgoing {
  readonly tray: Tray;
  readonly sending: Accessor<readonly Sending[]>;
  /** Sends a text with all that is in the tray, once that can be sent. */
  send(text: string, options: SendOptions): void;
  retry(sending: Sending): void;
  /** Puts the files back into the tray. The text is the caller's. */
  stop(sending: Sending): void;
}

/**
 * All composers' files. They outlive the composers, as one goes from conversation to conversation,
 * and end with the office: of what is on its way then, the words become drafts.
 */
export interface OutgoingFiles {
  of(where: DraftKey): Outgoing;
}

interface Needs {
  readonly messenger: Pick<Messenger, 'files' | 'send'>;
  readonly prepare: Prepare;
  readonly drafts: Drafts;
}

export function createOutgoingFiles(needs: Needs): OutgoingFiles {
  const all = new Map<DraftKey, Outgoing>();
  const textsOf = (outgoing: Outgoing): string[] => outgoing.sending().map((it) => it.text);
  // The files have to be chosen again, but no word is lost.
  const keepWords = (): void => {
    for (const [where, outgoing] of all) {
      const texts = textsOf(outgoing);
      if (texts.length === 0) continue;
      needs.drafts.set(where, joined([...texts, needs.drafts.all.get().get(where) ?? '']));
    }
  };
  const ends = new AbortController();
  const { signal } = ends;
  const warn = (event: BeforeUnloadEvent): void => {
    if ([...all.values()].some((it) => it.sending().length > 0)) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn, { signal });
  window.addEventListener('pagehide', keepWords, { signal });
  onCleanup(() => {
    ends.abort();
    keepWords();
  });
  return {
    of: (where) => {
      const outgoing = all.get(where) ?? createOutgoing(needs, where);
      all.set(where, outgoing);
      return outgoing;
    },
  };
}

let sent = 0;

function createOutgoing({ messenger, prepare }: Needs, where: DraftKey): Outgoing {
  const conversation = where.split('/')[0] as ConversationId;
  const tray = createTray(messenger.files, prepare);
  const [sending, setSending] = createSignal<readonly Sending[]>([]);
  const runs = new Map<number, () => Promise<void>>();
  const drop = (it: Sending): void => {
    runs.delete(it.id);
    setSending(sending().filter((other) => other !== it));
  };
  return {
    tray,
    sending,
    send: (text, options) => {
      const [failure, setFailure] = createSignal<string | null>(null);
      const it: Sending = { id: ++sent, text, parcel: tray.empty(), failure };
      const run = async (): Promise<void> => {
        setFailure(null);
        try {
          const files = await it.parcel.ready();
          // It may have been stopped meanwhile.
          if (!runs.has(it.id)) return;
          await messenger.send(conversation, text, { ...options, files });
          drop(it);
        } catch (error) {
          setFailure(sentenceFor(error));
        }
      };
      runs.set(it.id, run);
      setSending([...sending(), it]);
      void run();
    },
    retry: (it) => {
      for (const file of it.parcel.files) file.retry();
      void runs.get(it.id)?.();
    },
    stop: (it) => {
      drop(it);
      tray.putBack(it.parcel);
    },
  };
}
