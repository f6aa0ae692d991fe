import { createSignal, type JSX } from 'solid-js';
import type { Reason } from '../../model/errors.ts';
import type { App } from '../app.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { sentenceFor, sentenceOf } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { Page } from './Page.tsx';

/** No office here yet, and no link in the address. */
export function Welcome(props: {
  readonly app: App;
  /** Why the link in the address was of no use. */
  readonly notice: Reason | undefined;
}): JSX.Element {
  const [link, setLink] = createSignal('');
  const [error, setError] = createSignal(props.notice && sentenceOf(props.notice));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    try {
      props.app.openLink(link());
    } catch (cause) {
      setError(sentenceFor(cause));
    }
  };
  return (
    <Page title={text.welcome.title} lead={text.welcome.lead}>
      <form class="start-form" onSubmit={submit} noValidate>
        <Field
          label={text.welcome.link}
          value={link()}
          onChange={(value) => {
            setLink(value);
            setError(undefined);
          }}
          hint={text.welcome.hint}
          error={error()}
          first
        />
        <Button kind="main" type="submit">
          {text.welcome.open}
        </Button>
      </form>
      <div class="start-note">
        <p>{text.welcome.back}</p>
        <p>{text.welcome.relay}</p>
      </div>
    </Page>
  );
}
