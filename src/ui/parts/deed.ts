import { type Accessor, createSignal } from 'solid-js';
import { sentenceFor } from '../text/reasons.ts';

/** Something that a button does and that may fail. */
export interface Deed {
  readonly busy: Accessor<boolean>;
  /** What went wrong with the last of it, as a sentence. */
  readonly failure: Accessor<string | null>;
  /** Resolves with whether it was done. At once with false while another is under way. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

export function createDeed(): Deed {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<string | null>(null);
  return {
    busy,
    failure,
    async run(work) {
      if (busy()) return false;
      setBusy(true);
      setFailure(null);
      try {
        await work();
        return true;
      } catch (error) {
        setFailure(sentenceFor(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
