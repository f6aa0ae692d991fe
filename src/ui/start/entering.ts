import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { Entering, Step } from '../app.ts';
import { sentenceFor } from '../text/reasons.ts';

/** One attempt after another to enter an office. */
export interface Attempt {
  readonly busy: Accessor<boolean>;
  /** The step under way, or where it failed; null before the first attempt. */
  readonly step: Accessor<Step | null>;
  /** What went wrong, as a sentence; null while nothing did. */
  readonly failure: Accessor<string | null>;
  run(enter: (entering: Entering) => Promise<void>): Promise<void>;
}

/** Leaving the page ends the attempt. */
export function createAttempt(): Attempt {
  const [busy, setBusy] = createSignal(false);
  const [step, setStep] = createSignal<Step | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);
  const left = new AbortController();
  onCleanup(() => left.abort());
  return {
    busy,
    step,
    failure,
    run: async (enter) => {
      if (busy()) return;
      setBusy(true);
      setFailure(null);
      setStep('connecting');
      try {
        await enter({ onStep: (next) => setStep(next), signal: left.signal });
      } catch (error) {
        if (!left.signal.aborted) setFailure(sentenceFor(error));
      } finally {
        setBusy(false);
      }
    },
  };
}
