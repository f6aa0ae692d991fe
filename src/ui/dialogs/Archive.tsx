import { createSignal, type JSX, Show } from 'solid-js';
import type { Conversation, ExportFormat } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { saveBlob } from '../files/saveBlob.ts';
import { goTo } from '../layers.ts';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { createDeed } from '../parts/deed.ts';
import { Failure } from '../start/Failure.tsx';
import { directionOf, localeOf } from '../text/languages.ts';
import { language, text } from '../text/text.ts';
import { useView } from '../view.ts';

/** Goes to a day of the conversation. */
export function GoToDay(props: {
  readonly room: Conversation;
  readonly onGone: () => void;
}): JSX.Element {
  const view = useView();
  const [day, setDay] = createSignal('');
  const [none, setNone] = createSignal(false);
  const going = createDeed();
  const go = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const [year, month, date] = day().split('-').map(Number);
    if (!year || !month || !date) return;
    const at = new Date(year, month - 1, date).getTime();
    await going.run(async () => {
      const found = await view.messenger.firstSince(props.room.id, at);
      setNone(found === null);
      if (found === null) return;
      goTo(addressOf(props.room.id, found));
      props.onGone();
    });
  };
  return (
    <section class="settings-section">
      <h3 class="field-label">{text.search.day.title}</h3>
      <form class="archive-day" onSubmit={(event) => void go(event)}>
        <input
          class="field-input"
          type="date"
          aria-label={text.search.day.label}
          value={day()}
          onInput={(event) => {
            setDay(event.currentTarget.value);
            setNone(false);
          }}
        />
        <Button type="submit" disabled={going.busy() || day() === ''}>
          {text.search.day.go}
        </Button>
      </form>
      <Show when={none()}>
        <p class="field-hint" aria-live="polite">
          {text.search.day.none}
        </p>
      </Show>
      <Failure sentence={going.failure()} />
    </section>
  );
}

/** Takes the conversation along as a file. */
export function Export(props: { readonly room: Conversation }): JSX.Element {
  const view = useView();
  const [format, setFormat] = createSignal<ExportFormat>('html');
  const exporting = createDeed();
  const act = (): Promise<boolean> =>
    exporting.run(async () => {
      const words = {
        ...text.search.exported,
        lang: localeOf(language()),
        dir: directionOf(language()),
      };
      const { exportConversation } = view.messenger;
      const { name, type, parts } = await exportConversation(props.room.id, format(), words);
      saveBlob(name, new Blob([...parts], { type: `${type};charset=utf-8` }));
    });
  return (
    <section class="settings-section">
      <h3 class="field-label">{text.search.archive.title}</h3>
      <p class="modal-lead">{text.search.archive.lead}</p>
      <Choice
        label={text.search.archive.format}
        value={format()}
        options={(['html', 'md', 'json'] as const).map((value) => ({
          value,
          label: text.search.archive.formats[value],
        }))}
        onChange={setFormat}
      />
      <div class="sure-actions">
        <Button disabled={exporting.busy()} onClick={() => void act()}>
          {exporting.busy() ? text.search.archive.working : text.search.archive.act}
        </Button>
      </div>
      <Failure sentence={exporting.failure()} />
    </section>
  );
}
