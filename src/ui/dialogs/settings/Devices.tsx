import Link from 'lucide-solid/icons/link';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../parts/Button.tsx';
import { DeviceList } from '../../people/DeviceList.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';
import { Linking } from './Linking.tsx';
import { Recovery } from './Recovery.tsx';
import { WaitingList } from './WaitingList.tsx';

/** The person's own devices, one more of them, and the way back when all are lost. */
export function Devices(): JSX.Element {
  const view = useView();
  const [linking, setLinking] = createSignal(false);
  return (
    <>
      <section class="settings-part" aria-labelledby="devices-title">
        <h3 id="devices-title" class="field-label">
          {text.devices.title}
        </h3>
        <p class="field-hint">{text.devices.lead}</p>
        <DeviceList member={view.me().id} empty="" />
        <Show
          when={linking()}
          fallback={
            <>
              <WaitingList of="own" />
              <Button onClick={() => setLinking(true)}>
                <Link size={16} aria-hidden="true" />
                {text.devices.link}
              </Button>
            </>
          }
        >
          <Linking onStop={() => setLinking(false)} />
        </Show>
      </section>
      <Recovery />
    </>
  );
}
