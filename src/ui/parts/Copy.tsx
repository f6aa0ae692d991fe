import Check from 'lucide-solid/icons/check';
import CopyIcon from 'lucide-solid/icons/copy';
import { createSignal, type JSX, Show } from 'solid-js';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { Button } from './Button.tsx';
import { Field } from './Field.tsx';

interface CopyButtonProps {
  /** What it copies. */
  readonly content: string;
  readonly label: string;
  readonly main?: boolean;
}

/** Copies a text, and says that it did. */
export function CopyButton(props: CopyButtonProps): JSX.Element {
  const [copied, setCopied] = createSignal('');
  const [failed, setFailed] = createSignal(false);
  const done = () => copied() !== '' && copied() === props.content;
  const copy = async (): Promise<void> => {
    setFailed(false);
    try {
      await navigator.clipboard.writeText(props.content);
      setCopied(props.content);
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <Button kind={props.main ? 'main' : 'plain'} onClick={() => void copy()}>
        <Show when={done()} fallback={<CopyIcon size={16} aria-hidden="true" />}>
          <Check size={16} aria-hidden="true" />
        </Show>
        {props.label}
      </Button>
      <p class="unseen" aria-live="polite">
        {done() ? text.invite.copied : ''}
      </p>
      <Failure sentence={failed() ? text.invite.copyFailed : null} />
    </>
  );
}

interface CopyFieldProps {
  readonly label: string;
  readonly link: string;
  readonly hint?: string;
}

/** A link to be given on: it can be selected, and copied with one press. */
export function CopyField(props: CopyFieldProps): JSX.Element {
  return (
    <div class="invite-link">
      <Field label={props.label} value={props.link} hint={props.hint} readOnly />
      <CopyButton content={props.link} label={text.invite.copy} main />
    </div>
  );
}
