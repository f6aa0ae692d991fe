import { createSignal, type JSX } from 'solid-js';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { sentenceFor } from '../../text/reasons.ts';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';
import { Picture } from './Picture.tsx';

/** How colleagues see this person. */
export function Profile(): JSX.Element {
  const view = useView();
  const [name, setName] = createSignal(view.me().name);
  const [error, setError] = createSignal<string>();
  const [saved, setSaved] = createSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setError(undefined);
    try {
      await view.messenger.rename(name());
      setSaved(true);
    } catch (cause) {
      setError(sentenceFor(cause));
    }
  };
  return (
    <>
      <Picture />
      <form class="settings-profile" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={text.settings.name}
          value={name()}
          onChange={(value) => {
            setName(value);
            setSaved(false);
            setError(undefined);
          }}
          error={error()}
          autocomplete="name"
        />
        <Button type="submit" disabled={name().trim() === view.me().name}>
          {saved() ? text.settings.saved : text.settings.save}
        </Button>
      </form>
    </>
  );
}
