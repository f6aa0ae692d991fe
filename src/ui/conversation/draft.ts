import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { DraftKey, Drafts } from '../app.ts';
import { sentenceFor } from '../text/reasons.ts';

export interface Draft {
  readonly text: Accessor<string>;
  /** Why the last message was not sent, as a sentence. */
  readonly failure: Accessor<string | null>;
  write(text: string): void;
  /** Sends what is written. It stays kept as a draft until the messenger holds it, and comes back if that fails. */
  send(): Promise<void>;
}

/** `give` hands a text to the messenger. */
export function createDraft(
  give: (text: string) => Promise<unknown>,
  drafts: Drafts,
  where: DraftKey,
  /** Whether a message without words may be sent: one that carries files. */
  { mayBeEmpty = () => false }: { readonly mayBeEmpty?: () => boolean } = {},
): Draft {
  const begun = drafts.all.get().get(where) ?? '';
  /** As this draft has kept it last. */
  let kept = begun;
  const [text, setText] = createSignal(begun);
  const [failure, setFailure] = createSignal<string | null>(null);
  /** Given to the messenger and not yet durable, oldest first. */
  const underway: string[] = [];
  const keep = (): void => {
    kept = joined([...underway, text()]);
    drafts.set(where, kept);
  };
  const follow = (all: ReadonlyMap<DraftKey, string>): void => {
    const now = all.get(where) ?? '';
    if (now === kept) return;
    if (now.endsWith(kept)) {
      // Something was taken back elsewhere.
      const before = now.slice(0, now.length - kept.length).replace(/\n$/, '');
      setText(joined([before, text()]));
    } else if (begun.endsWith(now)) {
      // What was under way when one came back here is sent by now.
      if (text() === begun) setText(now);
    } else return;
    keep();
  };
  onCleanup(drafts.all.subscribe(follow));
  return {
    text,
    failure,
    write: (next) => {
      setText(next);
      setFailure(null);
      keep();
    },
    send: async () => {
      const sent = text().trim();
      if (sent === '' && !mayBeEmpty()) return;
      underway.push(sent);
      setText('');
      setFailure(null);
      try {
        await give(sent);
      } catch (error) {
        setText(joined([sent, text()]));
        setFailure(sentenceFor(error));
      } finally {
        underway.splice(underway.indexOf(sent), 1);
        keep();
      }
    },
  };
}

/** Texts below each other, the empty ones left out. */
export const joined = (texts: readonly string[]): string =>
  texts.filter((it) => it !== '').join('\n');
