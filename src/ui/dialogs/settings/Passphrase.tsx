import Lock from 'lucide-solid/icons/lock';
import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { createObserved } from '../../observe.ts';
import { Button } from '../../parts/Button.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';
import { PassphraseForm } from './PassphraseForm.tsx';

type Doing = 'set' | 'change' | 'remove';

/** The passphrase of this device: set, changed, removed, and locking at once. */
export function Passphrase(): JSX.Element {
  const { lock } = useView().app;
  const isSet = createObserved(lock.isSet);
  const [doing, setDoing] = createSignal<Doing | null>(null);
  const [wraps] = createResource(isSet, () => lock.wrapsPrivateKeys());
  const done = (): void => void setDoing(null);
  const act = async (passphrase: string, current: string): Promise<void> => {
    if (doing() === 'remove') await lock.remove(current);
    else await lock.set(passphrase, doing() === 'change' ? current : undefined);
    done();
  };
  return (
    <section class="settings-section passphrase" aria-labelledby="passphrase-title">
      <h3 id="passphrase-title" class="field-label">
        {text.lock.title}
      </h3>
      <p class="field-hint">{isSet() ? text.lock.isSet : text.lock.lead}</p>
      <Show when={isSet() && wraps.state === 'ready' && wraps() === false}>
        <p class="field-hint">{text.lock.keysStay}</p>
      </Show>
      <Show
        when={doing()}
        keyed
        fallback={
          <div class="passphrase-actions">
            <Switch>
              <Match when={isSet()}>
                <Button onClick={() => void lock.lockNow()}>
                  <Lock size={16} aria-hidden="true" />
                  {text.lock.now}
                </Button>
                <Button kind="quiet" onClick={() => setDoing('change')}>
                  {text.lock.change}
                </Button>
                <Button kind="quiet" onClick={() => setDoing('remove')}>
                  {text.lock.remove}
                </Button>
              </Match>
              <Match when={!isSet()}>
                <Button onClick={() => setDoing('set')}>{text.lock.set}</Button>
              </Match>
            </Switch>
          </div>
        }
      >
        {(what) => <PassphraseForm doing={what} onSubmit={act} onCancel={done} />}
      </Show>
    </section>
  );
}
