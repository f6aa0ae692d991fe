import './dialogs.css';
import './settings/settings.css';
import { Tabs } from '@kobalte/core/tabs';
import { createSignal, type JSX } from 'solid-js';
import type { SettingsTab } from '../address.ts';
import { Modal } from '../parts/Modal.tsx';
import { text } from '../text/text.ts';
import { About } from './settings/About.tsx';
import { Appearance } from './settings/Appearance.tsx';
import { Devices } from './settings/Devices.tsx';
import { FilesHere } from './settings/FilesHere.tsx';
import { Notifications } from './settings/Notifications.tsx';
import { Office } from './settings/Office.tsx';
import { Passphrase } from './settings/Passphrase.tsx';
import { Profile } from './settings/Profile.tsx';

interface SettingsDialogProps {
  readonly tab: SettingsTab;
  readonly onClose: () => void;
}

/** What a person can set, a section each. */
export default function SettingsDialog(props: SettingsDialogProps): JSX.Element {
  const [tab, setTab] = createSignal(props.tab);
  return (
    <Modal title={text.settings.title} address={`settings/${tab()}`} onClose={props.onClose}>
      <Tabs class="settings-tabs" value={tab()} onChange={(value) => setTab(value as SettingsTab)}>
        <Tabs.List class="settings-list" aria-label={text.settings.title}>
          <Tabs.Trigger class="settings-tab" value="general">
            {text.settings.general}
          </Tabs.Trigger>
          <Tabs.Trigger class="settings-tab" value="notifications">
            {text.notifications.tab}
          </Tabs.Trigger>
          <Tabs.Trigger class="settings-tab" value="devices">
            {text.settings.devices}
          </Tabs.Trigger>
          <Tabs.Trigger class="settings-tab" value="office">
            {text.settings.office}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content class="settings-page" value="general">
          <Profile />
          <Appearance />
          <FilesHere />
          <Passphrase />
          <About />
        </Tabs.Content>
        <Tabs.Content class="settings-page" value="notifications">
          <Notifications />
        </Tabs.Content>
        <Tabs.Content class="settings-page" value="devices">
          <Devices />
        </Tabs.Content>
        <Tabs.Content class="settings-page" value="office">
          <Office />
        </Tabs.Content>
      </Tabs>
    </Modal>
  );
}
