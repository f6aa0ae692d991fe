import './Sure.css';
import { createSignal, type JSX, Show } from 'solid-js';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { Button } from './Button.tsx';
import { createDeed } from './deed.ts';

interface SureProps {
  /** What the button says that asks. */
  readonly ask: string;
  /** Its whole name where several say the same. */
  readonly askName?: string;
  /** What happens then. */
  readonly lead: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly onAct: () => Promise<unknown>;
  /** It takes something away. */
  readonly danger?: boolean;
  readonly quiet?: boolean;
}

/** A button that first says what it will do; inside a dialog, where another would be one too many. */
export function Sure(props: SureProps): JSX.Element {
  const [asked, setAsked] = createSignal(false);
  const deed = createDeed();
  const act = async (): Promise<void> => {
    if (await deed.run(props.onAct)) setAsked(false);
  };
  return (
    <Show
      when={asked()}
      fallback={
        <Button
          kind={props.quiet ? 'quiet' : 'plain'}
          class="sure-ask"
          aria-label={props.askName}
          onClick={() => setAsked(true)}
        >
          {props.ask}
        </Button>
      }
    >
      <fieldset class="sure" aria-label={props.askName ?? props.ask}>
        <p aria-live="polite">{props.lead}</p>
        <div class="sure-actions">
          <Button
            kind="main"
            class={props.danger ? 'danger' : ''}
            disabled={deed.busy()}
            ref={(button) => queueMicrotask(() => button.focus())}
            onClick={() => void act()}
          >
            {props.act}
          </Button>
          <Button onClick={() => setAsked(false)}>{text.cancel}</Button>
        </div>
        <Failure sentence={deed.failure()} />
      </fieldset>
    </Show>
  );
}
