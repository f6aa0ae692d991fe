import './KeysDialog.css';
import { For, type JSX } from 'solid-js';
import { Modal } from '../parts/Modal.tsx';
import { text } from '../text/text.ts';

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

type Name = keyof typeof text.keys.names;

/** Alternatives, each a chord. */
type Keys = readonly (readonly string[])[];

const PARTS: readonly {
  readonly part: keyof typeof text.keys.parts;
  readonly keys: [Name, Keys][];
}[] = [
  {
    part: 'ways',
    keys: [
      ['switcher', [['Mod', 'K']]],
      ['search', [['Mod', 'F']]],
      [
        'conversations',
        [
          ['Alt', '↑'],
          ['Alt', '↓'],
        ],
      ],
      [
        'unread',
        [
          ['Alt', 'Shift', '↑'],
          ['Alt', 'Shift', '↓'],
        ],
      ],
      ['regions', [['F6'], ['Shift', 'F6']]],
      ['leave', [['Esc']]],
      ['keys', [['?'], ['Mod', '/']]],
    ],
  },
  {
    part: 'writing',
    keys: [
      ['send', [['Enter']]],
      ['line', [['Shift', 'Enter']]],
      ['editLast', [['↑']]],
      ['complete', [['@'], ['#'], [':'], ['/']]],
    ],
  },
  {
    part: 'messages',
    keys: [
      ['walk', [['↑'], ['↓']]],
      ['ends', [['Home'], ['End']]],
      ['react', [['+']]],
      ['reply', [['R']]],
      ['thread', [['T']]],
      ['edit', [['E']]],
      ['delete', [['Backspace']]],
      ['pin', [['P']]],
      ['save', [['S']]],
      ['copyLink', [['L']]],
      ['markUnread', [['U']]],
    ],
  },
];

/** All keys that do something. */
export default function KeysDialog(props: { readonly onClose: () => void }): JSX.Element {
  const mod = isMac() ? '⌘' : text.keys.ctrl;
  return (
    <Modal title={text.keys.title} onClose={props.onClose}>
      <div class="keys">
        <For each={PARTS}>
          {({ part, keys }) => (
            <section>
              <h3 class="field-label">{text.keys.parts[part]}</h3>
              <dl>
                <For each={keys}>
                  {([name, alternatives]) => (
                    <div class="keys-row">
                      <dt>{text.keys.names[name]}</dt>
                      <dd>
                        <For each={alternatives}>
                          {(chord) => (
                            <span class="keys-chord">
                              <For each={chord}>
                                {(key) => <kbd>{key === 'Mod' ? mod : key}</kbd>}
                              </For>
                            </span>
                          )}
                        </For>
                      </dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Modal>
  );
}
