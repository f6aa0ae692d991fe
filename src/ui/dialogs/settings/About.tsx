import { createResource, type JSX, Show } from 'solid-js';
import type { StorageFacts } from '../../app.ts';
import { shortId } from '../../people/deviceName.ts';
import { text } from '../../text/text.ts';
import { bytesText } from '../../text/time.ts';
import { useView } from '../../view.ts';

/** Where the data is, which device this is, and which code runs. */
export function About(): JSX.Element {
  const view = useView();
  const [facts] = createResource<StorageFacts>(() => view.app.storage());
  const [build] = createResource<string | null>(() => view.app.build());
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
          <code>{shortId(view.messenger.device)}</code>
        </dd>
        <dt>{text.settings.version}</dt>
        <dd>
          {text.product} {view.app.version}
          <Show when={build.state === 'ready' && build()}>
            {(hash) => (
              <>
                <code class="build-hash">{hash()}</code>
                <p class="field-hint">{text.settings.compare(view.app.version)}</p>
              </>
            )}
          </Show>
        </dd>
      </dl>
    </section>
  );
}
