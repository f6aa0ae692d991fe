import './HistoryLine.css';
import { type Accessor, createMemo, type JSX } from 'solid-js';
import { Progress } from '../parts/Progress.tsx';
import { text } from '../text/text.ts';
import { useView, type View } from '../view.ts';

/** Fewer than these come within moments: nothing is said of them. */
const WORTH_TELLING = 2_000;

/** How much of the office's history is here. */
interface History {
  readonly here: number;
  readonly known: number;
  readonly paused: boolean;
}

/** What is to be said of earlier messages that are not here yet; undefined when nothing is. */
export function createHistory(view: View): Accessor<History | undefined> {
  return createMemo(() => {
    const progress = view.progress();
    if (progress.kind === 'idle') return undefined;
    const { held, lacking, kind } = progress;
    if (kind !== 'paused' && lacking < WORTH_TELLING) return undefined;
    return { here: held, known: held + lacking, paused: kind === 'paused' };
  });
}

/** Earlier messages on their way, and a button that lets them wait. */
export function HistoryLine(props: { readonly history: History }): JSX.Element {
  const { messenger } = useView();
  const words = () =>
    (props.history.paused ? text.history.waiting : text.history.coming)(
      props.history.here,
      props.history.known,
    );
  return (
    <div class="history">
      <p class="status-more">
        <span>{words()}</span>
        <button
          type="button"
          class="status-action"
          aria-label={props.history.paused ? text.history.resumeLabel : text.history.pauseLabel}
          onClick={() => messenger.pauseHistory(!props.history.paused)}
        >
          {props.history.paused ? text.history.resume : text.history.pause}
        </button>
      </p>
      <Progress label={words()} max={props.history.known} value={props.history.here} />
    </div>
  );
}
