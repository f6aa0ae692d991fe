import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { Completion, Search } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

/** The completions of what is being typed into the box, and the one that is chosen. */
export interface Completing {
  readonly items: Accessor<readonly Completion[]>;
  readonly chosen: Accessor<number>;
  /** Looks at what stands before the caret now. */
  look(question: string, caret: number): void;
  move(by: number): void;
  close(): void;
  /** The question with a completion in it, and where the caret stands behind that. */
  take(completion: Completion): { readonly question: string; readonly caret: number };
}

export function createCompleting(search: Search): Completing {
  const [typed, setTyped] = createSignal<{ question: string; caret: number } | null>(null);
  const [chosen, setChosen] = createSignal(-1);
  const items = createMemo<readonly Completion[]>(() => {
    const now = typed();
    return now ? search.complete(now.question, now.caret, text.search.words) : [];
  });
  return {
    items,
    chosen,
    look(question, caret) {
      setTyped({ question, caret });
      setChosen(-1);
    },
    move(by) {
      const count = items().length;
      if (count > 0) setChosen((now) => (now + by + count + (now < 0 && by < 0 ? 1 : 0)) % count);
    },
    close() {
      setTyped(null);
      setChosen(-1);
    },
    take({ text, from, to }) {
      const { question } = typed() ?? { question: '' };
      return {
        question: question.slice(0, from) + text + question.slice(to),
        caret: from + text.length,
      };
    },
  };
}
