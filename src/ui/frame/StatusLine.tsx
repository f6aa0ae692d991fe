import './StatusLine.css';
import { createMemo, type JSX, Show } from 'solid-js';
import { ConnectionMark } from '../parts/marks.tsx';
import { text } from '../text/text.ts';
import { useView } from '../view.ts';
import { createHistory, HistoryLine } from './HistoryLine.tsx';
import { SafetyLine } from './SafetyLine.tsx';
import { statusText } from './status.ts';

/** The page's one status region, and beside it what helps while things are not as they should be. */
export function StatusLine(): JSX.Element {
  const view = useView();
  const away = createMemo(() => ['offline', 'refused'].includes(view.connection().kind));
  const history = createHistory(view);
  const received = createMemo(() => {
    const progress = view.progress();
    return progress.kind === 'catching-up' ? progress.received : 0;
  });
  return (
    <div class="status">
      <p class="status-line" role="status">
        <Show when={view.saving().kind === 'not-saving' || view.connection().kind !== 'connected'}>
          <ConnectionMark connection={view.connection()} saving={view.saving()} />
        </Show>
        {statusText(view.connection(), view.saving())}
      </p>
      <Show when={away()}>
        <p class="status-more">
          <button type="button" class="status-action" onClick={() => view.messenger.reconnect()}>
            {text.status.connectNow}
          </button>
        </p>
      </Show>
      <Show
        when={history()}
        fallback={
          <Show when={received() > 0}>
            <p class="status-more">{text.status.catchingUp(received())}</p>
          </Show>
        }
      >
        {(it) => <HistoryLine history={it()} />}
      </Show>
      <SafetyLine />
    </div>
  );
}
