import './dialogs.css';
import { createResource, createSignal, type JSX, Show } from 'solid-js';
import { MAX_NAME } from '../../wire/limits.ts';
import type { StorageFacts, Theme } from '../app.ts';
import { createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Field } from '../parts/Field.tsx';
import { Modal } from '../parts/Modal.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { bytesText } from '../text/time.ts';
import { useView } from '../view.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export default function SettingsDialog(props: { readonly onClose: () => void }): JSX.Element {
  const view = useView();
  const theme = createObserved(view.app.theme);
  return (
    <Modal title={text.settings.title} onClose={props.onClose}>
      <Profile />
      <section class="settings-section">
        <Choice
          label={text.settings.appearance}
          value={theme()}
          options={THEMES.map((value) => ({ value, label: text.settings.themes[value] }))}
          onChange={(value) => view.app.theme.set(value)}
        />
      </section>
      <About />
    </Modal>
  );
}

function Profile(): JSX.Element {
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
        maxLength={MAX_NAME}
        autocomplete="name"
      />
      <Button type="submit" disabled={name().trim() === view.me().name}>
        {saved() ? text.settings.saved : text.settings.save}
      </Button>
    </form>
  );
}

function About(): JSX.Element {
  const view = useView();
  const [facts] = createResource<StorageFacts>(() => view.app.storage());
  const kept = (): string =>
    facts()?.persistent ? text.settings.persistent : text.settings.fleeting;
  return (
    <section class="settings-section">
      <h3 class="field-label">{text.settings.about}</h3>
      <dl class="facts">
        <dt>{text.settings.data}</dt>
        <dd>
          {text.settings.here}{' '}
          <Show when={facts.state === 'ready' && facts()}>
            {(it) => (
              <>
                {kept()} {it().used === null ? '' : text.settings.used(bytesText(it().used ?? 0))}
              </>
            )}
          </Show>
        </dd>
        <dt>{text.settings.device}</dt>
        <dd>
          <code>{view.messenger.device.slice(0, 12)}</code>
        </dd>
        <dt>{text.settings.version}</dt>
        <dd>
          {text.product} {view.app.version}
        </dd>
      </dl>
    </section>
  );
}
