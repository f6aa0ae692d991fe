import '../conversation/Thread.css';
import '../frame/Panel.css';
import './FilesPanel.css';
import X from 'lucide-solid/icons/x';
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  type JSX,
  on,
  Show,
} from 'solid-js';
import type { ListedFile, Timeline } from '../../messenger/messenger.ts';
import { addressOf } from '../address.ts';
import { createById, createObserved } from '../observe.ts';
import { IconButton } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Select } from '../parts/Select.tsx';
import { Failure } from '../start/Failure.tsx';
import { sentenceFor } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import { untilText } from '../text/time.ts';
import { useView } from '../view.ts';
import { FileCard } from './FileCard.tsx';
import { kindOf } from './kinds.ts';

type Filter = 'all' | 'picture' | 'media' | 'other';
const FILTERS: readonly Filter[] = ['all', 'picture', 'media', 'other'];

function isLike(filter: Filter, it: ListedFile): boolean {
  const kind = kindOf(it.file);
  if (filter === 'all') return true;
  if (filter === 'media') return kind === 'film' || kind === 'sound';
  return filter === 'picture' ? kind === 'picture' : kind === 'text' || kind === 'other';
}

/** The files of a conversation, the newest first: by kind, by person, from a day on. */
export default function FilesPanel(props: {
  readonly timeline: Timeline;
  readonly onClose: () => void;
}): JSX.Element {
  const view = useView();
  const { timeline } = props;
  const messages = createObserved(timeline.messages);
  const [listed, { refetch }] = createResource(() =>
    view.messenger.files.list(timeline.conversation),
  );
  createEffect(on(messages, () => void refetch(), { defer: true }));
  const [filter, setFilter] = createSignal<Filter>('all');
  const [person, setPerson] = createSignal('');
  const [since, setSince] = createSignal('');
  // The list stays while a newer one is read.
  const all = createMemo<readonly ListedFile[]>(() => (listed.error ? [] : (listed.latest ?? [])));
  const people = createMemo(() =>
    [...new Map(all().map(({ from }) => [from.member as string, from.name]))].map(
      ([value, label]) => ({ value, label }),
    ),
  );
  const shown = createMemo(() => {
    const from = since() === '' ? 0 : new Date(`${since()}T00:00`).getTime();
    return all().filter(
      (it) =>
        isLike(filter(), it) && (person() === '' || it.from.member === person()) && it.at >= from,
    );
  });
  // Each reading makes them anew; a film that plays in its row plays on.
  const rows = createById(
    createMemo(() => shown().map((it) => ({ ...it, id: `${it.message} ${it.file.id}` }))),
  );
  return (
    <aside class="panel" aria-labelledby="files-title">
      <header class="bar">
        <h2 id="files-title">{text.files.panel.title}</h2>
        <IconButton label={text.files.panel.close} onClick={() => props.onClose()}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <section class="panel-body" data-region="panel" tabindex="0" aria-labelledby="files-title">
        <Failure sentence={listed.error ? sentenceFor(listed.error) : null} />
        <Show when={all().length > 0}>
          <div class="files-filters">
            <Choice
              label={text.files.panel.kind}
              value={filter()}
              options={FILTERS.map((value) => ({ value, label: text.files.panel.kinds[value] }))}
              onChange={setFilter}
            />
            <Select
              label={text.files.panel.person}
              value={person()}
              options={[{ value: '', label: text.files.panel.anybody }, ...people()]}
              onChange={setPerson}
            />
            <label class="files-filter">
              <span class="field-label">{text.files.panel.since}</span>
              <input
                type="date"
                value={since()}
                onInput={(event) => setSince(event.currentTarget.value)}
              />
            </label>
          </div>
        </Show>
        <ul class="files-list">
          <For each={rows.ids()}>
            {(id) => <Show when={rows.of(id)}>{(it) => <Listed listed={it()} />}</Show>}
          </For>
        </ul>
        <Show when={listed.state === 'ready' && shown().length === 0}>
          <p class="pins-empty">
            {all().length === 0 ? text.files.panel.empty : text.files.panel.none}
          </p>
        </Show>
      </section>
    </aside>
  );
}

function Listed(props: { readonly listed: ListedFile }): JSX.Element {
  return (
    <li class="files-item">
      <FileCard file={props.listed.file} />
      <p class="files-from">
        <bdi class="clipped">{props.listed.from.name}</bdi>
        <time>{untilText(props.listed.at)}</time>
        <a href={addressOf(props.listed.conversation, props.listed.message)}>
          {text.files.panel.show}
        </a>
      </p>
    </li>
  );
}
