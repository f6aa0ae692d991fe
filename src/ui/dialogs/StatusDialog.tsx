import './dialogs.css';
import './StatusDialog.css';
import { createSignal, For, type JSX, lazy, Show } from 'solid-js';
import type { CustomStatus, Mode } from '../../messenger/messenger.ts';
import { toLine } from '../../model/names.ts';
import { MAX_STATUS } from '../../wire/limits.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { createDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Select } from '../parts/Select.tsx';
import { Failure } from '../start/Failure.tsx';
import { endOf, SPANS, type Span } from '../status/spans.ts';
import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';
import { useView } from '../view.ts';

const EmojiPicker = lazy(() => import('../emoji/EmojiPicker.tsx'));

const MODES: readonly Mode[] = ['auto', 'away', 'dnd'];

/** A span to choose, or to stay with what was chosen before. */
type Lasting = Span | 'now';

/** How available this person is, and what they say of themselves. */
export default function StatusDialog(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const before = view.availability();
  const { custom } = before;
  const [mode, setMode] = createSignal(before.mode);
  const [lasting, setLasting] = createSignal<Lasting>(before.until === null ? 'never' : 'now');
  const [emoji, setEmoji] = createSignal(custom?.emoji ?? '');
  const [words, setWords] = createSignal(custom?.text ?? '');
  const [clearing, setClearing] = createSignal<Lasting>(
    custom?.until != null ? 'now' : custom ? 'never' : 'today',
  );
  const saving = createDeed();
  const tooLong = () => toLine(words()).length > MAX_STATUS;
  const timeOf = (span: Lasting, kept: number | null): number | null =>
    span === 'now' ? kept : endOf(span, Date.now());
  const status = (): CustomStatus | null => {
    const said = toLine(words());
    if (said === '' && emoji() === '') return null;
    const until = timeOf(clearing(), custom?.until ?? null);
    return { emoji: emoji(), text: said, until };
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (tooLong()) return;
    void saving.run(async () => {
      await view.messenger.setCustom(status());
      await view.messenger.setMode(mode(), timeOf(lasting(), before.until));
      props.onClose();
    });
  };
  const spans = (words: Readonly<Record<Span, string>>, kept: number | null | undefined) => [
    ...(kept ? [{ value: 'now' as const, label: text.yourStatus.now(untilText(kept)) }] : []),
    ...SPANS.map((value): { value: Lasting; label: string } => ({ value, label: words[value] })),
  ];
  return (
    <Modal title={text.yourStatus.title} onClose={props.onClose}>
      <form class="dialog-form status-form" onSubmit={submit} noValidate>
        <Choice
          label={text.yourStatus.mode}
          value={mode()}
          options={MODES.map((value) => ({ value, label: text.yourStatus.modes[value] }))}
          onChange={setMode}
        />
        <p class="field-hint">
          {view.availability().quiet ? text.yourStatus.quiet : text.yourStatus.hints[mode()]}
        </p>
        <Show when={mode() !== 'auto'}>
          <Select
            label={text.yourStatus.modeFor}
            value={lasting()}
            options={spans(text.yourStatus.lasting, before.mode === 'auto' ? null : before.until)}
            onChange={setLasting}
          />
        </Show>
        <div class="status-custom">
          <EmojiButton emoji={emoji()} onEmoji={setEmoji} />
          <Field
            label={text.yourStatus.custom}
            value={words()}
            onChange={setWords}
            hint={text.yourStatus.customHint}
            error={tooLong() ? text.yourStatus.customLong(MAX_STATUS) : undefined}
            first
          />
        </div>
        <ul class="status-suggestions" aria-label={text.yourStatus.suggestions}>
          <For each={text.yourStatus.suggested}>
            {([symbol, said]) => (
              <li>
                <button
                  type="button"
                  class="status-suggestion"
                  onClick={() => {
                    setEmoji(symbol);
                    setWords(said);
                  }}
                >
                  <span aria-hidden="true">{symbol}</span> {said}
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={words() !== '' || emoji() !== ''}>
          <Select
            label={text.yourStatus.until}
            value={clearing()}
            options={spans(text.yourStatus.spans, custom?.until)}
            onChange={setClearing}
          />
        </Show>
        <Failure sentence={saving.failure()} />
        <div class="modal-actions">
          <Show when={words() !== '' || emoji() !== ''}>
            <Button
              onClick={() => {
                setEmoji('');
                setWords('');
              }}
            >
              {text.yourStatus.clear}
            </Button>
          </Show>
          <Button kind="main" type="submit" disabled={saving.busy()}>
            {text.yourStatus.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The emoji of the status; chosen in the picker. */
function EmojiButton(props: {
  readonly emoji: string;
  readonly onEmoji: (emoji: string) => void;
}): JSX.Element {
  let button!: HTMLButtonElement;
  const [picking, setPicking] = createSignal(false);
  return (
    <>
      <button
        type="button"
        ref={button}
        class="status-emoji"
        aria-label={text.yourStatus.emoji(props.emoji)}
        aria-expanded={picking()}
        onClick={() => setPicking(true)}
      >
        <span aria-hidden="true">{props.emoji || '🙂'}</span>
      </button>
      <Show when={picking()}>
        <EmojiPicker
          anchor={button}
          placement="bottom-start"
          onClose={() => setPicking(false)}
          onPick={(emoji) => {
            props.onEmoji(emoji);
            setPicking(false);
          }}
        />
      </Show>
    </>
  );
}
