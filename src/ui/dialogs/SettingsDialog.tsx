import './dialogs.css';
import type { JSX } from 'solid-js';
import { Modal } from '../parts/Modal.tsx';
import { text } from '../text/text.ts';
import { About } from './settings/About.tsx';
import { Appearance } from './settings/Appearance.tsx';
import { Passphrase } from './settings/Passphrase.tsx';
import { Profile } from './settings/Profile.tsx';

/** What a person can set, a section each. */
export default function SettingsDialog(props: { readonly onClose: () => void }): JSX.Element {
  return (
    <Modal title={text.settings.title} onClose={props.onClose}>
      <Profile />
      <Appearance />
      <Passphrase />
      <About />
    </Modal>
  );
}
