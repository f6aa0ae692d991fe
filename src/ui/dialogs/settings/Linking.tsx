import { createEffect, createMemo, createSignal, type JSX, onMount, Show } from 'solid-js';
import { createObserved } from '../../observe.ts';
import { Button } from '../../parts/Button.tsx';
import { CopyField } from '../../parts/Copy.tsx';
import { createDeed } from '../../parts/deed.ts';
import { deviceName } from '../../people/deviceName.ts';
import { Failure } from '../../start/Failure.tsx';
import { text } from '../../text/text.ts';
import { useView } from '../../view.ts';
import { QrCode } from '../QrCode.tsx';
import { createCountdown, minutesText } from './countdown.ts';
import { WaitingList } from './WaitingList.tsx';

interface Made {
  readonly link: string;
  readonly expires: number;
}

/** One more device of the person's: a link for it, then the words that both show. */
export function Linking(props: { readonly onStop: () => void }): JSX.Element {
  const view = useView();
  const [made, setMade] = createSignal<Made>();
  const making = createDeed();
  const waiting = createObserved(view.messenger.waiting);
  const devices = createObserved(view.messenger.devices);
  // Those that come from now on are the ones that were linked here.
  const before = new Set(devices().map(({ id }) => id));
  const linked = createMemo(() =>
    devices().find(({ id, member }) => member === view.me().id && !before.has(id)),
  );
  const isAsked = () => waiting().some((it) => it.for === view.me().id);
  const make = (): void => {
    void making.run(async () => setMade(await view.messenger.linkDevice()));
  };
  onMount(make);
  return (
    <div class="linking">
      <Show
        when={linked()}
        fallback={
          <Show when={isAsked()} fallback={<Offer made={made()} onAgain={make} />}>
            <WaitingList of="own" />
          </Show>
        }
      >
        {(device) => <Linked name={deviceName(device())} />}
      </Show>
      <Failure sentence={making.failure()} />
      <Button onClick={() => props.onStop()}>{linked() ? text.close : text.devices.stop}</Button>
    </div>
  );
}

function Linked(props: { readonly name: string }): JSX.Element {
  let line!: HTMLParagraphElement;
  // Where the focus was is gone.
  createEffect(() => line.focus());
  return (
    <p ref={line} tabindex="-1" class="linked" aria-live="polite">
      {text.devices.linked(props.name)}
    </p>
  );
}

function Offer(props: { readonly made: Made | undefined; readonly onAgain: () => void }) {
  return (
    <Show when={props.made}>
      {(made) => {
        const left = createCountdown(() => made().expires);
        return (
          <Show
            when={left() > 0}
            fallback={
              <>
                <p>{text.devices.linkOver}</p>
                <Button kind="main" onClick={() => props.onAgain()}>
                  {text.devices.linkAgain}
                </Button>
              </>
            }
          >
            <p class="field-hint">{text.devices.linkLead}</p>
            <CopyField
              label={text.devices.linkBox}
              link={made().link}
              hint={text.devices.linkLife(minutesText(left()))}
            />
            <QrCode text={made().link} label={text.devices.linkQr} hint={text.devices.linkQrHint} />
            <p class="field-hint">{text.devices.terminal}</p>
          </Show>
        );
      }}
    </Show>
  );
}
