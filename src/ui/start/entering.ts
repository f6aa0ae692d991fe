import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { ConfabError, type Reason } from '../../model/errors.ts';
import { toName } from '../../model/names.ts';
import { MAX_NAME } from '../../wire/limits.ts';
import type { Entering, Step } from '../app.ts';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { browserName } from './browserName.ts';

/** One attempt after another to enter an office. */
export interface Attempt {
  readonly busy: Accessor<boolean>;
  /** The step under way, or where it failed; null before the first attempt, and where no step was the matter. */
  readonly step: Accessor<Step | null>;
  /** What went wrong, as a sentence; null while nothing did. */
  readonly failure: Accessor<string | null>;
  /** What both sides compare while somebody is asked to let this browser in; else empty. */
  readonly words: Accessor<readonly string[]>;
  run(enter: (entering: Entering) => Promise<void>): Promise<void>;
}

/**
 * What is wrong with a name, as a sentence, while it is typed; that it is missing, only once it was
 * `tried`. A field that cut a long one off in silence would tell nobody.
 */
export function nameFault(name: string, tried = true): string | undefined {
  if (name.trim() === '' && !tried) return undefined;
  try {
    toName(name, MAX_NAME);
    return undefined;
  } catch (error) {
    return sentenceFor(error);
  }
}

/** The link or the passphrase is the matter then, and no step that was under way. */
const BEFORE_ANY_STEP: ReadonlySet<Reason> = new Set<Reason>([
  ...(['used-invite', 'withdrawn-invite', 'expired-invite', 'unknown-invite'] as const),
  ...(['setup-used', 'weak-passphrase', 'invalid-name', 'wrong-code', 'ended-code'] as const),
]);

/** Nobody answered in the time that a link to a device lives. */
const isLate = (error: unknown, step: Step | null): boolean =>
  step === 'asking' && error instanceof ConfabError && error.reason === 'timeout';

/** Leaving the page ends the attempt. */
export function createAttempt(
  passphrase: Accessor<string>,
  label: Accessor<string> = () => browserName(navigator.userAgent),
): Attempt {
  const [busy, setBusy] = createSignal(false);
  const [step, setStep] = createSignal<Step | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);
  const [words, setWords] = createSignal<readonly string[]>([]);
  const left = new AbortController();
  onCleanup(() => left.abort());
  return {
    busy,
    step,
    failure,
    words,
    run: async (enter) => {
      if (busy()) return;
      setBusy(true);
      setFailure(null);
      setStep('connecting');
      try {
        await enter({
          onStep: (next) => setStep(next),
          signal: left.signal,
          onWords: (told) => setWords(told),
          passphrase: passphrase(),
          label: label(),
        });
      } catch (error) {
        if (left.signal.aborted) return;
        setFailure(isLate(error, step()) ? text.words.late : sentenceFor(error));
        if (error instanceof ConfabError && BEFORE_ANY_STEP.has(error.reason)) setStep(null);
      } finally {
        setWords([]);
        setBusy(false);
      }
    },
  };
}
