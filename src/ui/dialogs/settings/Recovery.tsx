import Printer from 'lucide-solid/icons/printer';
import { createSignal, type JSX, Show } from 'solid-js';
import { createObserved } from '../../observe.ts';
import { Button } from '../../parts/Button.tsx';
import { CopyButton, CopyField } from '../../parts/Copy.tsx';
import { createDeed } from '../../parts/deed.ts';
import { Failure } from '../../start/Failure.tsx';
import { WordList } from '../../start/Words.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';

interface Code {
  readonly words: readonly string[];
  readonly link: string;
}

/** The words that bring a person back who lost all devices: made here, and shown once. */
export function Recovery(): JSX.Element {
  const view = useView();
  const invites = createObserved(view.messenger.invites);
  const [code, setCode] = createSignal<Code>();
  const making = createDeed();
  const exists = () => invites().some(({ kind, by }) => kind === 'recovery' && by === view.me().id);
  const make = (): void => {
    void making.run(async () => setCode(await view.messenger.makeRecovery()));
  };
  return (
    <section class="settings-section settings-part" aria-labelledby="recovery-title">
      <h3 id="recovery-title" class="field-label">
        {text.recovery.title}
      </h3>
      <p class="field-hint">{text.recovery.lead}</p>
      <Show
        when={code()}
        fallback={
          <>
            <p class="field-hint">{exists() ? text.recovery.some : text.recovery.none}</p>
            <Button disabled={making.busy()} onClick={make}>
              {exists() ? text.recovery.again : text.recovery.make}
            </Button>
          </>
        }
      >
        {(it) => <Sheet code={it()} onDone={() => setCode(undefined)} />}
      </Show>
      <Failure sentence={making.failure()} />
    </section>
  );
}

function Sheet(props: { readonly code: Code; readonly onDone: () => void }): JSX.Element {
  const view = useView();
  return (
    <div class="recovery-sheet">
      <p class="print-only">{text.recovery.sheet(view.officeName(), view.me().name)}</p>
      <p class="screen-only" aria-live="polite">
        {text.recovery.once}
      </p>
      <WordList words={props.code.words} label={text.recovery.list} />
      <div class="sure-actions screen-only">
        <CopyButton content={props.code.words.join(' ')} label={text.recovery.copy} />
        <Button onClick={() => print()}>
          <Printer size={16} aria-hidden="true" />
          {text.recovery.print}
        </Button>
      </div>
      <div class="screen-only">
        <CopyField label={text.recovery.link} link={props.code.link} />
      </div>
      <p class="print-only print-link">{props.code.link}</p>
      <Button class="screen-only" onClick={() => props.onDone()}>
        {text.recovery.done}
      </Button>
    </div>
  );
}
