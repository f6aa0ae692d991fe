import './marks.css';
import { type JSX, Match, Switch } from 'solid-js';
import type { Connection, Delivery, Saving, Status } from '../../messenger/messenger.ts';
import { deliveryText } from '../conversation/delivery.ts';

/** How present somebody is, by shape: a filled dot, a half moon, a bar, a ring. The words stand beside it. */
export function PresenceMark(props: { readonly status: Status }): JSX.Element {
  return (
    <svg
      class="presence"
      classList={{ [props.status]: true }}
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      <Switch
        fallback={
          <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="2" />
        }
      >
        <Match when={props.status === 'online'}>
          <circle cx="5" cy="5" r="4.5" fill="currentColor" />
        </Match>
        <Match when={props.status === 'away'}>
          <path d="M4.6.5a4.5 4.5 0 1 0 4.9 4.9A3.7 3.7 0 0 1 4.6.5z" fill="currentColor" />
        </Match>
        <Match when={props.status === 'dnd'}>
          <circle cx="5" cy="5" r="4.5" fill="currentColor" />
          <path class="presence-bar" d="M2.6 5h4.8" stroke-width="1.8" stroke-linecap="round" />
        </Match>
      </Switch>
    </svg>
  );
}

/** Where an own message is held: an open ring, a half disc, a disc. */
export function DeliveryMark(props: { readonly delivery: Delivery }): JSX.Element {
  return (
    <svg class="delivery" viewBox="0 0 12 12" role="img" aria-label={deliveryText(props.delivery)}>
      <title>{deliveryText(props.delivery)}</title>
      <Switch>
        <Match when={props.delivery.kind === 'local'}>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5" />
        </Match>
        <Match when={props.delivery.kind === 'relay'}>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5" />
          <path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
        </Match>
        <Match when={props.delivery.kind === 'devices'}>
          <circle cx="6" cy="6" r="4.75" fill="currentColor" />
        </Match>
      </Switch>
    </svg>
  );
}

/** The state of the connection, by shape. */
export function ConnectionMark(props: {
  readonly connection: Connection;
  readonly saving: Saving;
}): JSX.Element {
  const kind = () => (props.saving.kind === 'not-saving' ? 'not-saving' : props.connection.kind);
  return (
    <svg class="connection" classList={{ [kind()]: true }} viewBox="0 0 10 10" aria-hidden="true">
      <Switch
        fallback={
          <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="2" />
        }
      >
        <Match when={kind() === 'connected'}>
          <circle cx="5" cy="5" r="4.5" fill="currentColor" />
        </Match>
        <Match when={kind() === 'connecting'}>
          <circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" stroke-width="1.5" />
          <path d="M5 1.25a3.75 3.75 0 0 0 0 7.5z" fill="currentColor" />
        </Match>
        <Match when={kind() === 'not-saving'}>
          <path d="M5 .5 9.6 9H.4z" fill="currentColor" />
        </Match>
      </Switch>
    </svg>
  );
}
