import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** Whether this browser lets the app show notifications; `missing` where it cannot. */
export type Permission = NotificationPermission | 'missing';

const look = (): Permission => ('Notification' in window ? Notification.permission : 'missing');

export interface PermissionState {
  readonly now: Accessor<Permission>;
  /** Asks the person; to be called only when they asked for it. */
  ask(): Promise<void>;
}

// One for all: what is allowed in the settings holds where messages are told of, without a word of the browser.
const [now, setNow] = createSignal<Permission>('missing');
const update = (): void => void setNow(look());

/** Follows the permission, which can change in the browser's own settings. */
export function createPermission(): PermissionState {
  update();
  window.addEventListener('focus', update);
  onCleanup(() => window.removeEventListener('focus', update));
  return {
    now,
    ask: async () => {
      if (now() === 'default') await Notification.requestPermission();
      update();
    },
  };
}
