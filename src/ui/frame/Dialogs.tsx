import { type JSX, lazy, Match, Switch } from 'solid-js';
import type { Opened } from './opening.ts';

const loaders = {
  invite: () => import('../dialogs/InviteDialog.tsx'),
  channel: () => import('../dialogs/ChannelDialog.tsx'),
  message: () => import('../dialogs/MessageDialog.tsx'),
  browse: () => import('../dialogs/BrowseDialog.tsx'),
  status: () => import('../dialogs/StatusDialog.tsx'),
  switcher: () => import('../dialogs/SwitcherDialog.tsx'),
  keys: () => import('../dialogs/KeysDialog.tsx'),
  settings: () => import('../dialogs/SettingsDialog.tsx'),
  details: () => import('../dialogs/DetailsDialog.tsx'),
  verify: () => import('../dialogs/VerifyDialog.tsx'),
  readmit: () => import('../dialogs/ReadmitDialog.tsx'),
  remove: () => import('../dialogs/RemoveDialog.tsx'),
};

/** Fetches a dialog's code; rejects where that does not come. */
export const loadDialog = (kind: Opened['kind']): Promise<unknown> => loaders[kind]();

/** Fetches all dialogs' code ahead of its use; what does not come is fetched when it is needed. */
export const loadDialogs = (): Promise<unknown> =>
  Promise.allSettled(Object.values(loaders).map((load) => load()));

const InviteDialog = lazy(loaders.invite);
const ChannelDialog = lazy(loaders.channel);
const MessageDialog = lazy(loaders.message);
const BrowseDialog = lazy(loaders.browse);
const StatusDialog = lazy(loaders.status);
const SwitcherDialog = lazy(loaders.switcher);
const KeysDialog = lazy(loaders.keys);
const SettingsDialog = lazy(loaders.settings);
const DetailsDialog = lazy(loaders.details);
const VerifyDialog = lazy(loaders.verify);
const ReadmitDialog = lazy(loaders.readmit);
const RemoveDialog = lazy(loaders.remove);

interface DialogsProps {
  readonly opened: Opened | null;
  readonly onClose: () => void;
}

/** The one dialog that is open. */
export function Dialogs(props: DialogsProps): JSX.Element {
  const when = <K extends Opened['kind']>(kind: K) => {
    const { opened } = props;
    return opened?.kind === kind ? (opened as Extract<Opened, { kind: K }>) : undefined;
  };
  return (
    <Switch>
      <Match when={when('invite')}>
        <InviteDialog onClose={props.onClose} />
      </Match>
      <Match when={when('channel')}>
        <ChannelDialog onClose={props.onClose} />
      </Match>
      <Match when={when('message')}>
        <MessageDialog onClose={props.onClose} />
      </Match>
      <Match when={when('browse')}>
        <BrowseDialog onClose={props.onClose} />
      </Match>
      <Match when={when('status')}>
        <StatusDialog onClose={props.onClose} />
      </Match>
      <Match when={when('switcher')}>
        <SwitcherDialog onClose={props.onClose} />
      </Match>
      <Match when={when('keys')}>
        <KeysDialog onClose={props.onClose} />
      </Match>
      <Match when={when('settings')}>
        {(it) => <SettingsDialog tab={it().tab ?? 'general'} onClose={props.onClose} />}
      </Match>
      <Match when={when('details')} keyed>
        {(it) => <DetailsDialog conversation={it.conversation} onClose={props.onClose} />}
      </Match>
      <Match when={when('verify')} keyed>
        {(it) => <VerifyDialog member={it.member} onClose={props.onClose} />}
      </Match>
      <Match when={when('readmit')} keyed>
        {(it) => <ReadmitDialog member={it.member} onClose={props.onClose} />}
      </Match>
      <Match when={when('remove')} keyed>
        {(it) => <RemoveDialog member={it.member} onClose={props.onClose} />}
      </Match>
    </Switch>
  );
}
