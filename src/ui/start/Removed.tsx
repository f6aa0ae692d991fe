import { createSignal, type JSX, Show } from 'solid-js';
import type { Messenger, Removal } from '../../messenger/messenger.ts';
import type { App } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { text } from '../text/text.ts';
import { Failure } from './Failure.tsx';
import { Page } from './Page.tsx';
import { removedText } from './removedText.ts';

interface RemovedProps {
  readonly app: App;
  readonly messenger: Messenger;
  readonly removal: Removal;
}

/** This device was put out of the office: what is still here, and how to be rid of it. */
export function Removed(props: RemovedProps): JSX.Element {
  // The page is made anew for each messenger.
  const office = createObserved(props.messenger.office.name);
  const [asked, setAsked] = createSignal(false);
  const wiping = createDeed();
  const words = () => removedText(props.removal, office());
  return (
    <Page title={words().title} lead={words().lead}>
      <p class="start-lead">{words().back}</p>
      <div class="start-form">
        <Show
          when={asked()}
          fallback={<Button onClick={() => setAsked(true)}>{text.removed.delete}</Button>}
        >
          <p>{text.removed.sure}</p>
          <div class="start-actions">
            <Button
              kind="main"
              class="danger"
              disabled={wiping.busy()}
              onClick={() => void wiping.run(() => props.app.wipe())}
            >
              {text.removed.delete}
            </Button>
            <Button onClick={() => setAsked(false)}>{text.cancel}</Button>
          </div>
        </Show>
        <Failure sentence={wiping.failure()} />
      </div>
    </Page>
  );
}
