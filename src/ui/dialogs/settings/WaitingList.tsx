import { createMemo, For, type JSX, Show } from 'solid-js';
import type { WaitingJoin } from '../../../messenger/messenger.ts';
import { createById, createObserved } from '../../observe.ts';
import { Button } from '../../parts/Button.tsx';
import { createDeed } from '../../parts/deed.ts';
import { Failure } from '../../start/Failure.tsx';
import { WordList } from '../../start/Words.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';

/** Who waits to come in: as a device of this person, or as somebody else. */
export function WaitingList(props: { readonly of: 'own' | 'others' }): JSX.Element {
  const view = useView();
  const all = createObserved(view.messenger.waiting);
  const waiting = createById(
    createMemo(() => all().filter((it) => (it.for === view.me().id) === (props.of === 'own'))),
  );
  return (
    <Show when={waiting.ids().length > 0}>
      <ul class="waiting" aria-label={text.waiting.title}>
        <For each={waiting.ids()}>
          {(id) => <Show when={waiting.of(id)}>{(it) => <Waiting join={it()} />}</Show>}
        </For>
      </ul>
    </Show>
  );
}

function Waiting(props: { readonly join: WaitingJoin }): JSX.Element {
  const view = useView();
  const deciding = createDeed();
  const who = (): string => {
    const { for: whose, name, label } = props.join;
    if (whose === null) return text.waiting.person(name || text.waiting.somebody);
    const device = label || text.device.browser;
    if (whose === view.me().id) return text.waiting.device(device);
    return text.waiting.readmit(view.members.of(whose)?.name ?? '', device);
  };
  return (
    <li class="waiting-join">
      <p class="name" dir="auto">
        {who()}
      </p>
      <p class="field-hint">{text.waiting.compare}</p>
      <WordList words={props.join.words} />
      <div class="sure-actions">
        <Button
          kind="main"
          disabled={deciding.busy()}
          onClick={() => void deciding.run(() => view.messenger.approve(props.join.id))}
        >
          {text.waiting.approve}
        </Button>
        <Button
          disabled={deciding.busy()}
          onClick={() => void deciding.run(() => view.messenger.refuse(props.join.id))}
        >
          {text.waiting.refuse}
        </Button>
      </div>
      <Failure sentence={deciding.failure()} />
    </li>
  );
}
