import type { JSX } from 'solid-js';
import { Button } from '../parts/Button.tsx';
import { text } from '../text/text.ts';
import { Failure } from './Failure.tsx';
import { Page } from './Page.tsx';

interface FailedProps {
  /** What happened and what to do. */
  readonly sentence: string;
  readonly retry: (() => void) | undefined;
}

/** Confab could not open: what happened, what to do, and that nothing is lost. */
export function Failed(props: FailedProps): JSX.Element {
  return (
    <Page title={text.failed.title}>
      <Failure sentence={props.sentence} />
      <p class="start-lead">{text.failed.kept}</p>
      <div class="start-form">
        <Button kind="main" onClick={() => (props.retry ? props.retry() : location.reload())}>
          {props.retry ? text.tryAgain : text.reload}
        </Button>
      </div>
    </Page>
  );
}
