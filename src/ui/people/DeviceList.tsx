import './DeviceList.css';
import Monitor from 'lucide-solid/icons/monitor';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { DeviceInfo } from '../../messenger/messenger.ts';
import type { MemberId } from '../../model/ids.ts';
import { createById, createObserved } from '../observe.ts';
import { Button } from '../parts/Button.tsx';
import { createDeed } from '../parts/deed.ts';
import { Field } from '../parts/Field.tsx';
import { Sure } from '../parts/Sure.tsx';
import { Failure } from '../start/Failure.tsx';
import { text } from '../text/text.ts';
import { dateText } from '../text/time.ts';
import { useView } from '../view.ts';
import { deviceName, isNamesake, shortId } from './deviceName.ts';

interface DeviceListProps {
  readonly member: MemberId;
  /** Said when there are none. */
  readonly empty: string;
}

/** Somebody's devices, oldest first: their names and since when; renamed and removed by who may. */
export function DeviceList(props: DeviceListProps): JSX.Element {
  const view = useView();
  const all = createObserved(view.messenger.devices);
  const devices = createById(
    createMemo(() =>
      all()
        .filter(({ member }) => member === props.member)
        .sort((a, b) => a.since - b.since),
    ),
  );
  return (
    <Show when={devices.ids().length > 0} fallback={<p class="field-hint">{props.empty}</p>}>
      <ul class="devices">
        <For each={devices.ids()}>
          {(id) => (
            <Show when={devices.of(id)}>
              {(it) => <Device device={it()} namesake={isNamesake(it(), all())} />}
            </Show>
          )}
        </For>
      </ul>
    </Show>
  );
}

function Device(props: {
  readonly device: DeviceInfo;
  /** Another one is called like it. */
  readonly namesake: boolean;
}): JSX.Element {
  const view = useView();
  const [naming, setNaming] = createSignal(false);
  const own = () => props.device.member === view.me().id;
  const name = () => deviceName(props.device);
  const mayRemove = () =>
    !props.device.self && (own() || view.may('remove-others-device', props.device.member));
  return (
    <li class="device">
      <Monitor size={18} aria-hidden="true" />
      <div class="device-about">
        <p>
          <span class="name" dir="auto">
            {name()}
          </span>
          <Show when={props.device.self}>
            <span class="member-self"> ({text.device.self})</span>
          </Show>
        </p>
        <p class="field-hint">
          {text.device.since(dateText(props.device.since))}
          <Show when={props.namesake}>
            {' '}
            <code>{shortId(props.device.id)}</code>
          </Show>
        </p>
        <Show when={props.device.frozen}>
          <p class="device-frozen">
            <TriangleAlert size={14} aria-hidden="true" />
            {text.device.frozen}
          </p>
        </Show>
        <Show
          when={naming()}
          fallback={
            <div class="device-actions">
              <Show when={own()}>
                <Button
                  kind="quiet"
                  aria-label={text.device.rename(name())}
                  onClick={() => setNaming(true)}
                >
                  {text.device.renameIt}
                </Button>
              </Show>
              <Show when={mayRemove()}>
                <Sure
                  quiet
                  danger
                  ask={text.device.removeIt}
                  askName={text.device.remove(name())}
                  lead={text.device.removeSure(name())}
                  act={text.device.removeIt}
                  onAct={() => view.messenger.removeDevice(props.device.id)}
                />
              </Show>
            </div>
          }
        >
          <DeviceName device={props.device} onDone={() => setNaming(false)} />
        </Show>
      </div>
    </li>
  );
}

function DeviceName(props: {
  readonly device: DeviceInfo;
  readonly onDone: () => void;
}): JSX.Element {
  const view = useView();
  const [name, setName] = createSignal(props.device.label);
  const saving = createDeed();
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const done = await saving.run(() => view.messenger.labelDevice(props.device.id, name()));
    if (done) props.onDone();
  };
  return (
    <form class="device-naming" onSubmit={(event) => void save(event)} noValidate>
      <Field
        label={text.device.name}
        value={name()}
        onChange={setName}
        ref={(input) => queueMicrotask(() => input.focus())}
      />
      <div class="sure-actions">
        <Button kind="main" type="submit" disabled={saving.busy()}>
          {text.device.save}
        </Button>
        <Button onClick={() => props.onDone()}>{text.cancel}</Button>
      </div>
      <Failure sentence={saving.failure()} />
    </form>
  );
}
